"""A package verified by the command lines of others' tools, as its README gives them, and by nothing of ours."""

import gzip
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from preserve.anchors.lab import POLICY, Loopback, Responder, holder
from preserve.package.small import BRIDGE, MILL, packed, small_case

from isnad.anchoring.kept import add_authority
from isnad.anchoring.stamp import Asking, stamp
from isnad.preserve.anchors.authority import Authority
from isnad.preserve.item import Limits
from isnad.preserve.package.checked import package_problems
from isnad.protection import protect_capture, set_recipients
from isnad.records.problem import Severity

NEEDED = ("openssl", "age", "age-keygen", "sha256sum", "gzip", "base64")
pytestmark = pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason=f"needs {', '.join(NEEDED)}")


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """The small case with a time stamp, one capture sealed, and an identity that opens it."""
    folder = tmp_path_factory.mktemp("stamped")
    book = small_case(folder)
    recipients = []
    for n in range(2):
        subprocess.run(["age-keygen", "-o", folder / f"{n}.key"], check=True, capture_output=True)
        recipients.append(re.search(r"age1\w+", (folder / f"{n}.key").read_text())[0])
    set_recipients(book, recipients)
    sealed = next(capture for capture in book.captures if capture.origin.endswith("bridge.txt"))
    protect_capture(book, sealed.id)
    root = holder("Upland root", ca=True)
    responder = Responder(folder / "upland", holder("Upland stamps", root))
    with Loopback({("POST", "/"): lambda body: (200, responder.reply(body))}) as server:
        one = Authority(name="upland", form="rfc3161", url=f"{server.url}/", policy=POLICY)
        add_authority(book, one, root.pem)
        stamp(book, Asking(limits=Limits(private=True, seconds=5)))
    return folder, book, sealed


def commands(readme: str) -> list[str]:
    """The README's commands: the lines that are set in by four spaces."""
    return re.findall(r"^    (.*)$", readme, re.MULTILINE)


def run(folder: Path, lines: list[str], identity: Path) -> subprocess.CompletedProcess:
    """Run the lines one after the other in one shell that stops at the first that fails."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "IDENTITY": str(identity), "PYTHONDONTWRITEBYTECODE": "1"}
    script = "\n".join(["set -eu", *lines])
    return subprocess.run(["sh", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("form", ["whole", "zipped", "redacted"])
def test_all_commands_of_the_readme_pass(case, tmp_path, form):
    folder, book, _ = case
    mill = next(capture for capture in book.captures if capture.origin.endswith("mill.txt"))
    web = next(capture for capture in book.captures if "sedge" in capture.origin)
    only = (mill.id, web.id) if form == "redacted" else ()
    to = tmp_path / ("package.zip" if form == "zipped" else "package")
    assert packed(book, to, only=only, private=True, zipped=form == "zipped") == []
    if form == "zipped":
        with zipfile.ZipFile(to) as archive:
            archive.extractall(tmp_path)
    said = (tmp_path / "package" / "README.txt").read_text(encoding="utf-8")
    lines = commands(said)
    done = run(tmp_path / "package", lines, folder / "0.key")
    assert done.returncode == 0, done.stdout + done.stderr
    tools = ["sha256sum -c", "bagit.py --validate", "openssl pkeyutl -verify -rawin", "gzip -t", "warcio check"]
    tools += ["wacz validate", "openssl ts -verify", "verify.py", *(["age -d"] if form != "redacted" else [])]
    assert [tool for tool in tools if not any(tool in line for line in lines)] == []
    assert "Verification: OK" in done.stdout + done.stderr
    assert [p for p in package_problems(to) if p.severity is not Severity.NOTE] == []


def test_what_is_sealed_opens_with_age_and_stands_nowhere_in_clear(case, tmp_path):
    folder, book, sealed = case
    packed(book, tmp_path / "package", private=True)
    files = [path for path in (tmp_path / "package").rglob("*") if path.is_file()]
    data = b"".join(path.read_bytes() for path in files)
    assert BRIDGE.encode() not in data
    assert MILL.encode() in data
    with zipfile.ZipFile(tmp_path / "package" / "data" / "case.wacz") as archive:
        held = b"".join(gzip.decompress(archive.read(n)) for n in archive.namelist() if n.startswith("archive/"))
    assert sealed.digest.encode() not in held
    line = next(line for line in commands((tmp_path / "package/README.txt").read_text()) if line.startswith("age -d"))
    opened = run(tmp_path / "package", ["w=$(mktemp -d)", line, 'cat "$w"/*'], folder / "1.key")
    assert BRIDGE in opened.stdout
    assert run(tmp_path / "package", ["w=$(mktemp -d)", line], folder / "upland" / "tsa.key").returncode != 0


SPOILED = {  # what is spoiled, and the tool that has to notice
    "bytes of an object": ("data/objects/*/*/*", "sha256sum"),
    "the checkpoint": ("data/log/checkpoint", "openssl pkeyutl"),
    "a line of the log": ("data/log/entries.jsonl", "verify.py"),
    "the web archive": ("data/case.wacz", "wacz"),
    "the time stamp": ("data/log/checkpoints/*/upland.tsr", "openssl ts"),
    "the encrypted file": ("data/private/*.age", "age -d"),
}


@pytest.mark.parametrize("what", SPOILED)
def test_each_command_fails_for_what_it_is_there_for(case, tmp_path, what):
    """So that no command passes because it looks at nothing."""
    folder, book, _ = case
    packed(book, tmp_path / "package", private=True)
    pattern, tool = SPOILED[what]
    path = sorted((tmp_path / "package").glob(pattern))[0]
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    lines = commands((tmp_path / "package" / "README.txt").read_text(encoding="utf-8"))
    before = [line for line in lines if line.startswith(("w=", "head ", "sed "))]
    mine = [line for line in lines if tool in line]
    assert run(tmp_path / "package", [*before, *mine], folder / "0.key").returncode != 0
