"""Antecedents: of whom a pronoun speaks where nothing has befallen anyone told of before.

What may live here: the way back from "he" to the person that the sentence, or one of the two before it, is about
("Officers found a man in the street. He had been shot."). Who has been told of as killed or hurt is known to
``roster.py``, which asks here last.
"""

from collections.abc import Callable, Collection, Sequence

from isnad.read.languages.english.apposed import persons_in
from isnad.read.languages.english.described import Person, as_sentence
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token
from isnad.read.languages.english.voices import Line

BACK = 2  # sentences back
NEAR = 3  # tokens from a person to the verb of saying that makes a speaker of them
SINGLE = ("name", "new", "known")

Antecedent = Callable[[int, Person], Person | None]


def antecedent_in(lines: Sequence[Line], surnames: Collection[str]) -> Antecedent:
    """Who a pronoun of a line speaks of: the first of its sentence before it, else of the sentences before."""

    def found(index: int, pronoun: Person) -> Person | None:
        for line in reversed(lines[max(0, index - BACK) : index + 1]):
            tokens = as_sentence(line.tokens)
            for person in persons_in(tokens, surnames, line.counted):
                before = line.index < index or person.after <= pronoun.first
                if before and _fits(person, pronoun) and not _speaks(tokens, person):
                    return person
        return None

    return found


def _fits(person: Person, pronoun: Person) -> bool:
    one = person.single and person.form in SINGLE and not person.stated
    return one and person.sex in ("", pronoun.sex) and bool(person.sex or person.name or person.age is not None)


def _speaks(tokens: list[Token], person: Person) -> bool:
    """Whether someone named is who says it, or bears an office of those who do ("Sheriff Name said he was ...")."""
    offices = lexicon().words("narrators", "roles")
    if any(t.low in offices for t in tokens[person.first : person.after]):
        return True
    after = tokens[person.after : person.after + NEAR]
    return bool(person.name) and any(t.low in lexicon().cues for t in after)
