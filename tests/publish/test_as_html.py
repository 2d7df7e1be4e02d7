"""The page: self-contained, escaped, every figure and allegation one click from its words."""

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from isnad.publish.exporters import BUILT_IN
from isnad.publish.exporters.as_html import AsHtml
from isnad.records.claim import Responsibility
from isnad.records.dossier import Dossier
from isnad.records.finding import Finding
from isnad.records.report import Quote

from .sample import sample

ATTACK = "<script>alert(1)</script>"


def pages(*dossiers: Dossier) -> dict[str, bytes]:
    return dict(AsHtml().export(dossiers))


def page(dossier: Dossier) -> html.HtmlElement:
    return html.document_fromstring(pages(dossier)[f"{dossier.incident.id}.html"].decode())


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return sample()


@pytest.fixture(scope="module")
def tree(dossier: Dossier) -> html.HtmlElement:
    return page(dossier)


def test_one_file_an_incident_and_an_index(dossier: Dossier) -> None:
    ident = dossier.incident.id
    assert list(pages(dossier)) == [f"{ident}.html", f"{ident}.ar.html", "index.html", "index.ar.html"]
    assert list(pages()) == ["index.html", "index.ar.html"]


def test_the_same_dossiers_give_the_same_bytes(dossier: Dossier) -> None:
    assert pages(dossier) == pages(sample())


def test_every_built_in_exporter_has_its_own_name() -> None:
    names = [e.name for e in BUILT_IN]
    assert len(set(names)) == len(names)
    assert {"html", "json"} <= set(names)


def test_nothing_asks_anything_of_a_server(dossier: Dossier) -> None:
    for name, data in pages(dossier).items():
        tree = html.document_fromstring(data.decode())
        for element in tree.iter():
            assert element.tag not in (
                "script",
                "link",
                "img",
                "iframe",
                "object",
                "embed",
                "video",
                "audio",
                "form",
            ), name
            for attribute, value in element.attrib.items():
                assert not attribute.startswith("on"), (name, element.tag, attribute)
                if attribute in ("href", "src", "srcset", "action", "xlink:href", "data"):
                    assert value.startswith("#") or re.fullmatch(r"[\w-]+(\.ar)?\.html(#[\w-]+)?", value), (name, value)
        style = tree.find(".//style").text
        assert "url(" not in style
        assert "@import" not in style


def test_the_policy_allows_its_own_style_and_nothing_else(dossier: Dossier) -> None:
    for data in pages(dossier).values():
        text = data.decode()
        style = re.search(r"<style>(.*?)</style>", text, re.S)
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
        assert style
        assert policy
        digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        assert html.fromstring(f"<p>{policy[1]}</p>").text == (
            f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        )
        assert not re.search(r'\sstyle="', text)  # a hash does not cover style attributes


def test_every_link_in_the_page_leads_somewhere(tree: html.HtmlElement) -> None:
    idents = Counter(e.get("id") for e in tree.iter() if e.get("id"))
    assert [i for i, n in idents.items() if n > 1] == []
    targets = {e.get("href")[1:] for e in tree.iter("a") if e.get("href").startswith("#")}
    assert targets - set(idents) == set()


def test_the_words_of_every_claim_stand_marked_in_their_report(dossier: Dossier, tree: html.HtmlElement) -> None:
    for claim in (*dossier.claims, *dossier.nearby):
        mark = tree.get_element_by_id(f"w-{claim.id}")
        assert mark.tag == "mark"
        assert mark.text_content() == claim.quote.text
        assert any(a.get("href") == f"#w-{claim.id}" for a in tree.iter("a"))


def test_every_report_stands_there_to_the_letter(dossier: Dossier, tree: html.HtmlElement) -> None:
    shown = {e.text_content() for e in tree.find_class("text")}
    assert shown == {r.text for r in dossier.reports}


def test_every_figure_of_the_tallies_reaches_words(dossier: Dossier, tree: html.HtmlElement) -> None:
    rows = tree.xpath("//table[contains(@class, 'tallies')]/tbody/tr")
    assert len(rows) == len(dossier.assessment.tallies)
    figures = [a for row in rows for a in row.iter("a") if "figure" in (a.get("class") or "")]
    assert len(figures) >= 3 * len(rows)
    for figure in figures:
        assert figure.get("href").startswith("#w-"), figure.text_content()
    for tally in dossier.assessment.tallies:
        for step in tally.history:
            assert any(a.get("href") == f"#w-{step.claim}" for a in tree.xpath("//section[@id='toll']//a"))


def test_every_stance_on_a_hypothesis_reaches_a_claim_of_responsibility(
    dossier: Dossier, tree: html.HtmlElement
) -> None:
    about = {f"#w-{c.id}" for c in dossier.claims if isinstance(c.content, Responsibility)}
    badges = tree.xpath("//table[contains(@class, 'voices')]//td//a")
    assert len(badges) == 8
    assert {b.get("href") for b in badges} <= about
    marks = tree.xpath("//table[contains(@class, 'matrix')]//td/a")
    assert len(marks) == sum(len(h.evidence) for h in dossier.assessment.hypotheses)
    assert all(m.get("aria-label").split(":")[1].strip() for m in marks)


def test_every_drawing_has_a_title_and_a_description(tree: html.HtmlElement) -> None:
    drawings = list(tree.iter("svg"))
    assert len(drawings) >= 5
    for drawing in drawings:
        assert drawing.find("title").text
        assert drawing.find("desc").text
        assert drawing.get("aria-labelledby").split() == [
            drawing.find("title").get("id"),
            drawing.find("desc").get("id"),
        ]


def test_the_chain_drawing_shows_open_ends_denials_and_bundles(tree: html.HtmlElement) -> None:
    blame = tree.xpath("//section[@id='chains']//*[local-name()='svg']")[1]
    classes = Counter(c for e in blame.iter() for c in (e.get("class") or "").split())
    assert classes["denial"] >= 2
    assert classes["open"] >= 3
    figures = tree.xpath("//section[@id='chains']//*[local-name()='svg']")[0]
    assert any("very same chains" in (t.text or "") for t in figures.iter("title"))
    assert {"said", "estimated", "reported"} <= {t.text for t in figures.iter("text")}


def test_headings_go_down_one_step_at_a_time(tree: html.HtmlElement) -> None:
    levels = [int(e.tag[1]) for e in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_arabic_is_marked_as_arabic_and_right_to_left(dossier: Dossier, tree: html.HtmlElement) -> None:
    arabic = next(r for r in dossier.reports if r.language == "ar")
    block = next(e for e in tree.find_class("text") if e.text_content() == arabic.text)
    assert (block.get("lang"), block.get("dir")) == ("ar", "rtl")
    quotes = [q for q in tree.iter("q") if re.search("[\u0600-\u06ff]", q.text_content()) and q.get("lang")]
    assert quotes
    assert all((q.get("lang"), q.get("dir")) == ("ar", "rtl") for q in quotes)


def test_no_analyst_is_named(dossier: Dossier) -> None:
    assert dossier.judgements[0].by.encode() not in b"".join(pages(dossier).values())
    assert b"an analyst" in pages(dossier)[f"{dossier.incident.id}.html"]


@pytest.mark.parametrize("where", ["Halden Wire", "Nine people", "a military blogger", "Shelling kills"])
def test_captured_text_is_never_live(where: str) -> None:
    """The attack stands in a publisher, in a quote, in a narrator's words, in a title."""
    hostile = _replaced(sample(), where, f"{where}{ATTACK}")
    tree = page(hostile)
    assert not list(tree.iter("script"))
    assert ATTACK in tree.text_content()


def _replaced(dossier: Dossier, old: str, new: str) -> Dossier:
    """The dossier with a string swapped in publishers, titles, texts and quotes, with offsets moved along."""

    def quote(q: Quote, texts: dict[str, str]) -> Quote:
        before, words = texts[q.report][: q.start].replace(old, new), q.text.replace(old, new)
        return Quote(report=q.report, start=len(before), end=len(before) + len(words), text=words)

    texts = {r.id: r.text for r in dossier.reports}
    reports = tuple(
        replace(
            r, text=r.text.replace(old, new), title=r.title.replace(old, new), publisher=r.publisher.replace(old, new)
        )
        for r in dossier.reports
    )
    claims = tuple(replace(c, quote=quote(c.quote, texts)) for c in dossier.claims)
    origins = tuple(replace(o, name=o.name.replace(old, new)) for o in dossier.assessment.origins)
    return replace(dossier, reports=reports, claims=claims, assessment=replace(dossier.assessment, origins=origins))


HOSTILE = st.text(st.sampled_from("<>&\"'/=;{}% aسscript\x00\x1b\r\u202e\ud800"), max_size=24)


@settings(max_examples=30, deadline=None)
@given(HOSTILE)
def test_nothing_from_outside_becomes_markup(text: str) -> None:
    """Whatever stands in the fields that come from outside, the page has the same elements and attributes."""
    plain, dressed = page(_dressed("plain")), page(_dressed(text + "."))
    assert Counter(e.tag for e in plain.iter()) == Counter(e.tag for e in dressed.iter())
    names = [Counter(a for e in tree.iter() for a in e.attrib) for tree in (plain, dressed)]
    assert names[0] == names[1]


def _dressed(text: str) -> Dossier:
    made = sample()
    assessment = replace(
        made.assessment,
        headline=Finding(statement=text, reasons=(text,), quotes=made.assessment.headline.quotes),
        origins=tuple(replace(o, name=text, because=(text,)) for o in made.assessment.origins),
        grade=replace(made.assessment.grade, clause=text, reasons=(text,)),
        hypotheses=tuple(replace(h, parties=(text,), grounds=(text,)) for h in made.assessment.hypotheses),
    )
    return replace(
        made,
        case=text,
        version=text,
        assessment=assessment,
        incident=replace(made.incident, name=text, names=(text, "x"), because=(text,)),
        reports=tuple(replace(r, publisher=text, title=text, url=text, encoding=text) for r in made.reports),
        captures=tuple(replace(c, publisher=text, published=text, url=text, title=text) for c in made.captures),
    )


def test_words_that_do_not_stand_in_the_report_are_never_marked(dossier: Dossier) -> None:
    first = dossier.claims[0]
    wrong = replace(first, quote=replace(first.quote, text="x" * len(first.quote.text)))
    tree = page(replace(dossier, claims=(wrong, *dossier.claims[1:])))
    spot = tree.get_element_by_id(f"w-{first.id}")
    assert spot.tag == "li"
    assert "Not standing in their reports as quoted: 1" in tree.get_element_by_id("astray").text_content()


def test_a_bare_dossier_still_makes_a_page(dossier: Dossier) -> None:
    empty = replace(
        dossier.assessment, origins=(), tallies=(), hypotheses=(), contradictions=(), scoped_out=(),
        headline=Finding(statement="Little is known."),
    )  # fmt: skip
    bare = replace(
        dossier, assessment=empty, claims=(), reports=(), captures=(), judgements=(), nearby=(), problems=(),
        incident=replace(dossier.incident, where=None, when=None, names=()),
    )  # fmt: skip
    text = page(bare).text_content()
    assert "No figure for this incident was read" in text
    assert "No report here says who was responsible" in text


def test_outside_quotes_nobody_is_said_to_have_done_it_as_a_fact(tree: html.HtmlElement) -> None:
    for element in list(tree.iter("q", "mark", "article")):
        element.drop_tree() if element.tag == "article" else element.clear(keep_tail=True)
    words = " ".join(tree.find("body").text_content().split())
    assert not re.search(
        r"(Karsan army|Orrin Front) (bombed|killed|shelled|struck|attacked|hit|fired|carried out)", words
    )
    for found in re.finditer(r"[^.;]*(?:Karsan army|Orrin Front) (?:was|is) (?:not )?responsible[^.;]*", words):
        assert re.search(r"alleges|alleged|holds that|denies|believed", found[0]), found[0]
