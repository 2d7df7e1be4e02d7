"""Party: a belligerent as weighing knows it: what it is, how it is called, and what it is said to have.

What may live here: that one record, and the means of attack that can be told of one.
"""

from dataclasses import dataclass

MEANS = ("aircraft", "helicopters", "drones", "artillery")
WITHOUT = "no "  # before a means that a party has not


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One party of the table of belligerents. ``kind`` is state, armed group or coalition; ``names`` are all by which
    it is called. ``means`` are what the table says of it by itself: "drones", "no aircraft"."""

    name: str
    kind: str = ""
    names: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
