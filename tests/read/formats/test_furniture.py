"""What stands beside a story is set aside by kind, with its place in the bytes, and nothing of a page is dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read.formats.invented_pages import capture_of

from isnad.read.formats.furniture import MENU, OTHER, REPEATED
from isnad.read.formats.html import Html
from isnad.read.formats.markup import Stream, squeezed

STORY = (
    "At least nine people were killed when war planes bombed the market in Harrun on Tuesday, the Delta Monitor said.",
    "Two of them were children, and seven others were wounded, rescue workers told the Reed Times by telephone.",
    "The ministry denied that any of its planes had flown that day, and a spokesman said that it would look into it.",
)
LOGIN, LEGAL, STORIES = "asks to log in or subscribe", "consent and legal notices", "other stories"


def page(before: str = "", after: str = "") -> bytes:
    story = "".join(f"<p>{each}</p>" for each in STORY)
    head = "<html><head><title>Nine killed in Harrun</title><style>p {}</style></head>"
    return f"{head}<body>{before}<article><h1>Nine killed in Harrun</h1>{story}</article>{after}</body></html>".encode()


def read(data: bytes):
    report, _ = Html().read(capture_of(data), data)
    assert report is not None
    return report


def kinds(data: bytes) -> list[tuple[str, str]]:
    return [(each.why, each.text) for each in read(data).aside]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("<ul><li>Home</li><li>World</li><li>Sport</li></ul>", "", (MENU, "Home\nWorld\nSport")),
        ("<div><a>Log in</a></div>", "", (LOGIN, "Log in")),
        ("<div>تسجيل الدخول</div>", "", (LOGIN, "تسجيل الدخول")),
        ("", "<footer>© 2021 Reed Times</footer>", (LEGAL, "© 2021 Reed Times")),
        (
            "",
            "<aside><h3>Most read</h3><a>A weir breaks in Kol</a></aside>",
            (STORIES, "Most read\nA weir breaks in Kol"),
        ),
    ],
)
def test_kinds_are_known_by_their_words(before, after, expected):
    assert expected in kinds(page(before, after))


def test_what_is_set_aside_has_its_place_in_the_bytes():
    data = page("<nav><a>Home</a></nav>", "<div>Weir &amp; mill: a <b>story</b></div>")
    for each in read(data).aside:
        shown = "\n".join(Stream(data[each.first_byte : each.end_byte].decode()).lines)
        assert squeezed(shown) == squeezed(each.text)


def test_a_title_that_is_shown_twice_is_said_to_be_in_the_report():
    data = page("<div>Nine killed in Harrun</div>")
    assert kinds(data) == [(REPEATED, "Nine killed in Harrun\nNine killed in Harrun")]


def test_a_sentence_that_the_extractor_leaves_out_is_shown_as_such():
    left = "A woman who comments on such attacks every day said that she would share all that she knew of it with us."
    data = page("", f"<footer><p>{left}</p></footer>")
    report = read(data)
    assert left in report.text or (OTHER, left) in [(a.why, a.text) for a in report.aside]


WORDS = st.sampled_from(
    ["Home", "Log in", "Related", "Weir &lt;b&gt;", "<b>قُتل</b> تسعة", "Nine killed", "<br>", "Two <i>x</i>", "."]
)


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=12))
def test_every_line_of_a_page_is_in_the_report_or_aside(before, after):
    data = page("".join(f"<div>{each}</div>" for each in before), "".join(f"<li>{each}</li>" for each in after))
    report = read(data)
    held = squeezed(report.text) + "".join(squeezed(each.text) for each in report.aside)
    for line in Stream(data.decode()).lines:
        assert squeezed(line) in held, line
