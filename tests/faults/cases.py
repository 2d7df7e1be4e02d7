"""The case that faults happen to, what is done when they happen, and what must be true afterwards."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from faults.shim import files_in
from isnad.casebook import WRITING, Casebook, new_casebook
from isnad.checking.answer import Check, Verdict
from isnad.checking.whole import check_case
from isnad.preserve.custody.keys import KeyRing
from isnad.records.judgement import Decision, Judgement
from isnad.records.problem import Severity

ADA = "Ada Orr"
STRIDE = 4  # of the calls at which a fault happens where not all are tried; benchmarks/faults.py tries all


@dataclass(frozen=True)
class Site:
    """A case folder, its ring, and files to add."""

    root: Path
    ring: Path
    given: Path

    def copy(self, to: Path) -> "Site":
        """The same elsewhere, for a fault to happen to."""
        shutil.rmtree(to, ignore_errors=True)
        for name in ("root", "ring", "given"):
            shutil.copytree(getattr(self, name), to / name)
        return Site(to / "root", to / "ring", to / "given")

    def book(self, **more) -> Casebook:
        return Casebook(self.root, actor=ADA, ring=KeyRing(self.ring), **more)

    def check(self) -> Check:
        return check_case(self.book(), jobs=1)


def site(folder: Path) -> Site:
    """A case that holds one file already, and three files to add."""
    made = Site(folder / "root", folder / "ring", files_in(folder / "given", "pqr"))
    new_casebook(made.root, "Weir", actor=ADA, ring=KeyRing(made.ring))
    files_in(folder / "first", "o")
    assert [kept.new for kept in made.book().add(str(folder / "first"))] == [True]
    return made


def adding(made: Site, source: str = "p.txt") -> Callable[[Callable[[str], None]], None]:
    """What ``isnad add`` does: each item is said to be added once it is given back."""

    def work(say: Callable[[str], None]) -> None:
        for kept in made.book().add(str(made.given / source)):
            if kept.new:
                say(f"added {kept.origin.rpartition('/')[2]}")

    return work


def judging(made: Site, by: str = ADA) -> Callable[[Callable[[str], None]], None]:
    """What ``isnad judge`` does; by somebody new, whose key has to be made first, or by the one who worked before."""

    def work(say: Callable[[str], None]) -> None:
        at = datetime.now(UTC)
        said = Judgement(id="", by=by, why="houses", at=at, decision=Decision.REJECT, subjects=("c1",))
        say(f"judged {made.book().judge(said).by}")

    return work


def all_there(made: Site, said: list[str]) -> None:
    """Every file and judgement that was acknowledged stands in the case."""
    book = made.book()
    names = {capture.origin.rpartition("/")[2] for capture in book.captures}
    judges = {judgement.by for judgement in book.judgements}
    for each in said:
        word, _, what = each.partition(" ")
        assert what in (names if word == "added" else judges), each
    for capture in book.captures:
        assert book.bytes_of(capture.digest) == (f"What {capture.origin.rpartition('/')[2][:1]} tells.\n").encode()


def must_stand(made: Site, said: list[str]) -> None:
    """After a fault: nothing acknowledged is missing, nothing fails, and the next who adds makes all whole again."""
    found = made.check()
    assert found.verdict is Verdict.HOLDS, [str(problem) for problem in found.problems]
    all_there(made, said)
    kept = {k.origin.rpartition("/")[2]: k for k in made.book().add(str(made.given))}
    assert set(kept) == {path.name for path in made.given.iterdir()}
    assert all(each.new or each.capture for each in kept.values())
    found = made.check()
    left = [str(p) for p in found.problems if p.severity is Severity.ERROR or p.where not in ("log",)]
    assert (found.verdict, left) == (Verdict.HOLDS, [])
    all_there(made, [*said, *(f"added {name}" for name in kept)])
    assert not (made.root / WRITING).exists()
    assert [path for path in made.root.rglob("*") if path.parent.name == "tmp" or path.name.startswith(".new-")] == []
    told = {entry.payload["file"] for entry in made.book().entries("quarantined")}
    aside = {path for path in (made.root / "quarantine").rglob("*") if path.is_file()}
    assert {path.relative_to(made.root / "quarantine").as_posix() for path in aside} == told
