"""The queue: what most hangs on comes first, each with a reason, and what was decided leaves it."""

import time

import pytest

from isnad import open_case
from isnad.deciding import decision_of
from isnad.web.suggesting import ALONE_HIGH, UNEVEN, UNNAMED, suggestions


def test_each_has_a_reason_and_the_weightiest_comes_first(reader):
    found = reader.bench.standing.suggested
    assert found
    assert all(each.why for each in found)
    assert [each.weight for each in found] == sorted((each.weight for each in found), reverse=True)
    assert len({each.claim for each in found}) == len(found)
    assert {ALONE_HIGH, UNEVEN, UNNAMED} <= {why for each in found for why in each.why}


def test_the_same_dossiers_give_the_same(reader):
    standing = reader.bench.standing
    looked = {}
    found = suggestions(standing.results.dossiers, lambda _: (), looked)
    assert suggestions(reversed(standing.results.dossiers), lambda _: (), {}) == found
    assert suggestions(standing.results.dossiers, lambda _: (), looked) == found


def test_incidents_that_may_be_one_are_those_of_the_library(analyst):
    end = time.monotonic() + 30
    while analyst.bench.asked is None and time.monotonic() < end:
        time.sleep(0.05)
    asked = analyst.bench.asked
    assert asked == open_case(analyst.bench.root, jobs=1).suggestions(len(asked))
    shown = analyst.get("/queue").xpath("//article[contains(@class, 'question')]")
    assert len(shown) == len(asked)
    question = next((q for q in asked if q.suggestion.subjects), None)
    if question is not None:
        said = {"decision": decision_of(question.suggestion), "subject": list(question.suggestion.subjects)}
        assert analyst.post("/decide", **said, why="looked", by="Bo").status_code == 303
        assert len(analyst.get("/queue").xpath("//article[contains(@class, 'question')]")) < len(asked)


@pytest.mark.parametrize("answer", ["same", "different"])
def test_a_question_is_answered_either_way_and_not_asked_again(analyst, answer):
    end = time.monotonic() + 30
    while analyst.bench.asked is None and time.monotonic() < end:
        time.sleep(0.05)
    page = analyst.get("/queue")
    (form, *_) = page.xpath(f"//article[contains(@class, 'question')]//form[.//input[@value='{answer}']]")
    subjects = form.xpath(".//input[@name='subject']/@value")
    assert analyst.post("/decide", decision=answer, subject=subjects, why="looked", by="Bo").status_code == 303
    end = time.monotonic() + 60
    while analyst.bench.unsettled and time.monotonic() < end:
        time.sleep(0.05)
    analyst.bench.reach(analyst.bench.book.log.size, 60)
    time.sleep(0.2)
    left = [q.suggestion.subjects for q in open_case(analyst.bench.root, jobs=1).suggestions(50)]
    assert tuple(subjects) not in left
    homes = {analyst.bench.standing.incident_of(each) for each in subjects}
    assert len(homes) == (1 if answer == "same" else 2)


def test_two_incidents_that_are_said_to_be_different_stay_apart(analyst):
    one, other = list(analyst.bench.standing.rows)[:2]
    page = analyst.get("/same", params={"one": one.id, "other": other.id})
    subjects = page.xpath("//details[@id='different']//input[@name='subject']/@value")
    assert [analyst.bench.standing.incident_of(each) for each in subjects] == [one.id, other.id]
    said = {"decision": "different", "subject": subjects, "back": f"/incident/{one.id}"}
    assert analyst.post("/decide", **said, why="two raids", by="Bo").status_code == 303
    assert "two raids" in analyst.get(f"/incident/{one.id}").xpath("//section[@id='log']")[0].text_content()
    assert {one.id, other.id} <= {row.id for row in analyst.bench.standing.rows}


def test_two_incidents_stand_side_by_side(analyst):
    one, other = list(analyst.bench.standing.rows)[:2]
    page = analyst.get("/same", params={"one": one.id, "other": other.id})
    assert page.xpath("//form[@class='plain']//input[@name='subject']/@value") == [one.id, other.id]
    assert analyst.client.get("/same", params={"one": one.id, "other": "x"}).status_code == 404
    assert analyst.client.get("/same", params={"one": one.id, "other": one.id}).status_code == 303


def test_what_was_decided_leaves_the_queue(analyst):
    first = analyst.get("/queue").xpath("//tr/@data-claim")[0]
    said = {"decision": "accept", "subject": first, "back": "/queue"}
    assert analyst.post("/decide", **said, why="looked at", by="Bo").headers["location"] == "/queue"
    assert first not in analyst.get("/queue").xpath("//tr/@data-claim")
