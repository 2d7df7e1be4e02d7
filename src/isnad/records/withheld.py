"""Withheld: what a publication leaves out, told without telling it.

What may live here: the note in a published Dossier in place of what was left out. The thing itself never stands there.
"""

from dataclasses import dataclass

BLOCK = "\N{FULL BLOCK}"  # one stands for each character that was withheld, so that every offset holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Stretches of one field that were withheld by one rule.

    ``rule`` names the rule, ``record`` the kind of record and, after a space, its id where it has one, ``field`` the
    field. ``spans`` are starts and ends in code points, for the text of a report; ``times`` says how often.
    """

    rule: str
    record: str
    field: str
    times: int
    spans: tuple[tuple[int, int], ...] = ()
