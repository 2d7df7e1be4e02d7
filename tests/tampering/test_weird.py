"""A log that somebody with all keys made odd: isnad and verify.py answer alike, and neither breaks off."""

import shutil

import pytest
from tampering import scene as scenes
from tampering.weird import odd

from isnad.checking.answer import Verdict

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="verify.py needs openssl")
LOGS = 60


def test_odd_lines_are_judged_alike(tmp_path, monkeypatch):
    scene = scenes.build(tmp_path / "built")
    scenes.quicken(monkeypatch)
    entries, keys = scene.entries(), scene.keys()
    answers = [odd(scene, seed, tmp_path, entries, keys) for seed in range(LOGS)]
    made = [each for each in answers if each is not None]
    assert [one for one, other in made] == [other for one, other in made]
    assert {one for one, _ in made} == set(Verdict)  # all three answers came, so that to agree says something
