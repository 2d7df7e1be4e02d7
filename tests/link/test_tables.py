"""Tables: numbers for hashes are those that sorting gives."""

import numpy as np
import pytest

from isnad.link.tables import numbered, ranked


@pytest.mark.parametrize("many", [0, 1, 2, 7, 8, 1_000])
def test_hashes_are_numbered_in_their_order(many):
    drawn = np.random.default_rng(many).integers(0, 1 << 63, many, dtype=np.uint64) * np.uint64(2)
    hashes = np.concatenate((drawn, drawn[::-1], drawn[: many // 2] + np.uint64(1)))
    for one, other in zip(numbered(hashes), ranked(hashes), strict=True):
        assert one.tolist() == other.tolist()
