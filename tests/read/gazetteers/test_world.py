import pytest

from isnad.read.gazetteer import SURE_ENOUGH
from isnad.read.gazetteers.world import NOTICE, world


@pytest.fixture(scope="module")
def everywhere():
    try:
        return world()
    except FileNotFoundError as fault:
        pytest.skip(str(fault))


FOUND = [
    ("Khan Younis", "Palestinian Territory", 1),
    ("Khan Yunis", "Palestinian Territory", 1),
    ("خان يونس", "Palestinian Territory", 1),
    ("Deir al-Balah", "Palestinian Territory", 1),
    ("Rafah", "Palestinian Territory", 1),
    ("جباليا", "Palestinian Territory", 1),
    ("Idlib province", "Syria", 4),
    ("محافظة إدلب", "Syria", 4),
    ("Saraqib", "Syria", 1),
    ("Halab", "Syria", 1),
    ("Kharkiv region", "Ukraine", 4),
    ("Mariupol", "Ukraine", 1),
    ("Kiev", "Ukraine", 1),
    ("North Darfur", "Sudan", 4),
    ("القاهرة", "Egypt", 1),
    ("Paris", "France", 1),
]
COUNTRIES = [
    ("Syria", "Syria"),
    ("سوريا", "Syria"),
    ("the United States", "United States"),
    ("US", "United States"),
    ("UK", "United Kingdom"),
    ("Georgia", "Georgia"),
    ("روسيا", "Russia"),
    ("Türkiye", "Turkey"),
    ("Palestine", "Palestinian Territory"),
]


@pytest.mark.parametrize(("name", "country", "where_prec"), FOUND)
def test_towns_and_provinces(everywhere, name, country, where_prec):
    place = everywhere.find(name)[0]
    assert (place.within[0], place.where_prec) == (country, where_prec)


@pytest.mark.parametrize(("name", "country"), COUNTRIES)
def test_countries(everywhere, name, country):
    place = everywhere.find(name)[0]
    assert (place.name, place.where_prec) == (country, 6)


def test_a_part_of_a_country_is_a_vague_area(everywhere):
    place = everywhere.find("northern Syria")[0]
    assert (place.name, place.where_prec) == ("Syria", 5)


WORDS = ["School", "Hospital", "Wednesday", "Observatory", "Children", "Reuters", "Ayrault", "most", "nice", "reading"]


@pytest.mark.parametrize("word", WORDS)
def test_ordinary_words_and_surnames_are_not_sure(everywhere, word):
    assert all(c.score < SURE_ENOUGH for c in everywhere.find_scored(word))


def test_the_licence_is_named():
    assert "GeoNames" in NOTICE
    assert "CC BY" in NOTICE
