"""Unquoted: the harms of a sentence, read across the marks of short quotations and of brackets within them.

What may live here: which marks are left out ("killed “at least” nine", "29 [members] of [his] family"), and the way
back to the tokens as they stand. A quotation that is long enough for a clause of its own keeps its marks.
"""

from collections.abc import Sequence
from dataclasses import replace

from isnad.read.languages.english.both import shared
from isnad.read.languages.english.casualties import Harm, among_those, harms_in
from isnad.read.languages.english.predicates import only_meant
from isnad.read.languages.english.quantities import Counted
from isnad.read.languages.english.tokens import CLOSING, OPENING, Token
from isnad.read.languages.english.tolls import bounded, tolls_in
from isnad.read.languages.english.voices import Line

SHORT = 9  # tokens between the marks of a quotation that is no clause
SINGLE = {"‘": "’", "'": "'"}
ANY_MARK = frozenset(("[", "]", *OPENING, *SINGLE))
INSIDE = (",", ".")  # a comma within the marks closes what stands before it outside


def harms_told(line: Line) -> list[Harm]:
    """The harms a sentence tells of, in order."""
    told = _harms(line)
    marks = _marks(line.tokens)
    if marks:
        at = [i for i in range(len(line.tokens)) if i not in marks]
        plain = Line(span=line.span, tokens=[line.tokens[i] for i in at], index=line.index)
        told = _merged([_back(harm, at) for harm in _harms(plain)], told)
    return sorted(told, key=lambda h: (h.first, h.after))


def _harms(line: Line) -> list[Harm]:
    found = [*harms_in(line), *among_those(line)]
    told = (bounded(line.tokens, line.counted, harm) for harm in (*found, *tolls_in(line, found)))
    real = (harm for harm in told if not only_meant(line.tokens, harm.first))
    return [each for harm in real for each in shared(line.tokens, harm)]


def _merged(plain: Sequence[Harm], told: Sequence[Harm]) -> list[Harm]:
    """The harms read without the marks, and those that only the marks keep apart."""
    seen = {(h.outcome, c.first) for h in plain for c in (*h.people, *h.parts)}
    return [*plain, *(h for h in told if not any((h.outcome, c.first) in seen for c in h.people))]


def _marks(tokens: Sequence[Token]) -> frozenset[int]:
    """The marks of short quotations, the commas closed in by them, and the square brackets."""
    if ANY_MARK.isdisjoint([token.text for token in tokens]):
        return frozenset()
    found: set[int] = set()
    opened = -1
    for i, token in enumerate(tokens):
        if token.text in ("[", "]"):
            found.add(i)
        elif opened >= 0 and (token.text in CLOSING or token.text == SINGLE.get(tokens[opened].text)):
            if i - opened <= SHORT + 1 and (opened == 0 or tokens[opened - 1].low not in (":", ",")):
                found |= {opened, i} | ({i - 1} if tokens[i - 1].low in INSIDE else set())
            opened = -1
        elif token.text in OPENING or token.text in SINGLE:
            opened = i
    return frozenset(found)


def _back(harm: Harm, at: Sequence[int]) -> Harm:
    """A harm read without the marks, in the tokens as they stand."""
    people, parts = [_moved(c, at) for c in harm.people], [_moved(c, at) for c in harm.parts]
    return replace(harm, people=people, parts=parts, first=at[harm.first], after=_after(harm.after, at))


def _moved(c: Counted, at: Sequence[int]) -> Counted:
    first, after = at[c.first], _after(c.after, at)
    q = replace(c.quantity, first=at[c.quantity.first], after=_after(c.quantity.after, at))
    return replace(c, first=first, after=after, quantity=q)


def _after(after: int, at: Sequence[int]) -> int:
    return at[min(after, len(at)) - 1] + 1
