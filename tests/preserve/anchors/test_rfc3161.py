"""Tokens of authorities made for the test, by a real responder: what holds, what fails, and who says so."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from preserve.anchors.lab import (
    DAY,
    OTHER_POLICY,
    POLICY,
    STAMPING,
    Responder,
    crl,
    holder,
    query_by_openssl,
    signed_by,
)

from isnad.preserve.anchors import by_openssl
from isnad.preserve.anchors.finding import Answer
from isnad.preserve.anchors.rfc3161 import request, verify

DATA = b"isnad.case/0123456789abcdef\n7\nAAAA\n\n\xe2\x80\x94 a checkpoint\n"
ALONE = ("rfc3161-client",)
BOTH = ("rfc3161-client", "openssl")

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="the responder is openssl's")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A root, an authority under it with an intermediate, and a token of each kind of signer."""

    class Lab:
        root = holder("Sedge Root", ca=True)
        between = holder("Sedge Between", root, ca=True)
        signer = holder("Sedge Stamps", root)
        folder = tmp_path_factory.mktemp("authority")
        query = request(DATA)
        count = 0

        def new(self):
            Lab.count += 1
            return self.folder / str(Lab.count)

        def answer(self, signer=None, chain=(), query=None, **options):
            return Responder(self.new(), signer or self.signer, chain, **options).reply(query or self.query)

        def resigned(self, signer, *options):
            return signed_by(self.new(), self.token, signer, *options)

    made = Lab()
    made.token = made.answer()
    return made


def ask(lab, token, *, data=DATA, chain=None, command=None, **more):
    return verify(token, data, chain if chain is not None else lab.root.pem, query=lab.query, command=command, **more)


def test_a_token_holds_at_its_own_time(lab):
    found = ask(lab, lab.token, policy=POLICY)
    assert (found.answer, found.by, found.note) == (Answer.HOLDS, BOTH, "")
    assert found.until - found.stated == timedelta(seconds=1)  # the accuracy the authority states
    assert abs(datetime.now(UTC) - found.stated) < timedelta(minutes=10)


def test_without_openssl_the_library_decides_and_it_is_said(lab):
    found = ask(lab, lab.token, command="")
    assert (found.answer, found.by) == (Answer.HOLDS, ALONE)
    assert "without the openssl command" in found.note


@pytest.mark.parametrize("times", range(4))  # the order of the certificates depends on their bytes
def test_certificates_in_any_order_are_read(lab, times):
    signer = holder("Sedge Stamps 2", lab.between)
    token = lab.answer(signer, [lab.between, lab.root])
    assert ask(lab, token).answer is Answer.HOLDS
    assert ask(lab, token, command="").answer is Answer.HOLDS


def test_the_line_of_the_readme_accepts_a_token_whose_certificate_has_expired_since(lab, tmp_path):
    """``openssl ts -verify`` refuses it unless the time is given; ours judges at the token's own time."""
    signer = holder("Short-lived Stamps", lab.root, after=timedelta(hours=1))
    token = lab.answer(signer)
    found = ask(lab, token)
    assert found.answer is Answer.HOLDS
    for name, held in (("checkpoint", DATA), ("x.tsr", token), ("chain.pem", lab.root.pem)):
        (tmp_path / name).write_bytes(held)

    def openssl(at):
        line = f"openssl ts -verify -data checkpoint -in x.tsr -CAfile chain.pem -attime {int(at.timestamp())}"
        assert tuple(line.split()[1:-1]) == by_openssl.VERIFY
        return subprocess.run(line.split(), cwd=tmp_path, capture_output=True, check=False).returncode

    assert openssl(found.stated) == 0
    assert openssl(found.stated + 5 * DAY) == 1


CERTIFICATES = {
    "expired before": {"before": -10 * DAY, "after": -DAY},
    "not yet valid": {"before": DAY, "after": 2 * DAY},
    "use not critical": {"critical": False},
    "two uses": {"eku": (*STAMPING, ExtendedKeyUsageOID.CODE_SIGNING)},
    "another use": {"eku": (ExtendedKeyUsageOID.CODE_SIGNING,)},
    "no use named": {"eku": ()},
}


@pytest.mark.parametrize("wrong", CERTIFICATES.values(), ids=CERTIFICATES)
@pytest.mark.parametrize("command", [None, ""], ids=["both", "library alone"])
def test_a_certificate_that_may_not_stamp_is_refused(lab, wrong, command):
    signer = holder("Wrong Stamps", lab.root, **wrong)
    found = ask(lab, lab.resigned(signer, "-cades"), command=command)
    assert found.answer is Answer.FAILS
    assert "refuse" in found.reason


def test_signed_anew_by_a_good_certificate_it_holds(lab):
    """So the refusals above are for the certificate, and not for how the test signs."""
    assert ask(lab, lab.resigned(lab.signer, "-cades")).answer is Answer.HOLDS


def test_only_the_pinned_chain_is_trusted(lab):
    other = holder("Reed Root", ca=True)
    assert ask(lab, lab.token, chain=other.pem).answer is Answer.FAILS
    assert ask(lab, lab.token, chain=other.pem, command="").answer is Answer.FAILS
    assert ask(lab, lab.token, chain=other.pem + lab.root.pem).answer is Answer.HOLDS
    with_root = lab.answer(holder("Reed Stamps", other), [other])  # a root that comes with the token is no root
    assert ask(lab, with_root).answer is Answer.FAILS
    assert ask(lab, with_root, command="").answer is Answer.FAILS


@pytest.mark.parametrize("chain", [b"", b"no certificate", b"between"])
def test_a_chain_that_cannot_be_used_is_said_to_be(lab, chain):
    chain = lab.between.pem if chain == b"between" else chain
    found = ask(lab, lab.token, chain=chain)
    assert found.answer is Answer.NOT_VERIFIABLE
    assert "pinned chain" in found.reason


def wrong_answers(lab):
    """Name, token, further arguments, and words of the reason."""
    asked = query_by_openssl(lab.folder, DATA, "-sha1", "-cert")
    good = lab.token
    status = good.index(bytes.fromhex("020100"))
    yield "other bytes", good, {"data": DATA + b" "}, "other bytes"
    yield "another nonce", lab.answer(query=request(DATA)), {}, "nonce"
    yield "no nonce", lab.answer(query=query_by_openssl(lab.folder, DATA, "-sha256", "-cert", "-no_nonce")), {}, "nonce"
    yield "another policy", lab.answer(policy=OTHER_POLICY), {"policy": POLICY}, "policy"
    yield "SHA-1 imprint", lab.answer(query=asked), {}, "SHA-256"
    yield "SHA-1 signature", lab.answer(settings="signer_digest = sha1"), {}, "signature is of a kind"
    yield "a year of accuracy", lab.answer(settings="accuracy = secs:31536000"), {}, "may be off"
    yield "no certificate named", lab.resigned(lab.signer), {}, "ESSCertID"
    two = holder("Second Stamps", lab.root)
    (lab.folder / "2.pem").write_bytes(two.pem)
    twice = ("-cades", "-signer", lab.folder / "2.pem", "-inkey", _key(lab, two))
    yield "two signatures", lab.resigned(lab.signer, *twice), {}, "2 signatures"
    no_certificate = query_by_openssl(lab.folder, DATA, "-sha256")
    yield "no certificate", lab.answer(query=no_certificate), {}, "certificate of its signer"
    yield "bytes after the end", good + b"\0", {}, "follow"
    yield "status not granted", good[: status + 2] + b"\x02" + good[status + 3 :], {}, "refuse"
    yield "a refusal", lab.answer(settings="digests = sha512"), {}, "no token: rejected"
    yield "nothing", b"", {}, "read"
    yield "a page", b"<html>Service unavailable</html>", {}, "read"
    yield "too large", b"\x30" * 2_000_000, {}, "more than"
    yield from ((f"cut at {n}", good[:n], {}, "read") for n in (1, 5, 40, len(good) // 2, len(good) - 1))


def _key(lab, one):
    from preserve.anchors.lab import key_pem

    (lab.folder / "2.key").write_bytes(key_pem(one))
    return lab.folder / "2.key"


def test_what_does_not_fit_the_request_is_refused_with_its_reason(lab):
    for command in (None, ""):
        for name, token, more, words in wrong_answers(lab):
            found = ask(lab, token, command=command, **more)
            assert found.answer is Answer.FAILS, name
            assert words in found.reason, (name, found.reason)


def where_they_differ(lab):
    """Name, token, whether the library accepts, whether openssl does: a change in either shows here."""
    status = lab.token.index(bytes.fromhex("020100"))
    yield "no certificate named (ESSCertID)", lab.resigned(lab.signer), True, False
    named = signed_by(lab.new(), lab.answer(settings="tsa_name = yes"), holder("Other", lab.root), "-cades")
    yield "a TSA name that is not the signer's", named, True, False
    yield "bytes after the end", lab.token + b"\0", False, True
    sha1 = query_by_openssl(lab.folder, DATA, "-sha1", "-cert")
    yield "imprint by SHA-1", lab.answer(query=sha1), False, True
    yield "granted with changes", lab.token[: status + 2] + b"\1" + lab.token[status + 3 :], False, True


def test_where_library_and_command_differ(lab):
    from rfc3161_client import VerifierBuilder, decode_timestamp_response

    at = ask(lab, lab.token).stated
    for name, token, library, command in where_they_differ(lab):
        try:
            answer = decode_timestamp_response(token)
            found = VerifierBuilder(roots=[lab.root.cert]).build().verify_message(answer, DATA)
        except Exception:
            found = False
        said = by_openssl.verdict(by_openssl.openssl(), token, DATA, lab.root.pem, at)
        assert (found, said == "") == (library, command), name
        assert verify(token, DATA, lab.root.pem).answer is not Answer.HOLDS, name


REASON = x509.ReasonFlags


@pytest.mark.parametrize(
    ("reason", "after", "answer"),
    [
        (REASON.superseded, timedelta(hours=1), Answer.HOLDS),  # stamped before: stays valid (RFC 3161 section 4)
        (REASON.cessation_of_operation, -timedelta(hours=1), Answer.FAILS),
        (REASON.key_compromise, timedelta(hours=1), Answer.FAILS),  # no stamp of that key can be relied on
        (None, timedelta(hours=1), Answer.FAILS),
    ],
)
def test_a_revoked_certificate_is_judged_at_the_tokens_time(lab, reason, after, answer):
    at = datetime.now(UTC) + after
    lists = crl(lab.root, [lab.signer.cert], reason=reason, at=at)
    assert ask(lab, lab.token, lists=lists).answer is answer
    assert ask(lab, lab.token, lists=crl(lab.root) + lists).answer is answer  # two lists, one after another


def test_lists_of_others_say_nothing(lab):
    impostor = holder("Sedge Root", ca=True)  # the same name, another key
    assert ask(lab, lab.token, lists=crl(impostor, [lab.signer.cert])).answer is Answer.HOLDS
    assert ask(lab, lab.token, lists=crl(lab.root, [lab.between.cert])).answer is Answer.HOLDS
    assert ask(lab, lab.token, lists=b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n").answer is Answer.FAILS


@pytest.mark.parametrize("bit", [0, 5])
def test_no_byte_of_a_token_can_be_flipped(lab, bit):
    """Each byte in turn, by our checks and the library; what those let through would be shown to openssl as well."""
    through = [
        n for n in range(len(lab.token)) if ask(lab, _flipped(lab.token, n, bit), command="").answer is Answer.HOLDS
    ]
    assert [n for n in through if ask(lab, _flipped(lab.token, n, bit)).answer is Answer.HOLDS] == []


def test_a_spoiled_certificate_between_breaks_nothing(lab):
    """Certificates that come with a token are not signed by it. A spoiled one breaks the path, or is not needed."""
    token = lab.answer(holder("Sedge Stamps 3", lab.between), [lab.between])
    lists = crl(lab.root, [holder("Gone", lab.root).cert], reason=REASON.superseded)
    for place in range(3, len(token), 7):
        found = ask(lab, _flipped(token, place, place % 8), command="", lists=lists)
        assert found.answer is Answer.FAILS, place


def _flipped(token, place, bit):
    return token[:place] + bytes([token[place] ^ (1 << bit)]) + token[place + 1 :]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_spoiled_tokens_are_refused_and_never_break_the_reader(lab, data):
    token = bytearray(lab.token)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(token) - 1))
        match data.draw(st.sampled_from(("set", "cut", "add", "double"))):
            case "set":
                token[place] = data.draw(st.integers(0, 255))
            case "cut":
                del token[place : place + data.draw(st.integers(1, 40))]
            case "add":
                token[place:place] = data.draw(st.binary(min_size=1, max_size=20))
            case "double":
                token[place:place] = token[place : place + 30]
        if not token:
            break
    found = ask(lab, bytes(token), command="")
    assert found.answer is Answer.FAILS or found.stated == ask(lab, lab.token, command="").stated


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_refused(lab, data):
    assert ask(lab, data, command="").answer is Answer.FAILS


@pytest.mark.parametrize("text", ["3000", "30023000", "300430003000", "3009300030053003020100", "30063000300202003000"])
def test_small_structures_that_a_fuzzer_found_are_refused(lab, text):
    assert ask(lab, bytes.fromhex(text), command="").answer is Answer.FAILS


def test_an_empty_part_is_refused(lab):
    """Found by benchmarks/fuzz_tokens.py: the token's content cut down to nothing."""
    head = bytes.fromhex("06092a864886f70d010702")
    token = b"\x30" + bytes([len(head) + 2]) + head + b"\xa0\x00"
    whole = bytes.fromhex("3003020100") + token
    assert "missing" in ask(lab, b"\x30" + bytes([len(whole)]) + whole, command="").reason


def test_what_is_larger_than_any_of_its_kind_is_not_looked_into(lab):
    """As a stranger's case may keep: each of these would be read for minutes, or take gigabytes, to its end."""
    from isnad.preserve.anchors.revocation import MOST, loaded
    from isnad.preserve.anchors.rfc3161 import CHAIN, nonce_of, pinned

    wide = b"\x30\x83\x3d\x09\x00" + b"\x05\x00" * 2_000_000
    with pytest.raises(ValueError, match="bytes"):
        nonce_of(wide)
    with pytest.raises(ValueError, match="bytes"):
        pinned(lab.root.pem + b"\n" * CHAIN)
    assert ask(lab, lab.token, chain=lab.root.pem + b"\n" * CHAIN).answer is Answer.NOT_VERIFIABLE
    with pytest.raises(ValueError, match="lists"):
        loaded(b"-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n" * (MOST + 1))
