"""A time-stamping authority for the tests: its own certificates, and ``openssl ts -reply`` behind a loopback server."""

import subprocess
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

POLICY = "1.3.6.1.4.1.99999.1"
OTHER_POLICY = "1.3.6.1.4.1.99999.2"
DAY = timedelta(days=1)
STAMPING = (ExtendedKeyUsageOID.TIME_STAMPING,)


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    cert: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.cert.public_bytes(serialization.Encoding.PEM)


def holder(name, issuer=None, *, ca=False, eku=STAMPING, critical=True, before=-DAY, after=30 * DAY, crl_url=""):
    """A new certificate, signed by ``issuer`` or by itself; ``before`` and ``after`` are counted from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.cert.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + before)
        .not_valid_after(now + after)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    signing = issuer.key if issuer else key
    made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    made = made.add_extension(_usage(ca), critical=True)
    if not ca and eku:
        made = made.add_extension(x509.ExtendedKeyUsage(eku), critical=critical)
    if crl_url:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl_url)], None, None, None)
        made = made.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    return Holder(made.sign(signing, hashes.SHA256()), key)


def key_pem(one: Holder) -> bytes:
    """The private key, in PEM."""
    form = serialization.PrivateFormat.PKCS8
    return one.key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def _usage(ca):
    names = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    rest = dict.fromkeys((*names, "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(digital_signature=not ca, key_cert_sign=ca, crl_sign=ca, **rest)


def crl(issuer, revoked=(), *, reason=None, at=None):
    """A list of revoked certificates, in PEM."""
    now = datetime.now(UTC)
    made = x509.CertificateRevocationListBuilder().issuer_name(issuer.cert.subject)
    made = made.last_update(now - DAY).next_update(now + DAY)
    for cert in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(cert.serial_number).revocation_date(at or now)
        if reason is not None:
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        made = made.add_revoked_certificate(entry.build())
    return made.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


class Responder:
    """A time-stamping authority run by openssl in a folder."""

    def __init__(self, folder: Path, signer: Holder, chain=(), *, policy=POLICY, settings=""):
        self.folder, self.signer = folder, signer
        folder.mkdir(parents=True)
        (folder / "tsa.pem").write_bytes(signer.pem)
        (folder / "tsa.key").write_bytes(key_pem(signer))
        (folder / "chain.pem").write_bytes(b"".join(one.pem for one in chain))
        (folder / "serial").write_text("01\n")
        lines = [
            "[tsa]",
            "default_tsa = one",
            "[one]",
            f"serial = {folder}/serial",
            "crypto_device = builtin",
            f"signer_cert = {folder}/tsa.pem",
            f"signer_key = {folder}/tsa.key",
            f"default_policy = {policy}",
            "other_policies = " + OTHER_POLICY,
            "digests = sha1, sha256, sha512",
        ]
        lines += [f"certs = {folder}/chain.pem"] if chain else []
        # Later lines of the same name win.
        lines += ["signer_digest = sha256", "ess_cert_id_alg = sha256", "accuracy = secs:1", *settings.split(";")]
        (folder / "tsa.cnf").write_text("\n".join(lines) + "\n")

    def reply(self, query: bytes) -> bytes:
        """The answer of the authority to a query."""
        asked, answer = self.folder / "asked.tsq", self.folder / "answer.tsr"
        asked.write_bytes(query)
        command = ["openssl", "ts", "-reply", "-config", self.folder / "tsa.cnf", "-queryfile", asked, "-out", answer]
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return answer.read_bytes()


class Loopback:
    """A server on loopback; ``answers`` maps (method, path) to a function from the body to (status, bytes),
    or to (status, a function that writes to the line itself)."""

    def __init__(self, answers):
        self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def _serve(handler):
                body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
                self.asked.append((handler.command, handler.path, body))
                answer = answers.get((handler.command, handler.path))
                try:
                    status, data = answer(body) if answer else (404, b"not here")
                    if callable(data):
                        return data(handler.wfile)
                    handler.send_response(status)
                    handler.send_header("Content-Length", str(len(data)))
                    handler.end_headers()
                    handler.wfile.write(data)
                except OSError:
                    pass  # the asker went away

            do_GET = do_POST = _serve

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def query_by_openssl(folder: Path, data: bytes, *options: str) -> bytes:
    """A request by openssl itself, for what our own never asks."""
    (folder / "data").write_bytes(data)
    command = ["openssl", "ts", "-query", "-data", folder / "data", *options, "-out", folder / "own.tsq"]
    subprocess.run(command, check=True, capture_output=True)
    return (folder / "own.tsq").read_bytes()


def signed_by(folder: Path, response: bytes, signer: Holder, *options: object, at: datetime | None = None) -> bytes:
    """What a response states, signed anew by ``signer``, whatever its certificate is good for, or with another time."""
    folder.mkdir()
    for name, held in (("in.tsr", response), ("s.pem", signer.pem), ("s.key", key_pem(signer))):
        (folder / name).write_bytes(held)

    def run(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)

    run("ts", "-reply", "-in", "in.tsr", "-token_out", "-out", "token")
    run("cms", "-verify", "-noverify", "-inform", "DER", "-in", "token", "-out", "info")
    if at:
        info = (folder / "info").read_bytes()
        place = info.index(b"\x18\x0f20") + 2  # GeneralizedTime, YYYYMMDDHHMMSSZ
        (folder / "info").write_bytes(info[:place] + at.strftime("%Y%m%d%H%M%SZ").encode() + info[place + 15 :])
    kind = "1.2.840.113549.1.9.16.1.4"  # id-ct-TSTInfo
    run(
        *("cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-econtent_type", kind, "-md", "sha256"),
        *("-signer", "s.pem", "-inkey", "s.key", "-in", "info", "-out", "out", *options),
    )
    body = bytes.fromhex("3003020100") + (folder / "out").read_bytes()
    return b"\x30\x82" + len(body).to_bytes(2, "big") + body
