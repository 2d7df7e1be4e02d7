import hashlib
import io
import json
import shutil
import subprocess

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from preserve.people.notebook import every_byte, identities, spellings
from strategies import texts

from isnad.preserve.people.envelope import (
    Opened,
    measured,
    mismatches,
    open_sealed,
    padded,
    seal,
)
from isnad.preserve.people.named import sealed_path
from isnad.preserve.trouble import Trouble

KEYS, RECIPIENTS = identities()
VALUES = {"record": '{"publisher":"Sedge Post"}'}


def sealed(root, data, values=VALUES):
    stream = io.BytesIO(data)
    return seal(root, values, RECIPIENTS, stream, measured(stream))


@given(st.dictionaries(texts.filter(lambda name: name != "bytes"), texts, max_size=3), st.none() | st.binary())
def test_what_is_sealed_opens_again_for_each_and_matches(tmp_path_factory, values, data):
    root = tmp_path_factory.mktemp("case")
    made = seal(root, values, RECIPIENTS) if data is None else sealed(root, data, values)
    for key in KEYS:
        sink = io.BytesIO()
        opened = open_sealed(sealed_path(root, made.id), [key], sink)
        assert opened.values == values
        assert (opened.size, sink.getvalue()) == (None if data is None else len(data), data or b"")
        assert mismatches(opened, made.id, made.private) == ()
    assert {name for name, _ in made.private} == {*values, *(() if data is None else ("bytes",))}


@pytest.mark.parametrize("size", [0, 1, 4095, 8191, 8192, 65_535, 65_536, 300_001])
def test_bytes_of_any_length_come_back(tmp_path, size):
    data = hashlib.shake_128(b"mill").digest(size)
    made, sink = sealed(tmp_path, data), io.BytesIO()
    open_sealed(sealed_path(tmp_path, made.id), KEYS, sink)
    assert sink.getvalue() == data


def test_sealing_the_same_twice_gives_nothing_alike(tmp_path):
    one, other = sealed(tmp_path, b"the same"), sealed(tmp_path, b"the same")
    assert one.id != other.id
    assert not set(one.private) & set(other.private)
    first, second = (sealed_path(tmp_path, made.id).read_bytes() for made in (one, other))
    assert first[-64:] != second[-64:]


@given(st.integers(0, 1 << 50))
def test_a_size_class_hides_much_and_costs_little(size):
    found = padded(size)
    assert found >= size
    assert found == 4096 or found <= size * 1.12
    assert padded(found) == found
    assert bin(found).count("1") <= size.bit_length().bit_length() + 1


@pytest.mark.parametrize(
    ("size", "expected"), [(4096, 4096), (4097, 4352), (9, 4096), (100_000, 100_352), (1 << 20, 1 << 20)]
)
def test_padme_as_published(size, expected):
    assert padded(size) == expected


def test_items_of_a_size_class_are_equally_long(tmp_path):
    made = [sealed(tmp_path, bytes(n)) for n in (0, 1000, 3000)]
    assert {(one.size) for one in made} == {4096}
    bodies = {len(sealed_path(tmp_path, one.id).read_bytes().split(b"\n--- ")[1]) for one in made}
    assert len(bodies) == 1


def test_nothing_in_clear_is_written_at_any_moment(tmp_path, monkeypatch):
    import os

    secret = "Witness Zahra Q., Reed Lane 7"
    written = []
    real = os.open
    monkeypatch.setattr(os, "open", lambda path, *rest, **more: written.append(str(path)) or real(path, *rest, **more))
    made = sealed(tmp_path, f"{secret}\n".encode() * 9999, {"record": secret})
    assert all(str(tmp_path / "private") in name or name == str(tmp_path) for name in written)
    found = every_byte(tmp_path) + repr(made).encode()
    assert not [spelling for spelling in spellings(secret) if spelling in found]


@pytest.mark.parametrize("change", ["shorter", "longer", "other", "much longer"])
def test_bytes_that_change_while_they_are_read_are_not_sealed(tmp_path, change):
    changed = {"shorter": b"hous", "longer": b"houses", "other": b"mouse", "much longer": b"x" * 99_999}[change]
    with pytest.raises(Trouble, match="changed while"):
        seal(tmp_path, VALUES, RECIPIENTS, io.BytesIO(changed), measured(io.BytesIO(b"house")))
    assert list((tmp_path / "private").iterdir()) == []


def test_bytes_that_only_grew_are_not_sealed_where_no_padding_follows_them(tmp_path, monkeypatch):
    monkeypatch.setattr("isnad.preserve.people.envelope.padded", lambda size: size)
    with pytest.raises(Trouble, match="changed while"):
        seal(tmp_path, VALUES, RECIPIENTS, io.BytesIO(b"houses"), measured(io.BytesIO(b"house")))
    assert list((tmp_path / "private").iterdir()) == []


def test_a_source_that_fails_leaves_no_file_and_says_why(tmp_path):
    class Failing(io.BytesIO):
        def read(self, size=-1):
            raise OSError(5, "input/output error")

    with pytest.raises(Trouble, match="disk gave an error"):
        seal(tmp_path, VALUES, RECIPIENTS, Failing(), ("0" * 64, 9))
    assert list((tmp_path / "private").iterdir()) == []


@pytest.mark.parametrize(("size", "refused"), [(9, 0), *((260_000, n) for n in range(5))])
def test_a_disk_that_is_full_at_any_write_leaves_no_file_and_says_so(tmp_path, monkeypatch, size, refused):
    from isnad.preserve.people import envelope

    real, writes = envelope._Ciphertext.write, []

    class Disk(io.BytesIO):
        def write(self, data):
            writes.append(len(data))
            if len(writes) == refused + 1:
                raise OSError(28, "no space left")
            return super().write(data)

    monkeypatch.setattr(envelope._Ciphertext, "write", lambda self, data: real(_on(self, disk), data))
    disk = Disk()
    with pytest.raises(Trouble, match="disk is full") as error:
        sealed(tmp_path, bytes(size), {"record": "Sedge Post"})
    assert len(writes) > refused
    assert "Sedge" not in str(error.value.problem)
    assert list((tmp_path / "private").iterdir()) == []


def _on(target, disk):
    target.stream = disk
    return target


class Full(io.BytesIO):
    def write(self, data):
        raise OSError(28, "no space left")


@pytest.mark.parametrize("size", [1, 200_000])
def test_a_sink_that_is_full_is_told(tmp_path, size):
    made = sealed(tmp_path, bytes(size))
    with pytest.raises(OSError, match="no space"):
        open_sealed(sealed_path(tmp_path, made.id), KEYS, Full())


def test_a_stranger_cannot_open_and_a_spoiled_file_is_told(tmp_path):
    made = sealed(tmp_path, b"y" * 70_000)
    path = sealed_path(tmp_path, made.id)
    with pytest.raises(Trouble, match="cannot be opened with this identity"):
        open_sealed(path, [pyrage.x25519.Identity.generate()])
    whole = path.read_bytes()
    path.chmod(0o644)
    for place in (*range(0, len(whole), 997), len(whole) - 1):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Trouble):
            open_sealed(path, KEYS[1:])
    for length in (*range(0, len(whole), 9973), len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(Trouble):
            open_sealed(path, KEYS[1:])
    path.unlink()
    with pytest.raises(Trouble, match="not there"):
        open_sealed(path, KEYS)


def plaintext(**changed):
    about = {"format": "isnad-sealed-1", "id": "0" * 16, "values": {"actor": {"salt": "00" * 16, "value": "N."}}}
    return json.dumps({**about, **changed}).encode() + b"\n"


@pytest.mark.parametrize(
    "forged",
    [
        b"",
        b"no newline",
        b"[]\n",
        b"{}\n",
        b"\xff\n",
        b"[" * 100_000 + b"\n",
        plaintext(format="other"),
        plaintext(values=[]),
        plaintext(values={"actor": "N."}),
        plaintext(values={"actor": {"salt": "00", "value": "N."}}),
        plaintext(bytes={"salt": "00" * 16, "size": -1}),
        plaintext(bytes={"salt": "00" * 16, "size": 9}) + b"short",
        plaintext(bytes={"salt": "00" * 16}),
        plaintext() + b"\0\0more",
    ],
)
def test_a_recipient_who_forges_the_inside_is_told(tmp_path, forged):
    from isnad.preserve.people.keyring import recipient

    path = tmp_path / "a.age"
    path.write_bytes(pyrage.encrypt(forged, [recipient(RECIPIENTS[0])]))
    with pytest.raises(Trouble, match="not of the form"):
        open_sealed(path, KEYS)


def test_values_that_are_not_those_logged_are_named():
    from isnad.preserve.people.commitment import commit

    salt = bytes(16)
    opened = Opened(
        id="a", values={"actor": "N."}, salts={"actor": salt}, commits={"actor": commit(salt, b"N.")}, size=None
    )
    logged = ("actor", commit(salt, b"N."))
    assert mismatches(opened, "a", [logged]) == ()
    assert mismatches(opened, "b", [logged]) == ("id",)
    assert mismatches(opened, "a", [("actor", commit(salt, b"M."))]) == ("actor",)
    assert mismatches(opened, "a", [logged, ("url", "x")]) == ("url",)
    assert mismatches(opened, "a", []) == ("actor",)


@pytest.mark.skipif(shutil.which("age") is None, reason="the age command is not installed")
@pytest.mark.parametrize("which", [0, 1])
def test_the_age_command_opens_it_with_each_identity_and_sha256sum_agrees(tmp_path, which):
    data = hashlib.shake_128(b"film").digest(200_000)
    made = sealed(tmp_path, data, {"record": '{"title":"زرجون"}', "publisher": "Sedge Post"})
    (tmp_path / "key.txt").write_text(f"{KEYS[which]}\n")
    command = ["age", "-d", "-i", tmp_path / "key.txt", sealed_path(tmp_path, made.id)]
    found = subprocess.run(command, check=True, capture_output=True).stdout
    line, rest = found.split(b"\n", 1)
    header = json.loads(line)
    assert len(found) == made.size
    assert rest[: header["bytes"]["size"]] == data
    assert not rest[header["bytes"]["size"] :].strip(b"\0")
    commits = dict(made.private)
    for name, about in header["values"].items():
        assert _sha256sum(bytes.fromhex(about["salt"]) + about["value"].encode()) == commits[name]
    assert _sha256sum(bytes.fromhex(header["bytes"]["salt"]) + data) == commits["bytes"]


def _sha256sum(data):
    return "sha256:" + subprocess.run(["sha256sum"], input=data, check=True, capture_output=True).stdout[:64].decode()
