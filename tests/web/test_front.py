"""What the pages have from others is made while building, by whoever has npm, and no build fails for want of it."""

import importlib.util
import json
import zlib
from pathlib import Path

import numpy as np
import pytest

from isnad.web.atlas import ground as drawn

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def front():
    spec = importlib.util.spec_from_file_location("hatch_front", ROOT / "hatch_front.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


# Two countries, each a square of one degree, that share the side between them.
ATLAS = {
    "transform": {"scale": [0.5, 0.5], "translate": [10, 20]},
    "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [{"type": "Polygon", "arcs": [[0, 1]]}, {"type": "MultiPolygon", "arcs": [[[2, -1]]]}],
        },
        "land": {"type": "GeometryCollection", "geometries": [{"type": "MultiPolygon", "arcs": [[[2, 1]]]}]},
    },
}


def test_land_coasts_and_borders_come_out_of_countries(front, monkeypatch):
    data = front.ground(ATLAS)
    head = json.loads(zlib.decompress(data)[4:].split(b"}")[0] + b"}")
    assert head == {"land": [7], "coasts": [4, 4], "borders": [2]}
    monkeypatch.setattr(Path, "read_bytes", lambda _: data)
    drawn.ground.cache_clear()
    try:
        held = drawn.ground()
        first, last = held.lines["borders"][0]
        assert held.points[first:last, 0].tolist() == [11.0, 11.0]
        assert np.allclose(held.boxes["land"][0][[0, 2]], [10.0, 12.0])
    finally:
        drawn.ground.cache_clear()


def test_without_npm_nothing_is_built_and_nothing_fails(front, tmp_path, monkeypatch, capsys):
    (tmp_path / "front").mkdir()
    for name in ("hatch_front.py", "front/package.json", "front/package-lock.json"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setenv(front.WITHOUT, "1")
    assert front.build(tmp_path) == []
    monkeypatch.delenv(front.WITHOUT)
    monkeypatch.setattr(front.shutil, "which", lambda _: None)
    assert front.build(tmp_path) == []
    monkeypatch.setattr(front.shutil, "which", lambda _: "npm")
    monkeypatch.setattr(front.subprocess, "run", lambda *_, **__: (_ for _ in ()).throw(OSError("no network")))
    assert front.build(tmp_path) == []
    assert capsys.readouterr().err.count("drawn without a library") == 3
    assert not (tmp_path / front.ROOM).exists()


def test_the_lock_has_hashes_and_names_no_address():
    lock = json.loads((ROOT / "front" / "package-lock.json").read_text())
    packages = {name: held for name, held in lock["packages"].items() if name}
    assert packages
    assert all(held["integrity"].startswith("sha512-") and "resolved" not in held for held in packages.values())
    assert "http" not in json.dumps(lock)
