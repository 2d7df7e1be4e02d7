"""The version that isnad names is the one that is installed."""

import sys
from importlib.metadata import version

import pytest

from isnad.preserve.settings import own_version


@pytest.fixture(autouse=True)
def asked_anew():
    own_version.cache_clear()
    yield
    own_version.cache_clear()


def test_the_version_is_the_one_that_the_library_gives():
    assert own_version() == version("isnad")


@pytest.mark.parametrize(
    ("folders", "found"),
    [
        (["isnad-9.8.7.dist-info", "isnadx-1.0.dist-info", "other-2.dist-info"], "9.8.7"),
        (["isnad-9.8.7.dist-info", "isnad-9.8.6.dist-info"], None),
        (["isnad-9.8.7+local_1.dist-info"], None),
    ],
)
def test_it_is_read_from_the_folder_of_the_installer_where_there_is_one(tmp_path, monkeypatch, folders, found):
    for name in folders:
        (tmp_path / name).mkdir()
        (tmp_path / name / "METADATA").write_text(f"Metadata-Version: 2.1\nName: isnad\nVersion: {name[6:-10]}\n")
    monkeypatch.setattr(sys, "path", ["/nowhere", str(tmp_path), *sys.path])
    assert own_version() == (found or version("isnad"))
