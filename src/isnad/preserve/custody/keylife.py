"""Key life: which keys may sign at which line of a log, told by the log's own entries.

What may live here: replaying the entries about keys, pure. The first entry names the case key and is signed by it. The
case key signs checkpoints and entries about keys; analysts' keys sign all else. An entry of kind "key" has
``event`` added, retired, compromised (from line ``since`` on its signatures prove nothing) or replaced (a new case key,
signed by the old one unless that is lost, which the check then says), ``role`` case, analyst, witness or recipient,
``id``, ``name``, ``public`` (base64 of the 32 bytes) and ``why``.
"""

import base64
import binascii
import re
from dataclasses import dataclass, replace
from typing import Any

from isnad.preserve.custody.entry import Entry
from isnad.preserve.custody.keys import key_id

CASE, ANALYST, WITNESS = "case", "analyst", "witness"
KEPT_BY = ("case", "key")  # the kinds of entry that keys' lives are kept by
_ORIGIN = re.compile(r"isnad\.case/[0-9a-f]{16}")
ADDED, RETIRED, COMPROMISED, REPLACED = "added", "retired", "compromised", "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key's life: lines (``seq``) from which it counts, at which it was retired, since which it is compromised."""

    id: str
    role: str
    name: str
    public: bytes
    added: int
    retired: int | None = None
    compromised: int | None = None

    def holds(self, seq: int) -> bool:
        """Whether it may sign line ``seq``."""
        return seq >= self.added and (self.retired is None or seq <= self.retired)


class KeyLife:
    """The keys of a log, as far as its entries were taken in."""

    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}
        self.origin = ""
        self._case: list[tuple[int, Key]] = []
        self.unsworn: list[int] = []  # lines at which the case key was replaced without the old one's signature

    @property
    def case_key(self) -> Key | None:
        """The key that signs checkpoints now."""
        return self._case[-1][1] if self._case else None

    def case_key_at(self, size: int) -> Key | None:
        """The key that signs the checkpoint of the first ``size`` lines."""
        return next((key for since, key in reversed(self._case) if since < size), None)

    def analyst(self, name: str) -> Key | None:
        """The key that signs for a person now."""
        mine = [k for k in self.keys.values() if (k.role, k.name) == (ANALYST, name)]
        return next((k for k in reversed(mine) if k.retired is None and k.compromised is None), None)

    def take(self, entry: Entry) -> str:
        """Take in an entry; what is wrong with it as an entry about keys, empty where nothing is."""
        if entry.kind == "case" and entry.seq == 0 and "origin" in entry.payload:
            return self._begin(entry, entry.payload)
        if entry.kind != "key" or entry.payload.get("role") not in (CASE, ANALYST, WITNESS):
            return ""
        if self.case_key is None:  # a case of format 1, from here on of format 2
            return self._begin(entry, entry.payload)
        said = entry.payload
        if said.get("role") == CASE and said.get("event") == REPLACED:
            return self._replace(entry, said)
        if entry.key != self.case_key.id:
            return "it is about a key and is not signed by the case key"
        return self._change(entry, said)

    def _begin(self, entry: Entry, said: dict[str, Any]) -> str:
        public = public_in(said)
        origin = said.get("origin")
        if public is None or not is_origin(origin) or entry.key != key_id(public):
            return "it does not name the case key that signs it"
        self.origin = str(origin)
        self._new_case_key(entry, public)
        return ""

    def _replace(self, entry: Entry, said: dict[str, Any]) -> str:
        public = public_in(said)
        if public is None or said.get("id") != key_id(public):
            return "it names no key"
        if key_id(public) in self.keys:  # a life would begin twice, and what the key signed before would be void
            return "the key was there before"
        if self.case_key is not None and entry.key == self.case_key.id:
            self._retire(self.case_key.id, entry.seq)
        elif entry.key == key_id(public):  # the old key is lost: the new one speaks for itself, and the check says so
            self.unsworn.append(entry.seq)
            if self.case_key is not None:
                self._retire(self.case_key.id, entry.seq)
        else:
            return "it replaces the case key and neither the old nor the new one signs it"
        self._new_case_key(entry, public)
        return ""

    def _new_case_key(self, entry: Entry, public: bytes) -> None:
        key = Key(id=key_id(public), role=CASE, name=self.origin, public=public, added=entry.seq)
        self.keys[key.id] = key
        self._case.append((entry.seq, key))

    def _change(self, entry: Entry, said: dict[str, Any]) -> str:
        ident = said.get("id")
        if not isinstance(ident, str):
            return "it names no key"
        match said.get("event"):
            case "added":
                public = public_in(said)
                if public is None or ident != key_id(public):
                    return "it names no key"
                role, name = said.get("role"), said.get("name")
                if not isinstance(name, str) or role == CASE or not isinstance(role, str):
                    return "it does not say whose key it is"
                if ident in self.keys:
                    return "the key was there before"
                self.keys[ident] = Key(id=ident, role=role, name=name, public=public, added=entry.seq + 1)
            case "retired" | "compromised" if self.case_key is not None and ident == self.case_key.id:
                return "the case key is replaced, and not taken away"
            case "retired" if ident in self.keys:
                self._retire(ident, entry.seq)
            case "compromised" if ident in self.keys and type(said.get("since")) is int:
                self.keys[ident] = replace(self.keys[ident], compromised=said["since"], retired=entry.seq)
            case _:
                return "it says nothing that can be understood of a key"
        return ""

    def _retire(self, ident: str, seq: int) -> None:
        self.keys[ident] = replace(self.keys[ident], retired=seq)


def is_origin(origin: object) -> bool:
    """Whether this is the name of a log as isnad gives it. Keys and memory are kept under it, so no other will do."""
    return isinstance(origin, str) and _ORIGIN.fullmatch(origin) is not None


def public_in(said: dict[str, Any]) -> bytes | None:
    """The 32 bytes of the key that an entry about keys names, None where there is none."""
    try:
        public = base64.b64decode(said["public"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        return None
    return public if len(public) == 32 else None


def key_payload(
    event: str, role: str, name: str, public: bytes, why: str = "", since: int | None = None
) -> dict[str, Any]:
    """The payload of an entry about a key."""
    said: dict[str, Any] = {"event": event, "role": role, "name": name, "id": key_id(public)}
    said["public"] = base64.b64encode(public).decode()
    return said | ({"why": why} if why else {}) | ({"since": since} if since is not None else {})
