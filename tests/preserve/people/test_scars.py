import io
import json
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from preserve.people.notebook import Notebook, every_byte, identities, plain_of, spellings
from strategies import texts

from isnad.preserve.custody.entry import Entry
from isnad.preserve.people.commitment import check_reveal, reveal_proof
from isnad.preserve.people.envelope import open_sealed
from isnad.preserve.people.named import sealed_path
from isnad.preserve.people.scars import Protected, finish_forgetting, private_problems, wipe_derived
from isnad.preserve.people.sealing import order_forgetting, seal_capture, seal_name, seal_object, set_recipients
from isnad.preserve.trouble import Trouble
from isnad.records.problem import Severity

SECRET = "زهرة القاسم Zahra Q., Reed Lane 7"
KEYS, RECIPIENTS = identities()


@pytest.fixture
def log(tmp_path):
    book = Notebook(tmp_path / "case")
    set_recipients(book, RECIPIENTS)
    return book


def sealed(log, words=SECRET):
    return seal_capture(log, plain_of(publisher=SECRET), io.BytesIO(words.encode()))["id"]


def problems(log):
    return [(p.where, p.severity) for p in private_problems(log.root, log.entries())]


def fill_derived(log, secret):
    """What a reader leaves: a row written and deleted again, whose bytes stay in freed pages and in the WAL."""
    base = sqlite3.connect(log.root / "derived" / "index.sqlite")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("CREATE TABLE readings (capture TEXT, reading TEXT)")
    base.executemany("INSERT INTO readings VALUES (?, ?)", [(str(n), secret * 50) for n in range(50)])
    base.commit()
    base.execute("DELETE FROM readings")
    base.commit()
    (log.root / "derived" / "text").mkdir()
    (log.root / "derived" / "text" / "a.txt").write_text(secret, encoding="utf-8")
    (log.root / "index.csv").write_text(secret, encoding="utf-8")
    return base  # held open, as by another reader


def hits(log, *secrets):
    found = every_byte(log.root)
    return [spelling for secret in secrets for spelling in spellings(secret) if spelling in found]


def test_forgetting_leaves_a_provable_scar_and_nothing_else(log):
    ident = sealed(log)
    opened = open_sealed(sealed_path(log.root, ident), KEYS[:1])
    (line,) = log.entries("sealed")
    proof = reveal_proof(line.seq, "record", opened.salts["record"], opened.values["record"])
    base = fill_derived(log, SECRET)
    assert hits(log, SECRET)  # the search finds what is there
    assert b"index.sqlite-wal" in every_byte(log.root)
    cipher = sealed_path(log.root, ident).read_bytes()

    order_forgetting(log, ident, "asked for by the family", "Ada")
    assert finish_forgetting(log.root, log.entries()) == (f"private/{ident}.age",)
    base.close()

    fragments = ["زهرة القاسم", "Zahra Q.", "Reed Lane", SECRET, opened.values["record"]]
    assert hits(log, *fragments) == []
    left = every_byte(log.root)
    assert not [part for part in (cipher[-64:], *opened.salts.values()) if part in left]
    assert not [salt for salt in opened.salts.values() if salt.hex().encode() in left]
    assert log.whole()
    assert problems(log) == []
    scar = list(log.entries())[-1]
    assert (scar.kind, scar.actor, scar.payload["reason"]) == ("forgotten", "Ada", "asked for by the family")
    assert check_reveal(line.line(), json.loads(json.dumps(proof)))  # who held it can still prove it


def test_every_step_can_break_off_and_the_next_writer_finishes(log, monkeypatch):
    from pathlib import Path

    ident = sealed(log)
    other, _, _, line = log.capture(b"in clear")
    fill_derived(log, SECRET).close()
    seal_object(log, other, log.lines[-1].payload["digest"], {line.seq: line.payload})
    order_forgetting(log, ident, "asked for", "Ada")
    real = Path.unlink
    for step in range(3):  # index.csv, the sealed file, the object
        calls = []

        def broken(self, missing_ok=False, calls=calls, step=step):
            calls.append(self)
            if len(calls) == step + 1:
                raise KeyboardInterrupt
            real(self, missing_ok=missing_ok)

        monkeypatch.setattr(Path, "unlink", broken)
        with pytest.raises(KeyboardInterrupt):
            finish_forgetting(log.root, log.entries())
        monkeypatch.undo()
        assert Severity.ERROR in dict(problems(log)).values()
        (log.root / "derived" / "again.txt").write_text(SECRET)
    finish_forgetting(log.root, log.entries())
    assert problems(log) == []
    assert hits(log, SECRET) == []
    assert b"in clear" not in every_byte(log.root)
    assert finish_forgetting(log.root, log.entries()) == ()


def test_missing_changed_unlogged_and_risen_files_are_told_apart(log):
    lost, rotted, gone, kept = (sealed(log) for _ in range(4))
    assert problems(log) == []
    sealed_path(log.root, lost).unlink()
    path = sealed_path(log.root, rotted)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    copy = sealed_path(log.root, gone).read_bytes()
    order_forgetting(log, gone, "asked for", "Ada")
    assert problems(log)[-1] == (f"private/{gone}.age", Severity.ERROR)
    finish_forgetting(log.root, log.entries())
    (log.root / "private" / "0000000000000000.age").write_bytes(b"x")
    expected = {lost: Severity.ERROR, rotted: Severity.ERROR, "0" * 16: Severity.WARNING}
    assert dict(problems(log)) == {f"private/{ident}.age": severity for ident, severity in expected.items()}
    sealed_path(log.root, gone).write_bytes(copy)  # put back out of a copy: the log still says that it is gone
    assert (f"private/{gone}.age", Severity.ERROR) in problems(log)
    finish_forgetting(log.root, log.entries())
    assert not sealed_path(log.root, gone).exists()
    assert sealed_path(log.root, kept).exists()


def test_bytes_in_the_place_of_a_sealed_file_that_are_no_age_are_told(log):
    ident = sealed(log)
    line = next(iter(log.entries("sealed")))
    from isnad.preserve.store import digest_at

    path = sealed_path(log.root, ident)
    path.unlink()
    path.write_bytes(b"in clear")
    line.payload["ciphertext"] = digest_at(path)  # a log written anew by somebody with the keys
    assert problems(log) == [(f"private/{ident}.age", Severity.ERROR)]


def test_an_object_sealed_away_is_rightly_absent_until_it_is_added_again(log):
    path, digest, _, line = log.capture(b"a film")
    later = log.capture(b"another film")
    seal_object(log, path, digest, {line.seq: line.payload})
    state = Protected(log.entries())
    assert (set(state.absent), state.sealed_lines) == ({digest}, frozenset({line.seq}))
    assert problems(log) == [(str(path.relative_to(log.root)), Severity.ERROR)]
    assert state.finish(log.root) == (str(path.relative_to(log.root)),)
    assert later[0].exists()
    assert problems(log) == []
    log.capture(b"a film", origin="again.txt")
    again = Protected(log.entries())
    assert (again.absent, again.sealed_lines, again.finish(log.root)) == ({}, frozenset(), ())
    assert path.exists()
    assert problems(log) == []


def test_copies_of_a_sealed_object_in_the_quarantine_go_and_nothing_else_there(log):
    path, digest, _, line = log.capture(b"a film")
    aside = log.root / "quarantine" / "1"
    aside.mkdir(parents=True)
    (aside / "copy").write_bytes(b"a film")
    (aside / "other").write_bytes(b"another film")
    seal_object(log, path, digest, {line.seq: line.payload})
    finish_forgetting(log.root, log.entries())
    assert [found.name for found in aside.iterdir()] == ["other"]


def test_an_orphan_of_a_broken_off_add_can_be_forgotten(log):
    ident = sealed(log)
    log.lines.pop()
    assert problems(log) == [(f"private/{ident}.age", Severity.WARNING)]
    order_forgetting(log, ident, "adding broke off", "Ada")
    finish_forgetting(log.root, log.entries())
    assert problems(log) == []
    assert not sealed_path(log.root, ident).exists()
    with pytest.raises(Trouble, match="already"):
        order_forgetting(log, ident, "once more", "Ada")


def test_half_a_file_of_a_broken_off_add_goes(log):
    sealed(log)
    half = log.root / "private" / ".new-0000000000000000.age"
    half.write_bytes(b"age-encryption.org/v1\n")
    assert problems(log) == [("private/.new-0000000000000000.age", Severity.WARNING)]
    finish_forgetting(log.root, log.entries())
    assert problems(log) == []


def test_forgetting_one_leaves_the_others(log):
    first, second = sealed(log), sealed(log, "another")
    name = seal_name(log, "Idris M.")
    order_forgetting(log, first, "asked for", name)
    finish_forgetting(log.root, log.entries())
    opened = io.BytesIO()
    open_sealed(sealed_path(log.root, second), KEYS[1:], opened)
    assert opened.getvalue() == b"another"


def test_what_a_link_leads_to_is_not_destroyed(log, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "mine.txt").touch()
    (log.root / "derived").rmdir()
    (log.root / "derived").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Trouble, match="link"):
        wipe_derived(log.root)
    assert (tmp_path / "elsewhere" / "mine.txt").exists()


@pytest.mark.parametrize("place", ["private", "quarantine", "objects", "objects/tmp", "objects/sha256", "derived"])
def test_nothing_is_destroyed_through_a_link(log, tmp_path, place):
    """As planted by whoever had the folder in between: a writer would have emptied the folder it leads to."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("mine.txt", ".new-mine.txt"):
        (elsewhere / name).write_bytes(b"a film")
    path, digest, _, line = log.capture(b"a film")
    seal_object(log, path, digest, {line.seq: line.payload})
    if (log.root / place).exists():
        (log.root / place).rename(tmp_path / "moved")
    (log.root / place).symlink_to(elsewhere)
    with pytest.raises(Trouble, match="may lead out of the case"):
        finish_forgetting(log.root, log.entries())
    assert sorted(each.name for each in elsewhere.iterdir()) == [".new-mine.txt", "mine.txt"]


jsons = st.none() | st.booleans() | st.integers() | texts | st.lists(st.integers() | texts, max_size=2)
payloads = st.dictionaries(st.sampled_from(["id", "file", "what", "size", "of", "also", "object", "ciphertext"]), jsons)
hostile = st.sampled_from([{"id": "../../keep"}, {"id": "..", "file": "keep"}, {"id": "0" * 16, "file": "../keep"}])


@given(st.lists(st.tuples(st.sampled_from(["sealed", "forgotten", "capture"]), payloads | hostile), max_size=5))
def test_no_line_leads_out_of_the_folder_or_makes_it_fail(tmp_path_factory, lines):
    folder = tmp_path_factory.mktemp("outer")
    root = folder / "case"
    (root / "derived").mkdir(parents=True)
    for name in ("keep", "keep.age", "case/keep"):
        (folder / name).touch()
    made = [
        Entry(seq=n, prev="", at="", actor="", tool="", kind=kind, payload=payload)
        for n, (kind, payload) in enumerate(lines)
    ]
    state = Protected(made)
    state.finish(root)
    assert all((folder / name).exists() for name in ("keep", "keep.age", "case/keep"))
    unread = [line for line in made if line.kind == "forgotten" and not _is_id(line.payload.get("id"))]
    assert len(state.problems) >= len(unread)
    list(state.check(root))


def _is_id(said):
    return isinstance(said, str) and len(said) == 16 and set(said) <= set("0123456789abcdef")
