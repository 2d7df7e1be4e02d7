from itertools import product

import pytest

from isnad.preserve.watching.difference import MOST, difference

OLD = ["قُتل شخصان قرب السد.", "Two were hurt.", "The road is shut.", "No more is known."]


@pytest.mark.parametrize(
    ("old", "new", "lines", "words"),
    [
        (OLD, OLD, [], "text the same"),
        (OLD, [f" {s}\n " for s in OLD], [], "text the same"),
        ([], [], [], "text the same"),
        (
            OLD,
            ["قُتل خمسة أشخاص قرب السد.", *OLD[1:]],
            [("-", OLD[0]), ("+", "قُتل خمسة أشخاص قرب السد."), (" ", OLD[1]), ("…", "")],
            "+1 −1 sentences",
        ),
        (OLD, OLD[:3], [("…", ""), (" ", OLD[2]), ("-", OLD[3])], "+0 −1 sentences"),
        (OLD, ["Read first.", *OLD], [("+", "Read first."), (" ", OLD[0]), ("…", "")], "+1 −0 sentences"),
        ([], ["New."], [("+", "New.")], "+1 −0 sentences"),
    ],
)
def test_what_was_changed(old, new, lines, words):
    found = difference(old, new)
    assert list(found.lines) == lines
    assert found.words == words
    assert found.same is (not lines)


def test_the_lines_hold_all_that_was_put_in_and_taken_out():
    for old, new in product(product("ab", repeat=3), repeat=2):
        found = difference(old, new)
        assert found.added - found.removed == len(new) - len(old)
        assert found.same is (old == new)


def test_a_text_made_to_keep_us_is_compared_in_part_and_said_so():
    found = difference(["a."] * 100_000, ["a.", "b."] * 50_000)
    assert found.cut
    assert "in part" in found.words
    assert found.added <= MOST
    assert not difference(["a."] * (MOST + 1), ["a."] * (MOST + 1)).same
