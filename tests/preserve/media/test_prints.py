"""Prints: a changed picture is found again, another one is not, and the search misses nothing."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance, ImageOps
from preserve.media.invented_media import picture, saved

from isnad.preserve.media.nearest import BITS, PDQ, PDQ_NEAR, Bits, Library, apart
from isnad.preserve.media.prints import TURNS, prints_of, trimmed

ONE = picture(1)


def marked(made):
    made = made.copy()
    ImageDraw.Draw(made).rectangle((340, 20, 460, 80), fill="white")
    return made


def again(data):
    import io

    return Image.open(io.BytesIO(data))


CHANGES = [
    ("encoded worse", lambda p: again(saved(p, quality=25)), "", False),
    ("smaller", lambda p: p.resize((200, 150)), "", False),
    ("grey", ImageOps.grayscale, "", False),
    ("brighter", lambda p: ImageEnhance.Brightness(p).enhance(1.25), "", False),
    ("much darker", lambda p: ImageEnhance.Brightness(p).enhance(0.4), "", False),
    ("with a mark in a corner", marked, "", False),
    ("mirrored", ImageOps.mirror, "mirrored", False),
    ("upside down", ImageOps.flip, "upside down", False),
    ("turned left", lambda p: p.rotate(90, expand=True), "quarter right", False),
    ("letterboxed", lambda p: again(saved(ImageOps.expand(p, (0, 60), "black"))), "", True),
    ("pillarboxed and mirrored", lambda p: ImageOps.expand(ImageOps.mirror(p), (120, 0), "black"), "mirrored", True),
    ("framed", lambda p: again(saved(ImageOps.expand(p, 30, "white"))), "", True),
    ("as a palette with a transparent colour", lambda p: p.quantize(64), "", False),
]


@pytest.mark.parametrize(("name", "change", "turn", "without"), CHANGES, ids=[c[0] for c in CHANGES])
def test_a_changed_picture_is_found_again_among_others(name, change, turn, without):
    library = Library([prints_of(picture(n)) for n in range(8)])
    (found,) = library.like(prints_of(change(ONE)))
    assert (found.owner, found.turn, found.trimmed) == (1, turn, without)


def test_a_crop_is_not_found_and_that_is_why_no_match_says_nothing():
    library = Library([prints_of(ONE)])
    assert library.like(prints_of(ONE.crop((48, 36, 432, 324)))) == []


def test_empty_surfaces_are_like_nothing():
    plain = [prints_of(Image.new("RGB", (300, 200), colour)) for colour in ("white", "black", "red")]
    assert Library(plain).like(plain[0]) == []
    assert len(Library(plain)) == 0


def test_an_empty_library_finds_nothing():
    assert Library([]).like(prints_of(ONE)) == []


def test_turns_are_told_by_their_names():
    assert [p["turn"] for p in prints_of(ONE)] == list(TURNS)


@pytest.mark.parametrize("border", [(0, 40), (60, 0), (30, 50)])
def test_borders_are_taken_off_to_the_pixel_or_two(border):
    found = trimmed(ImageOps.expand(ONE, border, (3, 3, 3)))
    assert found is not None
    assert all(0 <= whole - side <= 4 for whole, side in zip(ONE.size, found.size, strict=True))


def test_a_picture_that_is_all_border_is_left_whole():
    assert trimmed(Image.new("RGB", (200, 200), "white")) is None


def test_a_transparent_picture_is_seen_on_white():
    glass = Image.new("RGBA", (300, 200), (255, 0, 0, 0))
    assert prints_of(glass)[0]["pdq"] == prints_of(Image.new("RGB", (300, 200), "white"))[0]["pdq"]


bits = st.integers(0, 2**BITS - 1)


@settings(max_examples=60, deadline=None)
@given(
    stored=st.lists(bits, min_size=1, max_size=40),
    sought=bits,
    flips=st.lists(st.lists(st.integers(0, BITS - 1), max_size=60), max_size=12),
    most=st.integers(0, 70),
)
def test_the_search_gives_what_counting_one_by_one_gives(stored, sought, flips, most):
    near = []
    for places in flips:
        value = sought
        for place in places:
            value ^= 1 << place
        near.append(value)
    texts = [f"{value:064x}" for value in (*stored, *near)]
    expected = sorted((d, n) for n, text in enumerate(texts) if (d := apart(text, f"{sought:064x}")) <= most)
    assert [(d, n) for n, d in Bits(texts).within(f"{sought:064x}", most)] == expected


def test_the_search_crosses_its_blocks():
    chance = random.Random(7)
    texts = [f"{chance.getrandbits(BITS):064x}" for _ in range(70_000)]
    for place in (0, 65_535, 65_536, 69_999):
        assert Bits(texts).within(texts[place], PDQ_NEAR) == [(place, 0)]


def test_quality_below_the_bound_is_not_compared():
    clear = prints_of(ONE)
    faint = [{**p, "quality": 24} for p in clear]
    dim = [{**p, "quality": 30} for p in clear]
    assert Library([faint]).like(clear) == []
    assert Library([dim]).like(dim) == []
    assert [n.method for n in Library([dim]).like(clear)] == [PDQ]
