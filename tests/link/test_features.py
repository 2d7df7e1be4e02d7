"""FEATURES: each likeness, its sign and its reason."""

from dataclasses import replace

import pytest

from isnad.link.features import FEATURES, reasons, score
from isnad.link.mention import Mention, mentions_of
from isnad.link.vocabulary import Vocabulary
from isnad.records.where import Place
from link.invented import DALUN, KESMAR, MAY, MEERVELD, MIRVELD, OSKARRA, Item, Pool, on, people

BY_NAME = {feature.name: feature for feature in FEATURES}


def mention(where: Place | None = None, day: int | None = 3, killed: int = 0, words: str = "") -> Mention:
    item = Item("one", "Kesmar Post", MAY[day or 3])
    when = on(MAY[day]) if day is not None else None
    item.tells(words or "An attack.", where=where, when=when)
    if killed:
        item.counts(f"{killed} died.", people(killed), where=where, when=when)
    pool = Pool(item)
    (made,) = mentions_of(pool.claims, {r.id: r for r in pool.reports})
    return made


def likeness(name: str, one: Mention, other: Mention) -> float | None:
    return BY_NAME[name].compare(one, other, Vocabulary((one, other)))


@pytest.mark.parametrize(
    ("name", "days", "sign"),
    [
        ("time", (3, 3), 1),
        ("time", (3, 4), 1),
        ("time", (3, 6), -1),
        ("published", (None, None), 1),
        ("published", (None, 5), 1),
        ("published", (None, 20), -1),
    ],
)
def test_time(name: str, days: tuple[int | None, int | None], sign: int) -> None:
    found = likeness(name, mention(day=days[0]), mention(day=days[1]))
    assert found is not None
    assert found * sign > 0


@pytest.mark.parametrize(
    ("places", "sign"),
    [
        ((MIRVELD, MEERVELD), 1),
        ((MIRVELD, OSKARRA), -1),
        ((MIRVELD, DALUN), -1),
        ((MIRVELD, KESMAR), 1),
        ((KESMAR, DALUN), -1),
    ],
)
def test_distance_is_read_against_precision(places: tuple[Place, Place], sign: int) -> None:
    found = likeness("distance", mention(places[0]), mention(places[1]))
    assert found is not None
    assert found * sign > 0


def test_villages_named_in_both_reports_tell_wherever_they_stand() -> None:
    one, same, other = mention(MIRVELD), mention(MEERVELD), mention(DALUN)
    assert (likeness("places named", one, same) or 0) > 0 > (likeness("places named", one, other) or 0)
    assert likeness("places named", one, mention(None)) is None


def test_a_vaguer_place_tells_less() -> None:
    near = replace(MIRVELD, where_prec=2)
    sure, unsure = (
        likeness("distance", mention(MIRVELD), mention(MIRVELD)),
        likeness("distance", mention(near), mention(MIRVELD)),
    )
    assert sure is not None
    assert unsure is not None
    assert sure > unsure > 0


def test_larger_numbers_tell_more_and_grown_tolls_nothing() -> None:
    def killed(a: int, b: int) -> float | None:
        return likeness("killed", mention(killed=a), mention(killed=b))

    assert (killed(40, 40) or 0) > (killed(2, 2) or 0) > 0
    assert killed(22, 35) == 0
    assert (killed(3, 40) or 0) < 0
    assert killed(3, 0) is None


def test_silence_tells_nothing() -> None:
    one, other = mention(None), mention(MIRVELD)
    assert likeness("distance", one, other) is None
    assert likeness("place name", one, other) is None


def test_likeness_is_symmetric() -> None:
    ones = [mention(MIRVELD, 3, 9), mention(OSKARRA, 4, 2), mention(None, None), mention(KESMAR, 5, 40)]
    vocabulary = Vocabulary(ones)
    assert all(score(a, b, vocabulary) == score(b, a, vocabulary) for a in ones for b in ones)


def test_a_reason_gives_both_values_and_what_they_added() -> None:
    told = reasons(mention(MIRVELD), mention(OSKARRA), Vocabulary(()))
    assert any("Mirveld | Oskarra" in reason and "(-" in reason for reason in told)


def test_every_feature_argues_for_its_weight() -> None:
    for feature in FEATURES:
        assert (feature.compare.__doc__ or "").startswith(str(feature.weight)), feature.name


def undated(words: str) -> Mention:
    item = Item("one", "Kesmar Post", None).tells(words)
    pool = Pool(item)
    (made,) = mentions_of(pool.claims, {r.id: r for r in pool.reports})
    return made


@pytest.mark.parametrize(
    ("words", "day", "sign"),
    [
        ("On Sunday evening a shell fell on the mill.", 3, 1),  # 4 May 2031 is a Sunday
        ("On Saturday a shell fell on the mill.", 3, -1),
        ("سقطت قذيفة مساء الأحد على المطحنة", 3, 1),
        ("سقطت قذيفة صباح الاثنين على المطحنة", 3, -1),
    ],
)
def test_a_day_of_the_week_tells_of_what_has_no_date(words: str, day: int, sign: int) -> None:
    found = likeness("weekday", undated(words), mention(day=day))
    assert found is not None
    assert found * sign > 0
    assert likeness("weekday", mention(day=4), mention(day=day)) is None
    assert likeness("weekday", undated("A shell fell on the mill."), mention(day=day)) is None


def test_rarest_words_tell_however_much_else_is_told() -> None:
    items = [Item(f"{n}", f"Post {n}", MAY[n % 9]) for n in range(120)]
    for n, item in enumerate(items):
        item.tells("Shells fell on the road " + " ".join(f"w{n}x{k}" for k in range(20)))
    for n in (4, 7):
        items[n].tells("Sela Orrin and Dovan Takesh are among the dead.")
    pool = Pool(*items)
    made = mentions_of(pool.claims, {r.id: r for r in pool.reports})
    vocabulary, of = Vocabulary(made), {r.publisher: r.id for r in pool.reports}
    found = {p: next(m for m in made if m.report == of[p]) for p in ("Post 4", "Post 7", "Post 9")}
    compare = BY_NAME["rarest words"].compare
    assert (compare(found["Post 4"], found["Post 7"], vocabulary) or 0) > 0.8
    assert compare(found["Post 4"], found["Post 9"], vocabulary) is None
