"""Media: how a likeness is worded, and that a record comes back whole."""

from datetime import UTC, datetime

import pytest

from isnad.records.codec import from_plain, to_plain
from isnad.records.media import NO_MATCH, Fact, Footage, Likeness, Medium, PostTime, Provenance, Sighting


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "the same picture (PDQ distance 12 of 256)"),
        ({"turn": "mirrored"}, "the same picture (PDQ distance 12 of 256, mirrored)"),
        (
            {"turn": "half", "trimmed": True, "frames": 3, "of": 9},
            "the same footage (PDQ distance 12 of 256, half, without its borders, 3 of 9 pictures found)",
        ),
    ],
)
def test_a_likeness_is_worded_with_how_it_was_found(more, words):
    assert Likeness(one="a", other="b", method="PDQ", distance=12, **more).words == words


def test_no_match_is_never_worded_as_independent():
    assert NO_MATCH == "no match found; independence not established"


def test_media_come_back_from_json_as_they_were():
    medium = Medium(
        id="sha256:0",
        captures=("c",),
        kind="picture",
        format="JPEG",
        facts=(Fact(standard="EXIF", name="GPSLatitude", value="20", place=True),),
        provenance=Provenance(container="PNG caBX", pieces=((8, 9), (20, 4)), size=13, digest="", complete=False),
        posts=(PostTime(platform="X", ident="1", at=datetime(2031, 5, 3, tzinfo=UTC), url="https://x.com/a/status/1"),),
    )
    assert from_plain(to_plain(medium), Medium) == medium
    footage = Footage(sightings=(Sighting(report="r", medium="m"),))
    assert from_plain(to_plain(footage), Footage) == footage
