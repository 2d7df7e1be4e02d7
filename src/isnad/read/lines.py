"""Lines: where in a language's data file each of its words stands, and which of them stand in a stretch of text.

What may live here: finding entries of a data file by line, and looking words up in them. It is asked only when a
reading is explained; the readers load the same files by themselves.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

# Of TOML (1.0) what our data files use: tables, keys, and arrays of strings on one line each.
_PIECE = re.compile(
    r"#[^\n]*"
    r"|^[ \t]*\[\[?(?P<table>[\w. -]+)\]\]?[ \t]*(?=#|$)"
    r'|^[ \t]*(?P<key>"[^"\n]*"|[^\s="\[\]#,]+)[ \t]*='
    r'|"(?P<text>(?:[^"\\\n]|\\.)*)"'
    r"|'(?P<plain>[^'\n]*)'",
    re.MULTILINE,
)
# A letter with the marks above and below it (Unicode's combining marks, Arabic ones too), which ``re`` parts from it.
_LETTER = r"[^\W_][\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]*"
_WORD = re.compile(rf"(?:{_LETTER})+(?:[-‑'’.](?:{_LETTER})+)*[+]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry of a data file: the ``file`` below the package, its ``line`` from 1, the list and the entry itself."""

    file: str
    line: int
    table: str
    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Words of a text, ``text[start:end]``, that an entry lists in some form."""

    start: int
    end: int
    listed: Listed


def listed_in(toml: str, file: str) -> Iterator[Listed]:
    """Every string in a TOML data file with its line, and every quoted key whose value has no string."""
    table = key = ""
    alone: Listed | None = None
    at = line = 0
    for found in _PIECE.finditer(toml):
        line, at = line + toml.count("\n", at, found.start()), found.start()
        start = found.group().count("\n", 0, len(found.group()) - len(found.group().lstrip("\n")))
        if found["table"] is not None or found["key"] is not None:
            if alone is not None:
                yield alone
                alone = None
            if found["table"] is not None:
                table, key = found["table"], ""
            else:
                key = found["key"].strip('"')
                if found["key"].startswith('"'):
                    alone = Listed(file=file, line=line + start + 1, table=table, entry=key)
        text = found["text"] if found["text"] is not None else found["plain"]
        if text is not None:
            alone = None
            yield Listed(file=file, line=line + 1, table=f"{table}.{key}".strip("."), entry=text)
    if alone is not None:
        yield alone


def listed_parties(table: str, file: str) -> Iterator[Listed]:
    """Every name of a party in a table of belligerents (CSV) with its line."""
    rows = csv.reader(io.StringIO(table.lstrip("\ufeff")))
    header = [name.strip() for name in next(rows, [])]
    before = rows.line_num
    for row in rows:
        said = dict(zip(header, row, strict=False))
        for column in ("name", "aliases", "adjectives"):
            for each in (said.get(column) or "").split("|"):
                if each.strip():
                    yield Listed(file=file, line=before + 1, table=f"belligerents.{column}", entry=each.strip())
        before = rows.line_num


class Lines:
    """Entries under the forms, folded, in which they stand in texts; ``fold`` folds a word of a text likewise."""

    def __init__(self, forms: Iterable[tuple[str, Listed]], fold: Callable[[str], str]) -> None:
        self._fold = fold
        self._under: dict[str, dict[tuple[tuple[str, ...], Listed], None]] = {}
        for form, listed in forms:
            words = tuple(form.split())
            if words:
                self._under.setdefault(words[0], {})[words, listed] = None

    def hits(self, text: str, start: int, end: int) -> tuple[Hit, ...]:
        """The entries that list words of ``text[start:end]``, in order of the text; of those that begin at one word
        the longest first."""
        spans = [match.span() for match in _WORD.finditer(text, start, end)]
        words = [self._fold(text[a:b]) for a, b in spans]
        found = []
        for i, word in enumerate(words):
            here = [
                Hit(start=spans[i][0], end=spans[i + len(run) - 1][1], listed=listed)
                for run, listed in self._under.get(word, ())
                if tuple(words[i : i + len(run)]) == run
            ]
            found += sorted(here, key=lambda hit: (-hit.end, hit.listed.line))
        return tuple(found)

    def places(self, text: str, words: str) -> list[tuple[int, int]]:
        """Where these words stand in the text, once both are folded."""
        wanted = [self._fold(match.group()) for match in _WORD.finditer(words)]
        spans = [match.span() for match in _WORD.finditer(text)] if wanted else []
        have = [self._fold(text[a:b]) for a, b in spans]
        size = len(wanted)
        starts = (i for i in range(len(have) - size + 1) if have[i : i + size] == wanted)
        return [(spans[i][0], spans[i + size - 1][1]) for i in starts] if wanted else []
