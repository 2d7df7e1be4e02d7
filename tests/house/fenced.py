"""Runs the fenced blocks of the documents, and writes their outputs anew: ``python tests/house/fenced.py README.md``.

A ``console`` block holds commands after ``$ `` and what each prints; a ``python`` block holds a session as doctest
knows it. All blocks of one document run in order, in one empty folder that holds the practice case as ``practice/``.
An output that ends in a line ``...`` shows only the beginning. Ids and times of capture differ from run to run and
are compared as kinds.
"""

import contextlib
import doctest
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_KINDS = (
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"), "TIME"),
    (re.compile(r"\b[0-9a-f]{16,64}\b"), "ID"),
    (re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8}\b"), "ID"),
)
WIDTH = "100"  # columns of the terminal in the documents


@dataclass
class Place:
    """Where the blocks of one document run."""

    folder: Path
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "document"})


@dataclass(frozen=True)
class Step:
    """One command or statement, with what the document says it gives and what it gave."""

    source: str
    said: str
    got: str

    @property
    def holds(self) -> bool:
        """Whether it gave what the document says."""
        said, got = _plain(self.said), _plain(self.got)
        return got[: len(said) - 1] == said[:-1] if said and said[-1] == "..." else got == said

    @property
    def renewed(self) -> str:
        """The output to write into the document: as long as the one that stands there."""
        lines = [line.rstrip() for line in self.got.rstrip().splitlines()]
        said = self.said.rstrip().splitlines()
        shown = [*lines[: len(said) - 1], "..."] if said and said[-1] == "..." else lines
        return "".join(f"{line}\n" for line in shown)


def _plain(text: str) -> list[str]:
    for pattern, kind in _KINDS:
        text = pattern.sub(kind, text)
    return [line.rstrip() for line in text.rstrip().splitlines()]


@contextlib.contextmanager
def place() -> Iterator[Place]:
    """An empty folder with the practice case in it, as the working folder; sessions and commands have one keyring."""
    before, ring = Path.cwd(), os.environ.get("ISNAD_HOME")
    with tempfile.TemporaryDirectory() as temporary, tempfile.TemporaryDirectory() as home:
        os.environ["ISNAD_HOME"] = home
        folder = Path(temporary).resolve()
        shutil.copytree(ROOT / "examples" / "practice", folder / "practice")
        os.chdir(folder)
        try:
            yield Place(folder)
        finally:
            os.chdir(before)
            del os.environ["ISNAD_HOME"]
            os.environ |= {"ISNAD_HOME": ring} if ring is not None else {}


def steps(document: str) -> Iterator[list[Step]]:
    """The steps of each block, run in order."""
    with place() as here:
        for kind, body in _BLOCK.findall(document):
            yield list((_console if kind == "console" else _python)(body, here))


def _console(body: str, here: Place) -> Iterator[Step]:
    for part in re.split(r"^(?=\$ )", body, flags=re.MULTILINE):
        if part.startswith("$ "):
            command, _, said = part[2:].partition("\n")
            yield Step(f"$ {command}\n", said, _shell(command, here))


def _shell(command: str, here: Place) -> str:
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {
        "PATH": tools,
        "HOME": str(here.folder),
        "ISNAD_HOME": os.environ["ISNAD_HOME"],
        "COLUMNS": WIDTH,
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
    }
    # without pipefail: `| head` closes the pipe on purpose
    ran = subprocess.run(
        ["bash", "-c", command],
        cwd=here.folder,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return ran.stdout + (f"exit code {ran.returncode}\n{ran.stderr}" if ran.returncode not in (0, 3) else "")


def _python(body: str, here: Place) -> Iterator[Step]:
    for example in doctest.DocTestParser().get_examples(body):
        told, shown = io.StringIO(), sys.displayhook
        sys.displayhook = lambda value: None if value is None else sys.stdout.write(f"{value!r}\n")
        try:
            with contextlib.redirect_stdout(told):
                exec(compile(example.source, "document", "single"), here.names)
        finally:
            sys.displayhook = shown
        source = "".join(
            f"{'...' if n else '>>>'} {line}".rstrip() + "\n" for n, line in enumerate(example.source.splitlines())
        )
        yield Step(source, example.want, told.getvalue())


def renewed(document: str) -> str:
    """The document with the outputs of its blocks written anew."""
    made = iter(["".join(step.source + step.renewed for step in block) for block in steps(document)])
    return _BLOCK.sub(lambda m: f"```{m[1]}\n{next(made)}```", document)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
