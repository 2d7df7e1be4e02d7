"""The screen: progress, tables and problems, plain where the output is piped.

What may live here: how things look on a terminal. Text from captures is cleaned of control characters first,
so that no file can steer the terminal.
"""

import contextlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from isnad.records.problem import Problem, Severity

if TYPE_CHECKING:
    from rich.console import Console

    from isnad.preserve.progress import Progress

SHOWN = 20  # problems printed of one kind before the rest is only counted
PIPED_WIDTH = 200  # columns where there is no terminal: wide enough to cut nothing off that matters
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_COLOURS = {Severity.NOTE: "cyan", Severity.WARNING: "yellow", Severity.ERROR: "red"}


def clean(text: str) -> str:
    """Text from outside in one line: without what steers a terminal, begins a line or turns the writing's direction.

    A file may be named so that a line of its own, "The case holds." say, would stand in our output: each character
    that does not print, line breaks among them, becomes a replacement character.
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else _REPLACED for c in text)


def clean_json(text: str) -> str:
    """JSON that reads the same, with each character that does not print spelled \\uXXXX."""
    return text if text.isprintable() else "".join(c if c.isprintable() else _spelled(c) for c in text)


def _spelled(letter: str) -> str:
    units = letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))


def console(*, err: bool = False) -> "Console":
    """A console that takes text as it is: no markup, no emoji codes, no colours where piped."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    width = None if stream.isatty() else PIPED_WIDTH
    return Console(file=stream, markup=False, emoji=False, highlight=False, width=width)


def tell_problem(problem: Problem) -> None:
    """A problem on standard error: what is wrong, then what to do."""
    label = click.style(f"{problem.severity}:", fg=_COLOURS[problem.severity], bold=True)
    click.echo(f"{label} {clean(problem.where)}: {clean(problem.what)}\n  {clean(problem.todo)}", err=True)


def tell_problems(problems: Iterable[Problem], shown: int = SHOWN) -> None:
    """Each problem once, the gravest first; beyond ``shown`` of one severity they are only counted."""
    different = list(dict.fromkeys(problems))
    for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE):
        these = [problem for problem in different if problem.severity is severity]
        for problem in these[:shown]:
            tell_problem(problem)
        if len(these) > shown:
            click.echo(
                f"{severity}: {len(these) - shown} more; those of adding or reading are in: isnad show CASE --problems",
                err=True,
            )


def code_of(problems: Iterable[Problem], *, done: bool = True) -> int:
    """The exit code: 0 without errors, else 3 where something was done, 1 where nothing was."""
    failed = any(problem.severity is Severity.ERROR for problem in problems)
    return (3 if done else 1) if failed else 0


@contextlib.contextmanager
def progress() -> "Iterator[Progress]":
    """A progress display on standard error, nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda step, done, whole: None  # noqa: ARG005 (a Progress)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console(err=True), transient=True) as bars:
        tasks = {}

        def tell(step: str, done: int, whole: int) -> None:
            label = clean(step)[:40]
            if label not in tasks:
                tasks[label] = bars.add_task(label.ljust(14), total=whole or None)
            bars.update(tasks[label], completed=done, total=whole or None)

        yield tell


def table(header: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> None:
    """A table on standard output; ``numbers`` are the columns set to the right. Piped: tab-separated lines."""
    if not sys.stdout.isatty():
        for row in (header, *rows):
            click.echo("\t".join(clean(cell) for cell in row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    made = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(header):
        made.add_column(name, justify="right" if place in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(clean(cell)) for cell in row))
    console().print(made)
