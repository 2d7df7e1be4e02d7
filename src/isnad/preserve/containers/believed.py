"""Believed: whether what a parser's child says has the form it must have, and keeps to the bounds it was given.

What may live here: distrust. A child that hostile bytes took over may say anything, without end: nothing of it is
written or kept before it went through here. That it lies about what stands in its own container cannot be seen here;
``isnad check --deep`` and anyone with another program take the item out again and see.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from isnad.preserve.confined.child import Broke
from isnad.preserve.containers.kinds import Kind
from isnad.preserve.containers.parts import Bounds, Event
from isnad.preserve.manifest import Told
from isnad.records.problem import Severity

_TEXT = 1 << 20  # characters of one text
_HEADERS = 10_000  # of one item
_FAULTS = 10_000  # told while one item is taken
_ONLY_OURS = (":address", ":browser")  # header fields that say we fetched it ourselves
_KIND = frozenset(field.name for field in fields(Kind))
_TOLD = frozenset(field.name for field in fields(Told))


def believed(events: Iterable[Any], bounds: Bounds) -> Iterator[Event]:
    """The events, made anew from their parts. Raises Broke "refused" for one that is not of the form of ``parts.py``,
    and where an item, or all of them, are more than the bounds allow."""
    items = total = size = faults = 0
    for event in events:
        if isinstance(event, bytes):
            size, total = size + len(event), total + len(event)
            _need(size <= bounds.item and total <= bounds.total, "it gave more bytes than were allowed")
            yield event
            continue
        _need(isinstance(event, dict) and len(event) == 1, "it gave no event")
        match event:
            case {"item": dict() as said}:
                items, size, faults = items + 1, 0, 0
                _need(items <= bounds.items, "it gave more items than were allowed")
                yield {"item": _item(said)}
            case {"fault": [*said]}:
                faults += 1
                _need(faults <= _FAULTS or size == 0, "it told of more faults than an item can have")
                yield {"fault": _fault(said)}
            case {"end": bool(whole)}:
                size = faults = 0
                yield {"end": whole}
            case _:
                _need(False, "it gave no event that is known")


def believed_kind(said: Any) -> Kind | None:
    """The kind of container that a child saw, if any. Raises Broke "refused"."""
    if said is None:
        return None
    _need(isinstance(said, dict) and set(said) == _KIND, "it named a kind of no form")
    return Kind(**{name: _text(value) for name, value in said.items()})


def _need(fits: bool, what: str) -> None:
    if not fits:
        raise Broke("refused", what)


def _text(said: object) -> str:
    """A text that can be written down: half a surrogate pair cannot, and becomes a question mark."""
    if not isinstance(said, str) or len(said) > _TEXT:
        raise Broke("refused", "a text is of the wrong kind or length")
    return said.encode("utf-8", "replace").decode()


def _place(said: object) -> int:
    if type(said) is not int or not 0 <= said < 1 << 63:
        raise Broke("refused", "a place is no number of bytes")
    return said


def _item(said: Mapping[str, Any]) -> dict[str, Any]:
    _need(set(said) == {"origin", "media_type", "told", "truncated", "headers", "within"}, "an item of another form")
    within, told, headers = said["within"], said["told"], said["headers"]
    _need(isinstance(within, dict) and set(within) == {"member", "record", "offset", "length"}, "a place of no form")
    _need(isinstance(told, dict) and set(told) <= _TOLD, "it told what is not asked")
    _need(isinstance(headers, list) and len(headers) <= _HEADERS, "its header fields are no list")
    return {
        "origin": _text(said["origin"]),
        "media_type": _text(said["media_type"]),
        "told": {name: _text(value) for name, value in told.items()},
        "truncated": _text(said["truncated"]),
        "headers": [_header(each) for each in headers],
        "within": {name: (_text if name in ("member", "record") else _place)(within[name]) for name in within},
    }


def _header(said: object) -> list[str]:
    if not isinstance(said, list) or len(said) != 2:
        raise Broke("refused", "a header field is no pair")
    name, value = (_text(each) for each in said)
    _need(name.strip().lower() not in _ONLY_OURS, "it said that it was fetched here")
    return [name, value]


def _fault(said: list[Any]) -> list[str]:
    _need(len(said) == 4 and said[3] in tuple(each.value for each in Severity), "a fault of no form")
    return [_text(each) for each in said]
