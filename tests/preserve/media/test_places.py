"""Places: degrees and their precision, out of what files write."""

import pytest

from isnad.preserve.media.places import positions
from isnad.records.media import Fact


def gps(north, east, ends="NE", **more):
    said = {"GPSLatitudeRef": ends[:1], "GPSLatitude": north, "GPSLongitudeRef": ends[1:], "GPSLongitude": east, **more}
    return [Fact(standard="EXIF", name=name, value=value, place=True) for name, value in said.items() if value]


def film(value):
    return [Fact(standard="container", name="location", value=value, place=True)]


SAID = {
    "to the second": (gps("20.0 30.0 0.0", "22.0 15.0 0.0"), "20.5000° N, 22.2500° E", "written to 30 m"),
    "south and west": (gps("20.0 30.0 36.0", "22.0 15.0 36.0", "SW"), "20.5100° S, 22.2600° W", "written to 30 m"),
    "to a tenth of a second": (gps("20.0 30.0 7.2", "22.0 15.0 3.6"), "20.50200° N, 22.25100° E", "written to 3 m"),
    "to a thousandth of a minute": (gps("20.0 30.126 0.0", "22.0 15.0 0.0"), "20.5021° N, 22.2500° E",
                                    "written to 30 m"),
    "with the receiver's error": (gps("20.0 30.0 7.2", "22.0 15.0 3.6", GPSHPositioningError="7.4"),
                                  "20.50200° N, 22.25100° E", "written to 3 m; the receiver said ±7 m"),
    "a film": (film("+20.5000+022.2500/"), "20.5000° N, 22.2500° E", "written to 10 m"),
    "a film with a height": (film("-20.5000-022.2500+137.5CRSWGS_84/"), "20.5000° S, 22.2500° W", "written to 10 m"),
    "a film in minutes": (film("+2030+02215/"), "20.50° N, 22.25° E", "written to 2 km"),
    "a film in seconds": (film("-203036-0221536/"), "20.5100° S, 22.2600° W", "written to 30 m"),
    "whole degrees": (film("+20+022/"), "20° N, 22° E", "written to 100 km"),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "degrees", "precision"), SAID.values(), ids=SAID)
def test_a_place_is_given_in_degrees_to_the_digits_that_were_written(facts, degrees, precision):
    (found,) = positions(facts)
    assert (found.degrees, found.precision) == (degrees, precision)


@pytest.mark.parametrize(
    "facts",
    [
        [],
        gps("20.0 30.0 0.0", "22.0 15.0 0.0", ""),
        gps("20.0 30.0 0.0", "22.0 15.0 0.0", "XE"),
        gps("nan nan nan", "22.0 15.0 0.0"),
        gps("20.0 61.0 0.0", "22.0 15.0 0.0"),
        gps("91.0 0.0 0.0", "22.0 15.0 0.0"),
        gps("20.0 30.0 0.0 1.0", "22.0 15.0 0.0"),
        gps("-20.0 30.0 0.0", "22.0 15.0 0.0"),
        gps("20.0 30.0 0.0", "22.0 15.0 0.0", GPSHPositioningError="inf"),
        gps("", "22.0 15.0 0.0"),
        film("near the mill"),
        film("+20.5000"),
        film("+99.0000+022.0000/"),
        film("+20.5000+22.2500/"),
        [Fact(standard="EXIF", name="GPSLatitude", value="20.0 30.0 0.0")],
    ],
)
def test_what_cannot_be_read_as_degrees_gives_none(facts):
    assert positions(facts) == ()
