import json
from datetime import UTC, datetime

import pytest

from isnad.preserve.manifest import Told, is_manifest_name, is_to_come, rows_of

ROW = {"file": "a.txt", "publisher": "Sedge Post", "published": "2021-03-02"}


@pytest.mark.parametrize(
    "data",
    [
        [ROW],
        {"reports": [ROW]},
        {"version": 1, "files": [ROW]},
        {"a.txt": {"publisher": "Sedge Post", "published": "2021-03-02"}},
    ],
)
def test_shapes_of_json(data):
    (row,) = rows_of("manifest.json", json.dumps(data).encode())
    assert (row.file, row.told) == ("a.txt", Told(publisher="Sedge Post", published="2021-03-02"))


def test_csv_with_a_file_column_any_case_and_byte_order_mark():
    (row,) = rows_of("list.csv", "\ufeffFile,Publisher,URL\nتقرير.txt,صدى,https://x.example\n".encode())
    assert (row.file, row.told.publisher, row.told.url) == ("تقرير.txt", "صدى", "https://x.example")


@pytest.mark.parametrize("text", ["name,latitude\nHarrun,1\n", "", "file\na.txt\n", "\xff\xfe"])
def test_other_csv_is_no_manifest(text):
    assert rows_of("x.csv", text.encode("latin-1")) is None


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_broken_manifest_says_so(data):
    with pytest.raises(ValueError, match="it is not"):
        rows_of("manifest.json", data)


@pytest.mark.parametrize("data", [b"[]", b"{}", b"3", b'[{"file": null}, {"file": ["a"]}, 7]'])
def test_json_without_files_is_no_manifest(data):
    assert rows_of("manifest.json", data) is None


def test_missing_values_are_empty_and_what_is_told_fills_them():
    (row,) = rows_of("manifest.json", b'[{"file": "a", "published": null, "publisher": "P"}]')
    assert row.told.over(Told(publisher="Q", published="2021")) == Told(publisher="P", published="2021")


def test_names():
    assert is_manifest_name("MANIFEST.JSON")
    assert is_manifest_name("x.csv")
    assert not is_manifest_name("data.json")


@pytest.mark.parametrize(
    ("published", "to_come"),
    [
        ("2021-03-02", False),
        ("2021-03-03", False),  # it is the 3rd already where days begin first
        ("2021-03-04", True),
        ("2021-03-02T12:00:01Z", True),
        ("2021-03-02T11:59:59+00:00", False),
        ("2021-03-02T14:00:00+03:00", False),
        ("3 March 2199", False),  # other spellings are read later, with the report
        ("", False),
        ("x", False),
    ],
)
def test_what_is_still_to_come(published, to_come):
    assert is_to_come(published, datetime(2021, 3, 2, 12, tzinfo=UTC)) is to_come
