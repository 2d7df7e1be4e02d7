"""Footage: reports that show the same picture or film do not count as independent of each other for it.

What may live here: who shows what, and which origins then count once.

The rule. A report's own voice, and the nameless people it cites, may know what happened from the picture that the
report shows. Where two reports show the same one, nothing shows that they have two roots; so the origins of what each
says in its own voice count once, and so do the unnamed ones. An outlet counts once in an incident anyway, whatever it
prints where, so its whole origin is joined and not single claims of it: a claim moved alone could make two of what was
one. It follows that reports may be joined through a third that shows a picture of each.

Named speakers are not joined by a picture: a hospital's director and a rescuers' spokesman who appear beneath the same
photograph of the ruin are still two people who can be asked, and outlets choose their pictures without them. That it
is so is noted with their origins: independence not established. Unnamed ones are joined with a named outlet only where
that outlet gives a figure of its own: else its good name would stand behind what only the nameless say.

That no match was found changes nothing and means nothing. A match never raises the number of independent origins, and
more matches never raise it again: joining only makes the parts fewer (``tests/weigh/test_footage.py``).
"""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from isnad.records.assessment import Origin
from isnad.records.claim import Casualties, Claim
from isnad.records.media import SAME_BYTES, Footage, Likeness
from isnad.records.report import Report
from isnad.weigh.figures import enters
from isnad.weigh.origins import Origins, in_time
from isnad.weigh.reprints import Groups

NOT_ESTABLISHED = "independence not established: same footage"


@dataclass(frozen=True, slots=True)
class Pair:
    """A report that shows what an earlier one shows, and in which words that is said."""

    report: str
    earlier: str
    words: str


def same_footage(footage: Footage, reports: Sequence[str], resting: Container[str]) -> tuple[Pair, ...]:
    """For each of these reports, in this order, the first that shows a picture it shows, with the best reason.

    A report that shows several pictures is paired with the first to show each; and with the first of those in
    ``resting``, or a report of named speakers alone would stand between two that are to be joined.
    """
    group = Groups()
    by_pair: dict[frozenset[str], Likeness] = {}
    for like in sorted(footage.likenesses, key=_strength):
        group.join(like.one, like.other)
        by_pair.setdefault(frozenset((like.one, like.other)), like)
    shows: defaultdict[str, list[str]] = defaultdict(list)
    for sighting in sorted(footage.sightings, key=lambda s: (s.report, s.medium)):
        shows[sighting.report].append(sighting.medium)
    first: dict[tuple[str, bool], str] = {}
    found: dict[Pair, None] = {}
    for report in reports:
        for looks in dict.fromkeys(group.find(medium) for medium in shows.get(report, ())):
            known = [first.setdefault((looks, False), report)]
            known += [first.setdefault((looks, True), report)] if report in resting else []
            for earlier in dict.fromkeys(known):
                if earlier != report:
                    mine, theirs = ([m for m in shows[r] if group.find(m) == looks] for r in (report, earlier))
                    found[Pair(report, earlier, _best(mine, theirs, by_pair))] = None
    return tuple(found)


def _best(mine: Sequence[str], theirs: Sequence[str], by_pair: Mapping[frozenset[str], Likeness]) -> str:
    """In which words two lists of media that look the same do so."""
    if set(mine) & set(theirs):
        return SAME_BYTES
    near = [by_pair[pair] for m in mine for t in theirs if (pair := frozenset((m, t))) in by_pair]
    return min(near, key=_strength).words if near else "by way of another that looks like both"


def _strength(like: Likeness) -> tuple[int, bool, str, str, str]:
    return (like.distance, like.trimmed, like.method, like.one, like.other)


def joined(origins: Origins, claims: Sequence[Claim], reports: Mapping[str, Report], footage: Footage) -> Origins:
    """The origins with those joined that rest on reports which show the same footage."""
    ordered = sorted(claims, key=lambda c: in_time(c, reports))
    told = list(dict.fromkeys(c.quote.report for c in ordered))
    unnamed = {o.id for o in origins.origins if o.open}
    resting = {c.quote.report for c in ordered if c.id in origins.own or origins.of[c.id] in unnamed}
    pairs = same_footage(footage, told, resting)
    return _Joining(origins, ordered, pairs).done() if pairs else origins


class _Joining:
    """One joining of the origins of an incident's claims, which come in order of time."""

    def __init__(self, origins: Origins, claims: Sequence[Claim], pairs: Sequence[Pair]) -> None:
        self._origins, self._claims, self._pairs = origins, claims, pairs
        self._by_id = {o.id: o for o in origins.origins}
        self._order = list(dict.fromkeys(origins.of[c.id] for c in claims))
        self._resting: defaultdict[str, list[str]] = defaultdict(list)  # origins that may rest on a report's picture
        self._others: defaultdict[str, list[str]] = defaultdict(list)  # and the named ones, which do not
        for claim in claims:
            origin = origins.of[claim.id]
            rests = self._by_id[origin].open or claim.id in origins.own
            (self._resting if rests else self._others)[claim.quote.report].append(origin)
        self._figures = {origins.of[c.id] for c in claims if _gives_a_figure(c)}

    def done(self) -> Origins:
        groups = Groups()
        for pair in self._pairs:
            for mine in self._resting[pair.report]:
                for theirs in self._resting[pair.earlier]:
                    groups.join(mine, theirs)
        parts: defaultdict[str, list[str]] = defaultdict(list)
        for origin in self._order:
            parts[groups.find(origin)].append(origin)
        target = {origin: to for part in parts.values() for origin, to in self._targets(part)}
        return self._made(target)

    def _targets(self, part: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Each origin of a part with the one it becomes: the first named one, where that may stand for the unnamed."""
        named = [o for o in part if not self._by_id[o].open]
        unnamed = [o for o in part if self._by_id[o].open]
        whole = bool(named) and any(o in self._figures for o in named)
        for origin in part:
            same_kind = unnamed if self._by_id[origin].open else named
            yield origin, (named if whole else same_kind)[0]

    def _made(self, target: Mapping[str, str]) -> Origins:
        notes = self._notes(target)
        gathered: defaultdict[str, list[Origin]] = defaultdict(list)
        for origin in self._order:
            gathered[target[origin]].append(self._by_id[origin])
        of = {claim: target[origin] for claim, origin in self._origins.of.items()}
        made = []
        for ident, members in gathered.items():
            mine = [c for c in self._claims if of[c.id] == ident]
            because = [why for member in members for why in member.because] + notes[ident]
            made.append(
                replace(
                    self._by_id[ident],
                    claims=tuple(c.id for c in mine),
                    reports=tuple(dict.fromkeys(c.quote.report for c in mine)),
                    because=tuple(dict.fromkeys(because)),
                )
            )
        made.sort(key=lambda o: (o.open, -len(o.reports), o.name, o.id))
        return replace(self._origins, origins=tuple(made), of=of)

    def _notes(self, target: Mapping[str, str]) -> defaultdict[str, list[str]]:
        """Why origins were joined, by what they became; and with the others that they show the same."""
        notes: defaultdict[str, list[str]] = defaultdict(list)
        for pair in self._pairs:
            shown = f"report {pair.report} shows the same picture as report {pair.earlier}: {pair.words}"
            for mine in dict.fromkeys((*self._resting[pair.report], *self._others[pair.report])):
                for theirs in dict.fromkeys((*self._resting[pair.earlier], *self._others[pair.earlier])):
                    if mine == theirs:
                        continue
                    if target[mine] == target[theirs]:
                        notes[target[mine]].append(f"{self._by_id[mine].name} counts with it: its {shown}")
                    else:
                        for one in (mine, theirs):
                            notes[target[one]].append(f"{NOT_ESTABLISHED} ({shown})")
        return notes


def _gives_a_figure(claim: Claim) -> bool:
    """Whether a claim surely gives its origin a figure in a toll (figures.py drops a lone zero)."""
    content = claim.content
    return enters(claim) and isinstance(content, Casualties) and any(c.low or c.high for c in content.counts)
