"""When a name means a place of the world at large, and how well a place is known."""

import pytest
from read.languages.english.world import report_of, tables

from isnad.read.gazetteer import layered
from isnad.read.gazetteers.finder import TableGazetteer
from isnad.read.gazetteers.table import Row
from isnad.read.languages.english import English
from isnad.read.languages.english.setting import setting_of
from isnad.read.languages.english.spots import _likely
from isnad.read.languages.english.voices import voices_of
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


def read(text):
    """The place of the first claim read in a text."""
    return English().read(report_of(text), tables())[0].where


def test_a_place_so_many_kilometres_off_a_town_lies_there():
    place = read("Shelling killed two people 12 kilometres (7 miles) north of the town of Dolmir.")
    assert (place.name, place.where_prec, place.off_m) == ("Dolmir", 2, 5_800)
    assert (place.latitude, place.longitude) == (11.60792, 22.5)


@pytest.mark.parametrize(
    ("words", "off"), [("near Dolmir", 7_000), ("on the outskirts of Dolmir", 4_000), ("in Dolmir", 0)]
)
def test_what_is_near_a_town_is_further_off_than_what_is_on_its_edge(words, off):
    assert read(f"Shelling killed two people {words}.").off_m == off


def test_of_a_road_both_ends_are_kept():
    place = read("Shelling killed two people on the Dolmir–Kesht road.")
    assert place.line == ((11.5, 22.5), (11.62, 22.71))
    assert (place.where_prec, place.off_m) == (5, 13_200)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The shell hit a school in the Kesht refugee camp.", ["Kesht"]),
        ("A car burnt near Dolmir City on Monday.", ["Dolmir City"]),
        ("A shell hit the Tarrow family home in Dolmir.", ["Dolmir"]),  # a family
        ("A shell hit the homes of the Tarrow and Vane families in Dolmir.", ["Dolmir"]),
        ("It was reported by Marrash TV and Kesht wrote that Dolmir was quiet.", []),  # who speaks
        (
            "Eight-year-old Tarrow Vane (8) died in Dolmir. It was said of Tarrow that he laughed.",
            ["Dolmir"],
        ),  # a person
    ],
)
def test_names_of_families_persons_and_papers_are_no_places(text, named):
    read = setting_of(voices_of(report_of(text)), tables().gazetteer, tables().belligerents)
    assert [spot.place.words for spots in read.spots for spot in spots] == named


def world(*rows):
    """The world's gazetteer in small: names with their latitudes and longitudes."""
    made = [
        Row(name=name, latitude=north, longitude=east, where_prec=prec, within=(), ident=str(n), population=50_000)
        for n, (name, north, east, prec) in enumerate(rows)
    ]
    return layered(TableGazetteer(made, "geonames", home=False))


MANY = world(("Al-Senira", 10.0, 20.0, 1), ("Varlany Strip", 40.0, 60.0, 4), ("As Sinirah", 40.1, 60.1, 1))


@pytest.mark.parametrize(
    ("text", "north"),
    [
        ("A shell hit a house in Al Senira, Varlany Strip.", 40.1),  # what stands behind it says which
        ("A shell hit a house in the Al Senira neighbourhood, in the Varlany Strip.", 40.0),  # no town of it is named
        ("A shell hit a house in a western Al-Senira neighbourhood.", 10.0),  # the town that holds one
    ],
)
def test_what_a_sentence_names_beside_it_says_which_place_is_meant(text, north):
    read = setting_of(voices_of(report_of(text)), MANY, tables().belligerents)
    place = read.happenings[0].place
    assert place is not None
    assert place.latitude == north
