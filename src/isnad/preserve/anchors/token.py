"""Token: what a time-stamp response says, read without trusting it.

What may live here: reading of RFC 3161 responses: by rfc3161-client, and by our own steps into the DER for what that
library does not show (the digest of the signature, the certificate that the signature names).
"""

import hashlib
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from isnad.preserve.anchors.der import CONTEXT_0, OCTETS, OID, SEQUENCE, SET, Value, value_of

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

LARGEST = 1 << 20  # bytes of a response; those with a whole chain inside have some 8,000
_SIGNING_CERTIFICATE = bytes.fromhex("2a864886f70d010910020c")  # 1.2.840.113549.1.9.16.2.12, RFC 2634
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("2a864886f70d010910022f")  # 1.2.840.113549.1.9.16.2.47, RFC 5035
_DIGESTS = {
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
_RSA, _ECDSA = bytes.fromhex("2a864886f70d0101"), bytes.fromhex("2a8648ce3d0403")
_SIGNATURES = {  # kind of signature, and the digest it is made with where its name says so
    _RSA + b"\x01": "",
    **{_RSA + bytes([kind]): digest for kind, digest in ((11, "sha256"), (12, "sha384"), (13, "sha512"))},
    **{_ECDSA + bytes([kind]): digest for kind, digest in ((2, "sha256"), (3, "sha384"), (4, "sha512"))},
}
_STATUS = ("granted", "granted with changes", "rejected", "to come later", "a revocation is near", "revoked")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a response says. ``bound`` is the digest that its signature names a certificate by, and of which kind.

    ``normal`` is the response with its certificates in the order DER asks for: they are not signed, openssl does
    not sort them, and rfc3161-client refuses those that are not sorted.
    """

    normal: bytes
    parsed: Any
    at: datetime
    accuracy: timedelta | None
    nonce: int | None
    policy: str
    imprint_kind: str
    imprint: bytes
    signer: "Certificate"
    certificates: "tuple[Certificate, ...]"
    signed_with: str
    bound: tuple[str, bytes] | None

    @property
    def until(self) -> datetime:
        """The latest time at which it can have been made: its time and its accuracy (RFC 3161 section 2.4.2); one
        second where it states none, for fractions of a second that may be cut off."""
        return self.at + (self.accuracy if self.accuracy is not None else timedelta(seconds=1))

    def names_its_signer(self) -> bool:
        """Whether the certificate that the signature names (ESSCertID, ESSCertIDv2) is that of the signer."""
        from cryptography.hazmat.primitives.serialization import Encoding

        if self.bound is None:
            return False
        kind, digest = self.bound
        return hashlib.new(kind, self.signer.public_bytes(Encoding.DER)).digest() == digest


def read(response: bytes) -> Token:
    """What a response says. Raises ValueError where it is none, or where it is a refusal."""
    if len(response) > LARGEST:
        raise ValueError(f"it has more than {LARGEST:,} bytes")
    _, *rest = _expect(value_of(response), SEQUENCE).inside()
    if not rest:
        raise ValueError(_refusal(response))
    held = _expect(_at(_expect(rest[0], SEQUENCE).inside(), 1), CONTEXT_0)
    signed = _expect(_at(held.inside(), 0), SEQUENCE)
    normal = _sorted(response, signed)
    parsed = guarded(lambda: _decoded(normal))
    signed_with, bound = _signature(signed)
    return guarded(lambda: _token(normal, parsed, signed_with, bound))


def guarded(call: Callable[[], T]) -> T:
    """The call's result; whatever the libraries throw at hostile bytes, panics included, becomes a ValueError.

    Their warnings (of odd serial numbers, of operations that may go away) are not for the user's screen.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return call()
    except Exception as error:
        raise ValueError(f"{error}"[:300]) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of Rust; no Exception, so that it is not caught by chance
            raise
        raise ValueError(f"the library gave up on it: {error}"[:300]) from error


def _decoded(response: bytes) -> Any:
    from rfc3161_client import decode_timestamp_response

    return decode_timestamp_response(response)


def _refusal(response: bytes) -> str:
    """What a response without a token says: PKIStatusInfo ::= SEQUENCE { status, statusString, failInfo }."""
    said = _at(value_of(response).inside(), 0).inside()
    status = int.from_bytes(said[0].content, "big") if said else -1
    words = b" ".join(text.content for one in said[1:] if one.tag == SEQUENCE for text in one.inside())
    named = _STATUS[status] if 0 <= status < len(_STATUS) else str(status)
    return f"the authority gave no token: {named}" + (f" ({words.decode('utf-8', 'replace')[:200]})" if words else "")


def _token(normal: bytes, parsed: Any, signed_with: str, bound: tuple[str, bytes] | None) -> Token:
    from cryptography.x509 import load_der_x509_certificate

    info, signed = parsed.tst_info, parsed.signed_data
    signers = list(signed.signer_infos)
    if len(signers) != 1:
        raise ValueError(f"it has {len(signers)} signatures, where there must be one")
    certificates = tuple(load_der_x509_certificate(one) for one in sorted(signed.certificates))
    named = (signers[0].issuer, signers[0].serial_number)
    signer = next((one for one in certificates if (one.issuer, one.serial_number) == named), None)
    if signer is None:
        raise ValueError("the certificate of its signer is not in it")
    said = info.accuracy
    accuracy = said and timedelta(
        seconds=said.seconds or 0, milliseconds=said.millis or 0, microseconds=said.micros or 0
    )
    return Token(
        normal=normal,
        parsed=parsed,
        at=info.gen_time.astimezone(UTC),
        accuracy=accuracy,
        nonce=info.nonce,
        policy=info.policy.dotted_string,
        imprint_kind=info.message_imprint.hash_algorithm.dotted_string,
        imprint=info.message_imprint.message,
        signer=signer,
        certificates=certificates,
        signed_with=signed_with,
        bound=bound,
    )


def _sorted(response: bytes, signed: Value) -> bytes:
    """The response with its certificates sorted, as X.690 section 11.6 orders a SET OF."""
    held = next((part for part in signed.inside() if part.tag == CONTEXT_0), None)
    if held is None:
        return response
    return response[: held.body] + b"".join(sorted(one.whole for one in held.inside())) + response[held.end :]


def _signature(signed: Value) -> tuple[str, tuple[str, bytes] | None]:
    """The digest of the one signature, and what certificate it names.

    SignedData ::= SEQUENCE { version (3), ..., signerInfos SET OF SEQUENCE { version (1), sid, digestAlgorithm,
    [0] signedAttrs, signatureAlgorithm, ... } } (RFC 5652 sections 5.1 and 5.3). Neither library nor command looks at
    the versions and the name of the signature's algorithm, which nothing signs.
    """
    if _at(signed.inside(), 0).content != b"\x03":
        raise ValueError("its structure is not of version 3")
    signers = _expect(_at(signed.inside(), -1), SET).inside()
    if len(signers) != 1:
        raise ValueError(f"it has {len(signers)} signatures, where there must be one")
    parts = _expect(signers[0], SEQUENCE).inside()
    if _at(parts, 0).content != b"\x01":
        raise ValueError("its signature is not of version 1")
    digest = _DIGESTS.get(_at(_expect(_at(parts, 2), SEQUENCE).inside(), 0).content, "")
    made_with = _SIGNATURES.get(_at(_expect(_at(parts, 4), SEQUENCE).inside(), 0).content)
    if made_with is None or made_with not in ("", digest):
        raise ValueError("its signature is of a kind that is not accepted here (RSA and ECDSA with the SHA-2 family)")
    attributes = _expect(_at(parts, 3), CONTEXT_0).inside()
    named = {_at(one.inside(), 0).content: _at(one.inside(), 1) for one in attributes}
    for kind in (_SIGNING_CERTIFICATE_V2, _SIGNING_CERTIFICATE):  # where both are there the newer counts
        if kind in named:
            return digest, _named_certificate(named[kind], "sha256" if kind == _SIGNING_CERTIFICATE_V2 else "sha1")
    return digest, None


def _named_certificate(attribute: Value, kind: str) -> tuple[str, bytes]:
    """SET { SEQUENCE { certs SEQUENCE OF SEQUENCE { hashAlgorithm DEFAULT sha256 (v2 only), certHash, ... } } }."""
    first = _at(_at(_at(attribute.inside(), 0).inside(), 0).inside(), 0).inside()
    if first and first[0].tag == SEQUENCE:
        kind = _DIGESTS.get(_expect(_at(first[0].inside(), 0), OID).content, "")
        first = first[1:]
        if not kind:
            raise ValueError("it names its certificate by a digest that is not of the SHA-2 family")
    return kind, _expect(_at(first, 0), OCTETS).content


def _expect(value: Value, tag: int) -> Value:
    if value.tag != tag:
        raise ValueError(f"byte {value.start} has the tag {value.tag:#04x}, where {tag:#04x} should be")
    return value


def _at(values: list[Value], place: int) -> Value:
    if place >= len(values) or not values:
        raise ValueError("a part of it is missing")
    return values[place]
