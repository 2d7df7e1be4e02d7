"""Values that several tables share: the toll, the place, who is alleged, where a figure comes from.

What may live here: asking one dossier for what columns of different families need. Terms of one family are its own.
"""

import csv
import io
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from isnad.publish import wording
from isnad.publish.lookup import Lookup
from isnad.records.assessment import Hypothesis, Tally
from isnad.records.chain import Chain
from isnad.records.claim import Casualties, Claim, Outcome, Status
from isnad.records.dossier import Dossier
from isnad.records.where import Place

PARTED = "; "  # between several values of one cell
_OF_THE_WORLD = "geonames:"  # places of the shipped gazetteer, whose widest unit is the country


class Units(NamedTuple):
    """The wider units of a place, as far as it is known which they are."""

    country: str = ""
    first: str = ""
    second: str = ""


class Kind(NamedTuple):
    """A kind of attack in the field's terms."""

    airwars: str = ""
    acled_event: str = ""
    acled_sub_event: str = ""


def units_of(place: Place | None) -> Units:
    """Country, first and second order unit. Of a gazetteer of the case's own the widest unit is taken for the first."""
    if place is None:
        return Units()
    of_world = place.ident.startswith(_OF_THE_WORLD)
    names = list(place.within if of_world else ("", *place.within))
    own = {6: 0, 4: 1, 3: 2}.get(place.where_prec)  # where the place is such a unit itself
    if own is not None and len(names) <= own:
        names += [""] * (own - len(names)) + [place.name]
    return Units(*names[:3])


def toll(dossier: Dossier, outcome: Outcome, status: Status | None = None) -> Tally | None:
    """The tally of people with this outcome that covers most of them; with a status, the one of that status."""
    if status is None:
        found = Lookup(dossier).largest(outcome)
        return found if found is not None and found.group == "people" else None
    fitting = (t for t in dossier.assessment.tallies if (t.outcome, t.group, t.status) == (outcome, "people", status))
    return next(fitting, None)


def alleged(dossier: Dossier) -> list[Hypothesis]:
    """The hypotheses that somebody alleges or concedes, most origins first."""
    some = [h for h in dossier.assessment.hypotheses if h.alleged_by or h.hedged_by or h.one_of_by or h.conceded_by]
    return sorted(some, key=lambda h: (-len({*h.alleged_by, *h.conceded_by}), wording.hypothesis_label(h)))


def alleged_words(dossier: Dossier) -> str:
    """Who is alleged to be responsible, each said to be alleged."""
    return PARTED.join(f"{wording.hypothesis_label(h)} (alleged)" for h in alleged(dossier))


def roots_of(dossier: Dossier) -> list[str]:
    """The original sources of the figures, as the reports name them; those not named say so. Without repeats."""
    claims = Lookup(dossier).in_reading_order(Casualties)
    publishers = {report.id: report.publisher for report in dossier.reports}
    return list(dict.fromkeys(root_of(c.chain, publishers.get(c.quote.report, "")) for c in claims))


def root_of(chain: Chain, publisher: str) -> str:
    """The original source at the end of a chain."""
    if chain.root is None:
        return f"not named (“{chain.opened_by}”)" if chain.open else publisher or "publisher not given"
    name = wording.narrator_of(chain.root)
    return f"{name}, not named" if chain.open else name


def day(dossier: Dossier, *, last: bool = False) -> date | None:
    """The first or last day on which the incident may have been."""
    when = dossier.incident.when
    return None if when is None else when.last_day if last else when.first_day


def publishers_of(dossier: Dossier) -> list[str]:
    """Publishers, oldest report first, without repeats."""
    return list(dict.fromkeys(r.publisher or "publisher not given" for r in Lookup(dossier).reports_by_time()))


def kinds_of(acts: Iterable[str]) -> list[Kind]:
    """The kinds of attack among terms, without repeats; terms that name no kind are passed over."""
    known = _kinds()
    return list(dict.fromkeys(known[act.casefold()] for act in acts if act.casefold() in known))


@cache
def _kinds() -> dict[str, Kind]:
    # The table of reading is data of the package; nothing of its code is needed.
    text = files("isnad.read").joinpath("acts.csv").read_text(encoding="utf-8")
    return {row[0].casefold(): Kind(row[1], row[2], row[3]) for row in list(csv.reader(io.StringIO(text)))[1:]}


def chain_words(claim: Claim, dossier: Dossier) -> str:
    """The voices of a claim from the report inwards."""
    publisher = next((r.publisher for r in dossier.reports if r.id == claim.quote.report), "")
    return wording.chain_of(claim.chain, publisher)
