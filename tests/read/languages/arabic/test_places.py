"""Which words are places: names of one's own table and of the world's, with and without a word for a settlement."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from isnad.read.gazetteer import Candidate
from isnad.read.languages.arabic import Arabic
from isnad.read.languages.arabic.layout import furniture
from isnad.read.languages.arabic.letters import fold
from isnad.records.where import Place

from .world import TABLES, report

HOME = Place(name="Tall al-Ward", within=("Mina",), latitude=1.0, longitude=1.0, ident="case.csv:1")
WORLD = {
    "النجمة": (Place(name="Najma", latitude=1.5, longitude=1.5, ident="geonames:1"), 0.93, 200),  # near, small
    "الشاطئ": (Place(name="Shati", latitude=40.0, longitude=40.0, ident="geonames:2"), 0.93, 200),  # far, small
    "البندر": (Place(name="Bandar", latitude=40.0, longitude=41.0, ident="geonames:3"), 0.96, 90_000),  # far, a town
    "الغبار": (Place(name="Ghubayra", latitude=40.0, longitude=42.0, ident="geonames:4"), 0.87, 90_000),  # alike only
    "النهرية": (Place(name="Nahriya", within=("Mina",), latitude=1.1, longitude=1.0, ident="case.csv:2"), 0.9, 0),
}
ALIKE = ("الغبار", "النهرية")  # names that only sound much like the row's


class Scoring:
    """A case's own table of one place, and a world of a few."""

    extent = None

    def find_scored(self, name: str, near: Sequence[Place] = ()) -> tuple[Candidate, ...]:
        if fold(name) == fold("تل الورد"):
            return (Candidate(place=HOME, score=1.0),)
        found = WORLD.get(name)
        if found is None:
            return ()
        place, score, population = found
        return (Candidate(place=place, score=score, population=population, spelt=name not in ALIKE),)

    def find(self, name: str, near: Sequence[Place] = ()) -> tuple[Place, ...]:
        return tuple(c.place for c in self.find_scored(name, near) if c.score >= 0.86)


def places(text: str) -> set[str]:
    tables = replace(TABLES, gazetteer=Scoring())
    return {c.where.name for c in Arabic().read(report(text), tables) if c.where}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("مقتل رجل بقصف على النجمة.", set()),  # nothing near is named
        ("مقتل رجل بقصف على بلدة تل الورد. وإصابة طفل بقصف على النجمة.", {"Tall al-Ward", "Najma"}),
        ("مقتل رجل بقصف على بلدة تل الورد. وإصابة طفل بقصف على الشاطئ.", {"Tall al-Ward"}),
        ("مقتل رجل بقصف على قرية الشاطئ.", {"Shati"}),
        ("مقتل رجل بقصف على البندر.", {"Bandar"}),
        ("مقتل رجل بقصف على الغبار.", set()),
        ("مقتل رجل بقصف على قرية الغبار.", {"الغبار"}),  # a settlement nobody knows: its words are kept
        ("مقتل رجل بقصف على النهرية.", set()),  # nearly a name of the case's own, but any word is
        ("مقتل رجل بقصف على قرية النهرية.", {"Nahriya"}),
        ("مقتل رجل بقصف على القرية قبيل الفجر.", set()),  # "the village" is named elsewhere
        ("مقتل رجل بقصف على منطقة السرو.", set()),  # "area" is no settlement
        ("مقتل رجل بقصف على السوق.", set()),
    ],
)
def test_words_are_places_only_where_a_place_is_meant(text: str, found: set[str]) -> None:
    assert places(text) == found


def test_the_main_place_is_a_settlement_told_of_early_and_not_its_province() -> None:
    text = "سبعة قتلى في محافظة الميناء.\nقصف في محافظة الميناء.\nوطال القصف قرية تل الورد."
    claims = Arabic().read(report(text), TABLES)
    assert {(c.event, c.where.ident if c.where else "") for c in claims} == {(0, "t1")}


def test_what_lies_between_a_title_and_its_second_stand_is_furniture() -> None:
    title = "مقتل رجل بقصف على بلدة تل الورد في ريف الميناء"
    page = f"{title} - شبكة النهر\nالرئيسية\nأخبار\nمقتل 40 شخصاً بغرق عبارة\nرياضة\n{title}\nقتل رجل بقصف."
    assert furniture(fold(page)) == frozenset(range(1, 5))
    quotes = [c.quote.text for c in Arabic().read(report(page), TABLES)]
    assert "مقتل 40 شخصاً" not in quotes
    assert quotes.count("مقتل رجل") == 2
    assert not furniture(fold(f"{title}\nأخبار\n{title}"))
    assert not furniture("")


def test_what_stands_before_the_title_that_the_address_spells_is_furniture() -> None:
    url = "https://post.example/ar/مقتل-رجل-بقصف-على-بلدة-تل-الورد/"
    story = "قتل رجل بقصف على بلدة تل الورد صباح اليوم، وقال شهود إن القصف طال السوق وسط البلدة، "
    story += "وإن فرق الإنقاذ نقلت المصابين إلى المشفى القريب."
    page = f"الخميس 1 آب\nمقتل 40 شخصاً بغرق عبارة\nرياضة\nمقتل رجل بقصف على بلدة تل الورد\n{story}"
    assert furniture(fold(page), url) == frozenset(range(3))
    assert furniture(fold(page), "https://post.example/ar/12345") == frozenset()
    assert furniture(fold(page), "https://[post.example/x") == frozenset()


def test_a_page_that_came_without_its_report_tells_nothing() -> None:
    url = "https://post.example/ar/مقتل-رجل-بقصف-على-بلدة-تل-الورد"
    page = "الخميس 1 آب\nغرق عبارة وفقدان 25 شخصاً\nرياضة"
    assert furniture(fold(page), url) == frozenset(range(3))


def test_headlines_under_a_later_day_are_not_the_reports() -> None:
    page = "الجمعة 31 تموز, 2026\nمقتل 40 شخصاً بغرق عبارة\nرياضة\nقتل رجل بقصف على بلدة تل الورد."
    assert furniture(fold(page), published=date(2024, 11, 29)) == frozenset(range(3))
    assert furniture(fold(page), published=date(2026, 7, 30)) == frozenset()
    assert furniture(fold(page)) == frozenset()


def test_headlines_that_a_page_prints_twice_are_furniture() -> None:
    ticker = "مقتل 40 شخصاً بغرق عبارة\nرياضة\nاقتصاد\nمن نحن"
    page = f"{ticker}\nقتل رجل بقصف على بلدة تل الورد.\nوأصيب طفل.\n{ticker}"
    assert furniture(fold(page)) == frozenset((0, 1, 2, 3, 6, 7, 8, 9))


def test_what_others_commented_under_a_post_is_not_its_claim() -> None:
    post = "قتل رجل بقصف على بلدة تل الورد All reactions:29 LikeComment قتلوا 40 شخصاً\nوأصيب طفل."
    quotes = [c.quote.text for c in Arabic().read(report(post), TABLES)]
    assert quotes == ["قتل رجل", "قصف", "أصيب طفل"]
