"""A case folder received from somebody who means harm: links, pipes and devices in it, and names that forge output."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from casework import isnad

from isnad.casebook import Casebook, new_casebook
from isnad.preserve.custody.keys import KeyRing
from isnad.preserve.people.own import must_be_own
from isnad.preserve.store import Store, open_own, read_own
from isnad.preserve.trouble import Trouble

FORGED = "It holds."
# what a name may hold: each ends a line somewhere, or turns or hides what follows
BREAKS = ("\n", "\r", "\x0b", "\x1b[2K\x1b[1A", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\u200b")
FIXED = (
    "case.toml", "README.txt", "verify.py", "index.csv", "log/checkpoint", "log/entries.jsonl", "lock", "writing",
    "keys/0123456789abcdef.pem", "private/0123456789abcdef.age", "quarantine/x", "derived/index.sqlite",
    "derived/media.sqlite", "log/checkpoints", "log/checkpoints/000000000009", "objects/sha256", "objects/tmp",
    "derived", "derived/blocks/ab", "derived/working/sha256/ab", "log", "keys",
)  # fmt: skip
KINDS = ("pipe", "link", "device", "elsewhere")


@pytest.fixture(scope="module")
def received(tmp_path_factory):
    """A whole case, sealed, with its ring."""
    folder = tmp_path_factory.mktemp("received")
    (folder / "a.txt").write_text("Two people were killed in Weir on Tuesday, the Reed Times said.")
    ring = KeyRing(folder / "ring")
    book = new_casebook(folder / "case", "A case", ring=ring)
    list(book.add(str(folder / "a.txt")))
    book.seal()
    return folder


@pytest.fixture
def copy(received, tmp_path):
    """A copy of it to be spoiled."""
    shutil.copytree(received / "case", tmp_path / "case")
    return tmp_path / "case"


def plant(place: Path, kind: str, outside: Path) -> None:
    """Put something in a place of the case that is no file or folder of its own, with the same bytes outside."""
    outside.mkdir(exist_ok=True)
    aim = outside / place.name
    if place.is_dir():
        shutil.copytree(place, aim)
        shutil.rmtree(place)
    elif place.exists():
        shutil.copy2(place, aim)
        place.unlink()
    else:
        aim.write_bytes(b"mine")
    place.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to({"link": aim, "device": "/dev/zero", "elsewhere": outside / "not-there"}[kind])


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """The bytes and times of all files below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def by_hand(case: Path) -> tuple[int, str]:
    """What verify.py says of it: this package's own, since the copy in the folder may be what is spoiled."""
    from isnad.preserve import case_verify

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            code = case_verify.main([str(case), "--jobs", "1"])
        except SystemExit as error:
            code = int(error.code or 0)
    return code, out.getvalue()


@pytest.mark.parametrize(("spot", "kind"), [(spot, KINDS[number % 4]) for number, spot in enumerate(FIXED)])
def test_what_is_no_file_of_the_case_is_refused_before_it_is_read(copy, tmp_path, spot, kind):
    plant(copy / spot, kind, tmp_path / "outside")
    before = snapshot(tmp_path / "outside")
    ran = isnad("check", copy)
    assert ran.returncode == 1
    assert "no plain file or folder" in ran.stderr
    code, said = by_hand(copy)
    assert code in (1, 2)  # 2: "there is no case here"
    assert "The case holds" not in said
    assert snapshot(tmp_path / "outside") == before
    assert not (tmp_path / "outside" / "not-there").exists()


@pytest.mark.parametrize("spot", ["case.toml", "log/entries.jsonl", "log/checkpoint"])
def test_no_command_waits_for_a_pipe(copy, tmp_path, spot):
    plant(copy / spot, "pipe", tmp_path / "outside")
    out = tmp_path / "out"
    more = {"package": ("--as", "bag", "--to", out), "judge": ("accept", "0" * 16, "--by", "A", "--why", "x")}
    more |= {"watch": ("list",), "key": ("list",), "authority": ("list",), "add": (tmp_path / "outside",)}
    more |= {"judge": ("accept", "0" * 16, "--by", "A", "--why", "x"), "explain": ("0",), "protect": ("0",)}
    for name in ("show", "media", "reveal", "stamp", "witness", *more):
        ran = isnad(name, copy, *more.get(name, ()))
        assert (name, ran.returncode) == (name, 1)
        assert (name, "no plain file or folder" in ran.stderr) == (name, True)
    assert not out.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_an_object_that_is_a_link_to_the_very_bytes_is_not_kept(copy, tmp_path, kind):
    digest = next(iter(Casebook(copy).all_captures)).digest
    path = Casebook(copy).store.path(digest)
    plant(path, kind, tmp_path / "outside")
    ran = isnad("check", copy)
    assert ran.returncode == 1
    assert f"objects/sha256/{digest[7:9]}/{digest[7:]}" in ran.stderr
    code, said = by_hand(copy)
    assert code == 1
    assert digest[7:] in said
    assert isnad("media", copy).returncode in (0, 1, 3)
    assert isnad("show", copy).returncode in (0, 1, 3)
    assert isnad("package", copy, "--as", "bag", "--to", tmp_path / "out").returncode in (1, 3)


def test_a_linked_object_is_replaced_by_the_bytes_when_they_are_added_again(copy, received, tmp_path):
    store = Store(copy / "objects")
    digest = next(iter(Casebook(copy).all_captures)).digest
    plant(store.path(digest), "link", tmp_path / "outside")
    with (received / "a.txt").open("rb") as stream:
        assert store.put(stream)[0] == digest
    assert not store.path(digest).is_symlink()
    assert read_own(store.path(digest)) == (received / "a.txt").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", ["checkpoint", "other"])
def test_a_kept_checkpoint_that_leads_elsewhere_fails_and_hangs_nothing(copy, tmp_path, kind, what):
    folder = next((copy / "log" / "checkpoints").iterdir())
    plant(folder / what, kind, tmp_path / "outside")
    isnad("check", copy)
    by_hand(copy)
    if what == "checkpoint" and kind != "elsewhere":
        assert isnad("check", copy).returncode == 1
        assert by_hand(copy)[0] == 1


@pytest.mark.parametrize("spot", ["lock", "writing", "log/entries.jsonl", "index.csv", "derived/blocks/ab"])
def test_a_link_planted_while_the_case_is_open_is_found_before_anything_is_written(copy, received, tmp_path, spot):
    book = Casebook(copy, ring=KeyRing(received / "ring"))
    if spot == "log/entries.jsonl":
        with (copy / spot).open("ab") as log:
            log.write(b'{"torn')
    plant(copy / spot, "link", tmp_path / "outside")
    before, case = snapshot(tmp_path / "outside"), snapshot(copy)
    with pytest.raises(Trouble, match="no plain file"):
        list(book.add(str(received / "a.txt")))
    assert snapshot(tmp_path / "outside") == before
    assert snapshot(copy) == case


def test_large_files_in_small_places_are_not_read_whole(copy):
    for spot in ("log/checkpoint", "case.toml"):
        kept = (copy / spot).read_bytes()
        os.truncate(copy / spot, 1 << 40)  # a hole: it takes no room on the disk
        ran = isnad("check", copy)
        assert ran.returncode == 1
        assert "bytes" in ran.stderr
        assert "MemoryError" not in ran.stderr
        (copy / spot).write_bytes(kept)


@pytest.mark.parametrize("where", ["after", "within"])
def test_a_log_that_is_a_hole_of_a_terabyte_is_not_read_to_its_end(copy, tmp_path, where):
    if where == "within":
        os.truncate(copy / "log/entries.jsonl", 300)
    os.truncate(copy / "log/entries.jsonl", 1 << 40)
    assert isnad("check", copy).returncode == by_hand(copy)[0] == (1 if where == "within" else 0)
    assert isnad("show", copy).returncode in (0, 1)
    out = tmp_path / "out"
    assert isnad("package", copy, "--as", "bag", "--to", out).returncode == (1 if where == "within" else 0)


def test_the_opener_takes_plain_files_alone(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    with open_own(tmp_path / "a") as stream:
        assert stream.read() == b"abc"
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    for odd in ("pipe", "link", "."):
        with pytest.raises(OSError, match=r"links|plain file"):
            open_own(tmp_path / odd)
    with pytest.raises(OSError, match="more than 2 bytes"):
        read_own(tmp_path / "a", 2)


def test_the_guard_walks_no_objects(copy, monkeypatch):
    looked: list[str] = []
    real = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: looked.append(str(path)) or real(path))
    must_be_own(copy)
    assert not [path for path in looked if Path(path).parent.name == "sha256"]


def test_no_name_in_a_case_forges_a_line(tmp_path):
    """One case with the marks in each place where foreign words may stand; no command prints one as it is."""
    words = "".join(f"x{mark}{FORGED}" for mark in BREAKS)
    ring = KeyRing()
    (tmp_path / "in").mkdir()
    for number, ending in enumerate((".txt", ".bin", ".png", ".zip")):
        (tmp_path / "in" / f"{words}{number}{ending}").write_bytes(b"\0\1 no picture " + bytes([number]))
    case = tmp_path / "case"
    new_casebook(case, words, ring=ring, actor=words)
    ran = [isnad("add", case, tmp_path / "in", "--title", words, "--publisher", words, "--url", words)]
    ran += [
        isnad("show", case),
        isnad("show", case, "--problems"),
        isnad("media", case),
        isnad("media", case, "--json"),
    ]
    (case / "keys" / f"{words}.pem").write_bytes(b"")
    (case / "quarantine").mkdir(exist_ok=True)
    (case / "quarantine" / words).write_bytes(b"")
    (case / "private").mkdir(exist_ok=True)
    (case / "private" / words).write_bytes(b"")
    (case / "objects" / "sha256" / "ab").mkdir(exist_ok=True)
    (case / "objects" / "sha256" / "ab" / words).write_bytes(b"")
    with contextlib.suppress(OSError):
        (case / "case.toml").write_text(f"title = {json.dumps(words)}\nformat = 2\n", encoding="utf-8")
    ran += [isnad("check", case), isnad("show", case), isnad("watch", case, "list"), isnad("key", case, "list")]
    ran += [isnad("watch", case, "add", f"http://a.example/{words}"), isnad("watch", case, "list")]
    ran += [isnad("reveal", case), isnad("witness", case, "--list"), isnad("explain", case, words)]
    bag = tmp_path / f"{words}bag"
    ran += [isnad("package", case, "--as", "bag", "--to", bag), isnad("verify", bag)]
    code, said = by_hand(case)
    texts = [text for one in ran for text in (one.stdout, one.stderr)] + [said]
    for text in texts:
        assert not [mark for mark in BREAKS[1:] if mark in text]
        assert not [line for line in text.split("\n") if line.startswith(FORGED)]
    assert sum(FORGED in text for text in texts) > 4  # the words themselves are shown
    assert code


def test_the_verifier_of_a_case_prints_no_forged_line_of_what_its_log_names(monkeypatch):
    from isnad.preserve import case_verify

    report = case_verify.Report()
    report.bounds.append(f"The first 3 lines existed, by \n{FORGED}\x1b[2K.")

    class Held:
        class log:
            news, prev = (), "sha256:00"

        bound = 0

    said: list[str] = []
    case_verify.shown(Held(), report, True, said.append)
    assert not [line for line in said if "\x1b" in line or f"\n{FORGED}" in line]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "spot", ["data/log/checkpoint", "data/log/entries.jsonl", "data/absent.csv", "data/keys", "object"]
)
def test_a_package_with_a_pipe_or_a_link_hangs_nothing(copy, tmp_path, spot, kind):
    bag = tmp_path / "bag"
    assert isnad("package", copy, "--as", "bag", "--to", bag).returncode == 0
    place = next(iter((bag / "data" / "objects").rglob("[0-9a-f]" * 64))) if spot == "object" else bag / spot
    plant(place, kind, tmp_path / "outside")
    assert isnad("verify", bag).returncode == 1
    ran = subprocess.run(
        [sys.executable, "-I", str(bag / "data" / "verify.py")], capture_output=True, text=True, timeout=20, check=False
    )
    assert ran.returncode == 1
    assert "neither file nor folder" in ran.stdout


@pytest.mark.parametrize("form", ["bag", "wacz", "warc", "json"])
@pytest.mark.parametrize("place", ["out", "objects/out", "../alias/out", "."])
def test_nothing_is_written_into_a_case_or_through_a_link_into_one(copy, tmp_path, form, place):
    (tmp_path / "alias").symlink_to(copy)
    before = snapshot(copy)
    command = "export" if form == "json" else "package"
    ran = isnad(command, copy, "--as", form, "--to", copy / place)
    assert ran.returncode == 1
    assert snapshot(copy) == before


@pytest.mark.parametrize("form", ["bag", "wacz", "warc"])
def test_a_package_takes_no_place_that_is_taken(copy, tmp_path, form):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "diary.txt").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "mine" / "diary.txt")
    (tmp_path / "nowhere").symlink_to(tmp_path / "mine" / "new")
    os.mkfifo(tmp_path / "pipe")
    before = snapshot(tmp_path / "mine")
    for place in ("mine", "mine/diary.txt", "link", "pipe"):
        assert isnad("package", copy, "--as", form, "--to", tmp_path / place).returncode == 1
    isnad("package", copy, "--as", form, "--to", tmp_path / "nowhere")  # takes the link's place, or is refused
    assert snapshot(tmp_path / "mine") == before


LIES = (
    {"offset": 1 << 62}, {"offset": -5}, {"offset": 7}, {"length": 1 << 62}, {"length": -3}, {"kind": "\n"},
    {"kind": "zip", "member": "../../x"}, {"container": "sha256:" + "0" * 64}, {"container": ""},
    {"container": "sha256:../../../etc/passwd"},
)  # fmt: skip


def test_a_log_that_lies_of_where_its_items_stand_breaks_no_command(received, tmp_path):
    """Signed by whoever made the case, so its signatures hold; what it says of a WARC's inside does not."""
    from dataclasses import replace

    from preserve.package.small import MILL, page, warc_of

    from isnad.records.codec import to_plain, with_id

    (tmp_path / "w.warc.gz").write_bytes(warc_of(("https://sedge.example/a", page(MILL))))
    book = new_casebook(tmp_path / "case", "A case", ring=KeyRing(tmp_path / "ring"))
    list(book.add(str(tmp_path / "w.warc.gz")))
    true = book.all_captures[0]
    for number, lie in enumerate(LIES):
        false = replace(true, origin=f"{number}", digest=f"sha256:{number:064}", within=replace(true.within, **lie))
        with book.writing():
            book.append("capture", to_plain(with_id(false)))
    shutil.rmtree(tmp_path / "case" / "derived")
    deep = isnad("check", tmp_path / "case", "--deep")
    assert deep.returncode == 1
    assert f"items in containers\t{len(LIES) + 1}\t{len(LIES)}\t0" in deep.stdout
    package = ("package", tmp_path / "case", "--as", "bag", "--to", tmp_path / "out")
    for ran in (deep, isnad("show", tmp_path / "case"), isnad("media", tmp_path / "case"), isnad(*package)):
        assert "where it should not" not in ran.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"kind":"', b'"kind":"judgement","kind":"'),
        (b'"payload":{', b'"payload":{},"payload":{'),
        (b'"payload":{', b'"payload":{"title":"a","title":"b",'),
        (b'"sig":"', b'"sig":"AAAA","sig":"'),
        (b'"kind":"', b'"kind": "'),
        (b'"kind":"c', b'"kind":"\\u0063'),
    ],
)
def test_a_line_that_two_readers_may_read_differently_fails_in_both(copy, received, old, new):
    """Under a checkpoint that is signed over that very line, as only the case's own maker can have it."""
    from isnad.preserve.custody import checkpoint
    from isnad.preserve.custody.merkle import leaf_hash, root_of
    from isnad.preserve.custody.note import Checkpoint, Note, sign

    ring = KeyRing(received / "ring")
    ledger = Casebook(copy, ring=ring).ledger
    log = copy / "log" / "entries.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    lines[-1] = lines[-1].replace(old, new, 1)
    log.write_bytes(b"".join(lines))
    said = Checkpoint(origin=ledger.origin, size=len(lines), root=root_of([leaf_hash(line) for line in lines])).text()
    key = ring.get(ledger.origin, ledger.life.case_key.id)
    checkpoint.replace_latest(copy, Note(text=said, signatures=(sign(said, ledger.origin, key),)))
    shutil.rmtree(copy / "log" / "checkpoints")
    assert isnad("check", copy).returncode == 1
    code, told = by_hand(copy)
    assert code == 1
    assert "not canonical JSON" in told
