"""Blocking: what meets, and that what meets grows with the pool and not with its square."""

from datetime import date, timedelta

from isnad.link import blocking
from isnad.link.blocking import FEW
from isnad.link.mention import Mention, mentions_of
from isnad.link.vocabulary import Vocabulary
from isnad.records.where import Place
from link.invented import DALUN, MIRVELD, Item, Pool, on, people


def mentions(pool: Pool) -> list[Mention]:
    return mentions_of(pool.claims, {r.id: r for r in pool.reports})


def pairs(mentions: list[Mention]) -> list[tuple[int, int]]:
    i, j = blocking.pairs(mentions, Vocabulary(mentions))
    return list(zip(i.tolist(), j.tolist(), strict=True))


def scattered(number: int) -> list[Mention]:
    """Two reports for each attack, attacks spread over a year and a country."""
    items = []
    for n in range(number):
        day = date(2031, 1, 1) + timedelta(days=n * 37 % 360)
        place = Place(name=f"Place {n}", latitude=10 + n * 0.7 % 8, longitude=20 + n * 1.3 % 8, ident=f"p:{n}")
        for side in range(2):
            words = f"{n + 3} people died in the attack number{n}x."
            items.append(Item(f"{n} {side}", "Post", day).counts(words, people(n + 3), where=place, when=on(day)))
    return mentions(Pool(*items))


def test_pairs_grow_with_the_pool_and_not_with_its_square() -> None:
    few, many = scattered(100), scattered(400)
    found = [len(pairs(m)) for m in (few, many)]
    assert found[0] >= 100
    assert found[1] <= 4 * 2 * found[0]


def test_each_attacks_two_reports_meet() -> None:
    pool = scattered(150)
    met = set(pairs(pool))
    by_place: dict[str, list[int]] = {}
    for n, mention in enumerate(pool):
        assert mention.where is not None
        by_place.setdefault(mention.where.ident, []).append(n)
    assert all((i, j) in met for i, j in by_place.values())


def test_far_places_meet_only_on_a_day_with_few_reports() -> None:
    day = date(2031, 5, 4)
    far = [
        Item("one", "Post", day).tells("Mirveld burns.", where=MIRVELD, when=on(day)),
        Item("two", "Post", day).tells("Dalun sleeps.", where=DALUN, when=on(day)),
    ]
    full = [
        Item(f"{n}", "Post", day).tells(f"Witness{n} saw village{n}.", where=Place(name=f"V{n}", ident=f"v:{n}"))
        for n in range(FEW)
    ]
    for beside, met in ([], True), (full, False):
        pool = mentions(Pool(*far, *beside))
        at = tuple(n for n, mention in enumerate(pool) if mention.places.keys() & {"t:1", "t:3"})
        assert (at in pairs(pool)) is met


def test_a_crowd_is_paired_with_its_neighbours_in_time_only() -> None:
    day = date(2031, 5, 4)
    items = [
        Item(f"{n}", "Post", day).tells(f"Mirveld is hit, says witness{n}.", where=MIRVELD, when=on(day))
        for n in range(400)
    ]
    pool = mentions(Pool(*items))
    assert len(pairs(pool)) < 400 * 40
