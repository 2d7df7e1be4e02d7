"""Sourcing: the register of a case's sources, and rating one of them.

What may live here: joining the register with the case's tables of belligerents, and the judgement that rates a source.
"""

from collections.abc import Iterable
from dataclasses import replace

from isnad.casebook import Casebook
from isnad.judging import judge
from isnad.pipeline import Results
from isnad.plugins import TableFile, tables_of
from isnad.preserve.trouble import trouble
from isnad.records.judgement import Decision, Judgement
from isnad.records.likeness import fold
from isnad.records.source import LETTERS, Source
from isnad.weigh.sources import ratings_of, register


def sources_of(book: Casebook, results: Results) -> tuple[Source, ...]:
    """The sources of a case.

    Whose whole name, or that of the body it speaks for, is a name of a party of the war, is told to be of that party: a
    monitor that has a country in its name is not.
    """
    claims = {claim.id: claim for claim in results.claims}
    found = register(results.assessments.values(), claims, book.judgements)
    files = tuple(TableFile(t.role, t.name, book.bytes_of(t.digest)) for t in book.tables)
    parties = tables_of(files)[0].belligerents
    made = []
    for source in found:
        bodies = (source.name, *source.affiliation)
        named = [m.party for body in bodies for m in parties.mentions(body) if (m.start, m.end) == (0, len(body))]
        own = {fold(name) for name in (source.name, *source.names)}
        told = [body for body in dict.fromkeys((*source.affiliation, *named)) if fold(body) not in own]
        made.append(replace(source, affiliation=tuple(told)))
    return tuple(made)


def rated(sources: Iterable[Source], judgements: Iterable[Judgement]) -> tuple[Source, ...]:
    """The sources with the letters that they have by now."""
    ratings = ratings_of(judgements)
    made = []
    for source in sources:
        found = [ratings[folded] for folded in map(fold, (source.name, *source.names)) if folded in ratings]
        made.append(replace(source, rating=found[0] if found and not source.open else None))
    return tuple(made)


def rate(book: Casebook, sources: Iterable[Source], name: str, letter: str, *, by: str, why: str) -> Judgement:
    """Record the Admiralty letter that a named person gives a source. Raises Trouble where no source is called so."""
    key, letter = fold(name), letter.upper()
    known = [s for s in sources if not s.open and key in {fold(s.name), *map(fold, s.names)}]
    if letter not in LETTERS:
        told = ", ".join(f"{each} {meaning}" for each, meaning in LETTERS.items())
        raise trouble(f"'{letter}' is no letter of the Admiralty code.", "--rate", f"There are: {told}.")
    if len(known) != 1:
        todo = "Give a name as isnad sources CASE lists it; who is not named cannot be rated."
        raise trouble(f"{len(known) or 'No'} sources are called '{name}'.", "--rate", todo)
    return judge(
        book, Decision.RATE, (known[0].name,), by=by, why=why, field="reliability", value=letter, asked="--rate"
    )
