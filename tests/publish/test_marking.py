"""Marking up a text: nothing is lost, nothing is live, every ident stands once."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from isnad.publish.page.marking import AROUND, WHOLE, Span, marked, passages

ALPHABET = st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff")
texts = st.text(st.one_of(st.sampled_from("<>&\"'ab \nس"), ALPHABET), min_size=1, max_size=60)


def parsed(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(f"<div>{markup}</div>")


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(texts)
    pairs = draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))), max_size=8))
    spans = [
        Span(start=a, end=b, ident=f"w-{n}", kind="casualties", note="<b>&\"'")
        for n, (a, b) in enumerate(pairs)
        if a < b
    ]
    return text, spans


@given(marked_texts())
def test_the_text_comes_back_to_the_letter(given_text: tuple[str, list[Span]]) -> None:
    text, spans = given_text
    tree = parsed(str(marked(text, spans)))
    assert "".join(tree.itertext()) == text
    assert {e.tag for e in tree.iterdescendants()} <= {"mark"}


@given(marked_texts())
def test_every_ident_stands_once_and_starts_at_its_words(given_text: tuple[str, list[Span]]) -> None:
    text, spans = given_text
    tree = parsed(str(marked(text, spans)))
    idents = [e.get("id") for e in tree.iter("mark") if e.get("id")]
    assert sorted(idents) == sorted(s.ident for s in spans)
    for span in spans:
        element = next(e for e in tree.iter("mark") if e.get("id") == span.ident)
        inside = "".join(element.itertext())
        assert text[span.start : span.end].startswith(inside)
        assert inside  # words that cross another mark go on in a second element, but the first is never empty


def test_crossing_spans_are_opened_again_without_their_ident() -> None:
    spans = [Span(start=0, end=4, ident="a", kind="x"), Span(start=2, end=6, ident="b", kind="y")]
    assert str(marked("abcdef", spans)) == (
        '<mark class="x" id="a" tabindex="-1">ab<mark class="y" id="b" tabindex="-1">cd</mark></mark>'
        '<mark class="y">ef</mark>'
    )


def test_a_very_long_text_is_shown_round_its_marks_and_says_what_is_left_out() -> None:
    text = "x" * (WHOLE + 50_000)
    spot = Span(start=WHOLE, end=WHOLE + 5, ident="w-1", kind="casualties")
    pieces = passages(text, [spot])
    shown = sum(len(parsed(str(p)).text_content()) for _, p, _ in pieces)
    assert shown + sum(skipped for skipped, _, _ in pieces) == len(text)
    assert shown <= 4 * AROUND
    assert sum(str(p).count('id="w-1"') for _, p, _ in pieces) == 1
