"""Usual: lines of the log as isnad itself writes them most, read in a quarter of the time.

What may live here: the form of a line that says of a capture, or of a container, and nothing unusual. A line that has
this form to the letter is canonical and means what ``entry_of`` makes of it; any other is left to that. A log of 10,000
pages has as many such lines, and reading them with all checks takes longer than computing the digests of the pages.
"""

import hashlib
import json
import re
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from isnad.preserve.custody.entry import Entry
from isnad.records.capture import Capture, Within
from isnad.records.codec import ID_LENGTH

_ANY = r'"[^"\\\x00-\x1f]*+"'  # a JSON string without escapes (RFC 8259, section 7)
_PAIR = rf"\[{_ANY},{_ANY}\]"


def _text(name: str, *, some: bool = False) -> str:
    return rf'"(?P<{name}>[^"\\\x00-\x1f]{"+" if some else "*"}+)"'


def _digest(name: str) -> str:
    return rf'"(?P<{name}>sha256:[0-9a-f]{{64}})"'


def _count(name: str) -> str:
    return rf"(?P<{name}>0|[1-9][0-9]{{0,15}})"


def _time(name: str) -> str:
    clock = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}"
    return rf'"(?P<{name}>\d{{4}}-\d\d-\d\dT{clock}Z)"'


def _line(kind: str, payload: str) -> re.Pattern[str]:
    return re.compile(
        rf'\{{"actor":{_text("actor")},"at":{_time("at")},"config":{_digest("config")},"key":{_text("key", some=True)},'
        rf'"kind":"{kind}","mono":\[{_text("start")},{_count("mono")}\],'
        rf'(?:"objects":\[\{{"digest":{_digest("object")},"size":{_count("object_size")}\}}\],)?'
        rf'"payload":(?P<payload>{payload}),"prev":{_text("prev")},"seq":{_count("seq")}'
        rf'(?:,"sig":{_text("sig", some=True)})?,"tool":{_text("tool")}\}}\n',
        re.ASCII,
    )


_WITHIN = (
    rf'\{{"container":{_digest("container")},"kind":{_text("form")}(?:,"length":{_count("length")})?'
    rf'(?:,"member":{_text("member")})?(?:,"offset":{_count("offset")})?(?:,"record":{_text("record")})?\}}'
)
_CAPTURE = _line(
    "capture",
    rf'\{{"captured":{_time("captured")},"digest":{_digest("digest")}'
    rf'(?:,"headers":\[(?P<headers>{_PAIR}(?:,{_PAIR})*+)\])?,"id":{_text("id")}(?:,"media_type":{_text("media_type")})?'
    rf',"origin":{_text("origin")}(?:,"published":{_text("published")})?(?:,"publisher":{_text("publisher")})?'
    rf',"size":{_count("size")}(?:,"title":{_text("title")})?,"tool":{_text("made_by")}'
    rf'(?:,"truncated":{_text("truncated")})?(?:,"url":{_text("url")})?(?:,"within":{_WITHIN})?\}}',
)


@cache
def _container() -> re.Pattern[str]:
    """Lines of containers, of which many cases have none."""
    return _line(
        "container",
        rf'\{{"digest":{_digest("digest")},"name":{_text("name")},"size":{_count("size")}(?:,"url":{_text("url")})?\}}',
    )


_GLANCE = ("seq", "prev", "config", "at", "start", "mono", "key", "actor", "sig", "object", "object_size")
Glance = tuple[str, ...]  # these groups, None where the line does not hold one


def _places(pattern: re.Pattern[str], *names: str) -> tuple[int, ...]:
    return tuple(pattern.groupindex[name] for name in names)


_OF_CAPTURE = _places(_CAPTURE, *_GLANCE)
_ID, _PAYLOAD, _CAPTURED = _places(_CAPTURE, "id", "payload", "captured")


def usual(line: bytes) -> "Usual | None":
    """The entry in a line of this form; None where it has another, so that it has to be read with all care."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return None
    if '"kind":"capture","mono"' in text:
        found, kind = _CAPTURE.fullmatch(text), "capture"
    else:
        found, kind = _container().fullmatch(text), "container"
    return None if found is None else Usual(found, kind)


class Usual(Entry):
    """An entry that is read no further than it is asked: of most, a check asks for little."""

    __slots__ = ("_found", "glance")
    _found: re.Match[str]
    glance: Glance  # what is asked of every line, taken out of it at once

    def __init__(self, found: re.Match[str], kind: str) -> None:
        _SET_FOUND(self, found)
        _SET_KIND(self, kind)
        _SET_GLANCE(self, found.group(*(_OF_CAPTURE if kind == "capture" else _GLANCE)))

    @property
    def seq(self) -> int:
        return int(self.glance[0])

    @property
    def prev(self) -> str:
        return self.glance[1]

    @property
    def at(self) -> str:
        return self._found["at"]

    @property
    def actor(self) -> str:
        return self._found["actor"]

    @property
    def tool(self) -> str:
        return self._found["tool"]

    @property
    def payload(self) -> dict[str, Any]:
        return json.loads(self._found["payload"])  # type: ignore[no-any-return]

    @property
    def objects(self) -> tuple[tuple[str, int], ...]:
        digest, size = self.glance[9:11]
        return ((digest, int(size)),) if digest else ()

    @property
    def private(self) -> tuple[tuple[str, str], ...]:
        return ()

    @property
    def mono(self) -> tuple[str, int]:
        start, nanoseconds = self.glance[4:6]
        return start, int(nanoseconds)

    @property
    def config(self) -> str:
        return self.glance[2]

    @property
    def key(self) -> str:
        return self.glance[6]

    @property
    def sig(self) -> str:
        return self.glance[8] or ""

    def line(self) -> bytes:
        """The exact bytes of the entry in the log."""
        return self._found.string.encode()

    def whole(self) -> Entry:
        """The same, read at once."""
        from isnad.preserve.custody.entry import entry_of

        return entry_of(self.line())

    def signed_bytes(self) -> bytes:
        """What a signature is over: the line without ``sig`` and without its newline."""
        return self.whole().signed_bytes()

    @property
    def seconds(self) -> float | None:
        """When it was written, in seconds since 1970; None where there is no such day."""
        at = self.glance[3]
        minute = _minute(at[:16])
        return None if minute is None else minute + float(at[17:-1])

    @property
    def is_itself(self) -> bool:
        """Whether a capture's id comes from its content, as ``records.codec.id_of`` gives it; a container has none."""
        if self.kind != "capture":
            return True
        found = self._found
        start, end = found.span(_ID)
        first, last = found.span(_PAYLOAD)
        text = found.string
        blank = f"[{text[first:start]}{text[end:last]}]".encode()
        return hashlib.sha256(blank).hexdigest()[:ID_LENGTH] == text[start:end]

    @property
    def is_dated(self) -> bool:
        """Whether the time at which a capture was taken is one."""
        return self.kind != "capture" or _is_day(self._found[_CAPTURED][:10])

    def texts(self, *names: str) -> tuple[str, ...]:
        """What stands in these places of a capture's line; empty where it says nothing of one."""
        return tuple(text or "" for text in self._found.group(*names))

    def capture(self) -> Capture | None:
        """The capture that it says of; a container has none. Raises ValueError where its time is none."""
        if self.kind != "capture":
            return None
        held = self._found.groupdict("")
        within = None
        if held["container"]:
            within = Within(
                container=held["container"],
                kind=held["form"],
                member=held["member"],
                record=held["record"],
                offset=int(held["offset"] or 0),
                length=int(held["length"] or 0),
            )
        return Capture(
            id=held["id"],
            digest=held["digest"],
            size=int(held["size"]),
            origin=held["origin"],
            captured=datetime.fromisoformat(held["captured"]),
            tool=held["made_by"],
            media_type=held["media_type"],
            publisher=held["publisher"],
            published=held["published"],
            url=held["url"],
            title=held["title"],
            headers=_pairs(held["headers"]) if held["headers"] else (),
            within=within,
            truncated=held["truncated"],
        )


# What is frozen is set by its slots.
_SET_FOUND, _SET_GLANCE, _SET_KIND = (
    vars(owner)[name].__set__ for owner, name in ((Usual, "_found"), (Usual, "glance"), (Entry, "kind"))
)


@lru_cache(1024)
def _minute(text: str) -> float | None:
    """The seconds since 1970 of a minute in UTC; None where there is no such day: the 31st of February."""
    try:
        return datetime.fromisoformat(f"{text}:00Z").timestamp()
    except (ValueError, OverflowError):
        return None


@lru_cache(1024)
def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs of ``["a","b"],["c","d"]``, in which nothing is escaped: a quote ends a text."""
    texts = text.split('"')[1::2]
    return tuple(zip(texts[::2], texts[1::2], strict=True))
