"""How many times spaCy's blank English tokenizer takes what reading English takes, on the same texts in one run.

Usage: python benchmarks/beside_tokenizer.py [TEXTS.jsonl] [--reports N]

Both cut texts into words and both remember words that they have met, so that texts seen again, and invented ones whose
sentences come again and again, are not read as news is. Each is therefore measured in a new Python of its own, once it
has read a sentence so that its tables are loaded, and twice over the same texts:

- ``fresh``: each text for the first time, as reports come. This is what the bar of 12 is held to.
- ``again``: the same texts once more, with all their words known.

TEXTS.jsonl holds objects with a "text", such as the reports of an exam; without it invented reports in English are
read, whose few sentences make the tokenizer look better than it is on news. Seconds are of the processor.
"""

import argparse
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from invented import reports

PASSES = ("fresh", "again")
REHEARSAL = "Two people were killed at the old weir on Tuesday, the Reed Times said. Seven others were wounded."
CHILD = "from beside_tokenizer import measured; measured(*__import__('sys').argv[1:])"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="?", metavar="TEXTS.jsonl")
    parser.add_argument("--reports", type=int, default=2_000, metavar="N", help="texts at most")
    given = parser.parse_args()
    print("\n".join(ratios(texts_in(given.texts, given.reports))))


def texts_in(path: Path | None, number: int) -> list[str]:
    """The texts of a file, or invented ones in English."""
    if path is not None:
        rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
        return [row["text"] for row in rows if row.get("language", "en") == "en"][:number]
    return [each.text for each in reports(3 * number) if each.text.isascii() or "“" in each.text][:number]


def ratios(texts: Sequence[str]) -> list[str]:
    """One line for each pass: what both took, and how many times the one is the other."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(list(texts), file)
        file.flush()
        took = {what: _in_a_new_python(what, file.name) for what in ("tokenizer", "isnad")}
    each = sum(map(len, texts)) / len(texts)
    lines = [f"reading English beside spaCy's tokenizer: {len(texts)} texts, {each:.0f} characters each"]
    for turn, name in enumerate(PASSES):
        reading, yardstick = took["isnad"][turn], took["tokenizer"][turn]
        both = f"{reading:.2f} s of the processor, the tokenizer {yardstick:.2f} s"
        lines.append(f"  {name}: {both}: {reading / yardstick:.1f} x")
    return lines


def _in_a_new_python(what: str, texts: str) -> list[float]:
    done = subprocess.run([sys.executable, "-c", CHILD, what, texts], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr.strip().splitlines()[-1])
    found: list[float] = json.loads(done.stdout)
    return found


def measured(what: str, path: str) -> None:
    """In a new Python: the seconds of the processor that each pass over the texts takes, as JSON."""
    texts = json.loads(Path(path).read_text(encoding="utf-8"))
    do = tokenizer() if what == "tokenizer" else _reader(texts)
    do(REHEARSAL)
    gc.freeze()
    took = []
    for _ in PASSES:
        began = time.process_time()
        for text in texts:
            do(text)
        took.append(time.process_time() - began)
    print(json.dumps(took))


def tokenizer() -> Callable[[str], Any]:
    """The yardstick, if it is installed."""
    try:
        import spacy
    except ImportError:
        sys.exit("spaCy is missing, and its tokenizer is the yardstick. Install it: uv sync --group bench")
    return spacy.blank("en").tokenizer


def _reader(texts: Sequence[str]) -> Callable[[str], Any]:
    """Claims of a text. What comes before them, capturing and the format, is made ready here: it is no reading."""
    from exam_reading import report_of

    from isnad import plugins
    from isnad.read.languages.english import English
    from isnad.reading.one import ready_to_read

    ready_to_read()
    tables, _ = plugins.tables_of(())
    made = {text: report_of({"id": str(n), "text": text}) for n, text in enumerate([*texts, REHEARSAL])}
    english = English()
    return lambda text: english.read(made[text], tables)


if __name__ == "__main__":
    main()
