"""What must not stand in the repository: download hosts, locks that name them, paths of a machine, big files."""

import re

import pytest
from house.tree import ROOT, tracked

# Written in pieces, so that this file does not find itself.
HOSTS = re.compile(
    "|".join(
        (
            "files.python" + "hosted",
            r"(?<![\w.])pypi" + r"\.org",
            r"registry\." + "npmjs",
            "--(?:extra-)?index" + "-url",
        )
    )
)
PATHS = re.compile(r"(?<![\w./~<>-])/(?:root|home/\w+|Users/\w+|work)" + r"/\w")
BINARY = {".png", ".jpg", ".bin", ".gz", ".pdf", ".sqlite"}


def _texts():
    for path in tracked():
        if path.suffix not in BINARY:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8", errors="replace")


def test_no_file_names_a_download_host():
    found = [f"{path}: {m[0]}" for path, text in _texts() for m in HOSTS.finditer(text)]
    assert found == []


def test_no_file_holds_a_path_of_a_machine():
    found = [f"{path}: {m[0]}" for path, text in _texts() for m in PATHS.finditer(text)]
    found += [str(path) for path, text in _texts() if f"{ROOT.parent}/" in text and len(ROOT.parent.parts) > 1]
    assert found == []


def test_locks_hold_no_address():
    locks = [path for path in tracked() if path.name.endswith(".lock")]
    assert "uv.lock" not in {path.name for path in locks}
    for lock in locks:
        assert "://" not in lock.read_text(encoding="utf-8"), lock.name


def test_no_file_is_big():
    assert [str(p.relative_to(ROOT)) for p in tracked() if p.stat().st_size > 1 << 20] == []


@pytest.mark.parametrize(
    "text", ["see https://pypi" + ".org/simple", "--index" + "-url x", "files.python" + "hosted.org"]
)
def test_the_test_of_hosts_can_fail(text):
    assert HOSTS.search(text)


@pytest.mark.parametrize("text", ["open('/ro" + "ot/x')", "cd /wo" + "rk/main", "/ho" + "me/me/x"])
def test_the_test_of_paths_can_fail(text):
    assert PATHS.search(text)
