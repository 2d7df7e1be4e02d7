"""A made pool linked by splink, used plainly: the peer that isnad's own linking is measured beside.

What may live here: the records splink is given and its settings. Plainly: one record for each happening of a report
(its place, day, act, target and dead), splink's own comparisons for dates, coordinates and names with term
frequencies where its guide advises them, u by random sampling, m by expectation maximisation over two blocking rules,
connected components at the probability given. Needs the group ``peer``: splink with DuckDB below 2, which clusters
many times faster (measured in November 2026).
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from isnad.records.claim import Casualties, Claim, Occurrence, Outcome, Scope
from isnad.records.likeness import skeleton
from isnad.records.report import Report

Told = tuple[Report, Sequence[Claim]]
CERTAIN = 0.95  # match probability from which splink's guide has pairs clustered
SAMPLED = 1e6  # pairs from which u is estimated, as its guide advises for a first model
OF_AN_INCIDENT = (Scope.INCIDENT, Scope.OTHER_INCIDENT)


def clusters(told: Iterable[Told], certain: float = CERTAIN) -> dict[str, list[str]]:
    """For each report the clusters that hold a record of it."""
    rows = [row for report, claims in told for row in records(report, claims)]
    answers: dict[str, list[str]] = {row["report"]: [] for row in rows}
    for unique, cluster in _linked(rows, certain):
        answers[unique.split("/")[0]].append(cluster)
    return answers


def records(report: Report, claims: Sequence[Claim]) -> Iterable[dict[str, Any]]:
    """A record for each happening that a report tells of; one of what little is known where no claim was read."""
    events: dict[int, list[Claim]] = {}
    for claim in claims:
        if claim.scope in OF_AN_INCIDENT:
            events.setdefault(claim.event, []).append(claim)
    for event, about in sorted(events.items()) or [(0, [])]:
        places = sorted((c.where for c in about if c.where), key=lambda p: (not p.resolved, p.where_prec))
        place, when = (places or [None])[0], next((c.when for c in about if c.when), report.published)
        killed = [
            n.low
            for c in about
            if isinstance(c.content, Casualties)
            for n in c.content.counts
            if n.outcome is Outcome.KILLED and n.low is not None
        ]
        acts = [c.content for c in about if isinstance(c.content, Occurrence)]
        day = when.first_day if when else None
        yield {
            "unique_id": f"{report.capture}/{event}",
            "report": report.capture,
            "place": skeleton(place.name) if place else None,
            "latitude": place.latitude if place else None,
            "longitude": place.longitude if place else None,
            "day": day,
            "week": _week(day),
            "act": next((o.act for o in acts if o.act), None),
            "target": next((o.target for o in acts if o.target), None),
            "killed": max(killed, default=None),
        }


def _week(day: date | None) -> date | None:
    return day - timedelta(days=day.weekday()) if day else None


def _linked(rows: Sequence[dict[str, Any]], certain: float) -> Iterable[tuple[str, str]]:
    import pyarrow  # in the group ``peer``, with splink
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rules = [block_on("place", "week"), block_on("day", "killed"), block_on("day", "target")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=rules,
        comparisons=[
            cl.ExactMatch("place").configure(term_frequency_adjustments=True),
            cl.DistanceInKMAtThresholds("latitude", "longitude", [1, 5, 25]),
            cl.AbsoluteDateDifferenceAtThresholds(
                "day", input_is_string=False, metrics=["day", "day"], thresholds=[1, 3]
            ),
            cl.ExactMatch("act"),
            cl.ExactMatch("target"),
            cl.ExactMatch("killed").configure(term_frequency_adjustments=True),
        ],
    )
    db = DuckDBAPI()
    linker = Linker(db.register(pyarrow.Table.from_pylist(list(rows))), settings, log_level=40)
    linker.training.estimate_probability_two_random_records_match([block_on("place", "day", "killed")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED, seed=7)
    for rule in (block_on("place", "killed"), block_on("day", "target", "killed")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=certain)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=certain)
    table = found.as_pyarrow_table()
    return zip(table["unique_id"].to_pylist(), map(str, table["cluster_id"].to_pylist()), strict=True)
