"""Coverage-guided fuzzing of what reads the log, signed notes, keys, proofs and witnesses' mail.

    uv run --group fuzz python benchmarks/fuzz_notes.py note|entry|key|mail|proof|log [-max_total_time=60]

An exception other than a refusal, bytes that are taken and do not come back, a spoilt note that still counts as signed,
or a proof that holds and is none, end the run with the input in a file crash-*. Options are libFuzzer's.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["isnad.preserve.custody", "isnad.records.codec", "json"]):
    from isnad.preserve.custody import entry as entries
    from isnad.preserve.custody import keylife, log, merkle, note, witness

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
ORIGIN = "isnad.case/0123456789abcdef"
LEAVES = [merkle.leaf_hash(b"line %d\n" % n) for n in range(100)]
TREE = merkle.Tree(LEAVES)
TEXT = note.Checkpoint(origin=ORIGIN, size=70, root=TREE.root(70)).text()
SIGNED = note.Note(text=TEXT, signatures=(note.sign(TEXT, ORIGIN, KEY), note.cosign(TEXT, "w.example", KEY, 1)))
PLAIN = {"seq": 0, "prev": entries.BEFORE_FIRST, "at": "2021-03-02T00:00:00Z", "actor": "Ada", "tool": "t"}
FIRST = keylife.key_payload("", "case", "", PUBLIC) | {"origin": ORIGIN}
ENTRY = entries.Entry(
    **PLAIN,
    kind="case",
    payload=FIRST,
    objects=(("sha256:" + "0a" * 32, 3),),
    private=(("name", "sha256:" + "0b" * 32),),
    mono=("0a1b", 5),
    key=keylife.key_id(PUBLIC),
    sig="AAAA",
)


def main() -> None:
    """Make the seeds, then fuzz the target that is named."""
    target, options = sys.argv[1], sys.argv[2:]
    one, seeds = {"note": _note, "entry": _entry, "key": _key, "mail": _mail, "proof": _proof, "log": _log}[target]()
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds):
            (Path(folder) / str(number)).write_bytes(seed)
        atheris.Setup([sys.argv[0], *options, folder], one)
        atheris.Fuzz()


Target = tuple[Callable[[bytes], None], list[bytes]]


def _note() -> Target:
    def one(data: bytes) -> None:
        try:
            found = note.parse_note(data)
        except ValueError:
            return
        _same(found.encode(), data)
        if note.is_signed(found, ORIGIN, PUBLIC):
            _same(found.text, TEXT)
        if note.cosigned_at(found.text, found.signatures, "w.example", PUBLIC) not in (None, 1):
            raise AssertionError("a cosignature at another time")
        try:
            said = note.parse_checkpoint(found.text)
        except ValueError:
            return
        _same(found.text.startswith(said.text()), True)

    return one, [SIGNED.encode()]


def _entry() -> Target:
    def one(data: bytes) -> None:
        try:
            found = entries.entry_of(data)
        except ValueError:
            return
        again = entries.entry_of(found.line())
        _same(again, found)
        _same(again.line(), found.line())
        found.signed_bytes()
        _same(isinstance(found.signature, bytes) and isinstance(found.named, dict), True)
        keylife.KeyLife().take(found)

    return one, [ENTRY.line(), ENTRY.line().replace(b'"key":', b'"k\\u0065y":'), b'{"a":[[1e999,NaN,"\\ud800"]]}\n']


def _key() -> Target:
    def one(data: bytes) -> None:
        line = data.decode("utf-8", "surrogateescape")
        try:
            name, public, kind = note.parse_verifier_key(line)
        except ValueError:
            return
        _same(note.verifier_key(name, public, kind), line.strip())

    return one, [note.verifier_key(ORIGIN, PUBLIC).encode(), note.verifier_key("w", PUBLIC, note.COSIGNATURE).encode()]


def _mail() -> Target:
    last = note.Checkpoint(origin=ORIGIN, size=30, root=TREE.root(30))
    later, key = {TREE.root(size) for size in range(30, 101)}, note.verifier_key(ORIGIN, PUBLIC)

    def one(data: bytes) -> None:
        try:
            found, (signatures, _) = witness.shown_in(data), witness.given_in(data)
        except ValueError:
            return
        for each in found:
            if not set(each.signatures) <= set(signatures):
                raise AssertionError("a signature is found in one way only")
            if not witness.refusal(last, each):  # RFC 6962: a proof binds the root, the log's signature binds the size
                if each.checkpoint.root not in later:
                    raise AssertionError("it would cosign what does not continue the log")
                if witness.signed_by(each, key):
                    _same(each.checkpoint.text(), TEXT)

    return one, [witness.bundle(30, TREE.prove_consistency(30, 70), SIGNED.encode()), TEXT.encode()]


def _proof() -> Target:
    """First two bytes: index or first size, and size; then hashes. What holds has to be the one true proof."""

    def one(data: bytes) -> None:
        if len(data) < 2:
            return
        first, size = data[0] % 101, data[1] % 101
        hashes = tuple(data[at : at + 32] for at in range(2, len(data), 32))
        root = TREE.root(size)
        leaf = LEAVES[min(first, 99)]
        if merkle.check_inclusion(leaf, first, size, hashes, root):
            _same(hashes, TREE.prove_inclusion(first, size))
        old = TREE.root(first)
        if merkle.check_consistency(first, size, old, root, hashes):
            _same(hashes, TREE.prove_consistency(first, size))

    seeds = [bytes([i, n]) + b"".join(TREE.prove_inclusion(i, n)) for i, n in ((0, 1), (5, 8), (69, 70), (42, 100))]
    seeds += [bytes([i, n]) + b"".join(TREE.prove_consistency(i, n)) for i, n in ((1, 1), (3, 7), (64, 70), (30, 70))]
    return one, seeds


def _log() -> Target:
    path = Path(tempfile.mkdtemp()) / "entries.jsonl"

    def one(data: bytes) -> None:
        path.write_bytes(data)
        found = log.Log(path)
        found.refresh()
        _same(found.size, data.count(b"\n"))
        if not found.problems:
            _same(b"".join(e.line() for e in found.entries) + found.torn, data)
        life = keylife.KeyLife()
        for each in found.entries:
            life.take(each)

    second = entries.Entry(**PLAIN | {"seq": 1, "prev": log.digest_of(ENTRY.line())}, kind="note", payload={"n": [1]})
    return one, [ENTRY.line() + second.line(), ENTRY.line(), second.line() + b'{"half']


def _same(one: object, other: object) -> None:
    if one != other:
        raise AssertionError(f"{one!r} is not {other!r}")


if __name__ == "__main__":
    main()
