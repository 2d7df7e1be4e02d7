"""Names of people said killed or hurt stand on no page unless they were asked for; all other words stay."""

import time

import pytest
from web.conftest import visitor

NAMED = ("Olan", "Hetta", "Sanne", "Pirr")
TEXT = """Mill hit near Ain Zarjun, Olan Pirr among the dead

Three people were killed in an air strike on Ain Zarjun on Tuesday, the Halvar Conflict Monitor said. Those killed were
Olan Pirr (45), his wife Hetta Pirr and their daughter Sanne Pirr (12). Jalal Berwan, a spokesman, confirmed it.
"""


@pytest.fixture
def told(analyst):
    """The report that names three persons, and a browser."""
    analyst.post("/add", text=TEXT, publisher="Sedge Post", published="2019-05-15", by="Bo")
    end = time.monotonic() + 30
    while (analyst.bench.intake.busy or analyst.bench.unsettled) and time.monotonic() < end:
        time.sleep(0.02)
    return next(r for r in analyst.bench.standing.results.reports if r.publisher == "Sedge Post")


def pages(analyst, report):
    standing = analyst.bench.standing
    yield f"/report/{report.id}"
    yield from (f"/incident/{each}" for each in standing.incidents_of_report(report.id))
    yield from (f"/claim/{claim.id}" for claim in standing.reading(report.id).claims)
    yield from ("/", "/add", "/case")


def test_no_page_names_them(analyst, told):
    for path in pages(analyst, told):
        text = analyst.get(path).text_content()
        assert not any(name in text for name in NAMED), path
    (text,) = analyst.get(f"/report/{told.id}").xpath("//div[@id='text']")
    assert "Jalal Berwan" in text.text_content()
    assert len(text.text_content().strip()) == len(told.text.strip())


def test_they_are_shown_to_who_asks_and_to_nobody_else(analyst, told):
    other = visitor(analyst.bench)
    assert analyst.post("/settings", names="on").status_code == 303
    (text,) = analyst.get(f"/report/{told.id}").xpath("//div[@id='text']")
    assert all(name in text.text_content() for name in NAMED)
    assert "Olan" not in other.client.get(f"/report/{told.id}").text
