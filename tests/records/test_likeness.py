"""Likeness of names and wordings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.records.likeness import containment, fold, initials, sentence_around, shingles, skeleton, spelt_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ain Zarjun", "Ayn Zarjoun"),
        ("Zarjun", "زرجون"),
        ("Valley Defence Corps", "Valley Defense Corps"),
        ("Munir Tawqani", "منير طوقاني"),
        ("Overland Press", "أوفرلاند برس"),
        ("Abdel-Sodek", "Abdul Sodek"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert spelt_alike(one, other)


@pytest.mark.parametrize(("one", "other"), [("Mirveld", "Oskarra"), ("Dalun", "Dolar"), ("", ""), ("Mirveld", "")])
def test_other_names_do_not(one: str, other: str) -> None:
    assert not spelt_alike(one, other)


def test_articles_possessives_and_case_are_folded() -> None:
    assert fold("The Observers’") == fold("observers")
    assert fold("the Monitor's") == fold("MONITOR")
    assert fold("المرصد") == fold("مرصد")


def test_initials_with_and_without_small_words() -> None:
    assert "kmrh" in initials("Kesmar Monitor for the Rights of Herders")
    assert initials("Monitor") == frozenset()


@given(st.text(max_size=40), st.text(max_size=40))
def test_spelling_is_symmetric_and_never_fails(one: str, other: str) -> None:
    assert spelt_alike(one, other) == spelt_alike(other, one)
    assert isinstance(skeleton(one), str)


@given(st.text(max_size=200))
def test_a_text_contains_itself(text: str) -> None:
    runs = shingles(text)
    assert containment(runs, runs) == (1.0 if runs else 0.0)


@given(st.text(min_size=1, max_size=200), st.data())
def test_a_sentence_holds_its_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert text[start:end].strip() in sentence_around(text, start, end)


def test_a_sentence_ends_where_it_ends() -> None:
    text = "It was noon. Nine people died in Mirveld. Nobody spoke."
    start = text.index("Nine")
    assert sentence_around(text, start, start + 4) == "Nine people died in Mirveld"
    whole = "Nine people died in Mirveld."
    assert sentence_around(text, start, start + len(whole)) == whole
