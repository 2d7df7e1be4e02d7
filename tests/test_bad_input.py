"""Each kind of bad input: a message that says what to do, a sensible exit code, a case that still checks."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from casework import EVENING, MORNING, isnad, reports_in

from isnad.casebook import Casebook
from isnad.preserve.folder import FORMAT


@pytest.fixture
def case(tmp_path):
    assert isnad("new", tmp_path / "case").returncode == 0
    return tmp_path / "case"


def holds(case):
    """Whether ``isnad check`` finds nothing wrong."""
    checked = isnad("check", case)
    return checked.returncode == 0, checked.stdout + checked.stderr


def told(run):
    """What was said of problems: each a line on what is wrong, then one on what to do, and no traceback."""
    assert "Traceback" not in run.stderr
    lines = run.stderr.strip().splitlines()
    assert len(lines) >= 2
    assert lines[1].startswith("  ")
    assert len(lines[1]) > 15
    return run.stderr


def given(tmp_path, name, data):
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    (folder / "good.txt").write_text(MORNING, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "data", "words", "code"),
    [
        ("empty.txt", b"", "empty", 3),
        ("blank.html", b"  \n ", "", 3),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40, "JPEG", 0),
        ("noise.bin", bytes(range(256)) * 64, "", 3),
        ("no-article.html", b"<html><head><title></title></head><body><nav></nav></body></html>", "", 3),
    ],
)
def test_what_cannot_be_read_is_kept_and_the_others_are_read(case, tmp_path, name, data, words, code):
    run = isnad("add", case, given(tmp_path, name, data), "--published", "2021-03-02")
    assert run.returncode == code
    assert f"in/{name}" in told(run)
    assert words in run.stderr
    assert "2 added" in run.stdout
    book = Casebook(case)
    assert {book.bytes_of(c.digest) for c in book.captures} == {data, MORNING.encode()}
    assert holds(case)[0]


def test_a_report_without_a_date_is_read_and_how_to_give_one_works(case, tmp_path):
    source = given(tmp_path, "undated.txt", EVENING.encode()) / "undated.txt"
    run = isnad("add", case, source)
    assert run.returncode == 0
    assert "no date" in told(run)
    assert "--published" in run.stderr
    again = isnad("add", case, source, "--published", "2021-03-03")
    assert (again.returncode, again.stderr) == (0, "")
    assert "no date" not in isnad("show", case, "--problems").stderr
    assert holds(case)[0]


def test_fifty_megabytes_of_text_are_kept_and_a_part_of_them_read(case, tmp_path):
    line = "The canal was dredged and the barges waited below the lock for the water to rise again. " * 8 + "\n"
    data = (line * (50_000_000 // len(line) + 1)).encode()
    run = isnad("add", case, given(tmp_path, "long.txt", data), "--published", "2021-03-02")
    assert run.returncode == 0
    assert "Only the first" in told(run)
    assert "Split the file" in run.stderr
    assert len(data) in {c.size for c in Casebook(case).captures}


def test_every_quote_of_a_report_read_in_part_is_proved(case, tmp_path):
    """The part that is read ends where its bytes are known, so that nothing read from it is left unproved."""
    line = b"An air strike killed five people in the village of Dolmir on Tuesday, the Dolmir Monitor said. "
    run = isnad("add", case, given(tmp_path, "long.txt", line * 3_000), "--published", "2021-03-10")
    assert "Only the first" in told(run)
    assert holds(case)[0]


@pytest.mark.parametrize(
    "data",
    [
        EVENING.encode("utf-16"),
        "قتل خمسة أشخاص في غارة على السوق، بحسب المرصد.\n".encode("cp1256") * 8,
        MORNING.encode() + "قُتل خمسة".encode("cp1256") + b"\xff\xfe" + "élan".encode("latin-1"),
        b"\xef\xbb\xbf" + MORNING.encode(),
    ],
)
def test_mixed_encodings_are_read_and_checked_to_the_byte(case, tmp_path, data):
    run = isnad("add", case, given(tmp_path, "odd.txt", data), "--published", "2021-03-02")
    assert "Traceback" not in run.stderr
    assert run.returncode in (0, 3)
    assert isnad("check", case).returncode in (0, 2)  # bytes that decode to nothing can be tied to no quote


def test_a_manifest_that_names_a_missing_file(case, tmp_path):
    folder = reports_in(tmp_path / "in")
    (folder / "morning.txt").unlink()
    run = isnad("add", case, folder)
    assert run.returncode == 3
    assert "names 'morning.txt'" in told(run)
    assert "1 added" in run.stdout
    assert holds(case)[0]


def test_all_problems_of_taking_are_told_later_and_go_once_they_are_mended(case, tmp_path):
    rows = [{"file": f"gone-{n:02d}.txt"} for n in range(25)]
    folder = given(tmp_path, "a.txt", EVENING.encode())
    (folder / "manifest.json").write_text(json.dumps(rows))
    first = isnad("add", case, folder)
    assert "5 more" in first.stderr
    shown = isnad("show", case, "--problems").stderr
    assert all(f"names '{row['file']}'" in shown for row in rows)
    assert str(tmp_path) not in (case / "derived" / "taking.jsonl").read_text()
    (folder / "manifest.json").write_text(json.dumps(rows[:2]))
    isnad("add", case, folder)
    shown = isnad("show", case, "--problems").stderr
    assert [f"names '{row['file']}'" in shown for row in rows] == [True] * 2 + [False] * 23


@pytest.mark.parametrize(
    "listed", [b"[", b'{"problems": [1]}', b"\xff", b'{"problems": [{"what": "\\u001b[2J"}]}', b"[" * 5000]
)
def test_a_list_of_problems_that_others_made_harms_nothing(case, tmp_path, listed):
    (case / "derived").mkdir(exist_ok=True)
    (case / "derived" / "taking.jsonl").write_bytes(listed)
    run = isnad("show", case, "--problems")
    assert run.returncode == 0
    assert "\x1b" not in run.stderr
    assert isnad("add", case, given(tmp_path, "a.txt", EVENING.encode())).returncode == 0


def test_a_date_that_is_still_to_come_is_kept_with_a_warning(case, tmp_path):
    folder = given(tmp_path, "a.txt", EVENING.encode())
    run = isnad("add", case, folder, "--published", "2199-03-03")
    assert run.returncode == 0
    assert "still to come" in run.stderr
    assert {capture.published for capture in Casebook(case).captures} == {"2199-03-03"}
    (folder / "manifest.json").write_text(json.dumps([{"file": "a.txt", "published": "2198-01-01T00:00:00Z"}]))
    assert "2198-01-01T00:00:00Z, which is still to come" in isnad("add", case, folder).stderr


def test_two_captures_of_the_same_bytes(case, tmp_path):
    folder = given(tmp_path, "a.txt", EVENING.encode())
    first = isnad("add", case, folder, "--published", "2021-03-03", "--publisher", "Sedge Post")
    second = isnad("add", case, folder, "--published", "2021-03-03", "--publisher", "Sedge Post")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "2 items were here already" in told(second)
    assert "0 added, 2 already there" in second.stdout
    third = isnad("add", case, folder / "a.txt", "--published", "2021-03-03", "--publisher", "Reed Times")
    assert "1 added" in third.stdout
    assert len(list(Casebook(case).store.digests())) == 3  # the two files, and the settings
    assert holds(case)[0]


def test_a_path_with_spaces_and_arabic_letters(tmp_path):
    case = tmp_path / "قضية السوق 1"
    assert isnad("new", case).returncode == 0
    source = tmp_path / "تقارير الصباح" / "خبر رقم 1.txt"
    source.parent.mkdir()
    source.write_text(MORNING, encoding="utf-8")
    run = isnad("add", case, source.parent, "--published", "2021-03-02")
    assert (run.returncode, run.stderr) == (0, "")
    assert "added تقارير الصباح/خبر رقم 1.txt" in run.stdout
    assert isnad("export", case, "--as", "html", "--to", tmp_path / "صفحات").returncode == 0
    assert Casebook(case).title == "قضية السوق 1"
    assert holds(case)[0]


def test_a_case_made_by_a_newer_version(case, tmp_path):
    path = case / "case.toml"
    path.write_text(path.read_text().replace(f"format = {FORMAT}", f"format = {FORMAT + 1}"))
    for command in (
        ("add", case, reports_in(tmp_path / "in")),
        ("show", case),
        ("check", case),
        ("export", case, "--as", "json"),
    ):
        run = isnad(*command)
        assert run.returncode == 1
        assert "newer version" in told(run)
        assert "pip install --upgrade isnad" in run.stderr
    path.write_text(path.read_text().replace(f"format = {FORMAT + 1}", f"format = {FORMAT}"))
    assert holds(case)[0]


FULL = """
import errno, os, sys
real, left = os.write, [int(sys.argv[1])]
def write(handle, data):
    if handle > 2:
        if left[0] <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        data = data[:left[0]]
        left[0] -= len(data)
    return real(handle, data)
os.write = write
from isnad.cli import main
main(sys.argv[2:])
"""


@pytest.mark.parametrize("room", [0, 3, 100, 700, 1300])
def test_a_full_disk(case, tmp_path, room):
    command = [sys.executable, "-c", FULL, str(room), "add", str(case), str(reports_in(tmp_path / "in"))]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert run.returncode in (1, 3)
    assert "disk is full" in told(run)
    assert holds(case)[0]
    assert isnad("add", case, tmp_path / "in").returncode == 0
    assert len(Casebook(case).captures) == 2
    assert holds(case)[0]


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk takes root")
def test_a_disk_that_is_really_full(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        assert isnad("new", disk / "case").returncode == 0
        folder = given(tmp_path, "big.txt", os.urandom(900_000).hex().encode())
        run = isnad("add", disk / "case", folder)
        assert run.returncode in (1, 3)
        assert "disk is full" in told(run)
        assert holds(disk / "case")[0]
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def many(tmp_path, number=400):
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(number):
        (folder / f"{n:03}.txt").write_text(
            f"{n} people were wounded at the weir, the Delta Monitor said.", encoding="utf-8"
        )
    return folder


@pytest.mark.parametrize(
    ("sent", "after"), [(signal.SIGINT, 1), (signal.SIGINT, 25), (signal.SIGKILL, 10), (signal.SIGTERM, 10)]
)
def test_stopped_in_the_middle_of_add(case, tmp_path, sent, after):
    folder = many(tmp_path)
    command = [sys.executable, "-m", "isnad", "add", str(case), str(folder), "--published", "2021-03-02"]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    confirmed = [run.stdout.readline() for _ in range(after)]
    run.send_signal(sent)
    rest, errors = run.communicate(timeout=60)
    confirmed = [line for line in (*confirmed, *rest.splitlines()) if line.startswith("added ")]
    assert len(confirmed) < 400
    assert "Traceback" not in errors
    if sent == signal.SIGINT:
        assert run.returncode == 130
        assert "What was confirmed is kept" in errors
    kept = {c.origin for c in Casebook(case).captures}
    assert {line.split()[1] for line in confirmed} <= kept
    assert holds(case)[0]
    again = isnad("add", case, folder, "--published", "2021-03-02")
    assert again.returncode == 0
    assert len(Casebook(case).captures) == 400
    assert holds(case)[0]


def test_two_adds_at_once(case, tmp_path):
    folders = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        for n in range(40):
            (folder / f"{name}-{n}.txt").write_text(f"{name}: {n} people were wounded at the weir.", encoding="utf-8")
        (folder / "shared.txt").write_text("Both know that the weir broke.", encoding="utf-8")
        folders.append(folder)
    command = [sys.executable, "-m", "isnad", "add", str(case)]
    runs = [
        subprocess.Popen(
            [*command, str(f), "--published", "2021-03-02"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for f in folders
    ]
    ended = [(run.communicate(timeout=120), run.returncode) for run in runs]
    assert [code for _, code in ended] == [0, 0], ended
    assert len(Casebook(case).captures) == 81
    assert holds(case)[0]


def test_an_add_that_waits_for_another_says_so(case, tmp_path):
    holding = (
        "import sys\nfrom filelock import FileLock\n"
        "with FileLock(sys.argv[1]):\n print('held', flush=True)\n sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", holding, str(case / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    other.stdout.readline()
    threading.Thread(target=lambda: (time.sleep(1.5), other.stdin.close()), daemon=True).start()
    run = isnad("add", case, reports_in(tmp_path / "in"))
    assert run.returncode == 0
    assert "waiting for it" in run.stderr
    assert holds(case)[0]


@pytest.mark.parametrize(
    "command",
    [("show", "nowhere"), ("check", "nowhere"), ("add", "nowhere", "x"), ("export", "nowhere", "--as", "json")],
)
def test_no_case_there(tmp_path, command):
    run = isnad(*command, cwd=tmp_path)
    assert run.returncode == 1
    assert "isnad new" in told(run)


def test_a_source_that_is_not_there(case):
    run = isnad("add", case, "no such file.txt")
    assert run.returncode == 1
    assert "no such file" in told(run)
    assert holds(case)[0]


@pytest.mark.parametrize("table", ["name,colour\nHarrun,red\n", "", "\xff\xfe\x00"])
def test_a_table_that_is_none_is_refused_and_the_case_left_as_it_was(case, tmp_path, table):
    path = tmp_path / "table.csv"
    path.write_bytes(table.encode("latin-1"))
    before = (case / "log" / "entries.jsonl").read_bytes()
    run = isnad("gazetteer", case, path)
    assert run.returncode == 1
    assert "table.csv" in told(run)
    assert (case / "log" / "entries.jsonl").read_bytes() == before


def test_nothing_in_a_file_steers_the_terminal(case, tmp_path):
    evil = tmp_path / "in" / "a\x1b[31mred.txt"
    evil.parent.mkdir()
    evil.write_text(
        "At least two people were killed in \x1b]0;owned\x07Harrun, the Delta Monitor said.", encoding="utf-8"
    )
    added = isnad("add", case, evil.parent, "--publisher", "\x1b[2JPost", "--published", "2021-03-02")
    shown = isnad("show", case, "1")
    assert "\x1b" not in added.stdout + added.stderr + shown.stdout + shown.stderr
    assert json.loads(isnad("show", case, "--json").stdout.splitlines()[0])["kind"] == "dossier"
