"""Signed notes as other programs write and read them, and what is no note."""

import base64
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from isnad.preserve.custody.keys import public_pem
from isnad.preserve.custody.note import (
    COSIGNATURE,
    Checkpoint,
    Note,
    Signature,
    cosign,
    cosigned_at,
    is_signed,
    key_hash,
    parse_checkpoint,
    parse_note,
    parse_verifier_key,
    sign,
    signatures_in,
    verifier_key,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
ROOT = bytes(range(100, 132))
SAID = Checkpoint(origin="isnad.case/0123456789abcdef", size=7, root=ROOT)
NOTE = Note(text=SAID.text(), signatures=(sign(SAID.text(), SAID.origin, KEY),))

# The example in the documentation of golang.org/x/mod/sumdb/note, which defined the format.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
VERIFY = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "text", "-sigfile", "sig"]


def test_the_example_of_the_format_is_verified_and_made_byte_for_byte():
    name, public, _ = parse_verifier_key(PETER)
    note = parse_note(f"{TEXT}\n{LINE}".encode())
    assert (note.text, is_signed(note, name, public)) == (TEXT, True)
    peter = Ed25519PrivateKey.from_private_bytes(SEED)
    assert sign(TEXT, name, peter).line() == LINE
    assert verifier_key(name, peter.public_key().public_bytes_raw()) == PETER


def test_no_piece_and_no_spoilt_letter_of_the_key_is_taken_for_it():
    pieces = {PETER[a:b] for a in range(len(PETER)) for b in range(a + 1, len(PETER) + 1)} - {PETER}
    spoilt = {PETER[:at] + chr(ord(PETER[at]) + 1) + PETER[at + 1 :] for at in range(len(PETER))}
    wrong_length = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="
    wrong_kind = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    for bad in pieces | spoilt | {wrong_length, wrong_kind}:
        with pytest.raises(ValueError, match="verifier key"):
            parse_verifier_key(bad)


def test_openssl_alone_verifies_a_checkpoint(tmp_path):
    note = parse_note(NOTE.encode())
    (tmp_path / "text").write_text(note.text, encoding="utf-8")
    (tmp_path / "sig").write_bytes(note.signatures[0].data)
    (tmp_path / "key.pem").write_bytes(public_pem(PUBLIC))
    assert subprocess.run(VERIFY, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    (tmp_path / "text").write_text(note.text.replace("\n7\n", "\n8\n"), encoding="utf-8")
    assert subprocess.run(VERIFY, cwd=tmp_path, check=False, capture_output=True).returncode != 0


def test_openssl_alone_verifies_a_cosignature(tmp_path):
    made = cosign(SAID.text(), "ada.example/w", KEY, 1_679_315_147)
    (tmp_path / "text").write_text(f"cosignature/v1\ntime 1679315147\n{SAID.text()}", encoding="utf-8")
    (tmp_path / "sig").write_bytes(made.data[8:])
    (tmp_path / "key.pem").write_bytes(public_pem(PUBLIC))
    assert subprocess.run(VERIFY, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    assert made.data[:8] == (1_679_315_147).to_bytes(8, "big")


def test_any_flipped_bit_of_a_checkpoint_is_refused():
    whole = NOTE.encode()
    for at in range(len(whole)):
        for bit in range(8):
            bad = bytearray(whole)
            bad[at] ^= 1 << bit
            try:
                note = parse_note(bytes(bad))
            except ValueError:
                continue
            assert not is_signed(note, SAID.origin, PUBLIC), (at, bit)


def test_a_cosignature_holds_for_its_text_time_name_and_key_alone():
    made = cosign(SAID.text(), "ada.example/w", KEY, 1000)
    earlier = cosign(SAID.text(), "ada.example/w", KEY, 900)
    assert cosigned_at(SAID.text(), [made], "ada.example/w", PUBLIC) == 1000
    assert cosigned_at(SAID.text(), [made, earlier], "ada.example/w", PUBLIC) == 900
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert cosigned_at(SAID.text(), [made], "ada.example/w", other) is None
    assert cosigned_at(SAID.text(), [made], "eve.example/w", PUBLIC) is None
    assert cosigned_at(SAID.text().replace("\n7\n", "\n8\n"), [made], "ada.example/w", PUBLIC) is None
    for at in range(len(made.data)):
        bad = bytearray(made.data)
        bad[at] ^= 1
        spoilt = Signature(name=made.name, key_hash=made.key_hash, data=bytes(bad))
        assert cosigned_at(SAID.text(), [spoilt], "ada.example/w", PUBLIC) is None


def test_a_cosignature_is_no_signature_and_a_time_out_of_bounds_is_no_time():
    name = SAID.origin
    made = cosign(SAID.text(), name, KEY, 5)
    assert not is_signed(Note(text=SAID.text(), signatures=(made,)), name, PUBLIC)
    assert cosigned_at(SAID.text(), [sign(SAID.text(), name, KEY)], name, PUBLIC) is None
    assert cosigned_at(SAID.text(), [cosign(SAID.text(), name, KEY, 1 << 63)], name, PUBLIC) is None
    assert key_hash(name, PUBLIC) != key_hash(name, PUBLIC, COSIGNATURE)


NO_NOTES = {
    "nothing": b"",
    "no empty line": b"text\n" + LINE.encode(),
    "no signature": b"text\n\n",
    "no last newline": f"{TEXT}\n{LINE}".encode()[:-1],
    "text after it": f"{TEXT}\n{LINE}more\n".encode(),
    "a hyphen for a dash": f"{TEXT}\n- {LINE[2:]}".encode(),
    "a plus in a name": f"{TEXT}\n{LINE.replace('PeterN', 'Peter+N')}".encode(),
    "no name": f"{TEXT}\n{LINE.replace('PeterNeumann ', '')}".encode(),
    "a space of another kind in a name": f"{TEXT}\n{LINE.replace('PeterN', 'Peter' + chr(0x2003) + 'N')}".encode(),
    "no base64": f"{TEXT}\n— PeterNeumann x08g%\n".encode(),
    "too short": f"{TEXT}\n— PeterNeumann x08g\n".encode(),
    "loose ends": f"{TEXT}\n— PeterNeumann x08go/Z=\n".encode(),
    "no UTF-8": b"\xff" + f"{TEXT}\n{LINE}".encode(),
    "a carriage return": f"{TEXT}\r\n{LINE}".encode(),
    "a tab": f"a\tb\n\n{LINE}".encode(),
    "too many signatures": f"{TEXT}\n{LINE * 101}".encode(),
    "too long": b"x" * 1_000_001,
}


@pytest.mark.parametrize("data", NO_NOTES.values(), ids=NO_NOTES)
def test_what_is_no_note_is_refused(data):
    with pytest.raises(ValueError, match=r"it|signature|note"):
        parse_note(data)


def test_at_least_sixteen_signatures_are_read_and_strange_keys_passed_over():
    lines = "".join(f"— stranger{n} AAAAAAAAAAAA\n" for n in range(15)) + NOTE.signatures[0].line()
    note = parse_note(f"{SAID.text()}\n{lines}".encode())
    assert len(note.signatures) == 16
    assert is_signed(note, SAID.origin, PUBLIC)


NO_CHECKPOINTS = {
    "two lines": "a\n1\n",
    "no origin": f"\n1\n{SAID.text().split(chr(10))[2]}\n",
    "a leading zero": SAID.text().replace("\n7\n", "\n07\n"),
    "a sign": SAID.text().replace("\n7\n", "\n+7\n"),
    "a negative size": SAID.text().replace("\n7\n", "\n-7\n"),
    "Arabic digits": SAID.text().replace("\n7\n", "\n٧\n"),
    "a size out of all bounds": SAID.text().replace("\n7\n", f"\n{'7' * 19}\n"),
    "a short root": f"a\n1\n{base64.b64encode(ROOT[:31]).decode()}\n",
    "a root with loose ends": SAID.text()[:-3] + chr(ord(SAID.text()[-3]) + 1) + "=\n",
    "a root in hex": f"a\n1\n{ROOT.hex()}\n",
    "no last newline": SAID.text()[:-1],
}


@pytest.mark.parametrize("text", NO_CHECKPOINTS.values(), ids=NO_CHECKPOINTS)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(ValueError, match="checkpoint"):
        parse_checkpoint(text)


def test_further_lines_of_a_checkpoint_are_passed_over():
    assert parse_checkpoint(SAID.text() + "extension 1\n") == SAID


NAMES = st.text(min_size=1, max_size=20).filter(
    lambda n: "+" not in n and not any(c.isspace() or ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in n)
)
SIGNATURES = st.builds(
    Signature, name=NAMES, key_hash=st.binary(min_size=4, max_size=4), data=st.binary(min_size=1, max_size=80)
)
LETTERS = st.characters(codec="utf-8", exclude_characters=[chr(n) for n in range(32) if n != 10])


@given(text=st.text(LETTERS, max_size=80), signatures=st.lists(SIGNATURES, min_size=1, max_size=5))
def test_a_note_comes_back_as_it_went(text, signatures):
    note = Note(text=text + "\n", signatures=tuple(signatures))
    assert parse_note(note.encode()) == note


@given(st.builds(Checkpoint, origin=NAMES, size=st.integers(0, 10**18 - 1), root=st.binary(min_size=32, max_size=32)))
def test_a_checkpoint_comes_back_as_it_went(said):
    assert parse_checkpoint(said.text()) == said


def _near(whole):
    """Bytes that are nearly this: some of it replaced, taken out or put in, and anything at all."""

    def spoil(at, length, put):
        at %= len(whole) + 1
        return whole[:at] + put + whole[at + length :]

    pieces = st.sampled_from([b"", b"\n", b"\n\n", b"\xe2\x80\x94 ", b"=", b"0", b" ", b"\x00", b"\xed\xa0\x80", b"+"])
    return st.builds(spoil, st.integers(0, 1 << 16), st.integers(0, 9), pieces | st.binary(max_size=9)) | st.binary()


@given(_near(NOTE.encode()))
@example(b"\n\n\n\xe2\x80\x94 a AAAAAAAA\n")
def test_any_bytes_are_a_note_that_comes_back_or_are_refused(data):
    try:
        note = parse_note(data)
    except ValueError:
        return
    assert note.encode() == data
    try:
        said = parse_checkpoint(note.text)
    except ValueError:
        return
    assert note.text.startswith(said.text())


@given(_near(verifier_key("ada.example/w", PUBLIC, COSIGNATURE).encode()))
@example(PETER.encode() + b"=")
def test_any_line_is_a_key_that_comes_back_or_is_refused(data):
    line = data.decode("utf-8", "surrogateescape")
    try:
        name, public, kind = parse_verifier_key(line)
    except ValueError:
        return
    assert verifier_key(name, public, kind) == line.strip()


@given(_near(LINE.encode()))
def test_any_signature_line_comes_back_or_is_refused(data):
    lines = data.decode("utf-8", "replace")
    try:
        found = signatures_in(lines)
    except ValueError:
        return
    assert "".join(each.line() for each in found).removesuffix("\n") == lines.removesuffix("\n")
