"""Archive: the items in a ZIP file: a WACZ, a platform's export, or just files.

What may live here: which members are items. Containers inside are items, and not opened in their turn: a bomb of bombs
ends here.
"""

import posixpath
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from isnad.preserve.containers.directory import Entry, Lie, Unread, content, member_file
from isnad.preserve.containers.kinds import WACZ, listed
from isnad.preserve.containers.parts import CONTAINED, DROPPED, END, Bounds, Event, Events, fault, item
from isnad.preserve.containers.posts import HEAD, TWEETS, Export, account_in, kind_of, post_items
from isnad.preserve.containers.wacz_check import wacz_faults
from isnad.preserve.warc.read import items_in
from isnad.records.problem import Severity

_TODO = f"{CONTAINED}Unpack it with care by another program, and add what you find by itself."
_ACCOUNT = 1 << 20  # bytes of an archive's account.js


def archive_items(file: BinaryIO, kind: str, name: str, bounds: Bounds) -> Events:
    """The items of an open ZIP file or WACZ; ``name`` is what messages call it."""
    try:
        found, wrong = listed(file)
    except Unread as error:
        yield fault(f"It cannot be read as a ZIP file. {error}.", name, _TODO)
        return
    good = [entry for entry in found if not entry.wrong and not entry.folder]
    if kind == WACZ:
        yield from _wacz(file, good, name, bounds)
        return
    yield from (fault(f"{what}.", name, _TODO) for what in wrong)
    yield from _unread(found, name)
    yield from _zip(file, good, name, bounds)


def _unread(found: list[Entry], name: str) -> Events:
    """Which entries are not read, and why: of those with the same reason, the first three."""
    bad = Counter(entry.wrong for entry in found if entry.wrong)
    told: Counter[str] = Counter()
    for entry in found:
        if entry.wrong:
            told[entry.wrong] += 1
            if told[entry.wrong] <= 3:
                more = f" So it is with {bad[entry.wrong]:,} files." if bad[entry.wrong] > 3 else ""
                yield fault(f"{entry.wrong}, so it was not read.{more}", f"{name}/{entry.name[:200]}", _TODO)


def _wacz(file: BinaryIO, found: list[Entry], name: str, bounds: Bounds) -> Events:
    yield from wacz_faults(file, name)
    for entry in found:
        if not entry.name.startswith("archive/"):
            continue
        try:
            held, start, size = member_file(file, entry)
            yield from items_in(held, start, size, f"{name}/{entry.name}", bounds, entry.name)
        except Lie as error:
            yield fault(f"{error}, so it was not read.", f"{name}/{entry.name}", _TODO)


def _zip(file: BinaryIO, found: list[Entry], name: str, bounds: Bounds) -> Events:
    exports = [(kind, entry) for entry in found if (kind := _export_kind(file, entry))]
    if not exports:
        yield from _files(file, found, name, bounds)
        return
    names = frozenset(entry.name for entry in found)
    media: set[str] = set()
    for kind, entry in exports:
        export = Export(
            pieces=lambda entry=entry: content(file, entry, 1 << 40),  # type: ignore[misc]
            name=f"{name}/{entry.name}",
            member=entry.name,
            files=names,
            bounds=bounds,
            account=_account(file, found, entry) if kind == TWEETS else "",
        )
        try:
            yield from post_items(kind, export)
        except Lie as error:
            yield fault(f"{error}, so what comes after was not read.", export.name, _TODO)
        media |= export.media
    yield from _files(file, [entry for entry in found if entry.name in media], name, bounds)
    others = len(found) - len(exports) - len(media)
    if others:
        what = f"{others:,} files that no post shows were left out."
        yield fault(what, name, f"{CONTAINED}Unpack one and add it by itself if it matters.", Severity.NOTE)


def _export_kind(file: BinaryIO, entry: Entry) -> str:
    """Which export a member is. Only those with the names that exports have are looked into."""
    base = posixpath.basename(entry.name)
    if base != "result.json" and not (base.startswith("tweet") and base.endswith(".js")):
        return ""
    try:
        return kind_of(b"".join(content(file, entry, 1 << 40, 0, HEAD)))
    except Lie:
        return ""


def _account(file: BinaryIO, found: list[Entry], beside: Entry) -> str:
    path = posixpath.join(posixpath.dirname(beside.name), "account.js")
    entry = next((entry for entry in found if entry.name == path), None)
    try:
        return account_in(b"".join(content(file, entry, _ACCOUNT))) if entry else ""
    except Lie:
        return ""


def _files(file: BinaryIO, found: list[Entry], name: str, bounds: Bounds) -> Events:
    taken = total = 0
    for entry in found:
        if taken == bounds.items or total + entry.size > bounds.total:
            yield fault(f"It holds more than is taken at once; {taken:,} files were.", name, CONTAINED)
            return
        taken, total = taken + 1, total + entry.size
        yield item(f"{name}/{entry.name}", member=entry.name)
        yield from _content(file, entry, name, bounds)


def _content(file: BinaryIO, entry: Entry, name: str, bounds: Bounds) -> Iterator[Event]:
    try:
        yield from content(file, entry, bounds.item)
    except Lie as error:
        yield fault(f"{error}, so it was not taken.", f"{name}/{entry.name}", _TODO)
        yield DROPPED
    else:
        yield END
