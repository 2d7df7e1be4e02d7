"""A folder is a case: reports, and what a careful recorder takes from them in expected.json.

To add one, make a folder with ``reports/`` (and its manifest.json) and ``expected.json``; places and parties come
from places.csv and parties.csv beside the folders. ``known_gaps`` in expected.json names what is not right yet, each
with a reason: it is run as an expected failure, so that a gap which closes fails until it is taken out.
"""

import json
from functools import cache
from pathlib import Path

import pytest
from cases import bench

from isnad.records.claim import Casualties, Responsibility

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/expected.json"))


def _params(*needs, gap=""):
    made = []
    for folder in FOLDERS:
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        if all(need in expected for need in needs):
            known = expected.get("known_gaps", {}).get(gap)
            marks = [pytest.mark.xfail(strict=True, reason=known)] if known else []
            made.append(pytest.param(folder, id=folder.name, marks=marks))
    return made


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Each folder is run once for all tests."""
    return cache(lambda folder: bench.run(folder, tmp_path_factory.mktemp(folder.name)))


def test_there_are_cases():
    assert len(FOLDERS) >= 12


def _all_right(ran, name, kind):
    told = {}
    for gold in ran.expected[name]:
        claim = bench.met(ran, gold, kind)
        wrong = {k: w for k, w in bench.wrong_by_part(gold, claim).items() if w} if claim else "not found"
        if wrong:
            told[gold["quote"]] = wrong
    assert told == {}


@pytest.mark.parametrize("folder", _params("casualty_claims", gap="casualties"))
def test_every_casualty_claim_is_wholly_right(folder, ran):
    _all_right(ran(folder), "casualty_claims", Casualties)


@pytest.mark.parametrize("folder", _params("responsibility_claims", gap="responsibility"))
def test_every_claim_of_responsibility_is_wholly_right(folder, ran):
    _all_right(ran(folder), "responsibility_claims", Responsibility)


@pytest.mark.parametrize("folder", _params("casualty_claims", gap="counted"))
def test_nothing_more_is_counted(folder, ran):
    """No number of people is read where the recorder found none."""
    one = ran(folder)
    files = {gold["report"] for gold in one.expected["casualty_claims"]}
    spans = {file: [] for file in files}
    for gold in one.expected["casualty_claims"]:
        start = one.text(gold["report"]).index(gold["quote"])
        spans[gold["report"]].append((start, start + len(gold["quote"])))
    allowed = one.expected.get("also_counted", [])
    extra = [
        claim.quote.text
        for file in files
        for claim in one.claims(Casualties, file)
        if not any(claim.quote.start < b and a < claim.quote.end for a, b in spans[file])
        and any(c.numbered for c in claim.content.counts)
        and claim.quote.text not in allowed
    ]
    assert extra == []


@pytest.mark.parametrize("folder", _params("incidents", gap="incidents"))
def test_the_incidents_are_told_apart(folder, ran):
    one = ran(folder)
    found = {(i.where.name if i.where else "", i.when.edtf() if i.when else "") for i in one.results.incidents}
    assert found == {(i["place"], i["date"]) for i in one.expected["incidents"]}
    assert len(one.results.incidents) == len(one.expected["incidents"])


@pytest.mark.parametrize("folder", _params("assessment", "incidents", gap="assessment"))
def test_the_assessment_is_as_expected(folder, ran):
    one = ran(folder)
    wanted = one.expected["assessment"]
    dossier = one.incident(wanted.get("of", one.expected["incidents"][0]["place"]))
    assert _differences(dossier, wanted) == []


def _differences(dossier, wanted):
    found, wrong = dossier.assessment, []
    for outcome in ("killed", "injured"):
        if outcome in wanted:
            tally = bench.tally(found, outcome)
            bounds = [tally.low, tally.high] if tally else None
            if bounds != wanted[outcome]:
                wrong.append(f"{outcome}: {bounds}, not {wanted[outcome]}")
    killed = bench.tally(found)
    if "killed_low_at_most" in wanted and not (
        killed and killed.low is not None and killed.low <= wanted["killed_low_at_most"]
    ):
        wrong.append(f"low: {killed and killed.low}")
    if "killed_high_at_least" in wanted and not (
        killed and killed.high is not None and killed.high >= wanted["killed_high_at_least"]
    ):
        wrong.append(f"high: {killed and killed.high}")
    if "killed_origins" in wanted and (killed and killed.origins) != wanted["killed_origins"]:
        wrong.append(f"origins of the toll: {killed and killed.origins}, not {wanted['killed_origins']}")
    forbidden = set(wanted.get("killed_must_not_include", ()))
    wrong += [
        f"in the tally: {f.words}"
        for f in bench.figures(found)
        if killed and f in killed.history and {f.low, f.high} & forbidden
    ]
    superseded = {f.low for f in bench.figures(found) if f.superseded_by}
    wrong += [f"not superseded: {n}" for n in wanted.get("killed_superseded", ()) if n not in superseded]
    hypotheses = {party: h for h in found.hypotheses if len(h.parties) == 1 for party in h.parties}
    wrong += [f"no hypothesis: {party}" for party in wanted.get("hypotheses", ()) if party not in hypotheses]
    for name in ("excluded", "denied", "conceded"):
        for party in wanted.get(name, ()):
            if party not in hypotheses or not getattr(hypotheses[party], f"{name}_by"):
                wrong.append(f"{party} is not {name}")
            elif name == "denied" and any(o in hypotheses[party].alleged_by for o in hypotheses[party].denied_by):
                wrong.append(f"the denial by {party} supports what it denies")
    wrong += _observed_otherwise(found, hypotheses, wanted)
    if "grade" in wanted and found.grade.term != wanted["grade"]:
        wrong.append(f"grade: {found.grade.term}, not {wanted['grade']}")
    return wrong


def _observed_otherwise(found, hypotheses, wanted):
    """What is told of means: by how many, how it bears on each party, and that nobody is alleged by it."""
    wrong = []
    told = {o.what: len(o.origins) for o in found.observations}
    if told != wanted.get("observations", told):
        wrong.append(f"observations: {told}")
    for party, marks in wanted.get("observed", {}).items():
        rows = {e.observation.partition(": ")[2]: e.mark for e in hypotheses[party].evidence if e.observation}
        wrong += [f"{party}, {what}: {rows.get(what)}" for what, mark in marks.items() if rows.get(what) != mark]
    for party, number in wanted.get("alleged", {}).items():
        if len(hypotheses[party].alleged_by) != number:
            wrong.append(f"{party} is alleged by {len(hypotheses[party].alleged_by)}")
    order = [h.statement for h in found.hypotheses]
    if order != wanted.get("order", order):
        wrong.append(f"order: {order}")
    return wrong


@pytest.mark.parametrize("folder", _params())
def test_no_perpetrator_is_a_finding_and_every_statement_reaches_words(folder, ran):
    one = ran(folder)
    reports = {report.id: report for report in one.results.reports}
    for dossier in one.results.dossiers:
        assert bench.stated_in_own_voice(dossier) == []
        found = dossier.assessment
        for finding in (found.headline, *found.contradictions, *found.scoped_out):
            assert finding.quotes, finding.statement
            assert all(reports[q.report].holds(q) for q in finding.quotes)


@pytest.mark.parametrize("folder", _params())
def test_the_case_checks_and_nothing_went_wrong(folder, ran):
    one = ran(folder)
    assert [str(p) for p in one.results.problems] == []
    assert int(one.case.check().verdict) == 0
