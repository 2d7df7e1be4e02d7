"""The pages of what is withheld: what they show is what the library withholds, names are veiled until asked for, and a
decision taken there is followed by the next export."""

import re
import time
from pathlib import Path

import pytest

from isnad import open_case, outgoing
from isnad.publish.speaking.sentences import arabic_of
from isnad.publish.withhold import private
from isnad.publish.withhold.rules import RULES
from isnad.records.claim import Outcome
from isnad.records.judgement import Decision

TOLD = (
    "Quill Farrow, 34, and her son Tam Farrow, 6, were killed when an air strike hit Samrun on Tuesday, a neighbour, "
    "Odo Brill, said. Farrow was a teacher. Write to desk@sedge.example."
)


@pytest.fixture
def analyst(analyst):
    """A browser over a case with a report that names whom it tells of as killed."""
    analyst.post("/add", by="Ada", text=TOLD, publisher="Sedge Post", published="2019-05-21")
    bench, end = analyst.bench, time.monotonic() + 60
    while (bench.intake.busy or bench.unsettled) and time.monotonic() < end:
        time.sleep(0.05)
    return analyst


def looked(visitor):
    """The overview, once the case was looked through."""
    visitor.get("/withheld")
    end = time.monotonic() + 60
    while visitor.bench.reviewer.running and time.monotonic() < end:
        time.sleep(0.05)
    return visitor.get("/withheld")


def rows(page):
    return page.xpath("//tr[@data-thing]")


def things(visitor):
    return outgoing.review(visitor.bench.book, visitor.bench.standing.results.dossiers)[0]


def decide(visitor, decision, rule, *idents, **more):
    said = {"decision": decision, "rule": rule, "thing": idents, "why": "their family asked for it", "by": "Bo"}
    return visitor.post("/withheld/decide", **said | more)


def test_the_overview_counts_what_the_library_withholds(analyst):
    page, found = looked(analyst), things(analyst)
    for rule in RULES.values():
        cells = page.xpath("//tr[@id=$row]/td[contains(@class, 'number')]", row=f"rule-{rule.name}")
        wanted = str(sum(each.rule == rule.name for each in found)) if rule.each else "always"
        assert cells[0].text_content().strip() == wanted


@pytest.mark.parametrize("rule", [rule.name for rule in RULES.values() if rule.each])
def test_each_thing_of_a_rule_is_on_its_pages(analyst, rule):
    looked(analyst)
    wanted = [each for each in things(analyst) if each.rule == rule]
    shown, at = [], 1
    while at == 1 or len(shown) < len(wanted):
        found = rows(analyst.get(f"/withheld/{rule}", params={"clear": "1", "page": at}))
        assert found or not wanted
        shown += [row.get("data-thing") for row in found]
        at += 1
    assert shown == [each.id for each in wanted]


def test_names_are_veiled_until_asked_for(analyst):
    looked(analyst)
    named = [each.thing for each in things(analyst) if each.rule == "victims"]
    assert named
    veiled, clear = analyst.get("/withheld/victims"), analyst.get("/withheld/victims?clear=1")
    for name in named[:50]:
        assert name not in veiled.text_content()
        assert name in clear.text_content()
    assert not veiled.xpath("//input[@name='thing']")
    first = named[0].split()[0]
    assert len(rows(analyst.get(f"/withheld/victims?find={first}"))) == len(rows(veiled))  # nor found by a guess
    assert all(first in row.text_content() for row in rows(analyst.get(f"/withheld/victims?clear=1&find={first}")))


def test_what_is_allowed_leaves_and_what_is_withheld_again_does_not(analyst, tmp_path):
    looked(analyst)
    thing = next(each for each in things(analyst) if each.rule == "victims")
    answer = decide(analyst, "allow", "victims", thing.id, back="/withheld/victims?clear=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/withheld/victims?clear=1")
    allowed = rows(analyst.get("/withheld/victims?clear=1&state=allowed"))
    assert [row.get("data-thing") for row in allowed] == [thing.id]
    assert "their family asked for it" in allowed[0].text_content()
    last = analyst.bench.book.judgements[-1]
    assert (last.decision, last.subjects, last.field, last.by) == (Decision.ALLOW, (thing.thing,), "victims", "Bo")
    case = open_case(analyst.bench.root)
    assert thing.thing in "".join(p.read_text("utf-8") for p in case.export("json", tmp_path / "one"))
    assert decide(analyst, "withhold", "victims", thing.id).status_code == 303
    assert not rows(analyst.get("/withheld/victims?state=allowed"))
    case = open_case(analyst.bench.root)
    assert thing.thing not in "".join(p.read_text("utf-8") for p in case.export("json", tmp_path / "two"))


def test_a_name_that_no_rule_found_is_withheld(analyst):
    looked(analyst)
    assert decide(analyst, "withhold", "witnesses", name="Merle  Wending").status_code == 303
    assert "Merle Wending" in analyst.get("/withheld/witnesses?clear=1&find=merle").text_content()
    assert decide(analyst, "allow", "witnesses", name="Merle Wending").status_code == 422
    assert decide(analyst, "withhold", "places", name="Merle Wending").status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [{"why": ""}, {"by": " "}, {"rule": "asides"}, {"rule": "x"}, {"decision": "same"}, {"thing": "0"}, {"thing": []}],
)
def test_what_is_no_decision_is_not_kept(analyst, wrong):
    looked(analyst)
    before = len(analyst.bench.book.judgements)
    thing = next(each for each in things(analyst) if each.rule == "victims")
    said = {"decision": "allow", "rule": "victims", "thing": thing.id, "why": "x", "by": "Bo"} | wrong
    assert analyst.post("/withheld/decide", **said).status_code == 422
    assert len(analyst.bench.book.judgements) == before


def test_who_decides_on_what_somebody_decided_meanwhile_is_told(analyst):
    looked(analyst)
    one, other = [each for each in things(analyst) if each.rule == "victims"][:2]
    (seen,) = analyst.get("/withheld/victims?clear=1").xpath("//form[@id='decide']//input[@name='seen']/@value")
    assert decide(analyst, "withhold", "victims", one.id, seen=seen).status_code == 303
    assert decide(analyst, "allow", "victims", other.id, seen=seen).status_code == 303  # of another
    refused = decide(analyst, "allow", "victims", one.id, seen=seen)
    assert refused.status_code == 409
    assert "their family asked for it" in refused.text
    (again,) = [j.id for j in analyst.bench.book.judgements[-1:]]
    assert decide(analyst, "allow", "victims", one.id, seen=again).status_code == 303


def test_a_look_that_broke_off_is_told_and_tried_again_when_asked(analyst, monkeypatch):
    def breaks(*_):
        raise OSError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(outgoing, "look", breaks)
        assert "no room" in looked(analyst).xpath("//p[@role='alert']")[0].text_content()
    assert looked(analyst).xpath("//p[@role='alert']")  # not by itself, over and over
    analyst.get("/withheld?again=1")
    assert not looked(analyst).xpath("//p[@role='alert']")


def test_it_is_looked_through_anew_once_more_is_told(analyst):
    looked(analyst)
    claim = analyst.bench.standing.results.claims[0].id
    kept = decide(analyst, "withhold", "witnesses", name="Merle Wending")
    assert kept.status_code == 303, kept.text
    analyst.get("/withheld")
    assert not analyst.bench.reviewer.running
    analyst.post("/decide", decision="reject", subject=claim, why="x", by="Bo")
    tried = analyst.bench.reviewer._tried
    looked(analyst)
    assert analyst.bench.reviewer._tried != tried


def test_a_rule_of_which_nothing_may_be_allowed_has_no_page(reader):
    assert reader.client.get("/withheld/asides").status_code == 404
    assert reader.client.get("/withheld/nothing").status_code == 404


def test_what_each_thing_is_has_its_arabic():
    text = Path(private.__file__).read_text(encoding="utf-8")
    notes = {re.sub(r"\{.*?\}", "7", each) for each in re.findall(r"note=(?:intern\()?f?\"([^\"]+)\"", text)}
    notes |= {f"told of as {each.value}" for each in Outcome}
    notes.remove("told of as 7")
    assert len(notes) > 12
    assert [each for each in notes if arabic_of(each) is None] == []
