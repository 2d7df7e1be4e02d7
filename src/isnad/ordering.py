"""Ordering: an incident's hypotheses by how little speaks against them, with observations counted and without.

What may live here: putting both orders side by side, and the judgement that chooses one for the case.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from isnad.casebook import Casebook
from isnad.judging import judge
from isnad.preserve.trouble import trouble
from isnad.records.assessment import COUNTED, SHOWN, Evidence, Hypothesis, Observation
from isnad.records.dossier import Dossier
from isnad.records.incident import Incident
from isnad.records.judgement import Decision, Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One hypothesis of one incident, and its place from 1 in each order. ``chosen`` is the one the case follows;
    ``observed`` are the incident's observations, each with its row in the matrix of this hypothesis."""

    incident: Incident
    hypothesis: Hypothesis
    places: dict[str, int]
    chosen: str
    observed: tuple[tuple[Observation, Evidence], ...] = ()


def both_orders(dossiers: Iterable[Dossier]) -> Iterator[Placed]:
    """The hypotheses of each incident as they are ordered in the case, with their place in either order."""
    from isnad.weigh.responsibility import rank

    for dossier in dossiers:
        made = dossier.assessment
        orders = {way: sorted(made.hypotheses, key=partial(rank, observing=way)) for way in (COUNTED, SHOWN)}
        for each in made.hypotheses:
            places = {way: order.index(each) + 1 for way, order in orders.items()}
            rows = {row.observation: row for row in each.evidence if row.observation}
            seen = tuple((o, rows[o.id]) for o in made.observations if o.id in rows)
            yield Placed(
                incident=dossier.incident, hypothesis=each, places=places, chosen=made.observing, observed=seen
            )


def choose_order(book: Casebook, observing: str, *, by: str, why: str) -> Judgement:
    """Record what a named person chooses for the case: observations counted, or shown alone. Raises Trouble."""
    from isnad.weigh.observing import SUBJECT

    if observing not in (COUNTED, SHOWN):
        raise trouble(f"Observations cannot be '{observing}'.", "--observations", f"There are: {COUNTED}, {SHOWN}.")
    asked = "--observations"
    return judge(book, Decision.RULE, (SUBJECT,), by=by, why=why, field=SUBJECT, value=observing, asked=asked)
