import stat
import subprocess

import pyrage
import pytest
from preserve.people.notebook import identities

from isnad.preserve.people.keyring import identities_in, new_identity, read_identities, recipients_in
from isnad.preserve.trouble import Trouble


def ssh_key(folder, name="key", passphrase=""):
    path = folder / name
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "ada@mill", "-f", path]
    subprocess.run(command, check=True)
    return path, path.with_suffix(".pub").read_text()


def opens(keys, recipients):
    from isnad.preserve.people.keyring import recipient

    return pyrage.decrypt(pyrage.encrypt(b"x", [recipient(one) for one in recipients]), keys) == b"x"


def test_one_recipient_is_too_few_also_when_given_twice():
    _, (one, other) = identities()
    for given in ((), (one,), (one, f" {one}\n")):
        with pytest.raises(Trouble, match="one lost key"):
            recipients_in(given)
    assert recipients_in((other, one)) == recipients_in((one, other, one)) == tuple(sorted((one, other)))


def test_an_ssh_key_is_a_recipient_and_its_comment_is_not_kept(tmp_path):
    (_, (one, _)), (path, public) = identities(), ssh_key(tmp_path)
    kept = recipients_in((one, public))
    assert "ada@mill" in public
    assert "ada@mill" not in "".join(kept)
    assert opens(read_identities(path), kept)


def test_an_ssh_key_under_a_passphrase_is_refused_with_words(tmp_path):
    path, _ = ssh_key(tmp_path, passphrase="waterwheel")
    with pytest.raises(Trouble, match="no identity that can be read"):
        read_identities(path)


@pytest.mark.parametrize("bad", ["", "age1", "age1xyz", "ssh-ed25519 AAAA", "ssh-rsa AAAA", "somebody"])
def test_what_is_no_recipient_is_refused(bad):
    with pytest.raises(Trouble, match=r"no recipient|needed"):
        recipients_in((*identities()[1], bad))


def test_a_secret_key_given_as_recipient_is_refused_and_not_repeated():
    (secret, _), (one, other) = identities()
    with pytest.raises(Trouble, match="secret identity") as error:
        recipients_in((one, other, str(secret)))
    assert str(secret) not in str(error.value.problem)


def test_a_new_identity_is_its_owners_alone_and_opens_what_is_sealed_for_it(tmp_path):
    path = tmp_path / "key.txt"
    public = new_identity(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert opens(read_identities(path), [public])
    before = path.read_bytes()
    with pytest.raises(Trouble, match="already"):
        new_identity(path)
    assert path.read_bytes() == before


def test_an_identity_under_a_passphrase(tmp_path):
    path = tmp_path / "key.txt"
    public = new_identity(path, "waterwheel")
    assert b"AGE-SECRET-KEY" not in path.read_bytes()
    assert opens(read_identities(path, lambda: "waterwheel"), [public])
    with pytest.raises(Trouble, match="passphrase"):
        read_identities(path, lambda: "watermill")
    with pytest.raises(Trouble, match="under a passphrase"):
        read_identities(path)


def test_no_key_is_made_within_a_case(tmp_path):
    (tmp_path / "case" / "keys").mkdir(parents=True)
    (tmp_path / "case" / "case.toml").touch()
    (tmp_path / "link").symlink_to(tmp_path / "case" / "keys")
    for where in ("case/key.txt", "case/keys/key.txt", "case/../case/key.txt", "link/key.txt"):
        with pytest.raises(Trouble, match="within a case"):
            new_identity(tmp_path / where)
    assert not list(tmp_path.rglob("key.txt"))


@pytest.mark.parametrize(
    "data",
    [b"", b"# only a remark\n", b"\xff\xfe", b"age1abc\n", b"AGE-SECRET-KEY-1QQQ\n", b"age-encryption.org/v1\nx"],
)
def test_what_is_no_identity_is_refused(data):
    with pytest.raises(Trouble):
        identities_in(data, "key.txt", lambda: "waterwheel")
