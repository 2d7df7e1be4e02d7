"""The figures that may not fall: claims of a real case, exams of incidents, and a sample of the exam of attributions.

Usage: python benchmarks/floors.py [NAME ...]     (claims, recorder, narratives, shootings, attribution; all by default)

All incidents of an exam are measured, with all their reports, which takes a minute with the tests, and sixty
reports of attributions. The halves of an F1 have no floor: they may be traded for each other. The texts lie outside
the project (``../shared``); without them nothing can be measured.
"""

import contextlib
import importlib.util
import io
import json
import math
import re
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import claims
from exam_answers import answer_dated, clusters
from exam_reading import Read, Row, as_of_others, read_attributions, read_claims, rows

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "tests" / "exams" / "floors.toml"
SHARED = ROOT.parent / "shared"
CASE = "hass-2016"
GAZETTEERS = {"claims": "syria.csv", "recorder": "syria.csv"}
EVERY_REPORT = 14
HALVES = ("precision", "recall", " P", " R")
NAMES = ("claims", "recorder", "narratives", "shootings", "attribution")
_FOUND = re.compile(r"(\w+): (found) (\d+)/(\d+), (wholly right) (\d+)/\d+")
_MEET = re.compile(r"(\w+): (\d+)/(\d+) of the claims read meet")


def lying_at(name: str, shared: Path = SHARED) -> Path:
    """The folder a name is measured on."""
    return shared / "cases" / CASE if name == "claims" else shared / "exams" / name


def floors() -> dict[str, dict[str, float]]:
    """The floors as they stand: for each name, figure to least value."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def measured(name: str, shared: Path = SHARED) -> dict[str, float]:
    """The figures of a name now. All lie between 0 and 1, and higher is better."""
    gazetteer = GAZETTEERS.get(name, "")
    brought = shared / "gazetteers" / gazetteer if gazetteer else None
    if name == "claims":
        case, scorer = lying_at(name, shared), _scorer(shared / "cases" / "score_claims.py")
        alone = _of_claims(case, None, scorer)
        return _of_claims(case, brought, scorer) | {f"no gazetteer: {figure}": alone[figure] for figure in alone}
    folder, scorer = lying_at(name, shared), _scorer(shared / "exams" / "score.py")
    reports = rows(folder / "reports.jsonl")
    if not (folder / "groups.jsonl").exists():
        return _of_attributions(folder, reports[::EVERY_REPORT], scorer)
    return _of_incidents(folder, reports, str(brought or ""), scorer)


def fallen(now: Mapping[str, float], least: Mapping[str, float]) -> list[str]:
    """The figures below their floor, each in words."""
    return [
        f"{figure}: {now[figure]:.3f}, floor {floor:.2f}" if figure in now else f"{figure}: no longer measured"
        for figure, floor in least.items()
        if now.get(figure, -1.0) < floor
    ]


def raised(now: Mapping[str, float], least: Mapping[str, float]) -> dict[str, float]:
    """Floors for what is measured now, rounded down to two digits; none below the floor it had."""
    made = {figure: math.floor(value * 100 + 1e-9) / 100 for figure, value in now.items()}
    return {figure: max(floor, least.get(figure, 0.0)) for figure, floor in {**least, **made}.items()}


def _of_claims(case: Path, gazetteer: Path | None, scorer: Any) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as temporary, contextlib.redirect_stdout(io.StringIO()) as printed:
        out = Path(temporary) / "claims.jsonl"
        lines = claims.claims_in(case / "reports", [gazetteer] if gazetteer else [])
        out.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        scorer.main(str(case), str(out))
    figures = {}
    for kind, found, hits, whole, right, wholly in _FOUND.findall(printed.getvalue()):
        figures[f"{kind}: {found}"] = int(hits) / int(whole)
        figures[f"{kind}: {right}"] = int(wholly) / int(whole)
    for kind, hits, whole in _MEET.findall(printed.getvalue()):
        figures[f"{kind}: claims read that meet one"] = int(hits) / int(whole)
    return figures


def _of_attributions(folder: Path, reports: Sequence[Row], scorer: Any) -> dict[str, float]:
    answers = {read.id: list(read.attributions) for read in map(read_attributions, reports)}
    truth = [each for each in rows(folder / "truth.jsonl") if each["id"] in answers]
    return _values(scorer.attribution({each["id"]: each["text"] for each in reports}, truth, answers))


def _of_incidents(folder: Path, reports: Sequence[Row], gazetteer: str, scorer: Any) -> dict[str, float]:
    groups = rows(folder / "groups.jsonl")
    wanted = {ident for group in groups for ident in group["reports"]}
    chosen = [each for each in reports if each["id"] in wanted]
    reads: dict[str, Read] = {r.id: r for r in map(partial(read_claims, gazetteer=gazetteer), chosen)}
    again = partial(as_of_others, given={row["id"]: row for row in chosen}, gazetteer=gazetteer)
    answers = {
        g["incident"]: answer_dated(g["incident"], [reads[ident] for ident in g["reports"]], again) for g in groups
    }
    truth = [each for each in rows(folder / "truth.jsonl") if each["incident"] in answers]
    pool = [dict(group, reports=[ident for ident in group["reports"] if ident in wanted]) for group in groups]
    linked = {each["report"]: each["clusters"] for each in clusters(reads.values())}
    return _values([*scorer.assess(truth, answers), *scorer.link(pool, chosen, linked)])


def _values(figures: Sequence[tuple[str, float, int]]) -> dict[str, float]:
    return {name: value for name, value, _ in figures if not name.endswith(HALVES)}


def _scorer(path: Path) -> Any:
    """A scorer of ``../shared`` as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{path} is no scorer")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    standing = floors()
    for name in sys.argv[1:] or NAMES:
        if name not in NAMES or not lying_at(name).is_dir():
            sys.exit(f"There is no {lying_at(name)} to measure {name} on. Names: {', '.join(NAMES)}.")
        least = standing.get(name, {})
        for figure, value in measured(name).items():
            floor = f"floor {least[figure]:.2f}" if figure in least else "no floor"
            print(f"{name:12s} {figure:40s} {value:6.3f}  {floor}{'  FALLEN' if value < least.get(figure, 0) else ''}")


if __name__ == "__main__":
    main()
