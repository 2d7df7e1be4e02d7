"""Messages of mail: their words, and where these stand in the bytes however they are encoded."""

import base64
import quopri

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from read.formats.invented_pages import capture_of

from isnad.read.formats import BUILT_IN
from isnad.read.formats.mail import Mail
from isnad.read.proof import Answer, proves

HEAD = (
    "From: Reed Desk <desk@reed.example>\r\nTo: all@reed.example\r\nDate: Tue, 02 Mar 2021 10:00:00 +0200\r\n"
    "Message-ID: <1@reed.example>\r\nSubject: The weir broke\r\nMIME-Version: 1.0\r\n"
)
WORDS = (
    "Nine people were killed in Harrun’s market on Tuesday, the Delta Monitor said, two of them\r\nchildren. قُتل تسعة"
)


def message(coding: str, words: str = WORDS, charset: str = "utf-8") -> bytes:
    data = words.encode(charset)
    if coding == "base64":
        data = base64.encodebytes(data)
    elif coding == "quoted-printable":
        data = quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n"
    return head.encode() + data


def read(data: bytes):
    capture = capture_of(data, origin="in/m.eml")
    assert [form.name for form in BUILT_IN if form.recognises(capture, data[:4096])] == ["mail", "plain"]
    report, problems = Mail().read(capture, data)
    assert report is not None, problems
    return report, problems


@pytest.mark.parametrize("coding", ["8bit", "quoted-printable", "base64"])
def test_subject_and_words_are_read_however_they_are_packed(coding):
    report, problems = read(message(coding))
    flat = " ".join(report.text.split())
    assert flat == f"The weir broke {' '.join(WORDS.split())}"
    assert (report.title, report.publisher, problems) == ("The weir broke", "Reed Desk", ())
    assert report.published is not None
    assert report.published.edtf() == "2021-03-02"
    assert "\n" not in report.text[20:].rstrip()  # the fold of the long line is none in the text


@pytest.mark.parametrize(
    ("coding", "proved"), [("8bit", "two of them"), ("quoted-printable", "Nine people were killed")]
)
def test_words_that_stand_in_the_bytes_are_proved_from_them(coding, proved):
    data = message(coding)
    report, _ = read(data)
    for passage in report.passages:
        assert proves(report.quote(passage.start, passage.end), report, data).answer is Answer.PROVED
    at = report.text.index(proved)
    assert proves(report.quote(at, at + len(proved)), report, data).answer is Answer.PROVED
    spoiled = data.replace(b"Nine", b"Five")
    at = report.text.index("Nine")
    assert proves(report.quote(at, at + 4), report, spoiled).answer is not Answer.PROVED


def test_a_page_within_a_message_is_read_and_attachments_are_told():
    data = (
        f"{HEAD}Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n"
        "<p>Nine people were <b>killed</b> in Harrun.</p><script>no</script>\r\n--x\r\n"
        "Content-Type: image/png\r\nContent-Disposition: attachment; filename=weir.png\r\n\r\nPNG\r\n--x--\r\n"
    ).encode()
    report, (problem,) = read(data)
    assert report.text == "The weir broke\n\nNine people were killed in Harrun."
    assert "weir.png" in problem.what


def test_text_that_only_looks_like_a_header_is_no_message():
    for text in ("From: Harrun\nDate: Tuesday\n\nNine people were killed.", "Received: nine wounded\n\nFrom the weir."):
        assert not Mail().recognises(capture_of(text.encode()), text.encode())


HOSTILE = {
    "nested": HEAD
    + "Content-Type: multipart/mixed; boundary=a\r\n\r\n"
    + "--a\r\nContent-Type: message/rfc822\r\n\r\n" * 3_000,
    "boundaries": HEAD + "Content-Type: multipart/mixed; boundary=a\r\n\r\n" + "--a\r\n" * 50_000,
    "no-body": HEAD + "Content-Type: multipart/mixed\r\n\r\n",
    "charset": HEAD + "Content-Type: text/plain; charset=utf-7\r\n\r\n+ADw-b+AD4-",
    "unknown": HEAD + "Content-Type: text/plain; charset=x-nothing\r\n\r\nNine people were killed.",
    "cut": HEAD + "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nTmluZSBwZW9wbGUgd",
    "long": HEAD + "X: " + "a" * 1_000_000 + "\r\n\r\nwords",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_messages_are_read_or_refused(name):
    data = HOSTILE[name].encode()
    report, problems = Mail().read(capture_of(data), data)
    assert report is not None or problems
    for passage in report.passages if report else ():
        assert proves(report.quote(passage.start, passage.end), report, data).answer is Answer.PROVED


@example("0\x0000", "quoted-printable")
@given(st.text(max_size=300), st.sampled_from(["8bit", "quoted-printable", "base64"]))
def test_whatever_the_words_every_passage_is_proved(words, coding):
    data = message(coding, words.encode("utf-8", "replace").decode())
    report, _ = Mail().read(capture_of(data), data)
    for passage in report.passages if report else ():
        assert proves(report.quote(passage.start, passage.end), report, data).answer is Answer.PROVED
