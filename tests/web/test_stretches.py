"""A long report: its page stays light, and all of its text, and every claim of it, is on one of its pages."""

import re

import pytest
from web.conftest import visitor
from web.many import ARABIC, ENGLISH, survey

from isnad import new_case
from isnad.cli.demo import practice
from isnad.publish.page.marking import Span
from isnad.web.bench import Bench
from isnad.web.stretches import FITS, SURE, Stretch, stretch_of, stretches

WEIGHT = 400_000  # bytes of a page, at most


@pytest.fixture(scope="module", params=[ENGLISH, ARABIC], ids=["en", "ar"])
def long(request, tmp_path_factory):
    """A bench over a case with one report of 200 kB and many claims."""
    root = tmp_path_factory.mktemp("long")
    (root / "survey.txt").write_text(survey(request.param), encoding="utf-8")
    case = new_case(root / "case", gazetteers=[practice() / "gazetteer.csv"])
    case.jobs = 1
    case.add(root / "survey.txt")
    bench = Bench(root / "case", jobs=1)
    assert bench.reach(1, 120)
    yield bench
    bench.close()


def test_every_page_of_a_long_report_is_light_and_they_hold_all_of_it(long):
    reader = visitor(long)
    (reading,) = (r for r in long.standing.results.readings if r.report)
    assert len(reading.claims) > 300
    path, texts, cards = f"/report/{reading.report.id}", [], []
    at, number = path, 0
    while at:
        assert len(reader.client.get(at).content) < WEIGHT
        page, number = reader.get(at), number + 1
        texts.append(page.xpath("//div[@id='text']")[0].text_content())
        cards += page.xpath("//ol[@class='cardlist']/li/@data-claim")
        idents = page.xpath("//@id")
        assert len(idents) == len(set(idents))
        assert all(link[1:] in idents for link in page.xpath("//@href") if link.startswith("#"))
        at = next(iter(page.xpath("(//a[@rel='next'])[1]/@href")), "")
    assert number > 1
    plain = re.compile(r"\s+")
    assert plain.sub("", "".join(texts)) == plain.sub("", reading.report.text)
    assert sorted(cards) == sorted(claim.id for claim in reading.claims)


def test_links_to_words_of_a_long_report_land(long):
    reader = visitor(long)
    (reading,) = (r for r in long.standing.results.readings if r.report)
    for claim in reading.claims[:: len(reading.claims) // 15]:
        links = [x for x in reader.get(f"/claim/{claim.id}").xpath("//p[@class='kicker']/a/@href") if "/report/" in x]
        path, _, anchor = links[0].partition("#")
        (mark,) = reader.get(path).xpath(f"//mark[@id='{anchor}']")
        assert claim.quote.text.startswith(mark.text_content()[:10])


def test_the_page_of_a_long_incident_leads_to_its_words(long):
    reader = visitor(long)
    found = max(long.standing.results.dossiers, key=lambda d: len(d.claims))
    answer = reader.client.get(f"/incident/{found.incident.id}")
    assert len(answer.content) < WEIGHT
    links = reader.get(f"/incident/{found.incident.id}").xpath("//section[@id='claims']//a[@class='words']/@href")
    for link in links[:: max(1, len(links) // 10)]:
        path, _, anchor = link.partition("#")
        assert reader.get(path).xpath(f"//*[@id='{anchor}']"), link


def test_a_text_is_cut_between_marks():
    text = ("word " * 30 + "end.\n") * 2_000
    spans = [Span(start=n, end=n + 700, ident=f"m{n}", kind="x") for n in range(100, len(text) - 800, 650)]
    found = stretches(text, spans[::2], [])
    assert [each.start for each in found] == [0, *(each.end for each in found[:-1])]
    assert found[-1].end == len(text)
    assert found[0].end >= SURE
    for span in spans[::2]:
        here = found[stretch_of(found, span.start) - 1]
        assert here.start <= span.start < span.end <= here.end
    joined = stretches(text, spans, [])  # marks that go over into one another leave no place to cut
    assert len(joined) < len(found)


def test_a_text_that_fits_is_one_stretch():
    assert stretches("", [], []) == [Stretch(0, 0)]
    assert stretches("a" * (FITS - 1), [], []) == [Stretch(0, FITS - 1)]
    assert stretch_of([Stretch(0, 5)], 99) == 1
