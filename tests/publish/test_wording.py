"""Wording: ranges, plurals, conventions, and never a perpetrator as a fact."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.publish import wording as w
from isnad.records.assessment import Figure, Hypothesis
from isnad.records.chain import Chain, Link, Narrator, NarratorKind
from isnad.records.claim import (
    Casualties,
    Character,
    Count,
    Denial,
    Occurrence,
    Outcome,
    Relation,
    Responsibility,
    Stance,
    Status,
)
from isnad.records.when import Interval
from isnad.records.where import Place


@pytest.mark.parametrize(
    ("low", "high", "high_open", "words"),
    [
        (26, 26, False, "26"),
        (22, 26, False, "22–26"),
        (26, None, False, "26 or more"),
        (22, 26, True, "22–26 or more"),
        (22, 22, True, "22 or more"),
        (None, 35, False, "up to 35"),
        (None, None, False, "not numbered"),
        (8001, None, False, "8,001 or more"),
        (0, 0, False, "0"),
    ],
)
def test_ranges(low: int | None, high: int | None, high_open: bool, words: str) -> None:
    assert w.range_of(low, high, high_open=high_open) == words


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [
        (1, "report", "1 report"),
        (9, "report", "9 reports"),
        (0, "origin", "0 origins"),
        (1, "person", "1 person"),
        (2, "child", "2 children"),
        (2, "hypothesis", "2 hypotheses"),
        (1200, "byte", "1,200 bytes"),
    ],
)
def test_number_words(number: int, noun: str, words: str) -> None:
    assert w.counted(number, noun) == words


def test_support_names_reports_and_origins() -> None:
    assert w.support_of(9, 2) == "9 reports, 2 independent origins"
    assert w.support_of(1, 1) == "1 report, 1 independent origin"


def test_a_convention_says_that_it_is_one_and_is_not_counted() -> None:
    count = Count(outcome=Outcome.INJURED, low=None, high=None, words="dozens", convention=(24, None))
    assert w.count_of(count) == "people said injured: “dozens” (read as 24 or more by convention; not counted)"


def test_one_of_a_group_is_singular() -> None:
    one = Count(outcome=Outcome.KILLED, low=1, high=1, group="women")
    assert w.count_of(one) == "1 woman said killed"
    civilians = Count(outcome=Outcome.KILLED, low=22, high=26, status=Status.CIVILIAN)
    assert w.count_of(civilians) == "22–26 civilians said killed"


def test_a_repeated_figure_is_no_step() -> None:
    def figure(low: int, high: int | None = None) -> Figure:
        return Figure(claim="c", origin="o", low=low, high=high, reported=None)

    steps = [figure(9, 9), figure(14, 14), figure(14, 14), figure(21)]
    assert w.steps_of(steps) == "9 → 14 → 21 or more"


def test_dates_and_places() -> None:
    assert w.days_of(Interval.days(date(2031, 3, 4))) == "4 March 2031"
    assert w.days_of(Interval.days(date(2031, 3, 4), date(2031, 3, 6))) == "4–6 March 2031"
    assert w.days_of(Interval.days(date(2031, 3, 30), date(2031, 4, 2))) == "30 March 2031 – 2 April 2031"
    assert w.days_of(None) == "date not known"
    assert w.moment_of(datetime(2031, 3, 4, 9, 5, tzinfo=UTC)) == "4 March 2031, 09:05 UTC"
    south = Place(name="X", within=("Land", "District"), latitude=-1.5, longitude=-2.25, where_prec=3)
    assert w.place_of(south) == "X, District, Land"
    assert w.position_of(south) == "1.5000° S, 2.2500° W (the district only)"
    assert w.position_of(Place(name="X")) == "not found in a gazetteer"


def test_the_end_of_an_open_chain_is_named_as_open() -> None:
    activist = Link(narrator=Narrator(name="an activist", kind=NarratorKind.ANONYMOUS))
    wire = Link(narrator=Narrator(name="Wire", kind=NarratorKind.AGENCY))
    assert w.chain_of(Chain(links=(wire, activist), open=True), "Daily") == "Daily ← Wire ← an activist, not named"
    assert w.chain_of(Chain(open=True, opened_by="reportedly"), "Daily") == "Daily ← source not named (“reportedly”)"
    assert w.chain_of(Chain(links=(wire,)), "Daily") == "Daily ← Wire"
    assert w.chain_of(Chain(), "") == "report ← in its own voice"


HEDGES = re.compile(r"\b(alleges|holds that|denies|is said|is believed|without taking a side)\b")
ACTED = "bombed|killed|shelled|struck|attacked|carried out|did it"
ACCUSING = re.compile(rf"\bParty\d(?:(?:,| and| or) Party\d)* ({ACTED})\b")
parties = st.lists(st.sampled_from(["Party1", "Party2", "Party3"]), max_size=3, unique=True).map(tuple)
stances = st.sampled_from(Stance)


@given(
    st.builds(
        Responsibility,
        relation=st.sampled_from(Relation),
        parties=parties,
        ground=st.sampled_from(["", "no aircraft"]),
        denial=st.sampled_from([None, *Denial]),
    ),
    stances,
)
def test_every_sentence_on_responsibility_is_hedged(content: Responsibility, stance: Stance) -> None:
    words = w.responsibility_of(content, stance)
    assert HEDGES.search(words), words
    assert not ACCUSING.search(words), words


@given(parties, st.booleans())
def test_a_hypothesis_is_a_name_and_not_a_statement(parties: tuple[str, ...], jointly: bool) -> None:
    label = w.hypothesis_label(Hypothesis(statement="", parties=parties, jointly=jointly))
    assert not re.search(r"\b(was|is|were|did|responsible|guilty)\b", label)
    assert label


@given(st.sampled_from(Outcome), st.integers(0, 10**6), st.one_of(st.none(), st.integers(0, 10**6)), stances)
def test_every_figure_is_said(outcome: Outcome, low: int, more: int | None, stance: Stance) -> None:
    count = Count(outcome=outcome, low=low, high=None if more is None else low + more)
    assert f"said {outcome.value}" in w.content_of(Casualties(counts=(count,)), stance)


@given(stances)
def test_acts_and_characters_are_told_not_stated(stance: Stance) -> None:
    assert w.content_of(Occurrence(act="airstrike", target="school"), stance).startswith("tells of")
    words = w.content_of(Character(term="war crime"), stance)
    assert words.startswith(("calls it “", "speaks of “"))
