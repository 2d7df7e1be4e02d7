"""What changed between two publications, in plain words.

What may live here: comparing dossiers of one incident. Nothing is told as a fact: figures are said, parties alleged.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from isnad.publish import wording
from isnad.publish.tables.values import toll
from isnad.records.assessment import Hypothesis, Tally
from isnad.records.claim import Outcome, Status
from isnad.records.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one incident: its name, its id, and what changed, a sentence each."""

    incident: str
    name: str
    said: tuple[str, ...]


def changes(old: Sequence[Dossier], new: Sequence[Dossier]) -> Iterator[Change]:
    """The changes of each incident in the order of the new publication, then the incidents that are gone."""
    before = {d.incident.id: d for d in old}
    after = {d.incident.id: d for d in new}
    for ident, dossier in after.items():
        was = before.get(ident)
        said = tuple(_between(was, dossier)) if was is not None else (_new(dossier, old),)
        if said:
            yield Change(incident=ident, name=dossier.incident.name, said=said)
    for ident, dossier in before.items():
        if ident not in after:
            yield Change(incident=ident, name=dossier.incident.name, said=(_gone(dossier, new),))


def _new(dossier: Dossier, old: Sequence[Dossier]) -> str:
    told = wording.support_of(len(dossier.reports), len(dossier.assessment.independent))
    from_others = _sharing(dossier, old)
    parted = f" Some of its claims stood under {wording.listed(from_others)} before." if from_others else ""
    return f"New: {_toll(dossier)} ({told}).{parted}"


def _gone(dossier: Dossier, new: Sequence[Dossier]) -> str:
    into = _sharing(dossier, new)
    return (
        f"Gone: its claims stand under {wording.listed(into)} now."
        if into
        else "Gone: no claim of it is published now."
    )


def _sharing(dossier: Dossier, others: Sequence[Dossier]) -> list[str]:
    """The incidents of another publication that hold claims of this one."""
    mine = set(dossier.incident.claims)
    return [d.incident.name for d in others if d.incident.id != dossier.incident.id and mine & set(d.incident.claims)]


def _toll(dossier: Dossier) -> str:
    killed = toll(dossier, Outcome.KILLED)
    return (
        f"{wording.tally_range(killed)} people said killed" if killed is not None else "no figure of people said killed"
    )


def _between(old: Dossier, new: Dossier) -> Iterator[str]:
    for words, was, now in (
        ("Called", old.incident.name, new.incident.name),
        ("Place", _place(old), _place(new)),
        ("Days", wording.days_of(old.incident.when), wording.days_of(new.incident.when)),
    ):
        if was != now:
            yield f"{words}: {was} before, {now} now."
    yield from _tallies(old, new)
    yield from _grade(old, new)
    yield from _responsibility(old, new)
    yield from _observations(old, new)
    yield from _reports(old, new)
    yield from _named(old, new)


def _place(dossier: Dossier) -> str:
    where = dossier.incident.where
    return ", ".join(filter(None, (wording.place_of(where), wording.position_of(where))))


def _tallies(old: Dossier, new: Dossier) -> Iterator[str]:
    was, now = (_by_group(dossier) for dossier in (old, new))
    for key in dict.fromkeys((*now, *was)):
        before, after = was.get(key), now.get(key)
        outcome, group, status = key
        who = f"{wording.group_of(group, status).capitalize()} said {outcome.value}"
        if before is None and after is not None:
            yield f"{who}: {_figures(after)}; no figure before."
        elif after is None and before is not None:
            yield f"{who}: no figure now; {_figures(before)} before."
        elif before is not None and after is not None and _figures(before) != _figures(after):
            yield f"{who}: {_figures(after)}; {_figures(before)} before."


def _by_group(dossier: Dossier) -> dict[tuple[Outcome, str, Status], Tally]:
    return {(t.outcome, t.group, t.status): t for t in dossier.assessment.tallies}


def _figures(tally: Tally) -> str:
    best = f", best {tally.best:,}" if tally.best is not None and tally.low != tally.high else ""
    return f"{wording.tally_range(tally)}{best}, from {wording.counted(tally.origins, 'origin')}"


def _grade(old: Dossier, new: Dossier) -> Iterator[str]:
    was, now = old.assessment.grade, new.assessment.grade
    if was.term is not now.term:
        yield f"Grade: {now.term.value} ({now.clause}); {was.term.value} ({was.clause}) before."


def _responsibility(old: Dossier, new: Dossier) -> Iterator[str]:
    was, now = ({wording.hypothesis_label(h): h for h in dossier.assessment.hypotheses} for dossier in (old, new))
    for label in dict.fromkeys((*now, *was)):
        said = [
            f"{words} by {after}, by {before} before"
            for field, (words, _, _) in wording.RELATIONS.items()
            if (before := _origins(was.get(label), field)) != (after := _origins(now.get(label), field))
        ]
        if said:
            yield f"Responsibility of {label} (number of origins): {'; '.join(said)}."


def _observations(old: Dossier, new: Dossier) -> Iterator[str]:
    was, now = ({o.id: o for o in dossier.assessment.observations} for dossier in (old, new))
    for ident, each in (was | now).items():
        before, after = (len(found[ident].origins) if ident in found else 0 for found in (was, now))
        if before != after:
            yield f"{wording.observed_of(each)} (number of origins): {after}, {before} before."


def _origins(hypothesis: Hypothesis | None, field: str) -> int:
    return len(set(getattr(hypothesis, field))) if hypothesis is not None else 0


def _reports(old: Dossier, new: Dossier) -> Iterator[str]:
    was, now = ({r.id: r.publisher or "publisher not given" for r in dossier.reports} for dossier in (old, new))
    added, left = [now[r] for r in now if r not in was], [was[r] for r in was if r not in now]
    if added:
        yield f"{wording.counted(len(added), 'report')} more: {wording.listed(dict.fromkeys(added))}."
    if left:
        yield f"{wording.counted(len(left), 'report')} fewer: {wording.listed(dict.fromkeys(left))}."


def _named(old: Dossier, new: Dossier) -> Iterator[str]:
    """How many are named; never who is named no longer."""
    was, now = (len({p.name for p in dossier.people}) for dossier in (old, new))
    if was != now:
        yield f"Victims named by permission: {now}; {was} before."
