"""Listing: the lines of arabic.toml and presence.toml, under the forms that their entries take in a text.

What may live here: bringing entries into those forms, by the means of the lexicon; for explaining what was read.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from isnad.read.languages.arabic.letters import fold
from isnad.read.languages.arabic.lexicon import Lexicon, accusative, constructs, duals, kin, ours
from isnad.read.lines import Lines, Listed, listed_in

FOLDER, FILES = "read/languages/arabic", ("arabic.toml", "presence.toml")


@cache
def lines() -> Lines:
    """The lines of both."""
    texts = {name: files(__package__).joinpath(name).read_text(encoding="utf-8") for name in FILES}
    listed = (each for name, text in texts.items() for each in listed_in(text, f"{FOLDER}/{name}"))
    return Lines((pair for each in listed for pair in _forms(each)), fold)


def _forms(listed: Listed) -> Iterator[tuple[str, Listed]]:
    if listed.table.endswith("source") or not fold(listed.entry).strip():
        return
    made = Lexicon()
    for noun in (True, False):
        made.add("entry", None, _written(listed) if noun else (listed.entry,), noun=noun)
    for form in made.words:
        yield form, listed
    for first, entries in made.phrases.items():
        for rest, _ in entries:
            yield " ".join((first, *rest)), listed


def _written(listed: Listed) -> tuple[str, ...]:
    """The entry, and of a noun for people the dual, the accusative and what is written onto it."""
    word = listed.entry
    if not listed.table.startswith(("people", "others", "outcome")):
        return (word,)
    made = (*duals(word), *accusative(word), *constructs(word), *ours(word))
    return (word, *made, *(form for form, _ in kin(word, False)))
