"""TLS: the chain a server shows is kept, and one that cannot be verified is refused or said to be so."""

import datetime
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from preserve.web.scripted import Got, Scripted, checked

from isnad.preserve.item import Limits

BODY = b"<p>One person was injured.</p>"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SCRIPTS = {"page": [OK + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY], "closed": [OK + b"\r\n" + BODY]}
LIMITS = Limits(seconds=10, allowed=("127.0.0.1",))


def certificate(name: str, issuer=None, *, authority: bool = False):
    """A key and a certificate, signed by ``issuer`` (key and certificate) or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[1].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        made = made.add_extension(names, critical=False)
    return key, made.sign(issuer[0] if issuer else key, hashes.SHA256())


def pem(made) -> bytes:
    return made[1].public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A server with a chain of two certificates below a root of its own: the server, the chain, the root's file."""
    folder = tmp_path_factory.mktemp("tls")
    root = certificate("Invented Root", authority=True)
    middle = certificate("Invented Middle", root, authority=True)
    leaf = certificate("127.0.0.1", middle)
    key = leaf[0].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "root.pem").write_bytes(pem(root))
    (folder / "chain.pem").write_bytes(pem(leaf) + pem(middle))
    (folder / "key.pem").write_bytes(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "chain.pem", folder / "key.pem")
    with Scripted(SCRIPTS, context) as server:
        yield server, (pem(leaf) + pem(middle)).decode(), folder / "root.pem"


def test_a_verified_chain_is_kept_as_it_was_sent(made, monkeypatch, tmp_path):
    server, chain, root = made
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    got = Got(server.url("page"), LIMITS)
    assert (got.body, got.problems) == (BODY, [])
    ((fields, block),) = got.of("resource")
    assert block.decode() == chain
    assert fields["Content-Type"] == "application/pem-certificate-chain"
    assert fields["WARC-Concurrent-To"] == got.of("response")[0][0]["WARC-Record-ID"]
    facts = dict(line.split(": ", 1) for line in got.of("metadata")[0][1].decode().splitlines())
    assert facts["tls-certificate-verified"] == "yes"
    assert facts["tls-version"] == "TLSv1.3"
    assert facts["tls-cipher"].startswith("TLS_")
    (tmp_path / "tls.warc.gz").write_bytes(got.warc)
    checked(tmp_path / "tls.warc.gz")
    assert got.read_back() == BODY


def test_an_unverified_chain_is_refused_and_the_way_round_named(made):
    server, _, _ = made
    asked = len(server.asked)
    got = Got(server.url("page"), LIMITS)
    assert (got.whole, got.page) == (None, None)
    assert "cannot be verified" in got.said
    assert "--unverified-tls" in got.said
    assert len(server.asked) == asked  # nothing was asked of a stranger


def test_an_unverified_chain_is_kept_where_allowed_and_the_record_says_so(made):
    server, chain, _ = made
    got = Got(server.url("page"), Limits(seconds=10, allowed=("127.0.0.1",), unverified_tls=True))
    assert got.body == BODY
    assert got.of("resource")[0][1].decode() == chain
    assert b"tls-certificate-verified: no: unable to get local issuer certificate" in got.of("metadata")[0][1]


def test_a_certificate_for_another_host_is_refused(made, monkeypatch):
    server, _, root = made
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    got = Got(server.url("page", "localhost"), Limits(seconds=10, allowed=("localhost",)))
    assert "cannot be verified" in got.said
    assert got.page is None


def test_a_body_without_an_end_is_whole_only_after_a_proper_farewell(made, monkeypatch):
    server, _, root = made
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    got = Got(server.url("closed"), LIMITS)
    assert (got.body, got.page.truncated) == (BODY, "")
    monkeypatch.setattr(ssl.SSLSocket, "unwrap", lambda self: None)
    got = Got(server.url("closed"), LIMITS)
    assert (got.body, got.page.truncated) == (BODY, "disconnect")


def test_no_tls_at_the_other_end_is_a_problem():
    with Scripted({}) as server:
        got = Got(server.url("page").replace("http:", "https:"), Limits(seconds=2, allowed=("127.0.0.1",)))
    assert "No encrypted line" in got.said
    assert got.whole is None
