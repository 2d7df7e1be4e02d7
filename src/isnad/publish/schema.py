"""JSON Schema (2020-12) of the records, made from their types.

What may live here: turning types into a schema of what ``isnad.records.codec`` writes.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from isnad.records.claim import Casualties, Character, Occurrence, Presence, Responsibility

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TAGS: Mapping[type, str] = {  # as the codec tags what a claim can hold
    Casualties: "casualties",
    Responsibility: "responsibility",
    Occurrence: "occurrence",
    Character: "character",
    Presence: "presence",
}
_PLAIN: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
}


def schema_of(kind: str, record: type) -> dict[str, Any]:
    """The schema of one record as a line of JSON, with the ``kind`` that the codec writes beside its fields."""
    definitions: dict[str, Any] = {}
    made = _object(record, definitions)
    made["properties"] = {"kind": {"const": kind}, **made["properties"]}
    made["required"] = ["kind", *made["required"]]
    return {"$schema": DIALECT, "title": f"isnad {kind}", **made, "$defs": dict(sorted(definitions.items()))}


def _object(record: type, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(record)
    parts = fields(record)
    made: dict[str, Any] = {
        "type": "object",
        "description": " ".join((record.__doc__ or "").split()),
        "properties": {part.name: _schema(hints[part.name], definitions) for part in parts},
        "required": [part.name for part in parts if _required(part)],
        "additionalProperties": False,
    }
    if record in _TAGS:
        made["properties"]["kind"] = {"const": _TAGS[record]}
        made["required"].append("kind")
    return made


def _required(part: "Field[Any]") -> bool:
    """Whether it is always written: fields at their default are left out."""
    return part.default is MISSING and part.default_factory is MISSING


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if get_origin(kind) in (Union, UnionType):
        return {"anyOf": [_schema(each, definitions) for each in get_args(kind)]}
    if get_origin(kind) is tuple:
        return _array(get_args(kind), definitions)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}  # it may hold itself
            definitions[kind.__name__] = _object(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    raise TypeError(f"no schema is known for {kind!r}")


def _array(inside: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    if inside[1:] == (...,):
        return {"type": "array", "items": _schema(inside[0], definitions)}
    items = [_schema(each, definitions) for each in inside]
    return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
