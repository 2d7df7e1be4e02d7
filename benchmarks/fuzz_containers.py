"""Coverage-guided fuzzing of the parsers of containers, by hand: atheris changes bytes, these laws must hold.

    python -m pip install atheris
    python benchmarks/fuzz_containers.py warc|wacz|zip|posts|message -runs=200000 -max_total_time=600

Laws: no bytes make a parser raise; an item's bytes come out again, the same; what a post's text says is proved from its
bytes. A find is written to a file whose name begins with ``crash-``; make it a case in tests/preserve/containers.
"""

import gzip
import io
import json
import sys
import tempfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(
    include=["isnad.preserve.containers", "isnad.preserve.warc", "isnad.read.formats.message"]
):
    from isnad.preserve.containers.kinds import kind_in
    from isnad.preserve.containers.parsing import parse, pieces_in
    from isnad.preserve.containers.parts import Bounds
    from isnad.read.formats.message import Message

from isnad.read.proof import Answer, proves
from isnad.records.capture import Capture, digest_of

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from preserve.containers import made

BOUNDS = Bounds(item=1 << 20, total=1 << 24, items=50)


def check(data: bytes, kind: str) -> None:
    """The laws of one container."""
    items: list[tuple[dict, bytearray]] = []
    for event in parse(io.BytesIO(data), kind, "x", BOUNDS):
        if isinstance(event, bytes):
            items[-1][1].extend(event)
        elif "item" in event:
            items.append((event["item"], bytearray()))
        elif event.get("end") is False:
            items.pop()
    form = kind if kind in ("warc", "wacz", "zip") else "json"
    for said, body in items:
        again = b"".join(pieces_in(io.BytesIO(data), {"container": "", "kind": form, **said["within"]}, 1 << 30))
        if again != bytes(body):
            raise AssertionError(f"other bytes came out again: {said}")


def warc(data: bytes) -> None:
    """A WARC, as it is and as one whose records are packed (so that mutations reach the frame within)."""
    check(data, "warc")
    check(b"".join(gzip.compress(b"WARC/1.1\r\n" + part, 1, mtime=0) for part in data.split(b"WARC/1.1\r\n")), "warc")


def posts(data: bytes) -> None:
    """Exports of each kind."""
    kind_in(io.BytesIO(data))
    for kind in ("telegram", "tweets", "lines"):
        check(data, kind)


def archive(data: bytes) -> None:
    """A ZIP, and a sound one whose members are the input."""
    kind_in(io.BytesIO(data))
    check(data, "zip")
    check(made.zipped({"result.json": data, "data/tweets.js": data, "data/account.js": data}, 8), "zip")


def wacz(data: bytes) -> None:
    """A WACZ whose index, pages, description and WARC are the four parts of the input."""
    check(data, "wacz")
    parts = (data.split(b"\0\0\0", 3) + [b""] * 4)[:4]
    names = ("archive/a.warc", "indexes/index.cdxj", "pages/pages.jsonl", "datapackage.json")
    check(made.zipped(dict(zip(names, parts, strict=True))), "wacz")


def message(data: bytes) -> None:
    """One post."""
    for kind in ("telegram", "tweets", "lines"):
        capture = Capture(
            id="c", digest=digest_of(data), size=len(data), origin="x", captured=datetime(2035, 1, 1, tzinfo=UTC),
            tool="t", media_type=f"application/x-{kind}-post+json",
        )  # fmt: skip
        report, _ = Message().read(capture, data)
        if report is not None and proves(report.quote(0, len(report.text)), report, data).answer is not Answer.PROVED:
            raise AssertionError("a text that its own bytes do not prove")


TARGETS = {"warc": warc, "wacz": wacz, "zip": archive, "posts": posts, "message": message}


def seeds(name: str) -> list[bytes]:
    """What mutation starts from."""
    record = made.record(made.response(b"<p>Kol</p>"))
    chunked = made.record(made.response(b"3\r\nKol\r\n0\r\n\r\n", Transfer_Encoding="chunked"))
    coded = made.record(made.response(zlib.compress(b"Kol" * 9), Content_Encoding="deflate"))
    post = {"id": 7, "type": "message", "date": "2031", "date_unixtime": "1930385700", "text": ["a", {"text": 'ق"\\'}]}
    chat = json.dumps({"name": "Kol", "type": "public_channel", "messages": [post]}).encode()
    tweets = b"window.YTD.tweets.part0 = " + json.dumps([{"tweet": {"id_str": "5", "full_text": "Kol"}}]).encode()
    line = json.dumps({"id": 1, "text": "Kol", "date": 1930385700}).encode()
    package = made.wacz({"a.warc.gz": made.packed(record, chunked)})
    files = made.zipped({"a.txt": b"Kol" * 40, "result.json": chat}, 8)
    members = made.unzipped(package)
    flat = [made.record(made.response(b"Kol")), gzip.decompress(members["indexes/index.cdx.gz"])]
    flat += [members["pages/pages.jsonl"], members["datapackage.json"]]
    return {
        "warc": [record + chunked, made.packed(record, coded), record],
        "wacz": [package, b"\0\0\0".join(flat)],
        "zip": [files, made.zipped({"a": b"x"}), made.zipped({"data/tweets.js": tweets})],
        "posts": [chat, tweets, line + b"\n" + line],
        "message": [json.dumps(post).encode(), json.dumps(post, ensure_ascii=False).encode(), line],
    }[name]


def main() -> None:
    """Fuzz one target."""
    target = TARGETS[sys.argv.pop(1)]
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds(next(n for n, t in TARGETS.items() if t is target))):
            (Path(folder) / str(number)).write_bytes(seed)
        atheris.Setup([*sys.argv, "-max_len=8192", "-timeout=20", folder], lambda data: target(bytes(data)))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
