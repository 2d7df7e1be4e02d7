"""Presence: who a sentence says was there, overhead, and who it says holds a place.

What may live here: the grammar of this over parties found by the table of belligerents; the words are in
presence.toml. "الخاضعة لسيطرة X" tells who is said to hold a place; nothing here says who did anything (blame.py reads
"من مناطق سيطرة X" as where fire came from, and whom that blames, by itself).
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from isnad.read.belligerents import Belligerents
from isnad.read.languages.arabic.agents import Party
from isnad.read.languages.arabic.letters import fold
from isnad.read.languages.arabic.spots import Spot
from isnad.read.languages.arabic.tokens import Token
from isnad.records.claim import Whereabouts

FILE = "presence.toml"
REACH = 5  # tokens between a verb of flight and the aircraft
OWNER = 4  # tokens between aircraft and whose they are
QUOTES = frozenset("\"”“»«'()")  # may stand between two parties that are joined
PLACE = 7  # tokens between a place and the words that say who holds it
SOURCE = 12  # tokens before "from" in which fire is told of
STOPS = frozenset(("،", ",", "؛", ";", ":"))


@dataclass(frozen=True, slots=True)
class There:
    """Who was there, at tokens ``first:last``, by which rule."""

    whereabouts: Whereabouts
    parties: tuple[str, ...]
    first: int
    last: int
    rule: str


@cache
def words(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """A list of presence.toml by its entries' first words, folded, the longest first."""
    text = files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    found: dict[str, list[tuple[str, ...]]] = {}
    for entry in tomllib.loads(text)["presence"][name]:
        run = tuple(fold(entry).split())
        found.setdefault(run[0], []).append(run)
    return {first: tuple(sorted(runs, key=len, reverse=True)) for first, runs in found.items()}


def tells_of_control(folded: str) -> bool:
    """Whether a stretch of folded text has a root of the words by which somebody holds a place."""
    return any(root in folded for root in words("roots"))


def presences_in(
    tokens: list[Token], parties: Sequence[Party], spots: Iterable[Spot], control: bool, forces: Belligerents
) -> list[There]:
    """Who is said to have been there in one sentence, and who to hold a place.

    ``spots`` are the places it names, ``control`` says whether to look for who holds one, ``forces`` are the parties.
    """
    found = [*_overhead(tokens, parties), *_fired_from(tokens, parties)]
    if control:
        placed = {k for spot in spots for k in range(spot.first, spot.last)}
        taken = {k for there in found for k in range(there.first, there.last)}
        named = sorted([*parties, *_owners(tokens, forces)], key=lambda p: (p.first, p.last))
        for there in _holding(tokens, named, placed):
            if there.first not in taken:
                found.append(_of_one_source(tokens, found[-1], there) if found else there)
    once: dict[tuple[Whereabouts, tuple[str, ...]], There] = {}
    for there in found:
        once.setdefault((there.whereabouts, there.parties), there)
    return list(once.values())


def _of_one_source(tokens: list[Token], before: There, there: There) -> There:
    """The second of two places that fire came from: "من مناطق سيطرة X ومناطق سيطرة Y"."""
    gap = tokens[before.last : there.first]
    joined = tokens[there.first].text.startswith("وم") or any(t.text == "و" for t in gap)
    same = before.whereabouts is Whereabouts.FIRED_FROM and 0 <= there.first - before.last <= 2 and joined
    return replace(there, whereabouts=Whereabouts.FIRED_FROM) if same else there


def _owners(tokens: list[Token], forces: Belligerents) -> Iterator[Party]:
    """Parties named behind words of control as only their forces are elsewhere: of "قوات المعارضة" the second word."""
    for k in range(1, len(tokens)):
        if _at(tokens, k, "owners"):
            whole = f"{fold('قوات')} {tokens[k].text}"
            for mention in forces.mentions(whole):
                if mention.end == len(whole) and not mention.adjective:
                    yield Party(mention.party, k, k + 1, False)


def _at(tokens: list[Token], k: int, name: str, prefixes: str = "وف") -> int:
    """How many tokens from k on stand in a list, the first perhaps with a particle written onto it; 0 for none."""
    if not 0 <= k < len(tokens):
        return 0
    listed, word = words(name), tokens[k].text
    for first in (word, word[1:] if word[:1] in prefixes else ""):
        for run in listed.get(first, ()):
            if all(k + n < len(tokens) and tokens[k + n].text == each for n, each in enumerate(run[1:], start=1)):
                return len(run)
    return 0


def attached(token: Token) -> int:
    """How many letters are written onto the word with which a presence begins ("وحلق")."""
    lists = ("aircraft", "flies", "sensed", "areas", "holds", "places")
    rest = token.text[1:]
    return int(token.text[:1] in "وف" and any(rest in words(name) for name in lists))


def _overhead(tokens: list[Token], parties: Sequence[Party]) -> Iterator[There]:
    for at, names, last in _flown(tokens, parties):
        told = _told(tokens, at, last)
        if told is not None and not _undone(tokens, min(told[0], at), told[1]):
            yield There(Whereabouts.OVERHEAD, names, min(told[0], at), max(told[1], last), "aircraft there")


def _flown(tokens: list[Token], parties: Sequence[Party]) -> Iterator[tuple[int, tuple[str, ...], int]]:
    """Aircraft with whose they are: the token of the word, the parties, the token after the last."""
    groups: list[tuple[int, list[Party]]] = []
    for party in parties:
        near = range(party.last - 1, max(-1, party.first - OWNER - 1), -1)
        at = next((k for k in near if _at(tokens, k, "aircraft", "وفبل")), -1)
        between = tokens[at + 1 : party.first]
        while at > 0 and _at(tokens, at - 1, "aircraft", "وفبل"):
            at -= 1
        if at >= 0 and not any(t.text in STOPS or t.senses.keys() & {"does", "against"} for t in between):
            if groups and groups[-1][0] == at and party.first - groups[-1][1][-1].last <= 1:
                groups[-1][1].append(party)
            elif not groups or groups[-1][0] != at:
                groups.append((at, [party]))
    for at, group in groups:
        if not any(t.text == "او" for t in tokens[at : group[-1].last]):
            yield at, tuple(dict.fromkeys(p.name for p in group)), group[-1].last


def _told(tokens: list[Token], at: int, last: int) -> tuple[int, int] | None:
    """Where it is said that aircraft at ``at:last`` were there: "حلق", "شوهدت", "في سماء"."""
    for k in range(at - 1, max(-1, at - REACH - 1), -1):
        if tokens[k].text in STOPS:
            break
        for name in ("flies", "sensed"):
            if _at(tokens, k, name, "وفب"):
                return k, last
    for k in range(last, min(len(tokens), last + REACH)):
        if tokens[k].text in STOPS or tokens[k].senses.keys() & {"does", "befell"}:
            return None
        if length := max(_at(tokens, k, name) for name in ("flies", "seen", "sky")):
            return at, k + length
    return None


def _fired_from(tokens: list[Token], parties: Sequence[Party]) -> Iterator[There]:
    """ "مصدرها مواقع X": as blame.py finds it."""
    for party in parties:
        for j in range(max(0, party.first - 5), party.first):
            sense = tokens[j].senses.get("fire_from")
            if sense is not None and _reaches(tokens, j + sense.length, party) and not _moving(tokens, j):
                names, last = _jointly(tokens, party, parties)
                yield There(Whereabouts.FIRED_FROM, names, j, last, "where it came from")
                break


def _holding(tokens: list[Token], parties: Sequence[Party], placed: set[int]) -> Iterator[There]:
    for k in range(len(tokens)):
        areas, held = _at(tokens, k, "areas", "وفب"), _at(tokens, k, "held")
        length = max(areas, held)
        party = next((p for p in parties if length and _reaches(tokens, k + length, p)), None)
        if party is not None and not _undone(tokens, k, k + length):
            first = k if areas >= held else _place(tokens, k, placed)
            whereabouts = _whence(tokens, first) if first is not None else None
            if first is not None and whereabouts is not None:
                names, last = _jointly(tokens, party, parties)
                yield There(whereabouts, names, first, last, "held by whom")
        elif _at(tokens, k, "holds"):
            yield from _holds(tokens, k, parties, placed)


def _jointly(tokens: list[Token], party: Party, parties: Sequence[Party]) -> tuple[tuple[str, ...], int]:
    """A party and those joined to it with "و", and the token after the last."""
    names, last = [party.name], party.last
    for other in parties:
        gap = tokens[last : other.first]
        joined = (other.first >= last and tokens[other.first].text.startswith("و")) or any(t.text == "و" for t in gap)
        if 0 <= other.first - last <= 2 and joined and all(t.text == "و" or t.text in QUOTES for t in gap):
            names, last = [*names, other.name], other.last
    return tuple(dict.fromkeys(names)), last


def _holds(tokens: list[Token], k: int, parties: Sequence[Party], placed: set[int]) -> Iterator[There]:
    """ "تسيطر X على البلدة", "X المسيطرة على البلدة"."""
    behind = next((p for p in parties if _reaches(tokens, k + 1, p)), None)
    party = behind or next((p for p in parties if p.last == k), None)
    on = behind.last if behind else k + 1
    if party is None or not _at(tokens, on, "on") or _undone(tokens, k, k + 1):
        return
    for j in range(on + 1, min(len(tokens), on + 3)):
        if j in placed or _at(tokens, j, "places"):
            end = next((n for n in range(j + 1, len(tokens)) if n not in placed), len(tokens))
            yield There(Whereabouts.HOLDS, (party.name,), min(k, party.first), end, "holds")
            return


def _reaches(tokens: list[Token], k: int, party: Party) -> bool:
    """Whether a party stands at k, or behind a word for a force or a quotation mark there."""
    gap = tokens[k : party.first]
    named = all(_at([t], 0, "between") or "body" in t.senses for t in gap)
    return k <= party.first <= k + 2 and named and (not party.adjective or bool(gap))


def _place(tokens: list[Token], k: int, placed: set[int]) -> int | None:
    """The token of the place of which something is said at k; None where it is said of no place. What is said with an
    article ("الخاضعة", "التي") may stand behind more than the place."""
    loose = tokens[k].text.startswith("ال")
    for j in range(k - 1, max(-1, k - PLACE - 1), -1):
        beside = _at(tokens, j, "linking", "وفب")
        if j not in placed and not loose and not beside and not _at(tokens, j, "places", "وفبل"):
            return None
        if tokens[j].text in STOPS and j < k - 1:
            return None
        if j in placed or _at(tokens, j, "places", "وفبل"):
            while j and (j - 1 in placed or _at(tokens, j - 1, "places", "وفبل")):
                j -= 1
            return j
    return None


def _whence(tokens: list[Token], first: int) -> Whereabouts | None:
    """Whether a held place is where it happened, or where fire came from; None where people came or went there."""
    near = range(first - 1, max(-1, first - 3), -1)
    before = next((j for j in near if any(_at(tokens, j, name) for name in ("from", "towards", "beside"))), None)
    if tokens[first].text.startswith("ل") and _at(tokens, first, "places", "ل"):
        return None
    if before is None:
        return Whereabouts.HOLDS
    if not _at(tokens, before, "from") or _at(tokens, before - 1, "beside") or _moving(tokens, before):
        return None
    fire = any(t.senses.keys() & {"act", "force"} for t in tokens[max(0, before - SOURCE) : before])
    return Whereabouts.FIRED_FROM if fire else None


def _moving(tokens: list[Token], k: int) -> bool:
    """Whether it is people who are said to have come from there."""
    return any(_at(tokens, j, "moving", "وفبل") for j in range(max(0, k - REACH), k))


def _undone(tokens: list[Token], first: int, last: int) -> bool:
    """Whether nothing was there, or may have been, or it goes on all the time."""
    lead = any(_at(tokens, k, "undone") for k in range(max(0, first - 2), first))
    return lead or any(_at(tokens, k, "habit") for k in range(max(0, first - 2), min(len(tokens), last + 4)))
