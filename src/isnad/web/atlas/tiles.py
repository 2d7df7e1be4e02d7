"""Tiles: of whom the ground of a map that is moved is asked. By default of this machine; of another one only where the
case's ``case.toml`` names it, for looking at a map tells a tile server where one looks.

What may live here: reading that setting, and what is told of it.
"""

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from isnad.preserve.folder import about
from isnad.web.atlas.ground import DEEPEST, ground

OWN = "/static/ground/{z}/{x}/{y}.svg"
THEIRS = 19  # zoom to which others' tiles are asked for
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+/[A-Za-z0-9._~/{}?=&%@+-]*")
_NEAR = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Tiles:
    """Where tiles are asked for: ``source`` is another machine, as browsers' policies name one, empty for this one;
    ``problem`` says what is wrong with the setting."""

    address: str
    source: str = ""
    deepest: int = DEEPEST
    problem: str = ""


def _there() -> bool:
    """Whether what a map is moved with was made ready while building."""
    return files("isnad.web").joinpath("built/leaflet.js").is_file() and ground() is not None


def tiles_of(root: Path) -> Tiles | None:
    """The tiles of a case; None where this copy of isnad was built without a map that is moved."""
    if not _there():
        return None
    own = Tiles(OWN)
    said = about(root).get("tiles", "")
    if not said:
        return own
    if not isinstance(said, str) or not _ADDRESS.fullmatch(said) or not all(f"{{{each}}}" in said for each in "zxy"):
        return Tiles(OWN, problem="It is no address of tiles, such as https://tiles.example.org/{z}/{x}/{y}.png")
    parts = urlsplit(said)
    if parts.scheme != "https" and parts.hostname not in _NEAR:
        return Tiles(OWN, problem="Tiles are asked for by https alone.")
    return Tiles(said, f"{parts.scheme}://{parts.netloc}", THEIRS)
