"""The site: a folder that asks nothing of any server, whose links lead somewhere, and that can be searched."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from isnad.publish.drawing.map import NAMED, Point, incident_map
from isnad.publish.exporter import whole
from isnad.publish.exporters.as_site import AsSite, _Lists
from isnad.publish.site.areas import MANY, areas_of
from isnad.publish.site.listing import ROWS, parts_of, row_of
from isnad.records.where import Place
from publish.sample import sample


def incidents():
    first = sample()
    far = Place(name="Dulmera", latitude=-12.5, longitude=44.0, where_prec=3)
    second = replace(first.incident, id="second", name="</script><b>Dulmera & سورنقة", where=far, names=("دلميرا",))
    return [
        first,
        replace(first, incident=second),
        replace(first, incident=replace(first.incident, id="3", where=None)),
    ]


@pytest.fixture(scope="module")
def site():
    return whole(AsSite().export(incidents()))


def test_every_link_leads_to_a_file_of_the_site(site):
    for name in ("index.html", "second.html"):
        tree = html.document_fromstring(site[name].decode())
        links = [e.get("href") for e in tree.iter() if e.get("href")]
        assert links
        for link in links:
            file = link.partition("#")[0]
            assert not file or file in site or file == "withheld.csv", link


def test_no_page_asks_anything_of_a_server(site):
    for name, data in site.items():
        if name.endswith(".html"):
            page = data.decode()
            assert "default-src 'none'" in page
            assert not re.search(r"\s(src|srcset|action|formaction|on\w+)=", page)
            assert len(re.findall(r"<script", page)) == (1 if name in ("index.html", "index.ar.html") else 0)


def rows_in(part):
    """The rows that a file of the search hands over."""
    assert part.isascii()
    held = re.fullmatch(r"isnadRows\((.*)\);\n", part.decode(), re.S)
    return json.loads(held[1])


def test_the_search_knows_every_incident_in_files_of_bounded_size(site):
    for language, ending in (("en", "html"), ("ar", "ar.html")):
        found = rows_in(site[f"search/{language}-1.js"])
        assert [row[0] for row in found] == [f"{d.incident.id}.{ending}" for d in incidents()]
        assert any("دلميرا" in row[-1] for row in found)
    many = [row_of(sample())._replace(file=f"{n}.html") for n in range(4_000)]
    parts = list(parts_of(many))
    assert [row[0] for part in parts for row in rows_in(part)] == [row.file for row in many]
    assert max(map(len, parts)) < 400_000


def test_no_page_of_a_list_is_large():
    points = [point._replace(href=point.href.removesuffix(".html")) for point in spread(3 * ROWS)]
    rows = [row_of(sample())._replace(file=f"{point.href}.html") for point in points]
    pages = dict(_Lists("Invented", "1", rows, "en").files(points))
    assert {"index.html", "list-2.html", "list-3.html"} < set(pages)
    assert max(map(len, pages.values())) < 400_000


def spread(number):
    return [Point(f"{n}.html", f"Place {n}", n * 7919 % 360 / 10, n * 104_729 % 170 / 10, True) for n in range(number)]


def test_a_map_of_many_is_one_of_clusters_that_lead_to_all_of_them():
    points = spread(20_000)
    areas = {area.name: area for area in areas_of(points)}
    assert all(len(area.points) <= max(MANY, 13 * 13) for area in areas.values())
    assert set(areas[""].files) == {point.href for point in points}
    reached, todo = set(), [""]
    while todo:
        area = areas[todo.pop()]
        for point in area.points:
            if point.number == 1:
                reached.add(point.href)
            elif point.href.startswith("area-"):
                todo.append(point.href.removesuffix(".html"))
            else:
                reached.update(area.files)
    assert reached == {point.href for point in points}


def test_many_incidents_in_one_place_are_one_cluster_beside_their_list():
    (area,) = areas_of([Point(f"{n}.html", "Dulmera", 44.0, -12.5, True) for n in range(400)])
    assert [point.number for point in area.points] == [400]
    drawn = incident_map(area.points)
    assert "400 incidents" in drawn
    assert 'href="#list-h"' in drawn


def test_the_map_shows_each_incident_whose_place_is_known(site):
    tree = html.document_fromstring(site["index.html"].decode())
    dots = tree.xpath("//*[local-name()='circle']/parent::*")
    assert sorted(dot.get("href") for dot in dots) == sorted([f"{incidents()[0].incident.id}.html", "second.html"])


def test_north_is_up_and_east_is_right():
    drawn = incident_map([Point("a.html", "A", 10.0, 20.0, True), Point("b.html", "B", 12.0, 18.0, False)])
    (ax, ay), (bx, by) = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawn)
    assert float(ax) < float(bx)
    assert float(ay) < float(by)
    assert incident_map([]) == ""
    many = incident_map([Point(f"{n}.html", f"Place {n}", n % 60, n % 40, True) for n in range(500)])
    assert many.count("<circle") == 500
    assert 0 < many.count("small value") <= NAMED


def test_an_empty_site_says_so():
    files = whole(AsSite().export([]))
    assert "Nothing is published yet." in files["index.html"].decode()
    assert "<script" not in files["index.html"].decode()


def test_the_search_works_from_a_folder(tmp_path, monkeypatch):
    sync = pytest.importorskip("playwright.sync_api")
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("there is no Chromium here")
    monkeypatch.setattr("isnad.publish.site.listing.ROWS", 2)
    monkeypatch.setattr("isnad.publish.site.listing.PART", 700)
    for name, data in whole(AsSite().export(incidents())).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    asked = []
    with sync.sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.goto((tmp_path / "index.html").as_uri())
        visible = "#list tbody tr"
        assert page.locator(visible).count() == 2
        page.fill("#words", "دِلميرا")
        rows = sync.expect(page.locator(visible))  # waits: the parts of the search load beside the page
        sync.expect(page.locator("#told")).to_have_text("1 of 3")
        rows.to_have_count(1)
        page.fill("#words", "halden SORANQA")
        rows.to_have_count(2)
        page.fill("#words", "")
        page.click("#pages a")
        rows.to_have_count(1)
        page.screenshot(path=str(tmp_path / "site.png"), full_page=True)
        browser.close()
    names = ("index.html", "search/en-1.js", "search/en-2.js", "search/en-3.js", "list-2.html")
    assert asked == [(tmp_path / name).as_uri() for name in names]


def test_the_map_shows_how_far_off_a_place_may_be_and_a_road_as_a_line():
    near = Point("a.html", "A", 44.0, 12.0, True, 200)
    wide = Point("b.html", "B", 44.1, 12.1, False, 25_000)
    road = Point("c.html", "C", 44.2, 12.2, False, 10_000, ((12.1, 44.1), (12.3, 44.3)))
    drawn = html.fragment_fromstring(str(incident_map([near, wide, road])))
    reaches = [e for e in drawn.iter() if "reach" in (e.get("class") or "")]
    assert [e.tag for e in reaches] == ["circle", "line"]
