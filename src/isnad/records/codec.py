"""Record <-> canonical JSON; ids from content; kinds that are not known are kept whole.

What may live here: the one way records become text and come back. Canonical JSON here is UTF-8
with sorted keys, no white space and no escapes beyond those JSON needs (after RFC 8785).
"""

import contextlib
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, Union, get_args, get_origin

from isnad.records.capture import Capture

if TYPE_CHECKING:
    from cattrs import Converter

ID_LENGTH = 16  # hex digits: 64 bits, a clash among a million records has odds of 1 in 37 million


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A record of a kind this version does not know, kept whole so that nothing is lost."""

    kind: str
    data: dict[str, Any]


class HasId(Protocol):
    """A record whose id comes from its content."""

    @property
    def id(self) -> str: ...


T = TypeVar("T")
R = TypeVar("R", bound=HasId)


def _to_text(moment: datetime, _: Any = None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@cache
def kinds() -> dict[str, type]:
    """The kinds of records by their names. They are loaded when asked for: to check a log takes none of them."""
    from isnad.records.assessment import Assessment
    from isnad.records.claim import Claim
    from isnad.records.dossier import Dossier
    from isnad.records.incident import Incident
    from isnad.records.judgement import Judgement
    from isnad.records.problem import Problem
    from isnad.records.report import Report

    return {
        "capture": Capture,
        "report": Report,
        "claim": Claim,
        "judgement": Judgement,
        "incident": Incident,
        "assessment": Assessment,
        "dossier": Dossier,
        "problem": Problem,
    }


@cache
def _converter(*, detailed: bool = False) -> "Converter":
    """``detailed``: it says where data does not fit, and takes three times as long to find that it does."""
    from cattrs import Converter
    from cattrs.strategies import configure_tagged_union

    from isnad.records.claim import Casualties, Character, Content, Occurrence, Presence, Responsibility

    tags = {
        Casualties: "casualties",
        Responsibility: "responsibility",
        Occurrence: "occurrence",
        Character: "character",
        Presence: "presence",
    }
    made = Converter(omit_if_default=True, detailed_validation=detailed)
    _quicker(made)
    made.register_unstructure_hook(datetime, _to_text)
    made.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    configure_tagged_union(Content, made, tag_generator=lambda kind: tags[kind], tag_name="kind")
    return made


def _quicker(made: "Converter") -> None:
    """What records hold most of, without the converter's own detours: enumerations, tuples, what may be None."""

    def enumerated(kind: Any) -> Any:
        members = kind._value2member_map_
        return lambda value, _: members[value]

    def listed(kind: Any) -> Any:
        of = get_args(kind)[0]
        hook = made.get_structure_hook(of)
        return lambda values, _: tuple([hook(value, of) for value in values])

    def optional(kind: Any) -> Any:
        of = next(each for each in get_args(kind) if each is not NoneType)
        hook = made.get_structure_hook(of)
        return lambda value, _: None if value is None else hook(value, of)

    made.register_structure_hook_factory(lambda kind: isinstance(kind, type) and issubclass(kind, Enum), enumerated)
    made.register_structure_hook_factory(_is_listed, listed)
    made.register_structure_hook_factory(_is_optional, optional)


def _is_listed(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[1:] == (...,) and hasattr(get_args(kind)[0], "__slots__")


def _is_optional(kind: Any) -> bool:
    given = get_args(kind)
    return get_origin(kind) in (Union, UnionType) and len(given) == 2 and NoneType in given


def to_plain(record: object) -> Any:
    """A record as plain lists, dicts, strings and numbers; fields at their default are left out."""
    return _converter().unstructure(record, type(record))


def from_plain(data: Any, kind: type[T]) -> T:
    """The record of this type that ``to_plain`` gave; raises ValueError where it does not fit."""
    with contextlib.suppress(Exception):
        return _converter().structure(data, kind)
    try:
        return _converter(detailed=True).structure(data, kind)
    except Exception as error:  # cattrs raises groups of many kinds; one kind leaves this room
        raise ValueError(f"not a {kind.__name__}: {error}") from error


def from_bytes(data: bytes, kind: type[T]) -> T:
    """The record of this type in canonical JSON of ``to_plain``; raises ValueError where it does not fit."""
    return from_plain(json.loads(data), kind)


_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical(data: Any) -> bytes:
    """Canonical JSON of plain data."""
    return _JSON(data).encode()


def encode(record: object) -> bytes:
    """One line of canonical JSON with the record's kind."""
    if isinstance(record, Unknown):
        return canonical({"kind": record.kind, **record.data})
    for kind, made in kinds().items():
        if type(record) is made:
            return canonical({"kind": kind, **to_plain(record)})
    raise TypeError(f"{type(record).__name__} is not a kind of record; known are {', '.join(kinds())}")


def decode(line: bytes | str) -> Any:
    """The record in one line of JSON; an Unknown where its kind is not known. Raises ValueError."""
    data = json.loads(line)
    if not isinstance(data, dict) or not isinstance(data.get("kind"), str):
        raise ValueError("a record is a JSON object with a 'kind'")
    kind = data.pop("kind")
    known = kinds().get(kind)
    return from_plain(data, known) if known else Unknown(kind=kind, data=data)


def id_of(*parts: object) -> str:
    """An id from content: the first 16 hex digits of SHA-256 over canonical JSON."""
    return hashlib.sha256(canonical([to_plain(part) for part in parts])).hexdigest()[:ID_LENGTH]


def with_id(record: R) -> R:
    """The record with its id computed from all its other fields."""
    blank = replace(record, id="") if record.id else record  # type: ignore[type-var]
    return replace(blank, id=id_of(blank))  # type: ignore[type-var]


def report_id(capture: Capture) -> str:
    """The id of the report that a capture holds: from its bytes and from what was said of it, not from the moment it
    was taken, so that the same items give the same reports, claims and incidents in any case and at any time."""
    said = (capture.publisher, capture.published, capture.url, capture.title)
    return id_of("report", capture.digest, capture.origin, *said)
