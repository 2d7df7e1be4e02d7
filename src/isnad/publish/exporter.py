"""Exporter: the way out for dossiers.

What may live here: the protocol that every exporter on the shelf follows, and the naming of files.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from isnad.records.codec import id_of
from isnad.records.dossier import Dossier

LANGUAGES = {"en": "English", "ar": "العربية"}  # in which dossiers are written for people, each by its own name
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_RESERVED = ("index", "con", "prn", "aux", "nul")  # the index's own name, and names Windows keeps for itself


class Exporter(Protocol):
    """Turns dossiers into files. Pure and deterministic: the same dossiers give the same bytes."""

    @property
    def name(self) -> str:
        """Short name, as in ``isnad export --as NAME``."""
        ...

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """File names (relative, ``/`` between folders) and their bytes.

        A name may come again: then its bytes go on where they ended, so that no file need be held in memory.
        """
        ...


def whole(pieces: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Each file's bytes put together."""
    files: dict[str, bytearray] = {}
    for name, data in pieces:
        files.setdefault(name, bytearray()).extend(data)
    return {name: bytes(data) for name, data in files.items()}


def file_stem(dossier: Dossier) -> str:
    """The name of this dossier's file without its ending: the incident's id, or a hash of it where an id
    could not be a file name everywhere."""
    ident = dossier.incident.id
    safe = _SAFE.fullmatch(ident) and ident.casefold() not in _RESERVED
    return ident if safe else id_of(ident)


def in_tongue(stem: str, language: str, ending: str = "html") -> str:
    """The name of a file in a language: ``index.html``, ``index.ar.html``."""
    return f"{stem}.{ending}" if language == "en" else f"{stem}.{language}.{ending}"
