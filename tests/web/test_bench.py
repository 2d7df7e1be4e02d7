"""The bench: what is shown at once after a decision is what the whole computation comes to."""

import shutil
import time
from dataclasses import replace
from itertools import permutations

import pytest
from web.conftest import visitor

from isnad import open_case
from isnad.following import Following
from isnad.pipeline import read_case
from isnad.records.claim import Casualties
from isnad.web.asked import ORDERS
from isnad.web.bench import Bench
from isnad.web.search import Search
from isnad.web.standing import Standing


@pytest.fixture
def case(analyst):
    """The practice case that nobody else has open, and what follows decisions on it."""
    opened = open_case(analyst.bench.root, jobs=1)
    return opened, Following(opened.title, opened.results(), opened.book.judgements)


def same(quick, full):
    """Incidents that hold the same claims in both are weighed the same in both; how many these are."""
    others = {d.incident.claims: d for d in full.dossiers}
    met = [(d, others[d.incident.claims]) for d in quick.dossiers if d.incident.claims in others]
    for one, other in met:
        assert replace(one.assessment, incident=other.incident.id) == other.assessment  # an id may follow its claims
        assert (one.claims, one.nearby, one.judgements) == (other.claims, other.nearby, other.judgements)
    return len(met)


def test_rejected_corrected_and_accepted_at_once(case):
    opened, following = case
    results = following.results
    figures = [c for c in results.dossiers[0].claims if isinstance(c.content, Casualties) and c.content.counts[0].low]
    opened.judge("reject", figures[0].id, by="Bo", why="misread")
    opened.judge("correct", figures[1].id, by="Bo", why="misprint", field="content.counts.0.low", value=1)
    followed = following.follow(opened.book.judgements)
    quick, full = followed.results, read_case(opened.book, jobs=1)
    assert followed.claims[figures[0].id] is None
    assert quick.claims == full.claims
    assert quick.dossiers[0].assessment != results.dossiers[0].assessment
    assert same(quick, full) >= len(full.dossiers) - 1
    opened.judge("accept", figures[0].id, by="Cy", why="read again")
    again = following.follow(opened.book.judgements).results
    assert figures[0].id in again.dossiers[0].incident.claims
    assert same(again, read_case(opened.book, jobs=1)) >= len(full.dossiers) - 1


def test_an_incident_of_which_nothing_stands_goes(case):
    opened, following = case
    results = following.results
    least = results.dossiers[-1]
    for claim in least.incident.claims:
        opened.judge("reject", claim, by="Bo", why="another war")
    quick = following.follow(opened.book.judgements).results
    assert least.incident.id not in {d.incident.id for d in quick.dossiers}
    assert len(quick.dossiers) == len(results.dossiers) - 1


def test_joined_and_parted_at_once(case):
    opened, following = case
    one, other = following.results.dossiers[:2]
    opened.judge("same", one.incident.id, other.incident.id, by="Bo", why="one raid")
    joined = following.follow(opened.book.judgements).results
    full = read_case(opened.book, jobs=1)
    assert [d.incident.id for d in joined.dossiers] == [d.incident.id for d in full.dossiers]
    assert same(joined, full) == len(full.dossiers)
    opened.judge("different", one.claims[0].id, other.claims[0].id, by="Cy", why="two raids")
    parted = following.follow(opened.book.judgements).results
    assert len(parted.dossiers) == len(following.results.dossiers) == len(full.dossiers) + 1


def test_a_state_that_shares_is_the_state_that_was_computed(case, tmp_path):
    opened, following = case
    results, search = following.results, Search(tmp_path)
    standing = Standing("t", 1, results, (), search)
    for name, (_, key) in ORDERS.items():
        standing.ordered(name, key)
    _ = standing.acts, standing.parties, standing.by_day
    one, other = (d.incident for d in results.dossiers[:2])
    for lines, (decision, subjects) in enumerate(
        [("reject", [results.dossiers[0].claims[0].id]), ("same", [one.claims[1], other.claims[0]]),
         ("accept", [results.dossiers[0].claims[0].id]), ("different", [one.claims[1], other.claims[0]])]
    ):  # fmt: skip
        opened.judge(decision, *subjects, by="Bo", why="because")
        judgements = opened.book.judgements
        standing = standing.after(lines, following.follow(judgements), judgements)
        whole = Standing("t", lines, following.results, judgements, search)
        for name, (_, key) in ORDERS.items():
            assert standing.ordered(name, key) == whole.ordered(name, key)
        assert (standing.acts, standing.parties) == (whole.acts, whole.parties)
        assert {d: {r.id for r in rows} for d, rows in standing.by_day.items() if rows} == {
            d: {r.id for r in rows} for d, rows in whole.by_day.items()
        }
        for reading in results.readings:
            for claim in reading.claims:
                assert standing.claim(claim.id) == whole.claim(claim.id)
                assert standing.incident_of(claim.id) == whole.incident_of(claim.id)
                assert standing.judgements_on(claim.id) == whole.judgements_on(claim.id)
            if reading.report:
                assert set(standing.incidents_of_report(reading.report.id)) == set(
                    whole.incidents_of_report(reading.report.id)
                )
    search.close()


def test_a_broken_case_is_told_and_the_bench_goes_on(analyst, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(analyst.bench.root, broken, ignore=shutil.ignore_patterns("computed.*"))  # it may be written now
    log = broken / "log" / "entries.jsonl"
    log.write_bytes(log.read_bytes() + b"not a line\n")
    bench = Bench(broken, jobs=1)
    try:
        bench.reach(1, 20)
        assert bench.standing or bench.problem
    finally:
        bench.close()


def test_what_belongs_together_is_shown_before_the_case_is_computed_anew(analyst, monkeypatch):
    bench = analyst.bench
    one, other = (d.incident for d in bench.standing.results.dossiers[:2])
    monkeypatch.setattr(bench, "_compute", lambda: 0.0)
    said = {"decision": "same", "subject": [one.id, other.id], "back": "/"}
    assert analyst.post("/decide", **said, why="one raid", by="Bo").status_code == 303
    assert bench.standing.incident_of(one.claims[0]) == bench.standing.incident_of(other.claims[0])
    assert "computed anew" in visitor(bench).get("/").text_content()


def test_a_page_is_kept_for_all_and_holds_what_is_each_ones_own(looked_at):
    one, other = visitor(looked_at), visitor(looked_at)
    one.post("/settings", name="Ada <b>")
    other.post("/settings", name="Bo")
    paths = ["/", f"/incident/{looked_at.standing.results.dossiers[0].incident.id}"]
    looked_at.standing.pages.clear()
    for path in paths:
        first, second, again = (each.client.get(path).text for each in (one, other, one))
        assert first == again
        assert one.door.form_token(next(iter(one.door._sessions.values()))) in first
        assert other.door.form_token(next(iter(other.door._sessions.values()))) in second
        assert "Ada &lt;b&gt;" in first
        assert "Ada" not in second.replace("Adam", "")
        assert "sign-" not in first + second
    assert len(looked_at.standing.pages) == len(paths)


def test_a_decision_changes_the_page_of_its_incident_and_keeps_the_others(analyst):
    first, second = (d for d in analyst.bench.standing.results.dossiers[:2])
    paths = [f"/incident/{d.incident.id}" for d in (first, second)]
    for path in paths:
        analyst.get(path)
    said = {"decision": "accept", "subject": first.claims[0].id, "why": "looked at twice", "by": "Bo", "back": "/queue"}
    assert analyst.post("/decide", **said).status_code == 303
    analyst.get("/queue")
    assert "looked at twice" in analyst.get(paths[0]).text_content()


def test_a_process_of_its_own_computes_the_same_and_is_begun_anew_when_it_dies(analyst, tmp_path):
    shutil.copytree(analyst.bench.root, tmp_path / "apart", ignore=shutil.ignore_patterns("computed.*"))
    bench = Bench(tmp_path / "apart", actor="Ada", jobs=1, apart=True)
    try:
        standing = bench.reach(1, 120)
        here = read_case(open_case(bench.root, jobs=1).book, jobs=1)
        came = standing.results
        assert [d.incident for d in came.dossiers] == [d.incident for d in here.dossiers]
        assert [d.assessment for d in came.dossiers] == [d.assessment for d in here.dossiers]
        assert (came.claims, came.seen, came.problems) == (here.claims, here.seen, here.problems)
        first = bench._computing._worker
        first.kill()
        first.join()
        other = open_case(bench.root, actor="Bo", jobs=1)
        other.judge("reject", came.dossiers[0].claims[0].id, by="Bo", why="misread")
        lines = other.book.log.size
        end = time.monotonic() + 120
        while (bench.standing.linked < lines or bench.problem) and time.monotonic() < end:
            time.sleep(0.1)
        assert (bench.standing.linked, bench.problem) == (lines, None)
        assert bench._computing._worker is not first
        assert bench.standing.claim(came.dossiers[0].claims[0].id) is None
    finally:
        bench.close()
    assert not bench._computing._worker.is_alive()


def test_what_nothing_changed_of_stays_the_very_same(analyst):
    bench = analyst.bench
    before = bench.standing.results.dossiers
    other = open_case(bench.root, actor="Bo", jobs=1)
    other.judge("reject", before[0].claims[0].id, by="Bo", why="misread")
    end = time.monotonic() + 60
    while bench.standing.linked < other.book.log.size and time.monotonic() < end:
        time.sleep(0.05)
    after = {d.incident.id: d for d in bench.standing.results.dossiers}
    kept = [d for d in before if after.get(d.incident.id) is d]
    assert 0 < len(kept) < len(before)


def test_pages_are_kept_over_a_computation_that_changes_nothing_of_them(analyst):
    bench = analyst.bench
    pairs = permutations(bench.standing.results.dossiers, 2)
    first, second = next((a, b) for a, b in pairs if {r.id for r in a.reports}.isdisjoint(r.id for r in b.reports))
    for dossier in (first, second):
        analyst.get(f"/incident/{dossier.incident.id}")
    open_case(bench.root, actor="Bo", jobs=1).judge("accept", first.claims[0].id, by="Bo", why="looked at twice")
    lines = bench.book.log.size + 1
    end = time.monotonic() + 60
    while bench.standing.linked < lines and time.monotonic() < end:
        time.sleep(0.05)
    kept = {key[0] for key in bench.standing.pages}
    assert f"/incident/{second.incident.id}" in kept
    assert f"/incident/{first.incident.id}" not in kept
    assert "looked at twice" in analyst.get(f"/incident/{first.incident.id}").text_content()
