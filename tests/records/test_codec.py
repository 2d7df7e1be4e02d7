"""The codec: what is written comes back, what is not known is kept, and ids come from content."""

import json
from dataclasses import replace

import pytest
import strategies as some
from hypothesis import assume, given
from hypothesis import strategies as st

from isnad.records.claim import Count, Outcome
from isnad.records.codec import (
    ID_LENGTH,
    Unknown,
    canonical,
    decode,
    encode,
    from_plain,
    id_of,
    kinds,
    to_plain,
    with_id,
)

KINDS = kinds()
any_record = st.one_of(*some.KINDS.values())
plain_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | some.texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(some.texts, inner, max_size=3),
    max_leaves=8,
)


def test_there_is_a_strategy_for_every_kind():
    assert set(some.KINDS) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
def test_decode_after_encode_is_identity(kind, data):
    record = data.draw(some.KINDS[kind])
    line = encode(record)
    assert decode(line) == record
    assert type(decode(line)) is KINDS[kind]
    assert encode(decode(line)) == line
    assert b"\n" not in line


@given(any_record)
def test_canonical_json_is_one_line_of_sorted_keys(record):
    line = encode(record)
    assert line == json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert json.loads(line)["kind"] in KINDS


@given(st.dictionaries(some.texts, plain_json, max_size=4), some.names)
def test_an_unknown_kind_is_kept_whole_byte_for_byte(fields, kind):
    assume(kind not in KINDS)
    line = canonical({**fields, "kind": kind})
    record = decode(line)
    assert isinstance(record, Unknown)
    assert record.kind == kind
    assert encode(record) == line


@pytest.mark.parametrize(
    "line", ["[]", "1", "{}", '{"kind": 7}', '{"kind": "claim"}', '{"kind": "capture", "id": 3}', "{"]
)
def test_what_is_no_record_is_refused_with_a_value_error(line):
    with pytest.raises(ValueError):  # noqa: PT011 (the kind of error is the law; its words are not)
        decode(line)


def test_a_thing_that_is_no_record_is_not_encoded():
    with pytest.raises(TypeError, match="not a kind of record"):
        encode({"kind": "claim"})


@given(some.claims)
def test_an_id_comes_from_the_content_and_not_from_itself(claim):
    made = with_id(claim)
    assert len(made.id) == ID_LENGTH
    assert made == with_id(replace(made, id="something else"))
    assert made == with_id(made)


@given(some.claims, some.claims)
def test_other_content_has_another_id(one, other):
    assume(replace(one, id="") != replace(other, id=""))
    assert with_id(one).id != with_id(other).id


@given(some.claims, some.names)
def test_every_field_is_part_of_the_id(claim, word):
    assume((word,) != claim.because)
    assert with_id(replace(claim, because=(word,))).id != with_id(claim).id


@given(some.moments)
def test_one_moment_has_one_id_in_every_time_zone(moment):
    from datetime import UTC

    assert id_of(moment) == id_of(moment.astimezone(UTC))


@given(any_record)
def test_fields_at_their_default_are_left_out(record):
    plain = to_plain(record)
    assert from_plain(plain, type(record)) == record
    assert None not in plain.values() or "published" not in plain or plain["published"] is not None


def test_a_law_broken_in_a_file_is_refused_when_read():
    plain = to_plain(Count(outcome=Outcome.KILLED, low=3, high=5))
    with pytest.raises(ValueError, match="not a Count"):
        from_plain({**plain, "high": 2}, Count)
