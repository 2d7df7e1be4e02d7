"""Coverage-guided fuzzing of what reads time stamps, proofs and block headers.

    uv run --group fuzz python benchmarks/fuzz_tokens.py token|proof|header [-runs=100000] [-max_total_time=60]

Needs openssl for the first token. An exception other than a refusal, or spoiled bytes that still hold and state
another time, end the run with the input in a file crash-*. Options are libFuzzer's.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

with atheris.instrument_imports(include=["isnad.preserve.anchors", "opentimestamps", "rfc3161_client"]):
    import opentimestamps.core.notary
    import opentimestamps.core.timestamp  # noqa: F401
    import rfc3161_client.verify  # noqa: F401

    from isnad.preserve.anchors import header, rfc3161
    from isnad.preserve.anchors import opentimestamps as ots
    from isnad.preserve.anchors.finding import Answer

from preserve.anchors.calendar import TRIAL, Calendar  # noqa: E402
from preserve.anchors.lab import Responder, holder  # noqa: E402

DATA = b"isnad.case/0123456789abcdef\n7\nAAAA\n\n"


def main() -> None:
    """Make the seeds, then fuzz the target that is named."""
    target, options = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        one = {"token": _token, "proof": _proof, "header": _header}[target](Path(folder), seeds)
        atheris.Setup([sys.argv[0], *options, str(seeds)], one)
        atheris.Fuzz()


def _token(folder: Path, seeds: Path) -> Callable[[bytes], None]:
    root = holder("Root", ca=True)
    query = rfc3161.request(DATA)
    token = Responder(folder / "authority", holder("Stamps", root)).reply(query)
    (seeds / "token").write_bytes(token)
    refusal = Responder(folder / "refusing", holder("Stamps", root), settings="digests = sha512").reply(query)
    (seeds / "refusal").write_bytes(refusal)
    stated = rfc3161.verify(token, DATA, root.pem, query=query, command="").stated

    def one(data: bytes) -> None:
        found = rfc3161.verify(data, DATA, root.pem, query=query, command="")
        if found.answer is Answer.HOLDS and found.stated != stated:
            raise AssertionError(found)

    return one


def _proof(_: Path, seeds: Path) -> Callable[[bytes], None]:
    calendar = Calendar()
    begun = ots.start(DATA)
    pending = begun.with_answer(calendar.digest(begun.commitment))
    block = calendar.into_block(900_000)
    (promise,) = ots.waiting(pending)
    answer = calendar.timestamp(promise.commitment)
    (seeds / "pending").write_bytes(pending)
    (seeds / "proof").write_bytes(ots.complete(pending, promise, answer))
    (seeds / "answer").write_bytes(answer)

    def one(data: bytes) -> None:
        found = ots.verify(data, DATA, [block], TRIAL)
        if found.answer is Answer.HOLDS and found.stated != header.parse(block).time:
            raise AssertionError(found)
        for call in (begun.with_answer, lambda held: ots.complete(pending, promise, held)):
            try:
                call(data)
            except ValueError:
                continue

    return one


def _header(_: Path, seeds: Path) -> Callable[[bytes], None]:
    block = Calendar()
    block.promised = b"\1" * 32
    made = block.into_block(1)
    (seeds / "header").write_bytes(made)
    root = header.parse(made).root

    def one(data: bytes) -> None:
        if header.judge(data, root, header.MAINNET).answer is Answer.HOLDS:
            raise AssertionError("a header of the real network was found by chance")
        found = header.judge(data, root, TRIAL)
        if found.answer is Answer.HOLDS and header.parse(data).root != root:
            raise AssertionError(found)

    return one


if __name__ == "__main__":
    main()
