"""A usual line means what the careful reader makes of it, or it is none."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.preserve.custody.entry import Entry, entry_of
from isnad.preserve.custody.usual import Usual, usual
from isnad.records.capture import Capture, Within
from isnad.records.codec import from_plain, id_of, to_plain, with_id

DIGEST = "sha256:" + "ab" * 32
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
plain = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters='"\\'), max_size=12)
counts = st.integers(0, 10**15)
times = st.datetimes(datetime(1970, 1, 2), datetime(9998, 1, 1), timezones=st.just(UTC))
withins = st.builds(
    Within, container=st.just(DIGEST), kind=plain, member=plain, record=plain, offset=counts, length=counts
)
captures = st.builds(
    Capture,
    id=st.just(""),
    digest=st.just(DIGEST),
    size=counts,
    origin=plain,
    captured=times,
    tool=plain,
    media_type=plain,
    publisher=plain,
    published=plain,
    url=texts,
    title=plain,
    headers=st.lists(st.tuples(plain, plain), max_size=2).map(tuple),
    within=st.none() | withins,
    truncated=plain,
).map(with_id)


def entry(payload: dict, kind: str = "capture", **said) -> Entry:
    whole = {
        "seq": 7,
        "prev": DIGEST,
        "at": "2026-11-25T10:00:00.000001Z",
        "actor": "Nour",
        "tool": "isnad 0",
        "config": DIGEST,
        "key": "0123456789abcdef",
        "mono": ("6a420a05", 15),
        "objects": ((DIGEST, 3),),
    }
    return Entry(kind=kind, payload=payload, **whole | said)


@given(captures, st.booleans(), st.sampled_from(["", "c2ln"]))
def test_it_reads_what_the_careful_reader_reads(capture, named, sig):
    made = entry(to_plain(capture), sig=sig, **({} if named else {"objects": ()}))
    line = made.line()
    found = usual(line)
    assert (found is None) == ("\\" in line.decode())
    if found is None:
        return
    made = entry_of(line)
    for name in ("seq", "prev", "at", "actor", "tool", "kind", "payload", "objects", "private", "mono", "config"):
        assert getattr(found, name) == getattr(made, name)
    assert (found.key, found.sig, found.named, found.signature) == (made.key, made.sig, made.named, made.signature)
    assert (found.line(), found.signed_bytes(), found.whole()) == (line, made.signed_bytes(), entry_of(line))
    assert found.capture() == from_plain(made.payload, Capture) == capture
    assert found.is_itself
    assert found.is_dated


def test_a_container_is_read_too():
    made = entry({"digest": DIGEST, "name": "a.warc", "size": 4, "url": "https://x.example/"}, kind="container")
    found = usual(made.line())
    assert isinstance(found, Usual)
    assert (found.kind, found.payload, found.capture()) == ("container", made.payload, None)


@given(captures, st.data())
def test_a_capture_that_was_changed_is_not_itself(capture, data):
    said = to_plain(capture) | {"size": capture.size + 1 + data.draw(st.integers(0, 5))}
    found = usual(entry(said).line())
    if found is not None:
        assert not found.is_itself
        assert id_of({**found.payload, "id": ""}) != found.payload["id"]


CAPTURE = to_plain(
    with_id(
        Capture(
            id="", digest=DIGEST, size=3, origin="a", captured=datetime(2026, 1, 2, tzinfo=UTC), tool="t", title="x"
        )
    )
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"size":3,"title"', '"size":03,"title"'),
        ('"size":3,"title"', '"size": 3,"title"'),
        ('"size":3,"title"', '"size":3.0,"title"'),
        ('"title":"x"', '"title":"\\u0078"'),
        ('"title":"x"', '"title":"x","title":"x"'),
        ('"title":"x"', '"title":"x","zone":"y"'),
        ('"title":"x"', '"title":["x"]'),
        ('"title":"x"', '"title":"x\x01"'),
        ('"key":"0123456789abcdef"', '"key":""'),
        ('"mono":["6a420a05",15]', '"mono":["6a420a05",-15]'),
        ('"at":"2026-11-25T10:00:00.000001Z"', '"at":"2026-11-25 10:00:00"'),
        ('"seq":7', '"seq":"7"'),
        ('"tool":"isnad 0"}', '"tool":"isnad 0"} '),
    ],
)
def test_any_other_form_is_left_to_the_careful_reader(old, new):
    line = entry(CAPTURE).line().decode()
    assert old in line
    assert usual(line.encode()) is not None
    assert usual(line.replace(old, new).encode()) is None


def test_bytes_that_are_no_text_are_left_to_it_too():
    assert usual(entry(CAPTURE).line().replace(b'"x"', b'"\xff"')) is None


def test_a_day_that_does_not_exist_is_no_time():
    line = entry(CAPTURE | {"captured": "2026-02-31T10:00:00.000000Z"}).line()
    found = usual(line)
    assert found is not None
    assert not found.is_dated
    with pytest.raises(ValueError, match="day"):
        found.capture()


def test_the_payload_is_that_of_the_line():
    assert json.loads(entry(CAPTURE).line())["payload"] == usual(entry(CAPTURE).line()).payload
    assert replace(entry(CAPTURE), sig="").line() == entry(CAPTURE).line()
