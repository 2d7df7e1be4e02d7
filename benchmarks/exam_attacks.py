"""Belligerents and strike types on an exam's form: which of those that reports name a recorder ticks.

What may live here: the form's boxes, and the choice between parties, and kinds of attack, told together. What each
report names, and how, is the house's own reading; a case shows all of it.

- The form has boxes for those whose campaigns the recorders follow, and none for other sides of the war. Factions that
  fight for a state stand under it: the Syrian government's strikes under Russia, the Syrian National Army under Turkey.
- A recorder lists an incident under one campaign. So who is named by less than half as many reports as the one that
  most name is of another attack told beside it.
- Raids of the coalition with its partner, the Syrian Democratic Forces, are the coalition's: it is answered from a
  quarter on, and the partner beside it only where more reports name the coalition.
- Of those forces and the army that they fight, one side is hit and the other hits: the one that more reports name, of
  equals the army.
- Strike types: those that two thirds as many reports name as the one that most name, for reports tell of other attacks
  too. A drone strike is an airstrike too: the recorders tick both. Shelling that no one says came from the air is
  artillery.
"""

from collections.abc import Collection, Iterable, Mapping

from isnad.records.assessment import Hypothesis
from isnad.records.claim import Claim, Occurrence, Responsibility

COALITION, PARTNER = "US-led Coalition", "YPG"
ARMIES = ("Russian Military", "Turkish Military")
BOXES = {  # isnad's names of parties -> the recorders' boxes
    "Russia": "Russian Military",
    "Turkey": "Turkish Military",
    "Israel": "Israeli Military",
    "Iran": "Iranian Military",
    "Jordan": "Jordanian Military",
    "Syrian government": "Russian Military",  # whose campaign the recorders list the government's strikes under
    "Syrian National Army": "Turkish Military",
    "Syrian Democratic Forces": PARTNER,
    "People's Protection Units (YPG)": PARTNER,
    "Kurdistan Workers' Party (PKK)": PARTNER,
    "US-led Coalition": COALITION,
    "United States": COALITION,  # the recorders of Syria have one box for both
    "Hamas": "Palestinian Militants",
    "Palestinian Islamic Jihad": "Palestinian Militants",
}

STRIKES = {  # Airwars' strike types; "Airstrike and/or Artillery" names no one kind and is no answer
    term.lower(): term
    for term in (
        "Airstrike",
        "Artillery",
        "Drone Strike",
        "Ground operation",
        "Counter-Terrorism Action (Ground)",
        "Naval bombardment",
    )
}
EITHER = "airstrike and/or artillery"  # names no one kind


def alleged(hypotheses: Iterable[Hypothesis], told: Iterable[Claim]) -> dict[str, frozenset[str]]:
    """The parties held to have done it, not only denied or excluded, and the reports that name each."""
    held = {p for h in hypotheses if _held(h) for p in h.parties}
    named: dict[str, set[str]] = {}
    for claim in told:
        for party in claim.content.parties if isinstance(claim.content, Responsibility) else ():
            if party in held:
                named.setdefault(party, set()).add(claim.quote.report)
    return {party: frozenset(reports) for party, reports in named.items()}


def ticked(named: Mapping[str, Collection[str]]) -> list[str]:
    """The boxes that a recorder ticks for parties named by these reports."""
    by: dict[str, set[str]] = {}
    for party, reports in named.items():
        if party in BOXES:
            by.setdefault(BOXES[party], set()).update(reports)
    told = {box: len(reports) for box, reports in by.items()}
    most = max(told.values(), default=0)
    kept = {box for box, number in told.items() if 2 * number >= most}
    if PARTNER in kept:
        if told[PARTNER] >= told.get(COALITION, most + 1) and 4 * told[COALITION] >= most:
            kept = kept - {PARTNER} | {COALITION}
        for army in kept & {*ARMIES} if PARTNER in kept else ():
            kept.discard(PARTNER if told[army] >= told[PARTNER] else army)
    return sorted(kept)


def _held(hypothesis: Hypothesis) -> bool:
    return bool(hypothesis.alleged_by or hypothesis.hedged_by or hypothesis.one_of_by or hypothesis.conceded_by)


def strikes(told: Iterable[Claim]) -> list[str]:
    """The strike types that a recorder ticks for the acts that these claims tell of."""
    by: dict[str, set[str]] = {}
    for claim in told:
        act = claim.content.act.lower() if isinstance(claim.content, Occurrence) else ""
        if act in STRIKES or act == EITHER:
            by.setdefault(act, set()).add(claim.quote.report)
    most = max(map(len, by.values()), default=0)
    kept = {act for act, reports in by.items() if 3 * len(reports) >= 2 * most}
    found = {STRIKES[act] for act in kept - {EITHER}}
    if "Drone Strike" in found:
        found.add("Airstrike")
    return sorted(found) or (["Artillery"] if EITHER in kept else [])
