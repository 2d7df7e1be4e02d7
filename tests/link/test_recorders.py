"""Other recorders' rows held against incidents: by day and place as well as each is known, and each row once."""

import random
from dataclasses import replace
from datetime import date

from isnad.link.recorders import matched
from isnad.records.incident import Incident
from isnad.records.recorded import Estimate, Recorded
from isnad.records.when import Interval
from isnad.records.where import Place
from link.invented import DALUN, KESMAR, MAY, MIRVELD, OSKARRA, on


def incident(name: str, where: Place | None, day: date | None) -> Incident:
    return Incident(id=name, name=name, claims=(name,), reports=(name,), where=where, when=on(day) if day else None)


def row(name: str, where: Place | None, day: date, killed: int | None = None, table: str = "t") -> Recorded:
    estimate = Estimate(best=killed)
    return Recorded(id=name, recorder="UCDP GED", table=table, when=on(day), where=where, killed=estimate)


OURS = (incident("mirveld", MIRVELD, MAY[3]), incident("oskarra", OSKARRA, MAY[3]), incident("later", MIRVELD, MAY[7]))
TOLLS = {"mirveld": Estimate(low=9, high=14), "oskarra": Estimate(low=2, high=2), "later": Estimate(low=3, high=3)}


def pairs(*rows: Recorded) -> dict[str, str]:
    return {m.row.id: m.incident for m in matched(OURS, rows, TOLLS)}


def test_neighbours_and_days_are_told_apart() -> None:
    near = replace(MIRVELD, latitude=20.02)
    assert pairs(row("a", near, MAY[3], 12), row("b", OSKARRA, MAY[3], 2), row("c", MIRVELD, MAY[7], 3)) == {
        "a": "mirveld",
        "b": "oskarra",
        "c": "later",
    }


def test_what_is_far_in_place_or_time_is_of_no_incident() -> None:
    assert pairs(row("a", DALUN, MAY[3], 9), row("b", MIRVELD, MAY[5], 9), row("c", MIRVELD, MAY[20], 9)) == {}


def test_a_place_known_only_as_a_province_needs_a_toll_that_fits() -> None:
    assert pairs(row("a", KESMAR, MAY[3], 12)) == {"a": "mirveld"}
    assert pairs(row("a", KESMAR, MAY[3], 100)) == {}


def test_a_wide_stretch_of_days_tells_less() -> None:
    wide = replace(row("a", MIRVELD, MAY[3]), when=Interval.days(MAY[0], MAY[30]))
    exact = row("b", MIRVELD, MAY[3])
    score = {m.row.id: m.score for one in (wide, exact) for m in matched(OURS[:1], [one], {})}
    assert score.get("a", 0.0) < score["b"]


def test_rows_of_one_table_go_to_different_incidents_first_and_a_second_one_is_marked() -> None:
    found = matched(OURS[:1], [row("a", MIRVELD, MAY[3], 9), row("b", MIRVELD, MAY[3])], TOLLS)
    assert [(m.row.id, m.again) for m in found] == [("a", False), ("b", True)]
    tables = matched(OURS[:1], [row("a", MIRVELD, MAY[3], 9), row("b", MIRVELD, MAY[3], table="u")], TOLLS)
    assert {m.again for m in tables} == {False}


def test_reasons_give_both_values_and_order_changes_nothing() -> None:
    rows = [row("a", MIRVELD, MAY[3], 12), row("b", OSKARRA, MAY[3], 2), row("c", MIRVELD, MAY[7], 3)]
    found = matched(OURS, rows, TOLLS)
    assert any(reason.startswith("killed: 9 to 14 | 12 to 12") for m in found for reason in m.reasons)
    chance = random.Random(3)
    for _ in range(5):
        shuffled = list(OURS)
        chance.shuffle(shuffled)
        chance.shuffle(rows)
        assert matched(shuffled, rows, TOLLS) == found


def test_without_coordinates_names_spelt_alike_meet() -> None:
    named = Place(name="Meerveld")
    ours = [replace(OURS[0], names=("Mirveld", "Meerveld"))]
    assert [m.row.id for m in matched(ours, [row("a", named, MAY[3], 9)], TOLLS)] == ["a"]
    assert matched(ours, [row("a", Place(name="Hollin"), MAY[3], 9)], {}) == ()
