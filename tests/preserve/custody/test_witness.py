"""The side that is asked: what it reads, what it signs, and what it must not sign."""

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from isnad.preserve.custody import witness as side
from isnad.preserve.custody.keys import KeyRing
from isnad.preserve.custody.merkle import Tree, leaf_hash
from isnad.preserve.custody.note import (
    COSIGNATURE,
    Checkpoint,
    Note,
    cosigned_at,
    parse_verifier_key,
    sign,
    signatures_in,
    verifier_key,
)
from isnad.preserve.custody.witness import Shown, Witness, bundle, control, given_in, refusal, shown_in, signed_by
from isnad.preserve.trouble import Trouble

ORIGIN = "isnad.case/0123456789abcdef"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TREE = Tree([leaf_hash(b"line %d\n" % n) for n in range(40)])
OTHER = Tree([leaf_hash(b"another %d\n" % n) for n in range(40)])

# The example in C2SP's tlog-witness.
EXAMPLE = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— NAME Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— NAME opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
""".replace("NAME", "example.com/behind-the-sofa")


def at(size, tree=TREE, origin=ORIGIN):
    return Checkpoint(origin=origin, size=size, root=tree.root(size))


def shown(size, old=None, tree=TREE):
    proof = tree.prove_consistency(old, size) if old and old <= size else ()
    return Shown(checkpoint=at(size, tree), old=old, proof=proof)


@pytest.fixture
def ada(tmp_path, monkeypatch):
    monkeypatch.delenv("ISNAD_KEY_PASSPHRASE", raising=False)
    made = Witness(KeyRing(tmp_path / "ada"))
    made.begin("ada.example/w")
    return made


def test_the_example_of_the_format_is_read_and_written_byte_for_byte():
    (found,) = shown_in(EXAMPLE.encode())
    assert (found.old, len(found.proof), len(found.signatures)) == (20852014, 4, 2)
    assert (found.checkpoint.origin, found.checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    note = Note(text=found.checkpoint.text(), signatures=found.signatures)
    assert bundle(found.old, found.proof, note.encode()).decode() == EXAMPLE


MAIL = f"""Dear Ada,
please sign this:

> {ORIGIN}
> 7
> {at(7).text().splitlines()[2]}

Yours
"""


@pytest.mark.parametrize(
    "data",
    [
        at(7).text().encode(),
        at(7).text().encode()[:-1],
        at(7).text().replace("\n", "\r\n").encode(),
        "\ufeff".encode() + at(7).text().encode(),
        MAIL.encode(),
        Note(text=at(7).text(), signatures=(sign(at(7).text(), ORIGIN, KEY),)).encode(),
        b"\xff\xfe noise\n" + at(7).text().encode(),
    ],
    ids=["three lines", "no last newline", "from Windows", "a mark before", "a mail", "a note", "noise"],
)
def test_the_lines_are_found_as_mail_leaves_them(data):
    (found,) = shown_in(data)
    assert (found.checkpoint, found.old, found.proof) == (at(7), None, ())


def test_several_are_found_each_with_what_belongs_to_it():
    signed = Note(text=at(9).text(), signatures=(sign(at(9).text(), ORIGIN, KEY),)).encode()
    data = at(3).text().encode() + b"\n" + bundle(3, TREE.prove_consistency(3, 9), signed) + at(5).text().encode()
    found = shown_in(data)
    assert [one.checkpoint.size for one in found] == [3, 9, 5]
    assert [one.old for one in found] == [None, 3, None]
    assert [len(one.signatures) for one in found] == [0, 1, 0]
    assert found[1].proof == TREE.prove_consistency(3, 9)


def test_a_flood_is_not_read():
    with pytest.raises(ValueError, match="too large"):
        shown_in(b"x" * (side.LARGEST + 1))
    with pytest.raises(ValueError, match="too large"):
        given_in(b"x" * (side.LARGEST + 1))
    hashes = [bytes([n]) * 32 for n in range(64)]
    with pytest.raises(ValueError, match="63"):
        shown_in(bundle(3, hashes, at(9).text().encode()))


def test_the_control_number_changes_with_any_letter_of_the_three_lines():
    lines, own = at(7).text(), control(at(7))
    assert own != control(at(8))
    assert len(own.replace(" ", "")) == 8
    numbers = {control(at(size, tree)) for size in range(1, 41) for tree in (TREE, OTHER)}
    assert len(numbers) == 80
    assert control(shown_in(lines.encode())[0].checkpoint) == own


def test_the_key_of_the_log_tells_its_own_notes():
    text = at(7).text()
    mine = Shown(checkpoint=at(7), signatures=(sign(text, ORIGIN, KEY),))
    public = KEY.public_key().public_bytes_raw()
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert signed_by(mine, verifier_key(ORIGIN, public))
    assert not signed_by(mine, verifier_key(ORIGIN, other))
    assert not signed_by(mine, verifier_key("isnad.case/0000000000000000", public))
    assert not signed_by(Shown(checkpoint=at(7)), verifier_key(ORIGIN, public))
    for bad in ("", "x", verifier_key(ORIGIN, public, COSIGNATURE)):
        with pytest.raises(ValueError, match=r"key"):
            signed_by(mine, bad)


def test_a_proof_does_not_bind_the_size_and_the_logs_signature_does():
    """From 20 lines, 22 and 23 have proofs of one shape (RFC 6962): who alters the number on the way has a witness
    remember what no honest log continues. So it can be told to sign only what the log signed."""
    text = at(23).text()
    mine = Shown(checkpoint=at(23), signatures=(sign(text, ORIGIN, KEY),), old=20, proof=TREE.prove_consistency(20, 23))
    altered = replace(mine, checkpoint=replace(mine.checkpoint, size=22))
    key = verifier_key(ORIGIN, KEY.public_key().public_bytes_raw())
    assert (refusal(at(20), mine), refusal(at(20), altered)) == ("", "")
    assert (signed_by(mine, key), signed_by(altered, key)) == (True, False)


@pytest.mark.parametrize("last", range(1, 20))
def test_whatever_continues_the_last_one_may_be_signed_and_nothing_else(last):
    for size in range(1, 41):
        assert bool(refusal(at(last), shown(size, last))) is (size < last)
        forked = Shown(checkpoint=at(size, OTHER), old=last, proof=shown(size, last).proof)
        assert refusal(at(last), forked)
        if size > last:
            assert refusal(at(last), shown(size))  # without a proof
            assert "shows what it continues" in refusal(at(last), shown(size, last + 1))
            assert refusal(at(last), shown(size, last, OTHER))
            for n, each in enumerate(proof := shown(size, last).proof):
                spoilt = (*proof[:n], bytes([each[0] ^ 1, *each[1:]]), *proof[n + 1 :])
                assert refusal(at(last), Shown(checkpoint=at(size), old=last, proof=spoilt))


def test_the_first_time_there_is_nothing_to_compare_with():
    assert refusal(None, shown(7)) == ""
    assert refusal(None, Shown(checkpoint=at(7), old=0)) == ""
    assert "knows none" in refusal(None, shown(7, 3))  # a lost memory is not passed over
    assert "without lines" in refusal(None, Shown(checkpoint=at(0)))


def test_a_cosignature_is_what_the_log_can_verify(ada):
    made = ada.cosign(shown(7), 1_700_000_000)
    name, public, kind = parse_verifier_key(made.key)
    assert (name, kind, made.first) == ("ada.example/w", COSIGNATURE, True)
    assert cosigned_at(at(7).text(), signatures_in(made.line), name, public) == 1_700_000_000
    assert given_in(made.encode().encode()) == (signatures_in(made.line), ((name, public),))
    assert given_in(f"> {made.line}> {made.key}\r\n".encode()) == given_in(made.encode().encode())


def test_what_was_signed_is_remembered_by_the_next_start(ada):
    ada.cosign(shown(7), 1)
    again = Witness(KeyRing(ada.ring.root))
    assert (again.last(ORIGIN), again.last("isnad.case/0000000000000000")) == (at(7), None)
    assert again.begin() == ada.key
    with pytest.raises(Trouble, match="lines are gone"):
        again.cosign(shown(6), 2)
    with pytest.raises(Trouble, match="are not the 7 lines"):
        again.cosign(shown(7, None, OTHER), 2)
    with pytest.raises(Trouble, match="does not show") as caught:
        again.cosign(shown(9), 2)
    assert "--since 7" in caught.value.problem.todo
    with pytest.raises(Trouble, match="written anew"):
        again.cosign(Shown(checkpoint=at(9, OTHER), old=7, proof=OTHER.prove_consistency(7, 9)), 2)
    assert again.last(ORIGIN) == at(7)
    assert not again.cosign(shown(7), 3).first
    assert not again.cosign(shown(9, 7), 4).first
    assert again.last(ORIGIN) == at(9)


def test_logs_are_remembered_apart_however_they_are_called(ada):
    names = [ORIGIN, ORIGIN.replace("/", "-"), "../../x", "x" * 300, "x" * 301, "كلمة"]
    for size, name in enumerate(names, start=1):
        ada.cosign(Shown(checkpoint=at(size, origin=name)), 1)
    assert [ada.last(name).size for name in names] == [1, 2, 3, 4, 5, 6]


def test_what_cannot_be_remembered_is_not_signed(ada, monkeypatch):
    def full(path, data, mode=0):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(side, "write_whole", full)
    with pytest.raises(Trouble, match="full"):
        ada.cosign(shown(7), 1)
    assert ada.last(ORIGIN) is None


def test_a_damaged_memory_is_not_taken_for_none(ada):
    ada.cosign(shown(7), 1)
    (path,) = [p for p in (ada.ring.root / "witnessed").glob("*.txt") if p.name != "key.txt"]
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(Trouble, match="memory"):
        ada.cosign(shown(9, 7), 2)


def test_a_witness_has_one_name_and_key_and_needs_both(tmp_path, ada):
    fresh = Witness(KeyRing(tmp_path / "fresh"))
    assert fresh.key == ""
    for bad in ("", "two words", "a+b", "a\tb", "x" * 101, "a\u2003b"):
        with pytest.raises(Trouble, match="name"):
            fresh.begin(bad)
    assert ada.begin("ada.example/w") == ada.begin("") == ada.key
    with pytest.raises(Trouble, match="another name"):
        ada.begin("eve.example/w")
    for path in (ada.ring.root / "keys" / "witness").iterdir():
        path.unlink()
    with pytest.raises(Trouble, match="private key"):
        ada.cosign(shown(7), 1)
    (ada.ring.root / "witnessed" / "key.txt").write_text("rubbish", encoding="utf-8")
    with pytest.raises(Trouble, match="cannot be read"):
        ada.begin()


def test_keys_of_other_kinds_are_not_taken_for_a_witness():
    public = KEY.public_key().public_bytes_raw()
    lines = f"{verifier_key('log', public)}\n{verifier_key('w', public, COSIGNATURE)}\n"
    assert given_in(lines.encode()) == ((), (("w", public),))


PIECES = st.sampled_from(
    [*EXAMPLE.splitlines(), "", "> ", "old 7", "old 07", "7", ORIGIN, base64.b64encode(bytes(32)).decode()]
)


@given(st.lists(PIECES | st.text(max_size=9), max_size=30).map(lambda lines: "\n".join(lines).encode()) | st.binary())
@example(b"old ")
@example("old \u0664".encode())
def test_any_message_is_read_or_refused(data):
    try:
        found = shown_in(data)
        signatures, _ = given_in(data)
    except ValueError:
        return
    for one in found:
        again = shown_in(
            bundle(one.old or 0, one.proof, Note(text=one.checkpoint.text(), signatures=one.signatures).encode())
        )
        assert [(a.checkpoint, a.signatures, a.proof) for a in again] == [(one.checkpoint, one.signatures, one.proof)]
        assert set(one.signatures) <= set(signatures)
