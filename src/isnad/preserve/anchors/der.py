"""DER: the few steps into the structure of a time-stamp response that its library does not show.

What may live here: reading of DER (X.690 section 10: definite lengths, shortest form) as nested values. Only what
is asked for is looked into; nothing is interpreted.
"""

from dataclasses import dataclass

SEQUENCE, SET, INTEGER, OCTETS, OID = 0x30, 0x31, 0x02, 0x04, 0x06
CONTEXT_0, CONTEXT_1 = 0xA0, 0xA1


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value: its ``tag``, and where its header (``start``), its content (``body``) and its ``end`` lie."""

    data: bytes
    tag: int
    start: int
    body: int
    end: int

    @property
    def content(self) -> bytes:
        """The bytes after the header."""
        return self.data[self.body : self.end]

    @property
    def whole(self) -> bytes:
        """Header and content."""
        return self.data[self.start : self.end]

    def inside(self) -> "list[Value]":
        """The values that the content consists of. Raises ValueError."""
        found, place = [], self.body
        while place < self.end:
            found.append(_value(self.data, place, self.end))
            place = found[-1].end
        return found


def value_of(data: bytes) -> Value:
    """The one value that the bytes hold. Raises ValueError, also where anything follows it."""
    made = _value(data, 0, len(data))
    if made.end != len(data):
        raise ValueError(f"{len(data) - made.end} bytes follow the end of it")
    return made


def _value(data: bytes, start: int, limit: int) -> Value:
    if start + 2 > limit:
        raise ValueError(f"it ends in the midst of a value, at byte {start}")
    tag, length, body = data[start], data[start + 1], start + 2
    if tag & 0x1F == 0x1F:
        raise ValueError(f"byte {start} is a tag that does not occur in time stamps")
    if length == 0x80:
        raise ValueError(f"the length at byte {start + 1} is indefinite, which DER does not allow")
    if length > 0x80:
        count = length & 0x7F
        body += count
        length = int.from_bytes(data[start + 2 : body], "big")
        if count > 4 or length < 0x80 or data[start + 2] == 0:
            raise ValueError(f"the length at byte {start + 1} is not written as DER writes it")
    if body + length > limit:
        raise ValueError(f"it ends in the midst of a value, at byte {start}")
    return Value(data=data, tag=tag, start=start, body=body, end=body + length)
