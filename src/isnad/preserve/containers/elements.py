"""Elements: where in a JSON file each element of a list stands, to the byte, without holding the file.

What may live here: walking JSON (RFC 8259) as it goes by. The bytes are read as Latin-1, in which a character is a byte
and no byte of a UTF-8 letter looks like a bracket, quote or backslash: so the standard library's scanner, which is C,
gives byte offsets. What an element says is decoded from its own bytes afterwards.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LARGEST = 4 << 20  # bytes of one element; a post has some thousands
_BLANK = re.compile(r"[ \t\r\n]*")
_AFTER = tuple(",]} \t\r\n")  # what ends a number
_scan = json.JSONDecoder(strict=False).raw_decode


class NotSo(Exception):
    """The bytes are not the JSON they should be; ``at`` is the byte where that shows."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(why)
        self.at = at


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its exact bytes and where they begin."""

    offset: int
    data: bytes

    def value(self) -> Any:
        """What it says. Raises NotSo where it is not UTF-8, or nested too deep."""
        try:
            return json.loads(self.data.decode("utf-8"), strict=False)
        except (ValueError, RecursionError) as error:
            raise NotSo(f"it cannot be read ({error})", self.offset) from error


class Walk:
    """JSON bytes that go by in pieces; ``at`` is the byte that comes next."""

    def __init__(self, pieces: Iterator[bytes], at: int = 0) -> None:
        self._pieces, self._text, self._place, self._base = pieces, "", 0, at

    @property
    def at(self) -> int:
        """The byte that comes next."""
        return self._base + self._place

    def sign(self) -> str:
        """The next character that is no blank, not taken; empty at the end."""
        while True:
            match = _BLANK.match(self._text, self._place)
            self._place = match.end() if match else self._place
            if self._place < len(self._text):
                return self._text[self._place]
            if not self._more():
                return ""

    def took(self, wanted: str) -> bool:
        """Whether the next sign is one of these; if so it is taken."""
        found = self.sign()
        if found and found in wanted:
            self._place += 1
            return True
        return False

    def passed(self, words: bytes) -> bool:
        """Whether these very bytes come next; if so they are taken."""
        while len(self._text) - self._place < len(words) and self._more():
            pass
        if self._text.startswith(words.decode("latin-1"), self._place):
            self._place += len(words)
            return True
        return False

    def before(self, mark: str, most: int) -> bytes | None:
        """The bytes up to a mark within so many, all taken; None where it does not come."""
        while (found := self._text.find(mark, self._place, self._place + most)) < 0:
            if len(self._text) - self._place >= most or not self._more():
                return None
        words, self._place = self._text[self._place : found], found + len(mark)
        return words.encode("latin-1")

    def rest(self, most: int) -> bytes:
        """At most so many bytes from here, taken."""
        while len(self._text) - self._place < most and self._more():
            pass
        words = self._text[self._place : self._place + most]
        self._place += len(words)
        return words.encode("latin-1")

    def element(self) -> Element:
        """The next value whole, taken. Raises NotSo."""
        self.sign()
        tries = 1 << 12
        while True:
            try:
                _, end = _scan(self._text, self._place)
            except (ValueError, RecursionError) as error:
                held = len(self._text) - self._place
                if isinstance(error, RecursionError) or held > LARGEST or not self._more(tries):
                    why = "it is nested too deep" if isinstance(error, RecursionError) else "no JSON value stands here"
                    raise NotSo(
                        why if held <= LARGEST else f"it is over {LARGEST:,} bytes or broken", self.at
                    ) from error
                tries *= 2
                continue
            number = self._text[end - 1] not in '"}]' and self._text[end : end + 1] not in _AFTER
            if number and end < LARGEST and self._more():  # it may go on
                continue
            found = Element(self.at, self._text[self._place : end].encode("latin-1"))
            self._place = end
            return found

    def elements(self) -> Iterator[Element]:
        """The elements of the list that comes next, all of it taken."""
        if not self.took("["):
            raise NotSo("a list should stand here", self.at)
        if self.took("]"):
            return
        while True:
            yield self.element()
            if self.took("]"):
                return
            if not self.took(","):
                raise NotSo("a comma or the list's end should stand here", self.at)

    def fields(self) -> Iterator[str]:
        """The names in the object that comes next; the value of each is to be taken before the next is asked for."""
        if not self.took("{"):
            raise NotSo("an object should stand here", self.at)
        if self.took("}"):
            return
        while True:
            name = self.element().value()
            if not isinstance(name, str) or not self.took(":"):
                raise NotSo("a name and a colon should stand here", self.at)
            yield name
            if self.took("}"):
                return
            if not self.took(","):
                raise NotSo("a comma or the object's end should stand here", self.at)

    def skip(self) -> None:
        """Take the next value without holding it whole: lists and objects by their parts."""
        sign = self.sign()
        if sign == "[":
            for _ in self.elements():
                pass
        elif sign == "{":
            for _ in self.fields():
                self.element()
        else:
            self.element()

    def _more(self, least: int = 1) -> bool:
        """Hold more; False at the end. What was taken is let go."""
        parts, got = [self._text[self._place :]], 0
        while got < least and (piece := next(self._pieces, b"")):
            parts.append(piece.decode("latin-1"))
            got += len(piece)
        self._text, self._base, self._place = "".join(parts), self._base + self._place, 0
        return got > 0
