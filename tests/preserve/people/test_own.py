"""A folder that came from somebody else: what leads out of it, and what in it is not our work."""

import os
import shutil

import pytest

from isnad.preserve.people.own import must_be_own, own_mark
from isnad.preserve.trouble import Trouble

PLACES = [
    "case.toml", "index.csv", "lock", "writing", "README.txt", "verify.py", "log", "log/entries.jsonl",
    "log/checkpoint", "log/checkpoints", "log/checkpoints/000000000003", "keys", "keys/0123456789abcdef.pem", "private",
    "private/0123456789abcdef.age", "quarantine", "quarantine/objects", "objects", "objects/tmp", "objects/sha256",
    "objects/sha256/ab", "derived", "derived/index.sqlite", "derived/media.sqlite-wal", "derived/working",
    "derived/working/sha256", "derived/working/sha256/ab", "derived/thumbnails", "derived/thumbnails/ab",
]  # fmt: skip


@pytest.fixture
def case(tmp_path):
    root = tmp_path / "case"
    for place in PLACES:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
    return root


@pytest.mark.parametrize("kind", ["link", "dangling link", "pipe"])
@pytest.mark.parametrize("place", PLACES)
def test_what_may_lead_elsewhere_is_named(case, tmp_path, place, kind):
    must_be_own(case)
    path = case / place
    if path.is_dir():
        shutil.rmtree(path)
    (tmp_path / "elsewhere").mkdir()
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(tmp_path / ("elsewhere" if kind == "link" else "nowhere"))
    with pytest.raises(Trouble) as refused:
        must_be_own(case)
    assert refused.value.problem.where == place


def test_what_lies_beside_a_case_and_a_link_to_the_whole_are_their_owners_matter(case, tmp_path):
    (case / "notes").symlink_to(tmp_path)
    (tmp_path / "short").symlink_to(case)
    must_be_own(tmp_path / "short")


def test_a_mark_is_of_one_folder_and_one_user(case, tmp_path):
    mark = own_mark(case / "derived", tmp_path / "home")
    assert own_mark(case / "derived", tmp_path / "home") == mark
    assert os.stat(tmp_path / "home" / "derived.secret").st_mode & 0o777 == 0o600
    shutil.copytree(case, tmp_path / "copy")
    others = {own_mark(tmp_path / "copy" / "derived", tmp_path / "home"), own_mark(case / "derived", tmp_path / "b")}
    assert len(others | {mark}) == 3


def test_without_a_place_for_the_secret_a_mark_lasts_for_this_process(case, tmp_path):
    (tmp_path / "file").touch()
    mark = own_mark(case / "derived", tmp_path / "file" / "home")
    assert own_mark(case / "derived", tmp_path / "file" / "home") == mark
    assert own_mark(case / "objects", tmp_path / "file" / "home") != mark
