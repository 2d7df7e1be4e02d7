"""Shape: what a value of a record's field looks like, in words for the one who types it.

What may live here: reading of a record's types along a path, pure.
"""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

LIST = "a list in JSON"
_PLAIN = {
    bool: "true or false",
    int: "a whole number such as 17",
    float: "a number such as 35.5",
    str: "text such as women",
    datetime: "a time such as 2021-03-02T00:00:00+00:00",
    date: "a day such as 2021-03-02",
    NoneType: "null",
}


def shape_at(record: object, steps: Sequence[str]) -> str:
    """What the field at the end of a path takes: "a whole number such as 17, or null". Empty where it leads nowhere."""
    kind: Any = type(record)
    here: Any = record
    for step in steps:
        kind = _below(kind, here, step)
        here = _value(here, step)
    return _words(kind) if kind is not None else ""


def _below(kind: Any, here: object, step: str) -> Any:
    """The type of what lies below, by the record that is there, else by the first that may be."""
    known = type(here) if is_dataclass(here) else next((k for k in _options(kind) if is_dataclass(k)), None)
    if known is not None:
        return get_type_hints(known).get(step)
    of = next((k for k in _options(kind) if get_origin(k) is tuple), None)
    inside = get_args(of) if of is not None and step.isdigit() else ()
    if not inside:
        return None
    return inside[0] if inside[-1] is Ellipsis else inside[min(int(step), len(inside) - 1)]


def _value(here: object, step: str) -> object:
    if isinstance(here, tuple):
        return here[int(step)] if step.isdigit() and int(step) < len(here) else None
    return getattr(here, step, None)


def _options(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


def _words(kind: Any) -> str:
    said = [_one(each) for each in _options(kind)]
    return ", or ".join(dict.fromkeys(said))


def _one(kind: Any) -> str:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return "one of " + ", ".join(each.value for each in kind)
    if get_origin(kind) is tuple:
        first = get_args(kind)[0]
        example = {int: "[17, 20]", str: '["one", "two"]'}.get(first, "[{...}]")
        return f"{LIST} such as {example}"
    if is_dataclass(kind):
        return "an object in JSON with " + ", ".join(field.name for field in fields(kind))
    return "a value in JSON"
