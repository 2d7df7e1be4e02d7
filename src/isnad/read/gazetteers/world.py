"""The gazetteer of the world that comes with isnad.

What may live here: loading ``world.bin``, which the build makes (see ``hatch_build.py`` in the project's root)
and version control leaves out. It holds countries, first- and second-order units and places of 500 people and
more (GeoNames' cities500: also seats of administration, whatever their size); it holds few villages.
"""

from functools import cache
from importlib.resources import files

from isnad.read.gazetteers.finder import TableGazetteer
from isnad.read.gazetteers.packed import unpack

WORLD_FILE = "world.bin"
NOTICE = "Places: GeoNames (https://www.geonames.org), CC BY 4.0, abridged. Names of countries: Unicode CLDR."
"""To be shown wherever places of this gazetteer are published: the licence asks for it."""


@cache
def world() -> TableGazetteer:
    """The world's gazetteer, read once a process. Raises FileNotFoundError saying what to do where it was not built."""
    source = files("isnad.read.gazetteers").joinpath(WORLD_FILE)
    try:
        data = source.read_bytes()
    except FileNotFoundError as fault:
        raise FileNotFoundError(
            f"{WORLD_FILE} is missing: this copy of isnad was not built. Run `uv sync --reinstall-package isnad`, "
            "or `pip install .` in its folder."
        ) from fault
    return unpack(data)
