"""Invented reports and a small case for the tests of the rooms above preserve."""

import csv
import io
import json
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace

from isnad.cli import run

MORNING = """Two killed in strike on Harrun mill

At least two people were killed when an air strike hit a mill in Harrun on Tuesday, the Delta Monitor said.

The monitor said that 11 others were wounded.
"""
EVENING = """Toll of Harrun strike rises

Five people were killed in the strike on Harrun, the Delta Monitor said on Wednesday.

A spokesman for the army denied that its aircraft had carried out the attack.
"""


def reports_in(folder: Path) -> Path:
    """Two reports and their manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "morning.txt").write_text(MORNING, encoding="utf-8")
    (folder / "evening.txt").write_text(EVENING, encoding="utf-8")
    rows = [
        {"file": "morning.txt", "publisher": "Sedge Post", "published": "2021-03-02", "url": "https://sedge.example/1"},
        {"file": "evening.txt", "publisher": "Reed Times", "published": "2021-03-03", "url": "https://reed.example/2"},
    ]
    (folder / "manifest.json").write_text(json.dumps(rows), encoding="utf-8")
    return folder


def gazetteer_in(folder: Path) -> Path:
    """A gazetteer of one invented village."""
    path = folder / "places.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([["name", "latitude", "longitude"], ["Harrun", "11.5", "22.5"]])
    return path


def isnad(*arguments: object, cwd: Path | None = None) -> SimpleNamespace:
    """Run a command as the command line does, in this process: its exit code, standard output and error."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]), chdir(cwd or "."):
        code = run([str(argument) for argument in arguments])
    out, err = (stream.buffer.getvalue().decode() for stream in streams)
    return SimpleNamespace(returncode=code, stdout=out, stderr=err)
