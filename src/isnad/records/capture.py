"""Digest, Within, Capture: what was preserved, when, from where, by what.

What may live here: facts about preserved bytes. The bytes themselves live in the casebook.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

_SHA256 = re.compile(r"sha256:[0-9a-f]{64}")


def digest_of(data: bytes) -> str:
    """The Digest of some bytes: ``sha256:`` and 64 hex digits (FIPS 180-4)."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Where in an evidentiary copy an item's bytes stand, when they are not that copy themselves.

    ``container`` is the Digest of the preserved file, ``kind`` says what it is ("warc", "wacz", "zip"), ``member`` is
    the path inside a WACZ or ZIP (of the WARC or of the file itself; empty in a plain WARC), ``record`` a WARC record's
    id, ``offset`` and ``length`` its place in bytes in the WARC as stored (gzip members are counted compressed). A
    record that shares its gzip member with others has length 0, and ``#`` with its number among them after its id.
    """

    container: str
    kind: str
    member: str = ""
    record: str = ""
    offset: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One preserved item, as it was given or fetched.

    ``digest`` names the item's own bytes. Where ``within`` is None they are the evidentiary copy; else they are a
    working copy, taken out of the evidentiary copy that ``within`` names. ``origin`` is the path or URL it was
    taken from, ``captured`` the time of preservation (UTC). ``publisher``, ``published``,
    ``url`` and ``title`` are what the one who added it said of it, to the letter; empty where
    nothing was said. ``media_type`` is as served or guessed, ``tool`` what took it.
    ``headers`` are the response's header fields for a fetched capture. ``truncated`` says why not all of it came
    ("length", "time", "disconnect", "unspecified": the reasons of WARC 1.1, section 5.13); empty where all did.
    """

    id: str
    digest: str
    size: int
    origin: str
    captured: datetime
    tool: str
    media_type: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    title: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    within: Within | None = None
    truncated: str = ""

    def __post_init__(self) -> None:
        if not _SHA256.fullmatch(self.digest):
            raise ValueError(f"not a SHA-256 digest: {self.digest!r}")
        if self.size < 0:
            raise ValueError("a size is not negative")
