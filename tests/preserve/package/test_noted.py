"""What is noted of a log says what its lines say, and nothing where one byte of them is another."""

import shutil
from contextlib import closing

import pytest
from preserve.package.small import packed, small_case

from isnad.preserve.custody.merkle import leaf_hash
from isnad.preserve.package import noted, source
from isnad.preserve.package.known import FILE, KnownRecords
from isnad.preserve.package.noted import note_lines
from isnad.preserve.package.source import Source, read_source
from isnad.preserve.trouble import Trouble


@pytest.fixture(scope="module", params=[(2, 1024), (2, 3), (5, 7)])
def book(request, tmp_path_factory):
    """A case of which all but a few lines are noted when they are written: from so many lines, so many together."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(noted, "_LEAST", request.param[0])
        patch.setattr(noted, "_MOST", request.param[1])
        book = small_case(tmp_path_factory.mktemp("noted"))
        book.note_records(whole=True)
        yield book


@pytest.fixture
def copied(book, tmp_path):
    """A copy, noted anew: what is derived is believed only in the folder where it was."""
    there = tmp_path / "case"
    shutil.copytree(book.root, there)
    (there / "derived" / FILE).unlink()
    with closing(KnownRecords(there / "derived")) as known:
        note_lines(there, known)
    return there


def all_of(found: Source) -> list[object]:
    return [
        dict(found.captures), found.places, found.objects, found.containers, dict(found.holds), found.leaves,
        found.made, found.protected.sealed, dict(found.visible),
    ]  # fmt: skip


def careful(root, monkeypatch) -> Source:
    with monkeypatch.context() as patch:
        patch.setattr(KnownRecords, "stretches", lambda _: frozenset())
        return read_source(root)


def watched(root, monkeypatch) -> tuple[int, Source]:
    """How many lines were read one by one, and what was read."""
    read: list[bytes] = []
    with monkeypatch.context() as patch:
        patch.setattr(source, "quick_line", lambda raw: read.append(raw))  # None: with all care then
        found = read_source(root)
    return len(read), found


def test_what_was_noted_when_it_was_written_is_not_read_again(book, monkeypatch):
    size = read_source(book.root).checkpoint.size
    read, found = watched(book.root, monkeypatch)
    assert read < size / 2
    assert all_of(found) == all_of(careful(book.root, monkeypatch))


def test_noting_goes_on_where_it_ended(copied, book, monkeypatch):
    with closing(KnownRecords(copied / "derived")) as known:
        before = known.stretches()
        assert before
        note_lines(copied, known)
        assert known.stretches() == before
    assert all_of(read_source(copied)) == all_of(careful(copied, monkeypatch))


def test_a_log_that_was_changed_anywhere_is_refused_though_it_was_noted(copied):
    """A byte in each line, in stretches and between them; lines taken out, put in, cut off, and in another order."""
    log = copied / "log" / "entries.jsonl"
    good = log.read_bytes()
    lines = good.splitlines(keepends=True)
    changed = [
        [*lines[:n], line.replace(b'"actor":"', b'"actor":"x', 1), *lines[n + 1 :]] for n, line in enumerate(lines)
    ]
    changed += [lines[:-1], lines[1:], [*lines[:3], *lines[4:]], [*lines[:4], lines[3], *lines[4:]], lines[::-1]]
    for each in changed:
        log.write_bytes(b"".join(each))
        with pytest.raises(Trouble):
            read_source(copied)
    log.write_bytes(good)
    assert read_source(copied).leaves == [leaf_hash(line) for line in lines]


def test_a_log_written_anew_in_part_is_not_taken_for_the_old_one(copied, monkeypatch):
    """The stretches still fit their bytes, and what stands before them is another log: their tree must not be used."""
    log = copied / "log" / "entries.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    with closing(KnownRecords(copied / "derived")) as known:
        said = {first: known.stretch(first) for first in sorted(known.stretches())}
    log.write_bytes(lines[0].replace(b"The mill at Harrun", b"The mill at Harrux") + b"".join(lines[1:]))
    (copied / "derived" / FILE).unlink()
    with closing(KnownRecords(copied / "derived")) as known:
        for first, each in said.items():
            if first:
                known.put_stretch(first, each)
    with pytest.raises(Trouble):
        read_source(copied)


@pytest.mark.parametrize("spoil", ["another's", "of another place", "torn", "no bytes"])
def test_only_what_this_user_noted_here_is_believed(copied, monkeypatch, spoil):
    right = all_of(careful(copied, monkeypatch))
    with closing(KnownRecords(copied / "derived")) as known:
        said = {first: known.stretch(first) for first in known.stretches()}
    if spoil == "of another place":
        shutil.copytree(copied, copied.with_name("there"))
        copied = copied.with_name("there")
    else:
        with monkeypatch.context() as patch:
            patch.setenv("ISNAD_HOME", str(copied.parent / "stranger"))
            with closing(KnownRecords(copied / "derived")) as known:
                for first, each in said.items():
                    forged = each.replace(b"Sedge", b"Hedge").replace(b"http", b"hxxp")
                    new = {"another's": forged, "torn": forged[:-9], "no bytes": None}[spoil]
                    known.put_stretch(first, b"" if new is None else new)
                    if spoil == "no bytes":
                        known._base.execute(f"UPDATE lines_{known_form()} SET said = 7")
    read, found = watched(copied, monkeypatch)
    assert all_of(found) == right
    assert read == found.checkpoint.size


def known_form() -> int:
    from isnad.preserve.package import known

    return known._FORM


def test_a_package_is_the_same_bytes_whether_its_lines_were_noted_or_not(book, tmp_path, monkeypatch):
    assert packed(book, tmp_path / "noted") == []
    with monkeypatch.context() as patch:
        patch.setattr(KnownRecords, "stretches", lambda _: frozenset())
        assert packed(book, tmp_path / "read") == []
    files = [sorted(p.relative_to(at) for p in at.rglob("*")) for at in (tmp_path / "noted", tmp_path / "read")]
    assert files[0] == files[1]
    for name in files[0]:
        if (tmp_path / "noted" / name).is_file():
            assert (tmp_path / "noted" / name).read_bytes() == (tmp_path / "read" / name).read_bytes()


def test_a_line_that_changed_since_is_not_made_a_capture(copied):
    found = read_source(copied)
    log = copied / "log" / "entries.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"kind":"capture"', b'"kind":"capturf"'))
    with pytest.raises(Trouble):
        dict(found.captures)
