"""What a package holds: the chosen captures and their lines, nothing of the others, the same bytes each time."""

import hashlib
import json
import zipfile

import pytest
from click.testing import CliRunner
from preserve.package.small import BRIDGE, MILL, packed, small_case

from isnad.casebook import Casebook, new_casebook
from isnad.cli.packaging import package, verify
from isnad.preserve.package.choice import choose
from isnad.preserve.package.source import read_source
from isnad.preserve.trouble import Trouble
from isnad.records.codec import report_id


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return small_case(tmp_path_factory.mktemp("small"))


def bytes_of(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def run(command, *arguments):
    return CliRunner().invoke(command, [str(a) for a in arguments], obj={"by": "N. N.", "debug": False})


def named(book, words):
    return next(capture for capture in book.captures if words in capture.origin)


@pytest.mark.parametrize("zipped", [False, True])
def test_the_same_case_gives_the_same_bytes(book, tmp_path, zipped):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        assert packed(Casebook(book.root), tmp_path / name / "package", zipped=zipped) == []
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")


def test_a_redacted_package_holds_nothing_of_what_is_withheld(book, tmp_path):
    shown, hidden = named(book, "sedge"), [c for c in book.captures if "sedge" not in c.origin]
    assert packed(book, tmp_path / "package", only=[shown.id]) == []
    files = bytes_of(tmp_path / "package")
    with zipfile.ZipFile(tmp_path / "package/data/case.wacz") as archive:
        archive.extractall(tmp_path / "wacz")
    everything = b"".join([*files.values(), *bytes_of(tmp_path / "wacz").values()])
    for capture in hidden:
        assert capture.id.encode() not in everything
        assert capture.digest[7:].encode() not in everything
        assert capture.origin.encode() not in everything
    assert BRIDGE.encode() not in everything
    assert f"data/items/sha256/{shown.digest[7:9]}/{shown.digest[7:]}" in files
    assert [line["payload"]["id"] for line in shown_lines(files) if line["kind"] == "capture"] == [shown.id]


def shown_lines(files):
    return [json.loads(line) for line in files["data/log/shown.jsonl"].splitlines()]


def test_lines_are_shown_as_they_stand_in_the_log(book, tmp_path):
    packed(book, tmp_path / "package", without=[named(book, "bridge").id])
    log = (book.root / "log/entries.jsonl").read_bytes().splitlines(keepends=True)
    files = bytes_of(tmp_path / "package")
    lines = files["data/log/shown.jsonl"].splitlines(keepends=True)
    assert lines == [log[json.loads(line)["seq"]] for line in lines]
    assert len(lines) < len(log)
    kinds = [line["kind"] for line in shown_lines(files)]
    assert {"case", "key", "batch", "capture", "container"} <= set(kinds)


@pytest.mark.parametrize("by", ["id", "report", "digest"])
def test_a_capture_is_named_by_its_id_its_reports_or_its_digest(book, by):
    capture = named(book, "mill")
    name = {"id": capture.id, "report": report_id(capture), "digest": capture.digest}[by]
    chosen = choose(read_source(book.root), only=[name[: 40 if by == "digest" else 10]])
    assert [c.id for c in chosen.captures.values()] == [capture.id]


@pytest.mark.parametrize(
    ("only", "without", "words"),
    [
        (["ffffffffff"], [], "No capture"),
        (["ab"], [], "No capture"),
        (["x"], ["y"], "exclude each other"),
        ([], "all", "Nothing would be left"),
    ],
)
def test_a_choice_that_cannot_be_meant_is_refused(book, only, without, words):
    without = [c.id for c in book.captures] if without == "all" else without
    with pytest.raises(Trouble, match=words):
        choose(read_source(book.root), only, without)


def test_a_changed_object_stops_at_its_item_and_is_named(tmp_path):
    book = small_case(tmp_path)
    path = book.store.path(named(book, "mill").digest)
    path.chmod(0o644)
    path.write_bytes(MILL.replace("Two", "Six").encode())
    done = run(package, book.root, "--as", "bag", "--to", tmp_path / "package")
    assert done.exit_code == 3, done.output
    assert "bytes were changed" in done.output
    files = bytes_of(tmp_path / "package")
    assert b"Six people" not in b"".join(files.values())
    assert f"{named(book, 'mill').digest},{len(MILL)},changed" in files["data/absent.csv"].decode()
    checked = run(verify, tmp_path / "package")
    assert (checked.exit_code, "changed" in checked.output) == (2, True), checked.output
    for form in ("wacz", "warc"):
        done = run(package, book.root, "--as", form, "--to", tmp_path / form)
        assert done.exit_code == 3, done.output
        assert b"Six people" not in (tmp_path / form).read_bytes()


def test_a_log_that_is_not_what_was_signed_is_not_exported(tmp_path):
    book = small_case(tmp_path)
    path = book.root / "log" / "entries.jsonl"
    path.write_bytes(path.read_bytes().replace(b"given/mill.txt", b"given/mull.txt"))
    with pytest.raises(Trouble, match="not what its checkpoint was signed for"):
        read_source(book.root)


def test_the_commands_say_what_was_made_and_check_it(book, tmp_path):
    made = run(package, book.root, "--as", "bag", "--zip", "--to", tmp_path / "p.zip", "--only", named(book, "mill").id)
    assert made.exit_code == 0, made.output
    assert "names and origins in them are in clear" in made.output
    done = run(verify, tmp_path / "p.zip", "--checkpoint", book.root / "log/checkpoint")
    assert (done.exit_code, "The package holds." in done.output) == (0, True), done.output
    again = run(package, book.root, "--as", "bag", "--zip", "--to", tmp_path / "p.zip")
    assert isinstance(again.exception, Trouble)
    (tmp_path / "p.zip").write_bytes((tmp_path / "p.zip").read_bytes().replace(b"Two people", b"Six people"))
    assert run(verify, tmp_path / "p.zip").exit_code == 1
    assert run(package, book.root, "--as", "wacz", "--zip").exit_code == 2


@pytest.mark.parametrize("form", ["bag", "wacz", "warc"])
def test_nothing_half_is_left_where_writing_breaks_off(book, tmp_path, form, monkeypatch):
    from isnad.preserve.package import zipped
    from isnad.preserve.warc import out

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipped.MemberOut, "write", full)
    monkeypatch.setattr(out._Member, "_put", full)
    done = run(package, book.root, "--as", form, "--to", tmp_path / "new" / "package")
    assert done.exception is not None
    (tmp_path / "new").mkdir(exist_ok=True)
    done = run(package, book.root, "--as", form, "--to", tmp_path / "new" / "package")
    assert isinstance(done.exception, OSError)
    assert list((tmp_path / "new").iterdir()) == []


def test_the_lists_of_the_bag_are_those_that_sha256sum_writes(book, tmp_path):
    packed(book, tmp_path / "package")
    files = bytes_of(tmp_path / "package")
    for line in files["manifest-sha256.txt"].decode().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256(files[name]).hexdigest() == digest


def test_a_zip_is_never_shown_in_part_for_it_holds_what_no_capture_shows(tmp_path):
    book = new_casebook(tmp_path / "case", "Mill")
    for name, members in {"export.zip": ("a.txt", "b.txt"), "other.zip": ("c.txt",)}.items():
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for member in members:
                archive.writestr(member, f"In Harrun two people died, says {member}.")
        list(book.add(str(tmp_path / name)))
    withheld = next(capture for capture in book.captures if capture.origin.endswith("c.txt"))
    packed(book, tmp_path / "bag", without=[withheld.id])
    shown = b"".join(path.read_bytes() for path in (tmp_path / "bag").rglob("*") if path.is_file())
    assert b"says a.txt" in shown
    assert b"says c.txt" not in shown
    objects = {path.name for path in (tmp_path / "bag" / "data" / "objects").rglob("*")}
    assert not objects & {capture.within.container[7:] for capture in book.captures}
