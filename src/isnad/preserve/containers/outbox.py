"""Outbox: the posts of an ActivityPub outbox, as Mastodon and others export it, each an item to the byte.

What may live here: walking the activities of an OrderedCollection (ActivityStreams 2.0, ActivityPub section 5.1). What
was not addressed to everybody is passed over, and so is what only passes on the post of another.
"""

from typing import Any

from isnad.preserve.containers.elements import NotSo, Walk
from isnad.preserve.containers.mixed import is_narrow
from isnad.preserve.containers.parts import CONTAINED, Events, fault
from isnad.preserve.containers.posts import Export, Said, first_said, full, one_line, start

OUTBOX = "activity"
TITLE = "an outbox of ActivityPub"
MEDIA_TYPE = "application/x-activity-post+json"
_TODO = f"{CONTAINED}Export it again, or add the post by itself."


def is_outbox(head: bytes) -> bool:
    """Whether it begins as a collection of activities."""
    walk = Walk(iter([head]))
    try:
        for name in walk.fields():
            if name == "orderedItems":
                first = next(walk.elements(), None)
                row = first.value() if first is not None else None
                return isinstance(row, dict) and "object" in row and "type" in row
            walk.skip()
    except NotSo:
        return False
    return False


def outbox_items(export: Export) -> Events:
    """The posts of an outbox."""
    walk = start(export)
    for name in walk.fields():
        if name != "orderedItems":
            walk.skip()
            continue
        for element in walk.elements():
            try:
                row = element.value()
            except NotSo as error:
                yield fault(f"At byte {error.at} {error}, so this post was left out.", export.name, _TODO)
                continue
            post = row.get("object") if isinstance(row, dict) else None
            if not isinstance(post, dict) or row.get("type") not in ("Create", "Update"):
                export.passed["activities that are no post of its own (boosts, likes, deletions)"] += 1
                continue
            if is_narrow(row):
                export.passed["posts that are not public"] += 1
                continue
            if export.taken == export.bounds.items:
                yield from full(export)
                return
            yield from export.post(OUTBOX, element, one_line(post.get("id")), _said(row, post), MEDIA_TYPE)


def _said(row: dict[str, Any], post: dict[str, Any]) -> Said:
    held = post.get("attachment")
    shown = (
        [first_said(each, ("url", "href")) for each in held if isinstance(each, dict)] if isinstance(held, list) else []
    )
    author = post.get("attributedTo") or row.get("actor")
    return Said(
        publisher=author.rstrip("/").rpartition("/")[2] if isinstance(author, str) else "",
        published=one_line(post.get("published") or row.get("published")),
        url=first_said(post, ("url", "id")),
        media=tuple(filter(None, shown)),
        more=((":author", one_line(author)), (":reply-to", one_line(post.get("inReplyTo")))),
    )
