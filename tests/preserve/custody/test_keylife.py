"""Which keys may sign at which line: a table of lives, each told by entries."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isnad.preserve.custody.entry import Entry
from isnad.preserve.custody.keylife import KeyLife, key_payload
from isnad.preserve.custody.keys import key_id

ORIGIN = "isnad.case/0123456789abcdef"
PUBLIC = {
    name: Ed25519PrivateKey.from_private_bytes(name.encode() * 32).public_key().public_bytes_raw() for name in "CDEABW"
}
ID = {name: key_id(public) for name, public in PUBLIC.items()}  # C D E: case keys, A B: analysts, W: a witness


def told(*entries, form=2):
    """The life told by entries ``(signer, kind, payload)``, and what was wrong with each."""
    life, faults = KeyLife(), []
    for seq, (signer, kind, payload) in enumerate([*(BEGIN if form == 2 else ()), *entries]):
        entry = Entry(
            seq=seq, prev="", at="", actor="", tool="", kind=kind, payload=payload, key=ID.get(signer, signer)
        )
        faults.append(life.take(entry))
    return life, faults


def named(who, **more):
    return {"public": key_payload("", "", "", PUBLIC[who])["public"], "id": ID[who]} | more


def key(event, role, owner, who, **more):
    return key_payload(event, role, owner, PUBLIC[who]) | more


BEGIN = [("C", "case", named("C", origin=ORIGIN, title="t", format=2))]
ADD_A = ("C", "key", key("added", "analyst", "Ada", "A"))


def test_a_case_begins_with_its_key():
    life, faults = told()
    assert faults == [""]
    assert (life.origin, life.case_key.id, life.case_key.public) == (ORIGIN, ID["C"], PUBLIC["C"])
    assert life.case_key_at(0) is None
    assert life.case_key_at(1) == life.case_key_at(10**6) == life.case_key


def test_an_analyst_may_sign_from_the_line_after_the_one_that_names_the_key():
    life, faults = told(ADD_A)
    assert faults == ["", ""]
    ada = life.keys[ID["A"]]
    assert [ada.holds(seq) for seq in (0, 1, 2, 99)] == [False, False, True, True]
    assert life.analyst("Ada") == ada
    assert life.analyst("Bilal") is None
    assert ID["B"] not in life.keys  # a key that nobody named is unknown, whatever it signs


def test_a_retired_key_may_sign_no_later_line_and_what_it_signed_stands():
    life, faults = told(ADD_A, ("A", "note", {}), ("C", "key", key("retired", "analyst", "Ada", "A")))
    assert faults == [""] * 4
    ada = life.keys[ID["A"]]
    assert [ada.holds(seq) for seq in (2, 3, 4)] == [True, True, False]
    assert ada.compromised is None
    assert life.analyst("Ada") is None


def test_a_compromised_key_says_since_when_and_another_takes_its_place():
    life, faults = told(
        ADD_A,
        ("A", "note", {}),
        ("C", "key", key("compromised", "analyst", "Ada", "A", since=2)),
        ("C", "key", key("added", "analyst", "Ada", "B")),
    )
    assert faults == [""] * 5
    assert (life.keys[ID["A"]].compromised, life.keys[ID["A"]].holds(9)) == (2, False)
    assert life.analyst("Ada").id == ID["B"]


def test_the_old_case_key_hands_over_to_the_new_one():
    life, faults = told(ADD_A, ("C", "key", key("replaced", "case", ORIGIN, "D")))
    assert faults == ["", "", ""]
    assert (life.case_key.id, life.unsworn) == (ID["D"], [])
    assert [life.case_key_at(size).id for size in (1, 2, 3)] == [ID["C"], ID["C"], ID["D"]]
    assert life.keys[ID["C"]].holds(2)
    assert not life.keys[ID["C"]].holds(3)


def test_a_new_case_key_without_the_old_one_is_taken_and_never_goes_unsaid():
    life, faults = told(ADD_A, ("D", "key", key("replaced", "case", ORIGIN, "D")))
    assert faults == ["", "", ""]
    assert (life.case_key.id, life.unsworn) == (ID["D"], [2])
    life, faults = told(
        ("D", "key", key("replaced", "case", ORIGIN, "D")), ("D", "key", key("replaced", "case", "", "E"))
    )
    assert (life.case_key.id, life.unsworn, faults) == (ID["E"], [1], ["", "", ""])


def test_an_old_case_key_can_be_called_compromised_after_it_was_replaced():
    swapped = ("C", "key", key("replaced", "case", ORIGIN, "D"))
    life, faults = told(swapped, ("D", "key", key("compromised", "case", ORIGIN, "C", since=0)))
    assert faults == ["", "", ""]
    assert life.keys[ID["C"]].compromised == 0
    assert life.case_key.id == ID["D"]


def test_a_case_of_format_one_gets_its_key_by_an_entry():
    note = ("", "note", {})
    begun = ("C", "key", key("begun", "case", ORIGIN, "C", origin=ORIGIN, format=2))
    life, faults = told(("", "case", {"title": "t", "format": 1}), note, begun, ADD_A, form=1)
    assert faults == [""] * 4
    assert (life.origin, life.case_key.id) == (ORIGIN, ID["C"])
    assert life.case_key_at(2) is None
    assert life.case_key_at(3).id == ID["C"]
    assert life.keys[ID["A"]].added == 4


def test_a_witness_and_an_analyst_of_one_name_are_two():
    life, faults = told(ADD_A, ("C", "key", key("added", "witness", "Ada", "W")))
    assert faults == ["", "", ""]
    assert life.analyst("Ada").id == ID["A"]
    assert life.keys[ID["W"]].role == "witness"


def test_entries_about_other_things_change_nothing():
    life, faults = told(
        ADD_A, ("A", "note", key("retired", "analyst", "Ada", "A")), ("A", "key", {"role": "recipient"})
    )
    assert faults == [""] * 4
    assert set(life.keys) == {ID["C"], ID["A"]}


FAULTS = {
    "an analyst adds a key": [ADD_A, ("A", "key", key("added", "analyst", "Eve", "B"))],
    "a key adds itself": [("B", "key", key("added", "analyst", "Eve", "B"))],
    "an analyst retires another's key": [ADD_A, ("B", "key", key("retired", "analyst", "Ada", "A"))],
    "an analyst's key makes itself the case key": [ADD_A, ("A", "key", key("replaced", "case", ORIGIN, "A"))],
    "an analyst names a new case key": [ADD_A, ("A", "key", key("replaced", "case", ORIGIN, "D"))],
    "the replaced case key adds a key": [("C", "key", key("replaced", "case", ORIGIN, "D")), ADD_A],
    "the replaced case key comes back by itself": [
        ("C", "key", key("replaced", "case", ORIGIN, "D")),
        ("C", "key", key("replaced", "case", ORIGIN, "C")),
    ],
    "a second case key is added": [("C", "key", key("added", "case", ORIGIN, "D"))],
    "the case key is retired": [("C", "key", key("retired", "case", ORIGIN, "C"))],
    "the case key is called compromised and nothing follows": [
        ("C", "key", key("compromised", "case", ORIGIN, "C", since=0))
    ],
    "a key is added twice": [ADD_A, ADD_A],
    "a retired key is added again": [ADD_A, ("C", "key", key("retired", "analyst", "Ada", "A")), ADD_A],
    "one key for two roles": [ADD_A, ("C", "key", key("added", "witness", "W", "A"))],
    "a key that is not there is retired": [("C", "key", key("retired", "analyst", "Ada", "A"))],
    "compromised since nobody knows when": [ADD_A, ("C", "key", key("compromised", "analyst", "Ada", "A"))],
    "an id that is not the key's": [("C", "key", key("added", "analyst", "Ada", "A", id=ID["B"]))],
    "an id that is no text": [ADD_A, ("C", "key", key("retired", "analyst", "Ada", "A", id=[ID["A"]]))],
    "a name that is no text": [("C", "key", key("added", "analyst", "Ada", "A", name=["Ada"]))],
    "no key at all": [("C", "key", {"event": "added", "role": "analyst", "name": "Ada", "id": ID["A"]})],
    "a key too short": [("C", "key", key("added", "analyst", "Ada", "A", public="AAAA"))],
    "an event nobody knows": [ADD_A, ("C", "key", key("sold", "analyst", "Ada", "A"))],
}


@pytest.mark.parametrize("entries", FAULTS.values(), ids=FAULTS)
def test_what_does_not_stand_is_said_and_changes_no_life(entries):
    before, _ = told(*entries[:-1])
    life, faults = told(*entries)
    assert faults[-1]
    assert not any(faults[:-1])
    assert (life.keys, life.case_key, life.unsworn) == (before.keys, before.case_key, before.unsworn)


@pytest.mark.parametrize(
    ("signer", "payload"),
    [
        ("D", named("C", origin=ORIGIN)),
        ("C", named("C", origin="witness")),
        ("C", named("C", origin="isnad.case/../../x")),
        ("C", named("C", origin=ORIGIN.upper())),
        ("C", named("C", origin=None)),
        ("C", {"origin": ORIGIN}),
        ("C", named("C", origin=ORIGIN, public="!")),
    ],
)
def test_a_case_that_does_not_name_its_own_key_has_none(signer, payload):
    life = KeyLife()
    assert life.take(Entry(seq=0, prev="", at="", actor="", tool="", kind="case", payload=payload, key=ID[signer]))
    assert (life.case_key, life.origin) == (None, "")
