"""Whom a report tells of: names, ages and sexes as it says them, and the groups that they come to."""

import tomllib
from pathlib import Path

import pytest
from read.languages.english.world import report_of, tables

from isnad.read.languages.english import English
from isnad.records.claim import Casualties
from isnad.records.person import Person, Sex

CASES = tomllib.loads(Path(__file__).with_name("people.toml").read_text(encoding="utf-8"))["sentence"]


def _told(person: Person) -> str:
    age = "" if person.age is None else str(person.age)
    return " ".join(f"{person.name} | {person.sex} | {age} | {person.group} | {person.outcome}".split())


@pytest.mark.parametrize("case", CASES)
def test_people_are_told_as_the_report_tells_of_them(case):
    report = report_of(case["text"])
    found = English().people(report, tables())
    assert [_told(p) for p in found] == case["people"]
    assert all(report.holds(quote) for person in found for quote in person.quotes)


@pytest.mark.parametrize("case", CASES)
def test_a_sex_that_is_told_names_its_reason(case):
    for person in English().people(report_of(case["text"]), tables()):
        assert person.sex is Sex.UNSAID or person.because


def test_listed_persons_are_counted_where_no_figure_says_as_many():
    text = (
        "An air strike killed four people in Dolmir on Tuesday. Olan Pirr (45), his wife Hetta Pirr and their two "
        "daughters, Sanne Pirr (12) and Vey Pirr (7), were killed."
    )
    claims = English().read(report_of(text), tables())
    counts = [n for c in claims if isinstance(c.content, Casualties) for n in c.content.counts]
    assert {(n.group, n.low, n.high) for n in counts} >= {("children", 2, 2), ("women", 1, 1), ("men", 1, 1)}


def test_a_count_of_listed_persons_holds_no_name():
    text = "Four people were killed: Olan Pirr (45), his son Tarn Pirr (12), his wife Hetta Pirr and Sanne Pirr (9)."
    for claim in English().read(report_of(text), tables()):
        if any("persons" in why for why in claim.because):
            assert isinstance(claim.content, Casualties)
            assert not any("Pirr" in why for why in claim.because)
            assert not any("Pirr" in count.words for count in claim.content.counts)


def test_who_is_named_in_passing_does_not_hide_who_was_killed():
    text = (
        "A shell killed one man in Dolmir, the baker Olan Pirr, 45, with all his bread. Dolmir was quiet then. "
        "A post spoke of his daughter Sanne Pirr (12) and his wife Hetta Pirr, who wept."
    )
    claims = English().read(report_of(text), tables())
    counts = [n for claim in claims if isinstance(claim.content, Casualties) for n in claim.content.counts]
    assert {n.group for n in counts} <= {"men", "people"}
