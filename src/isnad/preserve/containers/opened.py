"""Opened: a container as the items that casework knows: the file itself first, then what is in it.

What may live here: the way from a confined parser's plain data to Taken. No byte of a container is parsed in this
process but the few that tell whether it may be one.
"""

import hashlib
import itertools
import mimetypes
import os
import tempfile
from collections.abc import Iterator
from io import BufferedIOBase
from typing import Any, BinaryIO, cast

from isnad.preserve.confined import child
from isnad.preserve.containers.believed import believed, believed_kind
from isnad.preserve.containers.kinds import WACZ, WARC, ZIP, Kind, belied, cut_gzip, is_two_things, kind_as_data
from isnad.preserve.containers.members import GZIP
from isnad.preserve.containers.mixed import mixed_parts
from isnad.preserve.containers.parsing import parse, ready
from isnad.preserve.containers.parts import CONTAINED, Bounds, Event, problem_in
from isnad.preserve.item import Limits, Taken
from isnad.preserve.manifest import Told
from isnad.records.capture import Within
from isnad.records.problem import Problem, Severity

_TYPES = mimetypes.MimeTypes(filenames=())  # here and not in the child: it looks for files of the system's
_SPOOL = 4 << 20  # bytes of an item held in memory
_TOLD = 1_000  # problems of one container that are told one by one
_SLOWEST = 2_000_000  # bytes a second: a parser that gets through less is ended
_ENDED = {
    "time": "it took too long",
    "memory": "it wanted too much memory",
    "crash": "it crashed",
    "refused": "it gave no plain data",
    "error": "it failed",
}


def container(stream: BinaryIO, name: str, told: Told, limits: Limits) -> Iterator[Taken | Problem] | None:
    """An open container and the items in it, after what is odd about it; None where the file is none.

    ``name`` is its origin, ``told`` what was said of it. A file on which looking broke is taken as just a file.
    """
    try:
        kind = believed_kind(child.call(kind_as_data, _handed(stream), bounds=_bounds(stream, Bounds()), ready=ready))
    except child.Broke as broke:
        return _as_file(stream, name, told, _broke(broke, name))
    if kind is None:
        problem = _two_things(name) if is_two_things(stream) else _cut(stream, name)
        return _as_file(stream, name, told, problem) if problem else None
    bounds = Bounds(item=limits.max_bytes, warned=not limits.sensitive)
    return itertools.chain(_odd(kind, name), opened(stream, kind, name, told, bounds))


def _odd(kind: Kind, name: str) -> Iterator[Problem]:
    if kind.also:
        yield _two_things(name)
    if what := belied(kind, name):
        todo = "Nothing to do, if that was an oversight of its maker."
        yield Problem(what=what, where=name, todo=todo, severity=Severity.WARNING)


def _as_file(stream: BinaryIO, name: str, told: Told, problem: Problem) -> Iterator[Taken | Problem]:
    yield problem
    stream.seek(0)
    yield Taken(origin=name, stream=stream, media_type=_TYPES.guess_type(name)[0] or "", told=told)


def opened(stream: BinaryIO, kind: Kind, name: str, told: Told, bounds: Bounds) -> Iterator[Taken | Problem]:
    """An open container, and the items in it. ``name`` is its origin, ``told`` what was said of it.

    What an item says of its own address, author and time comes before what the user said of the whole.
    """
    before, digest = _state(stream), _digest(stream)
    stream.seek(0)
    yield Taken(origin=name, stream=stream, media_type=kind.media_type, told=told, container=True)
    try:
        events = child.stream(
            parse,
            _handed(stream),
            kind.name,
            name,
            bounds,
            bounds=_bounds(stream, bounds),
            ready=ready,
        )
        yield from _items(believed(events, bounds), digest, kind.name, told)
    except child.Broke as broke:
        yield _broke(broke, name)
    if _state(stream) != before:
        yield Problem(
            what="It was changed while it was read, so its items may not be those of the file that was kept.",
            where=name,
            todo="Add it again once nothing writes to it.",
        )


def _cut(stream: BinaryIO, name: str) -> Problem | None:
    """What to say of a gzip file that cannot be unpacked to its end."""
    stream.seek(0)
    if stream.read(len(GZIP)) != GZIP:
        return None
    todo = "It is kept as it is. Get it again from where it came from and compare."
    try:
        match child.call(cut_gzip, _handed(stream), bounds=_bounds(stream, Bounds()), ready=ready):
            case None:
                return None
            case {"at": int(at), "why": str(why), "cut": bool(cut)}:
                what = f"This gzip file is {'cut short' if cut else 'damaged'} at byte {at:,}: {why[:200]}."
            case _:
                what = "Whether this gzip file is whole could not be found out."
    except child.Broke as broke:
        what = f"Whether this gzip file is whole could not be found out: {_ENDED.get(broke.reason, broke.reason)}."
    return Problem(what=what, where=name, todo=todo, severity=Severity.WARNING)


def mixed_in(stream: BinaryIO) -> list[str]:
    """What private parts stand in a file of an export beside public posts, as a confined child finds them."""
    try:
        found = child.call(mixed_parts, _handed(stream), bounds=_bounds(stream, Bounds()), ready=ready)
    except child.Broke:
        return []  # taking it meets the same, and tells of it
    return [str(each)[:200] for each in found[:20]] if isinstance(found, list) else []


def _handed(stream: BinaryIO) -> child.Handed:
    return child.Handed(cast(BufferedIOBase, stream))


def _two_things(name: str) -> Problem:
    return Problem(
        what="It is two things at once: by its end it is a ZIP file as well. It was taken as what it begins as.",
        where=name,
        todo="Ask why it was made so; unpack it with care and add what is in it if that matters.",
        severity=Severity.WARNING,
    )


def _bounds(stream: BinaryIO, bounds: Bounds) -> child.Bounds:
    """What a child may use for a container: time by its size, memory by the largest item."""
    size = os.fstat(stream.fileno()).st_size
    seconds = 120 + size // _SLOWEST
    memory = (1 << 30) + 4 * min(bounds.item, 1 << 32)
    return child.Bounds(seconds=float(seconds), cpu_seconds=3 * seconds, memory=memory)


def _items(events: Iterator[Event], digest: str, kind: str, told: Told) -> Iterator[Taken | Problem]:
    problems = 0
    last: Problem | None = None
    for event in events:
        if isinstance(event, bytes) or "end" in event:
            continue  # of an item that was not begun
        if "fault" in event:
            last = problem_in(event)
            problems += last.severity is not Severity.NOTE
            if problems <= _TOLD or last.severity is Severity.NOTE:
                yield last
            continue
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL) as body:
            whole, faults = _filled(events, cast(BinaryIO, body))
            yield from faults
            if whole:
                body.seek(0)
                yield _taken(event["item"], cast(BinaryIO, body), digest, kind, told)
    if problems > _TOLD and last is not None:
        what = f"There are {problems - _TOLD:,} more problems like these."
        yield Problem(what=what, where=last.where, todo=f"{CONTAINED}{last.todo}")


def _filled(events: Iterator[Event], body: BinaryIO) -> tuple[bool, list[Problem]]:
    """Write an item's bytes; whether it is to be kept, and what was said meanwhile."""
    faults: list[Problem] = []
    for event in events:
        if isinstance(event, bytes):
            body.write(event)
        elif "fault" in event:
            faults.append(problem_in(event))
        else:
            return bool(event.get("end")), faults
    return False, faults  # the parser was ended: what came of this item is not it


def _taken(said: dict[str, Any], body: BinaryIO, digest: str, kind: str, told: Told) -> Taken:
    place = said["within"]
    form = kind if kind in (WARC, WACZ, ZIP) else "json"
    return Taken(
        origin=said["origin"],
        stream=body,
        media_type=said["media_type"] or _TYPES.guess_type(place["member"])[0] or "",
        told=Told(**said["told"]).over(told),
        headers=tuple((name, value) for name, value in said["headers"]),
        within=Within(container=digest, kind=form, **place),
        truncated=said["truncated"],
    )


def _broke(broke: "child.Broke", name: str) -> Problem:
    words = f" ({broke.words})" if broke.words else ""
    return Problem(
        what=f"Its parser was ended, for {_ENDED.get(broke.reason, broke.reason)}{words[:300]}.",
        where=name,
        todo=f"{CONTAINED}What was taken before stays; unpack the rest by another program and add it by itself.",
    )


def _digest(stream: BinaryIO) -> str:
    stream.seek(0, os.SEEK_END)  # out of the buffer: within it, a seek moves nothing in the file itself
    stream.seek(0)
    return "sha256:" + hashlib.file_digest(cast(Any, stream), "sha256").hexdigest()


def _state(stream: BinaryIO) -> tuple[int, ...]:
    found = os.fstat(stream.fileno())
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
