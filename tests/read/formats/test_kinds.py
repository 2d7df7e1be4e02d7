"""What is no text is named, with something to do."""

import gzip
import io
import zipfile

import pytest
from read.formats.invented_pages import capture_of

from isnad.read.formats import BUILT_IN, refusal
from isnad.read.formats.plain import PlainText


def _zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "words")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG picture"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG picture"),
        (b"\x00\x00\x00\x20ftypisom\x00", "an MP4 or QuickTime recording"),
        (_zip("xl/workbook.xml"), "an Office document"),
        (_zip("report.txt"), "a ZIP archive"),
        (gzip.compress(b"words", mtime=0), "a compressed file"),
        (b"{\\rtf1\\ansi words}", "a rich-text"),
        (bytes(range(256)) * 20, "a binary file of a kind not known here"),
        (b"words and \x00\x00\x00\x00 zeros", "a binary file"),
    ],
)
def test_binary_is_refused_by_name(data, name):
    capture = capture_of(data, origin="in/a b كول.bin")
    problem = refusal(capture, data)
    assert problem is not None
    assert f"It is {name}" in problem.what
    assert problem.where == "in/a b كول.bin"
    assert problem.todo
    assert not any(form.recognises(capture, data[:4096]) for form in BUILT_IN)
    for form in BUILT_IN:
        assert form.read(capture, data) == (None, (problem,))


@pytest.mark.parametrize("data", [b"", b" \r\n\t"])
def test_nothing_is_refused_too(data):
    report, (problem,) = PlainText().read(capture_of(data), data)
    assert report is None
    assert "mpty" in problem.what or "white space" in problem.what
    assert problem.severity == "error"


@pytest.mark.parametrize(
    "data",
    ["كول".encode("utf-16"), "The raid on Kol".encode("utf-16-le"), b"one\x00" + b"word " * 999, "ق".encode("cp1256")],
)
def test_text_is_not_refused(data):
    assert refusal(capture_of(data), data) is None
