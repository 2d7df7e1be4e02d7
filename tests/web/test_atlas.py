"""Where and when: points lie where they should, clusters hold all they gather, bars count each incident once."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.web.atlas.map import HEIGHT, WIDTH, _gathered, moves, view_of
from isnad.web.atlas.projection import HIGHEST, Box, Chart, box_of, clamped, latitude_of, mercator, round_about
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
