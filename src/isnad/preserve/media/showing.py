"""Showing: a working copy of an original to look at, in one call that runs in a child without rights.

What may live here: from a captured picture, the first page of a PDF, or the picture that a browser took of a page, to a
JPEG of its pixels alone: no EXIF, no profile, nothing live, nothing of the captured bytes.
"""

import base64
import io
from importlib import import_module
from typing import Any, BinaryIO

from isnad.preserve.media import pictures

PICTURE, PDF, SHOT = "picture", "pdf", "shot"
LONGEST = 1_400  # pixels of a working copy, longer side
_TALLEST = 4_000  # of a browser's picture of a whole page, which is far higher than wide
_SHOT = 64 << 20  # bytes of a browser's picture that are looked at
_QUALITY = 82


def prepare() -> None:
    """Import what showing needs, for a child that can open no file once it is locked."""
    for name in ("PIL.ImageOps", "pypdfium2", "warcio.archiveiterator"):
        import_module(name)
    import_module("PIL.Image").init()


def show(stream: BinaryIO, what: str, offset: int = 0) -> dict[str, Any]:
    """A JPEG as base64 ``data``, its ``width`` and ``height``. ``offset`` is where the record of a shot begins.

    Raises ValueError where there is none, and whatever a decoder raises for what is broken.
    """
    if what == PDF:
        return _jpeg(_first_page(stream), LONGEST)
    if what == SHOT:
        return _jpeg(pictures.shown(pictures.opened(_shot(stream, offset)), longest=_TALLEST), _TALLEST)
    return _jpeg(pictures.shown(pictures.opened(stream), longest=LONGEST), LONGEST)


def _first_page(stream: BinaryIO) -> Any:
    pypdfium2: Any = import_module("pypdfium2")  # it has no types
    document = pypdfium2.PdfDocument(stream.read())
    try:
        page = document[0]
        return page.render(scale=min(LONGEST / max(page.get_size()), 4.0), may_draw_forms=False).to_pil()
    finally:
        document.close()


def _shot(stream: BinaryIO, offset: int) -> BinaryIO:
    """The bytes of a browser's picture: its record stands after that of the page it shows."""
    from warcio.archiveiterator import ArchiveIterator

    stream.seek(offset)
    record = next(iter(ArchiveIterator(stream)), None)
    named = (record.rec_headers.get_header("WARC-Target-URI") or "") if record else ""
    if record is None or not named.startswith("urn:fullPage:"):
        raise ValueError("no picture of the page was taken")
    return io.BytesIO(record.content_stream().read(_SHOT))


def _jpeg(picture: Any, longest: int) -> dict[str, Any]:
    from PIL import Image

    small = picture.convert("RGB")
    small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    bare = Image.frombytes("RGB", small.size, small.tobytes())
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=_QUALITY)
    return {"data": base64.b64encode(out.getvalue()).decode(), "width": bare.width, "height": bare.height}
