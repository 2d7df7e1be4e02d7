"""Dying: that people died, said in several words ("lost their lives", "bled to death", "passed away").

What may live here: where such a phrase stands in a sentence. Who died is read in ``casualties.py`` and ``harmed.py``.
"""

from functools import cache

from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token

LONGEST = 3  # words


def dying_phrase(tokens: list[Token], k: int) -> int:
    """How many words the phrase for dying has that begins at ``k``; 0 where none does."""
    if tokens[k].low not in first_words():
        return 0
    words = [t.low for t in tokens[k : k + LONGEST]]
    return next((n for n in range(len(words), 1, -1) if " ".join(words[:n]) in _phrases()), 0)


@cache
def first_words() -> frozenset[str]:
    """The words that such a phrase can begin with."""
    return frozenset(phrase.split()[0] for phrase in _phrases())


@cache
def _phrases() -> frozenset[str]:
    return frozenset(w for w in lexicon().words("outcomes", "killed_intransitive") if " " in w)
