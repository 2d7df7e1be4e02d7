import sqlite3

import pytest

from isnad.computed import FILE, Computed, key_of

KEY, OTHER = key_of("one"), key_of("two")


@pytest.fixture
def kept(tmp_path):
    made = Computed(tmp_path, "here")
    made.put("kind", {KEY: b"value", OTHER: b"other"}, {KEY, OTHER})
    yield made
    made.close()


def test_what_was_kept_is_got_under_its_kind_and_scope_alone(kept, tmp_path):
    assert kept.get("kind", {KEY, key_of("three")}) == {KEY: b"value"}
    assert kept.get("another", {KEY}) == {}
    kept.close()
    elsewhere = Computed(tmp_path, "elsewhere")
    assert elsewhere.get("kind", {KEY}) == {}
    elsewhere.close()


@pytest.mark.parametrize("change", ["value = 'x'", "value = x'00'", "proof = NULL", "key = zeroblob(32)", "kind = 'k'"])
def test_what_was_damaged_is_not_known(kept, tmp_path, change):
    kept.close()
    with sqlite3.connect(tmp_path / FILE) as base:
        base.execute(f"UPDATE OR IGNORE computed SET {change} WHERE rowid = 1")
    base.close()
    again = Computed(tmp_path, "here")
    assert again.get("kind", {KEY, OTHER, bytes(32)}) == {OTHER: b"other"} or change.startswith("proof")
    assert again.problems == []
    again.close()


@pytest.mark.parametrize("spoil", [b"no database at all", None])
def test_a_broken_file_is_made_anew_and_said(kept, tmp_path, spoil):
    kept.put("kind", {key_of(str(n)): b"v" * 2000 for n in range(40)}, set())
    kept.close()
    path = tmp_path / FILE
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096) if spoil is None else spoil)
    again = Computed(tmp_path, "here")
    assert again.get("kind", {KEY}) == {}
    assert len(again.problems) == 1
    again.put("kind", {KEY: b"value"}, {KEY})
    assert again.get("kind", {KEY}) == {KEY: b"value"}
    again.close()


def test_where_nothing_can_be_written_it_is_computed_each_time(tmp_path):
    (tmp_path / "derived").write_text("a file where the folder should be")
    kept = Computed(tmp_path / "derived", "here")
    kept.put("kind", {KEY: b"value"}, {KEY})
    assert kept.get("kind", {KEY}) == {KEY: b"value"}  # in memory
    assert len(kept.problems) == 1
    kept.close()


def test_what_is_not_used_goes_once_it_is_most_of_all(kept):
    new = {key_of(str(n)): b"v" for n in range(3)}
    kept.put("kind", new, {*new, KEY})  # six are kept, four of them used
    assert kept.get("kind", {OTHER}) == {OTHER: b"other"}
    last = {key_of("last"): b"v"}
    kept.put("kind", last, last.keys())
    assert kept.get("kind", {KEY, OTHER, *new, *last}) == last


def test_texts_that_run_together_have_other_keys():
    assert len({key_of("a", "b"), key_of("ab"), key_of("a\0b"), key_of("", "ab"), key_of("ab", "")}) == 5
