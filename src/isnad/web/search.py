"""Search: which reports hold the words that are asked for.

What may live here: a full-text table beside the index, in SQLite's FTS5. It is derived, grows by the reports that are
new, and may be deleted whenever you like; where its file cannot be written it is made in memory.
"""

import contextlib
import re
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

from isnad.records.report import Report
from isnad.web.letters import words

FORM = 1  # of the table; another one is made anew
_TABLES = (
    "CREATE TABLE IF NOT EXISTS searched (number INTEGER PRIMARY KEY, report TEXT UNIQUE NOT NULL)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS said USING fts5(words, content='', detail=full, tokenize='unicode61')",
)
_PHRASE = re.compile(r'["“”«»]([^"“”«»]*)["“”«»]')
PREFIX = 3  # letters from which a word stands for all that begin so


class Search:
    """The words of a case's reports. Safe to ask from several threads."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "search.sqlite"
        self._turn = threading.Lock()
        self.shared = True  # whether what another process takes in is found here too
        self._base = self._opened()
        self._names: dict[int, str] = {}

    def take(self, reports: Iterable[Report]) -> None:
        """Take in the reports that it does not hold yet."""
        with self._turn, contextlib.suppress(sqlite3.Error), self._base:
            known = {report for (report,) in self._base.execute("SELECT report FROM searched")}
            for report in reports:
                if report.id in known:
                    continue
                made = self._base.execute("INSERT INTO searched (report) VALUES (?)", (report.id,))
                text = " ".join(words(f"{report.title}\n{report.publisher}\n{report.text}"))
                self._base.execute("INSERT INTO said (rowid, words) VALUES (?, ?)", (made.lastrowid, text))

    def reports(self, asked: str) -> set[str] | None:
        """The reports that hold all the words asked for, and the phrases in quotation marks to the letter; None where
        nothing is asked."""
        query = query_of(asked)
        if not query:
            return None
        with self._turn:
            try:
                rows = self._base.execute("SELECT rowid FROM said WHERE said MATCH ?", (query,))
                return self._named([number for (number,) in rows])
            except sqlite3.Error:
                return set()

    def _named(self, found: list[int]) -> set[str]:
        """Reports by their numbers. A word may stand in half of all reports, and asking the table for each of them
        takes ten times as long as finding them: so the names are kept here."""
        if any(number not in self._names for number in found):  # another process may have taken some in
            self._names = dict(self._base.execute("SELECT number, report FROM searched"))
        return {self._names[number] for number in found if number in self._names}

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._base.close()

    def _opened(self) -> sqlite3.Connection:
        for path in (str(self._path), ":memory:"):
            for attempt in range(2):
                with contextlib.suppress(sqlite3.Error, OSError):
                    if attempt:
                        self._path.unlink(missing_ok=True)
                    self.shared = path != ":memory:"
                    return _made(path)
        raise sqlite3.OperationalError("no table for searching can be made")


def _made(path: str) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=10.0, check_same_thread=False)
    try:
        base.execute("PRAGMA journal_mode = WAL")  # who looks does not wait for who takes in
        with base:
            (form,) = base.execute("PRAGMA user_version").fetchone()
            if form != FORM:
                for name in ("said", "searched"):
                    base.execute(f"DROP TABLE IF EXISTS {name}")
            for table in _TABLES:
                base.execute(table)
            base.execute(f"PRAGMA user_version = {FORM}")
        base.execute("SELECT count(*) FROM searched").fetchone()
    except sqlite3.Error:
        base.close()
        raise
    return base


def query_of(asked: str) -> str:
    """What is asked for as FTS5 has it; each word is quoted, so that none of them steers the query."""
    phrases = [" ".join(words(each)) for each in _PHRASE.findall(asked)]
    single = words(_PHRASE.sub(" ", asked))
    parts = [f'"{each}"' for each in phrases if each]
    parts += [f'"{each}"{"*" if len(each) >= PREFIX else ""}' for each in single]
    return " AND ".join(parts)
