import json
import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pexpect
import pytest
from casework import gazetteer_in, isnad, reports_in

import isnad as package
from isnad.casebook import Casebook
from isnad.cli.outlet import GONE


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """A filled case that no test of this file changes."""
    folder = tmp_path_factory.mktemp("cli")
    assert isnad("new", folder / "case", "--title", "Mill", "--gazetteer", gazetteer_in(folder)).returncode == 0
    run = isnad("--by", "Ada", "add", folder / "case", reports_in(folder / "in"))
    assert (run.returncode, run.stderr) == (0, "")
    return folder / "case"


def test_help_teaches_and_does_not_load_what_it_does_not_need():
    run = isnad("--help")
    assert run.returncode == 0
    for words in ("isnad demo", "isnad new my-case", "Exit codes", "names no perpetrator"):
        assert words in run.stdout
    heavy = "('rich', 'httpx', 'lxml', 'cattrs')"
    loaded = f"import sys; from isnad.cli import run; run(['-h']); print([m for m in {heavy} if m in sys.modules])"
    seen = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert seen.stdout.splitlines()[-1] == "[]"


def test_every_command_is_found_in_its_module_and_none_is_left_out():
    import isnad.cli as cli

    listed = cli.group.list_commands(click.Context(cli.group))
    for path in Path(cli.__file__).parent.glob("*.py"):
        module = import_module(f"isnad.cli.{path.stem}") if path.stem != "__init__" else cli
        for command in getattr(module, "COMMANDS", ()):
            assert listed.count(command.name) == 1
            assert cli.group.get_command(click.Context(cli.group), command.name) is command
    assert all(cli.group.get_command(click.Context(cli.group), name) for name in listed)


def test_a_command_loads_no_other():
    shown = "print([name for name in sys.modules if 'isnad.cli.' in name])"
    run = f"import sys; from isnad.cli import run; run(['package', '-h']); {shown}"
    seen = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True)
    assert "isnad.cli.packaging" in seen.stdout
    assert "isnad.cli.watching" not in seen.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "command", ["new", "add", "show", "export", "check", "judge", "gazetteer", "belligerents", "demo"]
)
def test_each_command_has_help(command):
    run = isnad(command, "--help")
    assert run.returncode == 0
    assert "Usage: isnad" in run.stdout


def test_wrong_usage_is_2():
    assert isnad("nonsense").returncode == 2
    assert isnad("export", "x").returncode == 2


def test_who_works_is_named_in_the_log(case):
    actors = [(e.kind, e.actor) for e in Casebook(case).log.entries]
    assert actors[0] == ("case", "not named")
    assert ("capture", "Ada") in actors


def test_show_lists_incidents_plainly_when_piped(case):
    run = isnad("show", case)
    header, first, *_ = run.stdout.splitlines()
    assert header.split("\t")[1:4] == ["id", "incident", "reports"]
    assert first.split("\t")[0] == "1"
    assert "\x1b" not in run.stdout


def test_show_one_by_number_id_and_name(case):
    (ident, name) = isnad("show", case).stdout.splitlines()[1].split("\t")[1:3]
    by_number, by_id = isnad("show", case, "1"), isnad("show", case, ident[:8])
    assert by_number.stdout == by_id.stdout
    assert name.split(",")[0] in by_number.stdout
    missing = isnad("show", case, "Atlantis")
    assert missing.returncode == 1
    assert ident in missing.stderr


def test_show_as_json_gives_records_that_decode(case):
    from isnad.records.codec import decode

    lines = isnad("show", case, "--json").stdout.splitlines()
    assert all(isinstance(decode(line), package.Dossier) for line in lines)


def test_export_names_what_it_wrote_and_is_the_same_each_time(case, tmp_path):
    for form in ("json", "html"):
        runs = [isnad("export", case, "--as", form, "--to", tmp_path / form / str(n)) for n in (1, 2)]
        first, second = ([tmp_path / line for line in run.stdout.splitlines()] for run in runs)
        assert first
        assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    wrong = isnad("export", case, "--as", "papyrus", "--to", tmp_path)
    assert wrong.returncode == 1
    assert "json" in wrong.stderr


def test_check_says_what_it_checked_and_what_it_does_not_prove(case):
    run = isnad("check", case, "--deep")
    assert run.returncode == 0
    assert Casebook(case).log.tip in run.stdout
    for words in ("preserved files", "quotes", "Not proven", "The case holds"):
        assert words in run.stdout


def test_a_closed_pipe_is_quiet(case):
    command = f"'{sys.executable}' -m isnad show '{case}' 1 | head -1"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert "Traceback" not in run.stderr
    assert "Broken" not in run.stderr


@pytest.fixture
def unread():
    """A pipe that nobody reads."""
    reads, writes = os.pipe()
    os.close(reads)
    yield writes
    os.close(writes)


@pytest.mark.parametrize("command", ["show {} --json", "show {} 1", "show {}", "check {}", "--help", "watch {} list"])
def test_a_command_that_nobody_reads_ends_as_other_tools_do(case, unread, command):
    arguments = [sys.executable, "-m", "isnad", *command.format(case).split(" ")]
    run = subprocess.run(arguments, stdout=unread, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == GONE == 128 + signal.SIGPIPE
    assert "rror" not in run.stderr
    assert "Broken" not in run.stderr
    assert subprocess.run(arguments, stdout=unread, stderr=unread, check=False).returncode == GONE


def test_adding_is_finished_though_nobody_reads_of_it(tmp_path, unread):
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.txt").write_text(f"{n + 2} people were killed in Harrun on Tuesday, the Delta Monitor said.")
    assert isnad("new", tmp_path / "case").returncode == 0
    arguments = [sys.executable, "-m", "isnad", "add", str(tmp_path / "case"), str(folder)]
    run = subprocess.run(arguments, stdout=unread, stderr=unread, check=False)
    assert run.returncode == 0
    assert len(Casebook(tmp_path / "case").captures) == 3


def test_an_unforeseen_error_is_one_line_and_a_traceback_with_debug(case, monkeypatch, capsys):
    from isnad.cli import run

    monkeypatch.setattr("isnad.case.open_case", lambda *_, **__: 1 / 0)
    assert run(["show", str(case)]) == 1
    assert "Traceback" not in capsys.readouterr().err
    with pytest.raises(ZeroDivisionError):
        run(["--debug", "show", str(case)])


def test_a_terminal_gets_a_table_and_progress(case):
    shown = pexpect.run(
        f"'{sys.executable}' -m isnad show '{case}'",
        timeout=60,
        encoding="utf-8",
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
    )
    assert "origins" in shown
    assert "\x1b[" in shown


def test_judging_changes_what_is_shown(tmp_path):
    case = package.new_case(tmp_path / "case", gazetteers=[gazetteer_in(tmp_path)])
    case.add(reports_in(tmp_path / "in"))
    root = case.book.root
    claim = next(c for c in case.dossiers()[0].claims if hasattr(c.content, "counts") and c.content.counts[0].low)
    why = ("--by", "Ada", "--why", "the page says nine")
    run = isnad("judge", root, "correct", claim.id, *why, "--field", "content.counts.0.low", "--value", "1")
    assert (run.returncode, run.stderr) == (0, "")
    lows = [c.content.counts[0].low for d in case.dossiers() for c in d.claims if c.id == claim.id]
    assert lows == [1]
    for wrong in (
        ("reject", "zzzz", *why),
        ("correct", claim.id, *why, "--field", "content.counts.0.low", "--value", "many"),
        ("correct", claim.id, *why, "--field", "quote.text", "--value", '"x"'),
        ("same", claim.id, *why),
    ):
        refused = isnad("judge", root, *wrong)
        assert refused.returncode == 1, wrong
        assert "Traceback" not in refused.stderr
    assert isnad("judge", root, "reject", claim.id).returncode == 2
    assert len(Casebook(root).judgements) == 1
    assert isnad("check", root).returncode == 0


def test_the_demo_makes_a_case_that_checks_and_a_page(tmp_path):
    run = isnad("demo", "--to", tmp_path / "case")
    assert run.returncode == 0
    page = next(line for line in run.stdout.splitlines() if "as a page" in line).rpartition(": ")[2]
    assert "<html" in Path(page).read_text(encoding="utf-8")
    assert isnad("check", tmp_path / "case").returncode == 0


def test_the_names_offered():
    assert len(package.__all__) <= 13
    assert all(getattr(package, name) is not None for name in package.__all__)
    assert not hasattr(package, "nothing")


def test_from_python(tmp_path):
    case = package.new_case(tmp_path / "case", "Mill")
    added = case.add(reports_in(tmp_path / "in"))
    assert (len(added.new), len(added.known), added.problems) == (2, 0, ())
    assert case.dossier("1").incident == case.incidents()[0]
    assert case.check().verdict == 0
    assert json.loads(case.export("json", tmp_path / "out")[0].read_bytes())["kind"] == "index"
    with pytest.raises(package.Trouble) as caught:
        package.open_case(tmp_path / "none")
    assert isinstance(caught.value.problem, package.Problem)


def test_what_is_plainly_no_package_is_no_alarm(case, tmp_path):
    run = isnad("verify", case)
    assert run.returncode == 2
    assert "isnad check" in run.stderr
    assert "FAILS" not in run.stdout


def test_show_aside_lists_what_stood_beside_the_reports(tmp_path):
    page = "<html><body><ul><li>Home</li><li>World</li><li>Sport</li></ul><article>{}</article></body></html>"
    story = "<p>Two people were killed in Harrun on Tuesday, the Monitor said.</p>" * 3
    (tmp_path / "a.html").write_text(page.format(story))
    case = tmp_path / "case"
    assert isnad("new", case).returncode == 0
    assert isnad("add", case, tmp_path / "a.html", "--published", "2021-03-02").returncode == 0
    shown = isnad("show", case, "--aside")
    assert shown.returncode == 0
    assert "menu" in shown.stdout
    assert "Home / World / Sport" in shown.stdout
