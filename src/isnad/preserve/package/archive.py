"""Archive: a web archive alone, WACZ or WARC, of what was chosen of a case.

What may live here: what is asked for of a package, and writing it as one file. It is apart from ``bag.py``, so that
what only a bag needs is not loaded.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from isnad.preserve.package.choice import Choice
from isnad.preserve.package.known import KnownRecords
from isnad.preserve.package.parts import PathOf, file_parts, warc_parts
from isnad.preserve.package.source import Source
from isnad.preserve.package.wacz_out import About, write_wacz
from isnad.preserve.package.warcs import WarcPart
from isnad.preserve.trouble import trouble
from isnad.records.problem import Problem

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be packed: of ``source`` what was chosen. ``private`` takes the encrypted files along, ``path_of``
    gives where the bytes of an item of a container lie. ``dossier`` is a folder of what was made to be passed on, and
    ``proved`` are the ids of captures it rests on, that are proved to stand in the log where no line of it is shown."""

    source: Source
    choice: Choice
    title: str
    software: str
    path_of: PathOf
    private: bool = False
    dossier: Path | None = None
    proved: frozenset[str] = frozenset()

    def known(self) -> KnownRecords:
        """What is known of the records of the case's WARCs; to be closed."""
        return KnownRecords(self.source.root / "derived")

    @property
    def about(self) -> About:
        """What the package says of itself."""
        made = datetime.fromisoformat(self.source.made)
        return About(title=self.title, software=self.software, made=made)


def write_archive(wanted: Wanted, to: Path, form: str, *, tell: Tell = lambda *_: None) -> Iterator[Problem]:
    """Write a web archive alone, ``form`` "wacz" or "warc", to a new file; it appears whole or not at all.

    Raises Trouble where something is there already or there is nothing to write, OSError as the system does.
    """
    if to.exists():
        raise trouble("Something is there already.", to, "Give another place with --to.")
    warcs: list[WarcPart] = []
    for part in warc_parts(wanted.source, wanted.choice):
        if isinstance(part, Problem):
            yield part
        else:
            warcs.append(part)
    given = list(file_parts(wanted.source, wanted.choice, wanted.path_of))
    if not warcs and not given:
        raise trouble("There is nothing to export.", wanted.source.root, "Add something: isnad add CASE FILE")
    half = to.with_name(f".new-{to.name}")
    try:
        with half.open("wb") as stream, closing(wanted.known()) as known:
            whole = len(warcs) + len(given)
            told: Callable[[int], None] = lambda done: tell("web archive", done, whole)  # noqa: E731
            if form == "wacz":
                yield from write_wacz(stream, wanted.about, warcs, given, told, known)
            else:
                from isnad.preserve.package.warc_out import write_warc

                yield from write_warc(stream, wanted.about, warcs, given, told)
            stream.flush()
            os.fsync(stream.fileno())
        half.rename(to)
    finally:
        half.unlink(missing_ok=True)
