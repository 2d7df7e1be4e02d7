"""The place that an exam is answered: which of those that the reports of one incident give.

What may live here: the choice between places that are read and linked already.

- Each report, read alone, speaks for the place of what it mainly tells, and for what lies within ``ONE_PLACE_KM`` of
  it. A district or province speaks half: a recorder who has a village from one report does not take the province that
  two more are content with. Most voices decide; of equals, the place that they come to together.
"""

from collections.abc import Sequence

from isnad.records.where import Place

ONE_PLACE_KM = 5.0  # as near as the exam asks for
PRECISE = 2  # UCDP where_prec: a settlement, or near one


def most_told(together: Place | None, alone: Sequence[Place | None]) -> Place | None:
    """The place that most reports come to. ``together``: that of the incident as linked from all of them; ``alone``:
    that of each report read without the others."""
    told = [place for place in alone if place is not None and place.resolved]
    first = [together] if together is not None and together.resolved else []
    return max([*first, *told], key=lambda place: _voices(place, told), default=together)


def _voices(place: Place, told: Sequence[Place]) -> float:
    speaking = [each for each in told if (place.kilometres_from(each) or 0.0) <= ONE_PLACE_KM]
    return sum(1.0 if each.where_prec <= PRECISE else 0.5 for each in speaking)
