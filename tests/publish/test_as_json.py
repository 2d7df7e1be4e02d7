"""JSON: what is written reads back as the same records."""

import json

from isnad.publish.exporter import file_stem, whole
from isnad.publish.exporters.as_json import AsJson
from isnad.records.codec import canonical, decode

from .sample import sample


def test_a_dossier_comes_back_whole() -> None:
    dossier = sample()
    files = whole(AsJson().export([dossier]))
    assert list(files) == ["index.json", f"{dossier.incident.id}.json"]
    assert decode(files[f"{dossier.incident.id}.json"]) == dossier


def test_files_are_canonical_and_the_same_each_time() -> None:
    files = whole(AsJson().export([sample()]))
    for data in files.values():
        assert data.endswith(b"\n")
        assert canonical(json.loads(data)) + b"\n" == data
    assert files == whole(AsJson().export([sample()]))


def test_the_index_keeps_its_keys() -> None:
    index = json.loads(whole(AsJson().export([sample()]))["index.json"])
    (entry,) = index["dossiers"]
    assert set(entry) == {
        "case", "file", "grade", "headline", "id", "name", "origins", "reports", "tallies", "version", "when", "where",
    }  # fmt: skip
    assert entry["tallies"][0]["low"] == 21
    assert entry["tallies"][0]["high_open"] is True


def test_an_id_that_is_no_file_name_is_hashed() -> None:
    from dataclasses import replace

    dossier = sample()
    for bad in ("../etc", "index", "con", "a b", "", "حاس"):
        stem = file_stem(replace(dossier, incident=replace(dossier.incident, id=bad)))
        assert stem.isalnum()
        assert stem != bad
