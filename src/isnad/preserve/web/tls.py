"""TLS: the encrypted line to a server, and what it says of who is at the other end.

What may live here: handshakes and certificates.
"""

import base64
import os
import socket
import ssl
from dataclasses import dataclass
from typing import Any

_LINE = 64  # characters of base64 a line (RFC 7468, section 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """What a handshake showed. ``chain`` holds the certificates as the server sent them, its own first, in PEM.

    ``refused`` says why the certificate could not be verified; empty where it was.
    """

    version: str
    cipher: str
    chain: str
    refused: str = ""


def secured(line: socket.socket, host: str, *, verify: bool) -> tuple[ssl.SSLSocket, Tls]:
    """A TLS line over a connected socket, within its timeout. Raises OSError, of which ssl.SSLError is a kind.

    An end without TLS's own farewell is told as an error when reading: to a body that ends with the connection it
    makes the difference between whole and cut off (RFC 9112, section 9.8).
    """
    context = _context(verify)
    secure = context.wrap_socket(line, server_hostname=host, suppress_ragged_eofs=False)
    cipher = secure.cipher()
    return secure, Tls(version=secure.version() or "", cipher=cipher[0] if cipher else "", chain=_chain(secure))


def _context(verify: bool) -> ssl.SSLContext:
    """The system's authorities; where it has none, those of certifi."""
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if verify and not context.cert_store_stats()["x509_ca"] and not (paths.capath and os.listdir(paths.capath)):
        import certifi

        context.load_verify_locations(certifi.where())
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    return context


def _chain(secure: ssl.SSLSocket) -> str:
    """All certificates sent, in PEM; from Python 3.13 on by public means, before by the same under another name."""
    sent: list[Any] = []
    public = getattr(secure, "get_unverified_chain", None)
    inner = getattr(getattr(secure, "_sslobj", None), "get_unverified_chain", None)
    if public is not None:
        sent = list(public() or ())
    elif inner is not None:
        sent = list(inner() or ())
    pems = [_pem(each) for each in sent]
    leaf = secure.getpeercert(binary_form=True)
    return "".join(pems) if pems else (_pem(leaf) if leaf else "")


def _pem(certificate: Any) -> str:
    if not isinstance(certificate, bytes):
        return str(certificate.public_bytes())  # _ssl.Certificate gives PEM
    text = base64.b64encode(certificate).decode("ascii")
    lines = "\n".join(text[i : i + _LINE] for i in range(0, len(text), _LINE))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"
