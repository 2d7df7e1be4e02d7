"""Landlock: on Linux 5.13 and newer, files beneath a few folders can be read, and nothing else on any disk.

What may live here: the three calls of https://docs.kernel.org/userspace-api/landlock.html. The package of this name
has had no release that is not a development one, so the calls are made here.
"""

import ctypes
import os
import stat
import struct
from typing import Any

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same on every architecture
_VERSION = 1
_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}  # rights by version
_TCP = 0b11  # bind, connect: version 4
_SCOPES = 0b11  # abstract sockets, signals: version 6


def version(c: Any) -> int:
    """The version of Landlock that this kernel has; 0 for none."""
    return max(0, int(c.syscall(_CREATE, None, 0, _VERSION)))


def readable_only(c: Any, roots: tuple[str, ...]) -> int:
    """Let this thread, and all it starts, open for reading what lies beneath ``roots`` and nothing else.

    Gives the version in force; 0 where nothing was changed. Needs "no new privileges".
    """
    known = version(c)
    if not known:
        return 0
    attributes = struct.pack("=QQQ", _FILES[min(known, max(_FILES))], _TCP, _SCOPES)
    attributes = attributes[: 8 if known < 4 else 16 if known < 6 else 24]
    rules = int(c.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0))
    if rules < 0:
        return 0
    try:
        for root in roots:
            _allow(c, rules, root)
        return known if c.syscall(_RESTRICT, rules, 0) == 0 else 0
    finally:
        os.close(rules)


def _allow(c: Any, rules: int, root: str) -> None:
    try:
        there = os.open(root, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _READ_FILE | (_READ_DIR if stat.S_ISDIR(os.fstat(there).st_mode) else 0)
        c.syscall(_ADD, rules, _PATH_BENEATH, struct.pack("=Qi", rights, there), 0)
    finally:
        os.close(there)
