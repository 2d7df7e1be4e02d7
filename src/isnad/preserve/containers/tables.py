"""Tables: posts in rows of CSV, as CrowdTangle, Meta's Content Library and others export them; each row an item whose
bytes are its very stretch of the table.

What may live here: recognising such a table by the names of its columns, and finding its rows (RFC 4180). Any other
table is no container, and is read as the text it is.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from isnad.preserve.containers.elements import Element
from isnad.preserve.containers.parts import CONTAINED, Events, fault
from isnad.preserve.containers.posts import Export, Said

TABLE = "table"
TITLE = "a table of posts (CSV)"
MEDIA_TYPE = "application/x-table-row+csv"
HEADER = 16_000  # bytes of the first line
LARGEST = 1 << 20  # bytes of one row
# Names of columns, in lower case: CrowdTangle's export of posts (Facebook, Instagram), Meta Content Library, 4CAT,
# Apify's and others' scrapers. The words of a post may stand in several cells.
WORDS = (
    "message", "text", "content", "body", "post", "post text", "post_text", "full_text", "tweet", "tweet text",
    "caption", "message text", "image text", "link text", "description", "title",
)  # fmt: skip
DATES = (
    "post created", "created_time", "creation_time", "created_at", "published_at", "published", "datetime", "timestamp",
    "date", "post created date", "created", "time", "posted_at", "post_date",
)  # fmt: skip
LINKS = ("url", "post url", "post_url", "permalink", "permalink_url", "mcl_url", "link", "tweet_url")
AUTHORS = (
    "page name", "group name", "page_name", "account", "account name", "author", "publisher", "channel", "username",
    "user name", "user", "post_owner.name", "owner", "screen_name", "from", "source",
)  # fmt: skip
_STORY = frozenset(WORDS) - {"title", "description", "image text", "link text"}
_ROW = re.compile(rb'(?:[^"\r\n]|"(?:[^"]|"")*")*(?:\r\n|\n|\r|\Z)')
_HINT = re.compile(rb"[,;\t]")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table's head says what stands, by number from 0; -1 where it does not."""

    delimiter: str
    words: tuple[int, ...]
    date: int
    link: int
    author: int


def may_be_table(head: bytes) -> bool:
    """Whether the first line could name columns of posts: a look that costs nothing."""
    line = head.split(b"\n", 1)[0][:HEADER].lower()
    return len(_HINT.findall(line)) >= 2 and any(name.encode() in line for name in _STORY)


def columns_in(head: bytes) -> Columns | None:
    """The columns of a table of posts that begins so; None where it is none."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].rstrip(b"\r")[:HEADER]
    if b"\n" not in head or b"\0" in line:
        return None
    try:
        text = line.decode("utf-8")
        delimiter = max(",;\t", key=text.count)
        names = [" ".join(each.lower().split()) for each in next(csv.reader([text], delimiter=delimiter))]
    except (UnicodeDecodeError, csv.Error, StopIteration):
        return None
    if not _STORY.intersection(names) or len(names) != len(set(names) | {f"{n}" for n in range(names.count("") - 1)}):
        return None
    found = Columns(
        delimiter=delimiter,
        words=tuple(names.index(name) for name in WORDS if name in names),
        date=_first(names, DATES),
        link=_first(names, LINKS),
        author=_first(names, AUTHORS),
    )
    return found if found.date >= 0 and (found.link >= 0 or found.author >= 0) else None


def _first(names: list[str], wanted: tuple[str, ...]) -> int:
    return next((names.index(name) for name in wanted if name in names), -1)


def table_items(export: Export) -> Events:
    """The rows of a table of posts."""
    rows = _rows(export.pieces())
    place, head = next(rows, (0, b""))
    columns = columns_in(head.rstrip(b"\r\n") + b"\n")
    if columns is None:
        yield fault("Its first row names no columns of posts.", export.name, CONTAINED)
        return
    for place, row in rows:
        if len(row) > LARGEST:
            what = f"At byte {place:,} a row has no end within {LARGEST:,} bytes; what comes after was not read."
            yield fault(what, export.name, f"{CONTAINED}A quotation mark may be missing.")
            return
        bare = row.rstrip(b"\r\n")
        if not bare.strip():
            continue
        if export.taken == export.bounds.items:
            yield fault(f"It holds more than {export.taken:,} rows.", export.name, CONTAINED)
            return
        said = _said(bare.decode("utf-8", "replace"), columns)
        yield from export.post(TABLE, Element(place, bare), f"row-{export.taken + 1}", said, MEDIA_TYPE)


def _said(row: str, columns: Columns) -> Said:
    try:
        cells = next(csv.reader(row.splitlines(keepends=True), delimiter=columns.delimiter), [])
    except csv.Error:
        cells = []

    def cell(number: int) -> str:
        return " ".join(cells[number].split()) if 0 <= number < len(cells) else ""

    words = ",".join(map(str, columns.words))
    return Said(
        publisher=cell(columns.author),
        published=cell(columns.date),
        url=cell(columns.link) if cell(columns.link).startswith(("http://", "https://")) else "",
        more=((":words", words), (":delimiter", columns.delimiter)),
    )


def _rows(pieces: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """(place, bytes) of each row with its line end; one longer than the bound ends it."""
    held, base, ended = b"", 0, False
    while not ended or held:
        found = _ROW.match(held)
        whole = found is not None and found.end() > 0 and (found.end() < len(held) or ended)
        if found is not None and whole:
            yield base, held[: found.end()]
            base, held = base + found.end(), held[found.end() :]
            continue
        if len(held) > LARGEST or ended:
            yield base, held
            return
        piece = next(pieces, b"")
        ended = not piece
        held += piece
