"""Wacz check: whether the parts of a WACZ agree with each other, every one with every other that speaks of it.

What may live here: the checks of WACZ 1.1.1, with three answers. Whatever version a package claims, all are made: a
package that could choose its checks would choose none. What cannot be seen from the file alone: that a record was taken
out together with every line of its indexes, pages and hashes; so an unsigned package proves only that it is of a piece.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from isnad.preserve.containers.directory import Entry, Lie, Unread, content
from isnad.preserve.containers.kinds import listed
from isnad.preserve.containers.parts import Events, fault
from isnad.preserve.containers.wacz_index import Index
from isnad.records.problem import Problem, Severity

VERSIONS = ("1.0.0", "1.1.0", "1.1.1", "1.2.0")
_DESCRIPTION, _SEAL = "datapackage.json", "datapackage-digest.json"
_TODO = "Get the package again from its maker and compare their SHA-256; do not rely on what is named here until then."
_LARGEST = 64 << 20  # bytes of a description
_RECORDS = "records"
_TOLD = 20  # faults of one check that are told one by one
_HASH = re.compile(r"(sha256|sha-256|md5|sha1|sha512):([0-9a-f]+)", re.IGNORECASE)


class Answer(StrEnum):
    """What a check found. Nothing to check is no pass."""

    PASSED = "passed"
    FAILED = "failed"
    NOTHING = "nothing to check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One check: its name, its answer, and what it found (of many, the first)."""

    name: str
    answer: Answer
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Found:
    """What one check gathers. ``checked`` counts what was compared."""

    name: str
    title: str
    checked: int = 0
    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    def bad(self, what: str, where: str = "", severity: Severity = Severity.ERROR) -> None:
        self.count += 1
        if self.count <= _TOLD:
            at = f"{self.title}/{where}" if where else self.title
            self.problems.append(Problem(what=f"{what}.", where=at, todo=_TODO, severity=severity))

    def done(self, nothing: str) -> Checked:
        if self.count > _TOLD:
            what = f"There are {self.count - _TOLD:,} more faults of this kind ({self.name})."
            self.problems.append(Problem(what=what, where=self.title, todo=_TODO))
        if self.count:
            return Checked(name=self.name, answer=Answer.FAILED, problems=tuple(self.problems))
        if self.checked:
            return Checked(name=self.name, answer=Answer.PASSED)
        what = f"Not checked ({self.name}): {nothing}."
        note = Problem(what=what, where=self.title, todo="This is no pass: ask its maker.", severity=Severity.NOTE)
        return Checked(name=self.name, answer=Answer.NOTHING, problems=(note,))


def wacz_checks(path: Path, title: str = "") -> Iterator[Checked]:
    """Each check of the WACZ at a path, in turn; ``title`` is what messages call it. Raises OSError.

    Memory grows by some hundred bytes a record.
    """
    with Path(path).open("rb") as file:
        yield from checks_of(file, title or Path(path).name)


def checks_of(file: BinaryIO, title: str) -> Iterator[Checked]:
    """The same for an open file."""
    frame = _Found("zip", title)
    try:
        found, wrong = listed(file)
    except Unread as error:
        frame.bad(str(error))
        yield frame.done("")
        return
    frame.checked = len(found)
    for what in wrong:
        frame.bad(what)
    for entry in found:
        if entry.wrong:
            frame.bad(entry.wrong, entry.name[:200])
    yield frame.done("it is empty")
    good = {entry.name: entry for entry in found if not entry.wrong and not entry.folder}
    package = _Package(file, title, good)
    checks: tuple[Callable[[], Checked], ...] = (package.described, package.hashed, package.sealed)
    for check in checks:
        yield check()
    index = Index(file, good)
    for name, nothing, faults in (
        (_RECORDS, "it holds no WARC", index.walk()),
        ("index", "it holds no index of its records", index.lines()),
        ("records in the index", "it holds no index or no record", index.unlisted()),
        ("pages", "it holds no list of pages", index.pages()),
    ):
        each = _Found(name, title)
        for what, where in faults:
            if what:
                each.bad(what, where)
            else:
                each.checked += 1
        yield each.done(nothing)


def wacz_problems(path: Path, title: str = "") -> Iterator[Problem]:
    """What is wrong with a WACZ (errors), and what it gave no means to check (notes). Nothing for a sound one, which
    also is signed. Raises OSError."""
    for checked in wacz_checks(path, title):
        yield from checked.problems


def wacz_faults(file: BinaryIO, title: str) -> Events:
    """The same of an open file as plain data; without the faults of single records, which reading them tells."""
    for checked in checks_of(file, title):
        for problem in checked.problems if checked.name != _RECORDS else ():
            yield fault(problem.what, problem.where, problem.todo, problem.severity)


class _Package:
    """What the description of a WACZ says, against the members."""

    def __init__(self, file: BinaryIO, title: str, entries: dict[str, Entry]) -> None:
        self._file, self._title, self._entries = file, title, entries
        self._data = self._bytes(_DESCRIPTION)
        self._said = _object(self._data)

    def _bytes(self, name: str) -> bytes | None:
        entry = self._entries.get(name)
        try:
            return b"".join(content(self._file, entry, _LARGEST)) if entry else None
        except Lie:
            return None

    def described(self) -> Checked:
        """Whether there is a description of a known form, and what every WACZ must hold."""
        found = _Found("description", self._title, checked=1)
        if self._data is None:
            found.bad("It has no datapackage.json, so nothing says what it should hold")
        elif self._said is None:
            found.bad("It is no JSON object", _DESCRIPTION)
        else:
            version = self._said.get("wacz_version")
            if version not in VERSIONS:
                found.bad(
                    f"Its wacz_version is {str(version)[:40]!r}, which is none. Every check was made", _DESCRIPTION
                )
            if not isinstance(self._said.get("resources"), list):
                found.bad("It lists no resources", _DESCRIPTION)
        for folder, what in (("archive/", "WARC"), ("indexes/", "index"), ("pages/pages.jsonl", "list of pages")):
            if not any(name.startswith(folder) for name in self._entries):
                found.bad(f"It holds no {what} ({folder}), which the format asks for", severity=Severity.WARNING)
        return found.done("")

    def hashed(self) -> Checked:
        """Whether each member is listed, once, with its right size and hash, and each listed one is there."""
        found = _Found("hashes", self._title)
        rows = self._said.get("resources") if self._said else None
        listed_: dict[str, dict[str, Any]] = {}
        for row in rows if isinstance(rows, list) else []:
            path = row.get("path") if isinstance(row, dict) else None
            if not isinstance(path, str):
                found.bad("A resource has no path", _DESCRIPTION)
            elif path in listed_:
                found.bad("It is listed twice", path[:200])
            else:
                listed_[path] = row
        for name in self._entries:
            if name not in listed_ and name not in (_DESCRIPTION, _SEAL):
                found.bad("It is not listed in datapackage.json: it may have been put in later", name)
        for path, row in listed_.items():
            entry = self._entries.get(path)
            if entry is None:
                found.bad("It is listed in datapackage.json, and it is not there", path[:200])
            else:
                self._member(found, entry, row)
        return found.done("datapackage.json lists nothing")

    def _member(self, found: _Found, entry: Entry, row: dict[str, Any]) -> None:
        if row.get("bytes") is not None and row.get("bytes") != entry.size:
            found.bad(f"It holds {entry.size:,} bytes, and {str(row['bytes'])[:20]} were said", entry.name)
        said = _HASH.fullmatch(str(row.get("hash", "")))
        made = hashlib.new(said[1].lower().replace("-", "") if said else "sha256", usedforsecurity=False)
        try:
            for piece in content(self._file, entry, 1 << 40):
                made.update(piece)
        except Lie as error:
            found.bad(str(error), entry.name)
            return
        if said is None:
            found.bad("No hash is given for it, so a change would not show", entry.name)
        elif made.hexdigest() != said[2].lower():
            found.bad("Its hash does not match: its bytes were changed", entry.name)
        else:
            found.checked += 1

    def sealed(self) -> Checked:
        """Whether datapackage-digest.json names the description's hash; its signature is compared in what it covers."""
        found = _Found("seal", self._title)
        if _SEAL not in self._entries:
            return found.done("it is not signed, so whoever changed it could make all its hashes anew")
        seal = _object(self._bytes(_SEAL))
        right = "sha256:" + hashlib.sha256(self._data or b"").hexdigest()
        if seal is None:
            found.bad("It is no JSON object", _SEAL)
        elif seal.get("hash") != right:
            found.bad("The hash it gives is not that of datapackage.json: one of the two was changed", _SEAL)
        signed = seal.get("signedData") if seal else None
        if isinstance(signed, dict):
            if signed.get("hash") != right:
                found.bad("The hash that was signed is not that of datapackage.json", _SEAL)
            created = self._said.get("created") if self._said else None
            if created and signed.get("created") != created:
                found.bad("The time that was signed is not that of datapackage.json", _SEAL)
            return found.done("its seal fits, but its signature was not verified: that needs the signer's certificate")
        return found.done("its seal fits, but nobody signed it, so whoever changed it could make all its hashes anew")


def _object(data: bytes | None) -> dict[str, Any] | None:
    try:
        said = json.loads(data) if data is not None else None
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None
