"""Posts: platforms' own exports, each post an item whose bytes are its very stretch of the export.

What may live here: the shapes of exports: Telegram Desktop's JSON, the archive that Twitter/X gives its users, and
lines of JSON. What a post says of itself is a claim of the export's maker, who can edit it with any text editor.
"""

import codecs
import json
import posixpath
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from isnad.preserve.containers.elements import LARGEST, Element, NotSo, Walk
from isnad.preserve.containers.parts import CONTAINED, END, Bounds, Events, fault, item
from isnad.preserve.containers.sensitive import TELEGRAM_PUBLIC

TELEGRAM, TWEETS, LINES = "telegram", "tweets", "lines"
MEDIA_TYPE = {kind: f"application/x-{kind}-post+json" for kind in (TELEGRAM, TWEETS, LINES)}
TITLES = {TELEGRAM: "a Telegram export", TWEETS: "an archive of Twitter/X", LINES: "posts, one JSON object a line"}
HEAD = 1 << 17  # bytes that recognising looks at
_TWEETS = (b"window.YTD.tweets.part", b"window.YTD.tweet.part")
_NEED = (("id", "id_str", "url"), ("text", "full_text", "content"), ("date", "published", "created_at", "timestamp"))
_AUTHOR = ("author", "publisher", "channel", "username", "user", "from")
TODO = f"{CONTAINED}Export it again, or add the post by itself."
_LONGEST = 500  # characters of one value that is told of a post
_MOST_MEDIA = 50
Pieces = Callable[[], Iterator[bytes]]


@dataclass(kw_only=True)
class Export:
    """An export that is read: ``pieces`` begins its bytes anew, ``member`` is its path in the ZIP it lies in, ``name``
    what messages call it, ``files`` the paths beside it. ``media`` gathers those that posts show."""

    pieces: Pieces
    name: str
    bounds: Bounds
    member: str = ""
    files: Collection[str] = ()
    account: str = ""
    media: set[str] = field(default_factory=set)
    passed: Counter[str] = field(default_factory=Counter)
    taken: int = 0

    def path(self, name: str) -> str:
        """A file that a post names, as a path in the ZIP."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.member), name))

    def post(self, kind: str, element: Element, ident: str, said: "Said", media_type: str = "") -> Events:
        """The item of one post."""
        self.taken += 1
        media = said.media[:_MOST_MEDIA]
        self.media.update(path for name in media if (path := self.path(name)) in self.files)
        heads = [(":post-id", ident), *said.more, *((":media", name) for name in media)]
        told = {"publisher": said.publisher, "published": said.published, "url": said.url}
        yield item(
            said.url or f"{self.name}#{ident or element.offset}",
            media_type=media_type or MEDIA_TYPE[kind],
            headers=[(name, value[:_LONGEST]) for name, value in heads if value],
            told={name: value[:_LONGEST] for name, value in told.items()},
            member=self.member,
            offset=element.offset,
            length=len(element.data),
        )
        yield element.data
        yield END


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a post says of itself."""

    publisher: str = ""
    published: str = ""
    url: str = ""
    media: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()


def kind_of(head: bytes) -> str:
    """Which export begins so; empty if none. ``head`` are the first bytes, at most ``HEAD`` are looked at."""
    head = head[:HEAD].removeprefix(codecs.BOM_UTF8)
    if head.lstrip().startswith(_TWEETS):
        return TWEETS
    if not head.lstrip().startswith(b"{"):
        return ""
    return LINES if _is_lines(head) else TELEGRAM if _is_telegram(head) else ""


def _is_lines(head: bytes) -> bool:
    whole = head.split(b"\n")
    lines = [line for line in (whole[:-1] if len(head) == HEAD else whole) if line.strip()][:5]
    try:
        found = [json.loads(line) for line in lines]
    except (ValueError, RecursionError):
        return False
    return bool(found) and all(
        isinstance(row, dict) and all(any(row.get(name) for name in names) for names in _NEED) for row in found
    )


def _is_telegram(head: bytes) -> bool:
    walk = Walk(iter([head]))
    try:
        for name in walk.fields():
            if name in ("chats", "left_chats"):
                for inner in walk.fields():
                    if inner == "list":
                        return True
                    walk.skip()
            if name == "messages":
                first = next(walk.elements(), None)
                row = first.value() if first is not None else {"id": 0, "type": "", "date": ""}
                return isinstance(row, dict) and {"id", "type", "date"} <= set(row)
            walk.skip()
    except NotSo:
        return False
    return False


def start(export: Export) -> Walk:
    """A walk that stands at the export's beginning."""
    walk = Walk(export.pieces())
    walk.passed(codecs.BOM_UTF8)
    return walk


def full(export: Export) -> Events:
    """The fault of an export with more posts than the bound."""
    yield fault(f"It holds more than {export.taken:,} posts; those after them were not taken.", export.name, CONTAINED)


def _telegram(export: Export) -> Events:
    chats = list(_chats(start(export)))  # once for their names, which may stand after their messages
    for chat, element in _messages(start(export), chats):
        try:
            row = element.value()
        except NotSo as error:
            yield fault(f"At byte {error.at} {error}, so this message was left out.", export.name, TODO)
            continue
        if not isinstance(row, dict) or row.get("type") != "message":
            export.passed["notices of the service"] += 1
            continue
        if "listed" in chat and chat.get("type") not in TELEGRAM_PUBLIC:
            export.passed["messages of private chats (to take them, export that chat by itself)"] += 1
            continue
        if export.taken == export.bounds.items:
            yield from full(export)
            return
        yield from export.post(TELEGRAM, element, one_line(row.get("id")), _of_telegram(row, chat))


def _chat(walk: Walk, *, listed: bool = False) -> Iterator[tuple[dict[str, str], Walk | None]]:
    """What is said of a chat so far and, where its messages come, the walk that stands before them.

    ``listed``: it is one of all chats of an account, and nobody chose it.
    """
    said: dict[str, str] = {"listed": "yes"} if listed else {}
    for name in walk.fields():
        if name in ("chats", "left_chats") and walk.sign() == "{":
            for inner in walk.fields():
                if inner == "list" and walk.sign() == "[":
                    yield from _chats_in(walk)
                else:
                    walk.skip()
        elif name == "messages" and walk.sign() == "[":
            yield said, walk
        elif name in ("name", "type", "id", "username"):
            said[name] = one_line(walk.element().value())
        else:
            walk.skip()
    if said:
        yield said, None


def _chats_in(walk: Walk) -> Iterator[tuple[dict[str, str], Walk | None]]:
    walk.took("[")
    if walk.took("]"):
        return
    while True:
        yield from _chat(walk, listed=True)
        if walk.took("]"):
            return
        if not walk.took(","):
            raise NotSo("a comma or the list's end should stand here", walk.at)


def _chats(walk: Walk) -> Iterator[dict[str, str]]:
    """What is said of each chat that has messages, in order."""
    pending: list[dict[str, str]] = []
    for said, messages in _chat(walk):
        if messages is not None:
            messages.skip()
            pending.append(said)  # the same dict, which the fields after the messages still fill
    yield from pending


def _messages(walk: Walk, chats: list[dict[str, str]]) -> Iterator[tuple[dict[str, str], Element]]:
    named = iter(chats)
    for said, messages in _chat(walk):
        if messages is not None:
            chat = next(named, said)
            for element in messages.elements():
                yield chat, element


def _of_telegram(row: dict[str, Any], chat: dict[str, str]) -> Said:
    channel = "channel" in chat.get("type", "")
    ident, user = one_line(row.get("id")), chat.get("username", "").lstrip("@")
    known = user.isascii() and user.replace("_", "a").isalnum() and ident.isdigit()
    paths = [path for name in ("photo", "file") if isinstance(path := row.get(name), str)]
    return Said(
        publisher=(chat.get("name", "") if channel else "") or one_line(row.get("from")) or chat.get("name", ""),
        published=_moment(row.get("date_unixtime")) or one_line(row.get("date")),
        url=f"https://t.me/{user}/{ident}" if known else "",
        media=tuple(path for path in paths if path and not path.startswith("(")),  # "(File not included ...)"
        more=(
            (":chat", chat.get("name", "")),
            (":from", one_line(row.get("from"))),
            (":forwarded-from", one_line(row.get("forwarded_from"))),
            (":reply-to", one_line(row.get("reply_to_message_id"))),
            (":edited", _moment(row.get("edited_unixtime")) or one_line(row.get("edited"))),
        ),
    )


def _tweets(export: Export) -> Events:
    walk = start(export)
    walk.sign()
    if walk.before("=", 200) is None:
        raise NotSo("no list begins", walk.at)
    for element in walk.elements():
        try:
            row = element.value()
        except NotSo as error:
            yield fault(f"At byte {error.at} {error}, so this post was left out.", export.name, TODO)
            continue
        post = row.get("tweet", row) if isinstance(row, dict) else None
        if not isinstance(post, dict) or not one_line(post.get("id_str") or post.get("id")):
            export.passed["entries that are no post"] += 1
            continue
        if export.taken == export.bounds.items:
            yield from full(export)
            return
        ident = one_line(post.get("id_str") or post.get("id"))
        yield from export.post(TWEETS, element, ident, _of_tweet(post, ident, export))


def _of_tweet(post: dict[str, Any], ident: str, export: Export) -> Said:
    shown: list[str] = []
    for part in ("extended_entities", "entities"):
        held = post.get(part)
        rows = held.get("media") if isinstance(held, dict) else None
        shown += [one_line(row.get("media_url_https") or row.get("media_url")) for row in _rows(rows)]
    folder = f"{posixpath.dirname(export.member)}/tweets_media".lstrip("/")
    media = []
    for url in dict.fromkeys(filter(None, shown)):
        kept = f"{folder}/{ident}-{posixpath.basename(url)}"
        media.append(posixpath.relpath(kept, posixpath.dirname(export.member)) if kept in export.files else url)
    return Said(
        publisher=f"@{export.account}" if export.account else "",
        published=_rfc(one_line(post.get("created_at"))),
        url=f"https://x.com/i/status/{ident}" if ident.isascii() and ident.isdigit() else "",
        media=tuple(media),
        more=((":reply-to", one_line(post.get("in_reply_to_status_id_str"))),),
    )


def account_in(data: bytes) -> str:
    """The account's name in ``data/account.js`` of an archive; empty where it names none."""
    walk = Walk(iter([data]))
    try:
        if walk.before("=", 200) is None:
            return ""
        row = next(walk.elements()).value()
        return one_line(row["account"]["username"])
    except (NotSo, StopIteration, KeyError, TypeError):
        return ""


def _lines(export: Export) -> Events:
    walk = start(export)
    while walk.sign():
        at = walk.at
        line = walk.before("\n", LARGEST)
        if line is None:
            line = walk.rest(LARGEST)
        element = Element(at, line.rstrip())
        try:
            row = element.value()
            if not isinstance(row, dict):
                raise NotSo("no object stands here", at)
        except NotSo as error:
            yield fault(f"At byte {error.at} {error}, so this line was left out.", export.name, TODO)
            continue
        if export.taken == export.bounds.items:
            yield from full(export)
            return
        yield from export.post(LINES, element, first_said(row, _NEED[0]), _of_line(row))


def _of_line(row: dict[str, Any]) -> Said:
    held = row.get("media")
    shown = [
        first_said(each, ("url", "path", "file")) if isinstance(each, dict) else one_line(each) for each in _any(held)
    ]
    when = next((row[name] for name in _NEED[2] if row.get(name)), "")
    return Said(
        publisher=first_said(row, _AUTHOR),
        published=_moment(when) or one_line(when),
        url=first_said(row, ("url", "link")),
        media=tuple(filter(None, shown)),
        more=((":reply-to", first_said(row, ("reply_to", "in_reply_to"))),),
    )


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _any(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def first_said(row: dict[str, Any], names: tuple[str, ...]) -> str:
    """The first of these that is said; of an object its name."""
    for name in names:
        value = row.get(name)
        said = first_said(value, ("username", "screen_name", "name")) if isinstance(value, dict) else one_line(value)
        if said:
            return said
    return ""


def one_line(value: Any) -> str:
    """A text or number in one line; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(str(value)[: 4 * _LONGEST].encode("utf-8", "replace").decode().split())


def _moment(value: Any) -> str:
    """Seconds or milliseconds since 1970 as ISO 8601 in UTC; empty where it is no such number."""
    try:
        seconds = float(value) if not isinstance(value, bool) else -1.0
        seconds = seconds / 1000 if seconds > 1e11 else seconds
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if 1e8 < seconds < 4e9 else ""
    except (TypeError, ValueError, OverflowError):
        return ""


def _rfc(words: str) -> str:
    """A tweet's time, "Wed Mar 05 10:15:00 +0000 2031", as ISO 8601; as it stands where it is written otherwise."""
    parts = words.split()
    if len(parts) != 6:
        return words
    try:
        moment = parsedate_to_datetime(f"{parts[0]}, {parts[2]} {parts[1]} {parts[5]} {parts[3]} {parts[4]}")
    except ValueError:
        return words
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


READERS = {TELEGRAM: _telegram, TWEETS: _tweets, LINES: _lines}
