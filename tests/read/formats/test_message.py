"""Posts of exports: their words are read, and each quote leads to the bytes of its string."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.preserve.containers.posts import MEDIA_TYPE
from isnad.read.formats import BUILT_IN
from isnad.read.formats.message import Message
from isnad.read.proof import Answer, proves
from isnad.records.capture import Capture, digest_of

PARTS = [
    "قُتل 12 شخصا في ",
    {"type": "bold", "text": 'سوق "كول"'},
    {"type": "link", "text": "\\x", "href": "h"},
    "\n😀 end",
]
TEXT = 'قُتل 12 شخصا في سوق "كول"\\x\n😀 end'


def capture(data: bytes, kind: str = "telegram", **more) -> Capture:
    return Capture(
        id="c",
        digest=digest_of(data),
        size=len(data),
        origin="result.json#7",
        captured=datetime(2035, 1, 1, tzinfo=UTC),
        tool="t",
        media_type=MEDIA_TYPE[kind],
        **more,
    )


def read(data: bytes, kind: str = "telegram", **more):
    report, problems = Message().read(capture(data, kind, **more), data)
    assert report is not None, problems
    return report


@pytest.mark.parametrize("escaped", [True, False])
def test_every_word_is_proved_from_its_bytes(escaped):
    data = json.dumps({"id": 7, "text": PARTS, "text_entities": PARTS}, ensure_ascii=escaped, indent=1).encode()
    report = read(data)
    assert (report.text, report.language) == (TEXT, "ar")
    for start in range(len(TEXT)):
        for end in range(start + 1, len(TEXT) + 1):
            assert proves(report.quote(start, end), report, data).answer is Answer.PROVED
    assert any(not passage.exact for passage in report.passages)
    assert len(report.passages) == 4


@pytest.mark.parametrize("escaped", [True, False])
def test_every_flipped_byte_of_the_words_is_noticed_and_no_other(escaped):
    data = json.dumps({"id": 7, "text": PARTS, "x": "12 شخصا"}, ensure_ascii=escaped).encode()
    report = read(data)
    first = report.text.index("12 شخصا")
    quote = report.quote(first, first + len("12 شخصا"))
    words = json.dumps("12 شخصا", ensure_ascii=escaped).encode()[1:-1]
    at_words = data.index(words)
    for at in range(len(data)):
        for mask in (0x01, 0x20, 0x80):
            damaged = data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]
            inside = at_words <= at < at_words + len(words)
            answer = proves(quote, report, damaged).answer
            same = inside and mask == 0x20 and chr(data[at]).lower() in "abcdef"  # \u06AB and \u06ab are one letter
            if inside and not same:
                assert answer is Answer.NOT_PROVED, (at, mask)
            elif not inside and not escaped:
                assert answer is Answer.PROVED, (at, mask)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("telegram", {"text": "Kol"}, "Kol"),
        ("telegram", {"text": "", "poll": {"question": "Who?", "answers": [{"text": " A"}]}}, "Who? A"),
        ("tweets", {"tweet": {"full_text": "Kol \ud83d\ude00", "entities": {"text": "no"}}}, "Kol 😀"),
        ("tweets", {"tweet": {"text": "old"}}, "old"),
        ("lines", {"quoted": {"text": "not its own"}, "text": "Kol"}, "Kol"),
        ("lines", {"content": "Kol"}, "Kol"),
    ],
)
def test_the_text_is_where_the_platform_has_it(kind, value, text):
    data = json.dumps(value).encode()
    report = read(data, kind)
    assert report.text == text
    assert proves(report.quote(0, len(text)), report, data).answer is Answer.PROVED


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"text": ""}', "no words"),
        (b'{"text": [{"type": "bold"}]}', "no words"),
        (b'{"text": "a"', "no JSON"),
        (b'{"text": "\xff"}', "no JSON"),
        (b'{"text": ' + b"[" * 500 + b"]" * 500 + b"}", "levels deep"),
        (b'{"text": ' + b"[" * 99_999, "no JSON"),
    ],
)
def test_what_cannot_be_read_is_said(data, words):
    report, (problem,) = Message().read(capture(data), data)
    assert report is None
    assert words in problem.what


def test_only_posts_of_an_export_are_taken_and_before_all_others():
    data = b'{"text": "Kol"}'
    for kind in MEDIA_TYPE:
        assert next(each.name for each in BUILT_IN if each.recognises(capture(data, kind), data)) == "message"
    plain = Capture(
        id="c", digest=digest_of(data), size=15, origin="a", captured=datetime(2035, 1, 1, tzinfo=UTC), tool="t"
    )
    assert not Message().recognises(plain, data)


def test_what_the_export_said_goes_into_the_report():
    more = {
        "publisher": "Kol Watch",
        "published": "2031-03-04T10:15:00Z",
        "headers": ((":media", "a.jpg"), (":post-id", "7")),
    }
    report = read(b'{"text": "Kol"}', **more)
    assert (report.publisher, report.media, report.published.edtf()[:10]) == ("Kol Watch", ("a.jpg",), "2031-03-04")


@given(
    st.recursive(st.text(), lambda inner: st.lists(inner | st.fixed_dictionaries({"text": st.text()})), max_leaves=9),
    st.booleans(),
)
def test_whatever_the_text_holds_it_is_read_and_proved(text, escaped):
    data = json.dumps({"text": text}, ensure_ascii=escaped).encode("utf-8", "replace")
    report, problems = Message().read(capture(data), data)
    if report is None:
        assert "no words" in problems[0].what
    else:
        assert proves(report.quote(0, len(report.text)), report, data).answer is Answer.PROVED


def test_a_string_of_zeros_is_not_taken_for_another_encoding():  # found by fuzzing
    data = b'{"text": ["' + b"\0" * 33 + b'a", "Kol"]}'
    assert read(data).text == "\0" * 33 + "aKol"


@given(st.binary(max_size=80))
def test_no_bytes_make_it_raise(data):
    Message().read(capture(data), data)
    Message().read(capture(data), b'{"text": ["' + data + b'"]}')
