"""Answers of a child that was taken over are refused, and nothing of them is used."""

import base64
import copy
import io

import pytest
from preserve.media.invented_media import described, in_jpeg, picture, saved, store

from isnad.preserve.media.answer import checked
from isnad.preserve.media.looking import look

GOOD = look(io.BytesIO(in_jpeg(saved(picture(1), exif=described()), store())))


def test_an_honest_answer_comes_through_whole():
    assert checked(GOOD) == GOOD


def spoiled(path: tuple, value: object) -> object:
    found = copy.deepcopy(GOOD)
    at = found
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return found


@pytest.mark.parametrize(
    "found",
    [
        None,
        [],
        "picture",
        {},
        spoiled(("kind",), "program"),
        spoiled(("width",), -1),
        spoiled(("width",), True),
        spoiled(("duration",), float("nan")),
        spoiled(("facts",), [{"standard": "EXIF", "name": "Make", "value": 9, "place": False}]),
        spoiled(("facts",), [GOOD["facts"][0]] * 5_000),
        spoiled(("facts", 0, "value"), "x" * 100_000),
        spoiled(("prints", 0, "prints", 0, "pdq"), "zz"),
        spoiled(("prints", 0, "prints", 0, "quality"), 1_000),
        spoiled(("prints", 0, "prints"), []),
        spoiled(("manifest", "digest"), "../../../etc/x"),
        spoiled(("manifest", "pieces"), [[0, 1 << 40]]),
        spoiled(("manifest", "pieces"), [[0]]),
        spoiled(("thumbnail", "data"), base64.b64encode(b"<script>").decode()),
        spoiled(("thumbnail", "data"), "not base64"),
        spoiled(("thumbnail", "width"), 100_000),
        spoiled(("problems",), [7]),
    ],
)
def test_anything_else_is_refused(found):
    with pytest.raises(ValueError, match=r"."):
        checked(found)


def test_control_characters_do_not_come_through():
    found = checked(spoiled(("facts", 0, "value"), "a\x1b[31mb\x00"))
    assert found["facts"][0]["value"] == "a [31mb"
