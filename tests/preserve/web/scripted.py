"""A server on loopback that sends, byte for byte, what it is told to.

What may live here: the server, and what reads captures for the tests.
"""

import contextlib
import io
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio_command

from isnad.preserve.item import Limits, Taken
from isnad.preserve.manifest import Told
from isnad.preserve.take import take
from isnad.records.problem import Problem

RESET = object()  # a step: hang up rudely
Step = bytes | float | object
Script = Iterable[Step] | Callable[[], Iterable[Step]]


class Scripted:
    """Answers ``/name`` with the script of that name: bytes are sent, numbers are seconds to sleep."""

    def __init__(self, scripts: dict[str, Script], context: ssl.SSLContext | None = None, host: str = "127.0.0.1"):
        self.scripts = scripts
        self.asked: list[bytes] = []
        self.port = 0
        self._context = context
        self._host = host
        self._done = threading.Event()

    def __enter__(self) -> "Scripted":
        self._listening = socket.create_server((self._host, 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def url(self, name: str, host: str = "") -> str:
        """The address of a script."""
        return f"{'https' if self._context else 'http'}://{host or self._host}:{self.port}/{name}"

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while not self._done.is_set():
                line, _ = self._listening.accept()
                threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line:
            if self._context:
                line = self._context.wrap_socket(line, server_side=True)
            asked = b""
            while b"\r\n\r\n" not in asked and (more := line.recv(1 << 16)):
                asked += more
            self.asked.append(asked)
            name = asked.partition(b" /")[2].partition(b" ")[0].decode("latin-1")
            script = self.scripts.get(name, [b"HTTP/1.1 404 Gone Fishing\r\n\r\n"])
            for step in script() if callable(script) else script:
                if self._done.is_set():
                    return
                if step is RESET:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    return
                if isinstance(step, bytes):
                    line.sendall(step)
                else:
                    time.sleep(float(step))  # type: ignore[arg-type]
            if self._context:
                line.unwrap()
            else:
                line.shutdown(socket.SHUT_WR)
                line.settimeout(1.0)
                while line.recv(1 << 16):
                    pass


class Got:
    """What a source gave: the WARC, the page and the problems, each read to its end."""

    def __init__(self, source: str, limits: Limits, told: Told | None = None):
        self.warc, self.whole, self.page, self.body = b"", None, None, None
        self.problems: list[Problem] = []
        for item in take(source, told or Told(), limits):
            if isinstance(item, Problem):
                self.problems.append(item)
            elif item.container:
                assert self.whole is None
                self.whole, self.warc = item, item.stream.read()
            else:
                assert self.page is None
                self.page, self.body = item, item.stream.read()

    whole: Taken | None
    page: Taken | None
    body: bytes | None

    @property
    def said(self) -> str:
        """All problems in one text."""
        return " / ".join(map(str, self.problems))

    def records(self) -> "Iterator[tuple[dict[str, str], bytes]]":
        """Each record's fields and its block as it stands in the file."""
        for record in ArchiveIterator(io.BytesIO(self.warc), no_record_parse=True):
            yield dict(record.rec_headers.headers), record.raw_stream.read()

    def of(self, kind: str) -> list[tuple[dict[str, str], bytes]]:
        """The records of this WARC-Type."""
        return [(fields, block) for fields, block in self.records() if fields["WARC-Type"] == kind]

    def read_back(self) -> bytes:
        """The page taken out of the container again, from where it says it stands, by warcio alone."""
        assert self.page is not None
        place = self.page.within
        assert place is not None
        part = self.warc[place.offset : place.offset + place.length]
        record = next(iter(ArchiveIterator(io.BytesIO(part))))
        assert record.rec_headers.get_header("WARC-Record-ID") == f"<{place.record}>"
        return record.content_stream().read()


def checked(path: Path) -> str:
    """What the WARC checker and gzip say of a file, by their own command lines; raises where either finds a fault."""
    subprocess.run(["gzip", "-t", str(path)], check=True, capture_output=True)
    said, wrong = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(wrong), pytest.raises(SystemExit) as ended:
        warcio_command(["check", "-v", str(path)])
    assert not ended.value.code, said.getvalue() + wrong.getvalue()
    assert said.getvalue().count("digest pass") == len(list(ArchiveIterator(io.BytesIO(path.read_bytes()))))
    assert "WARNING" not in wrong.getvalue(), wrong.getvalue()
    return said.getvalue()
