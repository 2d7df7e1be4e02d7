"""In Arabic what is put together of names and words runs from the right, in whatever letters the names are."""

import pytest
from web.browsing import CHROMIUM, Window
from web.conftest import visitor
from web.test_in_browser import case, link  # noqa: F401 (fixtures)


def test_a_hypothesis_and_the_name_of_an_incident_run_as_the_page(looked_at):
    reader = visitor(looked_at)
    reader.post("/settings", language="ar")
    dossier = looked_at.standing.results.dossiers[0]
    page = reader.get(f"/incident/{dossier.incident.id}")
    labels = page.xpath("//h1/bdi | //table[contains(@class, 'voices') or contains(@class, 'matrix')]//th/bdi")
    assert len(labels) > 2
    assert {each.get("dir") for each in labels} == {"rtl"}
    assert not page.xpath("//section[@id='responsibility']//p[@class='why'][@dir]")


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_of_several_the_first_stands_on_the_right(chromium, link):  # noqa: F811
    window = Window.looking(chromium, link, "arabic")
    page = window.incident()
    places = page.evaluate(
        """() => {
            const labels = [...document.querySelectorAll("table.voices th bdi")];
            const label = labels.find((each) => each.textContent.includes("معاً"));
            const text = document.createTreeWalker(label, NodeFilter.SHOW_TEXT).nextNode();
            const at = (word) => {
                const range = document.createRange();
                range.setStart(text, text.data.indexOf(word));
                range.setEnd(text, text.data.indexOf(word) + word.length);
                return range.getBoundingClientRect().left;
            };
            return ["Halvari", "Kestovia", "معاً"].map(at);
        }"""
    )
    assert places == sorted(places, reverse=True)
    window.context.close()
