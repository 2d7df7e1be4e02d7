import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from isnad.preserve.custody.entry import DEEPEST, Entry, entry_of
from isnad.records.codec import canonical

LETTERS = st.text(st.characters(codec="utf-8"), max_size=12)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | LETTERS
VALUES = st.recursive(LEAVES, lambda v: st.lists(v, max_size=3) | st.dictionaries(LETTERS, v, max_size=3), max_leaves=8)
PAIRS = st.tuples(LETTERS, LETTERS)
ENTRIES = st.builds(
    Entry,
    seq=st.integers(0, 10**9),
    prev=LETTERS,
    at=LETTERS,
    actor=LETTERS,
    tool=LETTERS,
    kind=LETTERS,
    payload=st.dictionaries(LETTERS, VALUES, max_size=3),
    objects=st.lists(st.tuples(LETTERS, st.integers(0)), max_size=2).map(tuple),
    private=st.lists(PAIRS, max_size=2).map(tuple),
    mono=st.none() | st.tuples(LETTERS, st.integers(0, (1 << 63) - 1)),
    config=LETTERS,
    key=LETTERS,
    sig=LETTERS,
)
PLAIN = {"seq": 4, "prev": "p", "at": "a", "actor": "Ada", "tool": "t", "kind": "note", "payload": {"n": 1}}
WHOLE = Entry(
    **PLAIN,
    objects=(("sha256:ab", 3),),
    private=(("name", "sha256:cd"),),
    mono=("0a", 12),
    config="c",
    key="k",
    sig=base64.b64encode(b"signed").decode(),
)


@given(ENTRIES)
def test_an_entry_comes_back_as_it_went(entry):
    assert entry_of(entry.line()) == entry


def test_the_form_of_a_line_stays_what_it_was():
    assert WHOLE.line() == (
        b'{"actor":"Ada","at":"a","config":"c","key":"k","kind":"note","mono":["0a",12],'
        b'"objects":[{"digest":"sha256:ab","size":3}],"payload":{"n":1},"prev":"p",'
        b'"private":[{"commit":"sha256:cd","name":"name"}],"seq":4,"sig":"c2lnbmVk","tool":"t"}\n'
    )
    assert entry_of(canonical(PLAIN)).line() == canonical(PLAIN) + b"\n"


def test_what_is_signed_is_the_line_without_its_signature():
    assert WHOLE.signed_bytes() + b"\n" == WHOLE.line().replace(b'"sig":"c2lnbmVk",', b"")
    assert WHOLE.signature == b"signed"
    assert Entry(**PLAIN).signature == b""
    assert Entry(**PLAIN, sig="no base64!").signature == b""


def test_a_line_of_format_one_names_its_object_in_its_payload():
    old = Entry(**{**PLAIN, "payload": {"digest": "sha256:ab", "size": 3}})
    assert old.named == {"sha256:ab": 3}
    assert Entry(**{**PLAIN, "payload": {"digest": "sha256:ab", "size": 3}}, key="k").named == {}
    assert WHOLE.named == {"sha256:ab": 3}
    assert Entry(**{**PLAIN, "payload": {"digest": "sha256:ab", "size": True}}).named == {}


def line(**change):
    return canonical({key: value for key, value in (PLAIN | change).items() if value is not ...})


NO_ENTRIES = {
    "nothing": b"",
    "no JSON": b"{",
    "no UTF-8": b"\xff\xfe{}",
    "another encoding": line().decode().encode("utf-16"),
    "a list": b"[]",
    "a field is missing": line(kind=...),
    "a field is strange": line(more=1),
    "seq is true": line(seq=True),
    "seq is a text": line(seq="4"),
    "seq is no whole number": line(seq=4.0),
    "actor is a number": line(actor=1),
    "sig is null": line(sig=None),
    "payload is a list": line(payload=[]),
    "objects is a number": line(objects=5),
    "objects is null": line(objects=None),
    "objects is an object": line(objects={}),
    "an object without size": line(objects=[{"digest": "d"}]),
    "an object with more": line(objects=[{"digest": "d", "size": 1, "x": 1}]),
    "an object's size is true": line(objects=[{"digest": "d", "size": True}]),
    "private is a text": line(private="ab"),
    "a commit is a number": line(private=[{"name": "n", "commit": 1}]),
    "mono is short": line(mono=["a"]),
    "mono is null": line(mono=None),
    "mono before the start": line(mono=["a", -1]),
    "mono out of all bounds": line(mono=["a", 1 << 63]),
    "mono turned round": line(mono=[1, "a"]),
    "not a number": line(payload={"n": "#"}).replace(b'"#"', b"NaN"),
    "infinite": line(payload={"n": "#"}).replace(b'"#"', b"-Infinity"),
    "beyond all numbers": line(payload={"n": "#"}).replace(b'"#"', b"1e999"),
    "more digits than any number": line(seq=0).replace(b'"seq":0', b'"seq":' + b"1" * 5000),
    "half a surrogate pair": line(payload={"n": "#"}).replace(b"#", rb"\ud800"),
    "half a surrogate pair for a name": line(payload={"#": 1}).replace(b"#", rb"\udfff"),
    "nested without end": line(payload={"n": "#"}).replace(b'"#"', b"[" * 200_000),
    "nested too deeply": line(payload={"n": "#"}).replace(b'"#"', b"[" * DEEPEST + b"]" * DEEPEST),
}


@pytest.mark.parametrize("data", NO_ENTRIES.values(), ids=NO_ENTRIES)
def test_what_is_no_entry_is_refused(data):
    with pytest.raises(ValueError, match=r"."):
        entry_of(data + b"\n")


def test_brackets_in_words_are_no_depth():
    words = "[" * 5 * DEEPEST
    assert entry_of(line(payload={"n": words})).payload == {"n": words}


def _spoil(whole):
    def spoilt(at, length, put):
        at %= len(whole) + 1
        return whole[:at] + put + whole[at + length :]

    pieces = [b"", b"[", b"]", b"{", b'"', b",", b"null", b"NaN", b"1e999", rb"\ud800", b"true", b"-0", b"\n", b" "]
    return st.builds(
        spoilt, st.integers(0, 1 << 12), st.integers(0, 12), st.sampled_from(pieces) | st.binary(max_size=5)
    )


@given(_spoil(WHOLE.line()) | st.binary())
@example(b'{"actor":"","at":"","kind":"","payload":{},"prev":"","seq":0,"seq":1,"tool":""}\n')
def test_any_line_is_an_entry_that_can_be_written_again_or_is_refused(data):
    try:
        entry = entry_of(data)
    except ValueError:
        return
    again = entry_of(entry.line())
    assert again == entry
    assert again.line() == entry.line()
    assert isinstance(entry.signed_bytes(), bytes)
