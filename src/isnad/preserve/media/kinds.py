"""What kind of medium a file is, told from its first bytes; never from its name or from what a server said.

What may live here: magic numbers of pictures, films and sound. Numbers after the formats' own specifications.
"""

import re

HEAD = 32  # bytes that tell
PICTURE, FILM, SOUND = "picture", "film", "sound"

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (rb"\xff\xd8\xff", PICTURE, "JPEG"),
    (rb"\x89PNG\r\n\x1a\n", PICTURE, "PNG"),
    (rb"GIF8[79]a", PICTURE, "GIF"),
    (rb"BM.{4}\x00\x00\x00\x00", PICTURE, "BMP"),
    (rb"II\*\x00|MM\x00\*", PICTURE, "TIFF"),
    (rb"RIFF.{4}WEBP", PICTURE, "WEBP"),
    (rb".{4}ftyp(?:avif|avis)", PICTURE, "AVIF"),
    (rb".{4}ftyp(?:heic|heix|heim|heis|mif1|msf1)", PICTURE, "HEIC"),
    (rb".{4}ftyp(?:M4A |M4B )", SOUND, "MP4"),
    (rb".{4}ftyp", FILM, "MP4"),
    (rb".{4}(?:moov|mdat|wide|free)", FILM, "QuickTime"),
    (rb"\x1aE\xdf\xa3", FILM, "Matroska"),
    (rb"RIFF.{4}AVI ", FILM, "AVI"),
    (rb"FLV\x01", FILM, "FLV"),
    (rb"\x00\x00\x01\xba", FILM, "MPEG-PS"),
    (rb"\x47.{3}", FILM, "MPEG-TS"),
    (rb"RIFF.{4}WAVE", SOUND, "WAV"),
    (rb"OggS", SOUND, "Ogg"),
    (rb"fLaC", SOUND, "FLAC"),
    (rb"ID3|\xff[\xfb\xf3\xf2]", SOUND, "MP3"),
)
_COMPILED = tuple((re.compile(magic, re.DOTALL), kind, form) for magic, kind, form in _MAGIC)


def kind_of(head: bytes, media_type: str = "") -> tuple[str, str] | None:
    """(kind, format) of a medium from its first ``HEAD`` bytes; None where it is none.

    MPEG-TS has but one byte of magic ("G"), so it is believed only where ``media_type`` says video too.
    """
    for magic, kind, form in _COMPILED:
        if magic.match(head) and (form != "MPEG-TS" or media_type.startswith("video/")):
            return kind, form
    return None
