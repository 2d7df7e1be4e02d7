"""Listing: the lines of the English word lists, under the forms that its entries take in a text.

What may live here: which lists hold verbs, and how words are compared; for explaining what was read.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from isnad.read.languages.english.lexicon import FILES, lexicon
from isnad.read.lines import Lines, Listed, listed_in

FOLDER = "read/languages/english"
_CLOSED = (
    "words.",
    "verbs.",
    "timing.",
)  # lists that tell parts of speech, or what a day stands with: every other word
_VERBS = ("cues.", "force.does")  # lists whose entries stand for all their forms; with those whose name ends so:
_ACTIVE = "_active"


@cache
def lines() -> Lines:
    """The lines of the word lists."""
    texts = {name: files(__package__).joinpath(name).read_text(encoding="utf-8") for name in FILES}
    listed = (each for name, text in texts.items() for each in listed_in(text, f"{FOLDER}/{name}"))
    entries = (each for each in listed if not each.table.startswith(_CLOSED))
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
