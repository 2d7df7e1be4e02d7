"""Contents: captures are found again by their lines, whether those are on the disk yet or not."""

import pytest

from isnad import new_case
from isnad.preserve.contents import Contents
from isnad.preserve.manifest import Told
from isnad.preserve.take import take


@pytest.fixture
def book(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(6):
        (folder / f"{n}.txt").write_text(f"{n % 4} houses burnt.")  # the last two are the first two once more
    made = new_case(tmp_path / "case").book
    list(made.add(str(folder)))
    list(made.add(str(folder / "1.txt"), Told(publisher="Sedge Post")))  # the same item, with more said of it
    return made


def test_what_stands_is_each_item_once_and_in_order(book):
    names = [(each.origin, each.publisher) for each in book.captures]
    assert names == [(f"in/{n}.txt", "") for n in (0, 2, 3, 4, 5)] + [("1.txt", "Sedge Post")]
    assert [each.origin for each in book.all_captures] == [f"in/{n}.txt" for n in range(6)] + ["1.txt"]


def test_all_but_those_that_are_known_come_one_by_one(book):
    known = {book.captures[1].id, book.captures[5].id, "another"}
    whole, number, captures = book.captures_but(known)
    assert (whole, number) == (6, 4)
    assert list(captures) == [each for each in book.captures if each.id not in known]


def test_captures_are_found_by_their_bytes(book):
    first, again = book.all_captures[0], book.all_captures[4]
    assert first.digest == again.digest
    assert book.contents.same_bytes(first.digest) == first
    assert book.contents.known(again) == again
    assert book.contents.same_bytes("sha256:none") is None


def test_lines_that_are_not_on_the_disk_yet_count_too(book, tmp_path):
    with book.writing():
        (tmp_path / "new.txt").write_text("The weir broke.")
        items = take(str(tmp_path / "new.txt"))
        kept = book.keep(next(items)).capture
        assert book.ledger.log.size < book.ledger.size
        assert book.contents.same_bytes(kept.digest) == kept
        assert book.captures[-1] == kept
        assert list(book.captures_but({each.id for each in book.captures[:-1]})[2]) == [kept]
    assert book.captures[-1] == kept


def test_a_capture_that_is_sealed_is_left_out_and_the_others_of_its_bytes_are_not(book):
    entries = {entry.seq: entry for entry in book.entries("capture")}
    first, again = book.all_captures[0], book.all_captures[4]
    (seq,) = [seq for seq, entry in entries.items() if entry.payload["id"] == first.id]
    contents = Contents(book.ledger.some)
    contents.take(entries.values(), book.ledger.size, frozenset((seq, 0)))
    assert first not in contents.captures
    assert contents.same_bytes(first.digest) == again
    assert contents.known(first) is None
    assert contents.but(())[:2] == (5, 5)
