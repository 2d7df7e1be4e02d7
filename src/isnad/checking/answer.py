"""Answer: what a check gives.

What may live here: the three answers, the sections and the whole.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from isnad.records.problem import Problem, Severity


class Verdict(IntEnum):
    """The answer of a check, and the exit code of ``isnad check``. Not verifiable never looks like fine."""

    HOLDS = 0
    FAILS = 1
    NOT_VERIFIABLE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One thing checked: how many of it, how many failed, and how many could not be verified."""

    name: str
    checked: int
    failed: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The answer. ``tip`` is the digest of the log's last line: keep it outside the folder. ``bounds`` say in words
    when at the latest lines existed and on whose word, ``tail`` how many lines no stamp or witness speaks for, and
    ``not_proven`` what no check of a folder can show."""

    verdict: Verdict
    sections: tuple[Section, ...]
    problems: tuple[Problem, ...]
    tip: str
    bounds: tuple[str, ...] = ()
    tail: int = 0
    not_proven: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One section and what is wrong in it."""

    section: Section
    problems: tuple[Problem, ...] = ()


def verdict_of(sections: Iterable[Section]) -> Verdict:
    """One failure fails the whole; else what could not be verified stands; only else it holds."""
    made = tuple(sections)
    if any(section.failed for section in made):
        return Verdict.FAILS
    return Verdict.NOT_VERIFIABLE if any(section.open for section in made) else Verdict.HOLDS


def part(name: str, checked: int, problems: Iterable[Problem]) -> Part:
    """A section in which each error failed and each warning could not be verified."""
    told = tuple(problems)
    count = Counter(problem.severity for problem in told)
    section = Section(name=name, checked=checked, failed=count[Severity.ERROR], open=count[Severity.WARNING])
    return Part(section, told)
