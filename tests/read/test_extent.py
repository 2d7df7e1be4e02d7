"""How far off places may lie, and places told of by others."""

import pytest

from isnad.read.extent import beside, between, inside, moved, town_m
from isnad.records.where import Place

DOLMIR = Place(name="Dolmir", within=("Varland", "North"), latitude=30.0, longitude=40.0, ident="d")
VARLANY = Place(name="Varlany", within=("Varland", "South"), latitude=30.0, longitude=40.2, ident="v")
FAR = Place(name="Farby", within=("Varland", "South"), latitude=31.0, longitude=40.0, ident="f")
PROVINCE = Place(name="North", latitude=30.5, longitude=40.5, where_prec=4, ident="n")


@pytest.mark.parametrize(("people", "metres"), [(0, 0), (9_000, 0), (500_000, 5_600), (20_000_000, 35_700)])
def test_a_town_is_as_wide_as_its_people(people, metres):
    assert town_m(people) == metres


def test_a_village_of_which_nothing_is_known_is_held_to_two_kilometres():
    assert DOLMIR.off_m == 0
    assert DOLMIR.accuracy_m == 2_000
    assert PROVINCE.accuracy_m == 75_000


def test_near_a_town_is_further_off_than_its_edge_and_of_a_province_nothing_is_known():
    assert beside(DOLMIR).off_m == 7_000
    assert beside(DOLMIR, 2_000).off_m == 4_000
    assert beside(PROVINCE) == PROVINCE


def test_a_quarter_lies_within_its_town():
    assert inside(DOLMIR) == 2_000
    assert inside(PROVINCE) == 0


@pytest.mark.parametrize(
    ("point", "latitude", "longitude"), [("n", 30.08993, 40.0), ("s", 29.91007, 40.0), ("e", 29.99996, 40.10384)]
)
def test_a_place_so_many_kilometres_off_another(point, latitude, longitude):
    place = moved(DOLMIR, 10, point)
    assert (place.latitude, place.longitude) == (latitude, longitude)
    assert (place.where_prec, place.off_m) == (2, 5_000)
    assert DOLMIR.kilometres_from(place) == pytest.approx(10, abs=0.01)


def test_a_province_is_not_moved():
    assert moved(PROVINCE, 10, "n") == PROVINCE


def test_a_short_road_is_near_both_places_and_a_long_one_a_line():
    short, long = between(DOLMIR, VARLANY, "w"), between(DOLMIR, FAR, "w")
    assert short == Place(
        name="Dolmir – Varlany", words="w", within=("Varland",), latitude=30.0, longitude=40.1, where_prec=2,
        off_m=9_600, line=((30.0, 40.0), (30.0, 40.2)),
    )  # fmt: skip
    assert long is not None
    assert (long.where_prec, long.off_m) == (5, 55_600)


def test_no_road_without_two_places_that_are_known():
    assert between(DOLMIR, Place(name="Nowhere"), "w") is None
    assert between(DOLMIR, PROVINCE, "w") is None
    assert between(DOLMIR, DOLMIR, "w") is None
