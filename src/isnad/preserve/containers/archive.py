"""Archive: the items in a ZIP file: a WACZ, a platform's export, or just files.

What may live here: which members are items. Containers inside are items, and not opened in their turn: a bomb of bombs
ends here.
"""

import posixpath
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from isnad.preserve.containers.directory import Entry, Lie, Unread, content, member_file
from isnad.preserve.containers.exports import export_items, kind_of
from isnad.preserve.containers.kinds import WACZ, listed
from isnad.preserve.containers.mixed import NAMES, mixed_in_pieces
from isnad.preserve.containers.parts import CONTAINED, DROPPED, END, Bounds, Event, Events, fault, item
from isnad.preserve.containers.posts import HEAD, TWEETS, Export, account_in
from isnad.preserve.containers.sensitive import HEAD as HEAD_OF_PART
from isnad.preserve.containers.sensitive import private_parts, told_by_head
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
    whole, private, mixed = found, _private(file, found), _mixed(file, found)
    if (private or mixed) and bounds.warned:
        yield from _warned(private | mixed, name)
    private |= {path: what for path, what in mixed.items() if not _export_kind(file, _named(found, path))}
    found = [entry for entry in found if entry.name not in private]
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
            account=_account(file, whole, entry) if kind == TWEETS else "",
        )
        try:
            yield from export_items(kind, export)
        except Lie as error:
            yield fault(f"{error}, so what comes after was not read.", export.name, _TODO)
        media |= export.media
    yield from _files(file, [entry for entry in found if entry.name in media], name, bounds)
    others = len(found) - len(exports) - len(media)
    if others:
        what = f"{others:,} files that no post shows were left out."
        yield fault(what, name, f"{CONTAINED}Unpack one and add it by itself if it matters.", Severity.NOTE)


def _private(file: BinaryIO, found: list[Entry]) -> dict[str, str]:
    """The files in it that are private parts of an export, and what they hold."""
    private = private_parts(entry.name for entry in found)
    for entry in found:
        if entry.name not in private and entry.name.endswith((".js", ".json")):
            try:
                what = told_by_head(b"".join(content(file, entry, 1 << 40, 0, HEAD_OF_PART)))
            except Lie:
                continue
            private |= {entry.name: what} if what else {}
    return private


def _mixed(file: BinaryIO, found: list[Entry]) -> dict[str, str]:
    """The files in it that hold public posts and private parts together, and what parts."""
    mixed: dict[str, str] = {}
    for entry in found:
        if posixpath.basename(entry.name) in NAMES:
            try:
                parts = mixed_in_pieces(content(file, entry, 1 << 40))
            except Lie:
                continue  # what is wrong with it is said when it is taken
            mixed |= {entry.name: ", ".join(parts)} if parts else {}
    return mixed


def _named(found: list[Entry], name: str) -> Entry:
    return next(entry for entry in found if entry.name == name)


def _warned(private: dict[str, str], name: str) -> Events:
    kinds = Counter(private.values())
    said = "; ".join(f"{n:,} of {what}" for what, n in kinds.most_common())
    yield fault(
        f"It holds {len(private):,} private file{'s' * (len(private) > 1)} of an export: {said}. They are kept within "
        "it, in clear, and go wherever it goes (packages too); none is taken as a report.",
        name,
        "To keep it sealed, add it with --protect; what is in clear now: isnad protect CASE ID, with an item's id.",
        Severity.WARNING,
    )


def _export_kind(file: BinaryIO, entry: Entry) -> str:
    """Which export a member is. Only those with the names that exports have are looked into."""
    base = posixpath.basename(entry.name)
    if base not in NAMES and not (base.startswith("tweet") and base.endswith(".js")):
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
