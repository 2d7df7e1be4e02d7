"""Scars: what the log says must be gone, the finishing of it, and whether folder and log agree.

What may live here: following "sealed" and "forgotten" lines, destroying what they order, and telling what does not fit.
A lost file and a forgotten one look alike on a disk; only the line in the log tells them apart.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isnad.preserve.people.named import AGE_MAGIC, TEMPORARY, is_id, sealed_path
from isnad.preserve.people.own import must_be_own
from isnad.preserve.store import Store, digest_at, is_digest, open_own, sync_folder
from isnad.preserve.trouble import problem_of, trouble
from isnad.records.problem import Problem, Severity

if TYPE_CHECKING:
    from isnad.preserve.people.sealing import LogLine

ORDERS = ("sealed", "forgotten")  # the kinds of line that order something destroyed
_COPY = "Put it back from a copy of the case."


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A sealed file as the log has it: ``what`` it holds, the ``seq`` and time of its line, the digest of its
    ``ciphertext``, the seqs of the lines it is ``of``, and the ``digest`` of the object whose place it took, if any."""

    id: str
    seq: int
    at: str
    what: str
    ciphertext: str
    size: int
    of: tuple[int, ...] = ()
    digest: str = ""
    pseudonym: str = ""


class Protected:
    """What is sealed, forgotten, and rightly absent from the objects, as far as the log's lines were taken in."""

    def __init__(self, lines: "Iterable[LogLine]" = ()) -> None:
        self.sealed: dict[str, Seal] = {}
        self.forgotten: dict[str, int] = {}  # id -> seq of the line that ordered it
        self.absent: dict[str, int] = {}  # digest of an object that was sealed away -> seq of the line that did it
        self.problems: list[Problem] = []  # lines of these kinds that cannot be followed
        self._settled: set[Path] = set()  # found gone, so not looked for again
        for line in lines:
            self.take(line)

    @property
    def sealed_lines(self) -> frozenset[int]:
        """The seqs of lines whose object was sealed away: their captures are not read any more."""
        return frozenset(n for s in self.sealed.values() if s.digest in self.absent for n in s.of)

    def take(self, line: "LogLine") -> None:
        """Take in the next line of the log, in its order. Never raises for what a line says."""
        match line.kind:
            case "sealed":
                self._take_sealed(line)
            case "forgotten":
                self._take_forgotten(line)
            case _ if self.absent:
                for digest, _ in line.objects:  # added again in clear since: it has to be there now
                    if self.absent.pop(digest, None) is not None:
                        self._settled.clear()

    def finish(self, root: Path) -> tuple[str, ...]:
        """Destroy what the log orders destroyed and is still there; the names of the files that went.

        First everything derived, which may hold it, then the sealed files and objects: a file still there means
        unfinished work, whenever it broke off. For a writer with the lock, whose log is known to be whole: a line
        added by a stranger must not reach this. Raises OSError, and Trouble where a part of the case leads elsewhere:
        what lies there is not the case's to destroy.
        """
        must_be_own(root)
        due = self.due(root)
        if due:
            wipe_derived(root)
        for path in due:
            path.unlink(missing_ok=True)
            sync_folder(path.parent)
        self._settled.update(self._ordered(root))
        for path in (root / "private").glob(f"{TEMPORARY}*"):  # broken off before they were named: never acknowledged
            path.unlink(missing_ok=True)
        return tuple(str(path.relative_to(root)) for path in due)

    def check(self, root: Path) -> Iterator[Problem]:
        """Where folder and log do not agree: a file missing, changed, still there, or named by no line."""
        yield from self.problems
        for seal in self.sealed.values():
            if seal.id not in self.forgotten:
                yield from _kept(root, seal)
        for ident, seq in self.forgotten.items():
            if os.path.lexists(sealed_path(root, ident)):
                yield _still_there(f"private/{ident}.age", seq)
        for digest, seq in self.absent.items():
            path = Store(root / "objects").path(digest)
            if os.path.lexists(path):
                yield _still_there(str(path.relative_to(root)), seq)
        yield from self._strangers(root)

    def due(self, root: Path) -> list[Path]:
        """The files that have to go and are still there; copies set aside in the quarantine come before the objects."""
        found = [path for path in self._ordered(root) if path not in self._settled and os.path.lexists(path)]
        if any(path.parent.name != "private" for path in found):
            held = sorted((root / "quarantine").rglob("*"))
            aside = (path for path in held if path.is_file() and not path.is_symlink())
            found = [*(path for path in aside if digest_at(path) in self.absent), *found]
        return found

    def _ordered(self, root: Path) -> Iterator[Path]:
        store = Store(root / "objects")
        yield from (sealed_path(root, ident) for ident in self.forgotten)
        yield from (store.path(digest) for digest in self.absent)

    def _strangers(self, root: Path) -> Iterator[Problem]:
        for path in sorted((root / "private").glob("*")):
            if not (path.suffix == ".age" and (path.stem in self.sealed or path.stem in self.forgotten)):
                todo = "If an `add` broke off, add the item again. Then forget it by its id, or take the file out."
                where, what = f"private/{path.name}", "No line of the log names this file."
                yield Problem(what=what, where=where, todo=todo, severity=Severity.WARNING)

    def _take_sealed(self, line: "LogLine") -> None:
        said = line.payload
        ident, ciphertext, digest = said.get("id"), said.get("ciphertext"), said.get("object", "")
        fits = is_id(ident) and isinstance(ciphertext, str) and isinstance(said.get("also", []), list)
        if not fits or ident in self.sealed or not isinstance(digest, str) or (digest and not is_digest(digest)):
            self.problems.append(_unread(line))
            return
        seal = Seal(
            id=str(ident),
            seq=line.seq,
            at=line.at,
            what=str(said.get("what", "")),
            ciphertext=str(ciphertext),
            size=_number(said.get("size")),
            of=tuple(n for n in (said.get("of"), *said.get("also", ())) if type(n) is int),
            digest=digest,
            pseudonym=str(said.get("pseudonym", "")),
        )
        self.sealed[seal.id] = seal
        if digest:
            self.absent[digest] = line.seq

    def _take_forgotten(self, line: "LogLine") -> None:
        ident = line.payload.get("id")
        if not is_id(ident):  # never a path out of the log: only ids lead to a file that is destroyed
            self.problems.append(_unread(line))
            return
        self.forgotten.setdefault(str(ident), line.seq)


def finish_forgetting(root: Path, entries: "Iterable[LogLine]") -> tuple[str, ...]:
    """Finish what forgetting or sealing left undone, as ``Protected.finish`` does. ``entries`` are all of the log's."""
    return Protected(entries).finish(root)


def private_problems(root: Path, entries: "Iterable[LogLine]") -> Iterator[Problem]:
    """What is wrong with what is sealed and forgotten, for ``check``. ``entries`` are all of the log's, in order."""
    yield from Protected(entries).check(root)


def wipe_derived(root: Path) -> None:
    """Remove everything that was computed, with SQLite's files and the pages freed in them. It is computed again.

    Raises OSError, and Trouble where ``derived`` is a link: what it leads to is not this case's to destroy.
    """
    folder = root / "derived"
    if folder.is_symlink():
        todo = "Empty the folder it leads to by hand, put a folder in the link's place, then run this again."
        raise trouble("This is a link, so what was computed cannot be destroyed with certainty.", folder, todo)
    if folder.exists():
        import shutil

        shutil.rmtree(folder)
    folder.mkdir()
    (root / "index.csv").unlink(missing_ok=True)
    sync_folder(root)


def _kept(root: Path, seal: Seal) -> Iterator[Problem]:
    path, where = sealed_path(root, seal.id), f"private/{seal.id}.age"
    try:
        with open_own(path) as stream:
            begins = stream.read(len(AGE_MAGIC))
        if digest_at(path) != seal.ciphertext:
            what = "Its bytes were changed: they no longer have the digest in the log."
            yield Problem(what=what, where=where, todo=_COPY)
        elif begins != AGE_MAGIC:
            yield Problem(what="It is no file of age, so it is not sealed.", where=where, todo=_COPY)
    except FileNotFoundError:
        what = f"It is missing, and no line says that it was forgotten (sealed in line {seal.seq + 1}, {seal.at})."
        yield Problem(what=what, where=where, todo=_COPY)
    except OSError as error:
        yield problem_of(error, where)


def _still_there(where: str, seq: int) -> Problem:
    what = f"It is still there, though line {seq + 1} of the log says that it is gone."
    return Problem(what=what, where=where, todo="Run any command that writes, or remove the file: it must not be here.")


def _unread(line: "LogLine") -> Problem:
    what = f"The {line.kind} in this line cannot be followed, so it was not."
    todo = "Put back a copy of log/entries.jsonl from before it was changed."
    return Problem(what=what, where=f"log/entries.jsonl, line {line.seq + 1}", todo=todo)


def _number(said: Any) -> int:
    return said if type(said) is int else 0
