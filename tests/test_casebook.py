import errno
import re
import shutil
import subprocess
import threading
import zipfile
from datetime import UTC, datetime

import pytest
from filelock import FileLock

from isnad.casebook import Casebook, new_casebook
from isnad.preserve.folder import FORMAT
from isnad.preserve.manifest import Told
from isnad.preserve.store import Store
from isnad.preserve.trouble import Trouble
from isnad.records.judgement import Decision, Judgement


@pytest.fixture
def book(tmp_path):
    return new_casebook(tmp_path / "case", "Mill")


def write(folder, name="a.txt", text="words"):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def add(book, source, **told):
    return list(book.add(source, Told(**told)))


def by_hand(root):
    """What the five commands in README.txt print, run as a reader without isnad would."""
    readme = (root / "README.txt").read_text(encoding="utf-8")
    commands = [line for line in readme.splitlines() if line.endswith("; echo done")]
    assert len(commands) == 5
    runs = (subprocess.run(["bash", "-c", c], cwd=root, capture_output=True, text=True, check=True) for c in commands)
    return "".join(run.stdout for run in runs)


def test_the_folder_is_verified_by_hand_with_what_readme_says(book, tmp_path):
    add(book, write(tmp_path / "in", text="عين\n"), publisher='A "quoted" \\ name')
    add(book, write(tmp_path / "in", "b.txt", "more"))
    said = by_hand(book.root)
    assert re.fullmatch(
        r"done\nlast line: [0-9a-f]{64}\ndone\ndone\nSignature Verified Successfully\ndone\ndone\n", said
    )
    assert book.log.tip.removeprefix("sha256:") in said


def test_by_hand_a_change_shows(book, tmp_path):
    (kept,) = add(book, write(tmp_path / "in"))
    path = book.store.path(kept.capture.digest)
    path.chmod(0o644)
    path.write_text("Words")
    lines = book.log.path.read_text(encoding="utf-8").replace('"title":"Mill"', '"title":"Hill"')
    book.log.path.write_text(lines, encoding="utf-8")
    said = by_hand(book.root)
    assert "CHANGED objects/sha256/" in said
    assert "BROKEN BEFORE" in said
    assert "OTHER LINES" in said
    assert re.search(r"NOT SIGNED by [0-9a-f]{16}: ", said)


def test_an_opened_case_is_the_case_that_was_written(book, tmp_path):
    add(
        book, write(tmp_path / "in"), publisher="Sedge Post", published="2021-03-02", url="https://s.example", title="T"
    )
    book.keep_table("gazetteer", "places.csv", b"name,latitude,longitude\n")
    made = Judgement(id="", by="Ada", why="misread", at=datetime.now(UTC), decision=Decision.REJECT, subjects=("c1",))
    book.judge(made)
    again = Casebook(book.root)
    assert (again.title, again.captures, again.judgements, again.tables) == (
        "Mill", book.captures, book.judgements, book.tables,
    )  # fmt: skip
    assert again.judgements[0].by == "Ada"
    assert again.bytes_of(again.captures[0].digest) == b"words"


def test_the_same_bytes_are_stored_once_and_the_same_item_is_added_once(book, tmp_path):
    source = write(tmp_path / "in")
    first = add(book, source, publisher="Sedge Post")[0]
    again = add(book, source, publisher="Sedge Post")[0]
    bare = add(book, source)[0]
    other = add(book, source, publisher="Reed Times")[0]
    assert (first.new, again.new, bare.new, other.new) == (True, False, False, True)
    assert "already in this case" in again.problem.what
    assert [c.publisher for c in book.captures] == ["Sedge Post", "Reed Times"]
    assert [d for d in book.store.digests() if d != book.ledger.settings[0]] == [first.capture.digest]


def test_more_said_of_an_item_replaces_what_was_said_and_both_stay_in_the_log(book, tmp_path):
    source = write(tmp_path / "in")
    add(book, source)
    add(book, source, publisher="Sedge Post")
    add(book, source, publisher="Sedge Post", published="2021-03-02")
    assert [(c.publisher, c.published) for c in book.captures] == [("Sedge Post", "2021-03-02")]
    assert len(book.all_captures) == 3


def test_a_case_of_a_newer_version_is_refused_untouched(book):
    path = book.root / "case.toml"
    path.write_text(path.read_text().replace(f"format = {FORMAT}", f"format = {FORMAT + 1}"))
    before = {p: p.read_bytes() for p in book.root.rglob("*") if p.is_file()}
    with pytest.raises(Trouble, match="newer version") as caught:
        Casebook(book.root)
    assert "pip install --upgrade isnad" in caught.value.problem.todo
    assert before == {p: p.read_bytes() for p in book.root.rglob("*") if p.is_file()}


@pytest.mark.parametrize("said", ["", "format = 0", "format = true", "format = '1'", "format", "\xff"])
def test_a_broken_case_toml_says_what_to_write(book, said):
    (book.root / "case.toml").write_bytes(said.encode("latin-1"))
    with pytest.raises(Trouble) as caught:
        Casebook(book.root)
    assert f"format = {FORMAT}" in caught.value.problem.todo


def test_a_lost_case_toml_is_written_again_as_the_message_says(book, tmp_path):
    add(book, write(tmp_path / "in"))
    (book.root / "case.toml").unlink()
    with pytest.raises(Trouble, match="has lost its") as caught:
        Casebook(book.root)
    (book.root / "case.toml").write_text(caught.value.problem.todo.rpartition(": ")[2])
    assert len(Casebook(book.root).captures) == 1


@pytest.mark.parametrize("title", ['a "b" \\ c', "عين\n\tزرجون", "\x7f\x01", ""])
def test_any_title_comes_back(tmp_path, title):
    assert new_casebook(tmp_path / "c", title).title == (title or "c")


def test_a_case_is_not_made_over_anything(book, tmp_path):
    with pytest.raises(Trouble, match="a case here already"):
        new_casebook(book.root)
    write(tmp_path / "full")
    with pytest.raises(Trouble, match="something else"):
        new_casebook(tmp_path / "full")
    with pytest.raises(Trouble, match="something else"):
        new_casebook(tmp_path / "full" / "a.txt")


def test_a_torn_end_is_set_aside_with_an_entry_by_the_next_write(book, tmp_path):
    add(book, write(tmp_path / "in"))
    with book.log.path.open("ab") as stream:
        stream.write(b'{"actor"')
    reader = Casebook(book.root)
    assert len(reader.captures) == 1
    add(reader, write(tmp_path / "in", "b.txt", "more"))
    kinds = [e.kind for e in reader.log.entries]
    assert kinds == ["case", "key", "capture", "quarantined", "capture", "batch"]
    name = reader.log.entries[3].payload["file"]
    assert (book.root / "quarantine" / name).read_bytes() == b'{"actor"'
    assert Casebook(book.root).problems == ()


def test_a_writer_waits_for_another_and_says_so(book, tmp_path):
    said = []
    waiting = Casebook(book.root, say=said.append, lock_seconds=30)
    lock = FileLock(book.root / "lock", thread_local=False)
    lock.acquire()
    timer = threading.Timer(0.3, lock.release)
    timer.start()
    assert add(waiting, write(tmp_path / "in"))[0].new
    assert "waiting" in said[0]


def test_a_writer_that_waits_too_long_gives_up_with_a_message(book, tmp_path):
    waiting = Casebook(book.root, lock_seconds=0.1)
    with FileLock(book.root / "lock"), pytest.raises(Trouble, match="Another isnad"):
        add(waiting, write(tmp_path / "in"))


def test_readers_do_not_wait(book):
    with FileLock(book.root / "lock"):
        assert Casebook(book.root).title == "Mill"


def test_entries_of_a_kind_not_known_are_kept_and_said(book):
    with book.writing():
        book.append("hologram", {})
    again = Casebook(book.root)
    assert "hologram" in again.problems[0].what
    add(again, str(book.root / "README.txt"))
    assert [e.kind for e in again.log.entries] == ["case", "key", "hologram", "capture"]


def test_a_capture_that_cannot_be_read_does_not_hide_the_others(book, tmp_path):
    with book.writing():
        book.append("capture", {"digest": "nonsense"})
    add(book, write(tmp_path / "in"))
    again = Casebook(book.root)
    assert len(again.captures) == 1
    assert "cannot be read" in again.problems[0].what


def test_stale_temporary_files_are_swept(book, tmp_path):
    (book.root / "objects" / "tmp").mkdir(exist_ok=True)
    (book.root / "objects" / "tmp" / "left").write_text("half")
    add(book, write(tmp_path / "in"))
    assert list((book.root / "objects" / "tmp").iterdir()) == []


def test_no_path_of_the_machine_enters_the_case(book, tmp_path):
    add(book, str(tmp_path / "in" / ".." / "in"))
    add(book, write(tmp_path / "in"))
    add(book, str(tmp_path / "in"))
    assert str(tmp_path) not in book.log.path.read_text(encoding="utf-8")


def test_a_private_key_is_no_evidence_and_is_left_out(book, tmp_path):
    ring = tmp_path / "ring"
    ring.mkdir()
    (ring / "case.pem").write_text("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----\n")
    (ring / "age.txt").write_text("# public key: age1x\nAGE-SECRET-KEY-1" + "Q" * 58 + "\n")
    (ring / "talk.txt").write_text("An AGE-SECRET-KEY-1 is a word of age, and a BEGIN PRIVATE KEY line one of PEM.")
    found = add(book, str(ring))
    assert [kept.capture.origin for kept in found if kept.capture] == ["ring/talk.txt"]
    assert sum("private key" in kept.problem.what for kept in found if kept.problem) == 2


def test_a_case_is_no_report_and_is_left_out(book, tmp_path):
    other = new_casebook(tmp_path / "in" / "other", "Other").root
    write(tmp_path / "in")
    found = [*add(book, str(tmp_path / "in")), *add(book, str(other))]
    assert [kept.capture.origin for kept in found if kept.capture] == ["in/a.txt"]
    assert [kept.problem.what.startswith("It is a case") for kept in found if kept.problem] == [True, True]


def test_where_the_folder_cannot_be_written_working_copies_are_made_elsewhere(book, tmp_path, monkeypatch):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "In Harrun two people died.")
    add(book, str(path))
    (capture,) = book.captures
    shutil.rmtree(book.derived)
    reader, put = Casebook(book.root), Store.put

    def refusing(store, stream):
        if book.root in store.root.parents:
            raise OSError(errno.EROFS, "Read-only file system")
        return put(store, stream)

    monkeypatch.setattr(Store, "put", refusing)
    assert reader.path_of(capture).read_bytes() == b"In Harrun two people died."
    assert reader.bytes_of(capture.digest) == b"In Harrun two people died."
    assert not book.derived.exists() or not list(book.derived.rglob("*.txt"))
