"""Sides: whether a speaker belongs to a party of the war.

What may live here: telling that from names. A speaker is of a party's side where the table of belligerents calls the
party so, or where the two names share a word that tells parties apart. There is no list of speakers here.
"""

from collections.abc import Iterable

from isnad.records.likeness import fold
from isnad.weigh.means import Armoury

SHORTEST = 4  # letters of a word that tells one party from another
STEM = 5  # letters by which "Russian" meets "Russia": country adjectives in English mostly keep so many


def own_side(names: Iterable[str], parties: Iterable[str], armoury: Armoury) -> bool:
    """Whether a speaker with these names (its own, the body it speaks for, its office) is of one of these parties."""
    spoken, sides = [name for name in names if name], list(parties)
    if any(armoury.called(name, party) for name in spoken for party in sides):
        return True
    speaker = [word for name in spoken for word in fold(name).split() if len(word) >= SHORTEST]
    party = [word for name in sides for word in fold(name).split() if len(word) >= SHORTEST]
    return any(a.startswith(b[:STEM]) or b.startswith(a[:STEM]) for a in speaker for b in party)
