"""Pictures: what is written in them beside the picture (EXIF, XMP), and a small copy without any of it.

What may live here: everything that Pillow does with a captured picture. It is never rewritten; a thumbnail is made of
the pixels alone.
"""

import base64
import io
import re
import warnings
from typing import TYPE_CHECKING, Any, BinaryIO

from isnad.preserve.media.facts import FactRow, fact, plain_text

if TYPE_CHECKING:
    from PIL.Image import Image

# AVIF decodes in Pillow from 11.3 on; HEIC in no Pillow. Nothing else is opened: each codec is a way in.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF")
MOST_PIXELS = 100_000_000  # decoded to three bytes each; a JPEG is decoded smaller, so its bound is the guard's
GUARD_PIXELS = 250_000_000  # the largest phones make 200 million
THUMBNAIL = 320  # pixels, longer side
_DRAFT = 1024  # pixels: JPEG is decoded to no less than this (its transform allows halves), which is far quicker

# Names and numbers: EXIF 3.0 (CIPA DC-008-2023), 4.6.
_TAGS = {0x010F: "Make", 0x0110: "Model", 0x0112: "Orientation", 0x0131: "Software", 0x0132: "DateTime"}
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_EXIF_TAGS = {
    0x9003: "DateTimeOriginal",
    0x9004: "DateTimeDigitized",
    0x9010: "OffsetTime",
    0x9011: "OffsetTimeOriginal",
    0x9012: "OffsetTimeDigitized",
    0x9291: "SubSecTimeOriginal",
}
_GPS_TAGS = {
    1: "GPSLatitudeRef",
    2: "GPSLatitude",
    3: "GPSLongitudeRef",
    4: "GPSLongitude",
    5: "GPSAltitudeRef",
    6: "GPSAltitude",
    7: "GPSTimeStamp",
    16: "GPSImgDirectionRef",
    17: "GPSImgDirection",
    29: "GPSDateStamp",
    31: "GPSHPositioningError",
}
# Names after XMP (ISO 16684-1) and, for the provenance, the C2PA specification 2.1, section 11.5.
_XMP_NAMES = (
    "xmp:CreateDate",
    "xmp:ModifyDate",
    "xmp:MetadataDate",
    "xmp:CreatorTool",
    "photoshop:DateCreated",
    "exif:DateTimeOriginal",
    "dcterms:provenance",
)
_XMP_LIMIT = 1 << 20  # bytes of XMP that are looked through
_XMP = re.compile(
    r"(?<![\w:])(" + "|".join(_XMP_NAMES) + r")\s*(?:=\s*\"([^\"<]{1,300})\"|=\s*'([^'<]{1,300})'|>([^<]{1,300})<)"
)


class TooLarge(ValueError):
    """A picture has more pixels than are decoded here."""


def opened(stream: BinaryIO) -> "Image":
    """A picture opened and not yet decoded. Raises ValueError or OSError where it is none, or is a bomb by its size."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = GUARD_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Image.open(stream, formats=FORMATS)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise TooLarge(str(error)) from error


def shown(picture: "Image", longest: int = _DRAFT) -> "Image":
    """The picture as it is shown: decoded (its first frame), the right way up, at most so many pixels a side.

    Raises TooLarge, and whatever Pillow raises for a broken one.
    """
    from PIL import Image, ImageOps

    picture.draft("RGB", (longest, longest))
    if picture.width * picture.height > MOST_PIXELS:
        raise TooLarge(f"{picture.width} by {picture.height} pixels")
    picture.load()
    if max(picture.size) > longest:
        picture.thumbnail((longest, longest), Image.Resampling.BOX)
    return ImageOps.exif_transpose(picture)


def facts_in(picture: "Image") -> list[FactRow]:
    """What the file says of itself. Every one is a claim inside the file: it can be written by anyone."""
    return [*_exif(picture), *_xmp(picture)]


def thumbnail(picture: "Image") -> dict[str, Any]:
    """A small JPEG of a shown picture, of its pixels alone: base64 ``data``, ``width``, ``height``."""
    from PIL import Image

    small = picture.convert("RGB")
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    bare = Image.frombytes("RGB", small.size, small.tobytes())  # nothing comes along: no EXIF, profile or comment
    bare.save(out, "JPEG", quality=80)
    return {"data": base64.b64encode(out.getvalue()).decode(), "width": bare.width, "height": bare.height}


def _exif(picture: "Image") -> list[FactRow]:
    try:
        exif = picture.getexif()
        parts = ((exif, _TAGS), (exif.get_ifd(_EXIF_IFD), _EXIF_TAGS), (exif.get_ifd(_GPS_IFD), _GPS_TAGS))
        return [
            fact("EXIF", name, _value(table[tag]), place=table_names is _GPS_TAGS)
            for table, table_names in parts
            for tag, name in table_names.items()
            if tag in table
        ]
    except Exception as error:  # whatever a broken block makes Pillow raise, the rest is still looked at
        return [fact("EXIF", "unreadable", f"{type(error).__name__}: {error}")]


def _value(value: Any) -> str:
    if isinstance(value, bytes):
        return plain_text(value.decode("latin-1"))
    if isinstance(value, tuple):
        return " ".join(_value(each) for each in value)
    return plain_text(str(value))


def _xmp(picture: "Image") -> list[FactRow]:
    """Dates, tool and remote manifest of an XMP block, by their names and not by parsing XML: there is no entity to
    expand and nothing to fetch."""
    block = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    text = block.decode("utf-8", "replace") if isinstance(block, bytes) else str(block)
    found = dict.fromkeys((m[1], plain_text(m[2] or m[3] or m[4])) for m in _XMP.finditer(text[:_XMP_LIMIT]))
    return [fact("XMP", name, value) for name, value in found]
