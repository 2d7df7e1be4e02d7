"""Who is held responsible: parties as agents of an attack, accused, denying, conceding.

What may live here: from party names in a sentence to claims of responsibility. A name alone is none: a word of force or
attack has to make it the one who did it (agents.py); a party named as place, victim or target is left out.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from isnad.read.belligerents import Belligerent, Belligerents
from isnad.read.languages.arabic.agents import BETWEEN, REACH, Agents, Party
from isnad.read.languages.arabic.letters import fold
from isnad.read.languages.arabic.tokens import Token
from isnad.records.claim import Denial, Relation

_PARTICLES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "لل", "ولل")


@dataclass(frozen=True, slots=True)
class Blame:
    """A claim of responsibility at tokens ``first:last``."""

    relation: Relation
    parties: tuple[str, ...]
    first: int
    last: int
    rule: str
    denial: Denial | None = None
    speaker: tuple[int, int] = (0, 0)  # tokens of the party that denies or concedes
    ground: tuple[int, int] = (0, 0)  # tokens of the reason given


def _written(alias: str, adjective: bool) -> tuple[str, ...]:
    """The forms an Arabic name takes with particles written onto it, and an adjective with its article and feminine."""
    if not any("\u0600" <= c <= "\u06ff" for c in alias):
        return (alias,)
    word = fold(alias)
    bases = [word]
    if adjective:
        if not word.endswith("ه"):
            bases += [word + "ه", word + "ا", *(word + ending for ending in ("ين", "ان", "تين", "تان"))]
        bases += ["ال" + base for base in bases]
        return tuple(bases)
    made = [p + b for b in bases for p in _PARTICLES if not p.endswith("لل")]
    made += [p + b[2:] for b in bases if b.startswith("ال") for p in ("لل", "ولل")]
    return tuple(made)


@lru_cache(maxsize=8)
def arabic(table: Belligerents) -> Belligerents:
    """The table with every Arabic name in comparable form; a memo of a pure function, keyed by the table itself."""
    return Belligerents(
        Belligerent(
            name=p.name,
            kind=p.kind,
            aliases=tuple(f for a in p.aliases for f in _written(a, False)),
            adjectives=tuple(f for a in p.adjectives for f in _written(a, True)),
        )
        for p in table.parties
    )


def parties_in(found: list[tuple[int, int, str, bool]], tokens: list[Token]) -> list[Party]:
    """Mentions (start, end, party, adjective), which lie in this sentence, as tokens."""
    made: list[Party] = []
    for start, end, name, adjective in found:
        inside = [k for k, t in enumerate(tokens) if t.start < end and start < t.end]
        if inside:
            made.append(Party(name, inside[0], inside[-1] + 1, adjective))
    return made


class Blamer:
    """Reads the blame in one sentence. ``issuer`` is the party whose own statement the report is, empty if none's."""

    def __init__(self, tokens: list[Token], parties: list[Party], issuer: str = "") -> None:
        self.tokens, self.parties = tokens, parties
        we = [k for k, t in enumerate(tokens) if "we" in t.senses] if issuer else []
        self.parties = sorted([*parties, *(Party(issuer, k, k + 1, False) for k in we)], key=lambda p: p.first)
        self.covered = frozenset(k for p in parties for k in range(p.first, p.last))
        self.agents = Agents(tokens, self.covered)

    def read(self) -> list[Blame]:
        """All claims of responsibility, in order; one for every set of parties."""
        if not self.parties:
            return []
        special = self._denials()
        taken = {p for b in special for p in b.parties}
        found = special + [b for b in self._agents() if not set(b.parties) <= taken]
        kept: dict[tuple[Relation, tuple[str, ...]], Blame] = {}
        for blame in found:
            kept.setdefault((blame.relation, tuple(sorted(blame.parties))), blame)
        return list(kept.values())

    def _agents(self) -> list[Blame]:
        groups: list[list[tuple[Party, int, str]]] = []
        for party in self.parties:
            cause = self.agents.cause(party)
            joint = self._joint(groups[-1][-1][0], party) if groups else ""
            if joint:
                groups[-1].append((party, groups[-1][0][1], joint))
            elif cause:
                groups.append([(party, cause[0], cause[1])])
        return [self._blame(g) for g in groups]

    def _blame(self, group: list[tuple[Party, int, str]]) -> Blame:
        names = tuple(dict.fromkeys(p.name for p, _, _ in group))
        first = min(group[0][1], group[0][0].first)
        last = max(group[-1][0].last, group[0][1] + 1)
        either = len(names) > 1 and any(r == "either" for _, _, r in group)
        relation = Relation.ALLEGES_ONE_OF if either else Relation.ALLEGES
        before = self.tokens[max(0, first - 3) : first + 1]
        if any("not_by" in t.senses for t in before):
            relation = Relation.EXCLUDES
        return Blame(relation, names, first, last, group[0][2])

    def _joint(self, one: Party, two: Party) -> str:
        """How two parties side by side are joined."""
        gap = self.tokens[one.last : two.first]
        if len(gap) <= 3 and any("jointly" in t.senses for t in gap):
            return "joint"
        between = [t.text for t in gap if t.text not in BETWEEN]
        if "او" in between and len(between) <= 4:
            return "either"
        attached = self.tokens[two.first].text.startswith("و")
        if (
            len(between) <= 3
            and (attached or "و" in between)
            and not any("against" in t.senses for t in self.tokens[one.last : two.first])
        ):
            return "joint"
        return ""

    def _denials(self) -> list[Blame]:
        """Parties that deny, concede, announce, lack the means, or are accused."""
        made: list[Blame] = []
        for k, token in enumerate(self.tokens):
            if "lacks" in token.senses:
                made += self._lacking(k)
            kinds = token.senses.keys() & {"denies", "concedes", "accused"}
            if kinds or token.value("says") == "REPORTED":
                made += self._declared(k, kinds)
        return made

    def _lacking(self, k: int) -> list[Blame]:
        """A party that does not have what it would take."""
        behind = k + self.tokens[k].senses["lacks"].length
        owner = next((p for p in self.parties if p.last == k or p.first == behind), None)
        if owner is None or owner.adjective:
            return []
        first, end = min(k, owner.first), self._end(k)
        return [Blame(Relation.EXCLUDES, (owner.name,), first, end, "lacks the means", ground=(k, end))]

    def _declared(self, k: int, kinds: set[str]) -> list[Blame]:
        """What a party itself says of its part, or what it is accused of."""
        speaker = next((p for p in self.parties if k < p.first <= k + REACH), None)
        if speaker is None and "accused" not in kinds:
            speaker = next((p for p in self.parties if p.last == k), None)
        after = self.tokens[max(k + 1, speaker.last if speaker else 0) :]
        if "denies" in kinds and any("presence" in t.senses for t in after[:6]):
            return []  # "تنفي وجود مقرات لها": where it was, not what it did
        if speaker is not None and kinds & {"denies", "concedes"}:
            voice, first = (speaker.first, speaker.last), min(k, speaker.first)
            if "denies" in kinds:
                return [Blame(Relation.DENIES, (speaker.name,), first, self._end(k), "denial", _denial(after), voice)]
            last = max(k + 1, speaker.last)
            return [Blame(Relation.CONCEDES, (speaker.name,), first, last, "concession", None, voice)]
        if "accused" in kinds:
            return self._accused(k)
        if not kinds and speaker is not None and not speaker.adjective and self._own_deed(speaker.last):
            last, rule = min(len(self.tokens), speaker.last + 3), "announces its own attack"
            return [Blame(Relation.CONCEDES, (speaker.name,), k, last, rule, None, (speaker.first, speaker.last))]
        return []

    def _own_deed(self, i: int) -> bool:
        """Whether an announcement goes on with an attack of one's own: "أعلن الجيش ... تنفيذ غارات", "أنه قصف"."""
        ahead = [t for t in self.tokens[i : i + 4] if t.text not in ("،", ",")]
        if not ahead:
            return False
        own = any("own_men" in t.senses for t in ahead)
        deed = "own_deed" in ahead[0].senses and not ahead[0].senses["own_deed"].prefix
        return deed or (own and any(t.senses.keys() & {"does", "act"} for t in self.tokens[i : i + 6]))

    def _accused(self, k: int) -> list[Blame]:
        """Of "اتهم X روسيا بقصف" the last party before what it is accused of."""
        word = self.tokens[k].text
        ahead = [p for p in self.parties if p.first > k]
        if not ahead or ("حمل" in word and not any("responsible" in t.senses for t in self.tokens[k : k + 14])):
            return []
        by = next(
            (
                j
                for j in range(k + 1, len(self.tokens))
                if self.tokens[j].text[0] == "ب" and j not in self.covered and self.tokens[j].senses
            ),
            len(self.tokens),
        )
        accused = [p for p in ahead if p.first < by] or ahead[:1]
        group = [accused[-1]]
        for party in reversed(accused[:-1]):
            if not self._joint(party, group[0]):
                break
            group.insert(0, party)
        either = any(self._joint(a, b) == "either" for a, b in pairwise(group))
        relation = Relation.ALLEGES_ONE_OF if either else Relation.ALLEGES
        return [Blame(relation, tuple(dict.fromkeys(p.name for p in group)), k, group[-1].last, "accusation")]

    def _end(self, k: int) -> int:
        """The token after the clause that goes on from k, closing quotation marks left out."""
        stop = next((j for j in range(k + 1, len(self.tokens)) if self.tokens[j].text in ("،", ",")), len(self.tokens))
        while stop > k + 1 and self.tokens[stop - 1].text in BETWEEN:
            stop -= 1
        return stop


def _denial(after: list[Token]) -> Denial:
    """What is denied, from the first word that says so."""
    for token in after[:8]:
        for key, kind in (
            ("deny_responsibility", Denial.RESPONSIBILITY),
            ("deny_occurrence", Denial.OCCURRENCE),
            ("deny_casualties", Denial.CASUALTIES),
        ):
            if key in token.senses:
                if kind is Denial.OCCURRENCE and any("deny_casualties" in t.senses for t in after[:8]):
                    return Denial.CASUALTIES
                return kind
    return Denial.RESPONSIBILITY
