"""Manifests: found in each container, to the byte; a file that lies about its lengths gives what is there."""

import hashlib
import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from preserve.media.invented_media import box, in_jpeg, in_mp4, in_png, in_riff, picture, saved, store

from isnad.preserve.media.manifests import bytes_of, manifest_in

SMALL = picture(3, 64, 48)
JPEG, PNG, WEBP = saved(SMALL), saved(SMALL, "PNG"), saved(SMALL, "WEBP")
MP4 = box(b"ftyp", b"isom\0\0\0\0isom") + box(b"mdat", b"x" * 90)
WIDE = box(b"ftyp", b"isom\0\0\0\0") + struct.pack(">I4sQ", 1, b"mdat", 16 + 50) + b"y" * 50


@pytest.mark.parametrize(
    ("name", "data", "put", "size"),
    [
        ("JPEG APP11", JPEG, in_jpeg, 300),
        ("JPEG APP11", JPEG, in_jpeg, 150_000),  # three segments
        ("PNG caBX", PNG, in_png, 300),
        ("RIFF C2PA", WEBP, in_riff, 301),
        ("ISO-BMFF uuid", MP4, in_mp4, 300),
        ("ISO-BMFF uuid", WIDE, in_mp4, 300),
    ],
)
def test_a_manifest_is_taken_out_whole(name, data, put, size):
    held = store(size)
    stream = io.BytesIO(put(data, held))
    found = manifest_in(stream)
    assert found["container"] == name
    assert found["complete"]
    assert bytes_of(stream, found["pieces"]) == held
    assert found["digest"] == "sha256:" + hashlib.sha256(held).hexdigest()
    assert found["size"] == len(held)


@pytest.mark.parametrize("data", [JPEG, PNG, WEBP, MP4, b"", b"\xff\xd8\xff", b"words"])
def test_where_there_is_none_none_is_found(data):
    assert manifest_in(io.BytesIO(data)) is None


def test_another_use_of_the_same_boxes_is_no_manifest():
    assert manifest_in(io.BytesIO(in_jpeg(JPEG, store(kind=bytes(16))))) is None
    assert manifest_in(io.BytesIO(in_png(PNG, store(kind=bytes(16))))) is None


def test_a_manifest_that_is_cut_off_is_told_as_incomplete():
    held = store(5_000)
    cut = in_riff(WEBP, held)[:-1_000]
    found = manifest_in(io.BytesIO(cut))
    assert not found["complete"]
    assert found["size"] < len(held)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([in_jpeg(JPEG, store()), in_png(PNG, store()), in_riff(WEBP, store()), in_mp4(MP4, store())]),
    st.lists(st.tuples(st.integers(0, 5_000), st.binary(min_size=1, max_size=8)), max_size=4),
    st.integers(0, 6_000),
)
def test_whatever_the_bytes_it_ends_and_stays_within_the_file(data, changes, length):
    broken = bytearray(data)
    for at, new in changes:
        broken[at % len(broken) : at % len(broken) + len(new)] = new
    broken = broken[: max(1, length)]
    found = manifest_in(io.BytesIO(bytes(broken)))
    if found:
        assert all(at >= 0 and at + size <= len(broken) for at, size in found["pieces"])
