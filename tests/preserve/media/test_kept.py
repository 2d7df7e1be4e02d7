"""Kept: what was learnt is found again, and its file may be spoiled or deleted at any time."""

import hashlib
import io
import json

from preserve.media.invented_media import in_jpeg, picture, saved, store

from isnad.preserve.media.kept import Kept, keep_copies
from isnad.preserve.media.looking import look

DIGEST = "sha256:" + "ab" * 32


def test_what_is_kept_is_found_again_by_the_same_tools_only(tmp_path):
    kept = Kept(tmp_path, "tools 1")
    kept.keep_look(DIGEST, {"kind": "picture"})
    kept.keep_likenesses("set", [{"one": "a"}])
    kept.close()
    again = Kept(tmp_path, "tools 1")
    assert again.looks([DIGEST, "sha256:0"]) == {DIGEST: {"kind": "picture"}}
    assert again.likenesses("set") == [{"one": "a"}]
    again.close()
    other = Kept(tmp_path, "tools 2")
    assert other.looks([DIGEST]) == {}
    assert other.likenesses("set") is None
    other.close()


def test_likenesses_of_sets_long_past_are_let_go(tmp_path):
    kept = Kept(tmp_path, "tools")
    for n in range(40):
        kept.keep_likenesses(f"{n}", [n])
    assert kept.likenesses("39") == [39]
    assert kept.likenesses("3") is None
    kept.close()


def test_a_spoiled_file_is_made_anew(tmp_path):
    (tmp_path / "media.sqlite").write_bytes(b"no database" * 500)
    kept = Kept(tmp_path, "tools")
    kept.keep_look(DIGEST, {"kind": "film"})
    assert kept.looks([DIGEST])[DIGEST] == {"kind": "film"}
    kept.close()


def test_where_nothing_can_be_written_it_works_all_the_same(tmp_path):
    (tmp_path / "derived").write_text("a file where a folder should be")
    kept = Kept(tmp_path / "derived", "tools")
    kept.keep_look(DIGEST, {"kind": "film"})
    assert kept.looks([DIGEST])
    kept.close()


def test_working_copies_say_of_what_they_were_made(tmp_path):
    held = store(70_000)
    path = tmp_path / "in.jpg"
    path.write_bytes(in_jpeg(saved(picture(4)), held))
    before = path.read_bytes()
    keep_copies(tmp_path / "derived", DIGEST, path, look(io.BytesIO(before)), "isnad 9")
    for folder, ending in (("thumbnails", ".jpg"), ("manifests", ".c2pa")):
        name = tmp_path / "derived" / folder / "ab" / ("ab" * 32)
        told = json.loads(name.with_suffix(".json").read_text())
        assert (told["of"], told["made_by"]) == (DIGEST, "isnad 9")
        assert "never evidence" in told["is"]
        data = name.with_suffix(ending).read_bytes()
        if folder == "manifests":
            assert data == held
            assert told["digest"] == "sha256:" + hashlib.sha256(held).hexdigest()
    assert path.read_bytes() == before
