"""What the tests of confinement have done in a child: functions at the top of a module, as any parser is."""

import ctypes
import mmap
import os
import pickle
import socket
import struct
import subprocess
import threading
import time

KEPT = []


def words(file, *more):
    """The first line of a file, and what else was given."""
    return [file.readline().decode(), *more]


def of_many(files):
    """The size of each file."""
    return [[name, len(file.read())] for name, file in files]


def wait(seconds):
    time.sleep(seconds)


def backtrack():
    """Minutes of processor time in C code that never gives way."""
    import re

    return bool(re.fullmatch("(a+)+", "a" * 40 + "b"))


def allocate(size):
    blocks = [bytearray(b"x") * (1 << 20) for _ in range(size >> 20)]
    return len(blocks)


def leak(size):
    """Keep so much, and say how much was kept before."""
    before = sum(map(len, KEPT))
    KEPT.append(mmap.mmap(-1, size))  # never touched, so it costs nothing but room
    return before


def null():
    return ctypes.string_at(0).decode()


def recurse(depth=0):
    return recurse(depth + 1)


def long(size):
    return "x" * size


def no_data():
    return object()


def leave(number, bad):
    """Leave without a word where the number is bad."""
    if number in bad:
        os._exit(7)
    time.sleep(0.002 * (number % 3))
    return number


def raise_for(number):
    if number % 2:
        raise ValueError(f"{number} is odd")
    return number


def say(kind, data):
    """Speak to the parent past all rules, as a child that was taken over would."""
    for line in range(3, 20):
        try:
            if os.path.sameopenfile(line, line) and socket.socket and _is_socket(line):
                os.write(line, struct.pack(">cI", kind, len(data)) + data)
        except OSError:
            continue
    time.sleep(60)


def _is_socket(number):
    import stat

    return stat.S_ISSOCK(os.fstat(number).st_mode)


class Bomb:
    """Makes a folder when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def pickled(path):
    say(b"V", pickle.dumps(Bomb(path)))


def items(number):
    for each in range(number):
        yield {"n": each}
        yield bytes([each]) * 10


def blocks(file, size):
    while block := file.read(size):
        yield block


def then_break(number):
    yield from range(number)
    raise ValueError("no more")


def in_shard(items):
    """An answer for each of the items given together, as each item orders: how many were given, and the item."""
    for order, item in items:
        match order:
            case "leave":
                os._exit(7)
            case "raise":
                raise ValueError(f"{item} is odd")
            case "wait":
                time.sleep(60)
            case "lie":
                say(b"V", b"1")
            case "pass over":
                continue
            case "repeat":
                yield b"twice"
        yield f"{len(items)} {item if isinstance(item, int) else item.read().decode()}".encode()


def environment():
    return dict(os.environ)


def in_threads():
    made = []
    threads = [threading.Thread(target=made.append, args=(n,)) for n in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(made)


# Each tries a way out by Python, and says how it was refused.


def connect(port):
    socket.create_connection(("127.0.0.1", port), timeout=2).sendall(b"hello")


def run_program():
    subprocess.run(["/bin/true"], check=True)


def write(path):
    with open(path, "w") as file:
        file.write("x")


def read(path):
    with open(path, "rb") as file:
        return len(file.read(100))


def by_c(name, *arguments):
    """Call a function of the C library past Python; what it gave, and the error number."""
    c = ctypes.CDLL(None, use_errno=True)
    given = [a.encode() if isinstance(a, str) else a for a in arguments]
    return [c[name](*given), ctypes.get_errno()]


def by_number(number, *arguments):
    """Make a call of the system by its number; what it gave, and the error number."""
    c = ctypes.CDLL(None, use_errno=True)
    given = [ctypes.c_char_p(a.encode()) if isinstance(a, str) else ctypes.c_long(a) for a in arguments]
    return [c.syscall(ctypes.c_long(number), *given), ctypes.get_errno()]
