"""The bench: what is shown at once after a decision is what the whole computation comes to."""

import shutil
from dataclasses import replace

import pytest

from isnad import open_case
from isnad.pipeline import read_case, reweighed
from isnad.records.claim import Casualties
from isnad.web.bench import Bench


@pytest.fixture
def case(analyst):
    """The practice case that nobody else has open, and what comes of it."""
    opened = open_case(analyst.bench.root, jobs=1)
    return opened, opened.results()


def same(quick, full):
    """Incidents that hold the same claims in both are weighed the same in both; how many these are."""
    others = {d.incident.claims: d for d in full.dossiers}
    met = [(d, others[d.incident.claims]) for d in quick.dossiers if d.incident.claims in others]
    for one, other in met:
        assert replace(one.assessment, incident=other.incident.id) == other.assessment  # an id may follow its claims
        assert (one.claims, one.nearby, one.judgements) == (other.claims, other.nearby, other.judgements)
    return len(met)


def test_rejected_corrected_and_accepted_at_once(case):
    opened, results = case
    figures = [c for c in results.dossiers[0].claims if isinstance(c.content, Casualties) and c.content.counts[0].low]
    opened.judge("reject", figures[0].id, by="Bo", why="misread")
    opened.judge("correct", figures[1].id, by="Bo", why="misprint", field="content.counts.0.low", value=1)
    quick, full = reweighed(opened.book, results, 0), read_case(opened.book, jobs=1)
    assert quick.claims == full.claims
    assert quick.dossiers[0].assessment != results.dossiers[0].assessment
    assert same(quick, full) >= len(full.dossiers) - 1
    opened.judge("accept", figures[0].id, by="Cy", why="read again")
    again = reweighed(opened.book, quick, 2)
    assert figures[0].id in again.dossiers[0].incident.claims
    assert same(again, read_case(opened.book, jobs=1)) >= len(full.dossiers) - 1


def test_an_incident_of_which_nothing_stands_goes(case):
    opened, results = case
    least = results.dossiers[-1]
    for claim in least.incident.claims:
        opened.judge("reject", claim, by="Bo", why="another war")
    quick = reweighed(opened.book, results, 0)
    assert least.incident.id not in {d.incident.id for d in quick.dossiers}
    assert len(quick.dossiers) == len(results.dossiers) - 1


def test_a_broken_case_is_told_and_the_bench_goes_on(analyst, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(analyst.bench.root, broken)
    log = broken / "log" / "entries.jsonl"
    log.write_bytes(log.read_bytes() + b"not a line\n")
    bench = Bench(broken, jobs=1)
    try:
        bench.reach(1, 20)
        assert bench.standing or bench.problem
    finally:
        bench.close()
