"""Bytes to text and back again."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read.formats.invented_pages import capture_of

from isnad.read.formats.decoding import declared, decode, problems_of

ARABIC = "قال ناشطون إن الغارة على قرية كول أدت إلى مقتل تسعة أشخاص بينهم أطفال، ونفى المتحدث ذلك. " * 3


@pytest.mark.parametrize(
    ("data", "labels", "encoding", "text"),
    [
        (codecs.BOM_UTF8 + "Kol’s".encode(), (), "utf-8", "Kol’s"),
        (codecs.BOM_UTF16_LE + "كول Kol".encode("utf-16-le"), ("cp1256",), "utf-16-le", "كول Kol"),
        (codecs.BOM_UTF32_LE + "كول".encode("utf-32-le"), (), "utf-32-le", "كول"),
        ("The raid on Kol".encode("utf-16-be"), (), "utf-16-be", "The raid on Kol"),
        (ARABIC.encode("cp1256"), ("cp1256",), "cp1256", ARABIC),
        (ARABIC.encode("cp1256"), (), "cp1256", ARABIC),
        (ARABIC.encode("iso8859-6"), (), "iso8859_6", ARABIC),
        (ARABIC.encode(), ("cp1256",), "utf-8", ARABIC),  # a wrong declaration
        ("5 café".encode("latin-1"), ("cp1252",), "cp1252", "5 café"),
        (b"", (), "utf-8", ""),
    ],
)
def test_the_encoding_is_told_from_mark_bytes_or_label(data, labels, encoding, text):
    made = decode(data, labels)
    assert (made.encoding.replace("-", "_"), made.text, made.bad) == (encoding.replace("-", "_"), text, ())


def test_labels_come_from_header_xml_and_meta_in_this_order():
    data = b'<?xml version="1.0" encoding="iso-8859-6"?><meta http-equiv=x content="text/html; charset=windows-1256">'
    given_headers = capture_of(data, headers=(("Content-Type", "text/html; charset=ISO-8859-1"),))
    assert declared(given_headers, data) == ("cp1252", "iso8859-6", "cp1256")


@pytest.mark.parametrize("label", ["utf-7", "iso-2022-jp", "base64", "rot13", "no-such-code", "\x00"])
def test_labels_that_cannot_be_decoded_in_stretches_are_left_out(label):
    data = f'<meta charset="{label}">'.encode()
    assert declared(capture_of(data), data) == ()


def test_a_few_bytes_of_another_encoding_become_replacement_characters_with_their_place():
    data = "Kol’s market – ".encode() + b"caf\xe9 " + b"was hit"
    made = decode(data)
    assert made.text == "Kol’s market – caf\ufffd was hit"
    assert made.bad == ((data.index(b"\xe9"), data.index(b"\xe9") + 1),)
    (problem,) = problems_of(made, "in/x.txt")
    assert f"byte offset {data.index(0xE9)};" in problem.what
    assert problem.severity == "warning"


def test_mixed_bytes_fall_to_the_declared_encoding_when_they_are_hardly_utf8():
    data = ARABIC.encode("iso8859-6") + b"\xa1"  # a byte iso8859-6 leaves open
    made = decode(data, ("iso8859-6",))
    assert made.encoding == "iso8859-6"
    assert made.text == ARABIC + "\ufffd"


@given(
    st.lists(st.one_of(st.text(max_size=60).map(str.encode), st.binary(max_size=6)), max_size=12).map(b"".join),
    st.sampled_from([(), ("cp1256",), ("gb18030",), ("shift_jis",)]),
)
def test_every_stretch_decodes_from_its_own_bytes(data, labels):
    made = decode(data, labels)
    for passage in made.passages():
        part = data[passage.first_byte : passage.end_byte].decode(made.encoding, "replace")
        assert part == made.text[passage.start : passage.end]
    assert "".join(made.text[p.start : p.end] for p in made.passages()) == made.text
    assert made.bounds[-1] == (len(made.text), len(data))


@given(st.text(min_size=1, max_size=9_000), st.sampled_from(["utf-8", "utf-16-le", "gb18030"]))
def test_byte_at_agrees_with_encoding_what_comes_before(text, encoding):
    text = text.encode("utf-8", "ignore").decode()  # no lone surrogates
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    made = decode(mark + text.encode(encoding), (encoding,))
    if made.text == text:  # short gb18030 may also be valid UTF-8
        for offset in range(0, len(text) + 1, max(1, len(text) // 7)):
            assert made.byte_at(offset) == len(mark) + len(text[:offset].encode(made.encoding))


@pytest.mark.parametrize("size", [32_767, 32_768, 32_769, 70_001])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_characters_cut_by_a_window_are_whole(size, encoding):
    text = "a" * (size % 3) + "中" * size
    made = decode(text.encode(encoding), (encoding,))
    assert made.text == text
    assert not made.bad
    assert made.byte_at(size - 5) == len(text[: size - 5].encode(encoding))
