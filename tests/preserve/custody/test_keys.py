import stat
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric import ed448
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from isnad.preserve.custody.keys import KeyRing, home, key_id, private_of_pem, public_of_pem, public_pem, verifies
from isnad.preserve.custody.note import Note, Signature, sign
from isnad.preserve.trouble import Trouble

ORIGIN = "isnad.case/0123456789abcdef"


def raw(key):
    return key.public_key().public_bytes_raw()


def note(text):
    return Note(text=text, signatures=(sign(text, "n", Ed25519PrivateKey.generate()),))


@pytest.fixture
def ring(tmp_path, monkeypatch):
    monkeypatch.delenv("ISNAD_KEY_PASSPHRASE", raising=False)
    return KeyRing(tmp_path / "ring")


def test_the_ring_lies_where_it_is_told_to(monkeypatch, tmp_path):
    monkeypatch.setenv("ISNAD_HOME", str(tmp_path))
    assert home() == tmp_path == KeyRing().root
    monkeypatch.delenv("ISNAD_HOME")
    assert home().name == "isnad"


def test_a_key_is_kept_for_its_owner_alone_and_found_again(ring):
    key = ring.make(ORIGIN)
    path = ring.put(ORIGIN, key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert ring.ids(ORIGIN) == (key_id(raw(key)),)
    assert raw(ring.get(ORIGIN, key_id(raw(key)))) == raw(key)
    assert ring.get(ORIGIN, "0" * 16) is None
    assert ring.ids("isnad.case/other") == ()


def test_no_name_leads_out_of_the_ring(ring):
    path = ring.put("../../../x", ring.make("a"))
    assert path.resolve().is_relative_to(ring.root.resolve() / "keys")
    assert ring.get("a", "../../keys/a/x") is None


def test_openssl_reads_what_is_kept(ring, tmp_path):
    key = ring.make(ORIGIN)
    path = ring.put(ORIGIN, key)
    told = subprocess.run(["openssl", "pkey", "-in", path, "-pubout"], check=True, capture_output=True).stdout
    assert told == public_pem(raw(key))
    assert public_of_pem(told) == raw(key)


def test_with_a_passphrase_a_key_opens_with_it_alone(ring, monkeypatch):
    monkeypatch.setenv("ISNAD_KEY_PASSPHRASE", "a long one")
    key = ring.make(ORIGIN)
    ident = key_id(raw(key))
    assert b"ENCRYPTED" in ring.put(ORIGIN, key).read_bytes()
    assert raw(ring.get(ORIGIN, ident)) == raw(key)
    for wrong in ("another", ""):
        monkeypatch.setenv("ISNAD_KEY_PASSPHRASE", wrong)
        with pytest.raises(Trouble, match="cannot be opened") as caught:
            ring.get(ORIGIN, ident)
        assert "ISNAD_KEY_PASSPHRASE" in caught.value.problem.todo


def test_a_key_without_passphrase_still_opens_where_one_is_set(ring, monkeypatch):
    key = ring.make(ORIGIN)
    monkeypatch.setenv("ISNAD_KEY_PASSPHRASE", "later")
    assert raw(ring.get(ORIGIN, key_id(raw(key)))) == raw(key)


def test_what_is_no_such_key_is_refused(ring):
    other = ed448.Ed448PrivateKey.generate()
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(Trouble, match="another kind"):
        private_of_pem(pem, "x")
    with pytest.raises(Trouble, match="cannot be opened"):
        private_of_pem(b"-----BEGIN", "x")
    public = other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for bad in (public, b"", b"-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n", pem):
        with pytest.raises(ValueError, match="it is"):
            public_of_pem(bad)


def test_only_the_right_key_signature_and_bytes_verify():
    key = Ed25519PrivateKey.generate()
    signature = key.sign(b"words")
    assert verifies(raw(key), signature, b"words")
    assert not verifies(raw(key), signature, b"Words")
    assert not verifies(raw(Ed25519PrivateKey.generate()), signature, b"words")
    assert not verifies(b"short", signature, b"words")
    assert not verifies(raw(key), b"", b"words")


def test_what_was_seen_of_a_log_is_remembered_and_let_go(ring):
    assert ring.seen(ORIGIN) is None
    one, two = note("one\n"), note("two\n")
    ring.remember(ORIGIN, one)
    ring.remember(ORIGIN, two)
    ring.remember("isnad.case/fedcba9876543210", one)
    assert ring.seen(ORIGIN) == two
    ring.forget(ORIGIN)
    ring.forget(ORIGIN)
    assert ring.seen(ORIGIN) is None
    assert ring.seen("isnad.case/fedcba9876543210") == one


def test_a_memory_that_cannot_be_read_or_written_hinders_nothing(ring, tmp_path):
    ring.remember(ORIGIN, note("one\n"))
    (path,) = (ring.root / "seen").glob("*.txt")
    path.write_bytes(b"rubbish")
    assert ring.seen(ORIGIN) is None
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    blocked = KeyRing(tmp_path / "file")
    blocked.remember(ORIGIN, Note(text="x\n", signatures=(Signature(name="n", key_hash=b"abcd", data=b"x"),)))
    assert blocked.seen(ORIGIN) is None
    with pytest.raises(Trouble):
        blocked.make(ORIGIN)
