"""Where and when: points lie where they should, clusters hold all they gather, bars count each incident once."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from web.conftest import visitor

from isnad.web.atlas import tiles
from isnad.web.atlas.ground import DEEPEST, _cut, _within, ground, paths, tile
from isnad.web.atlas.map import HEIGHT, WIDTH, _gathered, moves, view_of
from isnad.web.atlas.projection import HIGHEST, Box, Chart, box_of, clamped, latitude_of, mercator, round_about
from isnad.web.atlas.tiles import OWN, tiles_of
from isnad.web.atlas.timeline import MOST, spans_of

LATITUDES, LONGITUDES = st.floats(-HIGHEST, HIGHEST), st.floats(-180, 180)


@given(LATITUDES)
def test_a_latitude_comes_back(latitude):
    assert latitude_of(mercator(latitude)) == pytest.approx(latitude, abs=1e-9)


@given(st.lists(st.tuples(LATITUDES, LONGITUDES), min_size=1, max_size=20))
def test_all_places_lie_in_the_drawing(places):
    chart = Chart(round_about(places), WIDTH, HEIGHT)
    for latitude, longitude in places:
        x, y = chart.place(latitude, longitude)
        assert -1e-6 <= x <= WIDTH + 1e-6
        assert -1e-6 <= y <= HEIGHT + 1e-6
    assert all(each.west < each.east and each.south < each.north for each in moves(chart).values())


@pytest.mark.parametrize("said", ["", "1,2,3", "1,2,x,4", "nan,1,2,3", "5,1,4,2", "-200,1,2,3", "1,2,inf,4"])
def test_what_is_no_box(said):
    assert box_of(said) is None


def test_a_box_is_written_and_read():
    box = Box(-1.5, 20.0, 3.25, 21.0625)
    assert box_of(str(box)) == box
    assert clamped(0, 0, 0, 0).west < 0 < clamped(0, 0, 0, 0).east


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 40_000))
def test_spans_cover_every_day_once(first, days):
    last = first + timedelta(days)
    spans = spans_of(first, last)
    assert spans[0].first <= first
    assert spans[-1].last >= last
    assert all(b.first - a.last == timedelta(1) for a, b in pairwise(spans))
    assert len(spans) <= MOST + 3


def test_every_incident_with_a_place_is_drawn(reader):
    rows = reader.bench.standing.rows
    chart = Chart(view_of(rows, None), WIDTH, HEIGHT)
    drawn = [row.id for each in _gathered(rows, chart) for row in each.rows]
    assert sorted(drawn) == sorted(row.id for row in rows if row.latitude is not None)


def test_list_map_and_time_are_filtered_together(reader):
    whole = reader.get("/")
    assert len(whole.xpath("//div[@class='map']//a")) >= 1
    part = reader.get("/", params={"place": "zarjun"})
    assert len(part.xpath("//table[@data-list]/tbody/tr")) == 1
    assert len(part.xpath("//div[@class='map']//a")) == 1
    assert len(part.xpath("//div[@class='timeline']//a")) == 1
    narrowed = reader.get(whole.xpath("//div[@class='timeline']//a/@href")[0])
    assert narrowed.xpath("//input[@name='since']/@value")
    away = reader.get("/", params={"box": "0,0,1,1"})
    assert not away.xpath("//table[@data-list]")
    assert away.xpath("//input[@name='box']/@value") == ["0,0,1,1"]


def test_a_cluster_leads_to_all_it_holds(reader):
    page = reader.get("/", params={"box": "-170,-60,170,70"})
    (cluster,) = page.xpath("//div[@class='map']//a/@href")
    placed = sum(row.latitude is not None for row in reader.bench.standing.rows)
    assert len(reader.get(cluster).xpath("//table[@data-list]/tbody/tr")) == placed


def test_names_of_towns_give_context(reader):
    page = reader.get("/", params={"box": "30,29,38,38"})
    shown = page.xpath("//*[name()='text'][@class='place']/text()")
    assert shown
    assert "Nothing of this map is asked of another machine" in page.text_content()


def test_the_ground_is_cut_to_a_tile_and_to_a_map():
    if ground() is None:
        pytest.skip("this copy was built without npm, and has no ground")
    whole, near = tile(1, 1, 0), tile(6, 38, 25)
    assert len(near) < len(whole) < 200_000
    for drawn in (whole, near):
        numbers = [int(each) for each in re.findall(r"M(-?\d+) (-?\d+)l", drawn)[0]]
        assert all(-40 <= each <= 552 for each in numbers)
        ElementTree.fromstring(drawn)
    assert tile(3, 9, 0) is None
    assert tile(DEEPEST + 1, 0, 0) is None
    drawn = paths(Chart(Box(30, 30, 42, 40), WIDTH, HEIGHT))
    assert drawn["land"].endswith("z")
    assert drawn["borders"]


def test_a_ring_is_cut_side_by_side():
    ring = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
    cut = _cut(ring, 1.0, 1.0, 9.0, 9.0)
    assert cut.min(axis=0).tolist() == [1.0, 1.0]
    assert cut.max(axis=0).tolist() == [4.0, 4.0]
    assert len(_cut(ring, 5.0, 5.0, 9.0, 9.0)) == 0
    line = np.array([[0.0, 0.0], [5.0, 0.0], [9.0, 9.0], [5.0, 1.0], [0.0, 1.0]])
    assert [part.tolist() for part in _within(line, -1.0, -1.0, 1.0, 2.0)] == [line[:2].tolist(), line[3:].tolist()]


@pytest.mark.parametrize(
    ("said", "address", "source"),
    [
        ("", OWN, ""),
        ("https://tiles.example.org/{z}/{x}/{y}.png", None, "https://tiles.example.org"),
        ("http://127.0.0.1:9/{z}/{x}/{y}.png", None, "http://127.0.0.1:9"),
        ("http://tiles.example.org/{z}/{x}/{y}.png", OWN, ""),
        ("https://tiles.example.org; script-src */{z}/{x}/{y}", OWN, ""),
        ("https://tiles.example.org/{z}/{x}.png", OWN, ""),
        ("javascript:{z}{x}{y}", OWN, ""),
    ],
)
def test_tiles_are_asked_of_another_machine_only_where_the_case_names_one(tmp_path, monkeypatch, said, address, source):
    monkeypatch.setattr(tiles, "_there", lambda: True)
    (tmp_path / "case.toml").write_text(f'format = 2\ntiles = "{said}"\n')
    found = tiles_of(tmp_path)
    assert (found.address, found.source) == (address or said, source)
    assert bool(found.problem) == (bool(said) and not source)


def test_without_the_library_the_map_is_the_servers_alone(looked_at, monkeypatch):
    monkeypatch.setattr(looked_at, "tiles", None)
    looked_at.standing.pages.clear()
    page = visitor(looked_at).get("/")
    assert page.xpath("//*[@data-map]//*[name()='svg']")
    assert not page.xpath("//*[@data-tiles]")
    looked_at.standing.pages.clear()
