"""One fact of a medium as plain data, for results that cross from the child that parsed it.

What may live here: the shape of a fact and the cleaning of its value.
"""

from typing import TypedDict

LONGEST = 300  # characters of a value


class FactRow(TypedDict):
    """A fact: its standard, its name there, its value as written; ``place`` where it says where somebody stood."""

    standard: str
    name: str
    value: str
    place: bool


def fact(standard: str, name: str, value: str, *, place: bool = False) -> FactRow:
    """A fact."""
    return FactRow(standard=standard, name=name, value=plain_text(value), place=place)


def plain_text(text: str) -> str:
    """A value without control characters and zero padding, cut to ``LONGEST``."""
    clean = "".join(c if c.isprintable() else " " for c in text.encode("utf-8", "replace").decode())
    return " ".join(clean.split())[:LONGEST]
