"""A matrix of very many hypotheses: some of them stand side by side, the others a link away, and who goes through it
by pointer, by keys, on a phone or on paper always sees of what claim and of which hypothesis a mark is."""

import pytest
from web.browsing import CHROMIUM, Window, looks_well, served
from web.conftest import visitor
from web.many import PARTIES, accusers_into

from isnad import new_case
from isnad.cli.demo import practice
from isnad.web.bench import Bench
from isnad.web.parts import COLUMNS

WEIGHT = 400_000  # bytes of a page, at most


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A case of an incident of which very many are accused, with a keyring of its own."""
    made = tmp_path_factory.mktemp("accusers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISNAD_HOME", str(made / "home"))
        table = accusers_into(made / "reports")
        case = new_case(made / "case", gazetteers=[practice() / "gazetteer.csv"], belligerents=table)
        case.jobs = 1
        case.add(made / "reports")
        case.incidents()
    return made


@pytest.fixture(scope="module")
def bench(folder):
    made = Bench(folder / "case", jobs=1)
    assert made.reach(1, 120)
    yield made
    made.close()


@pytest.fixture(scope="module")
def link(folder):
    yield from served(folder)


def heads(page):
    return [each.text_content() for each in page.xpath("//table[contains(@class, 'matrix')]/thead//th")[1:]]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_mark_stands_on_one_page(bench, language):
    reader = visitor(bench)
    reader.post("/settings", language=language)
    (dossier,) = bench.standing.results.dossiers
    hypotheses = dossier.assessment.hypotheses
    assert len(hypotheses) == len(PARTIES)
    path = f"/incident/{dossier.incident.id}"
    assert len(reader.client.get(path).content) < WEIGHT
    page = reader.get(path)
    assert len(heads(page)) == COLUMNS
    groups = page.xpath("//nav[@class='groups']/a/@href")
    assert len(groups) == -(-len(hypotheses) // COLUMNS)
    found, marks = [], 0
    for group in groups:
        at, first = group, True
        while at:
            assert len(reader.client.get(at).content) < WEIGHT
            page = reader.get(at)
            assert page.xpath("count(//nav[@class='groups']//*[@aria-current='page'])") == 1
            found += heads(page) if first else []
            marks += len(page.xpath("//table[contains(@class, 'matrix')]/tbody//td/a"))
            at, first = next(iter(page.xpath("(//a[@rel='next'])[1]/@href")), ""), False
    assert len(set(found)) == len(found) == len(hypotheses)
    assert marks == sum(len(hypothesis.evidence) for hypothesis in hypotheses)


def test_groups_that_are_not_there_are_the_last(bench):
    (dossier,) = bench.standing.results.dossiers
    reader, path = visitor(bench), f"/incident/{dossier.incident.id}/matrix"
    last = heads(reader.get(f"{path}?beside={-(-len(PARTIES) // COLUMNS)}"))
    for said in ("99", "999999999999"):
        assert heads(reader.get(f"{path}?beside={said}")) in (last, heads(reader.get(path)))


def test_a_usual_matrix_stands_whole(looked_at):
    dossier = looked_at.standing.results.dossiers[0]
    page = visitor(looked_at).get(f"/incident/{dossier.incident.id}")
    assert 0 < len(heads(page)) == len(dossier.assessment.hypotheses)
    assert not page.xpath("//nav[@class='groups']")


needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


@needs_chromium
@pytest.mark.parametrize("look", ["light", "phone", "arabic-dark", "arabic-phone"])
def test_the_claim_and_the_hypothesis_of_a_mark_stay_in_sight(chromium, link, look, tmp_path):
    window = Window.looking(chromium, link, look)
    path = window.page.get_attribute("table[data-list] td a >> nth=0", "href")
    page = window.open(f"{path}/matrix?beside=2")
    looks_well(page, f"matrix wide-{look}", tmp_path)
    grid, along = page.locator(".grid"), -1 if "arabic" in look else 1
    grid.scroll_into_view_if_needed()
    grid.evaluate("(each, by) => each.scrollTo(by, 700)", 5_000 * along)
    room = grid.bounding_box()
    head = page.locator(".matrix thead th").last.bounding_box()
    claim = page.locator(".matrix tbody th").nth(12).bounding_box()
    assert abs(head["y"] - room["y"]) < 3
    side = claim["x"] + claim["width"] - room["x"] - room["width"] if along < 0 else claim["x"] - room["x"]
    assert abs(side) < 20
    assert claim["width"] < room["width"] / 2
    window.context.close()


@needs_chromium
@pytest.mark.parametrize("look", ["light", "arabic"])
def test_it_is_gone_through_by_arrow_keys_and_is_one_stop_of_tab(chromium, link, look):
    window = Window.looking(chromium, link, look)
    path = window.page.get_attribute("table[data-list] td a >> nth=0", "href")
    page = window.open(f"{path}/matrix")
    page.wait_for_load_state()
    page.focus(".grid")
    page.keyboard.press("Tab")

    def place():
        return page.evaluate(
            "(() => { const cell = document.activeElement.closest('td, th');"
            " return [cell.parentElement.rowIndex, cell.cellIndex]; })()"
        )

    onward, back = ("ArrowLeft", "ArrowRight") if look == "arabic" else ("ArrowRight", "ArrowLeft")
    assert place() == [1, 0]
    seen = []
    page.keyboard.press(onward)  # from the origin of the first claim to its words
    assert place() == [1, 0]
    for key in (onward, "ArrowDown", onward, back, "End", "ArrowDown", "ArrowUp", "Home", "ArrowUp"):
        page.keyboard.press(key)
        seen.append(place())
    assert seen == [[1, 1], [2, 1], [2, 2], [2, 1], [2, COLUMNS], [3, COLUMNS], [2, COLUMNS], [2, 0], [1, 0]]
    for _ in range(2):
        page.keyboard.press(onward)
    assert page.locator(".matrix a:focus .tip").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.matrix')") is None
    page.keyboard.press("Shift+Tab")
    assert place() == [1, 1]
    assert window.wrong == []
    window.context.close()


@needs_chromium
def test_on_paper_it_fits_a_page(chromium, link, tmp_path):
    window = Window(chromium, link, viewport={"width": 680, "height": 960})  # A4 less its margins
    path = window.page.get_attribute("table[data-list] td a >> nth=0", "href")
    page = window.open(f"{path}/matrix")
    page.emulate_media(media="print")
    looks_well(page, "matrix wide-paper", tmp_path)
    width = page.evaluate("document.querySelector('.matrix').getBoundingClientRect().right")
    assert width <= 680
    assert page.evaluate("getComputedStyle(document.querySelector('.grid')).maxHeight") == "none"
    assert page.locator(".groups span").first.is_visible()
    window.context.close()
