"""Proved: that the captures a published dossier rests on stand in the log, of which no line is shown.

What may live here: making and checking what a public package holds of the log: ``log/captures.csv`` names captures by
the numbers of their lines, and ``log/proofs`` has the hash of each line and its path to the root of each checkpoint.
The hashes tell nothing of the lines: each line holds the digest of the line before it, which nobody can guess.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from isnad.preserve.custody.merkle import check_inclusion
from isnad.preserve.custody.note import Checkpoint, parse_checkpoint, parse_note
from isnad.preserve.package.files import Files
from isnad.preserve.package.held_check import verifier_problems
from isnad.preserve.package.source import Source
from isnad.records.problem import Problem

CAPTURES = "log/captures.csv"
_TODO = "Ask for the package again, and compare its root with one that you have from elsewhere."


def lines_proved(source: Source, captures: Iterable[str]) -> dict[int, tuple[str, str]]:
    """The id and digest of each of these captures, by the number of its line."""
    wanted = frozenset(captures)
    found = ((seq, source.captures[seq]) for seq in sorted(source.captures)) if wanted else ()
    return {seq: (capture.id, capture.digest) for seq, capture in found if capture.id in wanted}


def captures_csv(proved: dict[int, tuple[str, str]]) -> bytes:
    """Which capture each line proved is of."""
    made = io.StringIO(newline="")
    rows = ((seq, *proved[seq]) for seq in sorted(proved))
    csv.writer(made, lineterminator="\n").writerows([("seq", "capture", "digest"), *rows])
    return made.getvalue().encode()


def proved_problems(files: Files) -> Iterator[Problem]:
    """What is wrong with these proofs in a package; nothing where it has none, as those of before had none."""
    if f"data/{CAPTURES}" not in files:
        return
    try:
        rows = list(csv.DictReader(io.StringIO(files.read(f"data/{CAPTURES}").decode(), newline="")))
        seqs = [int(row["seq"]) for row in rows]
    except (OSError, KeyError, ValueError, TypeError) as error:
        yield Problem(what=f"It cannot be read ({error}).", where=f"data/{CAPTURES}", todo=_TODO)
        return
    yield from verifier_problems(files, "verify_captures.py")
    newest = "data/log/checkpoint"
    for note in [newest, *(n for n in files.below("data/log/checkpoints") if n.endswith("/checkpoint"))]:
        try:
            said = parse_checkpoint(parse_note(files.read(note)).text)
        except (OSError, KeyError, ValueError) as error:
            yield Problem(what=f"The checkpoint cannot be read ({error}).", where=note, todo=_TODO)
            continue
        path = f"data/log/proofs/{said.size:012d}.json"
        then = [seq for seq in seqs if note == newest or seq < said.size]
        yield from (Problem(what=what, where=path, todo=_TODO) for what in _faults(files, path, said, then))


def _faults(files: Files, path: str, said: Checkpoint, seqs: Iterable[int]) -> Iterator[str]:
    try:
        held = json.loads(files.read(path))
        if (held["size"], held["root"]) != (said.size, said.root.hex()):
            yield "These proofs are of another tree than the one that is signed."
            return
        proofs = {
            one["seq"]: (bytes.fromhex(one["leaf"]), [bytes.fromhex(each) for each in one["path"]])
            for one in held["proofs"]
        }
    except (OSError, KeyError, ValueError, TypeError, RecursionError):
        yield "These proofs are missing, or cannot be read."
        return
    for seq in seqs:
        leaf, steps = proofs.get(seq, (b"", []))
        if not check_inclusion(leaf, seq, said.size, steps, said.root):
            yield f"The line with seq {seq} is not proved to stand in the log of {said.size} lines."
