"""What no package can settle is answered by 2, as the check of the case answers it, and for the same reason."""

import re
import subprocess
import sys

import pytest
from casework import isnad
from click.testing import CliRunner
from preserve.package.small import packed

from isnad.casebook import Casebook, new_casebook
from isnad.checking.answer import Verdict
from isnad.checking.whole import check_case
from isnad.cli.packaging import verify
from isnad.keyholding import compromised, renew, replace_lost, retire, rotate
from isnad.preserve.custody.entry import BEFORE_FIRST, Entry
from isnad.preserve.custody.keys import KeyRing
from isnad.records.capture import digest_of

ADA = "Ada Orr"


def of_format_1(root, ring):
    """A case as format 1 left it: lines without keys, and no checkpoint."""
    (root / "log").mkdir(parents=True)
    prev, lines = BEFORE_FIRST, []
    for seq, kind in enumerate(("case", "resumed")):
        entry = Entry(seq=seq, prev=prev, at="2021-03-02T00:00:00.000000Z", actor=ADA, tool="isnad 0.1", kind=kind,
                      payload={"title": "Mill"})  # fmt: skip
        lines.append(entry.line())
        prev = digest_of(lines[-1])
    (root / "log" / "entries.jsonl").write_bytes(b"".join(lines))
    (root / "case.toml").write_text('title = "Mill"\nformat = 1\n')
    return Casebook(root, actor=ADA, ring=ring)


def add(book, name):
    path = book.root.parent / name
    path.write_text(f"Two were killed at the mill, says {name}.\n")
    assert [kept.new for kept in book.add(str(path))] == [True]


def upgraded(root, ring):
    book = of_format_1(root, ring)
    add(book, "a.txt")
    return book


def made(root, ring):
    book = new_casebook(root, "Mill", actor=ADA, ring=ring)
    add(book, "a.txt")
    return book


def with_stolen_key(root, ring):
    book = made(root, ring)
    first = book.ledger.life.analyst(ADA).id
    compromised(book, first, 3, "laptop lost")
    renew(book, ADA, "a new laptop")
    return book


def with_lost_case_key(root, ring):
    made(root, ring)
    (ring.root / "keys").rename(ring.root / "gone")
    again = Casebook(root, actor=ADA, ring=ring)
    replace_lost(again, "the laptop is gone", ADA)
    add(again, "b.txt")
    return again


def with_keys_that_changed(root, ring):
    book = made(root, ring)
    rotate(book, "yearly", ADA)
    add(book, "b.txt")
    retire(book, ADA, "left")
    renew(book, ADA, "back")
    rotate(book, "yearly", ADA)
    add(book, "c.txt")
    return book


CASES = {
    "as it should be": (made, 0, ""),
    "keys that changed": (with_keys_that_changed, 0, ""),
    "of format 1 once": (upgraded, 2, "were written before the case had keys"),
    "a stolen key": (with_stolen_key, 2, "was declared compromised"),
    "a lost case key": (with_lost_case_key, 2, "did not sign for"),
}


@pytest.mark.parametrize("shown", ["whole", "redacted"])
@pytest.mark.parametrize(("case", "code", "why"), CASES.values(), ids=CASES)
def test_a_package_is_answered_as_its_case_is(case, code, why, shown, tmp_path):
    ring = KeyRing(tmp_path / "ring")
    book = case(tmp_path / "case", ring)
    assert check_case(Casebook(book.root, ring=ring)).verdict is Verdict(code)
    only = [] if shown == "whole" else [list(book.captures)[0 if code else -1].id]
    assert packed(book, tmp_path / "package", only=only) == []
    done = CliRunner().invoke(verify, [str(tmp_path / "package")], obj={"by": "", "debug": False})
    alone = [sys.executable, "-B", str(tmp_path / "package" / "data" / "verify.py")]
    by_itself = subprocess.run(alone, capture_output=True, text=True, check=False)
    assert (done.exit_code, by_itself.returncode) == (code, code), done.output + by_itself.stdout
    assert why in done.output
    assert why in by_itself.stdout


def test_an_older_case_says_what_makes_it_fit_for_packages(tmp_path, monkeypatch):
    monkeypatch.setenv("ISNAD_HOME", str(tmp_path / "ring"))
    of_format_1(tmp_path / "case", KeyRing(tmp_path / "ring"))
    case, to = tmp_path / "case", tmp_path / "package"
    refused = isnad("package", case, "--as", "bag", "--to", to)
    assert (refused.returncode, "format 1" in refused.stderr) == (1, True)
    told = re.search(r"as they are: isnad (key \S+ rotate)\.", refused.stderr)
    assert "the first one of this case" in isnad(*told[1].split()).stdout
    assert len(list(Casebook(case).entries("key"))) == 1
    assert isnad("package", case, "--as", "bag", "--to", to).returncode == 0
    assert isnad("verify", to).returncode == 2


@pytest.mark.parametrize("only", [False, True])
def test_the_readme_gives_the_root_both_ways_and_says_of_which_lines_nothing_is_absent(only, tmp_path):
    book = made(tmp_path / "case", KeyRing(tmp_path / "ring"))
    packed(book, tmp_path / "package", only=[c.id for c in book.captures] if only else [])
    readme = (tmp_path / "package" / "README.txt").read_text()
    root = book.ledger.log.tree.root()
    note = (book.root / "log" / "checkpoint").read_text().split("\n")[2]
    assert f"Root        {note} (base64" in readme
    assert f"Root, hex   {root.hex()} " in readme
    alone = [sys.executable, "-B", str(tmp_path / "package" / "data" / "verify.py")]
    said = subprocess.run(alone, capture_output=True, text=True, check=True).stdout
    assert f"Root {note} (base64), {root.hex()} (hexadecimal)" in said
    assert ("all is here" in readme) is not only
    assert ("What the other lines" in readme or "what the other lines name was withheld" in readme) is only
