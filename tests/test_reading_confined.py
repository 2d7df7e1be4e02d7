"""Captures are read in confined children: what a hostile one does there is a Problem that names it, and no more."""

import contextlib
import gzip
import importlib.metadata
import io
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import harmful
import pytest
from casework import MORNING, gazetteer_in

from isnad import new_case, plugins, reading
from isnad.casebook import Casebook
from isnad.media import media_of
from isnad.preserve.confined.child import Bounds, call
from isnad.preserve.progress import silent
from isnad.preserve.trouble import Trouble
from isnad.reading import here, known_readings, read_captures, read_one
from isnad.reading.many import task_for

HARMS = {
    "exit": "without an answer",
    "null": "crashed",
    "memory": "MemoryError",
    "sleep": "longer than",
    "recurse": "RecursionError",
    "network": "PermissionError",
    "write": "PermissionError",
    "program": "PermissionError",
    "passwd": "PermissionError",
    "lie": "",
}


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """The plug-in, installed where a child finds it, as it finds any other."""
    folder = harmful.install(tmp_path / "site")
    monkeypatch.syspath_prepend(str(folder))
    assert importlib.metadata.version("harmful") == "1.0"
    plugins.reading_digest.cache_clear()
    yield folder
    plugins.reading_digest.cache_clear()


@pytest.fixture
def case(tmp_path):
    return new_case(tmp_path / "case", gazetteers=[gazetteer_in(tmp_path)])


def added(case, tmp_path, files):
    """Add these files and a good report, and read them; the reading of each by name, and whatever was said."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in {**files, "good.txt": MORNING.encode()}.items():
        (folder / name).write_bytes(data)
    case.add(folder, published="2021-03-02")
    readings, problems = read_captures(case.book, silent, jobs=2)
    names = {capture.id: capture.origin.removeprefix("in/") for capture in case.book.captures}
    return {names[each.capture]: each for each in readings}, problems


def is_fine(found):
    good = found["good.txt"]
    assert good.report is not None
    assert good.claims
    assert not good.problems


def test_whatever_a_parser_does_is_a_problem_of_that_capture_alone(case, tmp_path, installed, monkeypatch):
    monkeypatch.setattr(here, "BOUNDS", Bounds(seconds=3, memory=400 << 20))
    found, _ = added(case, tmp_path, {f"{harm}.txt": f"harm: {harm} {MORNING}".encode() for harm in HARMS})
    for harm, words in HARMS.items():
        read = found[f"{harm}.txt"]
        assert read.report is None, harm
        assert read.broken, harm
        (problem,) = read.problems
        assert problem.where == f"in/{harm}.txt"
        assert words in problem.what, (harm, problem.what)
        assert "root:" not in problem.what
        assert problem.todo
    is_fine(found)


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def hostile(port):
    """Files that have harmed parsers, by name."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    outside = f'<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY net SYSTEM "http://127.0.0.1:{port}/x">'
    outside += f'<!ENTITY % dtd SYSTEM "http://127.0.0.1:{port}/dtd">%dtd;'
    told = "<p>At least two people were killed in Harrun, the Delta Monitor said. {}</p>"
    page = "<html><head><title>Weir</title></head><body>" + told.format("") * 3 + "{}</body></html>"
    xhtml = '<?xml version="1.0"?><!DOCTYPE html [{}]><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
    rss = '<?xml version="1.0"?><!DOCTYPE rss [{}]><rss version="2.0"><channel><title>{}</title></channel></rss>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", MORNING)
    return {
        "deep.html": page.format("<div>" * 100_000 + "deep" + "</div>" * 100_000).encode(),
        "deep-inline.html": page.format("<b><i>" * 50_000).encode(),
        "laughs.xhtml": xhtml.format('<!ENTITY l0 "ha">' + laughs, told.format("&l9;") * 3).encode(),
        "laughs.xml": rss.format('<!ENTITY l0 "ha">' + laughs, "&l9;").encode(),
        "outside.xhtml": xhtml.format(outside, told.format("&file; &net;") * 3).encode(),
        "outside.html": xhtml.format(outside, told.format("&file; &net;") * 3).encode(),
        "outside.xml": rss.format(outside, "&file; &net;").encode(),
        "include.xhtml": xhtml.format("", '<x:include xmlns:x="http://www.w3.org/2001/XInclude" parse="text" '
                                      'href="file:///etc/passwd"/>' + told.format("") * 3).encode(),
        "pulls.html": page.format(f'<img src="http://127.0.0.1:{port}/i"><link rel="stylesheet" '
                                  f'href="http://127.0.0.1:{port}/c"><script src="http://127.0.0.1:{port}/s">'
                                  f'</script><iframe src="file:///etc/passwd"></iframe>').encode(),
        "page-and-zip.html": page.format("").encode() + packed.getvalue(),
        "pdf-and-page.html": b"%PDF-1.4\n" + page.format("").encode(),
        "gif-and-page.html": b"GIF89a/*" + page.format("").encode() + b"*/",
        "gz-and-page.html": gzip.compress(page.format("").encode()),
        "utf-7.html": b'<meta charset="utf-7">' + page.format("+ADw-script+AD4-alert(1)+ADw-/script+AD4-").encode(),
        "utf-16-said.html": b'<meta charset="utf-16">' + page.format("").encode(),
        "utf-16-odd.txt": b"\xff\xfe" + MORNING.encode("utf-16-le") + b"\x00",
        "utf-16-halves.txt": b"\xfe\xff" + b"\xd8\x00" * 5_000,
        "attributes.html": page.format("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">").encode(),
        "unclosed.html": page.format("<p" * 200_000 + "<!--" * 50_000).encode(),
        "references.html": page.format("&#x110000;&#0;&#xd800;" * 50_000).encode(),
        "marks.txt": (MORNING + "\u0301" * 150_000).encode(),
        "turns.txt": (MORNING + "\u202e\u2066" * 50_000).encode(),
    }  # fmt: skip


def test_hostile_files_are_read_or_refused_and_reach_nothing(case, tmp_path, listener):
    files = hostile(listener.getsockname()[1])
    with open("/etc/passwd", encoding="utf-8") as file:
        secret = file.readline().strip()
    found, _ = added(case, tmp_path, files)
    for name in files:
        read = found[name]
        assert read.report is not None or read.problems, name
        assert not read.broken, (name, read.problems)
        assert all(problem.where == f"in/{name}" for problem in read.problems), name
        text = (read.report.text if read.report else "") + repr(read.problems)
        assert secret not in text, name
        assert len(text) < 1_000_000, name
    is_fine(found)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_a_hundred_megabytes_in_one_line_are_read_in_part(case, tmp_path):
    found, _ = added(case, tmp_path, {"line.txt": b"The canal was dredged again. " * (100_000_000 // 29)})
    assert "Only the first" in found["line.txt"].problems[0].what
    is_fine(found)


def test_the_child_that_reads_is_locked_in_full_and_here_nothing_is_parsed(case, tmp_path):
    from isnad.preserve.confined import workers

    found, _ = added(case, tmp_path, {})
    is_fine(found)
    kind = workers.kind_of(reading.BOUNDS, reading.ready_to_read)
    plain = workers.kind_of(Bounds(), None)
    call(os.getpid)
    call(os.getpid, bounds=reading.BOUNDS, ready=reading.ready_to_read)
    held = {each.kind: each.holds for each in workers._idle}
    assert held[kind] == held[plain]  # whatever loading the readers did, it did not weaken a lock
    assert held[kind]["seccomp"] or sys.platform != "linux"


def test_reading_without_confinement_gives_the_same(case, tmp_path):
    added(case, tmp_path, {"page.html": b"<html><body>" + b"<p>Two people were killed in Harrun.</p>" * 9})
    alone = tuple(read_one(task_for(case.book, each, reading.tables_in(case.book))) for each in case.book.captures)
    assert read_captures(case.book, silent, cached=False)[0] == alone


def test_what_is_wrong_with_a_case_s_tables_is_told_once(case, tmp_path):
    added(case, tmp_path, {})
    (table,) = reading.tables_in(case.book)
    table.source.unlink()
    for again in range(2):  # by the child that reads, and from the index
        _, problems = read_captures(case.book, silent)
        assert [(p.where, p.what) for p in problems] == [("places.csv", "There is no such file.")], again


def test_captured_bytes_that_are_missing_or_changed_are_problems(case, tmp_path):
    added(case, tmp_path, {"a.txt": b"The weir broke, and five people were killed.", "b.txt": b"The weir held."})
    shutil.rmtree(case.book.derived)
    names = {capture.origin: case.book.path_of(capture) for capture in case.book.captures}
    names["in/a.txt"].unlink()
    names["in/b.txt"].chmod(0o644)
    names["in/b.txt"].write_bytes(b"The weir fell.")
    readings, _ = read_captures(case.book, silent)
    told = {problem.where: problem.what for each in readings for problem in each.problems}
    assert told == {
        "in/a.txt": "This file of the case is missing.",
        "in/b.txt": "Its captured bytes were changed, so it was not read.",
    }


def test_a_received_case_is_read_anew_whatever_its_index_says(tmp_path):
    """derived/ is no evidence: whoever passes a case on could write there what no report says."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(MORNING)
    new_case(tmp_path / "case").add(tmp_path / "in" / "a.txt")
    (mine,), _ = read_captures(Casebook(tmp_path / "case"), silent)
    shutil.copytree(tmp_path / "case", tmp_path / "received")
    for case in ("case", "received"):
        with contextlib.closing(sqlite3.connect(tmp_path / case / "derived" / "index.sqlite")) as base, base:
            forged = base.execute("SELECT reading FROM readings").fetchone()[0].replace(b"Two killed", b"900 killed")
            base.execute("UPDATE readings SET reading = ?", (forged,))
    (here,), _ = read_captures(Casebook(tmp_path / "case"), silent)
    assert here.report.text.startswith("900 killed")  # our own folder: the index is used, or it would be of no use
    (there,), _ = read_captures(Casebook(tmp_path / "received"), silent)
    assert there == mine


@pytest.mark.parametrize("name", ["index.sqlite", "media.sqlite"])
def test_a_link_in_a_received_case_makes_looking_write_nowhere_else(tmp_path, name):
    other = tmp_path / "other.sqlite"
    with contextlib.closing(sqlite3.connect(other)) as base, base:
        base.execute("CREATE TABLE notes (words TEXT)")
    before = other.read_bytes()
    new_case(tmp_path / "case")
    (tmp_path / "case" / "derived").mkdir(exist_ok=True)
    (tmp_path / "case" / "derived" / name).symlink_to(other)
    for look in (lambda book: read_captures(book, silent), media_of):
        with pytest.raises(Trouble, match="may lead out of the case"):
            look(Casebook(tmp_path / "case"))
    assert other.read_bytes() == before


READING = """
import sys
import time
from pathlib import Path
from isnad.casebook import Casebook
from isnad.preserve.progress import silent
from isnad.reading import Readings
for reading in Readings(Casebook(Path(sys.argv[1])), silent, jobs=2):
    print(reading.capture, flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the children in /proc")
def test_ctrl_c_ends_all_who_read_and_what_came_is_kept(case, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(120):
        (folder / f"{n:03}.txt").write_text(f"{n}: {MORNING}")
    case.add(folder, published="2021-03-02")
    command = [sys.executable, "-c", READING, str(case.book.root)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    came = [run.stdout.readline().strip() for _ in range(20)]
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert run.returncode
    assert "KeyboardInterrupt" in errors
    assert len(children) == 2
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{each}").exists() for each in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{each}").exists() for each in children)
    assert set(came) <= set(known_readings(case.book, came))
