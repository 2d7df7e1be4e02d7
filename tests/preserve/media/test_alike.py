"""Alike: which media look the same, and that very many copies hang together."""

import random

from isnad.preserve.media.alike import KEPT, Shelf, alike
from isnad.preserve.media.prints import TURNS

CHANCE = random.Random(3)


def scene(value: int, flips: int = 0) -> dict:
    """One picture of a medium, its prints so many bits from those of others with the same value."""
    places = CHANCE.sample(range(256), flips)
    chance = random.Random(value)
    prints = []
    for turn in TURNS:
        bits = [chance.getrandbits(256) for _ in range(2)]
        for place in places:
            bits = [b ^ 1 << place for b in bits]
        pdq, dhash = (f"{b:064x}" for b in bits)
        prints.append({"turn": turn, "trimmed": False, "quality": 80, "pdq": pdq, "dhash": dhash})
    return {"at": 0.0, "prints": prints}


def test_unlike_media_are_not_alike():
    assert alike({f"{n}": [scene(n)] for n in range(200)}) == ()


def test_a_pair_is_told_once_with_its_distance():
    (found,) = alike({"b": [scene(1, 9)], "a": [scene(1)], "c": [scene(2)]})
    assert (found.one, found.other, found.distance, found.of) == ("a", "b", 9, 0)


def test_one_title_card_does_not_make_two_films_one():
    films = {"a": [scene(n) for n in range(9)], "b": [scene(n) for n in (0, *range(20, 28))]}
    assert alike(films) == ()
    films["b"] = [scene(n) for n in (0, 1, *range(20, 27))]
    (found,) = alike(films)
    assert (found.frames, found.of) == (2, 9)


def test_a_still_of_a_film_is_the_same_footage():
    (found,) = alike({"film": [scene(n) for n in range(30)], "still": [scene(7, 4)]})
    assert (found.frames, found.of) == (1, 1)
    assert found.words.startswith("the same footage (PDQ distance 4")


def test_hundreds_of_copies_hang_together_without_every_pair_being_told():
    media = {f"{n:04d}": [scene(1, n % 12)] for n in range(300)}
    found = alike(media)
    assert len(found) <= KEPT * len(media)
    joined = {"0000"}
    for like in sorted(found, key=lambda each: each.other):
        assert like.one < like.other
        assert like.one in joined
        joined.add(like.other)
    assert len(joined) == 300


def test_groups_that_only_a_far_link_joins_are_joined():
    """A picture near to many of one group and to one of another joins the two, however far down that one stands."""
    bits = random.Random(9).getrandbits(256)

    def shot(*places: int) -> list[dict]:
        value = bits
        for place in places:
            value ^= 1 << place
        one = scene(1)["prints"][0]
        return [{"at": 0.0, "prints": [{**one, "pdq": f"{value:064x}", "dhash": f"{CHANCE.getrandbits(256):064x}"}]}]

    near = {f"a{n:02d}": shot(n) for n in range(KEPT + 4)}
    far = {"b": shot(*range(100, 131))}
    middle = {"c": shot()}
    pairs = {(like.one, like.other) for like in alike({**near, **far, **middle})}
    assert ("b", "c") in pairs


def test_a_medium_is_not_like_itself():
    assert Shelf({"a": [scene(1)]}).like("a", [scene(1)]) == []
