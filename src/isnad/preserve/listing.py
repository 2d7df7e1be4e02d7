"""Listing: ``index.csv``, which leads from a line of the log to its address and its file, for eyes and spreadsheets.

What may live here: writing that table. It is derived and never evidence: delete it, and the next writer makes it again.
"""

import csv
import io
import os
from collections.abc import Callable, Container, Iterable
from pathlib import Path

from isnad.preserve.custody.entry import Entry
from isnad.preserve.store import open_own, write_whole

NAME = "index.csv"
_COLUMNS = ("line", "time", "kind", "origin", "url", "publisher", "published", "digest", "size", "file", "inside")
# What a spreadsheet would run when it opens the table (OWASP); it reads the wide forms of East Asian fonts as the same.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_JOINERS = "\u200c\u200d"  # which some scripts are written with


def bring_up(root: Path, read: Callable[[int], Iterable[Entry]], hidden: Container[int]) -> None:
    """Bring the table up to the log's end; ``read`` gives the entries from a line on, those whose ``seq`` is in
    ``hidden`` are left out. Raises OSError, and what ``read`` raises."""
    path = root / NAME
    done = _last_line(path)
    rows = [_row(e) for e in read(done) if e.kind in ("capture", "container") and e.seq not in hidden]
    if not rows and path.exists():
        return
    made = io.StringIO()
    table = csv.writer(made, lineterminator="\n")
    if done == 0:
        table.writerow(_COLUMNS)
    table.writerows(rows)
    if done == 0:
        write_whole(path, made.getvalue().encode("utf-8", "backslashreplace"))
        return
    with path.open("ab") as stream:
        stream.write(made.getvalue().encode("utf-8", "backslashreplace"))


def _last_line(path: Path) -> int:
    """The number of the last line of the log in the table; 0 where there is no table, or it is not whole."""
    try:
        with open_own(path) as stream:
            stream.seek(max(0, os.fstat(stream.fileno()).st_size - (1 << 16)))
            tail = stream.read()
    except OSError:
        return 0
    number = tail[:-1].rpartition(b"\n")[2].partition(b",")[0]
    return int(number) if tail.endswith(b"\n") and number.isdigit() else 0


def _row(entry: Entry) -> list[str]:
    said = entry.payload
    inside = said.get("within") or {}
    digest = str(inside.get("container", said.get("digest", ""))).removeprefix("sha256:")
    cells = [said.get(name, "") for name in ("url", "publisher", "published", "digest", "size")]
    origin = said.get("origin", said.get("name", ""))
    place = inside.get("member", "") or inside.get("record", "")
    row = [entry.seq + 1, entry.at, entry.kind, origin, *cells, f"objects/sha256/{digest[:2]}/{digest}", place]
    return [_harmless(str(cell)) for cell in row]


def _harmless(cell: str) -> str:
    """In one line, and with a mark before what a spreadsheet would take for a formula, also behind spaces.

    Python quotes no carriage return (before 3.13), and a spreadsheet begins a row at it, so that what follows would
    be a cell of its own, and a formula.
    """
    if not cell.isprintable():
        cell = "".join(letter if letter.isprintable() or letter in _JOINERS else " " for letter in cell)
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) else cell
