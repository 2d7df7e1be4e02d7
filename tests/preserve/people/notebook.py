"""A log of a case's own kind, without the rest of a casebook: enough to seal into and to forget from."""

import hashlib
from pathlib import Path

import pyrage
from strategies import utc

from isnad.preserve.custody.entry import Entry
from isnad.records.capture import Capture, digest_of
from isnad.records.codec import to_plain, with_id


class Notebook:
    """Lines in ``log/entries.jsonl``, each with the digest of the one before, as a CustodyLog."""

    def __init__(self, root: Path):
        self.root = root
        for part in ("log", "objects/sha256", "derived"):
            (root / part).mkdir(parents=True)
        self.lines = []

    def entries(self, *kinds):
        yield from (line for line in self.lines if not kinds or line.kind in kinds)

    def append(self, kind, payload, *, objects=(), private=(), actor=""):
        prev = digest_of(self.lines[-1].line()) if self.lines else digest_of(b"")
        line = Entry(
            seq=len(self.lines),
            prev=prev,
            at=f"2021-03-04T05:06:{len(self.lines):02}.000000Z",
            kind=kind,
            actor=actor or "Ada",
            tool="isnad 1",
            payload=payload,
            objects=tuple(objects),
            private=tuple(private),
        )
        with (self.root / "log" / "entries.jsonl").open("ab") as stream:
            stream.write(line.line())
        self.lines.append(line)
        return line

    def put(self, data):
        """Keep bytes as an object; its path and digest."""
        name = hashlib.sha256(data).hexdigest()
        path = self.root / "objects" / "sha256" / name[:2] / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path, f"sha256:{name}"

    def capture(self, data, **said):
        """Keep bytes as an object, and its capture in the log."""
        path, digest = self.put(data)
        capture = capture_of(digest=digest, size=len(data), **said)
        line = self.append("capture", to_plain(capture), objects=[(digest, len(data))])
        return path, digest, capture, line

    def whole(self):
        """Whether every line still holds the digest of the one before, on the disk."""
        lines = (self.root / "log" / "entries.jsonl").read_bytes().splitlines(keepends=True)
        before = [digest_of(b""), *(digest_of(line) for line in lines)]
        return lines == [line.line() for line in self.lines] and all(
            line.prev == prev for line, prev in zip(self.lines, before, strict=False)
        )


def capture_of(**said):
    """A Capture with these fields and plain ones for the rest."""
    rest = {"digest": digest_of(b""), "size": 0, "origin": "in/a.txt", "captured": utc(2021, 3, 4), "tool": "isnad 1"}
    return with_id(Capture(id="", **{**rest, **said}))


def plain_of(**said):
    """A Capture as plain data that sealing completes."""
    plain = to_plain(capture_of(**said))
    return {name: value for name, value in plain.items() if name not in ("id", "digest", "size")}


def identities(number=2):
    """New age identities and their recipients."""
    made = [pyrage.x25519.Identity.generate() for _ in range(number)]
    return made, tuple(str(one.to_public()) for one in made)


def every_byte(root: Path):
    """All bytes below a folder, with the names of its files and folders."""
    found = [str(path.relative_to(root)).encode() + b"\n" for path in sorted(root.rglob("*"))]
    found += [path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()]
    return b"\n".join(found)


def spellings(secret: str):
    """The ways in which a text could stand in a file: encodings, escapes, digests."""
    import base64
    import json
    import urllib.parse

    raw = secret.encode()
    yield raw
    yield raw.hex().encode()
    yield secret.encode("utf-16-le")
    yield secret.encode("utf-16-be")
    yield json.dumps(secret)[1:-1].encode()
    yield urllib.parse.quote(secret).encode()
    for shift in range(3):  # base64 of it at any place within other text, without the edges that its neighbours shape
        coded = base64.b64encode(b"\0" * shift + raw)
        yield coded[4 if shift else 0 : len(coded) - 4]
    digest = hashlib.sha256(raw).digest()
    yield from (digest, digest.hex().encode(), digest.hex().upper().encode(), base64.b64encode(digest))
