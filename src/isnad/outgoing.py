"""Outgoing: the one way out of a case. Dossiers are redacted and exported; what was written is searched, then kept.

What may live here: joining the rules of withholding, the exporters and the disk; the guard round exporters.
"""

import csv
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, overload

from isnad import plugins
from isnad.casebook import Casebook
from isnad.preserve.garbage import few_collections
from isnad.preserve.progress import Progress, silent
from isnad.preserve.store import sync_folder
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.publish.withhold.leaks import Leak, Watch
from isnad.publish.withhold.private import Looked, Private
from isnad.publish.withhold.redact import Redactor
from isnad.publish.withhold.rules import RULES
from isnad.read.gazetteers.names import skeleton, sound
from isnad.reading.named import people_in
from isnad.records.dossier import Dossier
from isnad.records.person import Person
from isnad.records.problem import Problem
from isnad.records.report import Report

REPORT = "withheld.csv"  # what was left out and why, beside every export
FEW = 512  # dossiers that are kept once they are redacted; of more, each is redacted whenever it is asked for
SPOOLED = 1 << 20  # characters of the report of what was withheld that are kept in memory
SHOWN = 5  # leaks that are named
OPEN = 32  # files that are written side by side


class Published(Sequence[Dossier]):
    """Dossiers as they may be published, each redacted when it is asked for; what was withheld is counted."""

    def __init__(
        self, dossiers: Sequence[Dossier], redacted: Callable[[Dossier], Dossier], tell: Progress = silent
    ) -> None:
        self._dossiers, self._redacted, self._tell_of = dossiers, redacted, tell
        self._kept: dict[int, Dossier] = {}
        self._counted = bytearray(len(dossiers))
        self.times = self._number = 0
        self._rows = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - gone with the object
            SPOOLED, "w+", newline="", encoding="utf-8"
        )
        self._writer = csv.writer(self._rows)
        self._writer.writerow(("rule", "incident", "field", "times", "what", "why"))

    def __len__(self) -> int:
        return len(self._dossiers)

    @overload
    def __getitem__(self, index: int) -> Dossier: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Dossier]: ...
    def __getitem__(self, index: int | slice) -> Dossier | Sequence[Dossier]:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        if index in self._kept:
            return self._kept[index]
        made = self._redacted(self._dossiers[index])
        if len(self) <= FEW:
            self._kept[index] = made
        if not self._counted[index]:
            self._counted[index] = 1
            self._note(made)
            self._number += 1
            self._tell_of("writing", self._number, len(self))
        return made

    def _note(self, made: Dossier) -> None:
        """Write down what was withheld of one dossier; of many it would fill the memory."""
        times: Counter[tuple[str, str]] = Counter()
        for note in made.withheld:
            times[note.rule, f"{note.record.split(' ')[0]} {note.field}"] += note.times
        for (rule, field), number in sorted(times.items()):
            known = RULES.get(rule)  # a publication may be of another version
            what, why = (known.what, known.why) if known else ("", "")
            self._writer.writerow((rule, made.incident.id, field, number, what, why))
        self.times += times.total()

    def report(self) -> Iterator[bytes]:
        """What was withheld, by incident, rule and field, with the reason; never what it was. In pieces."""
        self._rows.seek(0)
        while piece := self._rows.read(SPOOLED):
            yield piece.encode()
        self._rows.seek(0, os.SEEK_END)


def review(
    book: Casebook, dossiers: Sequence[Dossier], tell: Progress = silent
) -> tuple[tuple[Private, ...], dict[str, tuple[Person, ...]]]:
    """All that the rules are about in these dossiers, and whom their reports name. They are gone through one by one."""
    looked, people = look(book, dossiers, tell)
    return looked.things(people, book.judgements), people


def look(
    book: Casebook, dossiers: Sequence[Dossier], tell: Progress = silent
) -> tuple[Looked, dict[str, tuple[Person, ...]]]:
    """``review`` before what was decided of it."""
    looked = Looked()

    def reports() -> Iterator[Report]:
        for number, dossier in enumerate(dossiers, start=1):
            looked.take(dossier)
            yield from dossier.reports
            tell("looking for names", number, len(dossiers))

    return looked, people_in(book, reports(), len(dossiers))


def write(
    book: Casebook, dossiers: Sequence[Dossier], form: str, to: Path, tell: Progress = silent
) -> tuple[Path, ...]:
    """Write what an exporter makes of dossiers into a folder; the files written. Raises Trouble; then nothing stays."""
    private, people = review(book, dossiers, tell)
    return publish(dossiers, private, people, form, to, tell)


def publish(
    dossiers: Sequence[Dossier],
    private: Sequence[Private],
    people: dict[str, tuple[Person, ...]],
    form: str,
    to: Path,
    tell: Progress = silent,
) -> tuple[Path, ...]:
    """``write`` for what is known already. Raises Trouble; then nothing stays."""
    with few_collections():
        redactor = Redactor(private, people, _sound)
        return _written(Published(dossiers, redactor.dossier, tell), watch_for(private), form, to, tell)


def title_of(dossier: Dossier, private: Sequence[Private], people: dict[str, tuple[Person, ...]]) -> str:
    """The title of a dossier's case as it may be published."""
    return Redactor(private, people, _sound).dossier(dossier).case


def watch_for(private: Iterable[Private]) -> Watch:
    """What looks through files for all of these things that no decision allows."""
    return Watch((each for each in private if each.allowed is None), _sound)


@lru_cache(maxsize=1 << 14)
def _sound(word: str) -> str:
    """The consonants of a word, as names of places are met in either script; of w and y one cannot tell whether they
    are any."""
    return skeleton(sound(word)).replace("w", "").replace("y", "")


def pass_on(dossiers: Sequence[Dossier], form: str, to: Path) -> tuple[Path, ...]:
    """Write dossiers that were published before, from which everything was withheld then. Raises Trouble."""
    return _written(Published(dossiers, lambda dossier: dossier), Watch(()), form, to)


def _written(published: Published, watch: Watch, form: str, to: Path, tell: Progress = silent) -> tuple[Path, ...]:
    exporter = _exporter(form)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".isnad-export-", dir=to.parent) as staged:
            names = _staged(Path(staged), _guarded(exporter, published), published.report)
            _search(Path(staged), names, watch, tell)
            return _placed(Path(staged), to, names)
    except OSError as error:
        raise Trouble(problem_of(error, to)) from error


def _exporter(form: str) -> Any:
    offered = plugins.shelf("exporters")
    chosen = next((each for each in offered.items if each.name == form), None)
    if chosen is None:
        names = ", ".join(sorted(each.name for each in offered.items))
        raise Trouble(Problem(what=f"There is no exporter '{form}'.", where="--as", todo=f"There are: {names}."))
    return chosen


def _guarded(exporter: Any, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
    """What an exporter yields; whatever it raises becomes Trouble."""
    try:
        yield from exporter.export(dossiers)
    except (Trouble, OSError):
        raise
    except ModuleNotFoundError as error:
        what = f"The exporter '{exporter.name}' needs the package '{error.name}', which is not installed."
        todo = f"Install it: pip install {error.name}; or with isnad: pip install 'isnad[{exporter.name}]'."
        raise trouble(what, "--as", todo) from error
    except Exception as error:
        what = f"The exporter '{exporter.name}' failed ({type(error).__name__}: {error})."
        raise trouble(what, "export", "Please report this; another --as may work.") from error


def _staged(folder: Path, pieces: Iterable[tuple[str, bytes]], report: Callable[[], Iterator[bytes]]) -> list[str]:
    """The names of the files written into a folder, in the order in which they were begun. Raises OSError, Trouble."""
    written: dict[str, None] = {}
    held: dict[str, BinaryIO] = {}  # open ones, the one begun first at the beginning
    try:
        for name, data in pieces:
            if name not in held:
                held[name] = _opened(folder, name, again=name in written)
                written[name] = None
            held[name].write(data)
            if len(held) > OPEN:  # pages are whole once the next begins; tables grow side by side and are few
                held.pop(next(iter(held))).close()
        if REPORT not in written:
            written[REPORT] = None
            with _opened(folder, REPORT, again=False) as stream:
                stream.writelines(report())
        return list(written)
    finally:
        for stream in held.values():
            stream.close()


def _opened(folder: Path, name: str, *, again: bool) -> BinaryIO:
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise trouble(
            "An exporter gave a file name that leads out of the folder.", name, "Please report this exporter."
        )
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("ab" if again else "xb")


def _search(folder: Path, names: Sequence[str], watch: Watch, tell: Progress) -> None:
    """Look through what was written. Raises Trouble where it holds what it must not, or cannot be looked through."""
    found: list[Leak] = []
    for number, name in enumerate(names):
        tell("searching", number, len(names))
        with (folder / name).open("rb") as stream:
            try:
                found += watch.leaks(name, stream)
            except ValueError as error:
                raise trouble(f"{error}.", name, "Nothing was written. Please report this.") from error
    if found:
        told = ", ".join(sorted({f"{leak.private.id} ({leak.private.rule})" for leak in found})[:SHOWN])
        files = ", ".join(sorted({leak.file for leak in found})[:SHOWN])
        todo = "Nothing was written. What the ids mean, and how a thing is allowed: isnad withheld CASE."
        raise trouble(f"What is withheld would still stand in what was made: {told}.", files, todo)


def _placed(folder: Path, to: Path, names: Sequence[str]) -> tuple[Path, ...]:
    """Move files to where they belong."""
    made = tuple(to / name for name in names)
    for each in dict.fromkeys(path.parent for path in made):
        each.mkdir(parents=True, exist_ok=True)
    for name, path in zip(names, made, strict=True):
        os.replace(folder / name, path)
    for each in dict.fromkeys(path.parent for path in made):
        sync_folder(each)
    return made
