from read.gazetteers.tables import gazetteer

from isnad.read.gazetteer import ScoringGazetteer, layered
from isnad.read.gazetteers.finder import TableGazetteer
from isnad.read.gazetteers.table import COUNTRY, FIRST_ORDER, Row
from isnad.records.where import Place

CASE = gazetteer()


def row(name, latitude, longitude, ident, population=0, **given):
    return Row(name=name, latitude=latitude, longitude=longitude, ident=ident, population=population, **given)


WORLD = TableGazetteer(
    [
        row("Zass", -40, 100, "far", 50_000),
        row("Nura", -40, 100, "nura far", 60_000),
        row("Nura", 31.5, 41.5, "nura here", 20_000),
        row("Kafr Zarim", 31.21, 41.19, "same place", 9_000),
        row("Dass", 0, 0, "great", 5_000_000),
        row("Marwan", 31.6, 41.6, "unit", where_prec=FIRST_ORDER, within=("Varland",), levels=(COUNTRY,)),
        row("Varland", 31, 41, "country", 9_000_000, where_prec=COUNTRY),
    ],
    "world",
    home=False,
)
BOTH = layered(CASE, WORLD)


def idents(name, near=()):
    return [place.ident for place in BOTH.find(name, near)]


def test_a_stack_is_a_gazetteer_that_can_be_stacked():
    assert isinstance(BOTH, ScoringGazetteer)
    assert layered(BOTH).find("Zass") == BOTH.find("Zass")
    assert BOTH.extent == CASE.extent


def test_the_cases_own_gazetteer_comes_first():
    assert idents("Zass")[:2] == ["places.csv:V01", "world:far"]


def test_the_region_of_the_case_pulls_ties_of_the_world():
    assert [p.ident for p in WORLD.find("Nura")] == ["world:nura far", "world:nura here"]
    assert idents("Nura") == ["world:nura here", "world:nura far"]


def test_one_place_in_two_gazetteers_is_shown_once():
    assert idents("Kafr Zarim") == ["places.csv:V02"]


def test_a_province_that_says_its_country_comes_before_a_level_that_was_guessed():
    assert idents("Marwan province")[0] == "world:unit"
    assert idents("Marwan")[0] == "places.csv:V06"


def test_a_place_named_before_outweighs_the_order_of_layers():
    assert idents("Zass", [Place(name="There", latitude=-40.0, longitude=100.1)])[0] == "world:far"


def test_nothing_is_added_to_what_is_not_sure():
    (candidate, *_) = BOTH.find_scored("zass")
    assert candidate.score == CASE.find_scored("zass")[0].score
    assert BOTH.find("zass") == ()


def test_no_gazetteer_at_all_finds_nothing():
    assert layered().find("Zass") == ()
    assert layered().extent is None
