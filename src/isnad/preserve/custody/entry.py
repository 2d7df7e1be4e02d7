"""Entry: one line of the log, what of it is signed, and its parts.

What may live here: the form of a line. A line is canonical JSON and a newline; the digest that the next line holds as
``prev``, and the leaf of the Merkle tree, are over both. Fields at their default are left out, so that lines of older
versions keep their bytes.
"""

import base64
import binascii
import json
from dataclasses import dataclass, fields, replace
from typing import Any

from isnad.records.capture import digest_of
from isnad.records.codec import canonical

BEFORE_FIRST = digest_of(b"")  # the first entry's ``prev``: nothing stands before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing done.

    ``at`` is wall time (ISO 8601, UTC), ``mono`` the machine's running time since a start (an id of that start that
    means nothing outside the case, and nanoseconds), ``actor`` who did it, ``tool`` with what and ``config`` the Digest
    of an object that says with which parts. ``kind`` is what was done, ``payload`` the record as plain data.
    ``objects`` names the evidentiary files it speaks of (digest and size in bytes), ``private`` commits to values that
    are kept apart (name and SHA-256 over a 16-byte salt and the value). ``key`` is the signer's key, ``sig`` the
    base64 of its Ed25519 signature over the line without ``sig`` and newline; an entry of a batch has a key and no
    signature of its own, for the entry that closes the batch signs for all (``custody/draft.py``).
    """

    seq: int
    prev: str
    at: str
    actor: str
    tool: str
    kind: str
    payload: dict[str, Any]
    objects: tuple[tuple[str, int], ...] = ()
    private: tuple[tuple[str, str], ...] = ()
    mono: tuple[str, int] | None = None
    config: str = ""
    key: str = ""
    sig: str = ""

    def plain(self) -> dict[str, Any]:
        """The entry as plain data, fields at their default left out."""
        said = {name: getattr(self, name) for name in _ALWAYS}
        said |= {name: value for name in _SOMETIMES if (value := getattr(self, name))}
        if self.objects:
            said["objects"] = [{"digest": digest, "size": size} for digest, size in self.objects]
        if self.private:
            said["private"] = [{"commit": commit, "name": name} for name, commit in self.private]
        if self.mono is not None:
            said["mono"] = list(self.mono)
        return said

    def line(self) -> bytes:
        """The exact bytes of the entry in the log."""
        return canonical(self.plain()) + b"\n"

    def signed_bytes(self) -> bytes:
        """What a signature is over: the line without ``sig`` and without its newline."""
        return canonical(replace(self, sig="").plain())

    @property
    def signature(self) -> bytes:
        """The signature's bytes, empty where there is none that can be read."""
        try:
            return base64.b64decode(self.sig, validate=True)
        except (binascii.Error, ValueError):
            return b""

    @property
    def named(self) -> dict[str, int]:
        """Digest and size of the objects it names; lines of format 1 name one, in their payload."""
        if self.objects or self.key:
            return dict(self.objects)
        digest, size = self.payload.get("digest"), self.payload.get("size")
        return {digest: size} if isinstance(digest, str) and type(size) is int else {}


_ALWAYS = ("seq", "prev", "at", "actor", "tool", "kind", "payload")
_SOMETIMES = ("config", "key", "sig")
DEEPEST = 100  # brackets within brackets; what isnad writes has a dozen
_FIELDS = frozenset(field.name for field in fields(Entry))


def entry_of(line: bytes) -> Entry:
    """The entry in a line. Raises ValueError where it is none."""
    data = _loaded(line)
    if not isinstance(data, dict) or not set(_ALWAYS) <= set(data) or not isinstance(data["payload"], dict):
        raise ValueError("an entry is a JSON object with " + ", ".join(_ALWAYS))
    if set(data) - _FIELDS:
        raise ValueError(f"an entry has no field {sorted(set(data) - _FIELDS)[0]!r}")
    texts = ("prev", "at", "actor", "tool", "kind", *(name for name in _SOMETIMES if name in data))
    if type(data["seq"]) is not int or not all(isinstance(data[name], str) for name in texts):
        raise ValueError("an entry's seq is a whole number; its prev, at, actor, tool, kind, key and sig are text")
    data["objects"] = tuple(_pair(each, "digest", "size", int) for each in _list(data, "objects"))
    data["private"] = tuple(_pair(each, "name", "commit", str) for each in _list(data, "private"))
    data["mono"] = _mono(data["mono"]) if "mono" in data else None
    return Entry(**data)


def _loaded(line: bytes) -> Any:
    """The JSON of a line, of what canonical JSON can say again: nothing else may reach a reader. Raises ValueError."""
    text = line.decode("utf-8")
    try:
        data = _DECODER.decode(text)
        if text.count("[") + text.count("{") > DEEPEST:  # brackets in words count too: then one has to look
            _bounded(data, DEEPEST)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if "\\u" in text:
        canonical(data)  # half a surrogate pair is no text: it raises a ValueError
    return data


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text[:20]} is out of all bounds")
    return number


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number, parse_float=_finite)


def _bounded(data: Any, depth: int) -> None:
    if depth < 0:
        raise ValueError("it is nested too deeply")
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        _bounded(each, depth - 1)


def _list(data: dict[str, Any], name: str) -> list[Any]:
    said = data.get(name, [])
    if not isinstance(said, list):
        raise ValueError(f"an entry's {name} is a list")
    return said


def _pair(each: Any, first: str, second: str, kind: type) -> tuple[Any, Any]:
    if not isinstance(each, dict) or set(each) != {first, second}:
        raise ValueError(f"each is an object with {first} and {second}")
    if not isinstance(each[first], str) or type(each[second]) is not kind:
        raise ValueError(f"its {first} or {second} is of the wrong kind")
    return each[first], each[second]


def _mono(said: Any) -> tuple[str, int]:
    if not isinstance(said, list) or [type(each) for each in said] != [str, int]:
        raise ValueError("an entry's mono is a text and a whole number")
    if not 0 <= said[1] < 1 << 63:  # nanoseconds: 292 years
        raise ValueError("an entry's mono is out of all bounds")
    return said[0], said[1]
