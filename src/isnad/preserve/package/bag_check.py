"""Bag_check: whether a package is a whole BagIt bag (RFC 8493), strictly.

What may live here: the check of a bag's own lists. The library of this name lets through tag files that no list names,
takes a bag without a list of its tag files, and follows ``fetch.txt``; here each of these is a Problem.
"""

import re
from collections.abc import Iterator

from isnad.preserve.package.bagged import BAGIT, MANIFEST, TAGS
from isnad.preserve.package.files import Files, unreadable
from isnad.records.problem import Problem

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_OWN = ("bagit.txt", "bag-info.txt", MANIFEST)
_TODO = "Ask for the package again."


def bag_problems(files: Files) -> Iterator[Problem]:
    """What is wrong with the lists, and with files against them."""
    for name in _OWN:
        if name not in files:
            yield _problem("It is missing: this is no whole bag.", name)
    payload = {name for name in files.sizes if name.startswith("data/")}
    yield from _listed(files, MANIFEST, payload)
    yield from _listed(files, TAGS, set(files.sizes) - payload - {TAGS})
    if "fetch.txt" in files:
        yield _problem("It sends the reader elsewhere for files: evidence has to be here.", "fetch.txt")
    yield from _info(files, payload)


def _listed(files: Files, name: str, there: set[str]) -> Iterator[Problem]:
    """A list of digests against the files it has to name."""
    try:
        lines = files.read(name).decode("utf-8").splitlines()
    except (OSError, KeyError, ValueError):
        yield _problem("It is missing or cannot be read.", name)
        return
    digests: dict[str, str] = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        if not found or found[2] in digests:
            yield _problem(f"A line of it is not a digest and a path, or is there twice: {line[:100]!r}.", name)
        else:
            digests[found[2]] = found[1]
    for path in sorted(there ^ set(digests)):
        what = (
            "It is in no list of the bag: it was put in later." if path in there else "It is listed and is not there."
        )
        yield _problem(what, path)
    for path in sorted(there & set(digests)):
        try:
            if files.digest(path)[0] != digests[path]:
                yield _problem("Its bytes are not those that were listed.", path)
        except OSError as error:
            yield unreadable(error, path)


def _info(files: Files, payload: set[str]) -> Iterator[Problem]:
    try:
        if files.read("bagit.txt") != BAGIT:
            yield _problem("It is not that of version 1.0 in UTF-8.", "bagit.txt")
        said = files.read("bag-info.txt").decode("utf-8")
    except (OSError, KeyError, ValueError):
        return
    oxum = f"Payload-Oxum: {sum(files.sizes[name] for name in payload)}.{len(payload)}"
    if oxum not in said.splitlines():
        yield _problem(f"It does not say '{oxum}', which is what is there.", "bag-info.txt")


def _problem(what: str, where: str) -> Problem:
    return Problem(what=what, where=where, todo=_TODO)
