"""The documents say what is: their blocks run, their commands and names exist, their links lead somewhere."""

import importlib
import inspect
import re
from pathlib import Path

import click
import pytest
from house import fenced
from house.tree import PACKAGE, ROOT, modules

import isnad
from isnad.cli import group

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
GLOSSARY = ROOT / "docs" / "glossary.md"
COMMANDS = group.list_commands(click.Context(group))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_blocks_give_what_the_document_says(path: Path):
    """Where this fails after a change that is meant: ``just docs`` writes the outputs anew; read the difference."""
    for block in fenced.steps(path.read_text(encoding="utf-8")):
        for step in block:
            assert step.holds, f"{step.source}says\n{step.said}\ngives\n{step.got}"


@pytest.mark.parametrize(
    ("said", "got", "holds"),
    [
        ("9\n", "9\n", True),
        ("9\n", "8\n", False),
        ("a\n...\n", "a\nb\nc\n", True),
        ("b\n...\n", "a\nb\n", False),
        ("", "a\n", False),
        ("a\n", "", False),
        ("id 0123456789abcdef\n", "id fedcba9876543210\n", True),
        ("id 0123456789abcdef\n", "id\n", False),
    ],
)
def test_a_false_output_is_noticed(said, got, holds):
    assert fenced.Step("$ x\n", said, got).holds is holds


def test_the_journey_and_the_readme_have_blocks():
    for name, least in (("README.md", 2), ("docs/journey.md", 6)):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert len(re.findall(r"^```(?:console|python)$", text, re.MULTILINE)) >= least, name


def _public_classes():
    for path in modules("records"):
        if path.stem != "__init__":
            module = importlib.import_module(f"isnad.records.{path.stem}")
            yield from (
                n
                for n, o in vars(module).items()
                if inspect.isclass(o) and o.__module__ == module.__name__ and n[0] != "_"
            )


def test_every_public_name_stands_in_the_glossary():
    text = GLOSSARY.read_text(encoding="utf-8")
    names = {*isnad.__all__, *_public_classes()}
    assert sorted(n for n in names if f"`{n}`" not in text) == []


def test_the_glossary_names_nothing_that_is_gone():
    """Names in the glossary's tables of code exist."""
    named = set(re.findall(r"^\| `(\w+)`", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE))
    known = {*isnad.__all__, *_public_classes(), *COMMANDS}
    assert sorted(named - known) == []


def test_no_more_than_a_dozen_names_are_offered():
    assert len([name for name in isnad.__all__ if not name.startswith("_")]) <= 12


def test_every_command_stands_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert sorted(name for name in COMMANDS if f"isnad {name}" not in text) == []


def test_the_readme_names_no_command_that_is_gone():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^(?:\$ |    )(?:uv run )?isnad ([a-z-]+)", text, re.MULTILINE))
    assert named - set(COMMANDS) == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_links_lead_to_files(path: Path):
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_modules_named_in_the_documents_exist(path: Path):
    named = set(
        re.findall(r"`((?:records|preserve|read|link|weigh|publish)/[\w/]+\.\w+)`", path.read_text(encoding="utf-8"))
    )
    assert [name for name in named if not (PACKAGE / name).exists()] == []
