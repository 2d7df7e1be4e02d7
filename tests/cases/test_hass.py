"""A real incident in eight reports, kept outside the repository; skipped, saying so, where it is absent."""

import importlib.util
import json
from pathlib import Path

import pytest
from cases import bench
from house.tree import ROOT

import isnad
from isnad.records.claim import Casualties, Character, Responsibility

SHARED = ROOT.parent / "shared"
HASS = SHARED / "cases" / "hass-2016"
pytestmark = pytest.mark.skipif(
    not HASS.is_dir(), reason="../shared/cases/hass-2016 is not here: the real case is not tested"
)
PLACE = "Hass"


def _module(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    case = isnad.new_case(tmp_path_factory.mktemp("hass") / "case", gazetteers=[SHARED / "gazetteers" / "syria.csv"])
    assert case.add(HASS / "reports").problems == ()
    expected = json.loads((HASS / "expected.json").read_text(encoding="utf-8"))
    return bench.Ran(HASS, expected, case, case.results())


@pytest.fixture(scope="module")
def hass(ran):
    """The dossier of Hass: the incident with the most reports."""
    found = ran.results.dossiers[0]
    assert found.incident.where is not None
    assert found.incident.when is not None
    assert found.incident.when.first_day.isoformat() == "2016-10-26"
    return found


@pytest.fixture(scope="module")
def score(ran):
    """Found and wholly right of each kind, by the scorer's own functions."""
    scorer, lines = _module(SHARED / "cases" / "score_claims.py"), _module(ROOT / "benchmarks" / "claims.py")
    mine = []
    for gold_file in {path.name for path in (HASS / "reports").glob("*.txt")}:
        for kind in (Casualties, Responsibility, Character):
            mine += [{"report": gold_file, **lines.line_of(claim)} for claim in ran.claims(kind, gold_file)]
    gold, told = scorer.gold_of(HASS), {}
    for kind in ("casualties", "responsibility"):
        wanted = [g for g in gold if g["kind"] == kind]
        found = right = 0
        for g in wanted:
            meeting = [
                m
                for m in mine
                if m["report"] == g["report"] and m["kind"] == kind and m["start"] < g["end"] and g["start"] < m["end"]
            ]
            best = max(meeting, key=lambda m: sum(scorer.parts_right(g, m).values()), default=None)
            found += best is not None
            right += best is not None and all(scorer.parts_right(g, best).values())
        told[kind] = (found, right, len(wanted))
    return told


def test_casualty_claims_are_found_and_right(score):
    found, right, of = score["casualties"]
    assert (found >= 21, right >= 16, of) == (True, True, 23), score


def test_claims_of_responsibility_are_found_and_right(score):
    found, right, of = score["responsibility"]
    assert (found >= 11, right >= 8, of) == (True, True, 14), score


def test_no_forbidden_total_is_in_the_tally(hass, ran):
    forbidden = set(ran.expected["assessment_of_hass"]["killed_must_not_include"])
    for tally in hass.assessment.tallies:
        if tally.outcome == "killed" and tally.group == "people":
            assert {f.words: (f.low, f.high) for f in tally.history if {f.low, f.high} & forbidden} == {}


def test_low_and_high_bound_what_was_said_and_show_their_history(hass):
    tally = bench.tally(hass.assessment)
    assert tally.low <= 26
    assert tally.high >= 35
    by_low = {f.low for f in tally.history}
    assert {22, 26, 35} <= by_low
    assert all(f.words for f in tally.history)
    assert any(f.superseded_by for f in tally.history)


def test_three_spellings_are_one_place(hass, ran):
    assert {"Hass", "Haas"} <= set(hass.incident.names)
    same = [d for d in ran.results.dossiers if d.incident.when and d.incident.when.meets(hass.incident.when)]
    assert [d.incident.name for d in same if d is not hass and set(d.incident.names) & {"Hass", "Haas", "Has"}] == []


def test_the_other_two_attacks_are_incidents_of_their_own(hass, ran):
    quotes = {claim.quote.text for claim in hass.claims}
    assert len({ran.file_of(claim) for claim in hass.claims}) == 8
    for report, words in (
        ("03-activists-22.txt", "11 Syrian opposition fighters"),
        ("07-unicef-28-double-tap.txt", "6 killed"),
    ):
        claim = next(c for c in ran.claims(Casualties, report) if words in c.quote.text)
        assert claim.quote.text not in quotes
        holding = [i for i in ran.results.incidents if claim.id in i.claims]
        assert len(holding) == 1
        assert holding[0].id != hass.incident.id
    tal, kafr = (
        next(c for c in ran.claims(Casualties, r) if w in c.quote.text)
        for r, w in (
            ("03-activists-22.txt", "11 Syrian opposition fighters"),
            ("07-unicef-28-double-tap.txt", "6 killed"),
        )
    )
    assert not any(tal.id in i.claims and kafr.id in i.claims for i in ran.results.incidents)


def test_there_are_three_incidents(ran):
    assert len(ran.results.incidents) == 3, [i.name for i in ran.results.incidents]


def test_copies_of_the_observatory_are_one_origin(hass, ran):
    observatory = [o for o in hass.assessment.origins if "Observatory" in o.name or o.name == "SOHR"]
    assert len(observatory) == 1, [o.name for o in observatory]
    files = {ran.file_of(c) for c in hass.claims if c.id in observatory[0].claims}
    assert {"02-monitor-22.txt", "03-activists-22.txt", "04-scores-dead-26.txt"} <= files


def test_the_opposition_is_excluded_by_means_and_still_a_hypothesis(hass):
    found = [h for h in hass.assessment.hypotheses if h.parties == ("Syrian opposition",)]
    assert len(found) == 1
    assert found[0].excluded_by
    assert any("plane" in ground for ground in found[0].grounds)


def test_no_perpetrator_is_a_finding(ran):
    for dossier in ran.results.dossiers:
        assert bench.stated_in_own_voice(dossier) == []


def test_the_case_checks(ran):
    check = ran.case.check()
    assert [(s.name, s.failed, s.open) for s in check.sections if s.failed or s.open] == []
