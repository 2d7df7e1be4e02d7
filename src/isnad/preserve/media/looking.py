"""Looking: all that is learnt from the bytes of one medium, in one call that runs in a child without rights.

What may live here: the one entry to this room. A file in, plain JSON data out; nothing is written, nothing fetched.
"""

from typing import Any, BinaryIO

from isnad.preserve.media import films, pictures
from isnad.preserve.media.facts import plain_text
from isnad.preserve.media.kinds import FILM, HEAD, PICTURE, SOUND, kind_of
from isnad.preserve.media.manifests import manifest_in
from isnad.preserve.media.nearest import apart
from isnad.preserve.media.prints import Print, prints_of

EDITION = 2  # raised whenever the same bytes would give something else
SAME_SCENE = 20  # bits of PDQ: a frame this near to the one kept before shows nothing new
DARK = 25  # quality: a plainer frame (black, a title card) tells nothing


def prepare() -> None:
    """Import what looking needs, for a child that can open no file once it is locked."""
    from importlib import import_module

    for name in ("numpy", "pdqhash", "PIL.ImageOps", *(("av",) if films.installed() else ())):
        import_module(name)
    import_module("PIL.Image").init()


def look(stream: BinaryIO, media_type: str = "") -> dict[str, Any]:
    """What a medium is and says: ``kind`` ("picture", "film", "sound"; empty where it is none), ``format``, ``width``,
    ``height``, ``duration`` (seconds), ``facts``, ``manifest`` (C2PA, or None), ``prints`` (a list of prints for each
    picture in it, each with ``at`` seconds), ``thumbnail`` and ``problems`` (texts: what could not be looked at).

    Never raises for what is in the file.
    """
    known = kind_of(stream.read(HEAD), media_type)
    found = _empty(*(known or ("", "")))
    if known is None:
        return found
    stream.seek(0)
    found["manifest"] = manifest_in(stream)
    stream.seek(0)
    try:
        (_picture if found["kind"] == PICTURE else _recording)(stream, found)
    except pictures.TooLarge as error:
        found["problems"].append(f"too large to be decoded here: {plain_text(str(error))}")
    except MemoryError:
        found["problems"].append("it needs more memory than is allowed")
    except Exception as error:  # a broken or hostile file makes its decoder raise anything
        found["problems"].append(f"it cannot be decoded: {plain_text(f'{type(error).__name__}: {error}')}")
    return found


def _empty(kind: str, form: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "format": form,
        "width": 0,
        "height": 0,
        "duration": 0.0,
        "facts": [],
        "manifest": None,
        "prints": [],
        "thumbnail": None,
        "problems": [],
    }


def _picture(stream: BinaryIO, found: dict[str, Any]) -> None:
    if found["format"] == "HEIC":
        found["problems"].append("not checked: no decoder for HEIC is used here")
        return
    with pictures.opened(stream) as picture:
        found["width"], found["height"] = picture.size
        found["facts"] = list(pictures.facts_in(picture))
        image = pictures.shown(picture)
    found["thumbnail"] = pictures.thumbnail(image)
    found["prints"] = [{"at": 0.0, "prints": prints_of(image)}]


def _recording(stream: BinaryIO, found: dict[str, Any]) -> None:
    if not films.installed():
        found["problems"].append(films.NOT_INSTALLED)
        return
    seen = films.looked_into(stream, found["format"], frames=found["kind"] == FILM)
    found["facts"] = seen["facts"]
    found["width"], found["height"], found["duration"] = seen["width"], seen["height"], seen["duration"]
    if found["kind"] == FILM and not seen["width"]:
        found["kind"] = SOUND
    if seen["short"]:
        found["problems"].append(f"not all of it was looked at: {seen['short']}")
    before: Print | None = None
    middle = len(seen["frames"]) // 3  # films often begin in black
    for n, (at, image) in enumerate(seen["frames"]):
        if n == middle:
            found["thumbnail"] = pictures.thumbnail(image)
        prints = prints_of(image)
        if prints[0]["quality"] < DARK or (before is not None and apart(before["pdq"], prints[0]["pdq"]) <= SAME_SCENE):
            continue
        before = prints[0]
        found["prints"].append({"at": at, "prints": prints})
