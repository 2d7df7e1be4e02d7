"""Lines: lines of the log as isnad itself writes them most, read in a tenth of the time.

What may live here: the form of a line that says of a capture, or of a container, and nothing unusual. A line that has
this form to the letter means what ``custody/entry.py`` and the records make of it; any other is left to them. A log of
10,000 pages has 20,000 such lines, and reading them with all checks takes longer than exporting what they name.
"""

import re
from datetime import datetime
from typing import NamedTuple

from isnad.records.capture import Capture, Within

_TEXT = r'"[^"\\\x00-\x1f]*+"'  # a JSON string without escapes (RFC 8259, section 7)
_KEPT = r'"([^"\\\x00-\x1f]*+)"'
_DIGEST = r'"(sha256:[0-9a-f]{64})"'
_COUNT = r"(?:0|[1-9][0-9]{0,15})"
_NUMBER = rf"({_COUNT[3:]}"
_FIELD = rf"\[{_TEXT},{_TEXT}\]"
_HEAD = rf'\{{"actor":{_TEXT},"at":{_KEPT},"config":{_DIGEST},"key":{_TEXT},"kind":"%s","mono":\[{_TEXT},{_COUNT}\],'
_OBJECT = rf'"objects":\[\{{"digest":{_DIGEST},"size":{_NUMBER}\}}\],'
_TAIL = rf',"prev":{_TEXT},"seq":{_NUMBER}(?:,"sig":{_TEXT})?,"tool":{_TEXT}\}}\n'
_WITHIN = (
    rf'\{{"container":{_DIGEST},"kind":{_KEPT}(?:,"length":{_NUMBER})?(?:,"member":{_KEPT})?'
    rf'(?:,"offset":{_NUMBER})?(?:,"record":{_KEPT})?\}}'
)
_CAPTURE = re.compile(
    _HEAD % "capture"
    + rf'(?:{_OBJECT})?"payload":\{{"captured":{_KEPT},"digest":{_DIGEST}(?:,"headers":\[({_FIELD}(?:,{_FIELD})*)\])?'
    + rf',"id":{_KEPT}(?:,"media_type":{_KEPT})?,"origin":{_KEPT}(?:,"published":{_KEPT})?(?:,"publisher":{_KEPT})?'
    + rf',"size":{_NUMBER}(?:,"title":{_KEPT})?,"tool":{_KEPT}(?:,"truncated":{_KEPT})?(?:,"url":{_KEPT})?'
    + rf'(?:,"within":{_WITHIN})?\}}'
    + _TAIL
)
_CONTAINER = re.compile(
    _HEAD % "container"
    + rf'{_OBJECT}"payload":\{{"digest":{_TEXT},"name":{_TEXT},"size":{_COUNT}(?:,"url":{_TEXT})?\}}'
    + _TAIL
)


class Line(NamedTuple):
    """What a package needs of a line: the ``config`` and ``objects`` it names, and its ``capture``; a line without one
    says of a container."""

    seq: int
    at: str
    config: str
    objects: dict[str, int]
    capture: Capture | None


def quick_line(raw: bytes) -> Line | None:
    """What such a line says; None where it has another form, so that it has to be read with all care."""
    try:
        text = raw.decode()
        if '"kind":"capture",' in text:
            return _capture(found) if (found := _CAPTURE.fullmatch(text)) else None
        if found := _CONTAINER.fullmatch(text):
            at, config, digest, size, seq = found.groups()
            return Line(int(seq), at, config, {digest: int(size)}, None)
    except ValueError:  # no UTF-8, or no time
        return None
    return None


def _capture(found: re.Match[str]) -> Line:
    (
        at, config, object_, object_size, captured, digest, headers, ident, media_type, origin, published, publisher,
        size, title, tool, truncated, url, container, kind, length, member, offset, record, seq,
    ) = found.groups("")  # fmt: skip
    within = None
    if container:
        within = Within(
            container=container,
            kind=kind,
            member=member,
            record=record,
            offset=int(offset or 0),
            length=int(length or 0),
        )
    capture = Capture(
        id=ident,
        digest=digest,
        size=int(size),
        origin=origin,
        captured=datetime.fromisoformat(captured),
        tool=tool,
        media_type=media_type,
        publisher=publisher,
        published=published,
        url=url,
        title=title,
        headers=_headers(headers) if headers else (),
        within=within,
        truncated=truncated,
    )
    return Line(int(seq), at, config, {object_: int(object_size)} if object_ else {}, capture)


def _headers(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs of ``["a","b"],["c","d"]``, in which nothing is escaped: a quote ends a text."""
    texts = text.split('"')[1::2]
    return tuple(zip(texts[::2], texts[1::2], strict=True))
