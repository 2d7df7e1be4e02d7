"""Named: the files of what is sealed, by their names.

What may live here: the ids, where the file of an id lies, and how such a file begins. Reading a log needs no more.
"""

import os
import re
from pathlib import Path

AGE_MAGIC = b"age-encryption.org/v1\n"
TEMPORARY = ".new-"  # what a file's name begins with until it is whole; it holds nothing in clear either
_ID = re.compile(r"[0-9a-f]{16}")


def new_id() -> str:
    """An id that says nothing: 64 random bits in hex. One from the content could be guessed from the content."""
    return os.urandom(8).hex()


def is_id(text: object) -> bool:
    """Whether this is an id as ``new_id`` makes them, and so safe as a part of a path."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def sealed_path(root: Path, ident: str) -> Path:
    """Where the sealed file of an id lies in a case. Raises ValueError where it is no id."""
    if not is_id(ident):
        raise ValueError(f"not the id of a sealed item: {ident!r}")
    return root / "private" / f"{ident}.age"
