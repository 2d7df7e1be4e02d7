"""Revocation: whether the kept lists (CRL) say that a certificate could no longer be relied on when it stamped.

What may live here: reading kept CRLs and judging a token by them. Nothing is fetched here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from isnad.preserve.anchors.token import guarded

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, CertificateRevocationList, RevokedCertificate

_HARMLESS = ("unspecified", "affiliation_changed", "superseded", "cessation_of_operation")
MOST = 64  # lists that are kept with one token: one for each certificate of its chain, as a rule three
_END = b"-----END X509 CRL-----"


def revoked(lists: bytes, certificates: "Sequence[Certificate]", at: datetime) -> str:
    """Why a token of this time cannot be relied on by what the lists (PEM, one after another) say; empty if nothing.

    RFC 3161 section 4: where a reason is given and is one of four harmless ones, tokens from before the revocation
    stay valid; with any other reason, or none, no token of that key does. A list not signed by a certificate's own
    issuer says nothing of it. Raises ValueError where a list cannot be read.
    """
    known = list(loaded(lists))
    for certificate in certificates:
        for one in _of_issuer(known, certificate, certificates):
            entry = one.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None and (why := _against(entry, at)):
                return why
    return ""


def loaded(lists: bytes) -> "Iterable[CertificateRevocationList]":
    """The lists in PEM or the one in DER. Raises ValueError."""
    from cryptography.x509 import load_der_x509_crl, load_pem_x509_crl

    if not lists.strip():
        return []
    if b"-----BEGIN" not in lists:
        return [guarded(lambda: load_der_x509_crl(lists))]
    parts = [part + _END for part in lists.split(_END)[:-1]]
    if len(parts) > MOST:
        raise ValueError(f"it holds {len(parts):,} lists, and not {MOST} at most")
    return [guarded(lambda part=part: load_pem_x509_crl(part)) for part in parts]  # type: ignore[misc]


def _of_issuer(
    known: "Iterable[CertificateRevocationList]", certificate: "Certificate", all_: "Sequence[Certificate]"
) -> "Iterable[CertificateRevocationList]":
    keys = [one.public_key() for one in all_ if one.subject == certificate.issuer]
    for one in known:
        if one.issuer == certificate.issuer and any(_signed(one, key) for key in keys):
            yield one


def _signed(one: "CertificateRevocationList", key: object) -> bool:
    try:
        return guarded(lambda: one.is_signature_valid(key))  # type: ignore[arg-type]
    except ValueError:
        return False


def _against(entry: "RevokedCertificate", at: datetime) -> str:
    from cryptography.x509 import CRLReason, ExtensionNotFound

    try:
        reason = entry.extensions.get_extension_for_class(CRLReason).value.reason.name
    except ExtensionNotFound:
        reason = ""
    when = entry.revocation_date_utc
    day = f"{when:%Y-%m-%d %H:%M} UTC"
    if reason == "remove_from_crl":
        return ""
    if reason not in _HARMLESS:
        said = reason.replace("_", " ") or "no reason given"
        return f"its certificate was revoked ({said}, {day}), and with that all its time stamps"
    return f"its certificate was revoked before ({day})" if at >= when else ""


def points(certificate: "Certificate") -> "Iterable[str]":
    """The http addresses at which a certificate says its issuer's list can be had (RFC 5280 section 4.2.1.13)."""
    from cryptography.x509 import CRLDistributionPoints, ExtensionNotFound, UniformResourceIdentifier

    try:
        held = certificate.extensions.get_extension_for_class(CRLDistributionPoints).value
    except ExtensionNotFound:
        return
    for point in held:
        for name in point.full_name or ():
            if isinstance(name, UniformResourceIdentifier) and name.value.startswith("http"):
                yield name.value


def as_pem(lists: bytes) -> bytes:
    """Lists as they came over the line (DER as a rule), in PEM, which openssl takes. Raises ValueError."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return b"".join(one.public_bytes(Encoding.PEM) for one in loaded(lists))
