"""Every row of the threat table in docs/preservation.md: who changes what, and what catches it.

Each row is held against ``isnad check`` on a machine that never saw the case and against ``verify.py``, which must
answer the same; then with what only somebody outside the folder has: this machine's memory, and a checkpoint that was
kept elsewhere. Rows that pass alone are what the design says that no folder can show by itself.
"""

import base64
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tampering import scene as scenes
from tampering.scene import answer, by_isnad, by_verify, note_over, rebuilt, reworded

from isnad.casebook import Casebook
from isnad.checking.answer import Verdict
from isnad.preserve.custody.keys import KeyRing, key_id, public_pem

HOLDS, FAILS, OPEN = Verdict.HOLDS, Verdict.FAILS, Verdict.NOT_VERIFIABLE
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "preservation.md"
pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="verify.py needs openssl")


@dataclass(frozen=True)
class Row:
    """What is done, and the answers: of the folder alone, with this machine's memory, with a checkpoint kept outside.

    ``says`` stands in what ``isnad check`` tells of the folder alone (of the memory where that is what catches it).
    """

    act: Callable[[scenes.Scene], None]
    alone: Verdict = FAILS
    memory: Verdict = FAILS
    outside: Verdict = FAILS
    says: str = ""


def lines(change):
    """A change of the log's lines, which needs no key."""

    def act(scene):
        scene.write(change(scene, scene.lines()))

    return act


def chained(change, keys=lambda scene: {}):
    """A change of the entries, after which the chain is mended and what one has keys for is signed anew."""

    def act(scene):
        made, note = rebuilt(change(scene, scene.entries()), keys(scene))
        scene.write(made, note or None)

    return act


def without(entries, seq):
    return entries[:seq] + entries[seq + 1 :]


def swapped(entries, one, other):
    found = list(entries)
    found[one], found[other] = found[other], found[one]
    return found


def put(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(data)


def changed_object(scene):
    put(scene.object(scene.capture()["payload"]["digest"]), b"Two were killed at the hill.\n")


def lost_object(scene):
    scene.object(scene.capture()["payload"]["digest"]).unlink()


def another_object(scene, entries):
    """A file replaced, and every word that the log says of it."""
    data = b"None were killed at the mill.\n"
    name = "sha256:" + hashlib.sha256(data).hexdigest()
    put(scene.object(name), data)
    seq = scene.capture()["seq"]
    entry = reworded(entries[seq], digest=name, size=len(data))
    entry["objects"] = [{"digest": name, "size": len(data)}, *entry["objects"][1:]]
    return [*entries[:seq], entry, *entries[seq + 1 :]]


def another_word(scene, entries):
    seq = scene.at("capture")
    return [*entries[:seq], reworded(entries[seq], title="Another title"), *entries[seq + 1 :]]


def first_six(scene, entries):
    """The log as it was before witness and stamp, with their traces taken out of the folder too."""
    for name in ("log/checkpoints", "private"):
        shutil.rmtree(scene.root / name, ignore_errors=True)
    named = {each["digest"] for entry in entries[:6] for each in entry.get("objects", ())}
    for path in (scene.root / "objects" / "sha256").glob("*/*"):
        if f"sha256:{path.name}" not in named:
            path.unlink()
    return entries[:6]


def strangers_keys(scene):
    """The whole log, from its first line, with keys of a forger's own."""
    entries = another_word(scene, first_six(scene, scene.entries()))
    new = {}
    for ident in {entry["key"] for entry in entries}:
        key = Ed25519PrivateKey.generate()
        new[ident] = (key, key.public_key().public_bytes_raw())
    for entry in entries:
        entry["key"] = key_id(new[entry["key"]][1])
        if entry["kind"] in ("case", "key"):
            public = new[entry["payload"]["id"]][1]
            entry["payload"] |= {"id": key_id(public), "public": base64.b64encode(public).decode()}
    shutil.rmtree(scene.root / "keys")
    for _, public in new.values():
        put(scene.root / "keys" / f"{key_id(public)}.pem", public_pem(public))
    scene.write(*rebuilt(entries, {key_id(public): key for key, public in new.values()}))


def rolled_back(scene):
    shutil.rmtree(scene.root)
    shutil.copytree(scene.older, scene.root)


def older_checkpoint(size):
    def act(scene):
        scene.checkpoint.write_bytes((scene.root / "log" / "checkpoints" / f"{size:012d}" / "checkpoint").read_bytes())

    return act


def older_and_marked(scene):
    """Lines that were acknowledged look as if they never were; of what was sealed since, no trace may stay."""
    older_checkpoint(scene.stamped[-1])(scene)
    shutil.rmtree(scene.root / "private")
    put(scene.root / "writing", b"")


def analysts(scene):
    """The key of an analyst, and not that of the case."""
    case = scene.entries()[0]["key"]
    return {ident: key for ident, key in scene.keys().items() if ident != case}


def false_judgement(scene, entries):
    entry = entries[scene.at("judgement")]
    return [*entries, reworded(entry, why="the opposite")]


def by_an_analyst(scene):
    """A line added by one who may sign lines and no checkpoint."""
    made, _ = rebuilt(false_judgement(scene, scene.entries()), analysts(scene))
    scene.write(made)


def by_an_analyst_with_checkpoint(scene):
    made, _ = rebuilt(false_judgement(scene, scene.entries()), analysts(scene))
    key = next(iter(analysts(scene).values()))
    scene.write(made, note_over(made, scene.entries()[0]["payload"]["origin"], key))


def case_key_alone(scene, entries):
    """A judgement in the name of an analyst, by one who has the case's key alone."""
    entry = reworded(entries[scene.at("judgement")], why="the opposite")
    return [*entries, {**entry, "key": entries[0]["key"]}]


def of_the_case(scene):
    case = scene.entries()[0]["key"]
    return {case: scene.keys()[case]}


def forged_batch(scene, found):
    seq = scene.at("batch")
    root = scene.entries()[seq]["payload"]["root"].encode()
    return [line.replace(root, b"sha256:" + b"0" * 64) for line in found]


def lifted_signature(scene, entries):
    """The signature of one line under another one of the same key."""
    seq = scene.at("judgement")
    return [*entries[:seq], {**entries[seq], "sig": entries[scene.at("batch")]["sig"]}, *entries[seq + 1 :]]


def no_signature(scene, entries):
    seq = scene.at("judgement")
    bare = {name: value for name, value in entries[seq].items() if name not in ("sig", "key")}
    return [*entries[:seq], bare, *entries[seq + 1 :]]


def sealed_file(data):
    def act(scene):
        path = scene.root / "private" / f"{scene.sealed}.age"
        path.unlink() if data is None else put(path, data)

    return act


def back_again(scene):
    put(scene.root / "private" / f"{scene.forgotten}.age", scene.ciphertext)


def swapped_tokens(scene):
    one, other = (scene.root / "log" / "checkpoints" / f"{n:012d}" / "sedge.tsr" for n in scene.stamped)
    first, second = one.read_bytes(), other.read_bytes()
    put(one, second)
    put(other, first)


def token_of_another(scene, entries):
    """By one with all keys: a stamp's line names the token of another checkpoint."""
    cut = entries[: scene.at("anchor") + 1]
    files = {**cut[-1]["payload"]["files"]}
    other = entries[scene.at("anchor", 1)]
    files["sedge.tsr"], files["sedge.tsq"] = (other["payload"]["files"][name] for name in ("sedge.tsr", "sedge.tsq"))
    wanted = [*cut[-1]["objects"], *other["objects"]]
    named = [each for each in wanted if each["digest"] in files.values()]
    cut[-1] = {**cut[-1], "payload": {**cut[-1]["payload"], "files": files}, "objects": named}
    return cut


def replaced_key_file(scene):
    case = scene.entries()[0]["key"]
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    put(scene.root / "keys" / f"{case}.pem", public_pem(stranger))


def without_anchors(scene, entries):
    """By one with all keys, who also takes out what outsiders said."""
    few = another_word(scene, first_six(scene, entries))
    return few + [reworded(few[-1], why=f"invented {n}") for n in range(len(entries))]


def another_reason(scene, entries):
    """Who has all keys may write what no stamp and no witness has seen."""
    last = entries[-1]
    return [*entries[:-1], {**last, "payload": {**last["payload"], "reason": "none was given"}}]


def every_key(scene):
    return scene.keys()


def old_seal_gone(scene):
    shutil.rmtree(scene.root / "log" / "checkpoints" / f"{scene.stamped[0]:012d}")


def kept_checkpoint(scene):
    folder = scene.root / "log" / "checkpoints"
    put(folder / "000000000005" / "checkpoint", scene.early.replace(b"\n6\n", b"\n5\n"))


def in_quarantine(scene):
    put(scene.root / "quarantine" / "tail-0.txt", b"what somebody wants to be found")


def orphan(scene):
    put(scene.object("sha256:" + "ab" * 32), b"planted")


def says_holds(scene):
    put(scene.root / "verify.py", b"print('The case holds.')\n")


def another_title(scene):
    path = scene.root / "case.toml"
    path.write_text(path.read_text().replace("Mill", "Hill"))


def newer_format(scene):
    path = scene.root / "case.toml"
    path.write_text(path.read_text().replace("format = 2", "format = 3"))


ROWS = {
    "nothing": Row(lambda scene: None, HOLDS, HOLDS, HOLDS),
    # by anybody with the folder, without a key
    "an entry is deleted": Row(lines(lambda s, found: without(found, s.at("judgement"))), says="chain is broken"),
    "an entry is deleted and the chain mended": Row(
        chained(lambda s, found: without(found, s.at("judgement"))), says="its checkpoint was signed over"
    ),
    "entries are swapped": Row(lines(lambda s, found: swapped(found, 2, 3)), says="chain is broken"),
    "entries are swapped and the chain mended": Row(
        chained(lambda s, found: swapped(found, 2, 3)), says="not those that its checkpoint"
    ),
    "an entry is duplicated": Row(lines(lambda s, found: [*found[:6], found[5], *found[6:]]), says="chain is broken"),
    "an entry is put in": Row(
        chained(lambda s, found: [*found[:6], found[5], *found[6:]]), says="not those that its checkpoint"
    ),
    "the last entry is cut off": Row(lines(lambda s, found: found[:-1]), says="signed over 16"),
    "the log ends within a line": Row(lines(lambda s, found: [*found[:-1], found[-1][:40]]), says="signed over 16"),
    "the log is emptied": Row(lines(lambda s, found: []), says="signed over 16"),
    "an entry says something else": Row(
        lines(lambda s, found: [line.replace(b"misread", b"re-read") for line in found]), says="id no longer fits"
    ),
    "an entry and its id say something else": Row(chained(another_word), says="signature is not that of its key"),
    "a preserved file is changed": Row(changed_object, says="bytes were changed"),
    "a preserved file is lost": Row(lost_object, says="missing"),
    "a preserved file is replaced with its line": Row(chained(another_object), says="signature is not that of its key"),
    "a signature is taken off": Row(chained(no_signature), says="signed by nobody"),
    "a signature of another line is put on": Row(chained(lifted_signature), says="signature is not that of its key"),
    "the closing of a batch is forged": Row(lines(forged_batch), says="does not close the batch"),
    "the checkpoint is lost": Row(lambda s: s.checkpoint.unlink(), says="lost its checkpoint"),
    "the checkpoint is of another log": Row(
        lambda s: s.checkpoint.write_bytes(s.late.replace(b"isnad.case/", b"isnad.case/0")), says="not signed"
    ),
    "an older checkpoint is put in place": Row(older_checkpoint(9), says="this checkpoint was made of"),
    "the newest kept checkpoint is put in place": Row(older_checkpoint(11), alone=OPEN, says="No writing broke off"),
    "the same, made to look broken off": Row(older_and_marked, alone=HOLDS, says="writing broke off"),
    "a key file is replaced": Row(replaced_key_file, memory=FAILS, says="not the key that the log names"),
    "a sealed file is replaced": Row(sealed_file(b"age-encryption.org/v1\nx"), says="bytes were changed"),
    "a sealed file is removed": Row(sealed_file(None), says="no line says that it was forgotten"),
    "a forgotten file is put back": Row(back_again, says="still there"),
    "time stamps are swapped": Row(swapped_tokens, says="other bytes than the log says"),
    "a kept checkpoint is added": Row(kept_checkpoint, says="this checkpoint was made of"),
    "a kept checkpoint is taken out": Row(old_seal_gone, HOLDS, HOLDS, HOLDS, says="copy of a time stamp"),
    "a file is put among the preserved": Row(orphan, HOLDS, HOLDS, HOLDS, says="Objects without a line"),
    "a file is put into the quarantine": Row(in_quarantine, HOLDS, HOLDS, HOLDS),
    "verify.py is replaced": Row(says_holds, HOLDS, HOLDS, HOLDS, says="not the file that isnad wrote"),
    "case.toml gives another title": Row(another_title, HOLDS, HOLDS, HOLDS, says="not give the title"),
    "the whole log is written anew with other keys": Row(strangers_keys, alone=HOLDS, says="older than it was"),
    "an older copy of the folder is put in place": Row(rolled_back, alone=HOLDS, says="older than it was"),
    # by one who holds an analyst's key, and not the case's
    "an analyst adds a line": Row(by_an_analyst, OPEN, OPEN, OPEN, says="nothing vouches for them"),
    "an analyst adds a line and a checkpoint": Row(by_an_analyst_with_checkpoint, says="not signed by the case's key"),
    "an analyst changes an earlier line": Row(chained(another_word, analysts), says="not those that its checkpoint"),
    # by one who holds the case's key, or all keys: the thief of the machine
    "the case's key signs for an analyst": Row(chained(case_key_alone, of_the_case), says="not that of the one"),
    "all is rewritten with the keys": Row(chained(without_anchors, every_key), alone=HOLDS, says="written anew"),
    "all is rewritten under witness and stamp": Row(chained(another_word, every_key), says="not those that were"),
    "a stamp of another checkpoint is claimed": Row(chained(token_of_another, every_key), says="stamps other bytes"),
    "the tail after the last stamp is rewritten": Row(chained(another_reason, every_key), HOLDS, says="written anew"),
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return scenes.build(tmp_path_factory.mktemp("built"))


@pytest.fixture
def scene(built, tmp_path, monkeypatch):
    scenes.quicken(monkeypatch)
    return built.copy(tmp_path / "copy")


@pytest.mark.parametrize("name", ROWS)
def test_what_is_done_and_what_catches_it(name, scene, tmp_path):
    row = ROWS[name]
    row.act(scene)
    fresh = tmp_path / "fresh"
    found = answer(scene.root, fresh)
    assert (found.verdict if found else FAILS) is row.alone
    verdict, told = by_verify(scene.root, tmp_path)
    assert verdict is row.alone, told
    seen = answer(scene.root, scene.ring)
    assert (seen.verdict if seen else FAILS) is row.memory
    said = [str(p) for each in (found, seen) if each for p in each.problems]
    assert any(row.says in each for each in said), said
    outside = [scene.early, scene.late]
    assert by_isnad(scene.root, fresh, outside) is row.outside
    assert by_verify(scene.root, tmp_path, outside)[0] is row.outside


def test_a_folder_that_cannot_be_read_is_never_fine(scene, tmp_path):
    newer_format(scene)
    assert by_isnad(scene.root, tmp_path / "fresh") is FAILS  # it is not opened: exit code 1
    assert by_verify(scene.root, tmp_path)[0] is OPEN


def test_of_a_fork_each_side_passes_alone_and_neither_beside_the_other(scene, tmp_path):
    """Two copies of one case that went on separately, each with the right keys."""
    notes = {}
    for side in ("left", "right"):
        root, ring = tmp_path / side, tmp_path / f"{side}-ring"
        shutil.copytree(scene.older, root)
        shutil.copytree(scene.ring, ring)
        shutil.rmtree(ring / "seen")
        (tmp_path / f"{side}.txt").write_text(f"What {side} saw.\n")
        book = Casebook(root, actor=scenes.ADA, ring=KeyRing(ring))
        assert [kept.new for kept in book.add(str(tmp_path / f"{side}.txt"))] == [True]
        notes[side] = (root / "log" / "checkpoint").read_bytes()
    for side, other in (("left", "right"), ("right", "left")):
        root = tmp_path / side
        assert by_isnad(root, tmp_path / "fresh-alone") is HOLDS
        shutil.rmtree(tmp_path / "fresh-alone")
        for against, verdict in ((notes[side], HOLDS), (notes[other], FAILS), (scene.early, HOLDS)):
            assert by_isnad(root, tmp_path / f"fresh-{side}", [against]) is verdict
            assert by_verify(root, tmp_path, [against])[0] is verdict


@pytest.mark.parametrize("kept", ["three lines", "digest", "cosigned", "quoted mail"])
def test_whatever_was_kept_outside_catches_a_rewriting_with_the_keys(kept, scene, tmp_path):
    text = scene.early.decode()
    given = {
        "three lines": text.partition("\n\n")[0] + "\n",
        "digest": "sha256:" + hashlib.sha256(scene.lines()[5]).hexdigest() + "\n",
        "cosigned": text + (scene.root / "log/checkpoints/000000000006/cosignatures").read_text(),
        "quoted mail": "You wrote:\r\n" + "".join(f"> {line}\r\n" for line in text.split("\n")) + "Yes.\r\n",
    }[kept].encode()
    assert by_isnad(scene.root, tmp_path / "fresh", [given]) is HOLDS
    assert by_verify(scene.root, tmp_path, [given])[0] is HOLDS
    chained(without_anchors, every_key)(scene)
    assert by_isnad(scene.root, tmp_path / "fresh-alone") is HOLDS
    shutil.rmtree(tmp_path / "fresh-alone")
    assert by_isnad(scene.root, tmp_path / "other", [given]) is FAILS
    assert by_verify(scene.root, tmp_path, [given])[0] is FAILS


@pytest.mark.parametrize("given", [b"", b"nothing of use\n", b"isnad.case/0123456789abcdef\n5\n" + b"A" * 43 + b"=\n"])
def test_what_says_nothing_of_this_log_is_not_verifiable(given, scene, tmp_path):
    assert by_isnad(scene.root, tmp_path / "fresh", [given]) is OPEN
    assert by_verify(scene.root, tmp_path, [given])[0] is OPEN


def test_a_line_without_a_checkpoint_is_set_aside_by_the_next_who_writes(scene, tmp_path):
    by_an_analyst(scene)
    book = Casebook(scene.root, actor=scenes.ADA, ring=KeyRing(scene.ring))
    (tmp_path / "f.txt").write_text("Later.\n")
    assert [kept.new for kept in book.add(str(tmp_path / "f.txt"))] == [True]
    assert by_isnad(scene.root, tmp_path / "fresh") is HOLDS
    assert "the opposite" not in scene.log.read_text()
    (aside,) = (scene.root / "quarantine").iterdir()
    assert "the opposite" in aside.read_text()


def test_modules_planted_beside_verify_py_are_not_run(scene):
    for name in ("json", "hashlib", "argparse", "subprocess"):
        put(scene.root / f"{name}.py", b"raise SystemExit(0)\n")
    changed_object(scene)
    for flags in ([], ["-I"]):
        words = [sys.executable, *flags, "verify.py"]
        run = subprocess.run(words, cwd=scene.root, capture_output=True, text=True, check=False)
        assert run.returncode == FAILS, run.stdout
        assert "The case FAILS." in run.stdout


def test_every_row_stands_in_the_threat_table_with_its_answer_and_no_other():
    text = DOCUMENT.read_text(encoding="utf-8")
    named = dict(re.findall(r"^\| [^|]+ \| ([^|]+) \| (holds|fails|not verifiable) \| [^|]+ \|$", text, re.MULTILINE))
    wanted = {name: row.alone.name.lower().replace("_", " ") for name, row in ROWS.items() if name != "nothing"}
    assert named == wanted | {"two copies go on separately (fork)": "holds"}
