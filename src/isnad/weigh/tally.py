"""Tally: low, best and high for each group and outcome, with their history and disagreements.

What may live here: gathering figures into tallies, and what is told beside them. How figures become low, best and high
is a rule that the case chooses (``rules.py``); whatever it is, superseded figures stay in the history, and figures of a
group (22 children) enter the tally of their group and never that of all people: a group's count says nothing of how
many others there were.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from isnad.records.assessment import DEFAULT_RULE, Figure, Tally
from isnad.records.claim import Casualties, Claim, Count, Scope, Status
from isnad.records.finding import Finding
from isnad.records.report import Report
from isnad.weigh.figures import EVERYONE, OF_AN_INCIDENT, STANDS, Group, histories, size
from isnad.weigh.origins import Origins
from isnad.weigh.rules import RULES, gives, stands

SCOPES = {Scope.PERIOD: "a longer period", Scope.CAMPAIGN: "a campaign", Scope.WAR: "the whole war"}
DISJOINT = ("children", "women", "men")
GROWN = frozenset(("teachers", "health workers", "journalists", "rescuers"))  # held not to be children


def tallies_of(
    claims: Sequence[Claim], origins: Origins, reports: Mapping[str, Report], rule: str = DEFAULT_RULE
) -> tuple[Tally, ...]:
    """A tally for each group and outcome: all people first, then groups by size; the dead before the injured."""
    known = {c.id: c for c in claims}
    made = [_tally(g, past, origins, known, rule) for g, past in histories(claims, origins, reports).items() if past]
    order = {outcome: n for n, outcome in enumerate(type(made[0].outcome))} if made else {}
    made.sort(
        key=lambda t: (order[t.outcome], t.status is Status.BELLIGERENT, t.group != "people", -(t.high or 0), t.group)
    )
    return tuple(made)


def _tally(
    group: Group, past: Sequence[tuple[Figure, Count]], origins: Origins, claims: Mapping[str, Claim], rule: str
) -> Tally:
    history = tuple(figure for figure, _ in past)
    bounds = RULES[rule](history, frozenset(origins.named(f.origin for f in history)))
    return Tally(
        group=group.name,
        outcome=group.outcome,
        status=_status(group, [count for _, count in past]),
        low=bounds.low,
        best=bounds.best,
        high=bounds.high,
        high_open=bounds.open,
        origins=len({f.origin for f in history if not f.convention}),
        history=history,
        disagreements=_disagreements(group, [f for f in history if stands(f)], bounds.best, origins, claims),
    )


def _status(group: Group, counts: Iterable[Count]) -> Status:
    if group.belligerent:
        return Status.BELLIGERENT
    told = {Status.CIVILIAN if c.group == "civilians" else c.status for c in counts}
    return Status.CIVILIAN if told == {Status.CIVILIAN} else Status.UNDETERMINED


def _disagreements(
    group: Group, standing: Sequence[Figure], best: int | None, origins: Origins, claims: Mapping[str, Claim]
) -> tuple[Finding, ...]:
    """One finding for each origin whose standing figure leaves no room for the best one."""
    if best is None:
        return ()
    holders = list(dict.fromkeys(origins.name(f.origin) for f in standing if gives(f, best)))
    grounds = [claims[f.claim].quote for f in standing if gives(f, best)]
    return tuple(
        Finding(
            statement=f"{origins.name(f.origin)} gives {worded(f)} {group.name} {group.outcome}; "
            f"{', '.join(holders) or 'others'} {'gives' if len(holders) == 1 else 'give'} {best}",
            score=float(size(f) - best),
            reasons=("the ranges do not meet", "neither figure supersedes the other"),
            quotes=(claims[f.claim].quote, *grounds[:3]),
        )
        for f in standing
        if not admits(f, best)
    )


def admits(figure: Figure, number: int) -> bool:
    return (figure.low or 0) <= number and (figure.high is None or number <= figure.high)


def worded(figure: Figure) -> str:
    """A figure in words: "26", "at least 26", "up to 22", "20 to 25"."""
    if figure.low is None:
        return f"up to {figure.high}"
    if figure.high is None:
        return f"at least {figure.low}"
    return str(figure.low) if figure.low == figure.high else f"{figure.low} to {figure.high}"


def kept_out(claims: Iterable[Claim], inside: frozenset[str]) -> tuple[Finding, ...]:
    """Why counts in these reports are in no tally of this incident. ``inside`` are the incident's own claims."""
    found = []
    for claim in claims:
        if isinstance(claim.content, Casualties) and (why := _why_out(claim, claim.id in inside)):
            statement = f"“{claim.quote.text}” is in no tally of this incident: {why}"
            found.append(Finding(statement=statement, reasons=(why,), quotes=(claim.quote,)))
    return tuple(found)


def _why_out(claim: Claim, inside: bool) -> str:
    if claim.scope in SCOPES:
        return f"it is about {SCOPES[claim.scope]}"
    if not inside:
        return "it is about another incident" if claim.scope in OF_AN_INCIDENT else ""
    return f"it is {claim.stance.value}, not asserted" if claim.stance not in STANDS else ""


def group_sums(claims: Sequence[Claim], origins: Origins, reports: Mapping[str, Report]) -> tuple[Finding, ...]:
    """What an origin's counts of groups add up to, where that is more than its total or it gives none.

    A note beside the tally, not a figure in it: an origin that counts "pupils and teachers only" says that there were
    at least so many dead, and not how many. Only groups that cannot overlap are added.
    """
    past = histories(claims, origins, reports)
    quotes = {c.id: c.quote for c in claims}
    parts: defaultdict[tuple[str, str], list[tuple[str, Figure]]] = defaultdict(list)
    totals: defaultdict[tuple[str, str], int] = defaultdict(int)
    for group, figures in past.items():
        for figure, _ in figures:
            where = (figure.origin, group.outcome.value)
            if group.belligerent or figure.superseded_by or figure.convention or figure.low is None:
                continue
            if group.name == "people":
                totals[where] = max(totals[where], figure.low)
            elif group.name in DISJOINT or group.name in GROWN:
                parts[where].append((group.name, figure))
    found = []
    for (origin, outcome), each in sorted(parts.items()):
        chosen = _addable(each)
        total = sum(f.low or 0 for _, f in chosen)
        if len(chosen) > 1 and total > totals[origin, outcome]:
            sums = " and ".join(f"{f.low} {name}" for name, f in chosen)
            also = f"; its total is {totals[origin, outcome]}" if totals[origin, outcome] else ", and gives no total"
            found.append(
                Finding(
                    statement=f"{origins.name(origin)} counts {sums} {outcome}: at least {total} people{also}",
                    score=float(total),
                    reasons=("groups are tallied by themselves and raise no total",),
                    quotes=tuple(quotes[f.claim] for _, f in chosen),
                )
            )
    return tuple(found)


def _addable(parts: Sequence[tuple[str, Figure]]) -> list[tuple[str, Figure]]:
    """One figure for each group, of groups that cannot overlap: a teacher may be a woman, but is no child."""
    largest: dict[str, Figure] = {}
    for name, figure in parts:
        if name not in largest or size(figure) > size(largest[name]):
            largest[name] = figure
    ages = [name for name in DISJOINT if name in largest]
    names = ages if set(ages) - {"children"} else [*ages, *sorted(GROWN & set(largest))[:1]]
    return [(name, largest[name]) for name in names]


def arithmetic(claims: Iterable[Claim]) -> tuple[Finding, ...]:
    """Claims whose parts contradict their whole."""
    found = []
    for claim in claims:
        counts = claim.content.counts if isinstance(claim.content, Casualties) else ()
        for told in (c.arithmetic for c in counts):
            if told and "agree" not in told:
                statement = f"The parts of “{claim.quote.text}” do not add up: {told}"
                found.append(Finding(statement=statement, reasons=(told,), quotes=(claim.quote,)))
    return tuple(found)


def above_the_whole(tallies: Sequence[Tally], claims: Mapping[str, Claim]) -> tuple[Finding, ...]:
    """Groups whose largest standing figure is above the smallest standing total of all people."""
    wholes = {t.outcome: t for t in tallies if t.group == "people" and t.status is not Status.BELLIGERENT}
    found = []
    for tally in tallies:
        whole = wholes.get(tally.outcome)
        if tally.group in EVERYONE or whole is None or tally.status is Status.BELLIGERENT:
            continue
        least = min((f for f in _standing(whole) if f.high is not None), key=size, default=None)
        part = max((f for f in _standing(tally) if f.low is not None), key=size, default=None)
        if least and part and (part.low or 0) > (least.high or 0):
            found.append(_above(part, least, tally.group, claims))
    return tuple(found)


def _standing(tally: Tally) -> list[Figure]:
    return [f for f in tally.history if stands(f)]


def _above(part: Figure, total: Figure, group: str, claims: Mapping[str, Claim]) -> Finding:
    quotes = (claims[part.claim].quote, claims[total.claim].quote)
    return Finding(
        statement=f"“{quotes[0].text}” is more than the total of “{quotes[1].text}”",
        reasons=(f"{part.low} {group}, {total.high} people in all",),
        quotes=quotes,
    )
