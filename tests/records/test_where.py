"""Places: coordinates, precision, distance."""

import math

import pytest
import strategies as some
from hypothesis import given
from hypothesis import strategies as st

from isnad.records.where import EARTH_RADIUS_KM, Place

HALF_ROUND = math.pi * EARTH_RADIUS_KM


def at(latitude, longitude):
    return Place(name="a place", latitude=latitude, longitude=longitude)


@given(some.resolved_places, some.resolved_places)
def test_distance_is_symmetric_and_within_half_the_globe(one, other):
    apart = one.kilometres_from(other)
    assert apart == pytest.approx(other.kilometres_from(one), abs=1e-6)
    assert 0 <= apart <= HALF_ROUND + 1e-6
    assert one.kilometres_from(one) == pytest.approx(0, abs=1e-6)


@given(some.resolved_places, some.resolved_places, some.resolved_places)
def test_no_detour_is_shorter(one, by, other):
    assert one.kilometres_from(other) <= one.kilometres_from(by) + by.kilometres_from(other) + 1e-3


@given(st.floats(-89, 89), st.floats(-180, 180))
def test_a_degree_of_latitude_is_some_111_kilometres(latitude, longitude):
    assert at(latitude, longitude).kilometres_from(at(latitude + 1, longitude)) == pytest.approx(111.195, abs=0.01)


def test_a_known_distance():
    # the poles and the equator: a quarter and a half of the meridian of a sphere
    assert at(90, 0).kilometres_from(at(0, 57)) == pytest.approx(HALF_ROUND / 2)
    assert at(0, 0).kilometres_from(at(0, 180)) == pytest.approx(HALF_ROUND)


@given(some.places)
def test_without_coordinates_there_is_no_distance(place):
    nowhere = Place(name="unresolved")
    assert not nowhere.resolved
    assert nowhere.kilometres_from(place) is None
    assert place.kilometres_from(nowhere) is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "precision"),
    [(91, 0, 1), (-90.5, 0, 1), (0, 180.5, 1), (0, -181, 1), (1, None, 1), (None, 1, 1), (0, 0, 0), (0, 0, 8)],
)
def test_impossible_places_cannot_be_made(latitude, longitude, precision):
    with pytest.raises(ValueError, match=r"latitude|longitude|coordinates|where_prec"):
        Place(name="a place", latitude=latitude, longitude=longitude, where_prec=precision)
