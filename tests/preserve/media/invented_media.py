"""Invented pictures, films and manifests for the tests of media. Nothing here was photographed."""

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

C2PA = bytes.fromhex("63327061001100108000 00AA00389B71".replace(" ", ""))


def picture(seed: int, width: int = 480, height: int = 360) -> Image.Image:
    """A scene: soft light, and things in it."""
    chance = np.random.default_rng(seed)
    layers = np.zeros((height, width, 3))
    for scale in (2, 4, 8, 16, 32):
        small = Image.fromarray(chance.normal(size=(max(2, scale * 3 // 4), scale)).astype(np.float32))
        layers += np.asarray(small.resize((width, height), Image.Resampling.BICUBIC))[..., None] / scale
    layers = (layers - layers.min()) / (layers.max() - layers.min())
    made = Image.fromarray((layers * 225 + 15).astype(np.uint8))
    pen = ImageDraw.Draw(made)
    for _ in range(7):
        x, y = int(chance.integers(width)), int(chance.integers(height))
        w, h = (int(n) for n in chance.integers(20, 150, 2))
        pen.rectangle((x, y, x + w, y + h), fill=tuple(int(c) for c in chance.integers(0, 255, 3)))
    return made.filter(ImageFilter.GaussianBlur(0.8))


def saved(made: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """A picture as the bytes of a file."""
    out = io.BytesIO()
    made.save(out, form, **options)
    return out.getvalue()


def described() -> Image.Exif:
    """EXIF of an invented camera, with a place."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131], exif[0x0132] = "Kolcam", "K2", "Kolsoft 3", "2031:05:03 12:00:00"
    inner = exif.get_ifd(0x8769)
    inner[0x9003], inner[0x9011] = "2031:05:03 10:01:02", "+03:00"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (20.0, 30.0, 0.0), "E", (22.0, 15.0, 0.0)
    return exif


def film(path: Path, scenes: list[Image.Image], *, rate: int = 5, mirrored: bool = False, **metadata: str) -> Path:
    """A film of scenes, each two seconds long, drifting slowly; H.264 in MP4."""
    import av

    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as box:
        box.metadata.update(metadata)
        stream = box.add_stream("libx264", rate=rate, options={"threads": "1"})  # else no two films are the same
        stream.width, stream.height, stream.pix_fmt = 240, 180, "yuv420p"
        for scene in scenes:
            for n in range(2 * rate):
                shot = scene.crop((n, n, scene.width - 20 + n, scene.height - 15 + n)).resize((240, 180))
                shot = ImageOps.mirror(shot) if mirrored else shot
                for packet in stream.encode(av.VideoFrame.from_image(shot)):
                    box.mux(packet)
        for packet in stream.encode():
            box.mux(packet)
    return path


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of ISO/IEC 19566-5 or 14496-12."""
    inside = b"".join(parts)
    return struct.pack(">I", 8 + len(inside)) + kind + inside


def store(size: int = 300, kind: bytes = C2PA) -> bytes:
    """A manifest store: a JUMBF superbox whose description says that it is C2PA's."""
    return box(b"jumb", box(b"jumd", kind, b"\x03c2pa\0"), box(b"free", bytes(n % 251 for n in range(size))))


def in_jpeg(data: bytes, held: bytes, piece: int = 60_000) -> bytes:
    """A JPEG with a store in APP11 segments (ISO/IEC 19566-5, D.2)."""
    head, segments = held[:8], b""
    parts = [held[8 + at : 8 + at + piece] for at in range(0, len(held) - 8, piece)]
    for number, part in enumerate(parts, start=1):
        inside = b"JP" + struct.pack(">HI", 7, number) + head + part
        segments += b"\xff\xeb" + struct.pack(">H", len(inside) + 2) + inside
    return data[:2] + segments + data[2:]


def in_png(data: bytes, held: bytes) -> bytes:
    """A PNG with a store in the chunk caBX, before the pixels."""
    chunk = struct.pack(">I", len(held)) + b"caBX" + held + b"\0\0\0\0"
    return data[:33] + chunk + data[33:]


def in_mp4(data: bytes, held: bytes) -> bytes:
    """An MP4 with a store in a uuid box at its end."""
    uuid = bytes.fromhex("D8FEC3D61B0E483C92975828877EC481")
    return data + box(b"uuid", uuid, b"\0\0\0\0", b"manifest\0", b"\0" * 8, held)


def in_riff(data: bytes, held: bytes) -> bytes:
    """A WebP or WAV with a store in the chunk C2PA."""
    return data + b"C2PA" + struct.pack("<I", len(held)) + held + b"\0" * (len(held) % 2)
