"""Presence: who a sentence says was there, overhead or near by, and who it says holds a place.

What may live here: the grammar of this over parties found by the table of belligerents. "Rebel-held" before the name
of a place tells who is said to hold it; nothing here says who did anything. What was not there, could have been, goes
on all the time or was seen elsewhere is left out, and so is where people fled from or to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from isnad.read.belligerents import Belligerents
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.parties import BE, Party, joined, names
from isnad.read.languages.english.spots import Spot
from isnad.read.languages.english.tokens import Token, phrase_hits
from isnad.records.claim import Whereabouts

CLAUSE = 9  # tokens from what flew to the verb that tells of it
NOUN = 4  # tokens from "-held" to the place
SOURCE = 9  # tokens before "from" in which fire is told of
OWNER = 3  # tokens between "of" and the party


@dataclass(frozen=True, slots=True)
class There:
    """Who was there, at tokens ``first:after``, by which rule."""

    whereabouts: Whereabouts
    parties: tuple[str, ...]
    first: int
    after: int
    rule: str


def may_tell(tokens: list[Token]) -> bool:
    """Whether a sentence has a word by which it could tell of presence."""
    firsts, suffixes = _triggers()
    lows = [t.low for t in tokens]
    return not firsts.isdisjoint(lows) or any(low.endswith(suffixes) for low in lows if "-" in low)


def presences_in(
    tokens: list[Token], text: str, parties: list[Party], table: Belligerents, spots: list[Spot]
) -> list[There]:
    """Who is said to have been there in one sentence, and who to hold a place; ``spots`` are the places it names."""
    return [*_overhead(tokens, parties), *_near(tokens, parties), *_holding(tokens, text, parties, table, spots)]


@cache
def _triggers() -> tuple[frozenset[str], tuple[str, ...]]:
    """The first telling words of what tells of presence, and what is written onto a party's name."""
    words = lexicon().raw["presence"]
    lists = ("circles", "sensed", "senses", "above", "stationed", "held", "holds", "control")
    entries = (entry.split(" ") for name in lists for entry in words[name])
    firsts = frozenset(next(word for word in run if word not in ("in", "under", "the")) for run in entries)
    return firsts, tuple(words["suffixes"])


def _words(name: str) -> frozenset[str]:
    return lexicon().words("presence", name)


def _overhead(tokens: list[Token], parties: list[Party]) -> Iterator[There]:
    flown = _flown(tokens, parties)
    for group in _together(tokens, flown):
        first, after = group[0][0], group[-1][1]
        whose = tuple(dict.fromkeys(name for _, _, name in group))
        for told in (_flight(tokens, after), _sensed_before(tokens, first, after)):
            if told is not None and not _away(tokens, told[1]) and not _undone(tokens, min(first, told[0]), told[1]):
                yield There(Whereabouts.OVERHEAD, whose, min(first, told[0]), max(after, told[1]), "aircraft there")
                break


def _flown(tokens: list[Token], parties: list[Party]) -> list[tuple[int, int, str]]:
    """Aircraft with whose they are, as (first, after, party): "Varlani jets", "jets of the army"."""
    aircraft = _words("aircraft")
    found = []
    for party in parties:
        owned = _owned_by(tokens, party)
        if owned is not None:
            found.append((owned, party.after, party.name))
        elif party.force == "agent" and tokens[party.noun - 1].low in aircraft:
            found.append((party.first, party.noun, party.name))
        elif not party.adjective and tokens[party.after - 1].low in aircraft:
            found.append((party.first, party.after, party.name))
    return found


def _owned_by(tokens: list[Token], party: Party) -> int | None:
    """The token of the aircraft that are said to be of a party behind them."""
    for _, after, _ in phrase_hits(tokens[max(0, party.first - 8) : party.first], _words("owned") | _words("believed")):
        at = max(0, party.first - 8) + after
        between = tokens[at : party.first]
        if len(between) <= OWNER and all(t.tag in "DNP" for t in between):
            start = next(k for k in range(at - 1, -1, -1) if tokens[k].low in _openers())
            if start and tokens[start - 1].low in _words("aircraft"):
                return start - 1
    return None


@cache
def _openers() -> frozenset[str]:
    """The first words of what stands between aircraft and whose they are."""
    return frozenset(phrase.split(" ")[0] for phrase in _words("owned") | _words("believed"))


def _together(tokens: list[Token], flown: list[tuple[int, int, str]]) -> list[list[tuple[int, int, str]]]:
    """Those that one word for aircraft is shared by, or that are joined by "and"; "X or Y jets" are left out."""
    groups: list[list[tuple[int, int, str]]] = []
    for each in flown:
        joined = groups and _joined(tokens, groups[-1][-1], each)
        if joined:
            groups[-1].append(each)
        else:
            groups.append([each])
    return [group for group in groups if not any(_either(tokens, a, b) for a, b in pairwise(group))]


def _joined(tokens: list[Token], one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    between = {t.low for t in tokens[one[1] : other[0]]}
    return one[1] == other[1] or (len(between) <= 2 and between <= {"and", "or", "the"})


def _either(tokens: list[Token], one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return any(t.low in ("or", "either") for t in tokens[max(0, one[0] - 1) : other[0]])


def _flight(tokens: list[Token], start: int) -> tuple[int, int] | None:
    """Where a verb behind aircraft says that they were there: "were seen", "had been circling", "flew over"."""
    end = min(len(tokens), start + CLAUSE)
    for k in range(start, end):
        low = tokens[k].low
        if low in _words("circles") or (low in _words("sensed") and _passive(tokens, k)) or low == "overhead":
            return k, _on(tokens, k + 1)
        if low in _words("flies") and (above := _above(tokens, k + 1)):
            return k, above
        if tokens[k].tag == "S" and not (low == "," and k + 1 < end and tokens[k + 1].low in ("which", "that")):
            return None
        if tokens[k].tag == "V" or (tokens[k].tag in "IC" and low not in ("that", "which")):
            return None
    return None


def _passive(tokens: list[Token], k: int) -> bool:
    """Whether a form is one of what was seen: "were seen", "jets heard over the town"."""
    before = [t for t in tokens[max(0, k - 3) : k] if t.tag != "B"]
    return bool(before) and (before[-1].low in BE or before[-1].low in _words("aircraft"))


def _above(tokens: list[Token], k: int) -> int | None:
    """The token after the first word that says "above" within three tokens from k."""
    near = tokens[k : k + 6]
    hit = next((hit for hit in phrase_hits(near, _words("above")) if hit[0] <= 2), None)
    if hit is None or any(t.tag in "SVC" for t in near[: hit[0]]):
        return None
    return k + hit[1]


def _on(tokens: list[Token], k: int) -> int:
    """Where the words of flight that follow end: "seen circling overhead"."""
    while k < len(tokens) and (tokens[k].low in _words("circles") or tokens[k].low in ("flying", "overhead")):
        k += 1
    return k


def _sensed_before(tokens: list[Token], first: int, after: int) -> tuple[int, int] | None:
    """Where a verb before aircraft says that they were seen or heard: "residents heard the roar of X's jets"."""
    k = first
    lead = tokens[max(0, first - 4) : first]
    for a, b, _ in phrase_hits(lead, _words("sound")):
        if b == len(lead) or (b == len(lead) - 1 and lead[-1].tag == "D"):
            k = first - len(lead) + a
    while k and (tokens[k - 1].tag in "DM" or tokens[k - 1].low in ("several", "military")):
        k -= 1
    told = k and tokens[k - 1].low in _words("senses") and not (k > 1 and tokens[k - 2].low in BE)
    return (k - 1, after) if told else None


def _away(tokens: list[Token], after: int) -> bool:
    """Whether what follows says that they were elsewhere, or what they did: "seen taking off", "saw X's jets bomb"."""
    return any(t.low in _words("elsewhere") for t in tokens[after : after + 2])


def _undone(tokens: list[Token], first: int, after: int) -> bool:
    """Whether it is said that nothing was there, or could have been, or that it goes on all the time."""
    undone = any(t.low in _words("undone") or t.low.endswith("n't") for t in tokens[max(0, first - 2) : after])
    near = tokens[max(0, first - 2) : after + 4]
    return undone or any(True for _ in phrase_hits(near, lexicon().words("force", "habitual")))


def _near(tokens: list[Token], parties: list[Party]) -> Iterator[There]:
    """ "X troops were stationed near the mill"."""
    for party in parties:
        start = max(party.after, party.noun) if party.force == "agent" else party.after
        if party.adjective and party.force != "agent":
            continue
        for a, b, _ in phrase_hits(tokens[start : start + 5], _words("stationed")):
            at, after = start + a, start + b
            between = tokens[start:at]
            plain = all(t.tag in "AB" or t.low in ("who", "that") for t in between)
            plain = plain and any(t.low in BE for t in between)  # not "fired by X troops stationed at a base"
            beside = after < len(tokens) and tokens[after].low in _words("beside")
            if plain and beside and not _undone(tokens, party.first, after):
                yield There(Whereabouts.NEAR, (party.name,), party.first, after, "forces there")


def _holding(
    tokens: list[Token], text: str, parties: list[Party], table: Belligerents, spots: list[Spot]
) -> Iterator[There]:
    for found in (
        *_hyphened(tokens, text, table, spots),
        *_by(tokens, parties, spots),
        *_holds(tokens, parties, spots),
    ):
        first, after, holders, rule = found
        whereabouts = _whence(tokens, first)
        if whereabouts is not None and not _undone(tokens, first, after):
            yield There(whereabouts, holders, first, after, rule)


Found = tuple[int, int, tuple[str, ...], str]


def _hyphened(tokens: list[Token], text: str, table: Belligerents, spots: list[Spot]) -> Iterator[Found]:
    """ "The rebel-held town of X", "X-controlled areas"."""
    for k, token in enumerate(tokens):
        suffix = next((s for s in lexicon().raw["presence"]["suffixes"] if token.low.endswith(s)), "")
        if not suffix:
            continue
        base, end = tokens[max(0, k - 4)].start, token.end - len(suffix)
        mention = next((m for m in reversed(table.mentions(text[base:end])) if m.end == end - base), None)
        place = _place(tokens, k + 1, spots)
        if mention is not None and place is not None:
            first = next(j for j in range(k + 1) if tokens[j].end > base + mention.start)
            yield first, place, (mention.party,), "held by whom"


def _by(tokens: list[Token], parties: list[Party], spots: list[Spot]) -> Iterator[Found]:
    """ "The town, which is held by X", "areas under X control"."""
    hits = list(phrase_hits(tokens, _words("held")))
    for a, b, _ in hits:
        party = next(
            (p for p in parties if b <= p.first <= b + 2 and all(t.tag in "DN" for t in tokens[b : p.first])), None
        )
        head = _head(tokens, a, spots)
        if party is not None and head is not None:
            run = joined(tokens, parties, parties.index(party))
            last = run[-1]
            after = max(last.after, last.noun if last.force == "agent" else 0)
            yield head, after, names(run), "held by whom"
    for party in parties:
        k = party.after + (party.after < len(tokens) and tokens[party.after].tag == "G")
        lead = party.first - 1 - (party.first > 0 and tokens[party.first - 1].tag == "D")
        if k < len(tokens) and tokens[k].low in _words("control") and lead >= 0 and tokens[lead].low == "under":
            head = _head(tokens, lead, spots)
            if head is not None:
                yield head, k + 1, (party.name,), "under whose control"


def _holds(tokens: list[Token], parties: list[Party], spots: list[Spot]) -> Iterator[Found]:
    """ "X controls the town"."""
    for party in parties:
        k = max(party.after, party.noun) if party.force == "agent" else party.after
        if party.adjective and party.force != "agent":
            continue
        while k < len(tokens) and (tokens[k].tag == "B" or tokens[k].low in ("which", "who", ",")):
            k += 1
        if k < len(tokens) and tokens[k].low in _words("holds"):
            place = _place(tokens, k + 1, spots)
            if place is not None:
                yield party.first, place, (party.name,), "holds"


def _place(tokens: list[Token], start: int, spots: list[Spot]) -> int | None:
    """The token after the place that a noun phrase from ``start`` on is; None where it is none."""
    for k in range(start, min(len(tokens), start + NOUN)):
        token = tokens[k]
        if any(s.start < token.end and token.start < s.end for s in spots):
            return _past(tokens, k, spots)
        if token.low in _words("places"):
            follower = tokens[k + 1] if k + 1 < len(tokens) else None
            if follower is not None and follower.tag == "N" and follower.low not in _words("places"):
                continue  # "a town meeting"
            return _past(tokens, k + 2, spots) if _named(tokens, k + 1) else k + 1
        if token.tag not in "DNPBX" and token.low not in _words("before_place"):
            return None
    return None


def _past(tokens: list[Token], k: int, spots: list[Spot]) -> int:
    """The token after the name of a place that begins at k: "Ain Dolmir"."""
    end = max((s.end for s in spots if s.start < tokens[k].end and tokens[k].start < s.end), default=tokens[k].end)
    return next((j for j in range(k + 1, len(tokens)) if tokens[j].start >= end), len(tokens))


def _named(tokens: list[Token], k: int) -> bool:
    """Whether "of" and a name follow: "the town of Dolmir"."""
    return k + 1 < len(tokens) and tokens[k].low == "of" and tokens[k + 1].tag == "P"


def _head(tokens: list[Token], k: int, spots: list[Spot]) -> int | None:
    """The token at which the place begins of which something is said at k; None where it is said of no place."""
    while k and tokens[k - 1].low in _words("between"):
        k -= 1
    if not k:
        return None
    spot = next((s for s in spots if s.start < tokens[k - 1].end and tokens[k - 1].start < s.end), None)
    if spot is not None:
        return next(j for j in range(k) if tokens[j].end > spot.start)
    if tokens[k - 1].low in _words("places"):
        return k - 1
    named = k > 2 and tokens[k - 1].tag == "P" and tokens[k - 2].low == "of" and tokens[k - 3].low in _words("places")
    return k - 3 if named else None


def _whence(tokens: list[Token], first: int) -> Whereabouts | None:
    """Whether a held place is where it happened, or where fire came from; None where people came or went there."""
    for k in range(first - 1, max(-1, first - 6), -1):
        token = tokens[k]
        if token.low == "from":
            before = [t.low for t in tokens[max(0, k - SOURCE) : k]]
            moved = any(w in _words("moving") for w in before)
            return Whereabouts.FIRED_FROM if not moved and any(w in _words("fire") for w in before) else None
        if token.low in _words("towards") or token.low in ("near", "between"):
            return None
        if token.tag in "SVA" or (token.tag == "I" and token.low not in ("in", "of")):
            break
    return Whereabouts.HOLDS
