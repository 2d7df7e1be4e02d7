"""Copies: files of a case that say again what the log says, for readers without isnad.

What may live here: holding the key files, the title, and what explains the folder against the log. None of them is
evidence, and each can mislead one who verifies by hand.
"""

import json
from collections.abc import Iterator
from contextlib import suppress

from isnad.casebook import Casebook
from isnad.preserve.custody.keys import public_pem
from isnad.preserve.store import digest_at, read_own
from isnad.records.problem import Problem, Severity


def key_files(book: Casebook) -> Iterator[Problem]:
    """Key files that are not the keys of the log, which openssl by hand would be pointed at."""
    known = book.ledger.life.keys
    for path in sorted((book.root / "keys").glob("*")):
        where, key = f"keys/{path.name}", known.get(path.stem)
        if key is None or path.suffix != ".pem":
            todo = "Do not verify with it. It may be of a writer that broke off."
            what = "No line of the log names this key."
            yield Problem(what=what, where=where, todo=todo, severity=Severity.NOTE)
            continue
        try:
            same = read_own(path) == public_pem(key.public)
        except OSError:
            same = False
        if not same:
            todo = "Delete it: it is written again from the log. Trust nothing that was verified with it."
            yield Problem(what="It is not the key that the log names.", where=where, todo=todo)
    for ident in sorted(set(known) - {path.stem for path in (book.root / "keys").glob("*.pem")}):
        todo = "Nothing to do: the log holds the key, and the next command that writes makes the file again."
        what = "This key file is missing."
        yield Problem(what=what, where=f"keys/{ident}.pem", todo=todo, severity=Severity.NOTE)


def explaining(book: Casebook) -> Iterator[Problem]:
    """README.txt and verify.py that no version of isnad that wrote here knows, and another title than the log's."""
    known: dict[str, set[str]] = {}
    for config in book.ledger.configs:
        with suppress(OSError, ValueError, AttributeError):
            said = json.loads(read_own(book.store.path(config))).get("explains", {})
            for name, digest in said.items():
                known.setdefault(name, set()).add(digest)
    for name, digests in sorted(known.items()):
        path = book.root / name
        with suppress(OSError):
            if digest_at(path) not in digests:
                what = "This is not the file that isnad wrote here: do not verify with it."
                todo = "Take it from another case, or from the isnad you installed."
                yield Problem(what=what, where=name, todo=todo, severity=Severity.WARNING)
    first = next(iter(book.entries("case")), None)
    if first is not None and book.about.get("title") != first.payload.get("title"):
        what = f"It does not give the title that the log's first line gives: {first.payload.get('title')}."
        todo = "Only the log is evidence; the title in this file may be mended by hand."
        yield Problem(what=what, where="case.toml", todo=todo, severity=Severity.NOTE)
