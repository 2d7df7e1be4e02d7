"""The command: what it says, what it refuses, and that its link is for this user alone."""

import socket
import stat
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
