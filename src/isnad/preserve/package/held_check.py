"""Held_check: whether the files of a package are those that the lines of its log name.

What may live here: objects, single items and encrypted files against the log.
"""

from collections.abc import Iterator, Sequence
from importlib.resources import files as resources
from typing import Any, cast

from isnad.preserve.custody.entry import Entry
from isnad.preserve.custody.keys import key_id, public_of_pem
from isnad.preserve.package.files import Files, unreadable
from isnad.preserve.package.source import named_by
from isnad.preserve.people.scars import Protected
from isnad.records.capture import digest_of
from isnad.records.problem import Problem, Severity

_TODO = "Ask for the package again."


def held_problems(files: Files, entries: Sequence[Entry], absent: str) -> Iterator[Problem]:
    """What is wrong with files against these lines; ``absent`` is the path of the list of what was left out."""
    named: dict[str, int] = {}
    items: dict[str, int] = {}
    within: set[str] = set()
    protected = Protected(cast(Any, entries))
    for entry in entries:
        named |= named_by(entry)
        if entry.kind == "capture":
            items[str(entry.payload.get("digest"))] = entry.payload.get("size", -1)
            place = entry.payload.get("within")
            within |= {str(place.get("container"))} if isinstance(place, dict) else set()
    held: set[str] = set()
    for folder, known in (("objects", {**dict.fromkeys(within, -1), **named}), ("items", items)):
        for name in files.below(f"data/{folder}"):
            digest = f"sha256:{name.rpartition('/')[2]}"
            held.add(digest)
            yield from _one(files, name, f"data/{folder}/sha256/{digest[7:9]}/{digest[7:]}", digest, known)
    yield from _private(files, protected)
    yield from _keys(files)
    yield from verifier_problems(files)
    listed = {row.get("digest", ""): row.get("why", "") for row in files.rows(absent)}
    for digest in sorted(set(named) - held - set(protected.absent)):
        if digest in listed:
            what, severity = f"It is not in the package: {listed[digest] or 'no reason is given'}.", Severity.WARNING
        else:
            what, severity = "The log names it, it is not in the package, and nothing says why.", Severity.ERROR
        yield Problem(what=what, where=digest, todo="Ask for it.", severity=severity)


def _one(files: Files, name: str, expected: str, digest: str, known: dict[str, int]) -> Iterator[Problem]:
    try:
        found, size = files.digest(name)
    except OSError as error:
        yield unreadable(error, name)
        return
    if name != expected or f"sha256:{found}" != digest:
        yield Problem(what="Its bytes are not those that it is named after.", where=name, todo=_TODO)
    elif digest not in known:
        yield Problem(what="No line of the log names it: it was put in later.", where=name, todo=_TODO)
    elif known[digest] not in (-1, size):
        what = f"It has {size} bytes, and the log says {known[digest]}."
        yield Problem(what=what, where=name, todo=_TODO)


def _keys(files: Files) -> Iterator[Problem]:
    for name in files.below("data/keys"):
        try:
            named = key_id(public_of_pem(files.read(name)))
        except (OSError, ValueError):
            named = ""
        if name != f"data/keys/{named}.pem":
            yield Problem(what="It is not the key that its name says.", where=name, todo=_TODO)


def verifier_problems(files: Files, script: str = "verify_package.py") -> Iterator[Problem]:
    """The program in the package is one that we know; another may be older, or made to see nothing."""
    known = resources("isnad.preserve.package").joinpath(script).read_bytes()
    name = "data/verify.py"
    if name in files and files.digest(name)[0] != digest_of(known)[7:]:
        what = "It is not the program that this isnad puts into packages: an older one, or one made to see nothing."
        todo = "Do not run it before you have read it."
        yield Problem(what=what, where=name, todo=todo, severity=Severity.WARNING)


def _private(files: Files, protected: Protected) -> Iterator[Problem]:
    for name in files.below("data/private"):
        seal = protected.sealed.get(name.rpartition("/")[2].removesuffix(".age"))
        try:
            found = files.digest(name)[0]
        except OSError as error:
            yield unreadable(error, name)
            continue
        if seal is None:
            yield Problem(what="No line of the log names it: it was put in later.", where=name, todo=_TODO)
        elif f"sha256:{found}" != seal.ciphertext:
            yield Problem(what="Its bytes are not those that the log names.", where=name, todo=_TODO)
