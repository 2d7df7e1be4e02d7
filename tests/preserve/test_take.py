import json
import os

import pytest

from isnad.preserve.item import Taken
from isnad.preserve.manifest import Told
from isnad.preserve.take import take
from isnad.records.problem import Problem, Severity


def taken(source, **told):
    """(origin -> bytes and what was told) and the problems."""
    items, problems = {}, []
    for item in take(str(source), Told(**told)):
        if isinstance(item, Taken):
            items[item.origin] = (item.stream.read(), item.told, item.manifest)
        else:
            problems.append(item)
    return items, problems


def test_a_file_gives_its_name_and_not_its_path(tmp_path):
    (tmp_path / "a b ت.txt").write_bytes(b"x")
    items, problems = taken(tmp_path / "a b ت.txt", publisher="P")
    assert items == {"a b ت.txt": (b"x", Told(publisher="P"), False)}
    assert problems == []


def test_a_folder_is_walked_in_order_and_hidden_files_are_named(tmp_path):
    folder = tmp_path / "in"
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden", ".git/x"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    items, problems = taken(folder)
    assert list(items) == ["in/a.txt", "in/b/1.txt", "in/b/2.txt"]
    assert [p.severity for p in problems] == [Severity.NOTE]
    assert "2 hidden" in problems[0].what


def test_a_manifest_tells_of_files_below_it_and_is_taken_itself(tmp_path):
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_text("x")
    (folder / "sub" / "b.txt").write_text("y")
    (folder / "sub" / "list.csv").write_text("file,publisher\na.txt,Sedge Post\n")
    items, problems = taken(folder, publisher="Else", published="2021")
    assert items["in/sub/a.txt"][1] == Told(publisher="Sedge Post", published="2021")
    assert items["in/sub/b.txt"][1] == Told(publisher="Else", published="2021")
    assert items["in/sub/list.csv"][2]
    assert problems == []


def test_a_manifest_given_by_itself_takes_only_what_it_lists(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "manifest.json").write_text(json.dumps([{"file": "a.txt", "url": "https://a.example"}]))
    items, _ = taken(tmp_path / "manifest.json")
    assert [o.rpartition("/")[2] for o in items] == ["manifest.json", "a.txt"]


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/hostname", "link.txt"])
@pytest.mark.parametrize("given", ["folder", "manifest"])
def test_nothing_outside_the_folder_is_taken(tmp_path, name, given):
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "outside.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "manifest.json").write_text(json.dumps([{"file": name}]))
    items, problems = taken(folder if given == "folder" else folder / "manifest.json")
    assert all(manifest for _, _, manifest in items.values())
    assert any("out of the folder" in p.what for p in problems)


def test_a_link_within_the_folder_is_fine_and_a_linked_folder_is_named(tmp_path):
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_text("x")
    (folder / "b.txt").symlink_to(folder / "sub" / "a.txt")
    (folder / "loop").symlink_to(folder)
    items, problems = taken(folder)
    assert set(items) == {"in/b.txt", "in/sub/a.txt"}
    assert [p.where for p in problems] == ["loop"]


def test_pipes_and_devices_are_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for source in (tmp_path / "pipe", "/dev/zero"):
        items, problems = taken(source)
        assert items == {}
        assert "regular file" in problems[0].what


def test_names_that_are_no_unicode_can_be_kept(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    with open(os.fsencode(folder) + b"/caf\xe9.txt", "wb") as stream:
        stream.write(b"x")
    items, problems = taken(folder)
    assert list(items) == ["in/caf\\xe9.txt"]
    assert problems == []


@pytest.mark.parametrize("source", ["no such file", "bad\0name", "x" * 5000])
def test_what_is_not_there_is_a_problem_that_says_what_to_do(source):
    items, (problem,) = taken(source)
    assert items == {}
    assert isinstance(problem, Problem)
    assert problem.todo


def test_a_broken_manifest_does_not_hide_the_files(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "manifest.json").write_text("{")
    (folder / "a.txt").write_text("x")
    items, problems = taken(folder)
    assert "in/a.txt" in items
    assert "cannot be read" in problems[0].what
