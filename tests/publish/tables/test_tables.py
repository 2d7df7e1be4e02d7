"""Tables of open data: columns in their order, values that agree with the assessment, dictionaries, no formula."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import dossiers as any_dossiers

from isnad.publish.exporter import whole
from isnad.publish.exporters.as_acled import AS_ACLED
from isnad.publish.exporters.as_airwars import AS_AIRWARS
from isnad.publish.exporters.as_claims import AS_CLAIMS
from isnad.publish.exporters.as_ged import AS_GED
from isnad.publish.tables.column import cell, csv_of
from isnad.publish.tables.ged import grid_cell, number_of
from isnad.publish.tables.values import units_of
from isnad.publish.wording import RELATIONS
from isnad.records.where import Place
from publish.sample import sample

ALL = (AS_GED, AS_AIRWARS, AS_ACLED, AS_CLAIMS)
# UCDP GED Codebook, version 23.1, appendix; ACLED Codebook 2024, table of columns
GED_COLUMNS = """
    id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name
    dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b
    number_of_sources source_article source_office source_date source_headline source_original where_prec
    where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id
    region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high
    low gwnoa gwnob
"""
ACLED_COLUMNS = """
    event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1
    inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3
    location latitude longitude geo_precision source source_scale notes fatalities tags timestamp
"""


def table(exporter, name, dossiers=None):
    """One table of an export, as rows by column."""
    files = whole(exporter.export(dossiers if dossiers is not None else [sample()]))
    return list(csv.DictReader(io.StringIO(files[name].decode(), newline="")))


def test_the_columns_of_ged_and_acled_in_their_order():
    assert len(GED_COLUMNS.split()) == 49
    assert list(table(AS_GED, "ged.csv")[0]) == GED_COLUMNS.split()
    assert list(table(AS_ACLED, "acled.csv")[0]) == ACLED_COLUMNS.split()


def test_an_incident_in_ged():
    (row,) = table(AS_GED, "ged.csv")
    dossier = sample()
    assert row["relid"] == dossier.incident.id
    assert int(row["id"]) == number_of(dossier) < 2**53
    assert (row["date_start"], row["date_end"], row["date_prec"], row["year"]) == (
        "2031-03-04",
        "2031-03-04",
        "1",
        "2031",
    )
    assert (row["latitude"], row["longitude"], row["where_prec"]) == ("12.3456", "45.6543", "1")
    assert row["geom_wkt"] == "POINT (45.6543 12.3456)"
    assert int(row["low"]) <= int(row["best"]) <= int(row["high"])
    assert "Velmar Observatory" in row["source_original"]
    assert "Halden Wire" not in row["source_original"]  # it tells on what others said
    assert "Halden Wire,2031-03-04," in row["source_article"]
    assert row["type_of_violence"] == ""
    assert all(part.endswith("(alleged)") for part in row["side_a"].split("; "))


def test_an_incident_in_acled():
    (row,) = table(AS_ACLED, "acled.csv")
    assert (row["event_date"], row["time_precision"], row["geo_precision"]) == ("2031-03-04", "1", "1")
    assert all(part.endswith("(alleged)") for part in row["actor1"].split("; "))
    assert row["notes"] == sample().assessment.headline.statement


def test_the_tables_after_airwars():
    dossier = sample()
    files = whole(AS_AIRWARS.export([dossier]))
    assert {
        "incidents.csv",
        "belligerents.csv",
        "statements.csv",
        "casualties.csv",
        "victims.csv",
        "sources.csv",
    } < set(files)
    assert len(table(AS_AIRWARS, "casualties.csv")) == len(dossier.assessment.tallies)
    assert len(table(AS_AIRWARS, "sources.csv")) == len(dossier.reports)
    assert table(AS_AIRWARS, "victims.csv") == []
    relations = {row["relation"] for row in table(AS_AIRWARS, "belligerents.csv")}
    assert relations <= {words for words, _, _ in RELATIONS.values()}
    statements = table(AS_AIRWARS, "statements.csv")
    assert statements
    assert all(any(row["quote"] in report.text for report in dossier.reports) for row in statements)


def test_claims_with_their_chains():
    rows = table(AS_CLAIMS, "claims.csv")
    dossier = sample()
    assert {row["claim"] for row in rows} == {c.id for c in (*dossier.claims, *dossier.nearby)}
    texts = {report.id: report.text for report in dossier.reports}
    for row in rows:
        assert texts[row["report"]][int(row["start"]) : int(row["end"])] == row["quote"]
        assert row["chain"].startswith(row["publisher"])
    assert any(row["open"] == "true" for row in rows)


@pytest.mark.parametrize("exporter", ALL, ids=lambda e: e.name)
def test_every_column_stands_in_the_dictionary_and_in_the_description(exporter):
    files = whole(exporter.export([sample()]))
    rows = list(csv.DictReader(io.StringIO(files["dictionary.csv"].decode(), newline="")))
    described = json.loads(files["datapackage.json"])["resources"]
    for made, resource in zip(exporter.tables, described, strict=True):
        names = [column.name for column in made.columns]
        assert [row["column"] for row in rows if row["table"] == made.name] == names
        assert [field["name"] for field in resource["schema"]["fields"]] == names
        assert len(set(names)) == len(names)
    assert all(len(row["says"]) > 3 for row in rows)


@pytest.mark.parametrize("exporter", ALL, ids=lambda e: e.name)
def test_no_dossier_gives_tables_with_their_columns_alone(exporter):
    files = whole(exporter.export([]))
    assert all(files[each.file].count(b"\n") == 1 for each in exporter.tables)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@sum", " =1", "\t=1", "\r", "＝1", "＋1", "－1", "＠x", "|x", "%x", "\u00a0=1", "\ufeff=1"],
)
def test_no_cell_is_a_formula(text):
    assert cell(text) == "'" + text


@pytest.mark.parametrize(("value", "said"), [(-1.5, "-1.5"), (True, "true"), (None, ""), ("a-b", "a-b"), (3, "3")])
def test_numbers_and_plain_words_stay(value, said):
    assert cell(value) == said


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), max_size=4))
def test_any_text_comes_back_but_for_the_guard_and_what_cannot_be_written(rows):
    read = list(csv.reader(io.StringIO(csv_of(rows).decode(), newline="")))
    kept = [[cell(each) for each in row] for row in rows]
    assert [row for row in read if row != []] == [row for row in kept if row != []] or [""] in kept


@given(any_dossiers)
def test_any_dossier_has_a_row_of_the_right_width(dossier):
    for exporter in ALL:
        files = whole(exporter.export([dossier]))
        for made in exporter.tables:
            rows = list(csv.reader(io.StringIO(files[made.file].decode(), newline="")))
            assert {len(row) for row in rows} == {len(made.columns)}


@pytest.mark.parametrize(
    ("latitude", "longitude", "cell_number"),
    [(-90, -180, 1), (89.9, 179.9, 259_200), (90, 180, 259_200), (0, 0, 129_961)],
)
def test_grid_cells(latitude, longitude, cell_number):
    assert grid_cell(Place(name="x", latitude=latitude, longitude=longitude)) == cell_number


@pytest.mark.parametrize(
    ("place", "units"),
    [
        (Place(name="A", within=("Land", "Prov", "Dist"), ident="geonames:1"), ("Land", "Prov", "Dist")),
        (Place(name="Prov", within=("Land",), where_prec=4, ident="geonames:2"), ("Land", "Prov", "")),
        (Place(name="Land", where_prec=6, ident="geonames:3"), ("Land", "", "")),
        (Place(name="A", within=("Prov", "Dist"), ident="mine.csv:1"), ("", "Prov", "Dist")),
        (None, ("", "", "")),
    ],
)
def test_the_wider_units_of_a_place(place, units):
    assert units_of(place) == units
