"""Bytes to text, with the way back: which bytes a stretch of text was decoded from.

What may live here: choosing an encoding, decoding with it, and saying where bytes would not decode.
Labels follow the WHATWG Encoding Standard where it differs from Python ("latin-1" there means windows-1252).
"""

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

from isnad.records.capture import Capture
from isnad.records.problem import Problem, Severity
from isnad.records.report import Passage

BOMS = (  # UTF-32 first: its little-endian mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What the field's files come in where nothing is declared: guessing among a hundred code pages goes wrong on short
# texts.
GUESSES = ["cp1252", "cp1256", "iso8859_6", "cp1251", "koi8_r", "cp1254", "cp1255", "gb18030", "big5", "shift_jis"]
LAST_RESORT = "cp1252"
SAMPLE = 100_000  # bytes that the guess looks at
WINDOW = 32_768  # bytes decoded at once where some do not decode
STRETCH = 4_096  # characters a Passage holds at most, so that one quote is proved without decoding the whole file
_ALIASES = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
# Their bytes mean something else after an escape sequence, so no stretch can be decoded by itself.
_STATEFUL = ("utf-7", "iso2022", "hz", "punycode", "idna", "unicode_escape", "raw_unicode_escape")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_PARAMETER = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text and its bytes. ``bounds`` are (character, byte) pairs in order, the first for the text's start, the last
    for its end: between two neighbours the bytes decode, by themselves, to just these characters.
    ``bad`` are the byte ranges that would not decode; each stands in the text as one U+FFFD.
    """

    data: bytes
    text: str
    encoding: str
    bounds: tuple[tuple[int, int], ...]
    bad: tuple[tuple[int, int], ...] = ()

    def passages(self) -> tuple[Passage, ...]:
        """The whole text as exact passages."""
        return tuple(
            Passage(start=a, end=b, first_byte=first, end_byte=last, exact=True)
            for (a, first), (b, last) in pairwise(self.bounds)
        )

    def byte_at(self, offset: int) -> int:
        """The byte at which the character at this offset begins."""
        at = bisect_right(self.bounds, offset, key=lambda pair: pair[0]) - 1
        character, byte = self.bounds[at]
        if character == offset:
            return byte
        if _reversible(self.encoding):
            return byte + len(self.text[character:offset].encode(self.encoding))
        return byte + _bytes_of(self.data[byte : self.bounds[at + 1][1]], offset - character, self.encoding)


def _codec(label: str) -> str | None:
    """Python's name of a declared encoding, None where it is unknown or cannot be decoded in stretches."""
    try:
        info = codecs.lookup(label.strip().removeprefix("x-"))
    except (LookupError, ValueError):
        return None
    name = info.name.lower()
    if not info._is_text_encoding or name.startswith(_STATEFUL):
        return None
    return _ALIASES.get(name, name)


def declared(capture: Capture, data: bytes) -> tuple[str, ...]:
    """The encodings that the capture's Content-Type, its XML declaration and its ``<meta>`` name, in this order."""
    labels = [m[1] for k, v in capture.headers if k.lower() == "content-type" and (m := _PARAMETER.search(v))]
    labels += [m[1] for m in [_PARAMETER.search(capture.media_type)] if m]
    labels += [m[1].decode("ascii") for m in (_XML.search(data[:1024]), _META.search(data[:4096])) if m]
    return tuple(dict.fromkeys(name for label in labels if (name := _codec(label))))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: the zero bytes of plain letters and blanks stand in one half of the byte pairs."""
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if not head or max(even, odd) * 20 < len(head) or min(even, odd) * 20 > max(even, odd):
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    return name if _decodes(data, name) else None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _guess(data: bytes) -> str:
    """The likeliest encoding by the letters it gives."""
    from charset_normalizer import from_bytes

    first = _HIGH.search(data)
    start = max(0, first.start() - 1_000) if first else 0
    best = from_bytes(data[start : start + SAMPLE], cp_isolation=GUESSES, enable_fallback=False).best()
    return (_codec(best.encoding) if best else None) or LAST_RESORT


def encoding_of(data: bytes, labels: Iterable[str]) -> tuple[str, int]:
    """The encoding to decode with and how many bytes of a byte-order mark come first.

    In this order: the mark; UTF-16 by its pattern; UTF-8 where every byte decodes (other encodings
    hardly ever do so by chance, and servers often declare a wrong one); what is declared, where every byte decodes;
    UTF-8 where most high bytes decode; what is declared; a guess.
    """
    for mark, name in BOMS:
        if data.startswith(mark):
            return name, len(mark)
    wide = _wide(data)
    if wide:
        return wide, 0
    if _decodes(data, "utf-8"):
        return "utf-8", 0
    known = [label for label in labels if label != "utf-8"]
    for label in known:
        if _decodes(data, label):
            return label, 0
    high = len(_HIGH.findall(data))
    if sum(len(m[0]) for m in _MULTIBYTE.finditer(data)) * 2 > high:
        return "utf-8", 0
    return (known[0] if known else _guess(data)), 0


def _windows(data: bytes, start: int, encoding: str) -> Iterator[tuple[str, int, bool]]:
    """(text, end byte, whether it decoded) of stretches that together hold ``data[start:]``."""
    at = start
    while at < len(data):
        window = data[at : at + WINDOW]
        try:
            text, used = window.decode(encoding), len(window)
        except UnicodeDecodeError as error:
            cut_off = at + len(window) < len(data) and error.end + 4 > len(window) and error.start > 0
            good, used = window[: error.start].decode(encoding), error.start
            if not cut_off:  # not merely a character that the window's end cuts in two
                if good:
                    yield good, at + used, True
                yield "\ufffd", at + error.end, False
                at += error.end
                continue
            text = good
        yield text, at + used, True
        at += used


@cache
def _reversible(encoding: str) -> bool:
    """Whether text encodes back to the bytes it came from: true of UTFs and of one byte a character."""
    return encoding.startswith("utf") or len(bytes(range(256)).decode(encoding, "replace")) == 256


def _bytes_of(data: bytes, characters: int, encoding: str) -> int:
    """How many bytes the first characters take, counted byte by byte."""
    decoder = codecs.getincrementaldecoder(encoding)()
    shown = used = 0
    while shown < characters:
        shown += len(decoder.decode(data[used : used + 1]))
        used += 1
    return used


def _stretches(text: str, first_byte: int, encoding: str) -> Iterator[tuple[int, int]]:
    """(character, byte) at the end of each stretch of a text that encodes to its own bytes."""
    lengths = (len(text[a : a + STRETCH].encode(encoding)) for a in range(0, len(text), STRETCH))
    for number, length in enumerate(accumulate(lengths), start=1):
        yield min(number * STRETCH, len(text)), first_byte + length


def decode(data: bytes, labels: Iterable[str] = ()) -> Decoded:
    """The text in these bytes, every byte accounted for."""
    encoding, mark = encoding_of(data, labels)
    parts: list[str] = []
    bounds, bad = [(0, mark)], []
    length = 0
    for part, end_byte, decodes in _windows(data, mark, encoding):
        first_byte = bounds[-1][1]
        if not decodes:
            bad.append((first_byte, end_byte))
        elif _reversible(encoding):
            bounds += [(length + a, b) for a, b in _stretches(part, first_byte, encoding)][:-1]
        parts.append(part)
        length += len(part)
        bounds.append((length, end_byte))
    return Decoded(data=data, text="".join(parts), encoding=encoding, bounds=tuple(bounds), bad=tuple(bad))


def problems_of(decoded: Decoded, where: str) -> tuple[Problem, ...]:
    """A warning where bytes would not decode: how many, and where the first stands."""
    if not decoded.bad:
        return ()
    count = sum(b - a for a, b in decoded.bad)
    return (
        Problem(
            what=f"{count} byte{'s' if count > 1 else ''} would not decode as {decoded.encoding}, the first at byte "
            f"offset {decoded.bad[0][0]}; in the text U+FFFD stands for them.",
            where=where,
            todo="Look at the words around them before you rest on those; if the encoding is another one, "
            "save the file as UTF-8 and add it again.",
            severity=Severity.WARNING,
        ),
    )
