"""Lines read fast say what the careful reader says, or are left to it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from preserve.package.small import small_case

from isnad.preserve.custody.entry import entry_of
from isnad.preserve.package.lines import Captures, careful_line, quick_line
from isnad.preserve.package.source import named_by
from isnad.records.capture import Capture
from isnad.records.codec import from_plain


@pytest.fixture(scope="module")
def lines(tmp_path_factory) -> list[bytes]:
    book = small_case(tmp_path_factory.mktemp("lines"))
    return Path(book.root / "log" / "entries.jsonl").read_bytes().splitlines(keepends=True)


def agrees(raw: bytes) -> bool:
    """Whether the line was read fast; then both readers must agree in all that a package takes from it."""
    quick = quick_line(raw)
    if quick is None:
        return False
    entry = entry_of(raw)
    assert (quick.seq, quick.at, quick.config) == (entry.seq, entry.at, entry.config)
    assert {quick.config: -1, **dict(quick.objects)} == named_by(entry)
    assert entry.line() == raw
    assert entry.kind == quick.kind
    assert (quick.found is not None) == (entry.kind == "capture")
    careful = careful_line(entry)
    assert quick._replace(found=careful.found) == careful
    if quick.found is not None:
        captures = Captures(Path())
        captures.put([(entry.seq, quick.found)])
        assert dict(captures) == {entry.seq: from_plain(entry.payload, Capture)}
    return True


def test_captures_and_containers_are_read_fast_and_nothing_else(lines):
    read = [entry_of(raw).kind for raw in lines if agrees(raw)]
    assert sorted(read) == sorted(e.kind for e in map(entry_of, lines) if e.kind in ("capture", "container"))
    assert {"capture", "container"} == set(read)


@given(st.data())
def test_a_line_that_was_meddled_with_is_read_alike_or_carefully(lines, data):
    raw = data.draw(st.sampled_from([each for each in lines if quick_line(each)]))
    place = data.draw(st.integers(0, len(raw) - 1))
    size = data.draw(st.integers(0, 3))
    new = data.draw(
        st.one_of(
            st.binary(max_size=3),
            st.sampled_from([b"0", b"-", b"}", b"]", b'"', b'","', b"\\", b"\n", "é".encode(), b'"title":"x",', b","]),
        )
    )
    agrees(raw[:place] + new + raw[place + size :])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"tool":"isnad', b'"tool":"\\u00e9isnad'),
        (b'"size":', b'"size":0'),
        (b'"kind":"capture"', b'"kind":"judgement"'),
        (b'"payload":{', b'"payload":{"added":1,'),
        (b'"captured":"2', b'"captured":"x2'),
    ],
)
def test_what_is_unusual_is_left_to_the_careful_reader(lines, old, new):
    changed = [raw.replace(old, new) for raw in lines if quick_line(raw) and b'"kind":"capture"' in raw]
    assert changed
    assert not any(quick_line(raw) for raw in changed)
