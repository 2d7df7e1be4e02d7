"""RFC 3161: time stamps by authorities that sign them.

The verdict rule. rfc3161-client (with the OpenSSL built into it) and the ``openssl ts`` command were held against each
other on tokens made for that (tests/preserve/anchors/test_rfc3161.py, where_they_differ). The library alone lets
through a signature that names no certificate (ESSCertID) and a TSA name that is not the signer's. The command alone
lets through bytes after the end, an imprint made with SHA-1 and a status "granted with changes"; it compares the nonce
only where it is given the request, and refuses every certificate that has expired since unless it is told the
time with ``-attime``. The library refuses certificates that are not sorted, which openssl's own responder does not do.
Both take a signature by SHA-1, and neither looks at the version numbers and the name of the signature's algorithm.

So a token HOLDS only if our own checks, the library and the command accept it; where our own checks or both programs
refuse it, it FAILS; where only one of the two refuses, it is NOT VERIFIABLE, and the reason says which. Where the
command is missing (or is LibreSSL's), our own checks and the library decide, and the finding says so.

What old tokens rest on and so must never change: the imprint is SHA-256 over the exact bytes of the checkpoint; trust
comes from the pinned chain alone; time is the token's own.

What may live here: making a request, and judging the response from bytes alone, offline.
"""

import hashlib
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

from isnad.preserve.anchors import by_openssl
from isnad.preserve.anchors.finding import Answer, Finding, fails, open_
from isnad.preserve.anchors.revocation import revoked
from isnad.preserve.anchors.token import Token, guarded, read

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

LIBRARY = "rfc3161-client"
ACCURACY = timedelta(hours=1)  # a token that may be off by more bounds nothing; ETSI EN 319 421 asks for 1 second
_SHA256 = "2.16.840.1.101.3.4.2.1"
QUERY_TYPE, REPLY_TYPE = "application/timestamp-query", "application/timestamp-reply"  # RFC 3161 section 3.4
_QUERY = 1 << 12  # bytes; a request has some 70
CHAIN = 1 << 20  # bytes of a pinned chain; a bundle of every root that a browser knows has some 200,000
_ALONE = "judged without the openssl command, which is not on this machine"


def request(data: bytes) -> bytes:
    """A request to stamp the data: SHA-256, a nonce of 64 random bits, and the signer's certificate asked for."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    made = TimestampRequestBuilder(data=data, hash_algorithm=HashAlgorithm.SHA256, nonce=True, cert_req=True)
    return made.build().as_bytes()


def pinned(chain: bytes) -> "tuple[list[Certificate], list[Certificate]]":
    """The roots (issued by themselves) and the other certificates of a chain in PEM. Raises ValueError."""
    from cryptography.x509 import load_pem_x509_certificates

    if len(chain) > CHAIN:
        raise ValueError(f"it has more than {CHAIN:,} bytes")
    every = guarded(lambda: load_pem_x509_certificates(chain))
    roots = [one for one in every if one.issuer == one.subject]
    if not roots:
        raise ValueError("it holds no certificate issued by itself, and so no root that trust could begin at")
    return roots, [one for one in every if one not in roots]


def verify(
    response: bytes,
    data: bytes,
    chain: bytes,
    *,
    query: bytes = b"",
    policy: str = "",
    lists: bytes = b"",
    command: str | None = None,
) -> Finding:
    """Judge a response for the data it should stamp, under a pinned ``chain`` (PEM), at the token's own time.

    ``query`` is the request it answers (for the nonce), ``policy`` the only policy to be accepted, ``lists`` kept CRLs,
    ``command`` the openssl to ask ("" for none; found by itself where None).
    """
    try:
        roots, between = pinned(chain)
    except ValueError as error:
        return open_(f"the pinned chain cannot be read: {error}")
    try:
        token = read(response)
        wrong = _own(token, data, query, policy)
        wrong = wrong or guarded(lambda: revoked(lists, _chain(token, roots, between), token.at))
    except ValueError as error:
        return fails(f"it cannot be read as a time stamp: {error}")
    if wrong:
        return fails(wrong)
    command = by_openssl.openssl() if command is None else command
    library = _library(token, data, roots, between)
    if not command:
        return fails(f"{LIBRARY} refuses it: {library}") if library else _holds(token, (LIBRARY,), _ALONE)
    try:
        other = by_openssl.verdict(command, response, data, chain, token.at)
    except (OSError, subprocess.TimeoutExpired) as error:
        return open_(f"openssl could not be run: {error}")
    return _joined(token, library, other)


def _joined(token: Token, library: str, command: str) -> Finding:
    if library and command:
        return fails(f"openssl and {LIBRARY} refuse it: {command}")
    if command:
        return open_(f"openssl refuses what {LIBRARY} accepts: {command}")
    if library:
        return open_(f"{LIBRARY} refuses what openssl accepts: {library}")
    return _holds(token, (LIBRARY, "openssl"), "")


def _holds(token: Token, by: tuple[str, ...], note: str) -> Finding:
    return Finding(answer=Answer.HOLDS, stated=token.at, until=token.until, by=by, note=note)


def _own(token: Token, data: bytes, query: bytes, policy: str) -> str:
    """What is wrong with it by our own checks; empty where nothing is."""
    if token.imprint_kind != _SHA256:
        return "its digest of the checkpoint is not made with SHA-256"
    if token.imprint != hashlib.sha256(data).digest():
        return "it stamps other bytes than this checkpoint"
    if query and token.nonce != nonce_of(query):
        return "its nonce is not that of the request: it answers another one"
    if policy and token.policy != policy:
        return f"it was made under the policy {token.policy}, and not {policy}"
    if not token.signed_with:
        return "it is signed with a digest that is not of the SHA-2 family"
    if not token.names_its_signer():
        return "its signature does not name the certificate it is checked with (ESSCertID)"
    if token.accuracy is not None and token.accuracy > ACCURACY:
        return f"by its own words it may be off by {token.accuracy}"
    return ""


def nonce_of(query: bytes) -> int | None:
    """The nonce of a request: the last INTEGER of TimeStampReq (RFC 3161 section 2.4.1). Raises ValueError."""
    from isnad.preserve.anchors.der import INTEGER, SEQUENCE, value_of

    if len(query) > _QUERY:
        raise ValueError(f"the request has more than {_QUERY:,} bytes")
    whole = value_of(query)
    parts = whole.inside()[2:] if whole.tag == SEQUENCE else []
    found = [part.content for part in parts if part.tag == INTEGER]
    return int.from_bytes(found[0], "big") if found else None


def _library(token: Token, data: bytes, roots: "list[Certificate]", between: "list[Certificate]") -> str:
    from rfc3161_client import VerifierBuilder

    builder = VerifierBuilder(roots=list(roots), intermediates=list(between))
    try:
        accepted = guarded(lambda: builder.build().verify_message(token.parsed, data))
    except ValueError as error:
        return str(error)
    return "" if accepted else "it gives no reason"


def _chain(token: Token, roots: "list[Certificate]", between: "list[Certificate]") -> "list[Certificate]":
    """The certificates that may stand between the signer and a root, the signer first."""
    every = [token.signer, *between, *token.certificates, *roots]
    return list(dict.fromkeys(every))
