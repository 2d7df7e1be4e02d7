"""The long run of what the tests do in part: real kills, every call, every byte.

    uv run python benchmarks/faults.py --kills 200 [--seed 3]   SIGKILL at random moments of `isnad add` of 300 files
    uv run python benchmarks/faults.py --every-call             the process ends at, or the disk refuses, every call
    uv run python benchmarks/faults.py --every-byte             every byte of every file of a case turned over
    uv run python benchmarks/faults.py --odd 2000           odd logs of one who has all keys: isnad against verify.py

Each prints what it did and found; the exit code is 1 where anything was lost, or held that should not.
"""

import argparse
import errno
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import pytest  # noqa: E402
from faults.cases import ADA, Site, adding, judging, must_stand, site  # noqa: E402
from faults.shim import KILLED, Shim, count, in_child  # noqa: E402
from tampering import scene as scenes  # noqa: E402
from tampering.flips import files, silent  # noqa: E402
from tampering.weird import odd  # noqa: E402

from isnad.casebook import WRITING, Casebook, new_casebook  # noqa: E402
from isnad.checking.answer import Verdict  # noqa: E402
from isnad.checking.whole import check_case  # noqa: E402
from isnad.preserve import hashing  # noqa: E402
from isnad.preserve.custody.keys import KeyRing  # noqa: E402
from isnad.preserve.settings import EXPLAINS  # noqa: E402
from isnad.preserve.trouble import Trouble  # noqa: E402

FILES = 300
VERIFY = 8  # every so many bytes are shown to verify.py too
SMALL = "import isnad.casebook as c, sys; c.BATCH = 8; from isnad.cli import run; sys.exit(run(sys.argv[1:]))"
PLAIN = "import sys; from isnad.cli import run; sys.exit(run(sys.argv[1:]))"


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--every-call", action="store_true")
    parser.add_argument("--every-byte", action="store_true")
    parser.add_argument("--odd", type=int, default=0)
    given = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="isnad-faults-") as name:
        folder = Path(name)
        if given.kills:
            wrong += kills(folder / "kills", given.kills, given.seed)
        if given.every_call:
            wrong += every_call(folder / "calls")
        if given.every_byte:
            wrong += every_byte(folder / "bytes")
        if given.odd:
            wrong += odd_logs(folder / "odd", given.odd, given.seed)
    return int(wrong > 0)


def kills(folder: Path, number: int, seed: int) -> int:
    """Real commands, killed. Every other one acknowledges eight files at a time, so that kills fall between commits."""
    chance, seen, wrong = random.Random(seed), Counter[str](), 0
    folder.mkdir()
    given = folder / "given"
    given.mkdir()
    for n in range(FILES):
        (given / f"{n:03}.txt").write_text(f"Note {n}: a bridge was hit at noon.\n" * (1 + n % 40), encoding="utf-8")
    whole = {way: _length(folder, given, way) for way in (PLAIN, SMALL)}
    print(f"writes for {whole[PLAIN]:.2f} s, in small commits {whole[SMALL]:.2f} s; seed {seed}")
    for n in range(number):
        way = (PLAIN, SMALL)[n % 2]
        root, ring = _case(folder)
        said, ended = _killed(root, ring, given, way, chance.uniform(0, whole[way]))
        seen["killed" if ended == -signal.SIGKILL else "ended before"] += 1
        seen["killed after some were acknowledged" if said and ended else "killed before any" if ended else "done"] += 1
        seen["files acknowledged"] += len(said)
        problems = _after(root, ring, given, said, seen)
        for each in problems:
            print(f"kill {n}: {each}")
        wrong += bool(problems)
    for what, times in sorted(seen.items()):
        print(f"{times:>8,} {what}")
    print(f"{wrong:>8,} runs of {number} in which something was wrong")
    return wrong


def _case(folder: Path) -> tuple[Path, Path]:
    root, ring = folder / "case", folder / "ring"
    shutil.rmtree(root, ignore_errors=True)
    shutil.rmtree(ring, ignore_errors=True)
    new_casebook(root, "Kills", actor=ADA, ring=KeyRing(ring))
    return root, ring


def _started(root: Path, ring: Path, given: Path, way: str) -> "subprocess.Popen[str]":
    words = [sys.executable, "-c", way, "add", str(root), str(given)]
    env = {**os.environ, "ISNAD_HOME": str(ring)}
    return subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def _length(folder: Path, given: Path, way: str) -> float:
    """Seconds from when it begins to write until the last file is acknowledged; what it does later adds nothing."""
    root, ring = _case(folder)
    with _started(root, ring, given, way) as run:
        start = _begun(root, run)
        assert run.stdout is not None
        ends = [time.monotonic() for line in run.stdout if line.startswith("added ")]
    assert len(ends) == FILES
    return ends[-1] - start


def _begun(root: Path, run: "subprocess.Popen[str]") -> float:
    """Wait until it writes; the time."""
    while not (root / WRITING).exists() and run.poll() is None:
        time.sleep(0.001)
    return time.monotonic()


def _killed(root: Path, ring: Path, given: Path, way: str, seconds: float) -> tuple[list[str], int]:
    with _started(root, ring, given, way) as run:
        _begun(root, run)
        try:
            out = run.communicate(timeout=seconds)[0]
        except subprocess.TimeoutExpired:
            run.kill()
            out = run.communicate()[0]
        code = run.returncode
    whole = out.rpartition("\n")[0].splitlines()
    return [line[6:].rpartition("/")[2] for line in whole if line.startswith("added ")], code


def _after(root: Path, ring: Path, given: Path, said: list[str], seen: Counter[str]) -> list[str]:
    """What is wrong after a kill, and after the same was added again."""
    wrong: list[str] = []
    seen["left the mark of a writer"] += (root / WRITING).exists()
    book = Casebook(root, actor=ADA, ring=KeyRing(ring))
    found = check_case(book)
    told = " ".join(problem.what for problem in found.problems)
    seen["left lines after the checkpoint"] += "Lines follow" in told
    seen["left objects without a line"] += "Objects without" in told
    if found.verdict is not Verdict.HOLDS:
        wrong.append(f"after it: {found.verdict.name}: {found.problems[0]}")
    if missing := set(said) - _held(book):
        wrong.append(f"acknowledged and missing: {sorted(missing)[:5]}")
    seen["files there that were not acknowledged"] += len(_held(book) - set(said))
    try:
        kept = list(book.add(str(given)))
    except Trouble as error:
        return [*wrong, f"the next add: {error}"]
    book = Casebook(root, actor=ADA, ring=KeyRing(ring))
    found = check_case(book)
    if found.verdict is not Verdict.HOLDS or len(kept) != FILES or _held(book) != {p.name for p in given.iterdir()}:
        wrong.append(f"after the next add: {found.verdict.name}, {len(_held(book))} files")
    left = [*(root / "objects" / "tmp").glob("*"), *root.glob(WRITING), *root.rglob(".new-*")]
    return [*wrong, *(f"left over: {path.name}" for path in left)]


def _held(book: Casebook) -> set[str]:
    """The files of the case whose bytes are there and right."""
    return {c.origin.rpartition("/")[2] for c in book.captures if len(book.bytes_of(c.digest)) == c.size}


def every_call(folder: Path) -> int:
    """As tests/faults, at every call of every work."""
    made = site(folder)
    scenes_digests()
    works = {
        "add": adding,
        "add three": lambda one: adding(one, ""),
        "judge": judging,
        "judge as another": lambda one: judging(one, "Bo Lind"),
    }
    wrong = 0
    for name, work in works.items():
        calls = count(work(made.copy(folder / "counted")))
        ends = [
            (n, how) for n, call in enumerate(calls, 1) for how in ("kill", "half") if how == "kill" or call == "write"
        ]
        for n, how in ends:
            here = made.copy(folder / "here")
            said, code = in_child(work(here), Shim(at=n, how=how))
            wrong += _stands(here, said, f"{name}, {how} at call {n} ({calls[n - 1]})", code == KILLED)
        print(f"{name}: {len(calls)} calls, ended at {len(ends)} moments")
        for number in (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT):
            for n, call in enumerate(calls, 1):
                here, said = made.copy(folder / "here"), []
                with Shim(at=n, how=number, lasting=number != errno.EIO).on():
                    try:
                        work(here)(said.append)
                    except Trouble:
                        pass
                    except Exception as error:
                        wrong += 1
                        print(f"{name}, {errno.errorcode[number]} at call {n} ({call}): {error!r}")
                wrong += _stands(here, said, f"{name}, {errno.errorcode[number]} at call {n} ({call})", True)
        print(f"{name}: refused at {4 * len(calls)} moments")
    print(f"{wrong} wrong")
    return wrong


def _stands(here: Site, said: list[str], what: str, ended: bool) -> int:
    try:
        assert ended, "it was not ended there"
        must_stand(here, said)
    except (AssertionError, Trouble) as error:
        print(f"{what}: {error}")
        return 1
    return 0


def scenes_digests() -> None:
    """Digests without processes: the checks here are of a few bytes each."""
    hashing.cores = lambda: 1


def every_byte(folder: Path) -> int:
    """Every byte of every file that is evidence or a copy of it, by isnad, and every eighth by verify.py too; of the
    two files that explain the folder, which are compared by their digest alone, every 97th."""
    scene = scenes.build(folder)
    tasks = [
        (str(path.relative_to(scene.root)), at)
        for path in files(scene)
        for at in range(0, path.stat().st_size, 97 if path.name in EXPLAINS else 1)
    ]
    start, wrong = time.monotonic(), 0
    with multiprocessing.Pool(initializer=_begin, initargs=(scene, folder)) as pool:
        for n, said in enumerate(pool.imap_unordered(_turn, tasks, 64), 1):
            if said:
                wrong += 1
                print(said)
            if n % 5000 == 0:
                print(f"{n:,} of {len(tasks):,} bytes, {time.monotonic() - start:.0f} s", flush=True)
    print(f"{len(tasks):,} bytes of {len(files(scene))} files turned over: {wrong} wrong")
    return wrong


def odd_logs(folder: Path, number: int, seed: int) -> int:
    """Whether isnad and verify.py agree on what nobody would write."""
    scene = scenes.build(folder)
    scenes.quicken(pytest.MonkeyPatch())
    entries, keys, seen, wrong = scene.entries(), scene.keys(), Counter[str](), 0
    for n in range(number):
        answers = odd(scene, seed * 1_000_000 + n, folder, entries, keys)
        seen["could not be written" if answers is None else " and ".join(each.name for each in answers)] += 1
        if answers and answers[0] is not answers[1]:
            wrong += 1
            print(f"seed {seed * 1_000_000 + n}: isnad {answers[0].name}, verify.py {answers[1].name}")
    print(f"{number:,} odd logs: {dict(seen)}")
    return wrong


def _begin(scene: scenes.Scene, folder: Path) -> None:
    scenes.quicken(pytest.MonkeyPatch())
    globals()["OWN"] = scene.copy(folder / f"own-{os.getpid()}")


def _turn(task: tuple[str, int]) -> str:
    name, at = task
    own = globals()["OWN"]
    return silent(own, own.root / name, at, own.root.parent, verify=at % VERIFY == 0)


if __name__ == "__main__":
    sys.exit(main())
