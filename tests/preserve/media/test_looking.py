"""Looking: what files say of themselves, what is hostile, and what cannot be looked at."""

import base64
import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from preserve.media.invented_media import described, film, in_jpeg, in_mp4, picture, saved, store

from isnad.preserve.media import films, pictures
from isnad.preserve.media.alike import alike
from isnad.preserve.media.answer import checked
from isnad.preserve.media.looking import look

SCENE = picture(11)
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><rdf:Description '
    b'xmp:CreateDate="2031-05-03T10:00:00+03:00" dcterms:provenance="https://sedge.example/m.c2pa">'
    b"<photoshop:DateCreated>2031-05-02&e;</photoshop:DateCreated></rdf:Description></x:xmpmeta>"
)


def seen(data: bytes, media_type: str = "") -> dict:
    """What is learnt of some bytes, in the form that leaves the child."""
    return checked(look(io.BytesIO(data), media_type))


def said(found: dict) -> dict[str, str]:
    return {fact["name"]: fact["value"] for fact in found["facts"]}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_exif_is_told_by_its_names_and_places_are_marked(form):
    found = seen(saved(SCENE, form, exif=described()))
    told = said(found)
    assert (told["Make"], told["Model"], told["Software"]) == ("Kolcam", "K2", "Kolsoft 3")
    assert (told["DateTimeOriginal"], told["OffsetTimeOriginal"]) == ("2031:05:03 10:01:02", "+03:00")
    assert told["GPSLatitude"] == "20.0 30.0 0.0"
    assert {f["name"][:3] for f in found["facts"] if f["place"]} == {"GPS"}
    assert all(f["place"] for f in found["facts"] if f["name"].startswith("GPS"))
    assert (found["kind"], found["format"], found["width"], found["height"]) == ("picture", form, 480, 360)


def test_xmp_dates_are_found_and_nothing_in_it_is_resolved():
    told = said(seen(saved(SCENE, xmp=XMP)))
    assert told["xmp:CreateDate"] == "2031-05-03T10:00:00+03:00"
    assert told["photoshop:DateCreated"] == "2031-05-02&e;"
    assert told["dcterms:provenance"] == "https://sedge.example/m.c2pa"


def test_a_thumbnail_is_small_upright_and_says_nothing():
    exif = described()
    exif[0x0112] = 6  # to be turned a quarter
    small = seen(saved(SCENE, exif=exif, xmp=XMP, comment=b"by R. Okvist"))["thumbnail"]
    data = base64.b64decode(small["data"])
    with Image.open(io.BytesIO(data)) as shown:
        assert shown.size == (small["width"], small["height"]) == (240, 320)
        assert len(shown.getexif()) == 0
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(shown.info)
    assert not any(word in data for word in (b"Kolcam", b"Okvist", b"xmp"))


def test_a_manifest_is_seen_in_a_picture_that_still_decodes():
    found = seen(in_jpeg(saved(SCENE), store()))
    assert found["manifest"]["container"] == "JPEG APP11"
    assert found["prints"]
    assert found["problems"] == []


def bomb() -> bytes:
    """A PNG that says it is 60,000 by 60,000 pixels, in a few hundred bytes."""

    def chunk(kind: bytes, inside: bytes) -> bytes:
        return struct.pack(">I", len(inside)) + kind + inside + struct.pack(">I", zlib.crc32(kind + inside))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bomb(), "too large"),
        (saved(SCENE)[:3_000], "cannot be decoded"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40, "cannot be decoded"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(90), "HEIC"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(90), "cannot be decoded"),
        (b"OggS" + bytes(90), "cannot be decoded"),
    ],
)
def test_what_cannot_be_looked_at_is_said(data, words):
    found = seen(data)
    assert words in " ".join(found["problems"])
    assert found["prints"] == []


def test_more_pixels_than_are_decoded_here_are_said_with_the_facts(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 480 * 360 - 1)
    found = seen(saved(SCENE, "PNG", exif=described()))
    assert "480 by 360" in found["problems"][0]
    assert said(found)["Make"] == "Kolcam"
    assert found["prints"] == []


@pytest.mark.parametrize("data", [b"", b"words", b"<svg xmlns='x'/>", b"#EXTM3U\nfile:///etc/passwd", b"G" * 400])
def test_what_is_no_medium_is_none(data):
    assert seen(data)["kind"] == ""


PICTURES = [saved(picture(2, 96, 64), form, **more) for form, more in (("JPEG", {"exif": described()}), ("PNG", {}))]
PICTURES += [saved(picture(2, 96, 64), form) for form in ("GIF", "WEBP", "TIFF", "BMP")]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(PICTURES),
    st.lists(st.tuples(st.integers(0, 20_000), st.binary(min_size=1, max_size=6)), min_size=1, max_size=5),
)
def test_spoiled_pictures_give_an_answer_of_the_right_form(data, changes):
    broken = bytearray(data)
    for at, new in changes:
        at %= len(broken)
        broken[at : at + len(new)] = new
    seen(bytes(broken))


@pytest.fixture(scope="module")
def films_made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")
    scenes = [picture(n, 300, 225) for n in (21, 22, 23, 24)]
    place = {"creation_time": "2031-05-03T07:00:00Z", "location": "+20.5000+022.2500/", "artist": "R. Okvist"}
    whole = film(folder / "whole.mp4", scenes, **place)
    return {
        "whole": whole.read_bytes(),
        "part": film(folder / "part.mp4", scenes[1:3], rate=6, mirrored=True).read_bytes(),
        "other": film(folder / "other.mp4", [picture(n, 300, 225) for n in (31, 32)]).read_bytes(),
    }


def test_a_container_tells_its_facts(films_made):
    found = seen(in_mp4(films_made["whole"], store()))
    told = said(found)
    assert told["creation_time"].startswith("2031-05-03T07:00:00")
    assert told["codec"] == "video h264"
    assert told["dimensions"] == "240 by 180 pixels"
    assert {f["name"] for f in found["facts"] if f["place"]} >= {"location"}
    assert "Okvist" not in str(found["facts"])
    assert 7.5 <= found["duration"] <= 8.5
    assert found["manifest"]["container"] == "ISO-BMFF uuid"
    assert found["thumbnail"]
    assert len(found["prints"]) >= 4


def test_an_excerpt_turned_round_is_found_and_another_film_is_not(films_made):
    shown = {name: seen(data)["prints"] for name, data in films_made.items()}
    still = seen(saved(picture(23, 300, 225).crop((5, 5, 285, 215)), quality=40))["prints"]
    (part, shot) = sorted(alike({**shown, "still": still}), key=lambda like: (like.one, like.other))[:2]
    assert (part.one, part.other, part.turn) == ("part", "still", "mirrored")
    assert (shot.one, shot.other, shot.turn) == ("part", "whole", "mirrored")
    assert shot.frames >= 2
    assert not any("other" in (like.one, like.other) for like in alike({**shown, "still": still}))


def test_a_spoiled_film_gives_what_can_be_seen(films_made):
    data = bytearray(films_made["whole"])
    middle = data.index(b"mdat") + 4_000
    data[middle : middle + 400] = bytes(400)
    found = seen(bytes(data))
    assert found["kind"] == "film"
    assert found["width"] == 240
    cut = seen(bytes(data[: len(data) // 2]))
    assert cut["problems"]


def test_without_the_extra_a_film_is_not_checked_which_is_said(films_made, monkeypatch):
    monkeypatch.setattr(films, "installed", lambda: False)
    found = seen(films_made["whole"])
    assert found["prints"] == []
    (told,) = found["problems"]
    assert "not checked" in told
    assert "isnad[video]" in told
