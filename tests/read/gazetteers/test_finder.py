import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read.gazetteers.tables import PLACES, gazetteer

from isnad.read.gazetteer import SURE_ENOUGH
from isnad.read.gazetteers.finder import TableGazetteer
from isnad.read.gazetteers.table import Row
from isnad.records.where import Place

TABLE = gazetteer()


def first(name, near=(), table=TABLE):
    found = table.find(name, near)
    return found[0].ident.removeprefix("places.csv:") if found else None


SPELLINGS = {
    "V01": ["Zass", "Zas", "Zaas", "#Zass", "ZASS", "زاس", "village of Zass", "the town of Zass", "قرية زاس"],
    "V02": ["Kafr Zarim", "KafrZarim", "#KafrZarim", "Kfar Zareem", "Kefr Zarim", "كفرزريم"],
    "V03": ["Khan Wardun", "Khan Wardoun", "خان وردون", "Wardun Inn"],
    "V04": ["Deir al-Qamah", "Deir Al Qamah", "Dayr el Kamah", "دير القمح"],
    "V05": ["Zassakeh", "Al-Zassaka", "الزسكة"],
}


@pytest.mark.parametrize(("ident", "name"), [(i, name) for i, names in SPELLINGS.items() for name in names])
def test_one_place_under_many_spellings(ident, name):
    assert first(name) == ident


UNKNOWN = [
    "Zisso",
    "school",
    "has",
    "zass",
    "Wednesday",
    "Rawan Kazim",
    "Observatory",
    "",
    "  ",
    "#",
    "،",
    "village",
    "Khan",
]


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_no_place_of_the_table_stays_unresolved(name):
    assert TABLE.find(name) == ()


def test_a_short_word_in_small_letters_is_shown_as_unsure_and_says_why():
    (candidate,) = TABLE.find_scored("zass")
    assert candidate.score < SURE_ENOUGH
    assert "written like an ordinary word" in candidate.reasons


def test_the_words_of_the_report_are_kept():
    (place,) = TABLE.find("the village of Zas")
    assert (place.name, place.words, place.within) == ("Zass", "the village of Zas", ("Marwan", "Kafr Nobar"))


PRECISION = [
    ("Zass", "Zass", 1),
    ("near Zass", "Zass", 2),
    ("the outskirts of Zass", "Zass", 2),
    ("Zass countryside", "Zass", 2),
    ("Marwan", "Marwan", 1),
    ("Marwan province", "Marwan", 4),
    ("province of Marwan", "Marwan", 4),
    ("rural Marwan", "Marwan", 4),
    ("the southern countryside of Marwan", "Marwan", 4),
    ("محافظة مروان", "Marwan", 4),
    ("ريف مروان", "Marwan", 4),
    ("Kafr Nobar district", "Kafr Nobar", 3),
    ("Kafr Nobar", "Kafr Nobar", 3),
    ("Sahlan governorate", "Sahlan", 4),
]


@pytest.mark.parametrize(("words", "name", "where_prec"), PRECISION)
def test_the_words_beside_a_name_say_how_well_the_place_is_known(words, name, where_prec):
    place = TABLE.find(words)[0]
    assert (place.name, place.where_prec) == (name, where_prec)


def test_a_unit_lies_amid_its_places():
    (sahlan, *_) = TABLE.find("Sahlan province")
    assert sahlan.latitude == pytest.approx(32.075, abs=0.01)
    assert sahlan.longitude == pytest.approx(42.1, abs=0.01)


def test_a_province_without_a_row_or_members_of_its_name_is_the_one_around_the_town():
    rows = [Row(name="Port Nura", latitude=1, longitude=1, within=("Coast",), levels=(4,), ident="1")]
    (place,) = TableGazetteer(rows).find("Port Nura province")
    assert (place.name, place.where_prec) == ("Coast", 4)


def test_a_unit_with_a_row_of_its_own_is_not_made_again():
    table = "name,within,lat,lon,id\nMarwan Province,,31,41,unit\nZass,Marwan,33,43,z\nMarwan,Marwan,32,42,town\n"
    found = gazetteer(table, "t")
    assert [place.ident for place in found.find("Marwan province")][:1] == ["t:unit"]
    assert [place.ident for place in found.find("Marwan")] == ["t:town", "t:unit"]
    assert len(found) == 3


def test_a_word_that_belongs_to_a_name_stays_with_it():
    table = gazetteer("name,lat,lon,id\nPort Nura,10,10,port\nNura,20,20,nura\n", "t")
    assert [place.ident for place in table.find("Port Nura")] == ["t:port"]
    assert [place.ident for place in table.find("Port Nura city")] == ["t:port"]
    assert [place.ident for place in table.find("the port of Nura")] == ["t:nura"]


def test_a_row_with_two_names_is_found_by_both_and_by_the_two_together():
    table = gazetteer("name,lat,lon,id\nNura / Zibdin,10,10,two\nNura,20,20,one\n", "t")
    assert [place.ident for place in table.find("Nura / Zibdin")] == ["t:two"]
    assert [place.ident for place in table.find("Zibdin")] == ["t:two"]
    assert {place.ident for place in table.find("Nura")} == {"t:one", "t:two"}


def test_namesakes_are_told_apart_by_what_is_near_and_by_their_unit():
    assert len([c for c in TABLE.find_scored("Tell Abras") if c.score == 1]) == 2
    assert first("Tell Abras", TABLE.find("Zass")) == "V07"
    assert first("Tell Abras", TABLE.find("Zassakeh")) == "V08"
    assert first("Tell Abras", TABLE.find("Sahlan province")) == "V08"
    assert first("Tell Abras, Sahlan") == "V08"
    assert first("Tell Abras in Marwan province") == "V07"


def test_reasons_name_what_the_score_is_made_of():
    (best, *_) = TABLE.find_scored("Tel Abrass", TABLE.find("Zass"))
    assert best.place.ident == "places.csv:V07"
    assert any("spelling" in reason or "alike" in reason for reason in best.reasons)
    assert any("Zass" in reason for reason in best.reasons)


def test_population_breaks_ties():
    table = "name,lat,lon,population,id\nNura,10,10,500,small\nNura,20,20,90000,big\nNura,30,30,,unknown\n"
    assert [place.ident for place in gazetteer(table, "t").find("Nura")] == ["t:big", "t:small", "t:unknown"]


def test_in_a_table_of_the_world_small_places_of_fixed_spelling_need_something_near():
    row = Row(name="Mondal", latitude=10, longitude=10, ident="1", population=400, fixed_spelling=True)
    world = TableGazetteer([row], "w", home=False)
    assert world.find("Mondal") == ()
    assert world.find("Mondall") == ()
    near = Place(name="Elsewhere", latitude=10.1, longitude=10.1)
    assert [place.ident for place in world.find("Mondal", [near])] == ["w:1"]


def test_names_of_fixed_spelling_count_only_to_the_letter():
    row = Row(name="Mondal", latitude=10, longitude=10, ident="1", population=4_000_000, fixed_spelling=True)
    world = TableGazetteer([row], "w", home=False)
    assert [place.ident for place in world.find("Möndal")] == ["w:1"]
    assert world.find("Mundal") == ()


def test_an_exonym_finds_the_place_under_its_own_name():
    table = gazetteer("name,lat,lon,id\nHalab,36,37,h\n", "t")
    assert [place.ident for place in table.find("Aleppo")] == ["t:h"]


def test_an_empty_table_finds_nothing():
    assert TableGazetteer([]).find("Zass") == ()
    assert TableGazetteer([]).extent is None


NAMES = st.sampled_from([line.split(",")[1] for line in PLACES.splitlines()[1:]])


@given(NAMES, st.lists(NAMES, max_size=3))
@settings(max_examples=60)
def test_scores_fall_and_find_is_the_sure_part_of_them(name, around):
    near = [place for other in around for place in TABLE.find(other)]
    scored = TABLE.find_scored(name, near)
    assert [c.score for c in scored] == sorted((c.score for c in scored), reverse=True)
    assert TABLE.find(name, near) == tuple(c.place for c in scored if c.score >= SURE_ENOUGH)
    assert name in {place.name for place in TABLE.find(name, near)}


@given(st.permutations(PLACES.splitlines()[1:]), NAMES)
@settings(max_examples=30)
def test_the_order_of_rows_does_not_matter(lines, name):
    mixed = gazetteer("\n".join([PLACES.splitlines()[0], *lines]))
    assert mixed.find(name) == TABLE.find(name)


@given(st.text(max_size=40))
def test_any_text_can_be_asked_for(name):
    for place in TABLE.find(name):
        assert place.resolved


@pytest.mark.parametrize("name", ["Ras Dilb", "رأس دلب", "قرية رأس دلب"])
def test_the_name_that_a_village_shares_is_asked_for_without_the_word_that_tells_it_apart(name):
    assert first(name) == "V09"


def test_a_word_that_tells_villages_apart_is_not_taken_off_what_is_asked_for():
    assert first("Lower Zass") is None


def test_the_world_at_large_has_no_shared_names():
    assert first("Ras Dilb", table=gazetteer(home=False)) is None
