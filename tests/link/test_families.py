"""Families that reports name, and how they tell attacks apart."""

import pytest

from isnad.link.families import families_in
from isnad.records.likeness import skeleton


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("A shell hit the Dolmiri family home in Kesht.", ["Dolmiri"]),
        ("Nine members of the Abu Dolm family died.", ["Abu Dolm"]),
        ("The homes of the Dolmiri and Varlan families were hit.", ["Dolmiri", "Varlan"]),
        ("The Al-Varlan family’s house burnt.", ["Varlan"]),
        ("قصف منزل عائلة دلميري في البلدة", ["Dolmiri"]),  # one key in both scripts
        ("استشهاد عائلة كاملة بقصف على البلدة", []),
        ("A family of five died; His family fled.", []),
        ("Five people died in Kesht.", []),
        ("A, " * 50_000 + "family", []),  # looked back a little way only
    ],
)
def test_families_are_found_by_the_consonants_of_their_names(text, named):
    assert families_in(text) == {skeleton(name) for name in named}
