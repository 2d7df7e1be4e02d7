"""Deciding: each decision reaches the log under a name with a reason, changes the page at once, and overwrites none."""

import threading

import pytest
from lxml import html
from web.conftest import visitor

from isnad import open_case
from isnad.casebook import Casebook
from isnad.records.claim import Casualties
from isnad.records.judgement import Decision
from isnad.web.decisions import PARTED


def figure(bench, number=0):
    """A claim with a figure of the most reported incident."""
    dossier = bench.standing.results.dossiers[number]
    return next(c for c in dossier.claims if isinstance(c.content, Casualties) and c.content.counts[0].low == 9)


def form_of(visitor, claim, decision):
    """The fields of a form on a claim's page, as they were handed out."""
    tree = visitor.get(f"/claim/{claim}")
    (form,) = tree.xpath(f"//details[@id='{decision}']//form")
    return {name: value for name, value in form.form_values() if name not in ("why", "by", "token")}


def judged(root):
    return [(j.decision, j.by, j.why, j.subjects, j.field, j.value) for j in Casebook(root).judgements]


def test_reject_and_accept(analyst):
    bench, claim = analyst.bench, figure(analyst.bench)
    home = bench.standing.incident_of(claim.id)
    answer = analyst.post("/decide", **form_of(analyst, claim.id, "reject"), why="counts houses", by="Bo")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/claim/{claim.id}")
    assert judged(bench.root) == [(Decision.REJECT, "Bo", "counts houses", (claim.id,), "", "")]
    assert bench.standing.claim(claim.id) is None
    page = analyst.get(f"/incident/{home}")
    assert page.xpath(f"//table[contains(@class, 'rejected')]//tr[@id='claim-{claim.id}']")
    assert "counts houses" in page.xpath("//section[@id='log']")[0].text_content()
    assert "rejected" in analyst.get(f"/report/{claim.quote.report}").xpath(f"//mark[@id='c-{claim.id}']/@class")[0]
    again = analyst.post("/decide", **form_of(analyst, claim.id, "accept"), why="it does not", by="Cy")
    assert again.status_code == 303
    assert bench.standing.claim(claim.id) == claim
    assert [j[1] for j in judged(bench.root)] == ["Bo", "Cy"]


def test_a_correction_moves_the_toll(analyst):
    bench, claim = analyst.bench, figure(analyst.bench)
    fields = form_of(analyst, claim.id, "correct")
    fields |= {"value:content.counts.0.low": "19", "value:content.counts.0.high": "25", "value:stance": "hedged"}
    assert analyst.post("/decide", **fields, why="misprint", by="Bo").status_code == 303
    made = bench.standing.claim(claim.id)
    assert (made.content.counts[0].low, made.content.counts[0].high, made.stance.value) == (19, 25, "hedged")
    assert len(judged(bench.root)) == 3
    page = analyst.get(f"/claim/{claim.id}")
    assert "19–25" in page.xpath("//h1")[0].text_content()
    assert page.xpath("//input[@name='value:content.counts.0.low']/@value") == ["19"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"why": ""}, "reason"),
        ({"by": " "}, "name"),
        ({"value:content.counts.0.low": "many"}, "whole number"),
        ({"value:content.counts.0.low": "30", "value:content.counts.0.high": "20"}, "does not fit"),
        ({"value:when.first": "2019-06-01", "value:when.last": "2019-05-01"}, "before the first"),
        ({}, "Nothing was changed"),
        ({"decision": "erase"}, "no such decision"),
        ({"subject": "0000"}, "not there"),
        ({"value:scope": "nothing"}, "does not fit"),
    ],
)
def test_what_does_not_fit_is_said_and_not_kept(analyst, change, said):
    fields = form_of(analyst, figure(analyst.bench).id, "correct")
    answer = analyst.post("/decide", **({**fields, "why": "because", "by": "Bo"} | change))
    assert answer.status_code == 422
    assert said in answer.text
    assert judged(analyst.bench.root) == []


def test_same_joins_two_incidents_and_the_old_address_leads_on(analyst):
    bench = analyst.bench
    one, other = (d.incident for d in bench.standing.results.dossiers[:2])
    page = analyst.get(f"/incident/{one.id}")
    assert other.id in page.xpath("//details[@id='same']//input[@type='radio']/@value")
    said = {"decision": "same", "subject": [one.id, other.id], "back": f"/incident/{other.id}"}
    assert analyst.post("/decide", **said, why="one raid", by="Bo").status_code == 303
    merged = bench.standing.incident_of(one.claims[0])
    assert bench.standing.incident_of(other.claims[0]) == merged
    for ident in (one.id, other.id):
        answer = analyst.client.get(f"/incident/{ident}", follow_redirects=True)
        assert answer.status_code == 200
        assert answer.url.path == f"/incident/{merged}"
    parts = {"decision": "different", "subject": [merged], "report": [other.reports[0]]}
    assert analyst.post("/decide", **parts, why="two raids", by="Cy").status_code == 303


def test_different_takes_a_report_out(analyst):
    bench = analyst.bench
    incident = bench.standing.results.dossiers[0].incident
    report = incident.reports[-1]
    said = {"decision": "different", "subject": [incident.id], "report": [report]}
    assert analyst.post("/decide", **said, why="another day", by="Bo").status_code == 303
    assert len(judged(bench.root)) == min(PARTED, len(incident.reports) - 1)
    stays = bench.standing.incident_of(
        next(c.id for r in incident.reports[:-1] for c in bench.standing.reading(r).claims if c.id in incident.claims)
    )
    assert report not in bench.standing.dossier(stays).incident.reports


@pytest.mark.parametrize(
    "said",
    [
        {"decision": "same", "subject": ["x", "y"]},
        {"decision": "same", "subject": []},
        {"decision": "different", "subject": ["x"], "report": []},
        {"decision": "reject", "subject": []},
        {"decision": "accept", "subject": ["x"]},
    ],
)
def test_what_leads_nowhere_is_not_kept(analyst, said):
    assert analyst.post("/decide", **said, why="because", by="Bo").status_code == 422
    assert judged(analyst.bench.root) == []


def test_two_who_decide_on_the_same_are_shown_the_newer_state(analyst):
    bench, claim = analyst.bench, figure(analyst.bench)
    second = visitor(bench)
    first_form, second_form = (form_of(each, claim.id, "reject") for each in (analyst, second))
    assert analyst.post("/decide", **first_form, why="one", by="Bo").status_code == 303
    refused = second.post("/decide", **second_form, why="two", by="Cy")
    assert refused.status_code == 409
    assert "Bo" in refused.text
    assert [j[2] for j in judged(bench.root)] == ["one"]
    form = next(f for f in html.document_fromstring(refused.text).forms if f.action == "/decide")
    fields = dict(form.form_values())
    fields.pop("token")
    assert (fields["why"], fields["by"]) == ("two", "Cy")
    assert second.post("/decide", **fields).status_code == 303
    assert [j[2] for j in judged(bench.root)] == ["one", "two"]


def test_many_at_once_lose_nothing(analyst):
    bench = analyst.bench
    claims = [c.id for c in bench.standing.results.claims][:12]
    fields = {each: form_of(analyst, each, "reject") for each in claims}
    token = analyst.token
    answers = []

    def decide(claim):
        answers.append(analyst.post("/decide", token=token, **fields[claim], why=claim, by="Bo").status_code)

    threads = [threading.Thread(target=decide, args=(each,)) for each in claims]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert answers == [303] * len(claims)
    assert sorted(j[2] for j in judged(bench.root)) == sorted(claims)


def test_a_grade_stands_beside_the_computed_one_and_is_taken_back(analyst):
    bench = analyst.bench
    incident = bench.standing.results.dossiers[0].incident.id
    computed = bench.standing.row(incident).grade
    (form,) = analyst.get(f"/incident/{incident}").xpath("//details[@id='regrade']//form")
    fields = {n: v for n, v in form.form_values() if n not in ("why", "by", "token")} | {"value": "Weak"}
    assert analyst.post("/decide", **fields, why="one network", by="Bo").status_code == 303
    row = bench.standing.row(incident)
    assert (row.grade, row.given) == (computed, "Weak")
    page = analyst.get(f"/incident/{incident}")
    assert "one network" in page.xpath("//dl[@class='facts']")[0].text_content()
    assert analyst.post("/decide", **fields, why="mine too", by="Cy").status_code == 409
    assert bench.reach(bench.book.log.size, 20).dossier(incident).graded.by == "Bo"  # so computes the library
    (form,) = page.xpath("//details[@id='regrade']//form")
    fields = {n: v for n, v in form.form_values() if n not in ("why", "by", "token")} | {"value": "computed"}
    assert analyst.post("/decide", **fields, why="looked again", by="Cy").status_code == 303
    assert bench.standing.row(incident).given == ""
    assert [(j[0], j[1], j[5]) for j in judged(bench.root)] == [
        (Decision.GRADE, "Bo", "Weak"), (Decision.GRADE, "Cy", "computed")
    ]  # fmt: skip


def test_a_note_is_shown_and_no_grade_or_note_without_its_words_is_kept(analyst):
    incident = analyst.bench.standing.results.dossiers[1].incident.id
    said = {
        "decision": "note",
        "subject": incident,
        "value": "Call the clinic <b>again</b>.",
        "back": f"/incident/{incident}",
    }
    assert analyst.post("/decide", **said, why="promised", by="Bo").status_code == 303
    text = analyst.client.get(f"/incident/{incident}").text
    assert "Call the clinic &lt;b&gt;again" in text
    for decision, value in (("note", " "), ("grade", "Sure"), ("grade", "")):
        bad = said | {"decision": decision, "value": value}
        assert analyst.post("/decide", **bad, why="x", by="Bo").status_code == 422
    assert len(judged(analyst.bench.root)) == 1


def test_a_place_is_looked_up_and_corrected_for_all_that_is_said_of_it(analyst):
    bench = analyst.bench
    claim = next(c for c in bench.standing.results.dossiers[0].claims if c.where and c.where.resolved)
    page = analyst.get(f"/claim/{claim.id}", params={"called": "Balsum"})
    idents = page.xpath("//input[@name='place']/@value")
    assert len(idents) > 1
    form = next(f for f in page.xpath("//details[@id='place']//form") if f.get("method") == "post")
    fields = {n: v for n, v in form.form_values() if n not in ("why", "by", "token")}
    assert analyst.post("/decide", **fields, why="the council says so", by="Bo").status_code == 303
    made = bench.standing.claim(claim.id)
    assert (made.where.ident, made.where.words) == (idents[0], claim.where.words)
    beside = [
        c.id
        for c in bench.standing.reading(claim.quote.report).claims
        if c.where == claim.where and c.event == claim.event
    ]
    assert {bench.standing.claim(each).where.ident for each in beside} == {idents[0]}
    assert {j[4] for j in judged(bench.root)} == {"where"}
    nowhere = fields | {"place": "nowhere", "seen": f"{claim.id}:{bench.standing.judgements_on(claim.id)[-1].id}"}
    assert analyst.post("/decide", **nowhere, why="nobody knows", by="Bo").status_code == 303
    assert bench.standing.claim(claim.id).where is None
    assert analyst.post("/decide", **(fields | {"place": "x"}), why="x", by="Bo").status_code == 422


def test_what_others_write_appears_by_itself(analyst):
    bench, claim = analyst.bench, figure(analyst.bench)
    open_case(bench.root, jobs=1).judge("reject", claim.id, by="Dee", why="elsewhere")
    assert bench.reach(bench.standing.lines + 1, 20).claim(claim.id) is None
    assert "elsewhere" in analyst.get(f"/claim/{claim.id}").text_content()


def test_reasons_are_shown_as_text(analyst):
    claim = figure(analyst.bench)
    evil = "<script>alert(1)</script>"
    assert analyst.post("/decide", **form_of(analyst, claim.id, "reject"), why=evil, by=evil).status_code == 303
    for path in (f"/claim/{claim.id}", f"/incident/{analyst.bench.standing.incident_of(claim.id) or ''}", "/"):
        assert "<script>alert" not in analyst.client.get(path).text
