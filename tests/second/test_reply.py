"""A model's reply: only claims whose words stand in the text, in our schema, come through; the rest is counted."""

import json

import pytest

from isnad.plugins import tables_of
from isnad.records.claim import Relation, Scope
from isnad.records.report import Report
from isnad.records.when import Interval
from isnad.second.question import PORTION, instructions, messages, portions, version
from isnad.second.reply import MOST_CLAIMS, NOT_THERE, WORDS_NOT_THERE, heard

TEXT = """Mill hit in Harrun

Nine people were killed in Harrun on Tuesday, the Delta Monitor said. Nine people were hurt there last year.
The Weir Brigade denied that its guns had fired. Residents spoke of a massacre at the mill.
"""
REPORT = Report(id="r1", capture="c1", digest="", text=TEXT, format="plain", encoding="utf-8", language="en")
TABLES = tables_of(())[0]
(PART,) = portions(REPORT)
KILLED = {
    "quote": "Nine people were killed",
    "kind": "casualties",
    "counts": [{"outcome": "killed", "low": 9, "high": 9, "group": "people", "words": "Nine people"}],
    "sources": [{"name": "the Delta Monitor", "kind": "organisation", "manner": "said"}],
}
DENIED = {
    "quote": "The Weir Brigade denied that its guns had fired",
    "kind": "responsibility",
    "relation": "denies",
    "parties": ["The Weir Brigade"],
    "denial": "of responsibility",
}
TERM = {"quote": "a massacre at the mill", "kind": "character", "term": "massacre"}


def read(*items, said=None):
    said = json.dumps({"claims": items}) if said is None else said
    return heard(said, REPORT, PART, TABLES, "weir-7b")


def changed(item, **more):
    return {**item, **more}


def counted(**more):
    return changed(KILLED, counts=[KILLED["counts"][0] | more])


def test_claims_in_our_schema_whose_words_stand_in_the_text_come_through():
    found = read(KILLED, DENIED, TERM)
    assert not found.dropped
    assert not found.fault
    killed, denied, term = found.claims
    assert all(REPORT.holds(claim.quote) for claim in found.claims)
    assert (killed.content.counts[0].low, killed.chain.names) == (9, ("the Delta Monitor",))
    assert REPORT.holds(killed.chain.links[0].cue)
    assert (denied.content.relation, denied.content.parties) == (Relation.DENIES, ("The Weir Brigade",))
    assert term.content.term == "massacre"
    assert read(TERM, KILLED, DENIED, KILLED).claims == found.claims  # each once, in the order of the text


def test_day_place_and_happening_are_read():
    when = {"first": "2031-03-04", "last": "2031-03-04", "words": "on Tuesday"}
    (claim,) = read(changed(KILLED, when=when, place={"words": "Harrun"}, event=1)).claims
    assert (claim.when.edtf(), claim.when.words, claim.where.words) == ("2031-03-04", "on Tuesday", "Harrun")
    assert (claim.event, claim.scope) == (1, Scope.OTHER_INCIDENT)


def test_words_that_stand_twice_are_told_apart_by_their_number():
    (first,) = read(changed(TERM, quote="Nine people", term="massacre")).claims
    (second,) = read(changed(TERM, quote="Nine people", term="massacre", nth=2)).claims
    assert first.quote.start == TEXT.index("Nine people")
    assert second.quote.start == TEXT.rindex("Nine people")


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (changed(KILLED, quote="Ninety people were killed"), NOT_THERE),
        (changed(KILLED, quote="nine people were killed"), NOT_THERE),  # another letter
        (changed(KILLED, quote="Nine  people were killed"), NOT_THERE),
        (changed(KILLED, quote="ine people were killed"), NOT_THERE),  # the middle of a word
        (changed(KILLED, nth=2), NOT_THERE),
        (changed(KILLED, quote=""), "no quote"),
        (changed(KILLED, quote="..."), "no quote"),
        (changed(KILLED, quote=["Nine"]), "no quote"),
        (changed(KILLED, quote="Nine people" * 1000), "no quote"),
        (changed(KILLED, sources=[{"name": "the General Staff"}]), WORDS_NOT_THERE),
        (changed(KILLED, sources=[{"name": "the Delta Monitor", "kind": "god"}]), "none of ours"),
        (changed(KILLED, sources=["the Delta Monitor"]), "not an object"),
        (changed(KILLED, sources=[KILLED["sources"][0]] * 9), "longer than"),
        (changed(KILLED, unnamed="insiders"), WORDS_NOT_THERE),
        (changed(KILLED, place={"words": "Ostrel"}), WORDS_NOT_THERE),
        (changed(KILLED, when={"first": "2031-02-30", "words": "Tuesday"}), "does not fit"),
        (changed(KILLED, when={"first": "2031-03-04", "words": "Friday"}), WORDS_NOT_THERE),
        (changed(KILLED, when={"first": "2031-03-04", "last": "2031-03-01", "words": "Tuesday"}), "does not fit"),
        (changed(KILLED, stance="certain"), "none of ours"),
        (changed(KILLED, scope="universe"), "none of ours"),
        (changed(KILLED, event=-1), "no whole number"),
        (changed(KILLED, kind="verdict"), "of no kind"),
        (changed(KILLED, kind=None), "of no kind"),
        (changed(KILLED, counts=[]), "counts nobody"),
        (changed(KILLED, counts="9"), "a list in it"),
        (counted(words="ninety people"), WORDS_NOT_THERE),
        (counted(low=True), "no whole number"),
        (counted(low=9.0), "no whole number"),
        (counted(low="9"), "no whole number"),
        (counted(low=-1), "no whole number"),
        (counted(low=10, high=9), "does not fit"),
        (counted(low=10**12, high=None), "no whole number"),
        (counted(outcome="vanquished"), "none of ours"),
        (counted(group="traitors"), "counts a group"),
        (changed(DENIED, relation="did it"), "none of ours"),
        (changed(DENIED, parties=["The Weir Brigade", "Ostrel"]), WORDS_NOT_THERE),
        (changed(DENIED, ground="they had no guns"), WORDS_NOT_THERE),
        (changed(TERM, term="war crime"), WORDS_NOT_THERE),
        ({"quote": "massacre", "kind": "occurrence", "act": "Sorcery"}, "none of ours"),
        ({"quote": "massacre", "kind": "occurrence", "act": "attack", "target": "moon"}, "none of ours"),
        ("Nine people were killed", "not an object"),
        (None, "not an object"),
    ],
)
def test_what_does_not_stand_in_the_text_or_the_schema_is_dropped_and_counted(item, why):
    found = read(item, KILLED)
    assert [claim.quote.text for claim in found.claims] == ["Nine people were killed"]
    (dropped,) = found.dropped
    assert why in dropped.why


@pytest.mark.parametrize(
    "said",
    [
        "",
        "I cannot help with that.",
        '{"claims": [',
        '{"claims": [{"quote": "Nine',
        '{"claims": {"quote": "x"}}',
        "[1, 2]",
        '{"answers": []}',
        '{"claims": [NaN]}',
        '{"claims": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"claims": [' + "9" * 10_000 + "]}",
        "}{",
    ],
)
def test_a_reply_that_cannot_be_read_is_a_fault_and_no_claim(said):
    found = read(said=said)
    assert found.fault
    assert not found.claims


def test_a_fence_and_a_preamble_round_the_object_are_passed_over():
    inner = json.dumps({"claims": [KILLED]})
    for said in (f"```json\n{inner}\n```", f"Here it is:\n{inner}\nI hope this helps."):
        assert len(read(said=said).claims) == 1


def test_more_claims_than_a_text_could_hold_are_counted_and_not_read():
    found = read(*[TERM] * (MOST_CLAIMS + 7))
    assert len(found.claims) == 1
    assert len(found.dropped) == 7


def test_a_long_text_is_asked_about_in_portions_that_make_it_up():
    text = "The canal rose. " * 2_000 + "Nine people were killed. " + "x" * 30_000
    report = Report(id="r2", capture="c2", digest="", text=text, format="plain", encoding="utf-8")
    parts = list(portions(report))
    assert "".join(part.text for part in parts) == text
    assert all(len(part.text) <= PORTION for part in parts)
    (part,) = [part for part in parts if "Nine people were killed" in part.text]
    (claim,) = heard(
        json.dumps({"claims": [counted()]}).replace("the Delta Monitor", "Nine"), report, part, TABLES, "m"
    ).claims
    assert report.holds(claim.quote)


def test_the_question_holds_the_text_as_data_and_our_own_terms():
    system, user = messages(PART)
    assert json.loads(user["content"]) == {"published": "", "text": TEXT}
    for term in ("alleges_one_of", "another incident", "of occurrence", "Airstrike", "believed"):
        assert f'"{term}"' in instructions()
    assert system["content"] == instructions()
    assert len(version()) == 16


def test_the_day_of_publication_is_part_of_what_is_asked():
    from dataclasses import replace
    from datetime import date

    dated = replace(REPORT, published=Interval.days(date(2031, 3, 5)))
    (part,) = portions(dated)
    assert json.loads(messages(part)[1]["content"])["published"] == "2031-03-05"
    assert part.digest != PART.digest
