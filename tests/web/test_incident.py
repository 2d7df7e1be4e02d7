"""An incident's page: everything said is one click from its words, and nothing is said as a fact."""

import re

import pytest


@pytest.fixture
def first(reader):
    return reader.bench.standing.results.dossiers[0]


@pytest.fixture
def tree(reader, first):
    return reader.get(f"/incident/{first.incident.id}")


def test_it_shows_the_headline_and_every_part(tree, first):
    text = tree.text_content()
    assert first.assessment.headline.statement in text
    for part in ("toll", "chains", "responsibility", "contradictions", "claims", "reports", "log"):
        assert len(tree.xpath(f"//section[@id='{part}']")) == 1, part
    assert len(tree.xpath("//section[@id='chains']//*[name()='svg']")) == 4


def test_every_claim_leads_to_its_words(reader, tree, first):
    for claim in first.claims:
        (row,) = tree.xpath(f"//tr[@id='claim-{claim.id}']")
        (words,) = row.xpath(".//a[@class='words']/@href")
        path, _, anchor = words.partition("#")
        assert path == f"/report/{claim.quote.report}"
        (mark,) = reader.get(path).xpath(f"//mark[@id='{anchor}']")
        assert mark.text_content() == claim.quote.text


def test_every_link_of_the_page_leads_somewhere(reader, tree):
    idents = set(tree.xpath("//@id"))
    pages = {}
    for link in set(tree.xpath("//@href")):
        path, _, anchor = link.partition("#")
        if not path:
            assert anchor in idents, link
        elif path.startswith(("/report/", "/incident/", "/")) and not path.startswith(("/static/", "/claim/")):
            pages[path] = pages.get(path) if path in pages else reader.get(path)
            assert not anchor or pages[path].xpath(f"//*[@id='{anchor}']"), link


def test_no_ident_stands_twice(reader, tree, first):
    pages = [tree, *(reader.get(f"/report/{report.id}") for report in first.reports)]
    for each in pages:
        idents = each.xpath("//@id")
        assert len(idents) == len(set(idents))


def test_no_style_and_no_script_stands_in_a_page(reader, first):
    for path in ("/", f"/incident/{first.incident.id}", f"/report/{first.reports[0].id}"):
        page = reader.get(path)
        assert page.xpath("//@style | //style | //@onclick") == []
        assert page.xpath("//script[not(@src)]") == []
        for address in page.xpath("//script/@src | //link/@href | //img/@src"):
            assert address.startswith("/static/")


def test_what_is_not_there_is_said_so(reader):
    for path in ("/incident/0000000000000000", "/incident/x", "/report/x", "/nowhere"):
        assert reader.client.get(path).status_code == 404


def test_marks_take_nothing_away_from_a_report(reader, first):
    for report in first.reports:
        (text,) = reader.get(f"/report/{report.id}").xpath("//div[@id='text']")
        shown = re.sub(r"\s+", " ", text.text_content()).strip()
        assert shown == re.sub(r"\s+", " ", report.text).strip()


def test_arabic_runs_from_the_right(reader, first):
    arabic = next(r for r in first.reports if r.language == "ar")
    page = reader.get(f"/report/{arabic.id}")
    assert page.xpath("//div[@id='text']/@dir") == ["rtl"]
    assert page.xpath("//div[@id='text']/@lang") == ["ar"]


def test_a_report_tells_the_facts_of_its_capture(reader, first):
    page = reader.get(f"/report/{first.reports[0].id}").text_content()
    assert first.reports[0].digest.removeprefix("sha256:") in page


def test_what_was_set_aside_is_shown(reader):
    held = [r for r in reader.bench.standing.results.reports if r.aside]
    for report in held:
        assert reader.get(f"/report/{report.id}").xpath("//section[@id='aside']")
