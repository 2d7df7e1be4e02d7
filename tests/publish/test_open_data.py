"""What is exported opens in the programs that people use, and agrees with the records; those not here are skipped."""

import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace

import feedparser
import pytest
from hypothesis import given, settings
from lxml import etree
from strategies import dossiers as any_dossiers

from isnad.publish.exporter import whole
from isnad.publish.exporters import BUILT_IN
from isnad.publish.schema import schema_of
from isnad.records.codec import decode, encode
from isnad.records.dossier import Dossier
from isnad.records.where import Place
from publish.sample import sample

BY_NAME = {each.name: each for each in BUILT_IN}
GED = BY_NAME["ged"].tables[0].file
TABLES = ("ged", "airwars", "acled", "claims")


def many():
    """Three dossiers: the sample, one without a place or a day, and one whose words are hostile."""
    first = sample()
    bare = replace(first, incident=replace(first.incident, id="bare", where=None, when=None, name='=cmd|"x"'))
    odd = replace(first, incident=replace(first.incident, id="odd", name='<b>&"\x00 \n]]>'))
    return [first, bare, odd]


def written(name, folder, dossiers=None):
    """The files of an export in a folder."""
    pytest.importorskip("pyarrow") if name == "parquet" else None
    for file, data in whole(BY_NAME[name].export(dossiers if dossiers is not None else many())).items():
        (folder / file).write_bytes(data)
    return folder


@pytest.mark.parametrize("name", TABLES)
def test_frictionless_finds_the_packages_valid(name, tmp_path, monkeypatch):
    frictionless = pytest.importorskip("frictionless")
    monkeypatch.chdir(written(name, tmp_path))
    found = frictionless.validate("datapackage.json")
    assert found.valid, found.flatten(["title", "fieldName", "note"])[:5]


def road():
    """The sample, on a road between two places."""
    first, ends = sample(), ((12.0, 45.0), (12.5, 45.5))
    where = Place(name="A – B", latitude=12.25, longitude=45.25, where_prec=5, off_m=38_900, line=ends)
    return replace(first, incident=replace(first.incident, where=where))


def test_a_road_is_a_line_with_longitude_before_latitude(tmp_path):
    (feature,) = json.loads((written("geojson", tmp_path, [road()]) / "incidents.geojson").read_bytes())["features"]
    assert feature["geometry"] == {"type": "LineString", "coordinates": [[45.0, 12.0], [45.5, 12.5]]}
    assert (feature["properties"]["where_prec"], feature["properties"]["accuracy_m"]) == (5, 38_900)
    kml = (written("kml", tmp_path, [road()]) / "incidents.kml").read_text(encoding="utf-8")
    assert "<LineString><coordinates>45.0,12.0 45.5,12.5</coordinates></LineString>" in kml
    (row,) = csv.DictReader(io.StringIO((written("ged", tmp_path, [road()]) / GED).read_text(encoding="utf-8")))
    assert (row["geom_wkt"], row["where_prec"]) == ("LINESTRING (45.0 12.0, 45.5 12.5)", "5")


@pytest.mark.parametrize("name", TABLES)
def test_pandas_and_duckdb_read_the_tables(name, tmp_path):
    pandas, duckdb = pytest.importorskip("pandas"), pytest.importorskip("duckdb")
    written(name, tmp_path)
    for table in BY_NAME[name].tables:
        path = tmp_path / table.file
        rows = len(list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))) - 1
        assert pandas.read_csv(path).shape == (rows, len(table.columns))
        if rows:
            assert duckdb.sql(f"SELECT count(*) FROM read_csv('{path}', header=true)").fetchall() == [(rows,)]


@pytest.mark.parametrize("name", TABLES)
def test_libreoffice_opens_the_tables_as_they_are(name, tmp_path):
    office = shutil.which("soffice") or pytest.skip("LibreOffice is not installed here")
    written(name, tmp_path)
    tables = [table for table in BY_NAME[name].tables if len(rows_of(tmp_path / table.file)) > 1]
    for table in tables:
        (tmp_path / "calc").mkdir(exist_ok=True)
        form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false"  # values as they are shown, in UTF-8
        home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
        asked = [office, home, "--headless", "--infilter=CSV:44,34,76,1,,0,true,false", "--convert-to", form]
        subprocess.run(
            [*asked, "--outdir", tmp_path / "calc", tmp_path / table.file], check=True, capture_output=True, timeout=120
        )
        before, after = rows_of(tmp_path / table.file), rows_of(tmp_path / "calc" / table.file)
        assert [len(row) for row in after] == [len(row) for row in before]
        assert after[0] == before[0]
        assert not any(
            cell.startswith(("#", "Err:")) for row in after for cell in row
        )  # nothing was taken for a formula


def rows_of(path):
    """The rows of a CSV file."""
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_parquet_holds_what_the_csv_does(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    written("parquet", tmp_path)
    written("claims", tmp_path)
    held = duckdb.sql(f"SELECT claim, quote, low FROM '{tmp_path / 'claims.parquet'}'").fetchall()
    rows = list(csv.DictReader(io.StringIO((tmp_path / "claims.csv").read_text(encoding="utf-8"), newline="")))
    assert [(c, str(low if low is not None else "")) for c, _, low in held] == [(r["claim"], r["low"]) for r in rows]
    arrow = pytest.importorskip("pyarrow.parquet").read_schema(tmp_path / "claims.parquet")
    assert all(field.metadata[b"description"] for field in arrow)


def test_geojson_has_longitude_before_latitude_and_says_how_well_it_is_known(tmp_path):
    data = json.loads((written("geojson", tmp_path) / "incidents.geojson").read_text(encoding="utf-8"))
    first, bare, _ = data["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [45.6543, 12.3456]}
    assert first["properties"]["where_prec"] == 1
    assert first["properties"]["precision"] == "the exact place"
    assert first["properties"]["accuracy_m"] == 2_000
    assert bare["geometry"] is None
    assert json.loads(whole(BY_NAME["geojson"].export([]))["incidents.geojson"])["features"] == []


@pytest.mark.parametrize(("name", "file", "rows"), [("geojson", "incidents.geojson", 3), ("kml", "incidents.kml", 2)])
def test_gdal_reads_the_maps(name, file, rows, tmp_path):
    pyogrio = pytest.importorskip("pyogrio")
    path = written(name, tmp_path) / file
    if name == "kml" and not {"KML", "LIBKML"} & set(pyogrio.list_drivers()):
        pytest.skip("this GDAL reads no KML")
    info = pyogrio.read_info(path)
    assert info["features"] == rows
    assert pyogrio.raw.read(path)[2] is not None


@pytest.mark.parametrize("name", ["kml", "rss"])
def test_xml_is_well_formed_whatever_it_holds(name, tmp_path):
    for data in whole(BY_NAME[name].export(many())).values():
        etree.fromstring(data)


def test_a_reader_of_feeds_reads_the_feed():
    (data,) = whole(BY_NAME["rss"].export(many())).values()
    feed = feedparser.parse(data)
    assert not feed.bozo
    assert len(feed.entries) == 3
    assert len({entry.id for entry in feed.entries}) == 3
    assert all(entry.published for entry in feed.entries)


def test_a_changed_toll_is_a_new_item_and_a_recapture_is_none():
    first = sample()
    ids = [feedparser.parse(whole(BY_NAME["rss"].export([d]))["feed.xml"]).entries[0].id for d in _versions(first)]
    assert ids[0] == ids[1] != ids[2]


def _versions(first):
    yield first
    yield replace(first, captures=())
    headline = replace(first.assessment.headline, statement="30 people are reported killed.")
    yield replace(first, assessment=replace(first.assessment, headline=headline))


def test_lines_of_json_follow_their_schema_and_come_back_the_same():
    jsonschema = pytest.importorskip("jsonschema")
    files = whole(BY_NAME["jsonl"].export([sample()]))
    schema = json.loads(files["schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    (line,) = files["records.jsonl"].splitlines()
    jsonschema.Draft202012Validator(schema).validate(json.loads(line))
    assert decode(line) == sample()
    wrong = json.loads(line) | {"verdict": "guilty"}
    assert not jsonschema.Draft202012Validator(schema).is_valid(wrong)


@given(any_dossiers)
@settings(max_examples=60, deadline=None)
def test_any_dossier_follows_the_schema(dossier):
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(schema_of("dossier", Dossier))
    validator.validate(json.loads(encode(dossier)))


def test_follow_the_money_reads_its_statements():
    pytest.importorskip("followthemoney", reason="it is in the group ftm: uv run --group dev --group ftm pytest")
    from followthemoney import model
    from followthemoney.statement import StatementEntity
    from followthemoney.statement.serialize import read_json_statements

    data = whole(BY_NAME["ftm"].export(many()[:1]))["statements.ftm.json"]
    statements = list(read_json_statements(io.BytesIO(data)))
    by_entity = {}
    for statement in statements:
        by_entity.setdefault(statement.entity_id, []).append(statement)
    schemas = set()
    for ident, held in by_entity.items():
        schema = model.get(held[0].schema)
        schemas.add(schema.name)
        for statement in held:
            if statement.prop != "id":
                prop = schema.get(statement.prop)
                assert prop is not None, (schema.name, statement.prop)
                assert prop.type.validate(statement.value), (statement.prop, statement.value)
                assert prop.type.name != "entity" or statement.value in by_entity
        assert ident == held[0].canonical_id
    assert schemas == {"Event", "Article", "Documentation", "LegalEntity", "UnknownLink"}
    assert StatementEntity is not None


@given(any_dossiers)
@settings(max_examples=25, deadline=None)
def test_every_exporter_takes_any_dossier_and_gives_the_same_bytes(dossier):
    for exporter in BUILT_IN:
        if exporter.name in ("pdf", "site"):  # they take long, and are printed and drawn elsewhere
            continue
        if exporter.name == "parquet":
            pytest.importorskip("pyarrow")
        files = whole(exporter.export([dossier]))
        assert files == whole(exporter.export([dossier]))
        assert all(".." not in name for name in files)
