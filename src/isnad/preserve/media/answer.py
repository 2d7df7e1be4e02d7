"""Answers: whether what a child says it learnt of a medium has the form it must have.

What may live here: distrust. A child that hostile bytes took over may answer anything; nothing it says is used, written
or shown before it went through here.
"""

import base64
import re
from collections.abc import Mapping
from typing import Any

from isnad.preserve.media.facts import LONGEST, plain_text
from isnad.preserve.media.films import MOST_FRAMES
from isnad.preserve.media.kinds import FILM, PICTURE, SOUND
from isnad.preserve.media.manifests import MOST_BYTES
from isnad.preserve.media.pictures import THUMBNAIL
from isnad.preserve.media.prints import TURNS

MOST_FACTS = 1_000
MOST_THUMBNAIL = 1 << 20  # bytes
_BITS = re.compile(r"[0-9a-f]{64}")
_DIGEST = re.compile(r"(?:sha256:[0-9a-f]{64})?")


def checked(found: Any) -> dict[str, Any]:
    """An answer of ``looking.look``, made anew from its parts. Raises ValueError where one has not its form.

    Texts are cleaned of control characters. What the facts say is not judged: they are claims in any case.
    """
    try:
        return {
            "kind": _one_of(found["kind"], ("", PICTURE, FILM, SOUND)),
            "format": _text(found["format"]),
            "width": _number(found["width"], 1 << 24),
            "height": _number(found["height"], 1 << 24),
            "duration": float(_number(found["duration"], 1 << 32, (int, float))),
            "facts": [_fact(each) for each in _listed(found["facts"], MOST_FACTS)],
            "manifest": None if found["manifest"] is None else _manifest(found["manifest"]),
            "prints": [_picture(each) for each in _listed(found["prints"], MOST_FRAMES)],
            "thumbnail": None if found["thumbnail"] is None else _thumbnail(found["thumbnail"]),
            "problems": [_text(each) for each in _listed(found["problems"], MOST_FACTS)],
        }
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"not the form of an answer ({type(error).__name__}: {error})") from error


def _need(fits: bool, what: object) -> None:
    if not fits:
        raise ValueError(f"not the form of an answer: {plain_text(str(what))[:60]}")


def _one_of(value: Any, allowed: tuple[str, ...]) -> str:
    _need(isinstance(value, str) and value in allowed, value)
    return str(value)


def _text(value: Any) -> str:
    _need(isinstance(value, str) and len(value) <= 4 * LONGEST, value)
    return plain_text(value)


def _number(value: Any, below: int, kinds: tuple[type, ...] = (int,)) -> Any:
    _need(type(value) in kinds and 0 <= value < below, value)
    return value


def _truth(value: Any) -> bool:
    _need(isinstance(value, bool), value)
    return bool(value)


def _listed(value: Any, most: int) -> list[Any]:
    _need(isinstance(value, list) and len(value) <= most, "a list")
    return list(value)


def _fact(each: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: _text(each[name]) for name in ("standard", "name", "value")}, "place": _truth(each["place"])}


def _manifest(store: Mapping[str, Any]) -> dict[str, Any]:
    pieces = [[_number(n, 1 << 62) for n in _listed(piece, 2)] for piece in _listed(store["pieces"], MOST_FACTS)]
    _need(all(len(piece) == 2 for piece in pieces), "a piece")
    _need(isinstance(store["digest"], str) and _DIGEST.fullmatch(store["digest"]) is not None, "a digest")
    _need(not store["digest"] or sum(length for _, length in pieces) <= MOST_BYTES, "a manifest")
    return {
        "container": _text(store["container"]),
        "pieces": pieces,
        "size": _number(store["size"], 1 << 62),
        "digest": store["digest"],
        "complete": _truth(store["complete"]),
    }


def _picture(each: Mapping[str, Any]) -> dict[str, Any]:
    prints = [_print(p) for p in _listed(each["prints"], 2 * len(TURNS))]
    _need(bool(prints), "no print")
    return {"at": float(_number(each["at"], 1 << 32, (int, float))), "prints": prints}


def _print(each: Mapping[str, Any]) -> dict[str, Any]:
    for method in ("pdq", "dhash"):
        _need(isinstance(each[method], str) and _BITS.fullmatch(each[method]) is not None, "a print")
    return {
        "turn": _one_of(each["turn"], TURNS),
        "trimmed": _truth(each["trimmed"]),
        "quality": _number(each["quality"], 101),
        "pdq": each["pdq"],
        "dhash": each["dhash"],
    }


def _thumbnail(small: Mapping[str, Any]) -> dict[str, Any]:
    _need(isinstance(small["data"], str) and len(small["data"]) <= 2 * MOST_THUMBNAIL, "a thumbnail")
    data = base64.b64decode(small["data"], validate=True)
    _need(data.startswith(b"\xff\xd8\xff") and len(data) <= MOST_THUMBNAIL, "a thumbnail")
    sides = {name: _number(small[name], THUMBNAIL + 1) for name in ("width", "height")}
    return {"data": small["data"], **sides}
