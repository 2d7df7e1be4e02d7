"""PDF: the paragraphs of its pages; what stands on every page is set aside; what cannot be read is a Problem."""

import pytest
from read.formats.documents import pdf
from read.formats.invented_pages import capture_of

from isnad.read.formats import BUILT_IN
from isnad.read.formats.pdf import CHARACTERS, Pdf, paragraphs, text_of
from isnad.read.proof import Answer, proves

STORY = [
    "At least nine people were killed when war planes bombed the market in Harrun on",
    "Tuesday, the Delta Monitor said. Two of them were children, and seven others were",
    "wounded.",
    "The ministry denied that any of its planes had flown that day, and a spokesman told",
    "reporters that it would look into it.",
]


def read(data: bytes):
    capture = capture_of(data, origin="in/a.pdf")
    assert [form.name for form in BUILT_IN if form.recognises(capture, data[:4096])] == ["pdf"]
    return Pdf().read(capture, data)


def test_lines_are_joined_to_paragraphs_across_pages():
    report, problems = read(pdf(STORY[:4], STORY[4:], title="The weir"))
    assert report.text.split("\n") == [" ".join(STORY[:3]), " ".join(STORY[3:])]
    assert (report.format, report.language, report.title) == ("pdf", "en", "The weir")
    quote = report.quote(0, 20)
    assert proves(quote, report, b"").answer is Answer.NOT_COVERED  # and never: not proved
    assert any("compare" in p.todo.lower() for p in problems)


def test_headers_and_page_numbers_are_set_aside_and_shown():
    pages = [["Reed Times", f"Page {n}", *STORY, str(n)] for n in range(1, 5)]
    report, _ = read(pdf(*pages))
    assert "Reed Times" not in report.text
    assert report.text.count("Two of them were children") == 4
    (aside,) = report.aside
    assert aside.why == "repeated on the pages"
    assert {"Reed Times", "Page 1", "Page 4", "3"} <= set(aside.text.split("\n"))


def test_words_parted_at_a_line_s_end_are_joined():
    assert list(paragraphs(["Nine people were taken to the hospi\u0002", "tal in Harrun, the Monitor said."])) == [
        "Nine people were taken to the hospital in Harrun, the Monitor said."
    ]


def test_items_of_a_list_and_headings_stay_lines_of_their_own():
    lines = [
        "WHAT IS KNOWN",
        "- Nine people were killed in Harrun on Tuesday, the Monitor said.",
        "- Two were children.",
    ]
    assert text_of(["\n".join(lines)])[0].split("\n") == lines


def test_pages_past_the_bound_are_told():
    report, problems = read(pdf(*[["x" * 60] * 50] * (CHARACTERS // 3_000 + 3)))
    assert len(report.text) < CHARACTERS + 4_000
    assert any("pages were read" in p.what for p in problems)


WHOLE = pdf(STORY)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (pdf([]), "pictures"),
        (b"%PDF-1.7\n" + b"1 0 obj\n" * 10_000, "damaged"),
        (WHOLE[:300], ""),
        (WHOLE[: len(WHOLE) // 2], ""),
        (WHOLE.replace(b"/Count 1", b"/Count 99999999"), ""),
        (WHOLE.replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"), ""),
        (WHOLE.replace(b"/Length ", b"/Length 9999999"), ""),
        (WHOLE + b"<html><body>" * 10, ""),
    ],
)
def test_hostile_documents_are_read_or_refused(data, says):
    report, problems = read(data)
    assert report is not None or problems
    assert says in " ".join(p.what for p in problems)
    assert all(p.todo and p.where == "in/a.pdf" for p in problems)
