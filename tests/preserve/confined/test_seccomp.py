"""The filter's tables against the system's own library, and the filter itself, run by an interpreter of BPF."""

import ctypes
import errno

import pytest

from isnad.preserve.confined import seccomp

ALLOWED, KILLED = seccomp._ALLOW, seccomp._KILL
REFUSED, NO_SUCH = seccomp._ERRNO | errno.EPERM, seccomp._ERRNO | errno.ENOSYS
TABLES = {**seccomp.ALLOWED, **seccomp.CONDITIONAL, **seccomp.UNKNOWN}
PID = 4711


def run(code, number, arguments=(), architecture=0xC000003E):
    """What the kernel would answer: the five instructions of classic BPF that the filter is made of."""
    data = number.to_bytes(4, "little") + architecture.to_bytes(4, "little") + bytes(8)
    data += b"".join((arguments[n] if n < len(arguments) else 0).to_bytes(8, "little") for n in range(6))
    held, at = 0, 0
    while True:
        operation, if_true, if_false, value = code[at]
        at += 1
        match operation:
            case 0x20:
                held = int.from_bytes(data[value : value + 4], "little")
            case 0x15:
                at += if_true if held == value else if_false
            case 0x35:
                at += if_true if held >= value else if_false
            case 0x45:
                at += if_true if held & value else if_false
            case 0x06:
                return value


@pytest.fixture(scope="module")
def library():
    try:
        found = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        pytest.skip("libseccomp is not on this machine")
    found.seccomp_syscall_resolve_name_arch.argtypes = [ctypes.c_uint32, ctypes.c_char_p]
    return found


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_every_number_is_the_one_that_the_system_s_library_knows(library, machine):
    column, architecture = seccomp.ARCHITECTURES[machine]
    for name, numbers in TABLES.items():
        known = library.seccomp_syscall_resolve_name_arch(architecture, name.encode())
        assert numbers[column] == (known if known >= 0 else None), name


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_what_is_not_on_the_list_is_refused(machine):
    column, architecture = seccomp.ARCHITECTURES[machine]
    code = seccomp.program(machine, PID)
    plain = {numbers[column] for numbers in seccomp.ALLOWED.values()}
    others = {numbers[column] for numbers in (*seccomp.CONDITIONAL.values(), *seccomp.UNKNOWN.values())}
    for number in range(seccomp._NEWEST + 1):
        if number not in others:
            assert run(code, number, architecture=architecture) == (ALLOWED if number in plain else REFUSED), number
    for number in (seccomp._NEWEST + 1, 0x40000000, 0x40000002, 0xFFFFFFFF):  # newer ones, and those of x32
        assert run(code, number, architecture=architecture) == NO_SUCH
    assert run(code, 0, architecture=0x40000003) == KILLED  # a call of another architecture


@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("openat", (0, 0, 0o2000000), ALLOWED),  # O_RDONLY | O_CLOEXEC
        ("openat", (0, 0, 0o1), REFUSED),
        ("openat", (0, 0, 0o2), REFUSED),
        ("openat", (0, 0, 0o3), REFUSED),
        ("openat", (0, 0, 0o100), REFUSED),
        ("openat", (0, 0, 0o1000), REFUSED),
        ("openat", (0, 0, 0o20200000), REFUSED),  # O_TMPFILE
        ("clone", (0x3D0F00,), ALLOWED),  # what pthread_create asks for
        ("clone", (0x1200011,), REFUSED),  # what fork asks for
        ("clone3", (), NO_SUCH),
        ("openat2", (), NO_SUCH),
        ("ioctl", (0, 0x5401), ALLOWED),
        ("ioctl", (0, 0x5412), REFUSED),  # TIOCSTI
        ("fcntl", (0, 1), ALLOWED),
        ("fcntl", (0, 8), REFUSED),  # F_SETOWN
        ("fcntl", (0, 10), REFUSED),  # F_SETSIG
        ("fcntl", (0, 4), REFUSED),  # F_SETFL: it could take off what ends it with its parent
        ("tgkill", (PID, 1, 6), ALLOWED),
        ("tgkill", (1, 1, 9), REFUSED),
        ("prctl", (15,), ALLOWED),
        ("prctl", (38,), REFUSED),
        ("prlimit64", (0, 7, 0), ALLOWED),
        ("prlimit64", (0, 7, 1), REFUSED),
        ("prlimit64", (0, 7, 1 << 32), REFUSED),
    ],
)
@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_some_calls_are_allowed_for_some_arguments_only(machine, name, arguments, answer):
    column, architecture = seccomp.ARCHITECTURES[machine]
    number = TABLES[name][column]
    assert run(seccomp.program(machine, PID), number, arguments, architecture) == answer


def test_open_is_held_to_reading_where_there_is_such_a_call():
    code = seccomp.program("x86_64", PID)
    assert run(code, 2, (0, 0)) == ALLOWED
    assert run(code, 2, (0, 0o101)) == REFUSED
