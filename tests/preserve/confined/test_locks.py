"""What a child cannot do: by Python, and past Python in C, where only the kernel stands in its way."""

import ctypes
import errno
import os
import platform
import socket
import subprocess
import sys
from pathlib import Path

import captive
import pytest

from isnad.preserve.confined.bounds import Bounds
from isnad.preserve.confined.child import Broke, call, strength
from isnad.preserve.confined.landlock import version
from isnad.preserve.confined.seccomp import ARCHITECTURES
from isnad.preserve.confined.strength import _in_words
from isnad.preserve.confined.workers import given_back, kind_of, readable, taken

REFUSED, NO_SUCH, DENIED = errno.EPERM, errno.ENOSYS, errno.EACCES


@pytest.fixture(scope="module")
def holds():
    """What a child says of its locks."""
    call(len, "")
    worker = taken(kind_of(Bounds(), None))
    given_back(worker)
    return worker.holds


@pytest.fixture
def seccomp(holds):
    if not Path("/proc/sys/kernel/seccomp/actions_avail").exists() or platform.machine() not in ARCHITECTURES:
        pytest.skip("this kernel filters no calls, or there is no table for this machine")
    assert holds["seccomp"]


@pytest.fixture
def landlock(holds):
    if not version(ctypes.CDLL(None)):
        pytest.skip("this kernel has no Landlock")
    assert holds["landlock"]


@pytest.fixture
def listener():
    """A server on loopback; whoever reaches it would be seen."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def nobody_came(server):
    with pytest.raises(BlockingIOError):
        server.accept()


def test_the_network_is_out_of_reach(listener):
    with pytest.raises(Broke, match="PermissionError"):
        call(captive.connect, listener.getsockname()[1])
    nobody_came(listener)
    captive.connect(listener.getsockname()[1])  # from here it is not
    listener.accept()[0].close()


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (captive.run_program, ()),
        (os.system, ("true",)),
        (os.fork, ()),
        (os.execv, ("/bin/true", ["true"])),
        (os.kill, (os.getpid(), 0)),
        (os.mkdir, ("/tmp/made",)),
        (os.unlink, ("/tmp/made",)),
        (os.rename, ("/tmp/made", "/tmp/other")),
        (os.chmod, ("/tmp", 0o700)),
        (socket.gethostbyname, ("localhost",)),
    ],
)
def test_programs_other_processes_and_names_of_files_are_out_of_reach(function, arguments):
    with pytest.raises(Broke, match="PermissionError"):
        call(function, *arguments)


def test_nothing_can_be_written(tmp_path):
    there = tmp_path / "there"
    there.write_bytes(b"kept")
    for path in (there, tmp_path / "new"):
        with pytest.raises(Broke, match="PermissionError"):
            call(captive.write, str(path))
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"kept"]


def test_no_file_can_be_read_but_python_s_own(landlock, tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    for path in ("/etc/passwd", f"/proc/{os.getpid()}/environ", str(tmp_path / "secret"), str(Path.home())):
        assert call(captive.by_c, "open", path, os.O_RDONLY) == [-1, DENIED], path
        with pytest.raises(Broke, match="PermissionError"):
            call(captive.read, path)
    assert call(captive.read, os.__file__) == 100


def test_a_child_has_threads(seccomp):
    assert call(captive.in_threads) == [0, 1, 2]


NUMBERS = {  # x86_64; past the C library, which knows other ways to the same end
    "socket": (41, (socket.AF_INET, socket.SOCK_STREAM, 0), REFUSED),
    "socket, unix": (41, (socket.AF_UNIX, socket.SOCK_STREAM, 0), REFUSED),
    "socketpair": (53, (socket.AF_UNIX, socket.SOCK_STREAM, 0, 0), REFUSED),
    "connect": (42, (3, 0, 0), REFUSED),
    "bind": (49, (3, 0, 0), REFUSED),
    "listen": (50, (3, 1), REFUSED),
    "accept4": (288, (3, 0, 0, 0), REFUSED),
    "sendto": (44, (3, 0, 0, 0, 0, 0), REFUSED),
    "sendmsg": (46, (3, 0, 0), REFUSED),
    "execve": (59, ("/bin/true", 0, 0), REFUSED),
    "execveat": (322, (0, "/bin/true", 0, 0, 0), REFUSED),
    "fork": (57, (), REFUSED),
    "vfork": (58, (), REFUSED),
    "clone": (56, (17, 0, 0, 0, 0), REFUSED),
    "clone3": (435, (0, 0), NO_SUCH),
    "kill": (62, (os.getpid(), 0), REFUSED),
    "pidfd_open": (434, (os.getpid(), 0), REFUSED),
    "ptrace": (101, (16, os.getpid(), 0, 0), REFUSED),
    "process_vm_readv": (310, (os.getpid(), 0, 0, 0, 0, 0), REFUSED),
    "open for writing": (2, ("/tmp/by-number", os.O_WRONLY | os.O_CREAT, 0o600), REFUSED),
    "creat": (85, ("/tmp/by-number", 0o600), REFUSED),
    "openat2": (437, (0, "/etc/passwd", 0, 24), NO_SUCH),
    "memfd_create": (319, ("x", 0), REFUSED),
    "mknod": (133, ("/tmp/by-number", 0o10600, 0), REFUSED),
    "unlink": (87, ("/tmp/by-number",), REFUSED),
    "mount": (165, ("a", "/tmp", "tmpfs", 0, 0), REFUSED),
    "unshare": (272, (0x10000000,), REFUSED),
    "setns": (308, (3, 0), REFUSED),
    "bpf": (321, (0, 0, 0), REFUSED),
    "keyctl": (250, (0, 0, 0, 0, 0), REFUSED),
    "perf_event_open": (298, (0, 0, 0, 0, 0), REFUSED),
    "io_uring_setup": (425, (1, 0), REFUSED),
    "userfaultfd": (323, (0,), REFUSED),
    "shmget": (29, (0, 4096, 0o1600), REFUSED),
    "setrlimit": (160, (7, 0), REFUSED),
    "x32 socket": (0x40000000 + 41, (2, 1, 0), NO_SUCH),
}


@pytest.mark.skipif(platform.machine() != "x86_64", reason="these are the numbers of x86_64")
@pytest.mark.parametrize("name", NUMBERS)
def test_the_kernel_refuses_what_is_called_past_python(seccomp, name):
    number, arguments, error = NUMBERS[name]
    assert call(captive.by_number, number, *arguments) == [-1, error]


def test_the_kernel_refuses_it_by_the_names_of_the_c_library(seccomp):
    for name, arguments in {
        "socket": (socket.AF_INET, socket.SOCK_STREAM, 0),
        "fork": (),
        "kill": (os.getpid(), 0),
        "open": ("/tmp/by-name", os.O_WRONLY | os.O_CREAT, 0o600),
    }.items():
        assert call(captive.by_c, name, *arguments)[0] == -1, name


LISTENING = """
import sys; sys.path[:] = sys.argv[1:]
import captive, os, socket
from isnad.preserve.confined.listening import listen
listen((os.path.realpath(os.path.dirname(os.__file__)),))
library = os.path.dirname(os.__file__)
for do in (
    lambda: captive.connect(9),
    captive.run_program,
    os.fork,
    lambda: captive.write("/tmp/x"),
    lambda: captive.read("/etc/passwd"),
    lambda: captive.read(library + "/../../../../../../../etc/hosts"),
    lambda: os.open("/tmp/x", os.O_RDWR),
    lambda: os.unlink("/tmp/x"),
    lambda: socket.getaddrinfo("localhost", 1),
):
    try:
        do()
    except PermissionError as error:
        assert "confined" in str(error), error
    else:
        sys.exit("it was allowed")
print(captive.read(os.__file__))
"""


def test_the_second_line_holds_by_itself():
    """As it would on a system without seccomp and Landlock: as far as Python is asked."""
    done = subprocess.run(
        [sys.executable, "-c", LISTENING, *readable(tuple(sys.path), os.getcwd())], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "100\n"), done.stderr


def test_what_a_child_is_held_by_is_said_in_plain_words(holds):
    told = strength()
    assert told.full == (bool(holds["seccomp"]) and bool(holds["landlock"]) and bool(holds["network"]))
    assert len(told.holds) + len(told.lacks) >= 4
    elsewhere = _in_words({"system": "darwin", "seccomp": False, "landlock": 0, "network": False})
    assert not elsewhere.full
    assert len(elsewhere.lacks) == 4
    assert any("any file that you can read" in words for words in elsewhere.lacks)


def test_neither_the_folder_one_stands_in_nor_a_home_is_readable(tmp_path):
    ours = str(Path(captive.__file__).parent)
    given = ("", str(tmp_path), str(Path.home()), "/", ours, "/no such folder")
    assert set(given) & set(readable(given, str(tmp_path))) == {ours, "/no such folder"}


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root has them to lose")
def test_root_s_powers_are_gone():
    assert call(captive.by_c, "geteuid")[0] in (0, 65534)
    status = ctypes.CDLL(None).prctl
    assert status(23, 0) == 1  # PR_CAPBSET_READ: here they are there
    with pytest.raises(Broke, match="PermissionError"):
        call(captive.read, "/root/.profile")
