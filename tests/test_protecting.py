import gzip
import json
import os
import shutil
import tempfile
from types import SimpleNamespace

import pytest
from casework import EVENING, MORNING, isnad, reports_in
from preserve.people.notebook import every_byte, spellings
from preserve.web.scripted import Scripted

from isnad import protection
from isnad.casebook import Casebook
from isnad.preserve.item import Limits
from isnad.preserve.manifest import Told
from isnad.preserve.people.keyring import new_identity, read_identities
from isnad.preserve.people.sealing import order_forgetting
from isnad.preserve.trouble import Trouble
from isnad.records.capture import Capture, digest_of
from isnad.records.codec import from_plain
from isnad.watching.rounds import Watching

FRAGMENTS = ("Harrun mill", "11 others were wounded", "Sedge Post", "sedge.example/1", "morning.txt", MORNING)


@pytest.fixture
def there(tmp_path, monkeypatch):
    """An empty case with two recipients, and their keys outside it."""
    monkeypatch.setenv("ISNAD_HOME", str(tmp_path / "home"))
    case = tmp_path / "case"
    assert isnad("new", case).returncode == 0
    keys = [tmp_path / f"key{n}.txt" for n in (1, 2)]
    recipients = [new_identity(key) for key in keys]
    said = isnad("protect", case, *(word for one in recipients for word in ("--recipient", one)))
    assert (said.returncode, said.stderr) == (0, "")
    assert all(one in said.stdout for one in recipients)
    return SimpleNamespace(case=case, keys=keys, reports=reports_in(tmp_path / "in"), folder=tmp_path)


def sealed(there, source=None):
    """Add a source sealed; the ids by the names of the items."""
    items = dict(protection.add_sealed(Casebook(there.case), str(source or there.reports)))
    return {origin.rpartition("/")[2]: ident for origin, ident in items.items()}


def added(there, source, by="", **told):
    """Add a source in clear."""
    assert all(kept.problem is None for kept in Casebook(there.case, actor=by).add(str(source), Told(**told)))


def hits(there, *secrets):
    found = every_byte(there.case)
    return [spelling for secret in secrets for spelling in spellings(secret) if spelling in found]


def test_what_is_added_sealed_is_nowhere_in_clear_and_comes_back_for_each(there):
    ids = sealed(there)
    assert set(ids) == {"manifest.json", "morning.txt", "evening.txt"}
    assert hits(there, *FRAGMENTS, EVENING) == []
    assert isnad("show", there.case).returncode == 0
    assert hits(there, *FRAGMENTS, EVENING) == []
    for number, key in enumerate(there.keys):
        to = there.folder / f"out{number}.txt"
        run = isnad("reveal", there.case, ids["morning.txt"][:8], "--identity", key, "--to", to)
        assert (run.returncode, run.stderr) == (0, "")
        assert to.read_text() == MORNING
        assert os.stat(to).st_mode & 0o777 == 0o600
        assert "matches what was logged on" in run.stdout
        record = json.loads(next(line for line in run.stdout.splitlines() if line.startswith("record: "))[8:])
        capture = from_plain(record, Capture)
        assert (capture.publisher, capture.url, capture.digest) == (
            "Sedge Post",
            "https://sedge.example/1",
            digest_of(MORNING.encode()),
        )


def test_forgetting_leaves_a_scar_in_a_log_that_still_holds(there):
    ids = sealed(there)
    before = (there.case / "log" / "entries.jsonl").read_bytes()
    cipher = (there.case / "private" / f"{ids['morning.txt']}.age").read_bytes()
    run = isnad("forget", there.case, ids["morning.txt"], "--by", "Ada", "--why", "asked for", "--yes")
    assert run.returncode == 0
    assert f"destroyed private/{ids['morning.txt']}.age" in run.stdout
    for words in ("size class", "by whom", "backups", "overwriting"):
        assert words in run.stdout
    assert cipher[-64:] not in every_byte(there.case)
    assert hits(there, *FRAGMENTS) == []
    assert (there.case / "log" / "entries.jsonl").read_bytes().startswith(before)
    book = Casebook(there.case)
    assert book.problems == ()
    assert list(protection.protected(book).check(book.root)) == []
    scar = list(book.entries("forgotten"))[-1]
    assert (scar.actor, scar.payload["id"], scar.payload["reason"]) == ("Ada", ids["morning.txt"], "asked for")
    gone = isnad("reveal", there.case, ids["morning.txt"], "--identity", there.keys[0])
    assert gone.returncode == 1
    assert "forgotten" in gone.stderr
    assert isnad("reveal", there.case, ids["evening.txt"], "--identity", there.keys[1]).returncode == 0


def test_a_capture_in_clear_is_sealed_and_said_to_stand_in_the_log(there):
    added(there, there.reports)
    isnad("show", there.case)  # fills derived/
    (there.case / "derived" / "text.txt").write_text(MORNING)
    capture = next(c for c in Casebook(there.case).captures if c.publisher == "Sedge Post")
    path = Casebook(there.case).path_of(capture)
    run = isnad("protect", there.case, capture.id[:8])
    assert run.returncode == 0
    for words in ("still hold in clear", "digest", "publisher", "Copies elsewhere"):
        assert words in run.stdout
    assert not path.exists()
    assert hits(there, "11 others were wounded") == []
    assert capture.digest[7:].encode() in every_byte(there.case)
    assert b"Sedge Post" in every_byte(there.case)
    ident = run.stdout.split()[1].rstrip(":")
    to = there.folder / "out.txt"
    assert isnad("reveal", there.case, ident, "--identity", there.keys[0], "--to", to).returncode == 0
    assert to.read_text() == MORNING
    book = Casebook(there.case)
    assert protection.protected(book).absent.keys() == {capture.digest}
    assert list(protection.protected(book).check(book.root)) == []
    assert isnad("forget", there.case, ident, "--by", "Ada", "--why", "asked for", "--yes").returncode == 0
    assert hits(there, "11 others were wounded", "At least two people") == []


def test_captures_that_rest_on_one_file_are_sealed_together_only_if_meant(there):
    added(there, there.reports)
    again = there.folder / "copy.txt"
    again.write_text(MORNING)
    added(there, again, publisher="Marsh Wire")
    capture = next(c for c in Casebook(there.case).captures if c.publisher == "Sedge Post")
    refused = isnad("protect", there.case, capture.id)
    assert (refused.returncode, "--together" in refused.stderr) == (1, True)
    assert Casebook(there.case).path_of(capture).exists()
    run = isnad("protect", there.case, capture.id, "--together")
    assert (run.returncode, "2 captures" in run.stdout) == (0, True)
    assert hits(there, "11 others were wounded") == []


def test_one_value_is_proved_to_a_chosen_person_also_after_forgetting(there):
    ids = sealed(there)
    files = {}
    for name in ("record", "bytes"):
        run = isnad("reveal", there.case, ids["morning.txt"], "--identity", there.keys[1], "--prove", name)
        assert run.returncode == 0
        files[name] = there.folder / f"{name}.json"
        files[name].write_text(run.stdout)
    isnad("forget", there.case, ids["morning.txt"], "--by", "Ada", "--why", "asked for", "--yes")
    held = isnad("reveal", there.case, "--proof", files["record"])
    assert (held.returncode, held.stdout.startswith("Proved: record matches")) == (0, True)
    data = there.reports / "morning.txt"
    assert isnad("reveal", there.case, "--proof", files["bytes"], "--bytes", data).returncode == 0
    other = there.reports / "evening.txt"
    assert isnad("reveal", there.case, "--proof", files["bytes"], "--bytes", other).returncode == 1
    spoiled = json.loads(files["record"].read_text())
    files["record"].write_text(json.dumps({**spoiled, "value": spoiled["value"].replace("Sedge", "Marsh")}))
    assert isnad("reveal", there.case, "--proof", files["record"]).returncode == 1


def test_a_name_is_sealed_and_the_pseudonym_stands_in_the_log(there):
    run = isnad("--by", "somebody", "protect", there.case, "--pseudonym-for", "Zahra Q.")
    assert (run.returncode, "--by 'analyst 1'" in run.stdout) == (0, True)
    added(there, there.reports, by="analyst 1")
    assert hits(there, "Zahra Q.") == []
    assert {e.actor for e in Casebook(there.case).entries("capture")} == {"analyst 1"}
    ident = isnad("reveal", there.case).stdout.splitlines()[1].split("\t")[0]
    shown = isnad("reveal", there.case, ident, "--identity", there.keys[0])
    assert "actor: Zahra Q." in shown.stdout


def test_a_stranger_opens_nothing_and_leaves_no_file(there):
    ids, to = sealed(there), there.folder / "out.txt"
    new_identity(there.folder / "stranger.txt")
    arguments = ["reveal", there.case, ids["morning.txt"], "--identity", there.folder / "stranger.txt", "--to", to]
    run = isnad(*arguments)
    assert (run.returncode, to.exists()) == (1, False)
    assert "this identity" in run.stderr


def test_what_is_revealed_never_lands_in_a_case_or_over_a_file(there):
    ids = sealed(there)
    for to in (there.case / "out.txt", there.case / "derived" / "out.txt", there.keys[0]):
        before = to.read_bytes() if to.exists() else None
        run = isnad("reveal", there.case, ids["morning.txt"], "--identity", there.keys[1], "--to", to)
        assert run.returncode in (1, 2)
        assert (to.read_bytes() if to.exists() else None) == before


def test_a_sealed_file_put_in_the_place_of_another_is_told(there):
    ids, to = sealed(there), there.folder / "out.txt"
    morning, evening = (there.case / "private" / f"{ids[name]}.age" for name in ("morning.txt", "evening.txt"))
    morning.unlink()
    shutil.copy(evening, morning)
    for more in ([], ["--to", to]):
        run = isnad("reveal", there.case, ids["morning.txt"], "--identity", there.keys[0], *more)
        assert run.returncode == 1
    assert not to.exists()
    book = Casebook(there.case)
    assert [p.where for p in protection.protected(book).check(book.root)] == [f"private/{morning.name}"]


def test_one_recipient_is_refused_and_wrong_usage_is_2(there):
    one = new_identity(there.folder / "more.txt")
    run = isnad("protect", there.case, "--recipient", one)
    assert (run.returncode, "one lost key" in run.stderr) == (1, True)
    assert isnad("protect", there.case).returncode == 2
    assert isnad("protect").returncode == 2
    assert isnad("reveal", there.case, "0123").returncode == 2
    assert isnad("forget", there.case, "0123").returncode == 2
    assert isnad("forget", there.case, "0123456789abcdef", "--by", "A", "--why", "b", "--yes").returncode == 1
    unasked = isnad("forget", there.case, "0123456789abcdef", "--by", "A", "--why", "b")
    assert (unasked.returncode, "Destroy" in unasked.stderr, "isnad reveal CASE" in unasked.stderr) == (1, False, True)
    ident = sealed(there)["morning.txt"]
    short = isnad("forget", there.case, ident[:6], "--by", "A", "--why", "b")
    assert (short.returncode, f"Give the whole id: {ident}" in short.stderr) == (1, True)


def test_a_new_identity_is_made_without_a_case(there):
    path = there.folder / "new.txt"
    run = isnad("protect", "--new-identity", path)
    assert run.returncode == 0
    assert run.stdout.strip().startswith("age1")
    assert read_identities(path)
    assert isnad("protect", "--new-identity", there.case / "key.txt").returncode == 1


def test_a_new_identity_made_beside_a_case_is_no_wrong_usage(there):
    made = isnad("protect", there.case, "--new-identity", there.folder / "third.txt")
    assert (made.returncode, made.stdout[:4], "Usage" in made.stderr) == (0, "age1", False)


def test_nothing_is_read_before_there_are_recipients(tmp_path, monkeypatch):
    monkeypatch.setenv("ISNAD_HOME", str(tmp_path / "home"))
    assert isnad("new", tmp_path / "case").returncode == 0
    with pytest.raises(Trouble, match="no recipients"):
        list(protection.add_sealed(Casebook(tmp_path / "case"), str(reports_in(tmp_path / "in"))))
    assert not (tmp_path / "case" / "private").exists()


def test_what_is_fetched_to_be_sealed_touches_no_disk(there, monkeypatch):
    seen = []

    def fetched(source, told, limits):
        from isnad.preserve.item import Taken

        with tempfile.SpooledTemporaryFile(max_size=8) as spool:
            spool.write(MORNING.encode())  # more than is held in memory: it goes to the folder for temporary files
            seen.append(tempfile.gettempdir())
            spool.seek(0)
            yield Taken(origin=source, stream=spool, container=True)

    monkeypatch.setattr(protection, "take", fetched)
    before = tempfile.gettempdir()
    ((origin, ident),) = protection.add_sealed(Casebook(there.case), "https://sedge.example/1")
    assert seen[0].startswith("/dev/shm/")
    assert tempfile.gettempdir() == before
    assert not os.path.exists(seen[0])
    assert hits(there, *FRAGMENTS) == []
    found = protection.reveal(Casebook(there.case), ident, read_identities(there.keys[0]))
    assert json.loads(found.values["record"])["origin"] == origin
    with pytest.raises(Trouble, match="browser"):
        list(protection.add_sealed(Casebook(there.case), origin, limits=Limits(browser=True)))


def test_a_forgetting_that_broke_off_is_finished_by_the_next_writer(there):
    ids, book = sealed(there), Casebook(there.case)
    with book.writing():
        order_forgetting(book, ids["morning.txt"], "asked for", "Ada")
    path = there.case / "private" / f"{ids['morning.txt']}.age"
    assert path.exists()  # as after a loss of power between the two steps
    added(there, there.reports / "evening.txt")
    assert not path.exists()
    assert list(protection.protected(Casebook(there.case)).check(there.case)) == []


def test_what_a_kill_left_between_the_order_and_its_carrying_out_is_finished_and_said(there, monkeypatch):
    added(there, there.reports / "morning.txt")
    capture = Casebook(there.case).all_captures[0]
    with monkeypatch.context() as broken:
        broken.setattr(protection, "_finish", lambda book: (_ for _ in ()).throw(KeyboardInterrupt))
        assert isnad("protect", there.case, capture.id).returncode == 130
        assert Casebook(there.case).store.path(capture.digest).exists()
    checked = isnad("check", there.case)
    assert checked.returncode == 1
    assert "Run any command that writes" in checked.stderr
    done = isnad("add", there.case, there.reports / "evening.txt")
    assert f"destroyed objects/sha256/{capture.digest[7:9]}/{capture.digest[7:]}" in done.stderr
    assert hits(there, "11 others were wounded") == []
    (ident,) = Casebook(there.case).protected.sealed
    with monkeypatch.context() as broken:
        broken.setattr(protection, "_finish", lambda book: (_ for _ in ()).throw(KeyboardInterrupt))
        assert isnad("forget", there.case, ident, "--by", "Ada", "--why", "asked", "--yes").returncode == 130
    assert (there.case / "private" / f"{ident}.age").exists()
    again = isnad("forget", there.case, ident, "--by", "Ada", "--why", "asked", "--yes")
    assert f"destroyed private/{ident}.age" in again.stderr
    assert not (there.case / "private" / f"{ident}.age").exists()
    assert isnad("check", there.case).returncode in (0, 2)
    assert "broke off" not in isnad("add", there.case, there.reports / "evening.txt").stderr


def test_what_was_sealed_or_forgotten_does_not_come_back_in_clear_unasked(there):
    added(there, there.reports)
    book = Casebook(there.case)
    capture = next(c for c in book.captures if c.origin.endswith("morning.txt"))
    ident, _ = protection.protect_capture(book, capture.id)
    for forgotten in (False, True):
        if forgotten:
            protection.forget(Casebook(there.case), ident, "N. N.", "asked")
        again = isnad("add", there.case, there.reports)
        assert "sealed or forgotten" in again.stderr
        assert MORNING.encode() not in every_byte(there.case)
    assert isnad("check", there.case).returncode == 0


@pytest.fixture
def page_of():
    """A page on loopback that says what it is told to, fetched into a case."""
    answers = {"p": [b""]}
    with Scripted(answers) as server:

        def fetched(there):
            data = f"<html><body><p>{MORNING}</p></body></html>".encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(data)}\r\n\r\n"
            answers["p"] = [head.encode() + data]
            kept = list(Casebook(there.case).add(server.url("p"), limits=Limits(private=True)))
            return next(each.capture for each in kept if each.capture)

        yield fetched


def unpacked(there):
    """What the objects hold in clear, WARCs unpacked."""
    found = b""
    for path in (there.case / "objects").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        found += gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    return found


def test_a_page_fetched_twice_is_in_clear_in_neither_exchange(there, page_of):
    """The second exchange is kept, and no line says that the page stands in it: it used to stay behind."""
    capture = page_of(there)
    assert page_of(there) == capture
    assert unpacked(there).count(b"11 others were wounded") == 2
    refused = isnad("protect", there.case, capture.id)
    assert (refused.returncode, "2 preserved files hold the same bytes" in refused.stderr) == (1, True)
    assert isnad("protect", there.case, capture.id, "--together").returncode == 0
    assert b"11 others" not in unpacked(there)
    known = protection.protected(Casebook(there.case))
    assert len(known.absent) == 2
    for ident in known.sealed:
        protection.forget(Casebook(there.case), ident, "Ada", "asked for")
    assert list((there.case / "private").iterdir()) == []


def test_a_copy_that_came_after_the_sealing_is_sealed_too(there, page_of):
    capture = page_of(there)
    assert isnad("protect", there.case, capture.id).returncode == 0
    again = page_of(there)
    assert b"11 others" in unpacked(there)
    assert isnad("protect", there.case, again.id[:8]).returncode == 0
    assert b"11 others" not in unpacked(there)
    done = isnad("protect", there.case, again.id)
    assert (done.returncode, "sealed already" in done.stderr) == (1, True)


def test_what_is_watched_is_not_sealed_before_that_is_stopped(there, page_of):
    capture = page_of(there)
    watching = Watching(Casebook(there.case))
    watching.add(capture.origin)
    refused = isnad("protect", there.case, capture.id)
    assert (refused.returncode, "isnad watch CASE stop" in refused.stderr) == (1, True)
    watching.stop(capture.origin)
    assert isnad("protect", there.case, capture.id).returncode == 0
