"""requirements.lock names every dependency of pyproject.toml, at a version it allows, with hashes."""

import re
import tomllib

from house.tree import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCK, re.MULTILINE))


def test_every_dependency_is_pinned_to_a_version_it_allows():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [Requirement(each) for each in project["dependencies"]]
    wrong = [
        str(r) for r in wanted if not r.specifier.contains(PINNED.get(canonicalize_name(r.name), "0"), prereleases=True)
    ]
    assert wrong == []


def test_every_pin_has_hashes():
    for block in re.split(r"^(?=\S)", LOCK, flags=re.MULTILINE):
        if "==" in block:
            assert "--hash=sha256:" in block, block.splitlines()[0]
