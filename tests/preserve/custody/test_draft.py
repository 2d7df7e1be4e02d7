import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isnad.preserve.custody.draft import Draft
from isnad.preserve.custody.entry import BEFORE_FIRST, entry_of
from isnad.preserve.custody.keys import key_id, verifies
from isnad.preserve.custody.merkle import leaf_hash, root_of
from isnad.records.capture import digest_of

KEYS = {name: Ed25519PrivateKey.from_private_bytes(name.encode() * 32) for name in "AB"}
IDS = {name: key_id(key.public_key().public_bytes_raw()) for name, key in KEYS.items()}
SIGNERS = {IDS[name]: key for name, key in KEYS.items()}


def drafted(order, seq=0, prev=BEFORE_FIRST):
    """Entries signed by A and B in this order; a point ends a run."""
    draft = Draft(seq, prev, SIGNERS.__getitem__)
    for n, name in enumerate(order):
        if name == ".":
            draft.close()
        else:
            draft.add(key=IDS[name], at="t", actor=name, tool="t", kind="note", payload={"n": n}, objects=(("d", n),))
    return draft


@pytest.mark.parametrize(
    ("order", "kinds"),
    [
        ("", ""),
        ("A", "A"),
        ("AA", "AAb"),
        ("AAAA", "AAAAb"),
        ("AB", "AB"),
        ("ABA", "ABA"),
        ("AABBB", "AAbBBBb"),
        ("A.A", "AA"),
        ("AA.A", "AAbA"),
        ("..A..", "A"),
    ],
)
def test_a_single_entry_is_signed_and_a_run_is_closed_by_one_that_signs_for_it(order, kinds):
    draft = drafted(order)
    lines = draft.lines()
    entries = [entry_of(line) for line in lines]
    assert "".join("b" if e.kind == "batch" else e.actor for e in entries) == kinds
    assert entries == draft.entries
    open_ = []
    for n, (line, entry) in enumerate(zip(lines, entries, strict=True)):
        assert (entry.seq, entry.prev) == (n, digest_of(lines[n - 1]) if n else BEFORE_FIRST)
        open_.append(leaf_hash(line))
        if entry.sig:
            assert verifies(SIGNERS[entry.key].public_key().public_bytes_raw(), entry.signature, entry.signed_bytes())
            if entry.kind == "batch":
                assert entry.payload["from"] == n - len(open_) + 1
                assert entry.payload["root"] == f"sha256:{root_of(open_[:-1]).hex()}"
                assert (entry.objects, entry.private, entry.key) == ((), (), entries[n - 1].key)
            else:
                assert len(open_) == 1
            open_ = []
    assert open_ == []  # nothing is left that nobody signed for


def test_a_draft_goes_on_from_the_line_before_it():
    draft = drafted("AA", seq=41, prev="sha256:before")
    entries = [entry_of(line) for line in draft.lines()]
    assert [e.seq for e in entries] == [41, 42, 43]
    assert entries[0].prev == "sha256:before"
    assert entries[2].payload["from"] == 41


def test_lines_asked_for_twice_are_the_same():
    draft = drafted("AAB")
    assert draft.lines() == draft.lines()
    assert len(draft.lines()) == 4
