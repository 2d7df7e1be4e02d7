"""No export holds the name of a person from a Person record: only the reports' own words name anyone."""

import html
import json
import re

import pytest
from casework import gazetteer_in
from read.languages.english.world import report_of, tables

from isnad import new_case
from isnad.plugins import shelf
from isnad.publish.exporter import whole
from isnad.read.languages.english import English

NAMED = ("Olan", "Hetta", "Sanne")
TEXT = """Mill hit in Harrun

Three people were killed in an air strike on Harrun on Tuesday, the Delta Monitor said. Those killed were Olan Pirr
(45), his wife Hetta Pirr and their daughter Sanne Pirr (12).
"""
TAG = re.compile(r"<[^>]*>")
WORDS = frozenset(("text", "title"))  # fields that hold a report's own words, to the letter


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("names")
    case = new_case(folder / "case", gazetteers=[gazetteer_in(folder)])
    (folder / "named.txt").write_text(TEXT, encoding="utf-8")
    case.add(folder / "named.txt", published="2021-03-03", publisher="Sedge Post")
    dossiers = case.dossiers()
    return {e.name: whole(e.export(dossiers)) for e in shelf("exporters").items}


def _fields(data, name=""):
    """Every string of plain data under the name of its field."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _fields(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from _fields(value, name)
    elif isinstance(data, str):
        yield name, data


def test_the_report_does_name_three_persons():
    assert {p.name.split()[0] for p in English().people(report_of(TEXT), tables())} == set(NAMED)


def test_no_structured_field_of_the_json_holds_a_name(exported):
    files = [content for name, content in exported["json"].items() if name != "index.json"]
    assert files
    for content in files:
        held = [(f, s) for f, s in _fields(json.loads(content)) if f not in WORDS and any(n in s for n in NAMED)]
        assert held == []


def test_no_export_has_a_record_of_a_person(exported):
    for format_name, files in exported.items():
        for name, content in files.items():
            text = content.decode("utf-8", "replace") if not name.endswith("schema.json") else ""
            assert '"kinship"' not in text, format_name
            assert '"kind":"person"' not in text, format_name


def test_the_html_names_them_only_in_the_words_of_the_report(exported):
    report = " ".join(TEXT.split())
    for content in exported["html"].values():
        page = " ".join(html.unescape(TAG.sub("", bytes(content).decode("utf-8", "replace"))).split())
        for name in NAMED:
            for found in re.finditer(name, page):
                assert page[found.start() : found.end() + len(" Pirr")] in report
