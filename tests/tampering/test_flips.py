"""A byte turned over anywhere in a case shows; benchmarks/faults.py --every-byte does it for every byte."""

import shutil

import pytest
from tampering import scene as scenes
from tampering.flips import files, places, silent

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="verify.py needs openssl")
FEW = {"entries.jsonl": 40, "checkpoint": 12, "case.toml": 12}  # places that are tried; 2 in other files


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return scenes.build(tmp_path_factory.mktemp("built"))


def test_a_byte_turned_over_shows_wherever_it_stands(scene, tmp_path, monkeypatch):
    scenes.quicken(monkeypatch)
    tried = [(path, at) for path in files(scene) for at in places(path, FEW.get(path.name, 2))]
    assert len(tried) > 150
    wrong = (silent(scene, path, at, tmp_path, verify=n % 3 == 0) for n, (path, at) in enumerate(tried))
    assert [each for each in wrong if each] == []
    assert scenes.by_isnad(scene.root, tmp_path / "fresh") is scenes.Verdict.HOLDS  # and it was put back
