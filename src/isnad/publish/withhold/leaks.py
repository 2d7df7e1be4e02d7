"""Leaks: the second look. What was written is searched for what must not be there.

What may live here: reading files as a stranger's programs would, and searching them. It knows nothing of how things
were taken out: it shares no pattern with ``redact``, and reads what lies in the file.
"""

import base64
import binascii
import codecs
import html
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote

from isnad.publish.withhold.private import Private
from isnad.publish.withhold.scripts import Heard, Sound, in_arabic
from isnad.records.withheld import BLOCK

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

PIECE = 1 << 20  # bytes or characters looked at together
OVERLAP = 2_000  # characters of one piece that are looked at again with the next
_TAG = re.compile(r"<[^<>]{0,2000}>")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_DATA = re.compile(r"base64,([A-Za-z0-9+/]{16,}={0,2})")
_NO_LETTER = re.compile(r"[^\w\x00-\x7f]+")  # beyond ASCII
_ASCII_LETTERS = bytes(n if n > 127 or chr(n).isalnum() or chr(n) == "@" else 32 for n in range(256))  # others parted
_PARTING = BLOCK + "←→“”«»–—…·•\u00a0"  # signs that part words as blanks do; often all of a text that is not ASCII
_UNSEEN = re.compile(  # marks on letters, and what has no width
    "[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_SAME = (("ة", "ه"), ("ى", "ي"), ("ی", "ي"), ("ک", "ك"))  # letters that one word is spelled with
_ARTICLE = re.compile(r" (?:[وفبك]?ال|[وف]?لل)(?=\w{3})")
_SERVANT = re.compile(r" عبد (?:ال)?| عبدال(?=\w{2})")
_BEFORE_ARABIC = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فل", "فب")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A file holds a thing that is withheld."""

    file: str
    private: Private


class Watch:
    """Looks through files for things that are withheld."""

    def __init__(self, withheld: Iterable[Private], sound: Sound | None = None) -> None:
        self._heard: Heard[Private] | None = Heard(sound) if sound else None
        self._said: tuple[dict[str, Private], ...] = ({}, {})  # words that keep their case, and all in small letters
        for private in withheld:
            if private.wording and not private.common:
                for said in _said(private.thing):
                    self._said[said == said.casefold()][f" {said} "] = private
                if self._heard and private.person:
                    self._heard.add(private.thing, private)

    @cached_property
    def _searches(self) -> "tuple[tuple[AhoCorasick, list[Private]], ...]":
        """For words as they are written and for words in small letters: the search for them, and what each is of. The
        words themselves are not kept: of a large case they would be most of what there is in memory."""
        from ahocorasick_rs import AhoCorasick

        made = tuple((AhoCorasick(list(said), store_patterns=False), list(said.values())) for said in self._said)
        self._said = ()
        return made

    def leaks(self, name: str, stream: BinaryIO) -> tuple[Leak, ...]:
        """What a file holds that it must not, once for each thing. A file that cannot be read raises ValueError."""
        found: dict[tuple[int, int], Private] = {}
        if any(things for _, things in self._searches):
            self._look(name, found)
            for text in texts_in(name, stream):
                self._look(text, found)
        return tuple(Leak(file=name, private=each) for each in dict.fromkeys(found.values()))

    def _look(self, text: str, found: dict[tuple[int, int], Private]) -> None:
        for reading in readings_of(text):
            heard = self._heard is not None and (self._heard.in_latin or not reading.isascii())
            for start, _, private in self._heard.find(reading) if heard and self._heard else ():
                found[start, id(private)] = private
            forms = _plain_words(reading)
            for folds, (search, things) in enumerate(self._searches):
                for plain in forms if things else ():
                    looked_at = plain.casefold() if folds else plain
                    for number, _, _ in search.find_matches_as_indexes(looked_at, overlapping=True):
                        found[-1 - folds, number] = things[number]


def _plain_words(text: str) -> tuple[str, ...]:
    """A text as words parted by blanks, between blanks; of Arabic also without articles, "عبد" with what follows. An @
    stays: it makes a handle of a common word."""
    text = text.replace("’", " ").replace("‘", " ")
    if not text.isascii():
        text = _NO_LETTER.sub(" ", text)
    parted = text.encode("utf-8", "surrogatepass").translate(_ASCII_LETTERS)  # as bytes it is several times as fast
    plain = f" {b' '.join(parted.split()).decode('utf-8', 'surrogatepass')} "
    if not in_arabic(plain):
        return (plain,)
    bare = _SERVANT.sub(" عبد", _ARTICLE.sub(" ", plain))
    return (plain,) if bare == plain else (plain, bare)


def _said(thing: str) -> Iterator[str]:
    """A thing as it stands in looked-at text: words parted by single spaces; one word alone keeps its case."""
    forms = _plain_words(_unmarked(thing))
    several = len(forms[0].split()) > 1
    for plain in forms if several else forms[:1]:
        yield from _said_of([word for word in plain.split() if word.strip("@")])


def _said_of(words: list[str]) -> Iterator[str]:
    if not words or (len(words) == 1 and len(words[0]) < 2):
        return
    joined = " ".join(words)
    alone = len(words) == 1 and joined.isalpha()
    yield from {joined, joined.upper()} if alone and joined != joined.casefold() else {joined.casefold()}
    if joined.startswith("@") and (len(words) > 1 or not joined[1:].isalpha()):
        yield joined[1:].casefold()
    elif "\u0620" <= joined[0] <= "\u06d3":
        yield from (before + joined.casefold() for before in _BEFORE_ARABIC)


def _unmarked(text: str) -> str:
    bare = _UNSEEN.sub("", unicodedata.normalize("NFKD", text))
    for letter, same in _SAME:
        bare = bare.replace(letter, same)
    return unicodedata.normalize("NFC", bare)


def readings_of(text: str) -> Iterator[str]:
    """A piece of text as it may be read: as it is, its escapes resolved, its tags taken out."""
    seen = text
    for sign in _PARTING if not text.isascii() else "":
        seen = seen.replace(sign, " ")
    if "\\u" in seen:
        seen = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), seen)
    if "&" in seen:
        seen = html.unescape(html.unescape(seen))
    if "%" in seen:
        seen = unquote(seen, errors="replace")
    if not seen.isascii() or not unicodedata.is_normalized("NFC", seen):
        seen = _unmarked(seen)
    yield seen
    if "<" in seen:
        yield _TAG.sub(" ", seen)
        yield _TAG.sub("", seen)
    for held in _DATA.findall(text):
        try:
            yield _unmarked(base64.b64decode(held, validate=True).decode("utf-8", "replace"))
        except (binascii.Error, ValueError):
            continue


def texts_in(name: str, stream: BinaryIO) -> Iterator[str]:
    """All text of a file in pieces that overlap, by what its first bytes say it is. Raises ValueError."""
    head = stream.read(8)
    stream.seek(0)
    try:
        if head.startswith(b"PK\x03\x04"):
            yield from _of_zip(stream)
        elif head.startswith(b"PAR1"):
            yield from _of_parquet(stream)
        elif head.startswith(b"\x1f\x8b"):
            data = zlib.decompressobj(31).decompress(stream.read())
            yield from texts_in(name, io.BytesIO(data))
        elif head.startswith(b"%PDF"):
            yield from _of_pdf(stream)
        else:
            yield from _plain(stream)
    except (zipfile.BadZipFile, zlib.error, OSError) as error:
        raise ValueError(f"{name} could not be looked through: {error}") from error


def _plain(stream: BinaryIO) -> Iterator[str]:
    head = stream.read(2)
    stream.seek(0)
    coding = "utf-16" if head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"
    decoder = codecs.getincrementaldecoder(coding)("replace")
    before = ""
    while data := stream.read(PIECE):
        text = before + decoder.decode(data)
        yield text
        if b"\0" in data:
            yield data.decode("utf-16-le", "replace")
            yield data[1:].decode("utf-16-le", "replace")
        before = text[-OVERLAP:]


def _of_zip(stream: BinaryIO) -> Iterator[str]:
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            yield info.filename
            yield from texts_in(info.filename, io.BytesIO(archive.read(info)))


def _of_parquet(stream: BinaryIO) -> Iterator[str]:
    from pyarrow.parquet import ParquetFile

    held = ParquetFile(stream)
    yield str(held.schema_arrow.metadata)
    for batch in held.iter_batches(batch_size=4096):
        for column in batch.columns:
            yield "\n".join(str(each) for each in column.to_pylist() if each is not None)


def _of_pdf(stream: BinaryIO) -> Iterator[str]:
    pypdfium2: Any = import_module("pypdfium2")  # it has no types

    data = stream.read()
    yield data.decode("latin-1")
    document = pypdfium2.PdfDocument(data)
    try:
        before = ""
        for page in document:
            text = page.get_textpage().get_text_range()
            yield before + text
            for turned in (lambda line: line[::-1], lambda line: " ".join(reversed(line.split()))):
                yield "\n".join(map(turned, text.splitlines()))  # in a line of two directions the order may be lost
            before = text[-OVERLAP:]
        yield str(document.get_metadata_dict())
        yield " ".join(str(each.get_title()) for each in document.get_toc())
    finally:
        document.close()
