"""Own: what in a case's folder is the case's, and what of it this machine itself has worked out.

What may live here: distrust of a folder that came from somebody else. A link planted in it would have us write, delete
or read elsewhere; and what is derived is believed only where it was made, for nothing else vouches for it.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from isnad.preserve.store import write_whole
from isnad.preserve.trouble import trouble

# The folders that are looked into, one level each: every place at which isnad makes, replaces or removes a name.
_FOLDERS = (
    "", "log", "log/checkpoints", "keys", "private", "quarantine", "quarantine/objects", "objects", "objects/tmp",
    "objects/sha256", "derived", "derived/blocks", "derived/working", "derived/working/sha256", "derived/working/tmp",
    "derived/thumbnails", "derived/manifests",
)  # fmt: skip
_OURS = frozenset(
    (
        "README.txt", "verify.py", "case.toml", "index.csv", "lock", "writing",
        "log", "keys", "private", "quarantine", "objects", "derived",
    )
)  # fmt: skip
_SECRET = "derived.secret"  # in the ring's folder, never in a case


def must_be_own(root: Path) -> None:
    """Raise Trouble where a part of a case is a link, a pipe or a device: what it leads to is not the case's.

    ``root`` itself may be a link: that is the choice of whoever names it. Raises OSError.
    """
    for place in _strange(root):
        what = "This is no plain file or folder, and may lead out of the case, so nothing was done."
        todo = f"See where it leads: ls -l '{root}'. A case from others may hold it to do harm: take it out."
        raise trouble(what, place, todo)


def _strange(root: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        try:
            inside = os.scandir(root / folder)
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            continue  # what may not be looked into is not written into either
        with inside:
            for entry in inside:
                plain = entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)
                gone = not plain and not os.path.lexists(entry.path)  # another's temporary file, by now
                if not plain and not gone and (folder or entry.name in _OURS):  # what lies beside a case may be any
                    yield Path(folder, entry.name)


def own_mark(folder: Path, home: Path) -> str:
    """What tells work kept in ``folder`` as made by this user, in this very folder: 32 hex digits.

    It is derived from a secret in ``home``. A copy of the folder has another mark, and so has one that a stranger
    filled: what was kept there is worked out again. Where no secret can be kept, no mark lasts beyond this process.
    """
    import hmac

    place = "nowhere"
    with contextlib.suppress(OSError):
        found = os.lstat(folder)
        place = f"{found.st_dev} {found.st_ino}"
    return hmac.new(_secret(home), place.encode(), hashlib.sha256).hexdigest()[:32]


def _secret(home: Path) -> bytes:
    path = home / _SECRET
    with contextlib.suppress(OSError):
        if not path.exists():
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(path, os.urandom(32), mode=0o600)
        if len(kept := path.read_bytes()) == len(_PASSING):
            return kept
    return _PASSING


_PASSING = os.urandom(32)  # of this process
