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
DALE = (
    ("first", "Sedge Post", "2021-03-02", """Two killed in strike on Harrun mill

At least two people were killed when an air strike hit a mill in Harrun on Tuesday, the Delta Monitor said.
The planes are believed to be Ardan, the monitor said.
"""),
    ("second", "Reed Times", "2021-03-04", """Toll of Harrun strike rises

Five people were killed in Tuesday's air strike on the mill in Harrun, the Delta Monitor said on Thursday.
The monitor said that Bresk forces had carried out the attack.
"""),
    ("third", "Fen Courier", "2021-03-03", """Shells fall on Velmora

Three people were killed when shells hit houses in Velmora on Tuesday, the Delta Monitor said.
"""),
    ("fourth", "Fen Courier", "2021-03-09", """Harrun hit again

Four people were killed in an air strike on the school in Harrun on Monday, residents said.
"""),
)  # fmt: skip


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


def dale_in(folder: Path) -> Path:
    """A case's material in which two villages were hit on one day and one of them again: reports and a gazetteer."""
    inside = folder / "in"
    inside.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, publisher, published, text in DALE:
        (inside / f"{name}.txt").write_text(text, encoding="utf-8")
        url = f"https://{publisher.split()[0].lower()}.example/{name}"
        rows.append({"file": f"{name}.txt", "publisher": publisher, "published": published, "url": url})
    (inside / "manifest.json").write_text(json.dumps(rows), encoding="utf-8")
    places = folder / "dale.csv"
    with places.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(
            [["name", "latitude", "longitude"], ["Harrun", "11.5", "22.5"], ["Velmora", "11.62", "22.58"]]
        )
    return places


def dale_case(folder: Path) -> Path:
    """A case of that material, with the two parties that are blamed."""
    places, parties = dale_in(folder), folder / "parties.csv"
    rows = [
        ["name", "kind", "aliases", "adjectives"],
        ["Ardania", "state", "", "Ardan"],
        ["Bresk", "state", "", "Bresk"],
    ]
    with parties.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    assert isnad("new", folder / "case", "--gazetteer", places, "--belligerents", parties).returncode == 0
    assert isnad("add", folder / "case", folder / "in").returncode == 0
    return folder / "case"


def isnad(*arguments: object, cwd: Path | None = None) -> SimpleNamespace:
    """Run a command as the command line does, in this process: its exit code, standard output and error."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]), chdir(cwd or "."):
        code = run([str(argument) for argument in arguments])
    out, err = (stream.buffer.getvalue().decode() for stream in streams)
    return SimpleNamespace(returncode=code, stdout=out, stderr=err)
