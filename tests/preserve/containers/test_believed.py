"""What a child that was taken over could say, and what becomes of it."""

import copy

import pytest

from isnad.preserve.confined import child
from isnad.preserve.containers import opened
from isnad.preserve.containers.believed import believed, believed_kind
from isnad.preserve.containers.kinds import Kind
from isnad.preserve.containers.parts import DROPPED, END, Bounds, fault, item
from isnad.preserve.item import Taken
from isnad.preserve.take import take

ITEM = item(
    "sedge.warc/1", headers=[("Content-Type", "text/html")], told={"url": "https://sedge.example/1"}, record="a"
)
BOUNDS = Bounds(item=10, total=25, items=3)


def said(*events, bounds=BOUNDS):
    return list(believed(events, bounds))


def without(name):
    return {"item": {key: value for key, value in ITEM["item"].items() if key != name}}


def otherwise(name, value):
    made = copy.deepcopy(ITEM)
    place = made["item"]
    *way, last = name.split(".")
    for each in way:
        place = place[each]
    place[last] = value
    return made


def test_what_a_parser_says_goes_through_as_it_is():
    events = [ITEM, b"12345", b"67890", END, fault("odd", "sedge.warc"), ITEM, b"", DROPPED]
    assert said(*events) == events
    assert believed_kind({"name": "warc", "title": "a WARC", "media_type": "application/warc", "also": ""}) == Kind(
        name="warc", title="a WARC", media_type="application/warc"
    )


def test_half_a_surrogate_pair_can_be_written_down_after_all():
    (made,) = said(otherwise("origin", "sedge \ud83d"))
    assert made["item"]["origin"] == "sedge ?"


@pytest.mark.parametrize(
    "events",
    [
        [7], ["end"], [None], [[]], [{}], [{"end": 1}], [{"end": True, "item": {}}], [{"more": True}], [{"fault": "x"}],
        [{"fault": ["a", "b", "c"]}], [{"fault": ["a", "b", "c", "fatal"]}], [{"fault": ["a", "b", 3, "error"]}],
        [{"item": []}], [{"item": {}}], [without("within")], [without("told")],
        [otherwise("origin", 1)], [otherwise("origin", "x" * (1 << 21))], [otherwise("media_type", {"a": 1})],
        [otherwise("told.made_by", "x")], [otherwise("told", [])], [otherwise("told.url", None)],
        [otherwise("within.container", "sha256:" + "0" * 64)], [otherwise("within.kind", "zip")],
        [otherwise("within.offset", -1)], [otherwise("within.length", 1 << 64)], [otherwise("within.offset", 1.5)],
        [otherwise("within.length", True)], [otherwise("within.member", None)], [otherwise("headers", {})],
        [otherwise("headers", [["a"]])], [otherwise("headers", [["a", 1]])],
        [otherwise("headers", [["a", "b"]] * 20_000)],
        [otherwise("headers", [[":address", "198.51.100.7"]])], [otherwise("headers", [[" :Browser", "x"]])],
        [ITEM, b"x" * 6, b"x" * 5], [ITEM, b"x" * 9, END, ITEM, b"x" * 9, END, ITEM, b"x" * 9], [ITEM] * 4,
        [ITEM, b"x", *[fault("odd", "here")] * 10_001],
    ],
)  # fmt: skip
def test_nothing_else_is_believed(events):
    with pytest.raises(child.Broke) as broke:
        said(*events)
    assert broke.value.reason == "refused"


@pytest.mark.parametrize("kind", [[], {}, {"name": "warc"}, {"name": 1, "title": "", "media_type": "", "also": ""}])
def test_a_kind_of_another_form_is_none(kind):
    with pytest.raises(child.Broke):
        believed_kind(kind)


def test_a_child_that_lies_without_end_is_stopped_and_the_file_is_kept(tmp_path, monkeypatch):
    def lie(*_, **__):
        yield ITEM
        while True:
            yield b"x" * 1000

    (tmp_path / "a.warc").write_bytes(b"WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    monkeypatch.setattr(opened.child, "stream", lie)
    found = list(take(str(tmp_path / "a.warc")))
    assert [each.container for each in found if isinstance(each, Taken)] == [True]
    assert "more bytes than were allowed" in found[-1].what
