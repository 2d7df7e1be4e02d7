"""Seccomp: on Linux, the kernel answers only the calls on this list; all others fail, whoever makes them.

What may live here: the list and the small program made of it (classic BPF, seccomp(2)). It is made here since the
packages that do it need a system library, or have not been kept; both tables are tested against that library. It is a
list of what is allowed, not of what is forbidden: a call that a newer kernel brings is refused too.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from typing import Any

# name: (x86_64, aarch64); None where there is no such call. Numbers: arch/*/syscall*.tbl of the kernel.
ALLOWED: dict[str, tuple[int | None, int | None]] = {
    # bytes in and out of what is open already
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67), "preadv": (295, 69),
    "lseek": (8, 62), "close": (3, 57), "close_range": (436, 436), "dup": (32, 23), "dup2": (33, None),
    "dup3": (292, 24), "recvmsg": (47, 212), "poll": (7, None), "ppoll": (271, 73), "select": (23, None),
    "pselect6": (270, 72), "fadvise64": (221, 223), "readahead": (187, 213),
    # looking at files
    "stat": (4, None), "fstat": (5, 80), "lstat": (6, None), "newfstatat": (262, 79), "statx": (332, 291),
    "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439), "readlink": (89, None),
    "readlinkat": (267, 78), "getdents": (78, None), "getdents64": (217, 61), "statfs": (137, 43),
    "fstatfs": (138, 44), "getcwd": (79, 17), "chdir": (80, 49), "fchdir": (81, 50),
    # memory
    "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216), "madvise": (28, 233),
    "brk": (12, 214), "mincore": (27, 232), "membarrier": (324, 283), "get_mempolicy": (239, 236),
    # threads and signals of its own
    "futex": (202, 98), "set_robust_list": (273, 99), "get_robust_list": (274, 100), "rseq": (334, 293),
    "set_tid_address": (218, 96), "gettid": (186, 178), "arch_prctl": (158, None), "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132), "restart_syscall": (219, 128),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120), "sched_get_priority_max": (146, 125), "sched_get_priority_min": (147, 126),
    "getcpu": (309, 168), "exit": (60, 93), "exit_group": (231, 94),
    # what it is and what time it is
    "getpid": (39, 172), "getppid": (110, 173), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177), "getgroups": (115, 158), "getresuid": (118, 148), "getresgid": (120, 150),
    "uname": (63, 160), "sysinfo": (99, 179), "times": (100, 153), "getrusage": (98, 165), "getrlimit": (97, 163),
    "time": (201, None), "gettimeofday": (96, 169), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115), "nanosleep": (35, 101), "getrandom": (318, 278),
}  # fmt: skip
# Allowed for some arguments only; ``_conditions`` says which.
CONDITIONAL: dict[str, tuple[int | None, int | None]] = {
    "open": (2, None), "openat": (257, 56), "clone": (56, 220), "ioctl": (16, 29), "fcntl": (72, 25),
    "tgkill": (234, 131), "prctl": (157, 167), "prlimit64": (302, 261),
}  # fmt: skip
# "There is no such call": what the C library takes for an older kernel, and so does it the old way.
UNKNOWN: dict[str, tuple[int | None, int | None]] = {"clone3": (435, 435), "openat2": (437, 437)}
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column; AUDIT_ARCH of linux/audit.h
_NEWEST = 462  # the newest call that is known here; later ones are answered "no such call"

_WRITES = 0o3 | 0o100 | 0o1000 | 0o20000000  # access mode, O_CREAT, O_TRUNC, __O_TMPFILE: the same on both
_THREAD = 0x10000  # CLONE_THREAD
_ASKING = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451)  # ioctl: TCGETS, TIOCGWINSZ, FIONREAD, FIONCLEX, FIOCLEX
_HANDLING = (0, 1, 2, 3, 1030)  # fcntl: F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC; no owner, no signals
_SET_NAME = 15  # prctl

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # linux/bpf_common.h
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000  # linux/seccomp.h
_NR, _ARCH, _ARGUMENT = 0, 4, 16  # struct seccomp_data
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_FILTER, _ALL_THREADS = 1, 1
Instruction = tuple[int, int, int, int]


def filter_calls(c: Any) -> bool:
    """Put the filter in force for all threads of this process; False where this machine has no such filter.

    Needs "no new privileges". It cannot be taken off again.
    """
    machine = platform.machine()
    if machine not in ARCHITECTURES or sys.maxsize < 2**32:
        return False
    code = program(machine, os.getpid())
    packed = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *each) for each in code))
    head = struct.pack("@HP", len(code), ctypes.addressof(packed))
    return bool(c.syscall(_SECCOMP[machine], _FILTER, _ALL_THREADS, head) == 0)


def program(machine: str, pid: int) -> list[Instruction]:
    """The filter for an architecture and the process it is for."""
    column, architecture = ARCHITECTURES[machine]
    no_such, refused = _ERRNO | errno.ENOSYS, _ERRNO | errno.EPERM
    code = [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, architecture), _give(_KILL), (_LOAD, 0, 0, _NR)]
    code += [(_AT_LEAST, 0, 1, _NEWEST + 1), _give(no_such)]  # and the numbers of x32, which are higher still
    for names, answer in ((ALLOWED, _ALLOW), (UNKNOWN, no_such)):
        for numbers in names.values():
            if (number := numbers[column]) is not None:
                code += [(_EQUAL, 0, 1, number), _give(answer)]
    for name, numbers in CONDITIONAL.items():
        if (number := numbers[column]) is not None:
            test = _conditions(name, pid)
            code += [(_EQUAL, 0, len(test), number), *test]
    return [*code, _give(refused)]


def _conditions(name: str, pid: int) -> list[Instruction]:
    match name:
        case "open" | "openat":
            return [_argument(1 if name == "open" else 2), (_ANY_BIT, 1, 0, _WRITES), _give(_ALLOW), *_refuse()]
        case "clone":
            return [_argument(0), (_ANY_BIT, 0, 1, _THREAD), _give(_ALLOW), *_refuse()]
        case "ioctl":
            return _one_of(1, _ASKING)
        case "fcntl":
            return _one_of(1, _HANDLING)
        case "tgkill":
            return _one_of(0, (pid,))
        case "prctl":
            return _one_of(0, (_SET_NAME,))
    # prlimit64: only to ask (no new limit: both halves of the pointer are 0)
    high = (_LOAD, 0, 0, _ARGUMENT + 8 * 2 + 4)
    return [_argument(2), (_EQUAL, 0, 3, 0), high, (_EQUAL, 0, 1, 0), _give(_ALLOW), *_refuse()]


def _one_of(argument: int, values: tuple[int, ...]) -> list[Instruction]:
    tests = [each for value in values for each in ((_EQUAL, 0, 1, value), _give(_ALLOW))]
    return [_argument(argument), *tests, *_refuse()]


def _argument(number: int) -> Instruction:
    return (_LOAD, 0, 0, _ARGUMENT + 8 * number)  # the low half: both architectures are little-endian


def _give(answer: int) -> Instruction:
    return (_RETURN, 0, 0, answer)


def _refuse() -> list[Instruction]:
    return [_give(_ERRNO | errno.EPERM)]
