"""Keyring: who can open what is sealed: age recipients (public) and identities (secret, never in the case).

What may live here: reading recipients and identities in the forms of the ``age`` tool, and making an identity.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from isnad.preserve.store import sync_folder, write_all
from isnad.preserve.trouble import Trouble, problem_of, trouble

LEAST = 2  # recipients: with one, a single lost key loses the evidence
_ENCRYPTED = (b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----")
_SSH = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_MAKE = "Make one with: isnad protect --new-identity FILE (or age-keygen)."


def recipients_in(given: Iterable[str]) -> tuple[str, ...]:
    """Recipients as the log keeps them: each once, sorted, without an SSH key's comment (which often names a person).

    Raises Trouble where one cannot be used, or fewer than two are left.
    """
    found = sorted({_plain(one) for one in given})
    for one in found:
        recipient(one)
    if len(found) < LEAST:
        what = f"{len(found)} recipient given, and {LEAST} or more are needed: one lost key would lose the evidence."
        raise trouble(what, "--recipient", "Give a second one, whose key somebody else keeps in another place.")
    return tuple(found)


def recipient(text: str) -> Any:
    """An age recipient (``age1...`` or ``ssh-ed25519 ...``), as pyrage takes it. Raises Trouble where it is none."""
    import pyrage

    made = pyrage.ssh.Recipient if text.startswith("ssh-ed25519 ") else pyrage.x25519.Recipient
    try:
        return made.from_str(text)
    except (pyrage.RecipientError, ValueError) as error:
        if text.upper().startswith("AGE-SECRET-KEY-"):  # must not be repeated on a screen
            todo = f"Treat that key as known to others, and use another. {_MAKE}"
            raise trouble("This is a secret identity and no recipient.", "--recipient", todo) from None
        what = f"This is no recipient that can be used ({error})."
        todo = f"It begins with age1, or is an ssh-ed25519 public key. {_MAKE}"
        raise trouble(what, text[:40], todo) from error


def identities_in(data: bytes, where: object, ask: Callable[[], str] | None = None) -> list[Any]:
    """The identities in a file: of age, of age under a passphrase (``ask`` gives it), or an unencrypted SSH key.

    Raises Trouble where there is none, or the passphrase is wrong.
    """
    import pyrage

    try:
        if data.startswith(_ENCRYPTED):
            if ask is None:
                raise trouble("This identity is under a passphrase.", where, "Run this where it can be asked for.")
            data = pyrage.passphrase.decrypt(data, ask())
        if data.lstrip().startswith(_SSH):
            return [pyrage.ssh.Identity.from_buffer(data)]
        lines = (line.strip() for line in data.decode("utf-8").splitlines())
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.DecryptError as error:
        raise trouble("The passphrase does not open this identity.", where, "Try it again.") from error
    except (pyrage.IdentityError, ValueError, OSError) as error:  # what was read is secret: it is not shown
        todo = f"Give the file with the secret key. {_MAKE}"
        raise trouble("There is no identity that can be read in this file.", where, todo) from error
    if not found:
        raise trouble("There is no identity in this file.", where, f"Give the file with the secret key. {_MAKE}")
    return found


def read_identities(path: Path, ask: Callable[[], str] | None = None) -> list[Any]:
    """The identities in the file at a path. Raises Trouble."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Trouble(problem_of(error, path)) from error
    return identities_in(data, path, ask)


def new_identity(path: Path, passphrase: str = "") -> str:
    """Write a new age identity to a file that only its owner can read (mode 0600); its recipient.

    With a ``passphrase`` the file is encrypted with it (scrypt), as ``age -p`` does. Raises Trouble where there is a
    file already, or where the path lies within a case: whoever got the case would have the key with it.
    """
    import pyrage

    outside_cases(path, "A key that lies in the case opens it to whoever gets the case.")
    made = pyrage.x25519.Identity.generate()
    public = str(made.to_public())
    data = f"# public key: {public}\n{made}\n".encode()
    if passphrase:
        data = pyrage.passphrase.encrypt(data, passphrase)
    todo = "Give another name: a key that is written over is lost, and with it what it opens."
    write_secret(path, data, todo)
    return public


def write_secret(path: Path, data: bytes, todo: str) -> None:
    """Write a secret to a new file that only its owner can read (mode 0600), and have it on the disk.

    Raises Trouble, with ``todo`` where there is a file already.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            write_all(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_folder(path.resolve().parent)
    except FileExistsError as error:
        raise trouble("There is a file here already.", path, todo) from error
    except OSError as error:
        raise Trouble(problem_of(error, path)) from error


def outside_cases(path: Path, why: str) -> None:
    """Raise Trouble where a path is a case's folder or lies within one, whichever way it is spelled."""
    whole = path.resolve()
    if any((folder / "case.toml").exists() for folder in (whole, *whole.parents)):
        raise trouble(f"This path lies within a case. {why}", path, "Give a path outside every case.")


def _plain(text: str) -> str:
    words = text.split()
    return " ".join(words[:2]) if words and words[0].startswith("ssh-") else text.strip()
