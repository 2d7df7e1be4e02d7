"""Charts: the drawings of one dossier, as a page shows them.

What may live here: which drawings a dossier has and in which order. How each is drawn stands in ``drawing``. ``words``
and ``report`` lead from an id to where its words, or its text, are shown.
"""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from isnad.publish.drawing.chains import chain_drawing
from isnad.publish.drawing.steps import has_history, step_chart
from isnad.publish.drawing.toll import NARROW, toll_chart
from isnad.publish.lookup import Lookup
from isnad.publish.speaking.speech import ENGLISH, Speech
from isnad.records.assessment import Tally
from isnad.records.claim import Casualties, Character, Claim, Content, Occurrence, Outcome, Presence, Responsibility

Href = Callable[[str], str]
CHAINS: tuple[tuple[str, str, tuple[type[Content], ...]], ...] = (
    ("toll", "the figures", (Casualties,)),
    ("blame", "responsibility", (Responsibility,)),
    ("act", "what is said to have happened", (Occurrence, Character)),
    ("presence", "who was there", (Presence,)),
)


def toll_charts(
    lookup: Lookup, words: Href, say: Speech = ENGLISH, only: Sequence[Tally] | None = None
) -> list[tuple[Outcome, Markup, Markup]]:
    """For each outcome the ranges by group, drawn wide and narrow; ``only`` these tallies where not all are drawn."""
    every = lookup.dossier.assessment.tallies if only is None else only
    found = []
    for outcome in Outcome:
        tallies = [t for t in every if t.outcome is outcome]
        if tallies:
            wide = toll_chart(tallies, lookup, words, f"toll-{outcome.value}", say=say)
            narrow = toll_chart(tallies, lookup, words, f"toll-{outcome.value}-narrow", NARROW, say)
            found.append((outcome, wide, narrow))
    return found


def step_charts(
    lookup: Lookup, words: Href, say: Speech = ENGLISH, only: Sequence[Tally] | None = None
) -> list[tuple[Tally, Markup]]:
    """The history of each tally that has one."""
    tallies = lookup.dossier.assessment.tallies if only is None else only
    return [(t, step_chart(t, lookup, words, f"steps-{n}", say)) for n, t in enumerate(tallies) if has_history(t)]


def chain_groups(lookup: Lookup) -> list[tuple[str, str, list[Claim]]]:
    """The claims whose chains are drawn together: a name, what they tell of, and the claims."""
    groups = [(name, what, [c for k in kinds for c in lookup.in_reading_order(k)]) for name, what, kinds in CHAINS]
    return [each for each in groups if each[2]]


def chain_drawings(lookup: Lookup, words: Href, report: Href, say: Speech = ENGLISH) -> list[tuple[str, int, Markup]]:
    """What is drawn, of how many claims, and the drawing of their chains: figures, responsibility, the act."""
    return [
        (say(what), len(claims), chain_drawing(claims, lookup, words, report, f"chains-{ident}", say(what), say))
        for ident, what, claims in chain_groups(lookup)
    ]
