"""The queue: what most hangs on comes first, each with a reason, and what was decided leaves it."""

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
    assert suggestions(reversed(standing.results.dossiers), lambda _: ()) == suggestions(
        standing.results.dossiers, lambda _: ()
    )


def test_what_was_decided_leaves_the_queue(analyst):
    first = analyst.get("/queue").xpath("//tr/@data-claim")[0]
    said = {"decision": "accept", "subject": first, "back": "/queue"}
    assert analyst.post("/decide", **said, why="looked at", by="Bo").headers["location"] == "/queue"
    assert first not in analyst.get("/queue").xpath("//tr/@data-claim")
