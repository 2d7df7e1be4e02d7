"""Messages: one post of a platform's export, a JSON object as it stands in the export, to the byte.

What may live here: reading such posts: which of their strings are their text, and where in the bytes these stand. The
media types say which platform's; they are given where the export is taken apart (preserve, containers/posts.py).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from isnad.read.formats import dateline
from isnad.read.formats.kinds import refusal
from isnad.read.formats.markup import Stream
from isnad.read.formats.runs import pieces_of
from isnad.read.tongue import language_of
from isnad.records.capture import Capture
from isnad.records.codec import report_id
from isnad.records.problem import Problem, Severity
from isnad.records.report import Passage, Report

_TYPE = re.compile(r"application/x-(telegram|tweets|lines|activity)-post\+json")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")  # one character
_DEEPEST = 100
# Where the text of a post stands: names to follow from the post's top, the first that holds any; "*" is each of a list.
_PLACES: dict[str, tuple[tuple[str, ...], ...]] = {
    "telegram": (("text",),),
    "tweets": (("tweet", "full_text"), ("tweet", "text"), ("full_text",), ("text",)),
    "lines": (("text",), ("full_text",), ("content",)),
    "activity": (("object", "content"),),
}
_POLL = (("poll", "question"), ("poll", "answers", "*", "text"))
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A string of the post: the names that lead to it, its inside's place in the bytes, and what it says."""

    path: Path
    first: int
    last: int
    says: str


class Message:
    """A post of Telegram Desktop's export, of Twitter/X's archive, of an ActivityPub outbox, or of lines of JSON."""

    @property
    def name(self) -> str:
        """``message``."""
        return "message"

    def recognises(self, capture: Capture, head: bytes) -> bool:
        """Whether it was taken from an export as a post."""
        return bool(_TYPE.fullmatch(capture.media_type)) and head.lstrip().startswith(b"{")

    def read(self, capture: Capture, data: bytes) -> tuple[Report | None, tuple[Problem, ...]]:
        """The post's text, its parts joined as they stand; None where it has none, as a picture alone."""
        kind = _TYPE.fullmatch(capture.media_type)
        strings, fault = _strings(data)
        if fault or kind is None:
            if refused := refusal(capture, data):
                return None, (refused,)
            return None, (_unread(capture, fault or "it comes from no export known here"),)
        parts = _text_of(kind[1], strings)
        shown = [_shown(part, data) for part in parts] if kind[1] == "activity" else []
        text = "\n".join(each[0] for each in shown) or "".join(part.says for part in parts)
        if not text.strip():
            return None, (_wordless(capture),)
        published, undated = dateline.published(capture)
        report = Report(
            id=report_id(capture),
            capture=capture.id,
            digest=capture.digest,
            text=text,
            format=self.name,
            encoding="utf-8",
            language=language_of(text),
            publisher=capture.publisher or dateline.publisher_of(capture.url),
            title=capture.title,
            url=capture.url,
            published=published,
            passages=tuple(shown[0][1] if shown else _passages(parts, data)),
            media=tuple(value for name, value in capture.headers if name == ":media"),
        )
        return report, undated


def _passages(parts: list[_Found], data: bytes) -> Iterator[Passage]:
    """A passage for each string: exact where nothing in it is escaped."""
    start = 0
    for part in parts:
        end = start + len(part.says)
        exact = data[part.first : part.last] == part.says.encode("utf-8", "replace")
        if end > start:
            yield Passage(start=start, end=end, first_byte=part.first, end_byte=part.last, exact=exact)
        start = end


def _shown(part: _Found, data: bytes) -> tuple[str, list[Passage]]:
    """The lines that a string of markup shows, and where their words stand in the bytes of the string."""
    stream = Stream(part.says)
    text = "\n".join(stream.lines)
    source = data[part.first : part.last].decode("utf-8", "replace")
    places = _places(source)
    if len(places) != len(part.says) + 1:  # half a surrogate pair, say: the words have no sure place
        return text, []
    found: list[Passage] = []
    for tie in pieces_of(text, stream):
        first, last = places[tie.first], places[tie.last]
        bare = source[first:last] == text[tie.start : tie.end]
        if bare or part.says[tie.first : tie.last] == text[tie.start : tie.end]:
            low, high = (part.first + len(source[:at].encode()) for at in (first, last))
            found.append(Passage(start=tie.start, end=tie.end, first_byte=low, end_byte=high, exact=bare))
    return text, found


def _places(source: str) -> list[int]:
    """Where each character that the inside of a JSON string says stands in it, and its end."""
    places: list[int] = []
    at = 0
    while at < len(source):
        places.append(at)
        if source[at] != "\\":
            at += 1
            continue
        pair = _PAIR.match(source, at)
        at = pair.end() if pair else at + (6 if source[at + 1 : at + 2] == "u" else 2)
    return [*places, at]


def _text_of(kind: str, strings: list[_Found]) -> list[_Found]:
    """The strings that are the post's text. Telegram's may be a list of strings and of objects that hold one."""
    for place in _PLACES[kind]:
        whole = (place, (*place, "*"), (*place, "*", "text")) if kind == "telegram" else (place,)
        found = [each for each in strings if each.path in whole]
        if any(each.says.strip() for each in found):
            return found
    return [each for each in strings if each.path in _POLL]


def _strings(data: bytes) -> tuple[list[_Found], str]:
    """Every string that is a value, in order; or why the bytes cannot be read."""
    try:
        json.loads(data.decode("utf-8"), strict=False)  # the judge of whether it is JSON at all
    except (ValueError, RecursionError) as error:
        return [], f"it is no JSON ({error})"
    # As Latin-1 each character is a byte, and no byte of a longer letter looks like a bracket or quote.
    try:
        return list(_values(data)), ""
    except _TooDeep:
        return [], f"it is nested more than {_DEEPEST} levels deep"


class _TooDeep(Exception):
    pass


def _values(data: bytes) -> Iterator[_Found]:
    """Walk sound JSON by its tokens, keeping the names that lead to where one stands."""
    path: list[str] = []
    naming: list[bool] = []  # for each open object or list: whether names come in it
    awaits = False  # a name, as the next string
    for token in _TOKEN.finditer(data.decode("latin-1")):
        sign = token[0]
        if sign in "{[":
            if len(naming) == _DEEPEST:
                raise _TooDeep
            naming.append(sign == "{")
            path.append("*" if sign == "[" else "")
            awaits = sign == "{"
        elif sign in "}]":
            naming.pop()
            path.pop()
        elif sign == ",":
            awaits = naming[-1]
        elif sign[0] == '"':
            first, last = token.start() + 1, token.end() - 1
            says = json.loads(data[first - 1 : last + 1].decode("utf-8"), strict=False)
            if awaits:
                path[-1], awaits = says, False
            else:
                yield _Found(
                    tuple(path), first, last, says.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
                )


def _unread(capture: Capture, why: str) -> Problem:
    todo = "Its bytes are kept. Save its text as .txt and add that."
    return Problem(what=f"The post cannot be read: {why}.", where=capture.origin, todo=todo)


def _wordless(capture: Capture) -> Problem:
    what = "The post has no words."
    todo = "Its bytes are kept. Look at what it shows; write a caption or transcript into a .txt file and add that."
    return Problem(what=what, where=capture.origin, todo=todo, severity=Severity.WARNING)
