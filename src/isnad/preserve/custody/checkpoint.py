"""Checkpoint: the signed notes in a case's folder, the latest and those that are kept for good.

What may live here: ``log/checkpoint``, which each commit replaces, and ``log/checkpoints/<size>/``, which nothing
replaces: what stamps and witnesses speak of.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from isnad.preserve.custody.note import Checkpoint, Note, parse_checkpoint, parse_note
from isnad.preserve.store import read_own, sync_folder, write_whole

DIGITS = 12  # of a folder's name: a trillion lines


def latest(root: Path) -> tuple[Note, Checkpoint] | None:
    """The latest checkpoint; None where there is none. Raises OSError, ValueError where it cannot be read."""
    try:
        return read(root / "log" / "checkpoint")
    except FileNotFoundError:
        return None


def read(path: Path) -> tuple[Note, Checkpoint]:
    """The checkpoint in a file. Raises OSError, ValueError."""
    note = parse_note(read_own(path))
    return note, parse_checkpoint(note.text)


def replace_latest(root: Path, note: Note) -> None:
    """Make this the latest checkpoint, whole or not at all. Raises OSError."""
    write_whole(root / "log" / "checkpoint", note.encode())


def folder_of(root: Path, size: int) -> Path:
    """Where the checkpoint of this size is kept for good."""
    return root / "log" / "checkpoints" / f"{size:0{DIGITS}d}"


def seal(root: Path, note: Note) -> Path:
    """Keep a checkpoint for good, once; its folder. Raises OSError."""
    folder = folder_of(root, parse_checkpoint(note.text).size)
    path = folder / "checkpoint"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, note.encode(), mode=0o444)
        sync_folder(folder.parent)
        sync_folder(root / "log")
    return folder


def sealed(root: Path) -> Iterator[Path]:
    """The folders of the checkpoints that are kept, the smallest first."""
    base = root / "log" / "checkpoints"
    if base.is_dir():
        for name in sorted(os.listdir(base)):
            if os.path.lexists(base / name / "checkpoint"):  # a pipe or link in its place is told of when it is read
                yield base / name
