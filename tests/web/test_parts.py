"""A large incident: its page stays light and quick, and nothing said of it is out of reach."""

import random

import pytest
from web.conftest import visitor
from web.many import REPORTS

from isnad.publish.page.rows import histories
from isnad.web.bench import Bench
from isnad.web.pages.incident import HOME
from isnad.web.parts import CLAIMS, HEADINGS, Parts, by_origin
from isnad.web.portions import HEAVIEST, MOST, Cut

WEIGHT = 400_000  # bytes of a page, at most


@pytest.fixture(scope="module")
def large(large_case):
    """A bench over a case with one incident that very many reports tell of."""
    bench = Bench(large_case, jobs=1)
    assert bench.reach(1, 120)
    yield bench
    bench.close()


@pytest.fixture
def lookup(large):
    standing = large.standing
    found = max(standing.results.dossiers, key=lambda d: len(d.reports))
    assert len(found.reports) > REPORTS / 2
    return standing.lookup(found.incident.id)


def _pages(reader, path):
    """All pages of a part, each below its weight."""
    found, at = [], f"{path}?page=1"
    while at:
        answer = reader.client.get(at)
        assert len(answer.content) < WEIGHT, at
        found.append(reader.get(at))
        at = next(iter(found[-1].xpath("//a[@rel='next']/@href")), "")
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_of_a_large_incident_is_light(large, lookup, language):
    reader = visitor(large)
    reader.post("/settings", language=language)
    answer = reader.client.get(f"/incident/{lookup.dossier.incident.id}")
    assert len(answer.content) < WEIGHT


def test_nothing_said_of_a_large_incident_is_out_of_reach(large, lookup):
    reader, path = visitor(large), f"/incident/{lookup.dossier.incident.id}"
    page = reader.get(path)
    parts = Parts(large.standing, lookup)
    assert not parts.whole
    for name, portion in parts.first.items():
        if portion.left:
            assert page.xpath(f"//p[@class='rest']/a[@href='{path}/{name}']"), name
    held = {name: _pages(reader, f"{path}/{name}") for name in HEADINGS}
    rows = [each.removeprefix("claim-") for name in CLAIMS for p in held[name] for each in p.xpath("//tr/@id")]
    assert sorted(rows) == sorted(lookup.claims)
    reports = [each for p in held["reports"] for each in p.xpath("//table//a/@href")]
    assert sorted(reports) == sorted(f"/report/{each}" for each in lookup.reports)
    for name in ("chains-toll", "chains-blame", "chains-act", "toll", "matrix", "log", "disagreements"):
        assert held[name][0].xpath("//section//svg | //section//table | //section//li | //div[@class='finding']"), name
    letters = {each for p in held["origins"] for each in p.xpath("//li/@id")}
    assert letters == {f"origin-{lookup.letter(each)}" for each in lookup.origins}
    figures = {
        each for p in held["toll"] for each in p.xpath("//ul[@class='histories']//a[contains(@class,'figure')]/@href")
    }
    shown = [h.steps + h.aside for t in lookup.dossier.assessment.tallies for h in histories(t, lookup)]
    assert {each.rpartition("#c-")[2] for each in figures} == {f.claim for figures in shown for f in figures}


def test_links_of_every_page_land(large, lookup):
    reader, path = visitor(large), f"/incident/{lookup.dossier.incident.id}"
    wanted = [path, *(f"{path}/{name}" for name in HEADINGS)]
    seen = {}
    for page in wanted:
        tree = reader.get(page)
        idents = set(tree.xpath("//@id"))
        for link in {each for each in tree.xpath("//@href") if each.startswith(("#", "/incident/"))}:
            address, _, anchor = link.partition("#")
            if not address:
                assert anchor in idents, (page, link)
                continue
            if address not in seen:
                seen[address] = _landed(reader, link)
            assert not anchor or anchor in seen[address][0], (page, link)


def _landed(reader, link):
    """The idents of the page to which a link leads in the end, and where its row stands."""
    answer = reader.client.get(link)
    if answer.status_code == 303:
        link = answer.headers["location"]
        assert link.partition("#")[2] in _landed(reader, link.partition("#")[0])[0], link
    return set(reader.get(link.partition("#")[0]).xpath("//@id")), link


def test_links_from_a_claim_lead_to_its_row(large, lookup):
    reader, chance = visitor(large), random.Random(3)
    for claim in chance.sample(sorted(lookup.claims), 12):
        home = large.standing.incident_of(claim)
        for link in reader.get(f"/claim/{claim}").xpath("//p[@class='kicker']/a[@data-key='u']/@href"):
            _, landed = _landed(reader, link)
            assert f"claim-{claim}" in reader.get(landed.partition("#")[0]).xpath("//@id"), (home, landed)


def test_a_row_that_is_not_there_leads_to_the_incident(large, lookup):
    path = f"/incident/{lookup.dossier.incident.id}"
    answer = visitor(large).client.get(f"{path}/at/claim-0000000000000000")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(path)


def test_a_part_that_is_not_there_is_said_so(large, lookup):
    reader, path = visitor(large), f"/incident/{lookup.dossier.incident.id}"
    assert reader.client.get(f"{path}/x").status_code == 404
    assert reader.client.get("/incident/0000000000000000/log").status_code == 404
    for number in ("0", "x", "-1", "999999", "9" * 400):  # the nearest page there is
        assert reader.get(f"{path}/casualties?page={number}").xpath("//tbody/tr")


def test_a_part_leads_back_to_where_it_stands(large, lookup):
    reader, path = visitor(large), f"/incident/{lookup.dossier.incident.id}"
    idents = set(reader.get(path).xpath("//@id"))
    assert [
        name for name in HEADINGS if name in ("reports", "log", "toll") and HOME.get(name, name) not in idents
    ] == []
    for name, portion in Parts(large.standing, lookup).first.items():
        if portion.number:
            assert HOME.get(name, name) in idents, name


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_of_a_usual_incident_is_light(looked_at, language):
    reader = visitor(looked_at)
    reader.post("/settings", language=language)
    for dossier in looked_at.standing.results.dossiers:
        assert len(reader.client.get(f"/incident/{dossier.incident.id}").content) < WEIGHT


def test_a_usual_incident_stands_whole_on_its_page(looked_at):
    for dossier in looked_at.standing.results.dossiers:
        parts = Parts(looked_at.standing, looked_at.standing.lookup(dossier.incident.id))
        assert parts.whole
        assert not any(portion.left for portion in parts.first.values())


def test_origins_keep_their_reports_together(large, lookup):
    parts = Parts(large.standing, lookup)
    told = by_origin(parts.of("origins").entries)
    assert [origin.id for origin, _, _ in told] == list(lookup.origins)
    assert all(left == 0 for _, _, left in told)


def test_a_sequence_is_cut_by_weight_and_by_number():
    heavy = Cut("x", list(range(10)), lambda _: HEAVIEST // 3)
    assert [len(heavy.page(n).entries) for n in (1, 2, 3, 4)] == [3, 3, 3, 1]
    many = Cut("x", list(range(2 * MOST + 1)), lambda _: 1)
    assert [each for n in (1, 2, 3) for each in many.page(n).entries] == list(range(2 * MOST + 1))
    assert [many.page_of(n) for n in (0, MOST - 1, MOST, 2 * MOST)] == [1, 1, 2, 3]
    huge = Cut("x", ["a", "b"], lambda _: 10 * HEAVIEST)  # one entry at least, whatever it weighs
    assert [huge.page(n).entries for n in (1, 2)] == [["a"], ["b"]]
    assert huge.beginning(1).entries == ["a"]
    assert Cut("x", [], len).page(1).entries == []
