"""Pages of what is large, in a real Chromium: the parts of an incident of very many reports and the stretches of very
long ones, in both directions and themes and at a phone's width. Axe finds nothing, and nothing runs over."""

import os
import shutil

import pytest
from web.browsing import CHROMIUM, Window, looks_well, served
from web.many import ARABIC, ENGLISH, survey

from isnad import new_case
from isnad.cli.demo import practice
from isnad.web.parts import HEADINGS

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


@pytest.fixture(scope="module")
def large_link(large_case, tmp_path_factory):
    """The link to the case of the large incident."""
    folder = tmp_path_factory.mktemp("large-browser")
    shutil.copytree(large_case, folder / "case")
    shutil.copytree(os.environ["ISNAD_HOME"], folder / "home")
    yield from served(folder)


@pytest.fixture(scope="module")
def long_link(tmp_path_factory):
    """The link to a case of long reports."""
    folder = tmp_path_factory.mktemp("long-browser")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISNAD_HOME", str(folder / "home"))
        case = new_case(folder / "case", gazetteers=[practice() / "gazetteer.csv"])
        case.jobs = 1
        for name, paragraph in (("english", ENGLISH), ("arabic", ARABIC)):
            (folder / f"{name}.txt").write_text(survey(paragraph, 40_000), encoding="utf-8")
            case.add(folder / f"{name}.txt")
    yield from served(folder)


LOOKS = pytest.mark.parametrize("look", ["light", "phone", "arabic-dark", "arabic-dark-phone"])


@LOOKS
def test_the_parts_of_a_large_incident_look_well(chromium, large_link, look, tmp_path):
    window = Window.looking(chromium, large_link, look)
    path = window.page.get_attribute("table[data-list] td a >> nth=0", "href")
    looks_well(window.open(path), f"large incident-{look}", tmp_path)
    for name in HEADINGS:
        looks_well(window.open(f"{path}/{name}"), f"part {name}-{look}", tmp_path)
    looks_well(window.open(f"{path}/casualties?page=99"), f"part casualties last-{look}", tmp_path)
    assert window.wrong == []
    window.context.close()


@LOOKS
def test_the_stretches_of_a_long_report_look_well(chromium, long_link, look, tmp_path):
    window = Window.looking(chromium, long_link, look)
    window.incident()
    paths = [each.get_attribute("href") for each in window.page.query_selector_all("#reports td a")]
    assert len(paths) == 2
    for path in paths:
        page = window.open(f"{path}?page=2")
        name = f"stretch {page.get_attribute('#text', 'lang')}-{look}"
        assert page.locator("nav.pages a[rel=prev]").count() == 2
        looks_well(page, name, tmp_path)
    assert window.wrong == []
    window.context.close()
