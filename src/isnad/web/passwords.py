"""Passwords: kept as Argon2id only, and asked for in equal time whether or not there is such a person.

What may live here: hashing, verifying, what a password must be (NIST SP 800-63B: long, and no rules of composition),
and the first password that somebody is given.
"""

import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200  # characters
SHORT = "A password has 12 characters at least; several words are easy to keep in mind."
LONG = "A password has 200 characters at most."
EASY = "This password is too easy to guess: it repeats itself or holds the name."
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_FIRST = (5, 4)  # groups of a first password, and letters of each: 98 bits
_TURNS = threading.Semaphore(2)  # each takes 64 MiB for a tenth of a second; more at once would take the machine


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # RFC 9106, second recommended option: 64 MiB, three passes


@cache
def _nobodys() -> str:
    """A hash that no password has: who is not there takes as long as who is."""
    return hashed(secrets.token_urlsafe(32))


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _TURNS:
        return _hasher().hash(_plain(password))


def fits(kept: str, password: str) -> bool:
    """Whether this is the password of which that was kept; ``kept`` is empty where there is no such person."""
    known = kept or _nobodys()
    with _TURNS:
        try:
            return _hasher().verify(known, _plain(password)[:LONGEST]) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def outdated(kept: str) -> bool:
    """Whether it was hashed with less than is used now."""
    return _hasher().check_needs_rehash(kept)


def first_password() -> str:
    """A password to begin with, to be read out or typed once."""
    groups, letters = _FIRST
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(letters)) for _ in range(groups))


def refusal(password: str, name: str) -> str:
    """Why this is no password for somebody; empty where it is one."""
    plain = _plain(password)
    if len(plain) < SHORTEST:
        return SHORT
    if len(plain) > LONGEST:
        return LONG
    if len(set(plain)) < SHORTEST // 2 or name.casefold() in plain.casefold():
        return EASY
    return ""


def _plain(password: str) -> str:
    """One form for what keyboards write in several."""
    return unicodedata.normalize("NFKC", password)
