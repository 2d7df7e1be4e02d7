"""Headline: the incident in a sentence or two, hedged, with the quotes it rests on.

What may live here: the wording of the headline. No wording here can state who did it: verbs of responsibility are in
``VERBS``, and all of them have a speaker for their subject.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from isnad.records.assessment import Hypothesis, Tally
from isnad.records.claim import Claim, Outcome, Presence, Status
from isnad.records.finding import Finding
from isnad.records.incident import Incident
from isnad.records.report import Quote
from isnad.weigh.origins import Origins

# Not by locale: a dossier reads the same everywhere.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
VERBS = (
    ("conceded_by", "accepted"),
    ("alleged_by", "alleged"),
    ("hedged_by", "alleged with a hedge"),
    ("one_of_by", "named as one of several"),
    ("denied_by", "denied"),
    ("excluded_by", "excluded"),
)
SHOWN = 4  # hypotheses told of in the headline; the dossier lists all


def headline_of(
    incident: Incident,
    tallies: Sequence[Tally],
    hypotheses: Sequence[Hypothesis],
    origins: Origins,
    claims: Mapping[str, Claim],
) -> Finding:
    """The count and who is said to be behind it, such as "17 to 35 people are reported killed in X on ...".

    ``score`` is the number of origins behind the count (without one: behind all). Every figure and allegation has
    its quotes.
    """
    lead = leading(tallies)
    place = f" in {incident.where.name}" if incident.where else ""
    count = f"{_range(lead)} are reported {lead.outcome.value}" if lead else "An attack is reported"
    behind = lead.origins if lead else sum(_tells(origin.claims, claims) for origin in origins.origins)
    support = f"({_many(len(incident.reports), 'report')}, figures from {_many(behind, 'origin')})"
    sentences = [f"{count}{place}{_on(incident)} {support}.", *_blame(hypotheses)]
    quotes = [*_figure_quotes(lead, claims), *_blame_quotes(hypotheses[:SHOWN], claims)]
    if not quotes:
        quotes = [c.quote for _, c in sorted(claims.items())][:1]
    return Finding(
        statement=" ".join(sentences),
        score=float(behind),
        reasons=tuple(f"{o.name}: {_many(len(o.reports), 'report')}" for o in origins.origins),
        quotes=tuple(dict.fromkeys(quotes)),
    )


def _tells(said: Iterable[str], claims: Mapping[str, Claim]) -> bool:
    """Whether more is said than who was there, or who holds the place."""
    return any(not isinstance(claims[claim].content, Presence) for claim in said if claim in claims)


def leading(tallies: Sequence[Tally]) -> Tally | None:
    """The tally that stands for the incident: the dead before the injured, all people before a group."""
    order = list(Outcome)

    def rank(tally: Tally) -> tuple[bool, int, bool, int, str]:
        belligerent = tally.status is Status.BELLIGERENT
        return (belligerent, order.index(tally.outcome), tally.group != "people", -(tally.high or 0), tally.group)

    return min((t for t in tallies if t.high is not None), key=rank, default=None)


def _range(tally: Tally) -> str:
    group = tally.group
    if group == "people" and tally.status is not Status.UNDETERMINED:
        group = "belligerents" if tally.status is Status.BELLIGERENT else "civilians"
    if tally.low is None:
        return f"Up to {tally.high} {group}"
    if tally.low == tally.high:
        return f"{'At least ' if tally.high_open else ''}{tally.low} {group}"
    return f"{tally.low} to {tally.high}{' or more' if tally.high_open else ''} {group}"


def _on(incident: Incident) -> str:
    if incident.when is None:
        return ", on a day not stated"
    first, last = incident.when.first_day, incident.when.last_day
    return f" on {_day(first)}" if first == last else f" between {_day(first)} and {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _blame(hypotheses: Sequence[Hypothesis]) -> list[str]:
    """One sentence over the hypotheses that come first: "Avar alone: alleged by 2, denied by 1"."""
    if not hypotheses:
        return ["No source names who was responsible."]
    told = []
    for hypothesis in hypotheses[:SHOWN]:
        counts = [(verb, len(getattr(hypothesis, name))) for name, verb in VERBS]
        parts = [f"{verb} by {n}" for verb, n in counts if n]
        if parts:
            told.append(f"{hypothesis.statement}: {', '.join(parts)}")
    if not told:
        return ["Responsibility is spoken of, but nobody is alleged."]
    return ["Responsibility (number of origins): " + "; ".join(told) + "."]


def _figure_quotes(tally: Tally | None, claims: Mapping[str, Claim]) -> list[Quote]:
    if tally is None:
        return []
    standing = [f for f in tally.history if not f.superseded_by and not f.convention]
    bounds = (tally.low, tally.best, tally.high)
    chosen = [next((f for f in standing if bound in (f.low, f.high)), None) for bound in bounds if bound is not None]
    return [claims[f.claim].quote for f in chosen if f is not None]


def _blame_quotes(hypotheses: Sequence[Hypothesis], claims: Mapping[str, Claim]) -> list[Quote]:
    """One quote for each origin that stands in any relation to a hypothesis."""
    quotes = []
    for hypothesis in hypotheses:
        speaking = {o for name, _ in VERBS for o in getattr(hypothesis, name)}
        for origin in sorted(speaking):
            said = (e.claim for e in hypothesis.evidence if e.origin == origin and not e.observation)
            quotes += [claims[claim].quote for claim in said][:1]
    return quotes


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
