"""A case's log under its checkpoint: what is read, what is refused, and by whom it can be written."""

import errno
import io
import shutil
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isnad.casebook import Casebook, new_casebook
from isnad.preserve.custody import checkpoint
from isnad.preserve.custody.entry import BEFORE_FIRST, Entry
from isnad.preserve.custody.keylife import key_payload
from isnad.preserve.custody.keys import KeyRing, public_of_pem, verifies
from isnad.preserve.custody.note import Note, is_signed, sign
from isnad.preserve.custody.signing import faults
from isnad.preserve.trouble import Trouble
from isnad.records.capture import digest_of


@pytest.fixture
def there(tmp_path, monkeypatch):
    """A new case with three lines by Ada, and the ring of the machine that made it."""
    monkeypatch.delenv("ISNAD_KEY_PASSPHRASE", raising=False)
    ring = KeyRing(tmp_path / "ring")
    book = new_casebook(tmp_path / "case", "Trial", actor="Ada", ring=ring)
    visit(book)
    return SimpleNamespace(root=tmp_path / "case", ring=ring, book=book, folder=tmp_path)


def visit(book, *numbers, actor=""):
    """Write a line for each number, in one go."""
    with book.writing():
        for number in numbers or (0,):
            book.append("visit", {"n": number}, actor=actor)


def opened(there, ring=None, root=None):
    return Casebook(root or there.root, actor="Ada", ring=ring or there.ring)


def raw(there):
    return (there.root / "log" / "entries.jsonl").read_bytes()


def told(book):
    return [problem.what for problem in book.problems]


def vouched(book):
    """Whether every line is signed, by itself or through its batch, by a key that might sign it then."""
    return not [fault for fault in faults(zip(book.entries(), book.log.leaves(), strict=True)) if fault.grave]


def put_back(there, copy):
    shutil.rmtree(there.root)
    shutil.copytree(copy, there.root)


def copied(there, name="copy"):
    shutil.copytree(there.root, there.folder / name)
    return there.folder / name


def test_a_new_case_names_its_key_and_signs_for_its_lines(there):
    book = opened(there)
    first, *_ = book.entries()
    note, said = checkpoint.latest(there.root)
    key = book.ledger.life.case_key
    assert (first.kind, first.payload["origin"], told(book)) == ("case", book.origin, [])
    assert (said.origin, said.size, said.root) == (book.origin, book.log.size, book.log.tree.root())
    assert is_signed(note, book.origin, key.public)
    assert public_of_pem((there.root / "keys" / f"{key.id}.pem").read_bytes()) == key.public
    assert verifies(key.public, first.signature, first.signed_bytes())
    assert not [p for p in there.root.rglob("*") if p.is_file() and b"PRIVATE" in p.read_bytes()]


def test_each_person_signs_with_a_key_of_their_own_and_the_case_key_names_it(there):
    visit(there.book, 1, actor="Bilal")
    visit(there.book, 2, actor="Ada")
    visit(there.book, 3, actor="Bilal")
    life = opened(there).ledger.life
    by = {e.payload["n"]: e.key for e in there.book.entries("visit")}
    assert by[1] == by[3] == life.analyst("Bilal").id
    assert by[2] == by[0] == life.analyst("Ada").id != by[1]
    assert {e.key for e in there.book.entries("key")} == {life.case_key.id}
    with there.book.writing():
        entry = there.book.append("key", {"role": "recipient"}, by_case=True)
    assert entry.key == life.case_key.id
    assert vouched(opened(there))


def test_a_batch_is_vouched_for_by_the_line_that_closes_it(there):
    visit(there.book, *range(20))
    book = opened(there)
    assert vouched(book)
    assert sum(bool(entry.sig) for entry in book.entries()) < 10
    assert list(book.entries())[-1].kind == "batch"


def test_lines_that_were_never_acknowledged_are_passed_over_and_set_aside_by_the_next_writer(there, monkeypatch):
    before, size = raw(there), there.book.log.size

    def full(root, note):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(checkpoint, "replace_latest", full)
    with pytest.raises(Trouble, match="full"):
        visit(there.book, 7, 8)
    monkeypatch.undo()
    tail = raw(there)[len(before) :]
    assert b'"n":7' in tail  # it had come as far as the disk
    reader = opened(there)
    assert (reader.log.size, told(reader)) == (size, [])
    assert [e.payload["n"] for e in reader.entries("visit")] == [0]
    visit(there.book, 9)
    (entry,) = opened(there).entries("quarantined")
    assert (there.root / "quarantine" / entry.payload["file"]).read_bytes() == tail
    assert [e.payload["n"] for e in opened(there).entries("visit")] == [0, 9]
    assert told(opened(there)) == []
    visit(there.book, 10)
    assert len(list(opened(there).entries("quarantined"))) == 1


def test_objects_of_a_writer_that_broke_off_are_set_aside_too(there):
    digest, _ = there.book.store.put(io.BytesIO(b"never told of"))
    (there.root / "writing").touch()
    visit(there.book, 1)
    (entry,) = opened(there).entries("quarantined")
    assert entry.payload["file"] == f"objects/{digest[7:]}"
    assert (there.root / "quarantine" / "objects" / digest[7:]).read_bytes() == b"never told of"
    assert not there.book.store.path(digest).exists()
    assert not (there.root / "writing").exists()


def test_a_block_that_fails_leaves_no_line_and_no_object(there):
    before = raw(there)

    def broken_off():
        with there.book.writing():
            there.book.put(io.BytesIO(b"staged"), "x")
            there.book.append("visit", {"n": 1})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert raw(there) == before
    assert [e.payload["n"] for e in there.book.entries("visit")] == [0]
    assert digest_of(b"staged") not in set(there.book.store.digests())
    visit(there.book, 2)
    assert told(opened(there)) == []


def test_two_writers_take_turns_and_take_in_what_the_other_wrote(there):
    other = opened(there)
    visit(there.book, 1)
    visit(other, 2)
    visit(there.book, 3)
    assert [e.payload["n"] for e in opened(there).entries("visit")] == [0, 1, 2, 3]
    assert told(opened(there)) == []
    other.refresh()
    assert len(list(other.entries())) == opened(there).log.size


def unsigned(note, origin):
    return Note(text=note.text, signatures=(sign(note.text, "somebody.example", Ed25519PrivateKey.generate()),))


def by_another_key(note, origin):
    return Note(text=note.text, signatures=(sign(note.text, origin, Ed25519PrivateKey.generate()),))


def of_another_case(note, origin):
    text = note.text.replace(origin, "isnad.case/0000000000000000")
    return Note(text=text, signatures=(sign(text, origin, Ed25519PrivateKey.generate()),))


@pytest.mark.parametrize("spoil", [unsigned, by_another_key, of_another_case])
def test_a_checkpoint_that_is_not_the_cases_own_is_told_of_and_built_upon_by_nobody(there, spoil):
    note, _ = checkpoint.latest(there.root)
    checkpoint.replace_latest(there.root, spoil(note, there.book.origin))
    refused(there, "not signed")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.unlink(), "lost its checkpoint"),
        (lambda path: path.write_bytes(b"rubbish"), "cannot be read"),
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), "cannot be read"),
        (lambda path: path.write_bytes(b""), "cannot be read"),
    ],
    ids=["lost", "rubbish", "cut", "empty"],
)
def test_a_lost_or_damaged_checkpoint_is_told_of_and_nothing_is_added(there, spoil, words):
    spoil(there.root / "log" / "checkpoint")
    refused(there, words)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data[: data.rindex(b"\n", 0, -1) + 1], "lines, and its checkpoint"),
        (lambda data: data.replace(b'"n":0', b'"n":1'), "not those"),
        (lambda data: data.replace(b"Ada", b"Eve"), "not those"),
    ],
    ids=["cut", "changed", "another name"],
)
def test_lines_that_are_not_those_of_the_checkpoint_are_told_of(there, spoil, words):
    (there.root / "log" / "entries.jsonl").write_bytes(spoil(raw(there)))
    refused(there, words)


def refused(there, words):
    """The reader says so, once, and the writer adds nothing."""
    book, before = opened(there), raw(there)
    assert any(words in what for what in told(book)), told(book)
    book.refresh()
    assert len(book.problems) == len(set(book.problems))
    with pytest.raises(Trouble, match="Nothing is added") as caught:
        visit(book, 1)
    assert caught.value.problem.todo
    assert raw(there) == before


def test_a_case_put_back_to_an_older_state_is_known_by_who_saw_the_newer(there):
    copy = copied(there)
    visit(there.book, 1)
    put_back(there, copy)
    book = opened(there)
    assert "older than it was" in told(book)[0]
    assert "isnad key CASE resume" in book.problems[0].todo
    with pytest.raises(Trouble, match="older"):
        visit(book, 2)
    stranger = opened(there, KeyRing(there.folder / "elsewhere"))  # has nothing to compare with: witnesses are for that
    assert told(stranger) == []


def test_an_older_checkpoint_over_newer_lines_is_known_too(there):
    older = (there.root / "log" / "checkpoint").read_bytes()
    visit(there.book, 1)
    (there.root / "log" / "checkpoint").write_bytes(older)
    refused(there, "older than it was")


@pytest.mark.parametrize("more", [(1,), (1, 2, 3)], ids=["as long", "longer"])
def test_another_line_of_history_is_known_by_who_saw_the_first(there, more):
    """The holder of the key takes an older copy and goes on otherwise: no check of the folder alone can tell."""
    copy, thief = copied(there), KeyRing(there.folder / "thief")
    shutil.copytree(there.ring.root / "keys", thief.root / "keys")
    visit(there.book, 0)
    forked = Casebook(copy, actor="Ada", ring=thief)
    visit(forked, *more)
    assert told(Casebook(copy, ring=KeyRing(there.folder / "stranger"))) == []
    put_back(there, copy)
    refused(there, "written anew")


def test_a_case_can_be_read_without_its_key_and_says_how_to_write(there):
    other = KeyRing(there.folder / "other machine")
    copy = copied(there)
    book = Casebook(copy, actor="Ada", ring=other)
    assert told(book) == []
    assert [e.payload["n"] for e in book.entries("visit")] == [0]
    with pytest.raises(Trouble, match="does not hold the case's key") as caught:
        visit(book, 1)
    assert "isnad key CASE export" in caught.value.problem.todo
    assert (copy / "log" / "entries.jsonl").read_bytes() == raw(there)
    assert told(Casebook(copy, ring=other)) == []


def test_keys_with_a_passphrase_write_with_it_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("ISNAD_KEY_PASSPHRASE", "a long one")
    ring = KeyRing(tmp_path / "ring")
    book = new_casebook(tmp_path / "case", actor="Ada", ring=ring)
    visit(book, 1)
    assert all(b"ENCRYPTED" in path.read_bytes() for path in (ring.root / "keys").rglob("*.pem"))
    monkeypatch.setenv("ISNAD_KEY_PASSPHRASE", "wrong")
    again = Casebook(tmp_path / "case", actor="Ada", ring=ring)
    assert [e.payload["n"] for e in again.entries("visit")] == [1]
    with pytest.raises(Trouble, match="cannot be opened") as caught:
        visit(again, 2)
    assert "ISNAD_KEY_PASSPHRASE" in caught.value.problem.todo
    monkeypatch.setenv("ISNAD_KEY_PASSPHRASE", "a long one")
    visit(again, 3)
    assert [e.payload["n"] for e in again.entries("visit")] == [1, 3]


def test_an_entry_about_a_key_that_the_case_key_did_not_sign_does_not_stand(there):
    eve = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with there.book.writing():
        there.book.append("key", key_payload("added", "analyst", "Eve", eve))
    book = opened(there)
    assert "not signed by the case key" in told(book)[0]
    assert book.ledger.life.analyst("Eve") is None


def format_one(root):
    """A case as the first version wrote it: lines without keys, and no checkpoint."""
    for part in ("objects/sha256", "log", "derived"):
        (root / part).mkdir(parents=True)
    (root / "case.toml").write_text('title = "Old"\nformat = 1\n', encoding="utf-8")
    lines, prev = [], BEFORE_FIRST
    for seq, (kind, payload) in enumerate([("case", {"title": "Old", "format": 1}), ("visit", {"n": 5})]):
        entry = Entry(
            seq=seq, prev=prev, at="2020-01-01T00:00:00Z", actor="Ada", tool="isnad 0.0", kind=kind, payload=payload
        )
        lines.append(entry.line())
        prev = digest_of(lines[-1])
    (root / "log" / "entries.jsonl").write_bytes(b"".join(lines))
    return b"".join(lines)


def test_a_case_of_format_one_is_read_as_it_is_and_signed_for_from_its_next_line_on(tmp_path):
    before = format_one(tmp_path / "old")
    ring = KeyRing(tmp_path / "ring")
    book = Casebook(tmp_path / "old", actor="Ada", ring=ring)
    assert (book.origin, told(book), [e.payload["n"] for e in book.entries("visit")]) == ("", [], [5])
    visit(book, 6)
    again = Casebook(tmp_path / "old", ring=ring)
    assert (told(again), [e.payload["n"] for e in again.entries("visit")]) == ([], [5, 6])
    assert again.about["format"] == 2
    assert again.log.path.read_bytes().startswith(before)
    _, said = checkpoint.latest(tmp_path / "old")
    assert (said.origin, said.size, said.root) == (again.origin, again.log.size, again.log.tree.root())
    assert vouched(again)


def test_a_new_case_key_signs_from_then_on_and_the_old_one_says_so(there):
    old = there.book.ledger.life.case_key
    with there.book.writing():
        there.book.ledger.replace_case_key("Ada", "a new machine")
    visit(there.book, 1)
    book = opened(there)
    new = book.ledger.life.case_key
    note, said = checkpoint.latest(there.root)
    (entry,) = [e for e in book.entries("key") if e.payload["event"] == "replaced"]
    assert (told(book), new.id != old.id, book.ledger.life.unsworn) == ([], True, [])
    assert verifies(old.public, entry.signature, entry.signed_bytes())
    assert is_signed(note, said.origin, new.public)
    assert not is_signed(note, said.origin, old.public)
    assert vouched(book)


def test_a_case_key_that_is_replaced_in_the_middle_of_a_run_signs_for_what_it_wrote(there):
    with there.book.writing():
        there.book.append("key", {"role": "recipient", "n": 1}, by_case=True)
        there.book.append("key", {"role": "recipient", "n": 2}, by_case=True)
        there.book.ledger.replace_case_key("Ada", "")
        there.book.append("key", {"role": "recipient", "n": 3}, by_case=True)
    assert (told(opened(there)), vouched(opened(there))) == ([], True)


def test_a_lost_case_key_is_replaced_and_that_never_goes_unsaid(there):
    other = KeyRing(there.folder / "new machine")
    book = opened(there, other)
    with book.writing():
        book.ledger.replace_case_key("Ada", "the disk is gone")
    visit(book, 1)
    again = opened(there, KeyRing(there.folder / "stranger"))
    assert (told(again), vouched(again)) == ([], True)
    (entry,) = [e for e in again.entries("key") if e.payload["event"] == "replaced"]
    assert (again.ledger.life.unsworn, entry.payload["why"]) == ([entry.seq], "the disk is gone")


def test_what_was_sealed_stays_as_it_was(there):
    folder = there.book.seal()
    before = (folder / "checkpoint").read_bytes()
    visit(there.book, 1)
    other = there.book.seal()
    assert other != folder
    assert (folder / "checkpoint").read_bytes() == before
    assert there.book.seal() == other
    assert [path.name for path in checkpoint.sealed(there.root)] == sorted([folder.name, other.name])
