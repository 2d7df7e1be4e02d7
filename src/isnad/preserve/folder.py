"""Folder: the frame of a case on disk: its making, its ``case.toml``, its lock.

What may live here: what a case needs around its objects and log.
"""

import contextlib
import json
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from isnad.preserve.people.own import must_be_own
from isnad.preserve.settings import EXPLAINS
from isnad.preserve.store import read_own, write_whole
from isnad.preserve.trouble import Trouble, gone_problem, problem_of, trouble

FORMAT = 2  # of the folder; raised when an older isnad could misread it
LOCK_SECONDS = 60.0  # how long a writer waits for another before it gives up
_ADD = "isnad new CASE makes one; isnad add CASE FILE fills it."


def about(root: Path) -> dict[str, Any]:
    """What ``case.toml`` says. Raises Trouble where there is no case here, a newer isnad made it, or a part of it is
    a link, a pipe or a device: before a byte of any is read."""
    path = root / "case.toml"
    try:
        must_be_own(root)
        said = tomllib.loads(read_own(path).decode("utf-8"))
    except FileNotFoundError as error:
        if (root / "log" / "entries.jsonl").exists():
            todo = f"Write the file again with one line: format = {FORMAT}"
            raise trouble("The case has lost its case.toml.", root, todo) from error
        raise trouble("There is no case here.", root, _ADD) from error
    except OSError as error:
        raise Trouble(problem_of(error, path)) from error
    except ValueError as error:
        todo = f"Mend it, or write it again with one line: format = {FORMAT}"
        raise trouble(f"It cannot be read: {error}.", path, todo) from error
    _must_be_known(said, root)
    return said


def _must_be_known(said: dict[str, Any], root: Path) -> None:
    form = said.get("format")
    if type(form) is not int or form < 1:
        todo = f"Put this line into it: format = {FORMAT}"
        raise trouble("Its 'format' is not a whole number from 1.", root / "case.toml", todo)
    if form > FORMAT:
        what = (
            f"This case was made by a newer version ({said.get('made_by', 'unknown')}, format {form}; here: {FORMAT})."
        )
        raise trouble(what, root, "Update with: pip install --upgrade isnad. Nothing in the case was touched.")


def make(root: Path) -> None:
    """Make the frame of a new case; ``write_about`` then makes it one. Raises Trouble where something else is there."""
    if (root / "case.toml").exists():
        raise trouble("There is a case here already.", root, f"Use it as it is: isnad add {root} FILE")
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise trouble(
            "There is something else here already.", root, "Give a path that does not exist, or an empty folder."
        )
    for part in ("objects/sha256", "log", "keys", "derived"):
        (root / part).mkdir(parents=True, exist_ok=True)
    (root / "log" / "entries.jsonl").touch(exist_ok=False)


def write_about(root: Path, said: dict[str, Any], *, tool: str) -> None:
    """Write ``case.toml``, last of all: a folder without it is no case yet. Before it, what explains the folder.

    ``said`` has the title, and ``created`` where it is known. Raises OSError.
    """
    from importlib.resources import files

    for name, own in EXPLAINS.items():
        data = files("isnad.preserve").joinpath(own).read_bytes()
        write_whole(root / name, data, mode=0o755 if name.endswith(".py") else 0o644)
    # a JSON string is a TOML basic string
    quoted = json.dumps(str(said.get("title", "")), ensure_ascii=False).replace("\x7f", "\\u007f")
    made = said.get("created")
    created = f"created = {made.isoformat() if isinstance(made, datetime) else made}\n" if made else ""
    text = f'title = {quoted}\nformat = {FORMAT}\nmade_by = "{tool}"\n{created}'
    write_whole(root / "case.toml", text.encode())


@contextlib.contextmanager
def locked(path: Path, seconds: float, say: Callable[[str], None]) -> Iterator[None]:
    """Hold a case's lock; ``say`` is told if another holds it, and Trouble raised if it does so for too long, or where
    a part of the case leads out of it: before the lock itself, which could be that part, is touched."""
    from filelock import FileLock, Timeout

    try:
        must_be_own(path.parent)
    except OSError as error:
        raise Trouble(problem_of(error, path.parent)) from error
    lock = FileLock(path)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say(f"Another isnad is writing to this case; waiting for it (up to {seconds:g} seconds).")
            lock.acquire(timeout=seconds)
    except Timeout as error:
        todo = "Wait until it is done, or stop it (its work so far is kept), then run this again."
        raise trouble(
            f"Another isnad has been writing to this case for over {seconds:g} seconds.", path.parent, todo
        ) from error
    except OSError as error:
        raise Trouble(problem_of(error, path)) from error
    try:
        yield
    finally:
        lock.release()


def gone(error: OSError, path: Path, root: Path) -> Trouble:
    """The Trouble for a part of the case that is not there or cannot be read."""
    return Trouble(gone_problem(error, path.relative_to(root) if path.is_relative_to(root) else path))
