"""Containers to test with: made here, byte by byte or by the libraries that others make theirs with."""

import base64
import gzip
import hashlib
import io
import json
import tempfile
import zipfile
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from isnad.preserve.containers.parsing import parse
from isnad.preserve.containers.parts import Bounds
from isnad.preserve.item import Taken
from isnad.preserve.take import take

DATE = "2031-03-04T10:15:00Z"


def page(number: int) -> bytes:
    words = f"Report {number} of the Sedge Post: {number + 3} people died in the market of Kol, said its mayor. "
    return f"<!doctype html><html><body><p>{words * 9}{hashlib.sha256(bytes([number % 256])).hexdigest()}</p>".encode()


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def response(body: bytes, status: str = "200 OK", **heads: str) -> bytes:
    said = {"Content-Type": "text/html; charset=utf-8", **{k.replace("_", "-"): v for k, v in heads.items()}}
    return b"HTTP/1.1 " + status.encode() + b"\r\n" + _lines(said) + b"\r\n" + body


def record(block: bytes, kind: str = "response", uri: str = "https://sedge.example/a", **fields: str | None) -> bytes:
    """One record of a WARC; ``fields`` replace those that it would have, None takes one out."""
    body = block.partition(b"\r\n\r\n")[2] if kind == "response" else block
    number = hashlib.md5(block + uri.encode()).hexdigest()
    said: dict[str, str | None] = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:]}>",
        "WARC-Date": DATE,
        "WARC-Target-URI": uri,
        "WARC-Block-Digest": sha1(block),
        "WARC-Payload-Digest": sha1(body),
        "Content-Type": "application/http; msgtype=response" if kind == "response" else "text/plain",
        "Content-Length": str(len(block)),
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    return b"WARC/1.1\r\n" + _lines(said) + b"\r\n" + block + b"\r\n\r\n"


def _lines(said: dict[str, str | None]) -> bytes:
    return b"".join(f"{name}: {value}\r\n".encode() for name, value in said.items() if value is not None)


def packed(*records: bytes, level: int = 9) -> bytes:
    return b"".join(gzip.compress(each, level, mtime=0) for each in records)


def by_warcio(count: int, *, pack: bool = True, body=page) -> bytes:
    """A WARC as warcio writes it: a warcinfo, then requests and responses."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=pack, warc_version="1.1")
    writer.write_record(writer.create_warcinfo_record("kol.warc", {"software": "test"}))
    for number in range(count):
        uri, data = f"https://sedge.example/{number}", body(number)
        heads = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "sedge.example")], is_http_request=True)
        writer.write_record(writer.create_warc_record(uri, "response", io.BytesIO(data), http_headers=heads))
        writer.write_record(writer.create_warc_record(uri, "request", io.BytesIO(b""), http_headers=asked))
    return out.getvalue()


def wacz(warcs: dict[str, bytes], **changes: object) -> bytes:
    """A WACZ as py-wacz lays it out, index by cdxj-indexer; ``changes`` are names of members (None: without it)."""
    from cdxj_indexer.main import CDXJIndexer

    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, data in warcs.items():
            (Path(folder) / name).write_bytes(data)
            paths.append(str(Path(folder) / name))
        out = io.StringIO()
        CDXJIndexer(out, paths, sort=True).process_all()
    members: dict[str, bytes] = {f"archive/{name}": data for name, data in warcs.items()}
    lines = out.getvalue().encode()
    urls = [json.loads(line.split(b" ", 2)[2])["url"] for line in lines.splitlines()]
    pages = [{"format": "json-pages-1.0", "id": "pages", "title": "All"}]
    pages += [{"url": url, "ts": DATE, "title": "Kol"} for url in dict.fromkeys(urls)]
    members["indexes/index.cdx.gz"] = gzip.compress(lines, mtime=0)
    members["pages/pages.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in pages)
    return sealed({**members, **changes})


def sealed(members: dict, version: str = "1.1.1", rows=None, seal: bool = True) -> bytes:
    """Members with a description and a seal that fit them."""
    members = {name: data for name, data in members.items() if data is not None}
    rows = rows or [
        {
            "name": name.rpartition("/")[2],
            "path": name,
            "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
            "bytes": len(data),
        }
        for name, data in members.items()
    ]
    said = {"profile": "data-package", "resources": rows, "wacz_version": version, "created": DATE}
    about = json.dumps(said).encode()
    digest = {"path": "datapackage.json", "hash": "sha256:" + hashlib.sha256(about).hexdigest()}
    files = {**members, "datapackage.json": about}
    return zipped({**files, "datapackage-digest.json": json.dumps(digest).encode()} if seal else files)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in members.items():
            file.writestr(zipfile.ZipInfo(name, (2031, 3, 4, 10, 15, 0)), data, method)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def parsed(data: bytes, kind: str, bounds: Bounds | None = None):
    """What the parser says, run here: (items with their bytes, faults)."""
    items, faults = [], []
    for event in parse(io.BytesIO(data), kind, "given", bounds or Bounds()):
        if isinstance(event, bytes):
            items[-1][1] += event
        elif "item" in event:
            items.append([event["item"], b""])
        elif "fault" in event:
            faults.append(event["fault"])
        elif not event["end"]:
            items.pop()
    return [tuple(item) for item in items], faults


def told(faults, *severities: str) -> str:
    """The faults as one text, for looking into; notes only where asked for."""
    return "\n".join(
        f"{where}: {what}" for what, where, _, severity in faults if severity in (severities or ("error", "warning"))
    )


def taken(path: Path, **limits):
    """What take gives of a file: (containers, items with their bytes, problems)."""
    from isnad.preserve.item import Limits

    containers, items, problems = [], [], []
    for each in take(str(path), limits=Limits(**limits)):
        if not isinstance(each, Taken):
            problems.append(each)
        else:
            (containers if each.container else items).append((each, each.stream.read()))
    return containers, items, problems
