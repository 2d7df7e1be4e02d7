import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from isnad.preserve.people.commitment import check_reveal, commit, new_salt, reveal_proof

salts = st.binary(min_size=16, max_size=16)
values = st.binary(max_size=80)


def line_with(*private, seq=3):
    return json.dumps({"seq": seq, "private": list(private)}).encode() + b"\n"


def test_a_commitment_is_the_sha256_of_salt_and_value():
    # printf '0123456789abcdefN. N.' | sha256sum
    expected = "f3298e5db95debb5bf52eb439a021046626fc784149d84978a6eb18da2374496"
    assert commit(b"0123456789abcdef", b"N. N.") == f"sha256:{expected}"


@given(salts, values, salts, values)
def test_only_the_same_salt_and_value_open_a_commitment(salt, value, other_salt, other_value):
    made = commit(salt, value)
    assert made == commit(salt, value)
    assert (commit(other_salt, value) == made) == (other_salt == salt)
    assert (commit(salt, other_value) == made) == (other_value == value)


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_no_byte_can_move_between_salt_and_value(length):
    with pytest.raises(ValueError, match="16 bytes"):
        commit(bytes(length), b"x")


def test_salts_are_never_the_same():
    assert len({new_salt() for _ in range(1000)}) == 1000


@given(salts, texts, texts, st.integers(0, 9))
def test_a_proof_opens_its_value_and_no_other(salt, value, other, seq):
    line = line_with({"name": "publisher", "commit": commit(salt, value.encode())}, seq=seq)
    proof = json.loads(json.dumps(reveal_proof(seq, "publisher", salt, value)))
    assert check_reveal(line, proof)
    assert check_reveal(line, {**proof, "value": other}) == (other == value)
    assert not check_reveal(line, {**proof, "seq": seq + 1})
    assert not check_reveal(line, {**proof, "name": "title"})
    assert not check_reveal(line, {**proof, "salt": bytes(b ^ 1 for b in salt).hex()})


@given(salts, values)
def test_the_bytes_are_proved_by_the_bytes(salt, data):
    line = line_with({"name": "bytes", "commit": commit(salt, data)})
    proof = reveal_proof(3, "bytes", salt, None)
    assert check_reveal(line, proof, io.BytesIO(data))
    assert not check_reveal(line, proof, io.BytesIO(data + b"\0"))
    assert not check_reveal(line, proof)


def test_two_commitments_of_one_name_prove_nothing():
    salt = new_salt()
    item = {"name": "publisher", "commit": commit(salt, b"x")}
    assert not check_reveal(
        line_with(item, {**item, "commit": commit(salt, b"y")}), reveal_proof(3, "publisher", salt, "x")
    )


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | texts,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["seq", "private", "name", "commit"]) | texts, inner, max_size=4)
        ),
    ),
    st.dictionaries(st.sampled_from(["seq", "name", "salt", "value"]), st.none() | st.integers() | texts),
)
def test_no_line_or_proof_makes_it_fail(line, proof):
    assert not check_reveal(json.dumps(line).encode(), proof)
    assert not check_reveal(b"\xff{", proof)
