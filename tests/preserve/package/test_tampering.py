"""What others' validators let through, caught by ours: a table of tampers over packages, all lists written anew."""

import contextlib
import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from preserve.package.small import BEGAN, packed, page, small_case, warc_of

from isnad.preserve.custody.keys import key_id, public_pem
from isnad.preserve.custody.merkle import Tree, leaf_hash
from isnad.preserve.custody.note import Checkpoint, Note, parse_checkpoint, parse_note, sign
from isnad.preserve.package.checked import package_problems
from isnad.preserve.warc.out import WarcOut
from isnad.records.problem import Severity


@pytest.fixture(scope="module")
def originals(tmp_path_factory):
    """The whole and the redacted package of one case, and the case."""
    folder = tmp_path_factory.mktemp("originals")
    book = small_case(folder)
    book.seal()
    packed(book, folder / "whole")
    shown = [c.id for c in book.captures if "mill" in c.origin or "sedge" in c.origin]
    packed(book, folder / "redacted", only=shown)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder, book


def relist(bag: Path) -> None:
    """Write a bag's lists anew, as whoever changes it would."""

    def lines(paths):
        return "".join(f"{hashlib.sha256((bag / p).read_bytes()).hexdigest()}  {p}\n" for p in sorted(paths))

    names = [str(path.relative_to(bag)) for path in bag.rglob("*") if path.is_file()]
    payload = [name for name in names if name.startswith("data/")]
    oxum = f"Payload-Oxum: {sum((bag / name).stat().st_size for name in payload)}.{len(payload)}"
    info = [
        oxum if line.startswith("Payload-Oxum") else line for line in (bag / "bag-info.txt").read_text().splitlines()
    ]
    (bag / "bag-info.txt").write_text("\n".join(info) + "\n")
    (bag / "manifest-sha256.txt").write_text(lines(payload))
    (bag / "tagmanifest-sha256.txt").write_text(
        lines({*names, "manifest-sha256.txt"} - {*payload, "tagmanifest-sha256.txt"})
    )


def wrong(bag: Path, known: Checkpoint | None = None) -> list[str]:
    """The errors of our check."""
    return [f"{p.where}: {p.what}" for p in package_problems(bag, known) if p.severity is Severity.ERROR]


def bagit_holds(bag: Path) -> bool:
    command = [sys.executable, "-m", "bagit", "--validate", "--quiet", str(bag)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def verifies(bag: Path) -> int:
    """The answer of the program that goes along with the package."""
    command = [sys.executable, "-B", str(bag / "data" / "verify.py")]
    return subprocess.run(command, capture_output=True, check=False).returncode


def rezip(path: Path, change) -> None:
    """Change the members of a ZIP, and bring a WACZ's own digests into line."""
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    change(members)
    package = json.loads(members["datapackage.json"])
    package["resources"] = [
        {
            "name": n.rpartition("/")[2].lower(),
            "path": n,
            "hash": f"sha256:{hashlib.sha256(d).hexdigest()}",
            "bytes": len(d),
        }
        for n, d in members.items()
        if not n.startswith("datapackage")
    ]
    members["datapackage.json"] = json.dumps(package).encode()
    digest = hashlib.sha256(members["datapackage.json"]).hexdigest()
    members["datapackage-digest.json"] = json.dumps({"path": "datapackage.json", "hash": f"sha256:{digest}"}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def _object(bag):
    return next(
        path for path in sorted((bag / "data/objects").rglob("*")) if path.is_file() and b"mill" in path.read_bytes()
    )


def same_length_forgery(bag):
    path = _object(bag)
    path.write_bytes(path.read_bytes().replace(b"Two people", b"Six people"))


def forgery_under_its_own_name(bag):
    path = _object(bag)
    data = path.read_bytes().replace(b"Two people", b"Six people")
    path.unlink()
    name = hashlib.sha256(data).hexdigest()
    target = bag / "data/objects/sha256" / name[:2] / name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data)


def object_taken_out(bag):
    _object(bag).unlink()


def object_put_in(bag):
    name = hashlib.sha256(b"planted").hexdigest()
    (bag / "data/objects/sha256" / name[:2]).mkdir(exist_ok=True)
    (bag / "data/objects/sha256" / name[:2] / name).write_bytes(b"planted")


def _log(bag):
    return next(p for p in (bag / "data/log/entries.jsonl", bag / "data/log/shown.jsonl") if p.exists())


def _lines(bag, change):
    path = _log(bag)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(change(lines)))


def name_in_a_line(bag):
    _lines(bag, lambda lines: [line.replace(b"N. N.", b"M. M.") for line in lines])


def line_taken_out(bag):
    _lines(bag, lambda lines: [*lines[:2], *lines[3:]])


def last_line_taken_out(bag):
    _lines(bag, lambda lines: lines[:-1])


def lines_swapped(bag):
    _lines(bag, lambda lines: [*lines[:1], lines[2], lines[1], *lines[3:]])


def line_twice(bag):
    _lines(bag, lambda lines: [*lines[:2], lines[1], *lines[2:]])


def line_put_in(bag):
    def change(lines):
        made = json.loads(lines[-1])
        made["seq"], made["prev"] = made["seq"] + 1, f"sha256:{hashlib.sha256(lines[-1]).hexdigest()}"
        return [*lines, json.dumps(made, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode() + b"\n"]

    _lines(bag, change)


def newline_taken_off(bag):
    _lines(bag, lambda lines: [*lines[:-1], lines[-1].rstrip(b"\n")])


def checkpoint_of_a_key_of_ones_own(bag):
    """The checkpoint signed anew, with the key laid beside the others."""
    key = Ed25519PrivateKey.generate()
    text = parse_note((bag / "data/log/checkpoint").read_bytes()).text
    note = Note(text=text, signatures=(sign(text, text.split("\n")[0], key),))
    (bag / "data/log/checkpoint").write_bytes(note.encode())
    public = key.public_key().public_bytes_raw()
    (bag / "data/keys" / f"{key_id(public)}.pem").write_bytes(public_pem(public))


def another_size_signed_by_no_one(bag):
    path = bag / "data/log/checkpoint"
    first, size, *rest = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([first, str(int(size) - 1), *rest]), encoding="utf-8")


def tag_file_put_in(bag):
    (bag / "notes.txt").write_text("Read this first.\n")


def fetch_list(bag):
    (bag / "fetch.txt").write_text("http://sedge.example/x 3 data/x\n")


def _wacz(change):
    return lambda bag: rezip(bag / "data/case.wacz", change)


def _first(members):
    return next(name for name in members if name.startswith("archive/") and "files" not in name)


def _replaced(members):
    name = _first(members)
    members[name] = warc_of(("https://sedge.example/a", page("Six people were killed at the mill.")))


def _cut(members):
    name = _first(members)
    members[name] = members[name][: len(members[name]) // 2]


def _dropped(members):
    del members[_first(members)]


def _dropped_everywhere(members):
    """A WARC taken out, with its part, its lines of the index and its pages: a smaller archive, and a sound one."""
    name = _first(members)
    del members[name]
    file = name.rpartition("/")[2]
    parts = members["isnad/parts.csv"].decode().splitlines(keepends=True)
    members["isnad/parts.csv"] = "".join(line for line in parts if name not in line).encode()
    lines = gzip.decompress(members["indexes/index.cdx.gz"]).decode().splitlines(keepends=True)
    kept = [line for line in lines if file not in line]
    block = gzip.compress("".join(kept).encode(), mtime=0)
    members["indexes/index.cdx.gz"] = block
    head = members["indexes/index.idx"].decode().splitlines(keepends=True)[0]
    said = {"offset": 0, "length": len(block), "digest": f"sha256:{hashlib.sha256(block).hexdigest()}"}
    members["indexes/index.idx"] = (head + kept[0].split(" {")[0] + " " + json.dumps(said) + "\n").encode()
    urls = {json.loads("{" + line.partition(" {")[2])["url"] for line in lines if file in line}
    pages = members["pages/pages.jsonl"].decode().splitlines(keepends=True)
    members["pages/pages.jsonl"] = "".join(p for p in pages if json.loads(p).get("url") not in urls).encode()


def _unlisted(members):
    members["archive/other.warc.gz"] = warc_of(("https://other.example/", page("Nothing happened.")))


def _parts_too(members):
    """The WARC replaced, and the list of parts with it."""
    name, old = _first(members), members[_first(members)]
    _replaced(members)
    digests = [hashlib.sha256(data).hexdigest() for data in (old, members[name])]
    parts = members["isnad/parts.csv"].decode().replace(digests[0], digests[1], 1)
    members["isnad/parts.csv"] = parts.replace(f",{len(old)},", f",{len(members[name])},").encode()


def _old_version(members):
    package = json.loads(members["datapackage.json"])
    members["datapackage.json"] = json.dumps({**package, "wacz_version": "0.1.0"}).encode()
    _replaced(members)


def _other_file(members):
    held = io.BytesIO()
    out = WarcOut(held, "another archiver")
    out.resource(io.BytesIO(b"planted"), 7, BEGAN)
    members["archive/files.warc.gz"] += held.getvalue()


def proof_spoiled(bag):
    path = sorted((bag / "data/log/proofs").glob("0*.json"))[0]
    said = json.loads(path.read_text())
    said["proofs"][1]["path"][0] = "00" * 32
    path.write_text(json.dumps(said))


def proof_missing(bag):
    sorted((bag / "data/log/proofs").glob("0*.json"))[0].unlink()


def proof_of_another_tree(bag):
    """A tree made anew over the changed lines alone, proofs and all; only its signature is missing."""
    name_in_a_line(bag)
    lines = _log(bag).read_bytes().splitlines(keepends=True)
    size = parse_checkpoint(parse_note((bag / "data/log/checkpoint").read_bytes()).text).size
    leaves = [hashlib.sha256(bytes([n])).digest() for n in range(size)]
    for line in lines:
        leaves[json.loads(line)["seq"]] = leaf_hash(line)
    tree = Tree(leaves)
    for path in (bag / "data/log/proofs").glob("0*.json"):
        proofs = [
            {"seq": s, "leaf": leaves[s].hex(), "path": [each.hex() for each in tree.prove_inclusion(s)]}
            for s in (json.loads(line)["seq"] for line in lines)
        ]
        path.write_text(json.dumps({"size": size, "root": tree.root().hex(), "proofs": proofs}))


def item_forged(bag):
    path = next(path for path in (bag / "data/items").rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes().replace(b"Two people", b"Six people"))


def key_under_anothers_name(bag):
    path = sorted((bag / "data/keys").iterdir())[0]
    path.write_bytes(public_pem(Ed25519PrivateKey.generate().public_key().public_bytes_raw()))


EITHER = {
    "an object is forged with its length kept": same_length_forgery,
    "an object is forged and named anew": forgery_under_its_own_name,
    "an object is taken out": object_taken_out,
    "an object is put in": object_put_in,
    "a name in a line of the log is changed": name_in_a_line,
    "a line is taken out": line_taken_out,
    "two lines are swapped": lines_swapped,
    "a line stands twice": line_twice,
    "a line is put in": line_put_in,
    "the last line loses its end": newline_taken_off,
    "the checkpoint is signed with a key of one's own": checkpoint_of_a_key_of_ones_own,
    "a key lies under another's name": key_under_anothers_name,
    "the checkpoint says another size": another_size_signed_by_no_one,
    "the bag sends one elsewhere": fetch_list,
    "a WARC in the web archive is replaced": _wacz(_replaced),
    "a WARC is replaced with its list of parts": _wacz(_parts_too),
    "a WARC is cut": _wacz(_cut),
    "a WARC is dropped": _wacz(_dropped),
    "a WARC is dropped with all that tells of it": _wacz(_dropped_everywhere),
    "a WARC is put in": _wacz(_unlisted),
    "the web archive says it is of an old version": _wacz(_old_version),
    "a file is put into the web archive": _wacz(_other_file),
}
WHOLE = {"the last line is taken out": last_line_taken_out}
REDACTED = {
    "a proof is spoiled": proof_spoiled,
    "the proofs are missing": proof_missing,
    "the tree is made anew": proof_of_another_tree,
    "a single item is forged": item_forged,
}
ROWS = [("whole", n, t) for n, t in {**EITHER, **WHOLE}.items()]
ROWS += [("redacted", n, t) for n, t in {**EITHER, **REDACTED}.items()]


@pytest.mark.parametrize(("form", "tamper"), [row[::2] for row in ROWS], ids=[f"{f}: {n}" for f, n, _ in ROWS])
def test_a_tamper_with_all_lists_written_anew_is_caught(originals, tmp_path, form, tamper):
    bag = tmp_path / "bag"
    shutil.copytree(originals[0] / form, bag)
    assert wrong(bag) == []
    tamper(bag)
    relist(bag)
    assert wrong(bag) != []


def test_bagit_lets_a_same_length_forgery_with_lists_written_anew_through(originals, tmp_path):
    """The row of the table that BagIt's own validator does not see; ours and the package's own program do."""
    bag = tmp_path / "bag"
    shutil.copytree(originals[0] / "whole", bag)
    same_length_forgery(bag)
    assert not bagit_holds(bag)
    relist(bag)
    assert bagit_holds(bag)
    assert any("objects/sha256" in line for line in wrong(bag))
    assert verifies(bag) == 1


@pytest.mark.parametrize("form", ["whole", "redacted"])
@pytest.mark.parametrize("tamper", [same_length_forgery, name_in_a_line, object_taken_out, lines_swapped])
def test_the_program_in_the_package_sees_it_too(originals, tmp_path, form, tamper):
    bag = tmp_path / "bag"
    shutil.copytree(originals[0] / form, bag)
    assert verifies(bag) == 0
    tamper(bag)
    assert verifies(bag) == 1


def test_a_file_that_no_list_names_is_caught(originals, tmp_path):
    bag = tmp_path / "bag"
    shutil.copytree(originals[0] / "whole", bag)
    tag_file_put_in(bag)
    assert bagit_holds(bag)
    assert any("notes.txt" in line for line in wrong(bag))


def test_a_history_written_anew_is_caught_by_a_checkpoint_from_elsewhere(originals, tmp_path):
    """Another case under the same name, whole and well signed: nothing in it is wrong, but it is not the one known."""
    folder, book = originals
    known = parse_checkpoint(parse_note((book.root / "log/checkpoint").read_bytes()).text)
    assert wrong(folder / "whole", known) == []
    other = small_case(tmp_path)
    packed(other, tmp_path / "bag")
    assert wrong(tmp_path / "bag") == []
    assert wrong(tmp_path / "bag", known) != []
    forked = Checkpoint(origin=known.origin, size=known.size, root=hashlib.sha256(b"fork").digest())
    assert wrong(folder / "whole", forked) != []


@pytest.mark.parametrize("name", ["../out.txt", "bag/../../out.txt", "/bag/out.txt", "other/x.txt", "bag/bagit.txt"])
def test_a_zip_whose_names_lead_elsewhere_is_caught(originals, tmp_path, name):
    to = tmp_path / "bag.zip"
    with zipfile.ZipFile(to, "w") as archive:
        for path in sorted((originals[0] / "whole").rglob("*")):
            if path.is_file():
                archive.write(path, f"bag/{path.relative_to(originals[0] / 'whole')}")
    assert wrong(to) == []
    twice = pytest.warns(UserWarning, match="Duplicate") if name == "bag/bagit.txt" else contextlib.nullcontext()
    with twice, zipfile.ZipFile(to, "a") as archive:
        archive.writestr(name, b"x")
    assert wrong(to) != []


@pytest.mark.parametrize("bomb", ["tight", "line", "method", "shared", "capitals", "accents"])
def test_a_zip_that_is_a_bomb_or_hides_a_file_is_caught_and_not_unpacked(originals, tmp_path, bomb, monkeypatch):
    to = tmp_path / "bag.zip"
    names = {"capitals": "bag/README.TXT", "accents": "bag/data/\u00e9.txt", "tight": "bag/manifest-sha512.txt"}
    with zipfile.ZipFile(to, "w") as archive:
        for path in sorted((originals[0] / "whole").rglob("*")):
            if path.is_file() and (bomb != "line" or path.name != "entries.jsonl"):
                archive.write(path, f"bag/{path.relative_to(originals[0] / 'whole')}")
        if bomb == "accents":
            archive.writestr("bag/data/e\u0301.txt", b"x")
        packing = zipfile.ZIP_BZIP2 if bomb == "method" else zipfile.ZIP_DEFLATED
        if bomb == "capitals":
            archive.writestr("bag/readme.txt", b"x")
        name = names.get(bomb, "bag/data/log/entries.jsonl" if bomb == "line" else "bag/data/more.txt")
        archive.writestr(name, b"a" * (64 << 20 if bomb in ("tight", "line") else 10), packing)
        if bomb == "shared":
            first = archive.infolist()[0]
            last = archive.getinfo(name)
            last.header_offset = first.header_offset
    unpacked: list[int] = []
    real = zipfile.ZipExtFile.read
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda self, n=-1: unpacked.append(1) or real(self, n))
    words = {"capitals": "capitals", "accents": "capitals or accents", "shared": "endless"}
    assert any(words.get(bomb, "unpacked") in line for line in wrong(to))


def test_a_program_that_is_not_ours_is_not_taken_for_ours(originals, tmp_path):
    bag = tmp_path / "bag"
    shutil.copytree(originals[0] / "whole", bag)
    (bag / "data/verify.py").write_text("print('It holds')\n")
    relist(bag)
    assert [(p.where, p.severity) for p in package_problems(bag) if p.severity is not Severity.NOTE] == [
        ("data/verify.py", Severity.WARNING)
    ]


def test_a_link_in_a_package_is_not_followed(originals, tmp_path):
    bag = tmp_path / "bag"
    shutil.copytree(originals[0] / "whole", bag)
    (tmp_path / "secret").write_text("x")
    os.symlink(tmp_path / "secret", bag / "data" / "link")
    assert any("link" in line for line in wrong(bag))


def test_a_flip_of_any_byte_that_the_proof_rests_on_is_caught(originals, tmp_path):
    """Log, checkpoint and proofs of a redacted package: bytes flipped in turn, all lists written anew each time."""
    bag = tmp_path / "bag"
    shutil.copytree(originals[0] / "redacted", bag)
    shutil.rmtree(bag / "data/objects")
    shutil.rmtree(bag / "data/items")
    (bag / "data/case.wacz").unlink()
    relist(bag)
    before = wrong(bag)
    for path in [_log(bag), bag / "data/log/checkpoint", *sorted((bag / "data/log/proofs").iterdir())]:
        data = path.read_bytes()
        for place in range(0, len(data), 29):
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            relist(bag)
            assert wrong(bag) != before, f"{path.name}, byte {place}"
        path.write_bytes(data)
