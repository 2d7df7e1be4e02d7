"""verify.py and the commands of README.txt, as they lie in a case: run by themselves, with openssl and nothing else."""

import ast
import hashlib
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest
from cryptography.x509 import ReasonFlags
from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation, UnknownAttestation
from opentimestamps.core.op import OpAppend, OpHexlify, OpPrepend, OpReverse, OpSHA1, OpSHA256
from opentimestamps.core.serialize import BytesSerializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp
from preserve.anchors.calendar import TRIAL, mined
from preserve.anchors.lab import DAY, Responder, crl, holder
from tampering import scene as scenes
from tampering.scene import ADA, by_isnad

from isnad.anchoring.check import anchor_findings
from isnad.anchoring.kept import add_authority, keep_anchor
from isnad.casebook import Casebook, new_casebook
from isnad.checking.answer import Verdict
from isnad.checking.whole import check_case
from isnad.keyholding import compromised, renew, replace_lost, retire, rotate
from isnad.preserve import case_verify
from isnad.preserve.anchors import rfc3161
from isnad.preserve.anchors.authority import Authority
from isnad.preserve.anchors.header import MAINNET
from isnad.preserve.custody.entry import BEFORE_FIRST, Entry
from isnad.preserve.custody.keys import KeyRing
from isnad.preserve.custody.witness import shown_in
from isnad.records.capture import digest_of

HOLDS, FAILS, OPEN = Verdict.HOLDS, Verdict.FAILS, Verdict.NOT_VERIFIABLE
SOURCE = files("isnad.preserve").joinpath("case_verify.py").read_text(encoding="utf-8")
pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="verify.py needs openssl")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return scenes.build(tmp_path_factory.mktemp("built"))


@pytest.fixture
def scene(built, tmp_path):
    return built.copy(tmp_path / "copy")


def verify(root, *words, path=None):
    """Run the folder's own verify.py as a stranger would; its exit code as a verdict, and what it printed."""
    env = {"PATH": path, "LANG": "C"} if path is not None else None
    command = [sys.executable, "-I", "verify.py", *map(str, words)]
    run = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert "Traceback" not in run.stderr, run.stderr
    return Verdict(run.returncode), run.stdout


def by_hand(root):
    """What each of the commands in README.txt prints."""
    readme = (root / "README.txt").read_text(encoding="utf-8")
    commands = [line for line in readme.splitlines() if line.endswith("; echo done")]
    return [
        subprocess.run(["bash", "-c", each], cwd=root, capture_output=True, text=True, check=True).stdout
        for each in commands
    ]


def test_it_holds_and_fits_on_a_screen(scene):
    verdict, said = verify(scene.root)
    assert verdict is HOLDS
    assert "seen by mill.example/witness" in said
    assert "existed no later than" in said
    assert len(said.splitlines()) <= 24
    shutil.rmtree(scene.root / "objects")
    verdict, said = verify(scene.root)
    assert verdict is FAILS
    assert "FAILS: objects/sha256/" in said
    assert len(said.splitlines()) <= 40


def test_it_is_of_the_standard_library_and_of_python_3_9_and_shares_nothing_with_isnad():
    tree = ast.parse(SOURCE, feature_version=(3, 9))
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {str(name).partition(".")[0] for name in named} <= sys.stdlib_module_names
    later = {"file_digest", "removeprefix_", "pairwise", "UTC"}  # names that Python 3.9 has not
    assert later & {getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(tree)} == set()
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.keyword) and n.arg in ("strict", "slots", "kw_only")]


@pytest.mark.parametrize(
    "openssl",
    [None, "echo 'LibreSSL 3.3.6'; exit 1", "echo Signature Verified Successfully", "exit 0",
     "echo Signature Verification Failure; exit 1"],
    ids=["absent", "another", "says yes to all", "says nothing", "says no to all"],
)  # fmt: skip
def test_without_an_openssl_that_can_do_it_nothing_looks_fine(openssl, scene, tmp_path):
    (tmp_path / "bin").mkdir()
    if openssl is not None:
        (tmp_path / "bin" / "openssl").write_text(f"#!/bin/sh\n{openssl}\n")
        (tmp_path / "bin" / "openssl").chmod(0o755)
    shutil.rmtree(scene.root)
    shutil.copytree(scene.older, scene.root)  # without stamps: of those a false openssl may say anything
    verdict, said = verify(scene.root, path=f"{tmp_path / 'bin'}")
    assert verdict is OPEN, said
    assert "no openssl command here that can verify" in said
    scene.log.write_bytes(scene.log.read_bytes().replace(b"misread", b"re-read"))
    assert verify(scene.root, path=f"{tmp_path / 'bin'}")[0] is FAILS  # what needs no openssl still fails


def test_wrong_usage_is_no_answer(scene, tmp_path):
    assert verify(scene.root, tmp_path)[0] is OPEN
    assert verify(scene.root, "--against", tmp_path / "nothing")[0] is OPEN


def test_it_says_where_a_long_file_is_wrong_and_needs_little_memory(tmp_path):
    ring, root = KeyRing(tmp_path / "ring"), tmp_path / "case"
    new_casebook(root, ring=ring)
    with (tmp_path / "film.bin").open("wb") as stream:
        stream.truncate(160 << 20)
    (kept,) = Casebook(root, ring=ring).add(str(tmp_path / "film.bin"))
    path = Casebook(root, ring=ring).store.path(kept.capture.digest)
    path.chmod(0o644)
    with path.open("r+b") as stream:
        stream.seek(77_000_000)
        stream.write(b"\1")
    code = "import resource,subprocess,sys;r=subprocess.run(sys.argv[1:],capture_output=True,text=True);print(r.stdout)"
    code += ";print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    words = [sys.executable, "-c", code, sys.executable, "-I", str(root / "verify.py")]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "at or after byte 76,546,048, within 1,048,576" in said
    assert int(said.split()[-1]) < 64 << 10  # KiB: much less than the file


# By hand


def test_by_hand_all_is_done_and_nothing_is_wrong(scene):
    said = by_hand(scene.root)
    assert [each.splitlines()[-1] for each in said] == ["done"] * 5
    assert "".join(said).split("\n") == [
        "done", f"last line: {digest_of(scene.lines()[-1])[7:]}", "done", "done", "Signature Verified Successfully",
        "done", "done", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "which", "word"),
    [
        (lambda s: s.object(s.capture()["payload"]["digest"]).unlink(), 0, "MISSING "),
        (lambda s: s.write(s.lines()[:5] + s.lines()[6:]), 1, "BROKEN BEFORE"),
        (lambda s: s.write(s.lines()[:-1]), 2, "OTHER LINES"),
        (lambda s: s.write([*s.lines()[:-1], s.lines()[-1].replace(b"asked", b"asken")]), 2, "OTHER LINES"),
        (lambda s: s.checkpoint.write_bytes(s.late.replace(b"\n16\n", b"\n17\n")), 3, "NOT SIGNED"),
        (lambda s: [shutil.copy(p, q) for p in s.root.glob("keys/*") for q in s.root.glob("keys/*") if p != q
                    and p.stem != s.entries()[0]["key"]], 3, "WRONG KEY"),
        (lambda s: s.write([*s.lines()[:-1], s.lines()[-1].replace(b"asked", b"asken")]), 4, "NOT SIGNED by"),
    ],
    ids=["missing", "taken out", "cut off", "last line", "checkpoint", "key file", "signature"],
)  # fmt: skip
def test_by_hand_each_command_finds_its_own(act, which, word, scene):
    act(scene)
    assert word in by_hand(scene.root)[which]


def test_by_hand_a_stamp_holds(scene):
    readme = (scene.root / "README.txt").read_text(encoding="utf-8")
    (line,) = [line.strip() for line in readme.splitlines() if line.startswith("  openssl ts -verify")]
    folder = scene.root / "log" / "checkpoints" / f"{scene.stamped[0]:012d}"
    run = ["openssl", "ts", "-reply", "-in", "sedge.tsr", "-text"]
    text = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=True).stdout
    said = next(part.partition(": ")[2] for part in text.splitlines() if part.startswith("Time stamp"))
    at = datetime.strptime(said, "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC).timestamp()
    command = line.replace("NAME", "sedge").removesuffix("T") + str(int(at))
    done = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True, check=True)
    assert "Verification: OK" in done.stdout + done.stderr


# Held against isnad where keys change, stamps age, and cases are old


@pytest.fixture
def book(tmp_path):
    (tmp_path / "a.txt").write_text("Two were killed at the mill.\n")
    made = new_casebook(tmp_path / "case", "Mill", actor=ADA, ring=KeyRing(tmp_path / "ring"))
    assert [kept.new for kept in made.add(str(tmp_path / "a.txt"))] == [True]
    return made


def both(book, tmp_path):
    """The verdict that both give, on a machine that never saw the case."""
    verdict, said = scenes.by_verify(book.root, tmp_path)
    assert by_isnad(book.root, tmp_path / "fresh") is verdict, said
    return verdict


def write(book):
    with book.writing():
        book.append("watch", {"url": "https://sedge.example/"})


def test_the_lives_of_keys_are_followed_alike(book, tmp_path):
    rotate(book, "yearly", ADA)
    write(book)
    assert both(book, tmp_path) is HOLDS
    seal = book.seal()
    retire(book, ADA, "left")
    renew(book, ADA, "back")
    write(book)
    assert both(book, tmp_path) is HOLDS
    compromised(book, book.ledger.life.analyst(ADA).id, book.log.size, "laptop lost")
    assert both(book, tmp_path) is OPEN  # its last lines prove nothing
    assert shown_in((seal / "checkpoint").read_bytes())[0].checkpoint.size < book.log.size


def test_a_lost_case_key_shows_for_good(book, tmp_path):
    shutil.rmtree(tmp_path / "ring" / "keys")
    again = Casebook(book.root, actor=ADA, ring=KeyRing(tmp_path / "ring"))
    replace_lost(again, "the laptop is gone", ADA)
    assert both(again, tmp_path) is OPEN


def test_a_case_of_format_1_is_not_verifiable_before_and_after_it_gets_keys(tmp_path):
    root, prev = tmp_path / "case", BEFORE_FIRST
    (root / "log").mkdir(parents=True)
    lines = []
    for seq, kind in enumerate(("case", "resumed")):
        entry = Entry(seq=seq, prev=prev, at="2021-03-02T00:00:00.000000Z", actor=ADA, tool="isnad 0.1", kind=kind,
                      payload={"title": "Mill"})  # fmt: skip
        lines.append(entry.line())
        prev = digest_of(lines[-1])
    (root / "log" / "entries.jsonl").write_bytes(b"".join(lines))
    (root / "case.toml").write_text('title = "Mill"\nformat = 1\n')
    book = Casebook(root, actor=ADA, ring=KeyRing(tmp_path / "ring"))
    assert both(book, tmp_path) is OPEN
    write(book)
    assert both(book, tmp_path) is OPEN
    (root / "log" / "entries.jsonl").write_bytes(b"".join(lines[1:]))
    assert scenes.by_verify(root, tmp_path)[0] is FAILS


def stamp(book, tmp_path, signer, root, *, spoil=lambda data: data, lists=b"", **authority):
    """Have the newest checkpoint stamped by an authority of the lab, past all that isnad asks of an answer."""
    add_authority(book, Authority(name="sedge", form="rfc3161", url="https://sedge.example/", **authority), root.pem)
    folder = book.seal()
    note = (folder / "checkpoint").read_bytes()
    query = rfc3161.request(note)
    reply = spoil(Responder(tmp_path / "sedge", signer).reply(query))
    given = {"checkpoint": note, "sedge.tsq": query, "sedge.tsr": reply, "sedge.chain.pem": root.pem}
    keep_anchor(book, int(folder.name), "sedge", "rfc3161", given | ({"sedge.crl": lists} if lists else {}))


@pytest.mark.parametrize(
    ("spoil", "verdict"),
    [
        (lambda data: data, HOLDS),
        (lambda data: data + b"\0", FAILS),
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), FAILS),
        (lambda data: data[:200], FAILS),
        (lambda data: b"", FAILS),
    ],
    ids=["whole", "longer", "changed", "cut", "empty"],
)
def test_time_stamps_are_judged_alike(spoil, verdict, book, tmp_path):
    root = holder("Sedge root", ca=True)
    stamp(book, tmp_path, holder("Sedge", root), root, spoil=spoil)
    assert both(book, tmp_path) is verdict


def test_a_stamp_of_another_authority_or_policy_fails(book, tmp_path):
    root = holder("Sedge root", ca=True)
    stamp(book, tmp_path, holder("Stranger", holder("Other root", ca=True)), root)
    assert both(book, tmp_path) is FAILS


def test_a_stamp_under_another_policy_fails(book, tmp_path):
    root = holder("Sedge root", ca=True)
    stamp(book, tmp_path, holder("Sedge", root), root, policy="1.2.3.4")
    assert both(book, tmp_path) is FAILS


@pytest.mark.parametrize(
    ("reason", "at", "verdict"),
    [
        (ReasonFlags.superseded, DAY, HOLDS),
        (ReasonFlags.superseded, -DAY, FAILS),
        (ReasonFlags.key_compromise, DAY, FAILS),
        (None, DAY, FAILS),
    ],
    ids=["superseded since", "superseded before", "compromised", "no reason"],
)
def test_revocation_lists_are_judged_alike(reason, at, verdict, book, tmp_path):
    root = holder("Sedge root", ca=True)
    signer = holder("Sedge", root)
    when = datetime.now(UTC) + at
    stamp(book, tmp_path, signer, root, lists=crl(root, [signer.cert], reason=reason, at=when))
    assert both(book, tmp_path) is verdict


def test_a_stamp_outlives_its_certificate(book, tmp_path):
    """openssl refuses it without -attime."""
    root = holder("Sedge root", ca=True)
    soon = timedelta(seconds=2)
    stamp(book, tmp_path, holder("Sedge", root, after=soon), root)
    subprocess.run(["sleep", "2.1"], check=True)
    assert both(book, tmp_path) is HOLDS


# Proofs of OpenTimestamps, which verify.py reads by itself


IN_BLOCK, PROMISED = BitcoinBlockHeaderAttestation(900_000), PendingAttestation("https://weir.example")


def proof(note, *steps, end=IN_BLOCK, promise=False):
    """A proof for a note through these steps, and the Merkle root that it leads to."""
    stamp = Timestamp(hashlib.sha256(note).digest())
    place = stamp
    for step in (OpAppend(b"salt"), OpSHA256(), *steps, OpPrepend(b"left"), OpSHA256()):
        place = place.ops.add(step)
    place.attestations.add(end)
    if promise:
        stamp.ops.add(OpAppend(b"other")).ops.add(OpSHA256()).attestations.add(
            PendingAttestation("https://weir.example")
        )
    context = BytesSerializationContext()
    DetachedTimestampFile(OpSHA256(), stamp).serialize(context)
    return context.getbytes(), place.msg


ODD = UnknownAttestation(b"\1" * 8, b"what a later version adds")
OF_PROOFS = {  # name: (how the proof is made, what is kept of header and proof, the answer)
    "whole": ({}, lambda held, root: (held, [mined(root)]), HOLDS),
    "many steps": ({"steps": (OpHexlify(), OpReverse(), OpSHA1(), OpAppend(b"x" * 300), OpSHA256())},
                   lambda held, root: (held, [mined(root)]), HOLDS),
    "branches": ({"promise": True}, lambda held, root: (held, [mined(b"\1" * 32), mined(root)]), HOLDS),
    "no header": ({}, lambda held, root: (held, []), OPEN),
    "a header of another block": ({}, lambda held, root: (held, [mined(b"\1" * 32)]), FAILS),
    "a header nobody mined": ({}, lambda held, root: (held, [mined(root, good=False)]), FAILS),
    "a header of before": ({}, lambda held, root: (held, [mined(root, at=1_200_000_000)]), FAILS),
    "a header cut": ({}, lambda held, root: (held, [mined(root)[:-1]]), FAILS),
    "only a promise": ({"end": PROMISED}, lambda held, root: (held, [mined(root)]), OPEN),
    "a kind not known": ({"end": ODD}, lambda held, root: (held, [mined(root)]), OPEN),
    "cut": ({}, lambda held, root: (held[:-1], [mined(root)]), FAILS),
    "longer": ({}, lambda held, root: (held + b"\0", [mined(root)]), FAILS),
    "empty": ({}, lambda held, root: (b"", [mined(root)]), FAILS),
    "a later version": ({}, lambda held, root: (held[:31] + b"\2" + held[32:], [mined(root)]), OPEN),
    "by another digest": ({}, lambda held, root: (held[:32] + b"\2" + held[33:53] + held[65:], [mined(root)]), FAILS),
    "of other bytes": ({}, lambda held, root: (held[:33] + b"\1" * 32 + held[65:], [mined(root)]), FAILS),
    "a step not known": ({}, lambda held, root: (held[:65] + b"\x71" + held[66:], [mined(root)]), OPEN),
    "an endless number": ({}, lambda held, root: (held[:66] + b"\xff" * 400 + held[66:], [mined(root)]), FAILS),
}  # fmt: skip


@pytest.mark.parametrize(("how", "kept", "verdict"), OF_PROOFS.values(), ids=OF_PROOFS)
@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_proofs_of_opentimestamps_are_judged_alike(how, kept, verdict, book, tmp_path, monkeypatch):
    monkeypatch.setattr(case_verify, "FLOORS", TRIAL.floors)
    monkeypatch.setitem(anchor_findings.__kwdefaults__, "network", TRIAL)
    folder = book.seal()
    note = (folder / "checkpoint").read_bytes()
    made, root = proof(note, *how.get("steps", ()), **{name: each for name, each in how.items() if name != "steps"})
    held, headers = kept(made, root)
    size = int(folder.name)
    keep_anchor(book, size, "weir", "ots", {"checkpoint": note, "weir.ots": held})
    for number, header in enumerate(headers):
        keep_anchor(book, size, "weir", "header", {"checkpoint": note, f"weir-{number}.header": header})
    assert both(book, tmp_path) is verdict
    said = scenes.by_verify(book.root, tmp_path)[1]
    assert (f"first {size} lines existed no later than" in said) is (verdict is HOLDS)
    assert ("isnad stamp CASE --header FILE" in said) is (not headers)


def test_a_promise_is_no_fault_and_a_false_one_is(book, tmp_path):
    folder = book.seal()
    note = (folder / "checkpoint").read_bytes()
    made, _ = proof(note, end=PROMISED)
    keep_anchor(book, int(folder.name), "weir", "ots", {"checkpoint": note, "weir.pending.ots": made})
    assert both(book, tmp_path) is HOLDS
    other, _ = proof(b"another note", end=PROMISED)
    keep_anchor(book, int(folder.name), "reed", "ots", {"checkpoint": note, "reed.pending.ots": other})
    assert both(book, tmp_path) is FAILS


def test_by_the_floor_of_the_real_network_a_cheap_header_is_worth_nothing(book, tmp_path):
    assert MAINNET.floors == case_verify.FLOORS
    folder = book.seal()
    note = (folder / "checkpoint").read_bytes()
    made, root = proof(note)
    keep_anchor(book, int(folder.name), "weir", "ots", {"checkpoint": note, "weir.ots": made})
    given = {"checkpoint": note, "weir-900000.header": mined(root, at=1_800_000_000)}
    keep_anchor(book, int(folder.name), "weir", "header", given)
    assert both(book, tmp_path) is FAILS
    assert "made up cheaply" in scenes.by_verify(book.root, tmp_path)[1]


def test_a_header_that_was_lost_fails_and_ends_nothing(book, tmp_path):
    folder = book.seal()
    note = (folder / "checkpoint").read_bytes()
    made, root = proof(note)
    keep_anchor(book, int(folder.name), "weir", "ots", {"checkpoint": note, "weir.ots": made})
    header = mined(root)
    keep_anchor(book, int(folder.name), "weir", "header", {"checkpoint": note, "weir-900000.header": header})
    book.store.path(digest_of(header)).unlink()
    assert both(book, tmp_path) is FAILS


def test_what_there_is_none_of_is_told_as_nothing(book, tmp_path):
    said = scenes.by_verify(book.root, tmp_path)[1].splitlines()
    rows = {line[:28].strip(): line[28:].split() for line in said[1:7]}
    assert rows["time stamps"] == rows["checkpoints and witnesses"] == rows["sealed and forgotten"] == ["0", "0", "0"]
    of_isnad = check_case(Casebook(book.root, ring=KeyRing(tmp_path / "ring"))).sections
    assert rows == {s.name: [str(s.checked), str(s.failed), str(s.open)] for s in of_isnad}
