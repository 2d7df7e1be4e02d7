"""How fast each verb is: preserve, read, link, weigh, publish, in reports a second, beside spaCy's blank tokenizer.
Then reading English alone beside it, on texts read for the first time and once more. Last, the world's gazetteer: its
start, and look-ups a second, each name for the first time and again.

Usage: python benchmarks/speed.py [--reports N] [--jobs N] [--texts TEXTS.jsonl]

Makes N invented reports (10,000), adds them to a case in a temporary folder and goes through the whole path as
``isnad`` does. The yardstick is the time spaCy's blank English tokenizer takes for the same texts in the same run:
a ratio to it says more than seconds, which differ from machine to machine. Beside a verb it is a unit of measure and
no more: a verb does far more than read English, two in five of the texts are Arabic, and their few sentences, which
come again and again, are known to the tokenizer after the first. What reading English takes beside it is told by
``beside_tokenizer.py``, on TEXTS.jsonl where given.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from beside_tokenizer import ratios, texts_in, tokenizer
from invented import PRACTICE, Invented, reports
from places import of_the_world

import isnad
from isnad import pipeline
from isnad.link import link
from isnad.reading import read_captures

SAMPLE = 2_000  # texts that are read beside the tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=10_000, metavar="N")
    parser.add_argument("--jobs", type=int, default=1, help="processes that read")
    parser.add_argument(
        "--texts", type=Path, metavar="TEXTS.jsonl", help="texts in English to read beside the tokenizer"
    )
    given = parser.parse_args()
    tokenize = tokenizer()
    made = list(reports(given.reports))
    print(f"{len(made)} reports, {sum(len(each.text) for each in made) / len(made):.0f} characters each")
    yardstick = _timed(lambda: [tokenize(each.text) for each in made])[0]
    _line("spaCy's tokenizer", yardstick, yardstick, len(made))
    with tempfile.TemporaryDirectory() as temporary:
        for verb, took in _verbs(Path(temporary), made, given.jobs).items():
            _line(verb, took, yardstick, len(made))
    print("\n".join(ratios(texts_in(given.texts, SAMPLE))))
    print(of_the_world())
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _verbs(folder: Path, made: list[Invented], jobs: int) -> dict[str, float]:
    """Seconds of each verb."""
    _write(folder / "reports", made)
    case = isnad.new_case(
        folder / "case", gazetteers=[PRACTICE / "gazetteer.csv"], belligerents=PRACTICE / "belligerents.csv"
    )
    took = {"preserve": _timed(lambda: case.add(folder / "reports"))[0]}
    took["read"], (readings, _) = _timed(lambda: read_captures(case.book, _tell, jobs=jobs))
    claims = [claim for reading in readings for claim in reading.claims]
    read = [reading.report for reading in readings if reading.report is not None]
    took["link"], incidents = _timed(lambda: link(claims, read))
    told: dict[str, float] = {}

    def tell(step: str, done: int, whole: int) -> None:
        told[step] = time.perf_counter()
        _tell(step, done, whole)

    results = pipeline.read_case(case.book, tell)
    took["weigh"] = told["weighing"] - told["linking"]  # the pipeline tells of what is done
    for form in ("html", "json"):
        took[f"publish {form}"], files = _timed(partial(case.export, form, folder / form))
        size = sum(path.stat().st_size for path in files)
        print(f"{form}: {len(files)} files, {size / 1e6:.0f} MB, of {len(results.dossiers)} incidents")
    print(f"{len(read)} reports read, {len(claims)} claims, {len(incidents)} incidents")
    return took


def _tell(step: str, done: int, whole: int) -> None:
    if done % 500 == 0:
        print(f"\r{step} {done}/{whole}   ", end="\n" if done == whole else "", file=sys.stderr)


def _write(folder: Path, made: list[Invented]) -> None:
    folder.mkdir()
    for each in made:
        (folder / each.file).write_text(each.text, encoding="utf-8")
    said = [{"file": e.file, "publisher": e.publisher, "published": e.published, "url": e.url} for e in made]
    (folder / "manifest.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def _timed(do: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = do()
    return time.perf_counter() - began, result


def _line(what: str, took: float, yardstick: float, number: int) -> None:
    print(f"{what:18s} {number / took:10.0f} reports/s {took:8.2f} s {took / yardstick:8.1f} x spaCy's tokenizer")


if __name__ == "__main__":
    main()
