"""Listing: the lines of english.toml, under the forms that its entries take in a text.

What may live here: which lists hold verbs, and how words are compared; for explaining what was read.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from isnad.read.languages.english.lexicon import lexicon
from isnad.read.lines import Lines, Listed, listed_in

FILE = "read/languages/english/english.toml"
_CLOSED = ("words.", "verbs.")  # lists that tell parts of speech, not what is said: they would list every other word
_VERBS = ("cues.", "force.does")  # lists whose entries stand for all their forms; with those whose name ends so:
_ACTIVE = "_active"


@cache
def lines() -> Lines:
    """The lines of english.toml."""
    text = files(__package__).joinpath("english.toml").read_text(encoding="utf-8")
    entries = (each for each in listed_in(text, FILE) if not each.table.startswith(_CLOSED))
    return Lines(((_fold(form), each) for each in entries for form in _forms(each)), _fold)


def _forms(listed: Listed) -> Iterator[str]:
    yield listed.entry
    if listed.table.startswith(_VERBS) or listed.table.endswith(_ACTIVE):
        if " " not in listed.entry:
            yield from lexicon().forms(listed.entry.lower())
    elif listed.table.startswith("narrators.") and listed.entry.islower():
        yield f"{listed.entry}s"


def _fold(word: str) -> str:
    return word.lower().replace("’", "'").replace("‑", "-")
