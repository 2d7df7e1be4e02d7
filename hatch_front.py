"""Front: what the workbench's pages have from others, made ready while building: ``src/isnad/web/built``.

What may live here: asking npm for the packages that ``front/package.json`` names, at the versions and hashes of its
lock, and laying the few files of them that are served where the wheel takes them from. None of their code is committed,
no script of theirs is run while building, and whoever installs a wheel needs no node. Where npm is not there, or has no
network, nothing is built, and the workbench draws its maps without: as SVG, by the server, with links to move them.

Packages: leaflet (BSD-2-Clause), the map that is moved; world-atlas (ISC; its data, Natural Earth's, are in the public
domain), coasts and borders at 1:10 million.
"""

import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOM = Path("src/isnad/web/built")
FILES = ("leaflet.js", "leaflet.css", "ground.bin", "NOTICE.txt")
WITHOUT = "ISNAD_WITHOUT_NPM"  # set, nothing is asked of npm
SECONDS = 180
PER_DEGREE = 10_000  # coordinates are kept as whole numbers of this part of a degree
Line = list[tuple[float, float]]


def build(root: Path) -> list[str]:
    """Make the files, unless they are there and of the same making; those that there are, from the root. Whatever goes
    wrong is said and hinders no build."""
    target, mark = root / ROOM, _mark(root)
    made = target / "made-of"
    if made.is_file() and made.read_text() == mark and all((target / each).is_file() for each in FILES):
        return [f"{ROOM}/{each}" for each in FILES]
    if os.environ.get(WITHOUT) or shutil.which("npm") is None:
        _say("npm is not asked" if os.environ.get(WITHOUT) else "npm is not there")
        return []
    try:
        with tempfile.TemporaryDirectory() as folder:
            _fetch(root, Path(folder))
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            _lay(Path(folder) / "node_modules", target)
        made.write_text(mark)
    except (OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
        shutil.rmtree(target, ignore_errors=True)
        _say(f"npm did not bring what was asked of it ({type(error).__name__})")
        return []
    return [f"{ROOM}/{each}" for each in FILES]


def _mark(root: Path) -> str:
    told = hashlib.sha256()
    for path in (root / "hatch_front.py", root / "front" / "package.json", root / "front" / "package-lock.json"):
        told.update(path.read_bytes())
    return told.hexdigest()


def _say(why: str) -> None:
    sys.stderr.write(f"isnad: {why}, so maps are drawn without a library; everything else is the same\n")


def _fetch(root: Path, folder: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(root / "front" / name, folder / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--loglevel=error"]
    subprocess.run(command, cwd=folder, check=True, timeout=SECONDS, stdin=subprocess.DEVNULL, capture_output=True)


def _lay(modules: Path, target: Path) -> None:
    script = (modules / "leaflet/dist/leaflet.js").read_text(encoding="utf-8")
    shown = script.rsplit("//# sourceMappingURL", 1)[0]  # the map of its source is not served
    (target / "leaflet.js").write_text(shown, encoding="utf-8")
    shutil.copy(modules / "leaflet/dist/leaflet.css", target / "leaflet.css")
    (target / "ground.bin").write_bytes(ground(json.loads((modules / "world-atlas/countries-10m.json").read_bytes())))
    notices = [f"{name}\n\n{(modules / name / 'LICENSE').read_text()}" for name in ("leaflet", "world-atlas")]
    notices.append("Made with Natural Earth. Free vector and raster map data @ naturalearthdata.com. Public domain.\n")
    (target / "NOTICE.txt").write_text("\n\n".join(notices), encoding="utf-8")


def ground(atlas: dict[str, Any]) -> bytes:
    """Land as rings, and coasts and borders as lines, out of a TopoJSON of countries: a line of JSON that says how
    many points each has, then the points as steps from one to the next."""
    arcs = [list(_arc(each, atlas["transform"])) for each in atlas["arcs"]]
    used = Counter(
        number if number >= 0 else ~number
        for country in atlas["objects"]["countries"]["geometries"]
        for number in {n for ring in _rings(country) for n in ring}
    )
    kinds: dict[str, list[Line]] = {"land": [], "coasts": [], "borders": []}
    for shape in atlas["objects"]["land"]["geometries"]:
        kinds["land"] += [_joined(ring, arcs) for ring in _rings(shape)]
    for number, times in sorted(used.items()):
        kinds["borders" if times > 1 else "coasts"] += _seen(arcs[number])
    points = array("i")
    before = (0, 0)
    for line in (line for lines in kinds.values() for line in lines):
        for longitude, latitude in line:
            here = (round(longitude * PER_DEGREE), round(latitude * PER_DEGREE))
            points.extend((here[0] - before[0], here[1] - before[1]))
            before = here
    if sys.byteorder == "big":
        points.byteswap()
    head = json.dumps({kind: [len(line) for line in lines] for kind, lines in kinds.items()}).encode()
    return zlib.compress(struct.pack("<I", len(head)) + head + points.tobytes(), 9)


def _arc(steps: Iterable[list[int]], transform: dict[str, list[float]]) -> Iterator[tuple[float, float]]:
    (wide, high), (west, south) = transform["scale"], transform["translate"]
    x = y = 0
    for step_x, step_y in steps:
        x, y = x + step_x, y + step_y
        yield west + x * wide, south + y * high


def _rings(shape: dict[str, Any]) -> list[list[int]]:
    held = shape.get("arcs", [])
    return [ring for part in held for ring in part] if shape["type"] == "MultiPolygon" else held


def _joined(ring: list[int], arcs: list[Line]) -> Line:
    """A ring out of its arcs, each of which begins where the one before ends."""
    line: Line = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += arc[1:] if line else arc
    return line


def _seen(line: Line) -> Iterator[Line]:
    """The parts of a line that are no seam of the map: at the pole and where the world is cut open nothing ends."""
    part: Line = []
    for longitude, latitude in line:
        if abs(longitude) > 179.9 or latitude < -85:
            if len(part) > 1:
                yield part
            part = []
        else:
            part.append((longitude, latitude))
    if len(part) > 1:
        yield part


if __name__ == "__main__":
    sys.stdout.write("\n".join(build(Path(__file__).resolve().parent)) + "\n")
