"""Attributions as data: each .toml beside this file holds sentences and every attribution a careful reader marks."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read.languages.english.world import report_of

from isnad.read.languages.english.attributing.carrying import carries
from isnad.read.languages.english.attributing.whole import Attributed, attributions_of

FOLDER = Path(__file__).parent
SENTENCES = [
    pytest.param(each, id=f"{path.stem}-{number}")
    for path in sorted(FOLDER.glob("*.toml"))
    for number, each in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["sentence"], start=1)
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_attribution_of_a_sentence_is_marked(sentence):
    report = report_of(sentence["text"])
    assert [_told(each, report.text) for each in attributions_of(report)] == sentence["told"]


def _told(each: Attributed, text: str) -> str:
    source = " + ".join(text[a:b] for a, b in each.source)
    contents = " + ".join(text[a:b] for a, b in each.contents)
    return f"{each.kind} | {source} | {text[slice(*each.cue)]} | {contents}"


def test_a_quotation_runs_on_into_the_next_paragraph():
    text = "“The mill is gone,” Hanne Varrick said.\n“We ran down to the river and did not look back.”"
    (told,) = attributions_of(report_of(text))
    assert [text[a:b] for a, b in told.contents] == [
        "“The mill is gone,”",
        "“We ran down to the river and did not look back.”",
    ]


def test_within_a_quotation_nothing_more_is_marked():
    told = attributions_of(report_of("“I think he said the mill was gone,” Hanne Varrick said."))
    assert [each.base for each in told] == ["say"]


@pytest.mark.parametrize(
    ("text", "carrying"),
    [
        ("The council confessed that nine people had died.", True),
        ("The council wants to know that nine people had died.", False),
        ("The council feared that nine people had died.", False),
        ("The council deplored the deaths of nine people.", False),
    ],
)
def test_only_speech_and_belief_carry_a_claim(text, carrying):
    assert any(carries(each, text) for each in attributions_of(report_of(text))) is carrying


def test_why_names_the_word_and_its_frame():
    (told,) = attributions_of(report_of("The council accused the army of negligence."))
    assert told.because == "speech: accuse (object of)"


TEXTS = st.lists(st.sampled_from([p.values[0]["text"] for p in SENTENCES]), min_size=1, max_size=5)


@given(TEXTS, st.sampled_from("\n "))
def test_no_attribution_lies_within_the_content_of_another(texts, between):
    told = attributions_of(report_of(between.join(texts)))
    for each in told:
        assert not any(a <= each.cue[0] < b for other in told if other is not each for a, b in other.contents)


@given(st.text(alphabet="“”\"'‘’ ,.:;-()\nabcS said that told to", max_size=120))
def test_any_text_at_all_is_read_without_an_error(text):
    for each in attributions_of(report_of(text)):
        assert all(0 <= a < b <= len(text) for a, b in [each.cue, *each.source, *each.contents])
