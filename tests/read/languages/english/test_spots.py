"""When a name means a place of the world at large."""

import pytest

from isnad.read.languages.english.spots import _likely
from isnad.records.where import Place


def place(name, latitude=35.0, longitude=36.0, ident="geonames:1"):
    return Place(name=name, words=name, latitude=latitude, longitude=longitude, where_prec=1, ident=ident)


TOWN = place("Tallat an-Nahr")


@pytest.mark.parametrize(
    ("name", "known", "likely"),
    [
        ("Tallat an-Nahr", [], True),
        ("Talat al-Nahr", [], True),  # spelt otherwise, and long enough with its article
        ("Talat Nahir", [], False),
        ("Talat Nahir", [place("Sedge", 35.2)], True),  # near what the report has named
        ("Talat al-Nahr", [place("Sedge", 50.0, 5.0)], False),
        ("Tallat an-Nahr", [place("Sedge", -40.0, 170.0)], False),
    ],
)
def test_a_name_is_a_place_where_its_spelling_or_its_surroundings_say_so(name, known, likely):
    assert _likely(TOWN, name, known) is likely


def test_a_place_of_the_case_is_always_likely():
    assert _likely(place("Tallat an-Nahr", ident="mine.csv:1"), "talat", [])
