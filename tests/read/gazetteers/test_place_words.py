import pytest

from isnad.read.gazetteers.place_words import Kind, place_words, strip_place_words, strippings

STRIPPED = [
    ("Zass", "Zass", ()),
    ("the village of Zass", "Zass", (Kind.SETTLEMENT,)),
    ("Zass village", "Zass", (Kind.SETTLEMENT,)),
    ("the southern countryside of Marwan province", "Marwan", (Kind.PART, Kind.AROUND, Kind.FIRST)),
    ("Marwan's northern countryside", "Marwan", (Kind.AROUND, Kind.PART)),
    ("near Zass", "Zass", (Kind.NEAR,)),
    ("the Nura refugee camp", "Nura", (Kind.SETTLEMENT,)),
    ("قرية زاس", "زاس", (Kind.SETTLEMENT,)),
    ("ريف مروان الجنوبي", "مروان", (Kind.AROUND, Kind.PART)),
    ("محافظة مروان", "مروان", (Kind.FIRST,)),
    ("village", "village", ()),
]


@pytest.mark.parametrize(("words", "name", "kinds"), STRIPPED)
def test_place_words_come_off_and_say_their_kind(words, name, kinds):
    stripped = strip_place_words(words)
    assert (stripped.name, stripped.kinds) == (name, kinds)


def test_fewest_words_come_off_first():
    assert [s.name for s in strippings("Port Nura city")] == ["Port Nura city", "Port Nura", "Nura city", "Nura"]


def test_languages_share_the_words_as_data():
    assert {"village", "province", "refugee camp"} <= place_words("en")
    assert place_words("ar", Kind.FIRST) >= {"محافظة"}
    assert "of" not in place_words("en")
    assert place_words("xx") == frozenset()
