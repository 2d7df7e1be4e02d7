"""Prints: perceptual hashes of a picture, in its eight turns, with and without its borders.

What may live here: how a picture becomes bits. How near two prints must be is in ``nearest``; what it means, in weigh.

Two hashes, because each misses what the other finds (``benchmarks/likeness.py``): PDQ (Facebook/Meta 2019, "The
TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm"), 256 bits of a discrete cosine transform, with a
quality of 0 to 100; and the difference hash (Krawetz 2013, "Kind of Like That") at 16 by 16: whether each cell is
darker than its right neighbour. A mark in a corner moves the whole transform, but only the cells under it.
"""

from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

WORKING = 512  # pixels: the longer side of what borders are looked for on
HASHED = 256  # pixels: what PDQ is given; its own first step averages over 64 by 64 fields, so more changes few bits
CELLS = 16  # of the difference hash, each way
BORDER = 12  # of 256 steps of grey: what a uniform border may differ by, once a codec has been over it
LEAST_BORDER = 0.02  # of a side; less is no border
MOST_BORDER = 0.45  # of a side, on either end; a picture that is nearly all border has no print of its own
TURNS = ("", "quarter left", "half", "quarter right", "mirrored", "upside down", "transposed", "transversed")


class Print(TypedDict):
    """The two hashes of a picture in one turn, with or without its borders."""

    turn: str
    trimmed: bool
    quality: int
    pdq: str
    dhash: str


def prints_of(picture: "Image") -> list[Print]:
    """The prints of a picture as plain data: each with ``turn`` (one of ``TURNS``), ``trimmed``, ``quality`` (PDQ's, of
    what was hashed), and its ``pdq`` and ``dhash``, 64 hex digits each. The first is that of the picture as it stands.
    """
    whole = _plain(picture)
    made = list(_turned(whole, without=False))
    inner = trimmed(whole)
    if inner is not None:
        made += _turned(inner, without=True)
    return made


def trimmed(picture: "Image") -> "Image | None":
    """The picture without uniform borders (letterbox, pillarbox, frame); None where it has none."""
    import numpy as np

    grey = np.asarray(picture.convert("L"), dtype=np.int16)
    top, bottom = _border(grey), _border(grey[::-1])
    columns = grey[top : grey.shape[0] - bottom].T
    left, right = _border(columns), _border(columns[::-1])
    if not (top or bottom or left or right):
        return None
    width, height = picture.size
    return picture.crop((left, top, width - right, height - bottom))


def _border(rows: Any) -> int:
    """How many of the first rows are border: each of one grey, and of the same one; one more where a codec blurred."""
    first = int(rows[0].mean())
    most = int(len(rows) * MOST_BORDER)
    away = abs(rows[:most] - first).max(axis=1)
    same = int((away > BORDER).argmax()) if (away > BORDER).any() else most
    if same < len(rows) * LEAST_BORDER or same >= most:
        return 0
    return same + 1


def _plain(picture: "Image") -> "Image":
    """RGB on white, no larger than is worked on; a picture's transparent parts hide whatever colours."""
    from PIL import Image

    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture)
    picture = picture.convert("RGB")
    picture.thumbnail((WORKING, WORKING), Image.Resampling.BILINEAR)
    return picture


def _turned(picture: "Image", *, without: bool) -> "Iterator[Print]":
    from PIL import Image

    small = picture.resize((HASHED, HASHED), Image.Resampling.BILINEAR)
    turns = (None, *(Image.Transpose[name] for name in _TRANSPOSES))
    for turn, how in zip(TURNS, turns, strict=True):
        turned = small if how is None else small.transpose(how)
        bits, quality = _pdq(turned)
        yield Print(turn=turn, trimmed=without, quality=quality, pdq=bits, dhash=_dhash(turned))


_TRANSPOSES = (
    "ROTATE_90",
    "ROTATE_180",
    "ROTATE_270",
    "FLIP_LEFT_RIGHT",
    "FLIP_TOP_BOTTOM",
    "TRANSPOSE",
    "TRANSVERSE",
)


def _pdq(picture: "Image") -> tuple[str, int]:
    import numpy as np
    import pdqhash

    bits, quality = pdqhash.compute(np.asarray(picture))
    return np.packbits(bits).tobytes().hex(), int(quality)


def _dhash(picture: "Image") -> str:
    import numpy as np
    from PIL import Image

    cells = picture.convert("L").resize((CELLS + 1, CELLS), Image.Resampling.BOX)
    grey = np.asarray(cells, dtype=np.int16)
    return np.packbits(grey[:, 1:] > grey[:, :-1]).tobytes().hex()
