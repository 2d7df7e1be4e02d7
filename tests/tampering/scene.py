"""A small case with everything in it, and what a forger needs: lines taken apart, chained and signed anew."""

import base64
import contextlib
import hashlib
import io
import json
import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from preserve.anchors.lab import Responder, holder

from isnad.anchoring.kept import add_authority, keep_anchor
from isnad.casebook import Casebook, new_casebook
from isnad.checking.answer import Check, Verdict
from isnad.checking.whole import check_case
from isnad.preserve import case_verify
from isnad.preserve.anchors import by_openssl, rfc3161
from isnad.preserve.anchors.authority import Authority
from isnad.preserve.custody.keys import KeyRing, key_id, private_of_pem, verifies
from isnad.preserve.custody.merkle import leaf_hash, root_of
from isnad.preserve.custody.note import Checkpoint, Note, sign
from isnad.preserve.custody.witness import Witness, shown_in
from isnad.preserve.trouble import Trouble
from isnad.protection import add_sealed, forget, set_recipients
from isnad.records.codec import canonical
from isnad.records.judgement import Decision, Judgement
from isnad.witnessing.asking import request, take

ADA, WITNESS = "Ada Orr", "mill.example/witness"
RECIPIENTS = 2


@dataclass
class Scene:
    """A case folder, the ring of the one who wrote it, and what was kept outside of it.

    ``older`` is a copy of the folder from before the second file, ``early`` and ``late`` are checkpoints kept outside
    at those two moments. ``sealed`` and ``forgotten`` are ids, ``ciphertext`` the bytes of the forgotten one.
    """

    root: Path
    ring: Path
    older: Path
    early: bytes = b""
    late: bytes = b""
    sealed: str = ""
    forgotten: str = ""
    ciphertext: bytes = b""
    stamped: list[int] = field(default_factory=list)

    def copy(self, to: Path) -> "Scene":
        """The same elsewhere, for a test to spoil."""
        made = {name: to / name for name in ("root", "ring", "older")}
        for name, path in made.items():
            shutil.copytree(getattr(self, name), path)
        kept = (self.early, self.late, self.sealed, self.forgotten, self.ciphertext, self.stamped)
        return Scene(*made.values(), *kept)

    @property
    def log(self) -> Path:
        return self.root / "log" / "entries.jsonl"

    @property
    def checkpoint(self) -> Path:
        return self.root / "log" / "checkpoint"

    def lines(self) -> list[bytes]:
        return self.log.read_bytes().splitlines(keepends=True)

    def write(self, lines, checkpoint=None):
        self.log.write_bytes(b"".join(lines))
        if checkpoint is not None:
            self.checkpoint.write_bytes(checkpoint)

    def entries(self) -> list[dict]:
        return [json.loads(line) for line in self.lines()]

    def at(self, kind: str, number: int = 0) -> int:
        """The seq of the entry of this kind."""
        return [entry["seq"] for entry in self.entries() if entry["kind"] == kind][number]

    def keys(self) -> dict[str, Ed25519PrivateKey]:
        """What a thief of the machine finds: private keys by id."""
        found = [private_of_pem(path.read_bytes(), path) for path in (self.ring / "keys").glob("isnad*/*.pem")]
        return {key_id(key.public_key().public_bytes_raw()): key for key in found}

    def object(self, digest: str) -> Path:
        return self.root / "objects" / "sha256" / digest[7:9] / digest[7:]

    def capture(self, number: int = 0) -> dict:
        return [entry for entry in self.entries() if entry["kind"] == "capture"][number]


def build(folder: Path) -> Scene:
    """Two files as a batch, a judgement, then a witness, a stamp, a third file, a second stamp, and sealed items."""
    ring, root, given = KeyRing(folder / "ring"), folder / "root", folder / "given"
    book = new_casebook(root, "Mill", actor=ADA, ring=ring)
    given.mkdir()
    for name, text in (("a.txt", "Two were killed at the mill.\n"), ("b.txt", "Nine were hurt at the weir.\n")):
        (given / name).write_text(text, encoding="utf-8")
    assert [kept.new for kept in book.add(str(given))] == [True, True]
    book.judge(Judgement(id="", by=ADA, why="misread", at=None, decision=Decision.REJECT, subjects=("c1",)))  # type: ignore[arg-type]
    scene = Scene(root, ring.root, folder / "older", early=(root / "log" / "checkpoint").read_bytes())
    shutil.copytree(root, scene.older)
    witnessed(book, folder / "partner")
    authority = Authority(name="sedge", form="rfc3161", url="https://sedge.example/")
    top = holder("Sedge root", ca=True)
    responder = Responder(folder / "sedge", holder("Sedge stamps", top))
    add_authority(book, authority, top.pem)
    scene.stamped.append(stamped(book, responder, top.pem))
    (given / "c.txt").write_text("The toll at the mill rose to five.\n", encoding="utf-8")
    assert [kept.new for kept in book.add(str(given / "c.txt"))] == [True]
    scene.stamped.append(stamped(book, responder, top.pem))
    protected(book, given, scene)
    scene.late = scene.checkpoint.read_bytes()
    return scene


def witnessed(book: Casebook, home: Path) -> None:
    """A partner with a ring of its own cosigns the case as it stands, and that is taken in."""
    partner = Witness(KeyRing(home))
    partner.begin(WITNESS)
    _, asked = request(book)
    take(book, partner.cosign(shown_in(asked)[0], 1_700_000_000).encode().encode())


def stamped(book: Casebook, responder: Responder, chain: bytes) -> int:
    """Have the newest checkpoint stamped; its size."""
    folder = book.seal()
    note = (folder / "checkpoint").read_bytes()
    query = rfc3161.request(note)
    files = {"checkpoint": note, "sedge.tsq": query, "sedge.tsr": responder.reply(query), "sedge.chain.pem": chain}
    keep_anchor(book, int(folder.name), "sedge", "rfc3161", files)
    return int(folder.name)


def protected(book: Casebook, given: Path, scene: Scene) -> None:
    """One item is sealed, another one sealed and forgotten."""
    import pyrage

    set_recipients(book, [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(RECIPIENTS)])
    ids = []
    for name in ("d.txt", "e.txt"):
        (given / name).write_text(f"A name that stays unsaid: {name}.\n", encoding="utf-8")
        ids += [ident for _, ident in add_sealed(book, str(given / name))]
    scene.sealed, scene.forgotten = ids
    scene.ciphertext = (book.root / "private" / f"{scene.forgotten}.age").read_bytes()
    forget(book, scene.forgotten, ADA, "asked for by the one it names")


def rebuilt(entries: list[dict], keys: dict[str, Ed25519PrivateKey]) -> tuple[list[bytes], bytes]:
    """Lines chained anew and a checkpoint over them, signed as far as one has the keys; old signatures stay else."""
    lines: list[bytes] = []
    prev, start = "sha256:" + hashlib.sha256(b"").hexdigest(), 0
    for seq, given in enumerate(entries):
        entry = {**given, "seq": seq, "prev": prev}
        if entry["kind"] == "batch":
            root = root_of(leaf_hash(line) for line in lines[start:])
            entry["payload"] = {"from": start, "root": f"sha256:{root.hex()}"}
        if "sig" in entry:
            start = seq + 1
            if entry["key"] in keys:
                del entry["sig"]
                entry["sig"] = base64.b64encode(keys[entry["key"]].sign(canonical(entry))).decode()
        lines.append(canonical(entry) + b"\n")
        prev = "sha256:" + hashlib.sha256(lines[-1]).hexdigest()
    first = entries[0]["payload"]
    return lines, note_over(lines, first["origin"], keys[first["id"]]) if first["id"] in keys else b""


def note_over(lines: list[bytes], origin: str, key: Ed25519PrivateKey) -> bytes:
    """A checkpoint over these lines, signed by this key."""
    text = Checkpoint(origin=origin, size=len(lines), root=root_of(map(leaf_hash, lines))).text()
    return Note(text=text, signatures=(sign(text, origin, key),)).encode()


def reworded(entry: dict, **said) -> dict:
    """An entry whose record says something else, with the id that fits."""
    payload = {**entry["payload"], **said}
    ident = hashlib.sha256(canonical([{**payload, "id": ""}])).hexdigest()[:16]
    return {**entry, "payload": {**payload, "id": ident}}


def quicken(monkeypatch) -> None:
    """Do without a process for each digest and signature, and ask openssl once about each token: what is asked and
    answered stays the same. tests/preserve/test_verify.py has them as they are."""
    monkeypatch.setattr("isnad.preserve.hashing.cores", lambda: 1)
    monkeypatch.setattr(case_verify.Openssl, "verifies", lambda self, public, sig, data: verifies(public, sig, data))
    monkeypatch.setattr(by_openssl, "verdict", _TOLD)
    monkeypatch.setattr(case_verify.Case, "stamped", _stamped)


_TOLD = cache(by_openssl.verdict)
_ASKED: dict[tuple, float] = {}
_ASK = case_verify.Case.stamped


def _stamped(self, *given) -> float:
    known = (*given[:-1], frozenset(given[-1]))
    if known not in _ASKED:
        _ASKED[known] = _ASK(self, *given)
    return _ASKED[known]


def answer(root: Path, ring: Path, against=()) -> Check | None:
    """What ``isnad check`` finds with this ring; None where it refuses to open the folder (exit code 1)."""
    try:
        return check_case(Casebook(root, ring=KeyRing(ring)), jobs=1, against=against)
    except Trouble:
        return None


def by_isnad(root: Path, ring: Path, against=()) -> Verdict:
    """Its verdict."""
    found = answer(root, ring, against)
    return Verdict.FAILS if found is None else found.verdict


def by_verify(root: Path, folder: Path, against=()) -> tuple[Verdict, str]:
    """The verdict of verify.py, and what it prints."""
    words = [str(root), "--jobs", "2"]
    for number, data in enumerate(against):
        (folder / f"outside-{number}").write_bytes(data)
        words += ["--against", str(folder / f"outside-{number}")]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            code = case_verify.main(words)
        except SystemExit as error:
            code = int(error.code or 0)
    return Verdict(code), out.getvalue()
