"""Quarantine: what a broken-off writer left, kept apart and never thrown away.

What may live here: lines after the checkpoint and objects without a line. None of it was ever acknowledged; it is moved
to ``quarantine/`` and each file is told of by an entry.
"""

import os
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from isnad.preserve.custody.entry import Entry
from isnad.preserve.store import NEW, Store, sync_folder

FOLDER = "quarantine"


def orphans_aside(root: Path, store: Store, named: Container[str]) -> None:
    """Move objects that no line names to the quarantine. Raises OSError."""
    for digest in list(store.digests()):
        if digest not in named:
            path, folder = store.path(digest), root / FOLDER / "objects"
            folder.mkdir(parents=True, exist_ok=True)
            os.replace(path, folder / path.name)
            sync_folder(folder)
            sync_folder(path.parent)


def sweep(root: Path) -> None:
    """Remove files that a broken-off writer had not given their name yet: they hold nothing that is not elsewhere."""
    for folder in (root, root / "log", root / "keys", root / FOLDER, *(root / "log" / "checkpoints").glob("*")):
        for path in folder.glob(f"{NEW}*"):
            path.unlink(missing_ok=True)


def told_of(root: Path, entries: Iterable[Entry]) -> Iterator[str]:
    """Names of the files in quarantine that no entry tells of yet."""
    known = {entry.payload.get("file") for entry in entries}
    for path in [*sorted((root / FOLDER).rglob("*")), *sorted((root / "log").glob("torn-*.txt"))]:
        name = path.relative_to(root / FOLDER).as_posix() if path.is_relative_to(root / FOLDER) else path.name
        if path.is_file() and name not in known:
            yield name
