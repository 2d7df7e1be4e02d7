"""compare: the case beside other recorders' tables."""
# ruff: noqa: E501 (a row of a table is one line)

import csv
import io
import json

import pytest
from casework import dale_case, isnad

GED = """id,side_a,side_b,where_prec,where_coordinates,latitude,longitude,date_prec,date_start,date_end,best,high,low
71,Bresk,Civilians,1,Harrun,11.501,22.502,1,2021-03-02,2021-03-02,5,7,4
72,Bresk,Civilians,1,Oldmere,11.9,22.9,1,2021-03-05,2021-03-05,2,2,2
"""
AIRWARS = """Incident code,Incident date,Village,Latitude,Longitude,Geolocation accuracy,Min killed,Max killed,Belligerent,Civilian harm status
D-1,2021-03-02,Harrun,11.5,22.5,Village,2,3,Ardan aircraft,Contested
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return dale_case(tmp_path_factory.mktemp("compare"))


@pytest.fixture
def tables(tmp_path):
    paths = []
    for name, text in (("ged.csv", GED), ("airwars.csv", AIRWARS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        paths.append(tmp_path / name)
    return paths


def test_each_thing_is_shown_side_by_side_with_how_it_agrees(case, tables):
    run = isnad("compare", case, *tables)
    assert run.returncode == 0
    rows = [line.split("\t") for line in run.stdout.splitlines()[1:]]
    harrun = {row[1]: row[2:] for row in rows if "Harrun, 2021-03-02" in row[0]}
    assert harrun["day"][0] == "agree"
    assert harrun["place"][0] == "agree"
    assert harrun["killed"][0] == "differ"
    assert "UCDP GED: 4–7, best 5" in harrun["killed"][1]
    assert "Airwars: 2–3" in harrun["killed"][1]
    assert "Ardania" in harrun["alleged belligerents"][1]
    assert harrun["grade"][0] == ""
    assert [row[0] for row in rows if row[1] == "only there"] == ["UCDP GED, ged.csv 72"]
    assert any("Velmora" in row[0] for row in rows if row[1] == "only here")
    assert "1 incidents in both, 2 only here, 1 rows only there." in run.stderr


def test_json_gives_every_pair_and_csv_a_row_for_each_recorder(case, tables):
    records = [json.loads(line) for line in isnad("compare", case, *tables, "--json").stdout.splitlines()]
    both = next(r for r in records if r["kind"] == "both")
    killed = next(f for f in both["fields"] if f["what"] == "killed")
    told = {tuple(p["between"]): p["agreement"] for p in killed["pairs"]}
    assert told["this case", "UCDP GED"] == "overlap"
    assert told["UCDP GED", "Airwars"] == "differ"
    assert all(row["reasons"] and not row["again"] for row in both["rows"])
    rows = list(csv.DictReader(io.StringIO(isnad("compare", case, *tables, "--csv").stdout)))
    assert {r["recorder"] for r in rows if r["what"] == "killed"} == {"this case", "UCDP GED", "Airwars"}
    assert isnad("compare", case, *tables, "--csv", "--json").returncode == 2


def test_nothing_of_a_table_enters_the_case(case, tables):
    before = isnad("show", case, "--json").stdout
    isnad("compare", case, *tables)
    assert isnad("show", case, "--json").stdout == before


def test_what_is_no_table_of_incidents_is_told(case, tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    run = isnad("compare", case, tmp_path / "x.csv")
    assert run.returncode == 1
    assert "UCDP GED" in run.stderr
    assert "columns are recognised" in " ".join(isnad("compare", "--help").stdout.split())
