"""Whom an Arabic report names: each sentence of people.toml gives the people beside it, and no others."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from isnad.read.languages.arabic import Arabic
from isnad.read.languages.arabic.letters import fold
from isnad.read.languages.arabic.naming import given_names
from isnad.records.claim import Outcome
from isnad.records.person import Person

from .world import TABLES, report

CASES = tomllib.loads(Path(__file__).with_name("people.toml").read_text(encoding="utf-8"))["sentence"]


def _told(person: Person) -> str:
    age = "" if person.age is None else str(person.age)
    what = person.outcome or (f"office: {person.role}" if person.role else "-")
    return " ".join(f"{person.name} | {person.sex} | {age} | {what}".split())


@pytest.mark.parametrize("case", CASES)
def test_people_are_told_as_the_report_names_them(case: dict[str, Any]) -> None:
    read = report(case["text"])
    found = Arabic().people(read, TABLES)
    assert [_told(p) for p in found] == case["people"]
    assert all(read.holds(quote) for person in found for quote in person.quotes)


def test_a_name_in_the_title_alone_is_found_and_stands_nowhere_in_the_text() -> None:
    titled = replace(report("قصف على تل الورد."), title="مقتل الطفلة هيلانة الدلبوح في تل الورد")
    (person,) = Arabic().people(titled, TABLES)
    assert (person.name, person.outcome, person.quotes) == ("هيلانة الدلبوح", Outcome.KILLED, ())


def test_what_platforms_print_under_a_post_is_not_read() -> None:
    text = "قصف على تل الورد.All reactions:12LikeComment أبو مروان الدلبوح الله يرحمهم"
    assert Arabic().people(report(text), TABLES) == ()


def test_the_claims_in_whose_words_a_person_stands_are_named() -> None:
    read = report("مقتل الطفل مروان الدلبوح في قصف على تل الورد.")
    (person,) = Arabic().people(read, TABLES)
    held = {c.id for c in Arabic().read(read, TABLES) if "الدلبوح" in c.quote.text}
    assert set(person.claims) == held


def test_given_names_are_many_and_stand_once() -> None:
    assert len(given_names()) > 900
    assert fold("مُحَمَّد") in given_names()
