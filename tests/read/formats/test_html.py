"""Pages: what is read, and that it finds its place in the bytes again."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from read.formats.invented_pages import ARABIC, ENGLISH, SHAPES, WAYS, capture_of, page, pages

from isnad.read.formats import BUILT_IN
from isnad.read.formats.alignment import ties_of
from isnad.read.formats.html import Html
from isnad.read.formats.markup import Stream, squeezed
from isnad.read.proof import Answer, proves


def _read(source: str | bytes, **said: object):
    data = source if isinstance(source, bytes) else source.encode()
    return (*Html().read(capture_of(data, **said), data), data)


@pytest.mark.parametrize(("name", "source"), pages(), ids=[name for name, _ in pages()])
def test_every_letter_of_sixty_invented_pages_finds_its_bytes(name, source):
    report, _, data = _read(source)
    rows = ENGLISH if name.startswith("en") else ARABIC
    assert all(squeezed(row) in squeezed(report.text) for row in rows)
    assert report.language == name[:2]
    covered = "".join(report.text[p.start : p.end] for p in report.passages)
    assert squeezed(covered) == squeezed(report.text)
    assert proves(report.quote(0, len(report.text)), report, data).answer is Answer.PROVED


def test_what_the_page_says_of_itself():
    head = '<meta property="article:published_time" content="2031-03-04T10:00:00+03:00">'
    report, problems, _ = _read(page(SHAPES["p"](ENGLISH), head=head))
    assert (report.publisher, report.title) == ("Dara Post", "Strike hits Kol market")
    assert report.published.start.isoformat() == "2031-03-04T07:00:00+00:00"
    assert report.text.startswith("Strike hits Kol market\n")
    assert report.text.count("Strike hits Kol market") == 1
    assert problems == ()


def test_what_was_said_goes_before_what_the_page_says():
    report, _, _ = _read(
        page(SHAPES["p"](ENGLISH)),
        publisher="Ora Times",
        title="T",
        published="5 March 2031",
        url="https://ora.example/x",
    )
    assert (report.publisher, report.title, report.url) == ("Ora Times", "T", "https://ora.example/x")
    assert report.published.edtf() == "2031-03-05"


def test_a_page_without_a_date_says_what_to_do():
    _, (note,), _ = _read(page(SHAPES["p"](ENGLISH)))
    assert (note.severity, "--published" in note.todo) == ("note", True)


def test_a_dateline_is_taken_from_the_top_of_the_article_and_a_year_in_the_story_is_not():
    dated = page("<p>Published: ٤ آذار ٢٠٣١</p>" + SHAPES["p"](ARABIC), lang="ar")
    assert _read(dated)[0].published.edtf() == "2031-03-04"
    undated = page(SHAPES["p"]([f"{row} It had been so since May 1, 2019, they said." for row in ENGLISH]))
    assert _read(undated.replace("All rights", "© 2029 All rights"))[0].published is None


def test_arabic_windows_pages_by_meta_and_by_header():
    source = page(SHAPES["p"](ARABIC), lang="ar").replace('charset="utf-8"', 'charset="windows-1256"')
    report, _, data = _read(source.encode("cp1256", "xmlcharrefreplace"))
    assert report.encoding == "cp1256"
    assert squeezed(ARABIC[1]) in squeezed(report.text)
    assert proves(report.quote(0, len(report.text)), report, data).answer is Answer.PROVED


def test_bad_bytes_in_a_page_do_not_move_what_follows():
    source = page(SHAPES["p"](ARABIC), lang="ar").encode()
    at = source.index("قال".encode())
    report, problems, data = _read(source[:at] + b"\xe9\xff " + source[at:])
    assert any("byte offset" in p.what and str(at) in p.what for p in problems)
    place = report.text.index(ARABIC[2])
    assert proves(report.quote(place, place + len(ARABIC[2])), report, data).answer is Answer.PROVED


def test_a_page_without_an_article_is_kept_whole_with_a_warning():
    report, problems, data = _read("<html><body><nav><a href=/>Home</a></nav><div>Kol 12</div></body></html>")
    assert report.text == "Home\nKol 12"
    assert problems[0].severity == "warning"
    assert proves(report.quote(5, 11), report, data).answer is Answer.PROVED


@pytest.mark.parametrize(
    "source", ["<html><body><script>draw('words')</script></body></html>", "<p></p><!-- words -->", "<html>"]
)
def test_a_page_that_shows_nothing_is_no_report(source):
    report, (problem,), _ = _read(source)
    assert report is None
    assert "shows no text" in problem.what


@pytest.mark.parametrize(
    ("data", "media_type", "name"),
    [
        (b"<!DOCTYPE html><p>x", "", "html"),
        (b"\n<!-- saved --><HTML>", "", "html"),
        ("<html><p>كول".encode("utf-16"), "", "html"),
        (b"text <b>bold</b>", "text/html; charset=utf-8", "html"),
        (b"He said 3 < 5 and <left>.", "text/plain", "plain"),
        (b'<?xml version="1.0"?><rss><item/></rss>', "application/xml", "plain"),
    ],
)
def test_who_takes_it(data, media_type, name):
    capture = capture_of(data, media_type=media_type)
    assert next(form.name for form in BUILT_IN if form.recognises(capture, data[:4096])) == name


def test_what_the_page_does_not_show_is_left_without_passage():
    stream = Stream("<p>The raid on Kol killed twelve people, said the group.</p>")
    text = "The raid on Kol killed twelve people, as nobody in the world has ever said, said the group."
    ties = ties_of(text, stream)
    assert [text[t.start : t.end] for t in ties] == ["The raid on Kol killed twelve people,"]


def test_a_short_line_is_not_found_within_a_word():
    stream = Stream("<p>In 2012 it began.</p><td>12</td>")
    (tie,) = ties_of("12", stream)
    assert stream.source[tie.first - 4 : tie.last] == "<td>12"


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=30)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_WORDS, min_size=1, max_size=5), st.sampled_from(sorted(WAYS)), st.sampled_from(sorted(SHAPES)), st.data()
)
def test_any_quote_of_any_page_is_proved_or_not_covered(rows, way, shape, draw):
    """Never "not proved": what was tied to bytes is there, and what was not is said to be uncovered."""
    rows = [WAYS[way](row) for row in rows]
    report, _, data = _read(page(SHAPES[shape](rows)))
    start = draw.draw(st.integers(0, len(report.text) - 1))
    quote = report.quote(start, draw.draw(st.integers(start + 1, len(report.text))))
    assert report.text[quote.start : quote.end] == quote.text
    assert proves(quote, report, data).answer is not Answer.NOT_PROVED
    for a, b in zip(report.passages, report.passages[1:], strict=False):
        assert a.end <= b.start


_MARKS = st.sampled_from(
    [
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<p>",
        "&amp;",
        "&#",
        "&notit;",
        "<a href='",
        '"',
        "<td>12",
        "<br/>",
        "<textarea>",
        "</textarea>",
        "<![CDATA[",
        "]]>",
        "<?x",
        "<svg>",
        "<title>",
        "</",
        "&lt;script&gt;",
        "words of the raid on Kol ",
        "<style/>",
        "<template>",
        "\u200f",
        "\xad",
        "&#0;",
        "&#128;",
        "&#xD800;",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(_MARKS, st.text(alphabet="ab <>&;/!-\"'=#x1\nكps", max_size=8)), max_size=40).map("".join))
@example("raid&#0;<script>on</script>&#xD800;\x01 Kol <style>p</style>tail")
def test_broken_markup_never_gives_a_false_passage(source):
    report, problems, data = _read("<html><body>" + source)
    if report is None:
        assert problems
        return
    quote = report.quote(0, len(report.text))
    assert proves(quote, report, data).answer is not Answer.NOT_PROVED
