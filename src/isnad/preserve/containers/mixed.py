"""Mixed: one file of an export that holds public posts and private parts together.

What may live here: finding what of it is private, for a confined child: the file is as hostile as any.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from isnad.preserve.containers.elements import NotSo, Walk
from isnad.preserve.containers.parts import CHUNK
from isnad.preserve.containers.sensitive import AS_PUBLIC, DIRECT, TELEGRAM_KEYS, TELEGRAM_PERSONAL, TELEGRAM_PUBLIC

NAMES = ("result.json", "outbox.json")  # as Telegram Desktop and Mastodon call them


def mixed_parts(file: BinaryIO) -> list[str]:
    """What private parts stand in a Telegram export or in an outbox of ActivityPub, in plain words.

    An export of one group has none: whoever made it chose that group. ``file`` may be anything.
    """
    return mixed_in_pieces(_pieces(file))


def mixed_in_pieces(pieces: Iterator[bytes]) -> list[str]:
    """The same of bytes that come in pieces."""
    found: Counter[str] = Counter()
    walk = Walk(pieces)
    try:
        for name in walk.fields():
            if name == "orderedItems" and walk.sign() == "[":
                for element in walk.elements():
                    found["posts that are not public"] += is_narrow(element.value())
            elif name in ("chats", "left_chats") and walk.sign() == "{":
                _chats(walk, found)
            elif name in TELEGRAM_KEYS:
                found[TELEGRAM_KEYS[name]] += 1
                walk.skip()
            elif name == "type" and walk.element().value() in TELEGRAM_PERSONAL:
                found[DIRECT] += 1
            elif name == "type":
                continue
            else:
                walk.skip()
    except NotSo:
        pass  # what can be said of it so far
    return [f"{n:,} {what}" if what.startswith(_COUNTED) else what for what, n in found.items() if n]


_CHATS = "private chats and groups"
_COUNTED = ("posts that", _CHATS)


def _chats(walk: Walk, found: Counter[str]) -> None:
    for name in walk.fields():
        if name != "list" or walk.sign() != "[":
            walk.skip()
            continue
        for kind in _types(walk):
            found[_CHATS] += kind not in TELEGRAM_PUBLIC


def _types(walk: Walk) -> Iterator[str]:
    """The type of each chat of a list that has anything in it, without holding its messages."""
    walk.took("[")
    if walk.took("]"):
        return
    while True:
        kind, held = "", False
        for name in walk.fields():
            if name == "type":
                kind = str(walk.element().value())
            else:
                held = held or name == "messages"
                walk.skip()
        if held:
            yield kind
        if walk.took("]") or not walk.took(","):
            return


def is_narrow(activity: Any) -> bool:
    """Whether an activity is not addressed to everybody (ActivityPub, section 5.6)."""
    if not isinstance(activity, dict):
        return False
    said: list[Any] = []
    for name in ("to", "cc"):
        value = activity.get(name, ())
        said += value if isinstance(value, list) else [value]
    return not any(each in AS_PUBLIC for each in said if isinstance(each, str))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while data := file.read(CHUNK):
        yield data
