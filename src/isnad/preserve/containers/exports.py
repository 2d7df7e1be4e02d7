"""Exports: all the shapes in which platforms and sites hand out posts, by the bytes they begin with.

What may live here: the list of these shapes. How each is walked stands in the module of its own.
"""

import codecs
from collections.abc import Callable

from isnad.preserve.containers import feeds, outbox, posts, tables
from isnad.preserve.containers.elements import NotSo
from isnad.preserve.containers.parts import Events, fault
from isnad.preserve.containers.posts import HEAD as HEAD
from isnad.preserve.containers.posts import Export
from isnad.records.problem import Severity

READERS: dict[str, Callable[[Export], Events]] = {
    **posts.READERS,
    feeds.FEED: feeds.feed_items,
    outbox.OUTBOX: outbox.outbox_items,
    tables.TABLE: tables.table_items,
}
TITLES = {
    **posts.TITLES,
    feeds.FEED: feeds.TITLE,
    outbox.OUTBOX: outbox.TITLE,
    tables.TABLE: tables.TITLE,
}
MEDIA_TYPES = {feeds.FEED: "application/xml", tables.TABLE: "text/csv"}  # of the whole; the others are JSON


def may_be_export(head: bytes) -> bool:
    """Whether a closer look is worth it; ``head`` are the first bytes of a file."""
    bare = head.removeprefix(codecs.BOM_UTF8).lstrip()
    return bare.startswith((b"{", b"window.YTD.tweet")) or bool(feeds.BEGINS.match(head)) or tables.may_be_table(head)


def kind_of(head: bytes) -> str:
    """Which export begins so; empty if none. ``head`` are the first bytes, at most ``HEAD`` are looked at."""
    head = head[:HEAD]
    if found := posts.kind_of(head):
        return found
    bare = head.removeprefix(codecs.BOM_UTF8)
    if bare.lstrip().startswith(b"{"):
        return outbox.OUTBOX if outbox.is_outbox(bare) else ""
    if feeds.BEGINS.match(head):
        return feeds.FEED
    return tables.TABLE if tables.may_be_table(head) and tables.columns_in(head) else ""


def export_items(kind: str, export: Export) -> Events:
    """The posts of an export, and one note of what was passed over."""
    try:
        yield from READERS[kind](export)
    except NotSo as error:
        yield fault(f"At byte {error.at} {error}, so what comes after was not read.", export.name, posts.TODO)
    said = f"{export.taken:,} posts were taken from it."
    if export.passed:
        said += " Left out: " + ", ".join(f"{n:,} {what}" for what, n in export.passed.most_common(10)) + "."
    yield fault(said, export.name, "What posts say of their author and time is the word of the export.", Severity.NOTE)
