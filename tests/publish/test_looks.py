"""Published pages in a real Chromium: axe finds nothing against WCAG 2.2 AA, and nothing runs over the screen."""

import shutil

import pytest

from isnad.publish.exporters.as_site import AsSite

from .sample import sample

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    for name, data in AsSite().export([sample()]):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("ab") as stream:
            stream.write(data)
    return folder


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
@pytest.mark.parametrize("name", ["index", "index.ar", sample().incident.id, f"{sample().incident.id}.ar"])
def test_axe_finds_nothing_and_nothing_runs_over(chromium, folder, name, look):
    width = 390 if look == "phone" else 1400
    scheme = "dark" if look == "dark" else "light"
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )  # axe is put into the page, whose policy lets in no script but its own
    page = context.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    found = axe.Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    context.close()
