"""Publications: what was exported as JSON Lines or JSON, read again, written in another form, and compared.

What may live here: reading published dossiers. They are somebody's statement and no case: they hold no captured bytes,
so nothing of them enters a case's log.
"""

from collections.abc import Iterator
from pathlib import Path

from isnad import outgoing
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.publish.changes import Change, changes
from isnad.publish.exporters.as_jsonl import FILE
from isnad.records.codec import decode
from isnad.records.dossier import Dossier

_INDEX = "index.json"


def read(path: Path) -> tuple[Dossier, ...]:
    """The dossiers of a publication: ``records.jsonl``, a folder that holds it, or a folder of the JSON export.

    Raises Trouble where there is none, or a line is no dossier that this version can read.
    """
    try:
        return tuple(_dossiers(path))
    except OSError as error:
        raise Trouble(problem_of(error, path)) from error


def write(dossiers: tuple[Dossier, ...], form: str, to: Path) -> tuple[Path, ...]:
    """Write published dossiers in another form. What was withheld from them stays withheld. Raises Trouble."""
    return outgoing.pass_on(dossiers, form, to)


def compare(old: Path, new: Path) -> Iterator[Change]:
    """What changed from one publication to another. Raises Trouble."""
    return changes(read(old), read(new))


def _dossiers(path: Path) -> Iterator[Dossier]:
    if path.is_dir():
        if (path / FILE).exists():
            path = path / FILE
        else:
            yield from _of_json(path)
            return
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield _dossier(line, f"{path.name}, line {number}")


def _of_json(folder: Path) -> Iterator[Dossier]:
    files = sorted(each for each in folder.glob("*.json") if each.name != _INDEX)
    if not files:
        todo = f"Give {FILE}, or the folder that isnad export CASE --as jsonl or --as json wrote."
        raise trouble("There is no publication here.", str(folder), todo)
    for file in files:
        yield _dossier(file.read_bytes(), file.name)


def _dossier(line: bytes, where: str) -> Dossier:
    try:
        made = decode(line)
    except ValueError as error:
        todo = "Take the file as it was written; schema.json beside it says what a line holds."
        raise trouble(f"This is no dossier that can be read: {error}.", where, todo) from error
    if not isinstance(made, Dossier):
        raise trouble("This is a record of another kind, and no dossier.", where, f"Give {FILE} as it was written.")
    return made
