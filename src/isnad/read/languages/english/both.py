"""Both: one number or word of the dead and the hurt together ("400 dead and wounded", "dozens of martyrs and injured").

What may live here: which figures are of both at once, and what each outcome has of them. A word ("dozens") is said of
each; a number is of the two together: of either it is one at least, and all at most.
"""

from collections.abc import Iterator
from dataclasses import replace

from isnad.read.languages.english.casualties import Harm
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token
from isnad.read.languages.english.tolls import INJURIES
from isnad.records.claim import Outcome

BETWEEN = frozenset(("and", "or", "/", "&"))
ENDS = frozenset((".", ",", ";", ")", "”", '"', "’", "'", "in", "at", "from", "after", "as", "arrived", "were", "have",
                  "had", "was", "under", "when", "on", "following", "because", "by", "to"))  # fmt: skip
DOZENS = 24  # a smaller word ("a number of martyrs and wounded") says no more than the plural
OF_THE_DEAD = frozenset(("dead", "killed", "martyrs", "martyred"))  # "six deaths and wounded" has six of the one
OUTCOMES = (Outcome.KILLED, Outcome.INJURED)


def shared(tokens: list[Token], harm: Harm) -> Iterator[Harm]:
    """The harm, and beside it the same of the other outcome where its number is said of both."""
    other = _other(tokens, harm)
    if other is None:
        yield harm
        return
    c = harm.people[0]
    if c.quantity.convention is None:  # undivided
        c = replace(c, quantity=replace(c.quantity, low=1))
    yield replace(harm, people=[c])
    yield replace(harm, people=[c], outcome=other, after=harm.after + 2, rule=f"{harm.rule} and {other}")


def _other(tokens: list[Token], harm: Harm) -> Outcome | None:
    """The outcome of the noun or participle joined to the number's own, with no number or noun of its own."""
    k = harm.after
    if len(harm.people) != 1 or harm.parts or harm.outcome not in OUTCOMES or k + 1 >= len(tokens):
        return None
    least = harm.people[0].quantity.convention
    said = least[0] >= DOZENS if least is not None else tokens[k - 1].low in OF_THE_DEAD
    if not said or tokens[k].low not in BETWEEN or harm.people[0].quantity.low == 1 or tokens[k - 1].tag == "A":
        return None
    if k + 2 < len(tokens) and tokens[k + 2].low not in ENDS:
        return None  # "killed nine and wounded others"
    if (harm.rule.startswith(("who ", "named")) and harm.rule != "who dead") or harm.rule.endswith(" whom"):
        return None
    word = tokens[k + 1].low
    known = lexicon().outcome_of.get(word)
    outcome = Outcome.INJURED if word in INJURIES else Outcome(known[0]) if known is not None else None
    return outcome if outcome in OUTCOMES and outcome is not harm.outcome else None
