"""A table of sizes gives back what was put in, by the first byte of its digests."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from isnad.preserve.digesting import FILE
from isnad.preserve.sizes import Sizes

digests = st.integers(0, 40).map(lambda n: hashlib.sha256(b"%d" % n).digest())


@given(st.lists(st.tuples(digests, st.integers(0, 2**64 - 1))), st.booleans())
def test_the_last_size_of_a_digest_counts(rows, packed):
    made = Sizes()
    for digest, size in rows:
        if packed:
            made.add_rows(FILE.pack(digest, size))
        else:
            made.add(digest, size)
    made.add_rows(b"")
    assert {k: v for first in range(256) for k, v in made.beginning(first).items()} == dict(rows)
    assert all(digest[0] == first for first in range(256) for digest in made.beginning(first))
