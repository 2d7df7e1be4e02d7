"""Quotes against bytes: what is damaged is noticed, what is not is let be."""

from dataclasses import replace

import pytest
from lxml import html as lxml_html

from isnad.read.formats.html import Html
from isnad.read.formats.plain import PlainText
from isnad.read.proof import Answer, proves
from isnad.records.capture import Capture, digest_of
from isnad.records.report import Passage, Quote, Report

PAGE = (
    '<html><head><title>Kol</title><meta name="date" content="2031-03-04"></head><body><nav>Menu</nav><article>'
    "<p>The raid on the town of Kol began before noon, and it lasted for an hour, as people there said.</p>"
    '<p class="b">Kol&#8217;s <b>market</b> &amp; the\n school, «سوق كول», were hit; <a href="/x">12</a> people died, '
    "the Group said.</p>"
    "<p>Nobody has said that the raid was theirs, and the talks in Meruv went on as if nothing had happened.</p>"
    "</article><footer>End</footer></body></html>"
).encode()
TEXT = "Kol’s market – hit.\r\n«سوق كول»: 12 people died, the Group said.\r\nNo one has said more.".encode()
FLIPS = (0x01, 0x20, 0x80, 0xFF)


def _capture(data: bytes) -> Capture:
    from datetime import UTC, datetime

    return Capture(
        id="c",
        digest=digest_of(data),
        size=len(data),
        origin="in/kol",
        captured=datetime(2035, 1, 1, tzinfo=UTC),
        tool="t",
    )


def _of(reader: Html | PlainText, data: bytes, words: str) -> tuple[Report, Quote]:
    report, _ = reader.read(_capture(data), data)
    assert report is not None
    start = report.text.index(words)
    return report, report.quote(start, start + len(words))


def _flipped(data: bytes, at: int, mask: int) -> bytes:
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]


@pytest.mark.parametrize("words", ["12 people died", "«سوق كول»: 12", "Kol’s market – hit.\r\n«سوق", "more."])
def test_text_every_flipped_byte(words):
    report, quote = _of(PlainText(), TEXT, words)
    first = TEXT.index(words.encode())
    assert proves(quote, report, TEXT).answer is Answer.PROVED
    for at in range(len(TEXT)):
        for mask in FLIPS:
            within = first <= at < first + len(words.encode())
            answer = proves(quote, report, _flipped(TEXT, at, mask)).answer
            assert answer is (Answer.NOT_PROVED if within else Answer.PROVED), (at, mask)


def _shows(source: bytes, words: str) -> bool:
    """Another parser's opinion on whether a piece of page shows these letters."""
    seen = "".join(c for c in source.decode("utf-8", "replace") if c.isspace() or c.isprintable())
    tree = lxml_html.document_fromstring(f"<div>{seen.translate({11: ' ', 12: ' '})}")
    return "".join(words.split()) in "".join(str(tree.text_content()).split())


@pytest.mark.parametrize("words", ["Kol’s market & the school", "were hit; 12 people died", "سوق كول"])
def test_page_every_flipped_byte(words):
    report, quote = _of(Html(), PAGE, words)
    (passage,) = [p for p in report.passages if p.start <= quote.start and quote.end <= p.end]
    marks = {
        "Kol’s market & the school": ("Kol&#8217;", "school"),
        "were hit; 12 people died": ("were", "died"),
        "سوق كول": ("سوق", "كول"),
    }
    begin, end = (m.encode() for m in marks[words])
    first, last = PAGE.index(begin, passage.first_byte), PAGE.index(end, passage.first_byte) + len(end)
    assert proves(quote, report, PAGE).answer is Answer.PROVED
    noticed = 0
    for at in range(len(PAGE)):
        for mask in FLIPS:
            damaged = _flipped(PAGE, at, mask)
            answer = proves(quote, report, damaged).answer
            if not passage.first_byte <= at < passage.end_byte:
                assert answer is Answer.PROVED, (at, mask)
            elif answer is Answer.PROVED:
                assert _shows(damaged[passage.first_byte : passage.end_byte], words), (at, mask)
            noticed += answer is Answer.NOT_PROVED and first <= at < last
    letters = sum(len(part.encode()) for part in words.split())
    assert noticed >= letters * len(FLIPS)  # each letter's byte, at the least


def test_every_letter_flipped_in_a_page_is_noticed():
    report, quote = _of(Html(), PAGE, "people died, the Group said")
    first = PAGE.index(b"people died, the Group")
    for at in range(first, first + len("people died, the Group said")):
        for mask in FLIPS:
            if not (PAGE[at] == 0x20 and mask in (0x20, 0x01)):  # a blank gone or another control is no letter
                answer = proves(quote, report, _flipped(PAGE, at, mask)).answer
                assert (answer is Answer.NOT_PROVED) == (not chr(PAGE[at]).isspace() or mask in (0x80, 0xFF)), (
                    at,
                    mask,
                )


def _report(text: str, *passages: Passage, encoding: str = "utf-8") -> Report:
    return Report(
        id="r", capture="c", digest=digest_of(b""), text=text, format="x", encoding=encoding, passages=passages
    )


def test_three_answers():
    data = b"<p>Kol was hit</p> <p>twice</p>"
    passage = Passage(start=0, end=11, first_byte=3, end_byte=14, exact=True)
    report = _report("Kol was hit\ntwice", passage)
    assert proves(report.quote(0, 11), report, data).answer is Answer.PROVED
    assert proves(report.quote(0, 12), report, data).answer is Answer.PROVED  # a blank needs no bytes
    uncovered = proves(report.quote(4, 17), report, data)
    assert (uncovered.answer, "'twice'" in uncovered.reason) == (Answer.NOT_COVERED, True)
    damaged = proves(report.quote(4, 17), report, data.replace(b"was", b"is "))
    assert damaged.answer is Answer.NOT_PROVED  # what fails is not hidden by what is not covered
    assert "bytes 3 to 14" in damaged.reason


def test_a_quote_that_does_not_stand_in_its_report_is_not_proved():
    report = _report("Kol was hit", Passage(start=0, end=11, first_byte=0, end_byte=11, exact=True))
    forged = Quote(report="r", start=0, end=3, text="Ora")
    other = Quote(report="q", start=0, end=3, text="Kol")
    assert proves(forged, report, b"Kol was hit").answer is Answer.NOT_PROVED
    assert proves(other, report, b"Kol was hit").answer is Answer.NOT_PROVED


@pytest.mark.parametrize(
    ("first", "last", "exact"),
    [(0, 12, True), (5, 3, True), (-11, 11, True), (1, 11, True), (0, 10, True), (1, 11, False)],
)
def test_passages_that_point_elsewhere_are_not_believed(first, last, exact):
    report = _report("Kol was hit", Passage(start=0, end=11, first_byte=first, end_byte=last, exact=exact))
    assert proves(report.quote(0, 11), report, b"Kol was hit").answer is Answer.NOT_PROVED


def test_an_exact_passage_is_not_read_as_markup_and_another_is():
    data = b"Kol <b>was</b> hit"
    whole = Passage(start=0, end=11, first_byte=0, end_byte=len(data), exact=False)
    report = _report("Kol was hit", whole)
    assert proves(report.quote(0, 11), report, data).answer is Answer.PROVED
    exact = _report("Kol was hit", replace(whole, exact=True))
    assert proves(exact.quote(0, 11), exact, data).answer is Answer.NOT_PROVED


@pytest.mark.parametrize(
    "hidden", [b"<script>was</script>", b"<!-- was -->", b"<b title='was'>", b"<style>was</style>"]
)
def test_what_a_page_does_not_show_proves_nothing(hidden):
    data = b"Kol " + hidden + b" hit"
    report = _report("Kol was hit", Passage(start=0, end=11, first_byte=0, end_byte=len(data), exact=False))
    assert proves(report.quote(0, 11), report, data).answer is Answer.NOT_PROVED


def test_an_unknown_encoding_is_not_proved_and_says_so():
    report = _report("Kol", Passage(start=0, end=3, first_byte=0, end_byte=3, exact=True), encoding="no-such-code")
    proof = proves(report.quote(0, 3), report, b"Kol")
    assert (proof.answer, "no-such-code" in proof.reason) == (Answer.NOT_PROVED, True)


@pytest.mark.parametrize("exact", [True, False])
def test_the_same_words_elsewhere_in_a_passage_do_not_stand_in_for_damaged_ones(exact):
    text = "At first 12 died, then 12 more, and then 12 again."
    report = _report(text, Passage(start=0, end=len(text), first_byte=0, end_byte=len(text), exact=exact))
    middle = text.index("12 more")
    quote = report.quote(middle, middle + 2)
    assert proves(quote, report, text.encode()).answer is Answer.PROVED
    assert proves(quote, report, text.replace("12 more", "13 more").encode()).answer is Answer.NOT_PROVED
    assert proves(quote, report, text.replace("At first", "As thirs").encode()).answer is Answer.PROVED
