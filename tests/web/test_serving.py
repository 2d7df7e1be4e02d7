"""The command: what it says, what it refuses, and that its link is for this user alone."""

import contextlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from casework import isnad

from isnad.cli import serving
from isnad.preserve.trouble import Trouble
from isnad.web.serving import Where, private_link, serve


def test_help_teaches():
    said = isnad("serve", "--help").stdout
    for words in ("--port", "--open", "this machine only", "Ctrl-C", "isnad serve my-case --open"):
        assert words in said


def test_where_there_is_no_case(tmp_path):
    ran = isnad("serve", tmp_path / "none", "--port", "0")
    assert ran.returncode == 1
    assert "There is no case here" in ran.stderr


def test_where_it_is_not_installed(monkeypatch, tmp_path):
    monkeypatch.setattr(serving, "find_spec", lambda name: None)
    ran = isnad("serve", tmp_path)
    assert ran.returncode == 1
    assert "pip install 'isnad[web]'" in ran.stderr


def test_a_port_that_is_taken(practice_case):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Trouble, match="--port 0"):
            serve(practice_case, Where(port=taken.getsockname()[1]), ready=lambda link: None)


def test_the_link_lies_where_others_cannot_read_it():
    with private_link("http://127.0.0.1:1/enter?key=x") as address:
        path = Path(address.removeprefix("file://"))
        assert "key=x" in path.read_text()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not path.exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found as Linux lists them")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_who_computes_ends_with_who_serves_however_that_ends(practice_case, tmp_path, end):
    def of(parent):
        for stat_of in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat_of.read_text().rsplit(")", 1)[1].split()
                if int(fields[1]) == parent and b"spawn_main" in (stat_of.parent / "cmdline").read_bytes():
                    yield stat_of.parent

    shutil.copytree(practice_case, tmp_path / "case")
    path = os.pathsep.join([str(Path(__file__).resolve().parents[2] / "src"), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "isnad", "serve", str(tmp_path / "case"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as server:
        assert any("http://" in line for line in server.stdout)
        until = time.monotonic() + 60
        while not (computing := list(of(server.pid))) and time.monotonic() < until:
            time.sleep(0.1)
        assert computing
        server.send_signal(end)
        server.wait(timeout=30)
    while any(each.exists() for each in computing) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(each.exists() for each in computing)
