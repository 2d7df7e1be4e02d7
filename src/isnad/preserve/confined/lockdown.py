"""Lockdown: take from this process all it does not need to parse bytes it was handed.

What may live here: the order of the locks, and those that are a line or two. Each that the system lacks is left out
and said so; ``strength`` puts it in words.
"""

import ctypes
import os
import resource
import sys
import sysconfig
from pathlib import Path
from typing import Any

from isnad.preserve.confined.landlock import readable_only
from isnad.preserve.confined.listening import listen
from isnad.preserve.confined.seccomp import filter_calls

_NO_NEW_PRIVS, _CAPBSET_DROP, _SET_DUMPABLE = 38, 24, 4  # linux/prctl.h
_NEWUSER, _NEWNET, _NEWIPC = 0x10000000, 0x40000000, 0x08000000  # linux/sched.h
_CAPABILITY_3 = 0x20080522  # linux/capability.h
_CAPABILITIES = 64
_CAPSET = {"x86_64": 126, "aarch64": 91}
_SYSTEM = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache",
           "/etc/localtime", "/dev/null", "/dev/urandom", "/sys/devices/system/cpu")  # fmt: skip


def lock_down(limits: dict[str, int]) -> dict[str, Any]:
    """Lock, and say what holds. Must run while there is one thread, before any captured byte is seen."""
    roots = _readable()
    holds: dict[str, Any] = {"system": sys.platform, "network": False, "landlock": 0, "seccomp": False}
    if sys.platform == "linux":
        c = ctypes.CDLL(None, use_errno=True)
        holds["network"] = c.unshare(_NEWNET | _NEWIPC | _NEWUSER) == 0 or c.unshare(_NEWNET | _NEWIPC) == 0
        _drop_capabilities(c)
        if c.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and len(os.listdir("/proc/self/task")) == 1:
            holds["landlock"] = readable_only(c, roots)
    _limit(limits)
    listen(None if holds["landlock"] else roots)
    if sys.platform == "linux":
        holds["seccomp"] = filter_calls(c)
    if not holds["seccomp"]:
        _set(resource.RLIMIT_NPROC, 0)  # where the filter holds it is not needed, and it would count threads
    return holds


def _limit(limits: dict[str, int]) -> None:
    _set(resource.RLIMIT_AS, limits["memory"])
    _set(resource.RLIMIT_CPU, limits["cpu_seconds"], spare=5)  # SIGXCPU, which says why; then SIGKILL
    _set(resource.RLIMIT_NOFILE, limits["files"])
    _set(resource.RLIMIT_FSIZE, 0)
    _set(resource.RLIMIT_CORE, 0)


def _set(which: int, most: int, spare: int = 0) -> None:
    """Never above what is set already."""
    hard = resource.getrlimit(which)[1]
    soft, hard = (most, most + spare) if hard == resource.RLIM_INFINITY else (min(most, hard), min(most + spare, hard))
    try:
        resource.setrlimit(which, (soft, hard))
    except (ValueError, OSError):  # macOS knows RLIMIT_AS and does not take it
        return


def _readable() -> tuple[str, ...]:
    """What modules are made of: the interpreter, its libraries, and where modules are found."""
    paths = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, *sys.path, *_SYSTEM]
    paths += [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    real = {str(Path(path).resolve()) for path in paths if path}
    return tuple(sorted(path for path in real if path != "/" and os.path.exists(path)))


def _drop_capabilities(c: Any) -> None:
    """What root may do beyond others; for anybody else this changes nothing."""
    for each in range(_CAPABILITIES):
        c.prctl(_CAPBSET_DROP, each, 0, 0, 0)
    call = _CAPSET.get(os.uname().machine)
    if call is not None:
        c.syscall(call, (ctypes.c_uint32 * 2)(_CAPABILITY_3, 0), (ctypes.c_uint32 * 6)())
