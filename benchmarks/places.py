"""How well places are found: right first, wrong with confidence, look-ups a second.

Usage: python benchmarks/places.py [TABLE ...]     (default: every table in ../shared/gazetteers)
"""

import gc
import sys
import time
from pathlib import Path

from isnad.read.gazetteer import SURE_ENOUGH
from isnad.read.gazetteers.finder import SEAT, TableGazetteer
from isnad.read.gazetteers.names import in_arabic_script
from isnad.read.gazetteers.table import Row, rows_of

SHARED = Path(__file__).resolve().parents[2] / "shared" / "gazetteers"


def rates(gazetteer: TableGazetteer, rows: list[Row], script: str) -> str:
    """One line: of the rows with a name in this script, how many are found, and how."""
    asked = right = among = unsure = wrong = 0
    for row in rows:
        name = next((n for n in row.names if in_arabic_script(n) == (script == "Arabic")), None)
        if name is None:
            continue
        asked += 1
        ident = f"{gazetteer.title}:{row.ident}"
        found = gazetteer.find_scored(name)
        sure = [c for c in found if c.score >= SURE_ENOUGH]
        best = [c for c in sure if c.score >= sure[0].score - (SEAT if c.place.name == sure[0].place.name else 0.0)]
        right += bool(best) and any(c.place.ident == ident for c in best)
        among += any(c.place.ident == ident for c in sure)
        unsure += not sure
        wrong += bool(best) and all(c.place.ident != ident for c in best)
    if not asked:
        return f"  {script}: no names"
    share = 100 / asked
    return (
        f"  {script}: {asked} names; its row first or level with the first {right * share:.2f} %, "
        f"among the sure ones {among * share:.2f} %, none sure {unsure * share:.2f} %, "
        f"another row first {wrong * share:.2f} %"
    )


def speed(gazetteer: TableGazetteer, names: list[str]) -> str:
    """Look-ups a second, each name for the first time and again."""
    lines = []
    for what in ("first", "again"):
        began = time.perf_counter()
        for name in names:
            gazetteer.find(name)
        lines.append(f"{what} {len(names) / (time.perf_counter() - began):,.0f}/s")
    return ", ".join(lines)


def main() -> None:
    for path in [Path(a) for a in sys.argv[1:]] or sorted(SHARED.glob("*.*")) or [None]:
        if path is None:
            print(f"nothing measured: no table was given and {SHARED.name} holds none")
            break
        began = time.perf_counter()
        rows, problems = rows_of(path.read_text(encoding="utf-8"), path.name)
        gazetteer = TableGazetteer(rows, path.name)
        gazetteer.find("Anywhere")
        print(f"{path.name}: {len(rows)} rows, {len(problems)} left out, ready in {time.perf_counter() - began:.2f} s")
        for script in ("Latin", "Arabic"):
            print(rates(gazetteer, rows, script))
        fresh = TableGazetteer(rows, path.name)
        fresh.find("Anywhere")
        print("  look-ups:", speed(fresh, list(dict.fromkeys(row.name for row in rows))))
    print(of_the_world())


def of_the_world() -> str:
    """Start and speed of the world's gazetteer."""
    from isnad.read.gazetteers.world import world

    began = time.perf_counter()
    try:
        everywhere = world()
    except FileNotFoundError as fault:
        return f"world: not measured, {fault}"
    ready = time.perf_counter() - began
    gc.freeze()  # as in a child that reads (``isnad.reading.one``): what is loaded is not looked through for garbage
    names = list(dict.fromkeys(everywhere.rows[i].name for i in range(0, len(everywhere), 11)))
    return f"world: {len(everywhere)} rows, ready in {ready:.2f} s; look-ups: {speed(everywhere, names)}"


if __name__ == "__main__":
    main()
