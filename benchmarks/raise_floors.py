"""Raises the floors of ``tests/exams/floors.toml`` to what is measured now, and refuses to lower one.

Usage: python benchmarks/raise_floors.py

Where a figure has fallen below its floor nothing is written, and it says which. A floor that has to come down (a rule
that was right for the wrong reason, a sample that changed) is edited by hand, with the reason in the commit.
"""

import sys

from floors import FLOORS, NAMES, SHARED, fallen, floors, lying_at, measured, raised

HEAD = "# Least values of figures; benchmarks/floors.py says of what. Raised by benchmarks/raise_floors.py.\n"


def main() -> None:
    missing = [name for name in NAMES if not lying_at(name).is_dir()]
    if missing:
        sys.exit(f"Nothing was written: {SHARED} lacks what {', '.join(missing)} are measured on.")
    standing = floors()
    now = {name: measured(name) for name in NAMES}
    fell = [f"{name}: {what}" for name in NAMES for what in fallen(now[name], standing.get(name, {}))]
    if fell:
        sys.exit("Nothing was written, for no floor is lowered. Fallen:\n  " + "\n  ".join(fell))
    made = {name: raised(now[name], standing.get(name, {})) for name in NAMES}
    for name, least in made.items():
        for figure, floor in least.items():
            was = standing.get(name, {}).get(figure)
            if was != floor:
                print(f"{name}: {figure}: {'new' if was is None else f'{was:.2f}'} -> {floor:.2f}")
    FLOORS.write_text(HEAD + "".join(_table(name, least) for name, least in made.items()), encoding="utf-8")


def _table(name: str, least: dict[str, float]) -> str:
    return f"\n[{name}]\n" + "".join(f'"{figure}" = {floor:.2f}\n' for figure, floor in least.items())


if __name__ == "__main__":
    main()
