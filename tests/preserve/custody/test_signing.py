"""Who signed each line: honest logs, and every way in which a line is not its signer's."""

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isnad.preserve.custody.draft import Draft
from isnad.preserve.custody.entry import BEFORE_FIRST, Entry
from isnad.preserve.custody.keylife import key_payload
from isnad.preserve.custody.keys import key_id
from isnad.preserve.custody.merkle import leaf_hash
from isnad.preserve.custody.signing import faults
from isnad.records.capture import digest_of

ORIGIN = "isnad.case/0123456789abcdef"
KEYS = {name: Ed25519PrivateKey.from_private_bytes(name.encode() * 32) for name in "CDABW"}
PUBLIC = {name: key.public_key().public_bytes_raw() for name, key in KEYS.items()}
ID = {name: key_id(public) for name, public in PUBLIC.items()}
NAMES = {"A": "Ada", "B": "Bilal"}
BEGIN = ("C", "case", key_payload("", "case", "", PUBLIC["C"]) | {"origin": ORIGIN})
ADA = ("C", "key", key_payload("added", "analyst", "Ada", PUBLIC["A"]))
BILAL = ("C", "key", key_payload("added", "analyst", "Bilal", PUBLIC["B"]))
WITNESS = ("C", "key", key_payload("added", "witness", "w.example", PUBLIC["W"]))
DONE = {}  # the payload of a line that is about nothing of these


def written(*said):
    """The entries of a log, written as the ledger writes them; a point ends a run."""
    draft = Draft(0, BEFORE_FIRST, {ID[name]: key for name, key in KEYS.items()}.__getitem__)
    for each in said:
        if each == ".":
            draft.close()
            continue
        who, kind, payload = each
        draft.add(key=ID[who], at="", actor=NAMES.get(who, "Ada"), tool="", kind=kind, payload=payload)
    draft.close()
    return draft.entries


def told(entries):
    return [(fault.seq, fault.what, fault.grave) for fault in faults((e, leaf_hash(e.line())) for e in entries)]


def rechained(entries):
    """The same, with fitting ``seq`` and ``prev``: what somebody with the folder and no key can do."""
    made, prev = [], BEFORE_FIRST
    for seq, entry in enumerate(entries):
        made.append(replace(entry, seq=seq, prev=prev))
        prev = digest_of(made[-1].line())
    return made


def resigned(entry, who):
    bare = replace(entry, key=ID[who], sig="")
    return replace(bare, sig=base64.b64encode(KEYS[who].sign(bare.signed_bytes())).decode())


@pytest.mark.parametrize(
    "said",
    [
        [BEGIN],
        [BEGIN, ADA],
        [BEGIN, ADA, ("A", "note", DONE)],
        [BEGIN, ADA, BILAL, *[("A", "note", DONE)] * 5, *[("B", "note", DONE)] * 3, ("A", "note", DONE)],
        [BEGIN, ADA, ("A", "note", DONE), ".", ("A", "note", DONE), ("A", "note", DONE), "."],
        [BEGIN, ".", ("C", "key", key_payload("replaced", "case", "", PUBLIC["D"])), ("D", *ADA[1:])],
        [BEGIN, ADA, ("A", "note", DONE), ("C", "key", key_payload("retired", "analyst", "Ada", PUBLIC["A"]))],
    ],
)
def test_an_honest_log_has_no_fault(said):
    assert told(written(*said)) == []


def test_any_change_of_any_line_that_nobody_signed_again_is_a_fault():
    entries = written(BEGIN, ADA, BILAL, *[("A", "note", {"n": n}) for n in range(3)], ("B", "note", DONE))
    for at in range(len(entries)):
        changes = (
            {"payload": entries[at].payload | {"more": 1}},
            {"actor": "Eve"},
            {"at": "later"},
            {"kind": "other"},
            {"key": ID["B"] if entries[at].key != ID["B"] else ID["A"]},
            {"key": "", "sig": ""},
            {"sig": ""},
            {"sig": base64.b64encode(bytes(64)).decode()},
            {"sig": "rubbish"},
        )
        for change in changes:
            if all(getattr(entries[at], name) == value for name, value in change.items()):
                continue
            spoilt = rechained([*entries[:at], replace(entries[at], **change), *entries[at + 1 :]])
            assert any(grave for _, _, grave in told(spoilt)), (at, change)


@pytest.mark.parametrize("at", range(1, 8))
def test_lines_taken_out_put_twice_or_exchanged_are_faults(at):
    entries = written(BEGIN, ADA, BILAL, *[("A", "note", {"n": n}) for n in range(3)], ("B", "note", DONE))
    assert len(entries) == 9
    for spoilt in (
        [*entries[:at], *entries[at + 1 :]],
        [*entries[:at], entries[at], *entries[at:]],
        [*entries[: at - 1], entries[at], entries[at - 1], *entries[at + 1 :]],
    ):
        assert any(grave for _, _, grave in told(rechained(spoilt)))


CASES = {
    "a key that the case does not know": (
        [BEGIN, ADA, ("B", "note", DONE)],
        [(3, "knows no such key", True), (3, "not that of its key", True)],
    ),
    "a key before it was made known": (
        [BEGIN, ".", ("A", "note", DONE), ADA],
        [(1, "knows no such key", True), (1, "not that of its key", True)],
    ),
    "a retired key signs later": (
        [
            BEGIN,
            ".",
            ADA,
            ".",
            ("C", "key", key_payload("retired", "analyst", "Ada", PUBLIC["A"])),
            ("A", "note", DONE),
        ],
        [(3, "might not sign", True)],
    ),
    "a stolen key, told of later": (
        [
            BEGIN,
            ".",
            ADA,
            ("A", "note", DONE),
            ("C", "key", key_payload("compromised", "analyst", "Ada", PUBLIC["A"], since=2)),
        ],
        [(2, "compromised", False)],
    ),
    "a stolen key that still signs": (
        [
            BEGIN,
            ".",
            ADA,
            ("A", "note", DONE),
            ("C", "key", key_payload("compromised", "analyst", "Ada", PUBLIC["A"], since=3)),
            ("A", "note", DONE),
        ],
        [(4, "might not sign", True), (4, "compromised", False)],
    ),
    "an analyst adds a key": (
        [BEGIN, ".", ADA, ("A", "key", key_payload("added", "analyst", "Bilal", PUBLIC["B"]))],
        [(2, "not signed by the case key", True)],
    ),
    "the case key signs what a person did": (
        [BEGIN, ".", ADA, ".", ("C", "note", DONE)],
        [(2, "the case's key", True)],
    ),
    "a witness signs a line": ([BEGIN, ".", WITNESS, ("W", "note", DONE)], [(2, "that of a witness", True)]),
    "the old case key goes on after it was replaced": (
        [BEGIN, ".", ("C", "key", key_payload("replaced", "case", "", PUBLIC["D"])), ".", ("C", "note", DONE)],
        [(2, "might not sign", True)],
    ),
}


@pytest.mark.parametrize(("said", "expected"), CASES.values(), ids=CASES)
def test_what_a_key_might_not_sign(said, expected):
    found = told(written(*said))
    assert [(seq, grave) for seq, _, grave in found] == [(seq, grave) for seq, _, grave in expected]
    assert all(words in what for (_, what, _), (_, words, _) in zip(found, expected, strict=True)), found


def test_nobody_signs_in_the_name_of_another():
    entries = written(BEGIN, ".", ADA, ".", BILAL, ("A", "note", DONE))
    forged = resigned(replace(entries[3], actor="Bilal"), "A")
    assert [what for _, what, _ in told([*entries[:3], forged])] == ["it names 'Bilal', and its key is that of 'Ada'"]


def test_a_batch_signs_for_the_lines_of_its_own_signer_alone():
    entries = written(BEGIN, ".", ADA, ".", BILAL, ("A", "note", {"n": 1}), ("A", "note", {"n": 2}))
    by_another = resigned(replace(entries[-1], actor="Bilal"), "B")
    assert any("does not close" in what for _, what, _ in told([*entries[:-1], by_another]))
    elsewhere = resigned(replace(entries[-1], payload=entries[-1].payload | {"from": 4}), "A")
    assert any("does not close" in what for _, what, _ in told([*entries[:-1], elsewhere]))
    assert [(seq, grave) for seq, _, grave in told(entries[:-1])] == [(3, True), (4, True)]


def test_lines_of_format_one_cannot_be_verified_and_are_not_refuted():
    old = [
        Entry(seq=n, prev="", at="", actor="Ada", tool="", kind=kind, payload={})
        for n, kind in enumerate(["case", "note"])
    ]
    payload = key_payload("begun", "case", ORIGIN, PUBLIC["C"]) | {"origin": ORIGIN}
    begun = resigned(Entry(seq=2, prev="", at="", actor="Ada", tool="", kind="key", payload=payload), "C")
    assert [(seq, grave) for seq, _, grave in told([*old, begun])] == [(0, False)]
    late = replace(old[1], seq=3)
    assert (3, True) in [(seq, grave) for seq, _, grave in told([*old, begun, late])]
