"""Read: the captures in a WARC that somebody else made, as items with their payloads, and all that is wrong with it.

What may live here: which records are items, and what is said of them. What a payload is comes from ``payload.py``.
A bare WARC is a heap of records: that one was taken out, put in or moved cannot be seen from it (in a WACZ its index
says so: ``containers/wacz_check.py``), nor that a date, an address or both block and digests were changed together.
"""

from collections import Counter
from typing import Any, BinaryIO

from isnad.preserve.containers.parts import (
    CHUNK,
    CONTAINED,
    DROPPED,
    END,
    Bounds,
    Event,
    Events,
    fault,
    item,
    megabytes,
)
from isnad.preserve.containers.records import Record, Wrong, records
from isnad.preserve.warc.out import media_type_of
from isnad.preserve.warc.payload import TooLarge, payload, unread_packing
from isnad.records.problem import Severity

_ITEMS = ("response", "resource", "conversion")
_ASIDE = ("application/pem-certificate-chain", "application/warc-fields")  # of a capture, and no capture themselves
_BIGGER = f"{CONTAINED}Give a higher bound with --max-megabytes and add it again."
_UNSEEN = (
    "That a record was taken out of a WARC, put into it or moved cannot be seen from the WARC alone; "
    "compare its SHA-256 with what its maker published, or ask for a WACZ, whose index names every record."
)


def warc_items(file: BinaryIO, name: str, bounds: Bounds) -> Events:
    """The items of an open WARC; ``name`` is what messages call it."""
    yield from items_in(file, 0, file.seek(0, 2), name, bounds)


def items_in(file: BinaryIO, start: int, size: int, name: str, bounds: Bounds, member: str = "") -> Events:
    """The items of a WARC that fills ``size`` bytes of a file from ``start``, the first ``bounds.items`` of them.

    ``member`` is its path in the WACZ it lies in. Each fault names the byte of the WARC it shows at.
    """
    passed: Counter[str] = Counter()
    unchecked: Counter[str] = Counter()
    taken = seen = 0
    for record in records(file, start, size, bounds):
        if isinstance(record, Wrong):
            yield _fault(f"{record.what}.", name, record.at)
            continue
        seen += 1
        for wrong in record.wrong:
            yield _fault(f"{wrong.what}.", name, wrong.at, record)
        unchecked.update(record.unchecked)
        why = _no_item(record)
        if why:
            passed[why] += 1
            continue
        if taken == bounds.items:
            yield fault(f"It holds more than {taken:,} items; those after them were not taken.", name, CONTAINED)
            break
        taken += 1
        yield from _item(record, name, member, bounds)
    yield from _summary(name, seen, taken, passed, unchecked)


def block_payload(record: Record, most: int) -> Events:
    """The payload of an item's record in pieces: what ``extract`` gives again. Raises TooLarge."""
    assert record.block is not None
    if record.kind == "response":
        yield from payload(record.block, record.size, most)
        return
    given = 0
    while data := record.block.read(CHUNK):
        given += len(data)
        if given > most:
            raise TooLarge(str(most))
        yield data


def _no_item(record: Record) -> str:
    """Why a record is no item; empty if it is one."""
    if record.kind not in _ITEMS:
        return record.kind[:40] or "record without a type"
    if record.fields.get("content-type", "").split(";")[0].strip().lower() in _ASIDE:
        return "description of a capture"
    if record.kind == "response" and record.block is not None:
        head, _ = record.head
        code = head.get_statuscode() if head is not None else ""
        return "" if code == "200" else f"response with status {code[:10]}" if code else "response that is no HTTP"
    return ""


def _item(record: Record, name: str, member: str, bounds: Bounds) -> Events:
    if record.block is None:
        what = f"It holds {megabytes(record.claimed)}, more than the bound of {megabytes(bounds.item)}."
        yield _fault(what, name, record.offset, record, todo=_BIGGER)
        return
    head, skip = record.head
    served = record.fields.get("content-type", "")
    own: list[tuple[str, str]] = [("Content-Type", served)] if served else []
    if head is not None:
        own = [(str(field), str(value)) for field, value in head.headers]
        served = head.get_header("content-type") or ""
        if packing := unread_packing(head):
            todo = f"Its payload is kept packed. Unpack it ({packing}) and add the page by itself."
            what = f"Its payload is packed as {packing[:40]!r}, which is not unpacked here."
            yield _fault(what, name, record.offset, record, todo, Severity.WARNING)
    truncated = record.fields.get("warc-truncated", "")[:40]
    short = _short(head, record.size - skip) if head is not None and record.whole and not truncated else ""
    if short:
        yield _fault(short, name, record.offset, record, severity=Severity.WARNING)
    said = [(":url", record.uri), (":status", "200")] if head is not None else [(":url", record.uri)]
    said += [(":warc-date", record.fields.get("warc-date", "")), (":warc-type", record.kind)]
    record_id = record.id if record.own else f"{record.id}#{record.nth}"  # of one that shares its member
    yield item(
        record.uri or f"{name}#{record.id}",
        media_type=media_type_of(served),
        headers=[*said, *own],
        told={"url": record.uri},
        truncated=truncated or ("" if record.whole and not short else "unspecified"),
        member=member,
        record=record_id,
        offset=record.offset,
        length=record.length,
    )
    yield from _bytes(record, name, bounds)


def _bytes(record: Record, name: str, bounds: Bounds) -> Events:
    try:
        yield from block_payload(record, bounds.item)
    except TooLarge as error:
        what = f"Its payload unpacks to more than {megabytes(int(str(error)))}, the bound for one of its stored size."
        yield _fault(what, name, record.offset, record, todo=_BIGGER)
        yield DROPPED
    except Exception as error:  # warcio raises whatever its parsers meet in hostile bytes
        what = f"Its payload cannot be read ({type(error).__name__}: {error})."
        yield _fault(what, name, record.offset, record)
        yield DROPPED
    else:
        yield END


def _short(head: Any, size: int) -> str:
    """What to say where the server announced more than is there: a line that was hung up passes many a writer."""
    said = (head.get_header("content-length") or "").strip()
    if head.get_header("transfer-encoding") or not said.isascii() or not said.isdigit() or size >= int(said[:20]):
        return ""
    return f"The server announced {said[:20]} bytes and the record holds {size:,}, without saying that it was cut off."


def _fault(
    what: str,
    name: str,
    at: int,
    record: Record | None = None,
    todo: str = "",
    severity: Severity = Severity.ERROR,
) -> Event:
    where = f"{name}, byte {at}"
    if record is not None:
        where += f", {record.kind[:40]} {record.uri[:300] or record.id[:100]}".rstrip()
    return fault(what, where, todo, severity) if todo else fault(what, where, severity=severity)


def _summary(name: str, seen: int, taken: int, passed: Counter[str], unchecked: Counter[str]) -> Events:
    """One note: what was no item, what had no digest to check, and what no check of a WARC can show."""
    said = [f"{taken:,} of its {seen:,} records are items."]
    if passed:
        said.append("The others: " + ", ".join(f"{n:,} {kind}" for kind, n in passed.most_common(20)) + ".")
    for kind, count in sorted(unchecked.items()):
        said.append(f"The {kind} digest of {count:,} was not checked: they have none, or not of their own bytes.")
    yield fault(" ".join(said), name, _UNSEEN, Severity.NOTE)
