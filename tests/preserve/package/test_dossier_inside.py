"""Packages with the dossier in them: all commands of their README pass, and what may be published holds no name."""

import base64
import importlib.util
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from casework import gazetteer_in
from preserve.package.test_standard_tools import commands, run

from isnad import new_case
from isnad.cli import run as command
from isnad.preserve.package.checked import package_problems
from isnad.publish.withhold.leaks import texts_in
from isnad.records.problem import Severity

ANALYST, VICTIM, WITNESS = "Jorun Aldane", "Olan Pirr", "Hetta Marwin"
TEXT = f"""Mill hit in Harrun

Three people were killed in an air strike on Harrun on Tuesday, the Delta Monitor said. Those killed were {VICTIM}
(45), his wife Sanne Pirr and their son Tavi Pirr (12). "It came from the north," said {WITNESS}, a neighbour.
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    made = new_case(folder / "case", gazetteers=[gazetteer_in(folder)], actor=ANALYST)
    (folder / "mill.txt").write_text(TEXT, encoding="utf-8")
    made.add(folder / "mill.txt", published="2021-03-03", publisher="Sedge Post")
    assert made.dossiers()
    return folder / "case"


def package(case, to, *more):
    assert command(["package", str(case), "--to", str(to), *more]) == 0


def held(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.parametrize("form", ["bag", "public"])
def test_all_commands_of_the_readme_pass_over_the_dossier_too(case, tmp_path, form):
    package(case, tmp_path / "out", "--as", form)
    said = (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")
    lines = commands(said)
    assert any("data/dossier/" in line and "sha256sum -c" in line for line in lines)
    done = run(tmp_path / "out", lines, tmp_path / "none")
    assert done.returncode == 0, done.stdout + done.stderr
    files = {path.name for path in (tmp_path / "out" / "data" / "dossier").iterdir()}
    assert {"index.html", "records.jsonl", "withheld.csv"} <= files
    if importlib.util.find_spec("typst"):
        assert any(name.endswith(".ar.pdf") for name in files)
    assert [p for p in package_problems(tmp_path / "out") if p.severity is not Severity.NOTE] == []


def test_a_spoiled_page_of_the_dossier_is_noticed(case, tmp_path):
    package(case, tmp_path / "out", "--as", "public")
    page = tmp_path / "out" / "data" / "dossier" / "index.html"
    page.chmod(0o644)
    page.write_bytes(page.read_bytes() + b" ")
    line = next(each for each in commands((tmp_path / "out" / "README.txt").read_text()) if "data/dossier/" in each)
    assert run(tmp_path / "out", [line], tmp_path / "none").returncode != 0


def test_what_may_be_published_names_nobody_and_holds_no_capture(case, tmp_path):
    package(case, tmp_path / "out", "--as", "public")
    data = held(tmp_path / "out")
    assert [name for name in (VICTIM, "Tavi", "Marwin", ANALYST, "Aldane") if name.encode() in data] == []
    assert not (tmp_path / "out" / "data" / "objects").exists()
    assert "may be published" in (tmp_path / "out" / "README.txt").read_text()


def test_no_planted_secret_is_anywhere_in_a_public_package(tmp_path):
    """Written in other ways, in names of files, titles, publishers and addresses, and looked for as a stranger's
    programs would read it."""
    made = new_case(tmp_path / "case", title=f"For {VICTIM}", gazetteers=[gazetteer_in(tmp_path)], actor=ANALYST)
    told = {"publisher": "@mill_eye", "url": "https://x.com/mill_eye/status/1", "title": f"{VICTIM.upper()} is dead"}
    for number, way in enumerate((str, str.upper, lambda words: words.replace(" ", "-"))):
        path = tmp_path / f"olan-pirr-{number}.txt"
        path.write_text(
            TEXT + f"\n{way(VICTIM)} and {way(WITNESS)}, says @mill_eye, +44 20 7946 0958.\n", encoding="utf-8"
        )
        made.add(path, published=f"2021-03-0{3 + number}", **(told if number else {"publisher": "Sedge Post"}))
    made.judge("reject", made.dossiers()[0].claims[-1].id, by=ANALYST, why=f"{WITNESS} was not there")
    package(tmp_path / "case", tmp_path / "out", "--as", "public")
    for path in sorted(each for each in (tmp_path / "out").rglob("*") if each.is_file()):
        with path.open("rb") as stream:
            said = " ".join((path.name, *texts_in(path.name, stream))).casefold()
        assert [core for core in ("olan", "marwin", "aldane", "mill_eye", "7946 0958") if core in said] == [], path


def test_a_bag_says_that_names_stand_in_it_in_clear(case, tmp_path, capsys):
    package(case, tmp_path / "out", "--as", "bag")
    assert "in clear" in capsys.readouterr().err
    assert "STAND IN CLEAR" in (tmp_path / "out" / "README.txt").read_text()
    assert VICTIM.encode() in held(tmp_path / "out" / "data" / "objects")
    assert VICTIM.encode() not in held(tmp_path / "out" / "data" / "dossier")


def test_a_dossier_can_be_left_out_and_a_choice_of_captures_has_none(case, tmp_path):
    package(case, tmp_path / "bare", "--as", "bag", "--no-dossier")
    assert not (tmp_path / "bare" / "data" / "dossier").exists()
    assert "data/dossier" not in (tmp_path / "bare" / "README.txt").read_text()


def test_what_would_leak_is_not_written(case, tmp_path, monkeypatch):
    def leaking(wanted, form, target, packed, tell):
        target.mkdir()
        (target / "bag-info.txt").write_text(f"External-Description: {VICTIM}")
        return iter(())

    monkeypatch.setattr("isnad.cli.packaging._written", leaking)
    assert command(["package", str(case), "--to", str(tmp_path / "out"), "--as", "public"]) != 0
    assert list(tmp_path.iterdir()) == []


def test_it_can_be_one_file(case, tmp_path):
    package(case, tmp_path / "out.zip", "--as", "public", "--zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert any(name.endswith("data/dossier/index.html") for name in archive.namelist())


def verified(folder, *given) -> tuple[int, str]:
    command = [sys.executable, "-I", str(folder / "data" / "verify.py"), *map(str, given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_each_published_capture_is_proved_without_the_lines(case, tmp_path):
    package(case, tmp_path / "out", "--as", "public")
    assert not list((tmp_path / "out" / "data" / "log").glob("*.jsonl"))
    code, said = verified(tmp_path / "out")
    assert (code, said[:19]) == (0, "It holds: 1 capture")
    checkpoint = (tmp_path / "out" / "data" / "log" / "checkpoint").read_text().split("\n")
    assert base64.b64decode(checkpoint[2]).hex() in said


def test_a_capture_or_its_line_that_is_handed_over_apart_is_held_against_the_proofs(case, tmp_path):
    package(case, tmp_path / "out", "--as", "public")
    lines = (case / "log" / "entries.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "line").write_bytes(next(line for line in lines if b'"kind":"capture"' in line))
    (tmp_path / "other").write_bytes(lines[0])
    copy = next(path for path in (case / "objects").rglob("*") if path.is_file() and TEXT.encode() == path.read_bytes())
    code, said = verified(tmp_path / "out", copy, tmp_path / "line")
    assert (code, said.count("capture ")) == (0, 2)
    code, said = verified(tmp_path / "out", tmp_path / "other")
    assert (code, "neither" in said) == (1, True)


def _changed(folder: Path, name: str, change) -> None:
    (path,) = (folder / "data").glob(name)
    path.chmod(0o644)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def _another_digit(text: str, after: str) -> str:
    at = text.index(after) + len(after)
    return text[:at] + ("1" if text[at] == "0" else "0") + text[at + 1 :]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("log/proofs/*.json", lambda text: _another_digit(text, '"path":["')),
        ("log/proofs/*.json", lambda text: _another_digit(text, '"leaf":"')),
        ("log/proofs/*.json", lambda text: _another_digit(text, '"root":"')),
        ("log/proofs/*.json", lambda text: re.sub(r'"path":\[[^]]*\]', '"path":[]', text)),
        ("log/captures.csv", lambda text: _another_digit(text, "sha256:")),
        ("log/captures.csv", lambda text: text.splitlines(keepends=True)[0]),
        ("log/captures.csv", lambda text: re.sub(r"^\d+", "0", text, flags=re.MULTILINE)),
        ("log/captures.csv", lambda text: re.sub(r"^\d+", "9999", text, flags=re.MULTILINE)),
        ("dossier/records.jsonl", lambda text: _another_digit(text, "sha256:")),
        ("log/checkpoint", lambda text: text.replace("\n", "x\n", 1).replace("=\n", "A=\n")),
    ],
)  # fmt: skip
def test_what_is_changed_in_the_proofs_or_the_dossier_is_noticed_without_the_lines(case, tmp_path, name, change):
    package(case, tmp_path / "out", "--as", "public")
    _changed(tmp_path / "out", name, change)
    code, said = verified(tmp_path / "out")
    assert (code, "It FAILS" in said) == (1, True)
    assert any(p.severity is Severity.ERROR for p in package_problems(tmp_path / "out"))
