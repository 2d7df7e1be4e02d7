"""Told: what went wrong while items were taken in, kept so that it can be told again.

What may live here: that list. It is derived, and no line of the log: names of files that were left out may name people,
and nothing can be taken out of a log; where something is sealed or forgotten, all that is derived goes. It is lost with
``derived/``, and adding the same source again makes it anew, without what has been mended since.
"""

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

from isnad.preserve.people.own import must_be_own
from isnad.preserve.store import write_whole
from isnad.records.capture import digest_of
from isnad.records.codec import canonical, from_plain, to_plain
from isnad.records.problem import Problem

NAME = "taking.jsonl"
_MOST = 10_000  # problems of one source that are kept
_LARGEST = 256 << 20  # bytes of the list that are read


def keep_told(root: Path, source: str, problems: Sequence[Problem]) -> None:
    """Keep the problems of taking ``source`` in the case at ``root``, in the stead of those it had before.

    ``source`` itself, a path of the analyst's machine, is not written, only its digest. Where nothing can be written,
    nothing is kept. Raises Trouble where a link in the case would lead out of it.
    """
    must_be_own(root)
    mark = digest_of(source.encode("utf-8", "surrogateescape"))
    others = [line for line in _lines(root) if _source_of(line) != mark]
    mine = canonical({"source": mark, "problems": [to_plain(each) for each in problems[:_MOST]]})
    if not problems and len(others) == len(_lines(root)):
        return
    with contextlib.suppress(OSError):
        (root / "derived").mkdir(exist_ok=True)
        write_whole(root / "derived" / NAME, b"".join(line + b"\n" for line in (*others, *([mine] * bool(problems)))))


def told_before(root: Path) -> tuple[Problem, ...]:
    """What went wrong with what was taken in so far, the oldest source first; what cannot be read of it is left out."""
    found: list[Problem] = []
    for line in _lines(root):
        with contextlib.suppress(ValueError, TypeError, KeyError, RecursionError):
            found += [from_plain(each, Problem) for each in json.loads(line)["problems"]]
    return tuple(found)


def _lines(root: Path) -> list[bytes]:
    try:
        with (root / "derived" / NAME).open("rb") as stream:
            return stream.read(_LARGEST).splitlines()
    except OSError:
        return []


def _source_of(line: bytes) -> str:
    with contextlib.suppress(ValueError, TypeError, KeyError, RecursionError):
        return str(json.loads(line)["source"])
    return ""
