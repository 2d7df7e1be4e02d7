"""RULES: how the figures of an incident become low, best and high.

What may live here: named rules of the field, each a function of a tally's history with its source, and their table. A
case chooses one by a judgement; the history itself is the same under all of them. Words without a number bound nothing
under any. Figures are compared by the least they say: "at least 26" counts for 26.

- ``standing``: of each origin what it says last; low and high the smallest and largest, best what most origins give.
  Airwars' range of sources with UCDP's best beside it. The default: see docs/methods.md for its figures.
- ``ucdp``: low, best and high of origins that could be asked again; unnamed ones only where there is no other. Best is
  what most give, and the lower where several have as many. UCDP GED gives the low, best and high estimate of sources it
  finds reliable, and as a rule the lower where they are equally so (UCDP GED Codebook; UCDP Battle-Related Deaths
  Dataset Codebook, "Best estimate").
- ``airwars``: the minimum and the maximum that any source ever gave, early tolls too, and no best (Airwars,
  methodology: minimum and maximum civilian deaths claimed by all sources).
- ``median``: the median of origins, each by what it says last, with the lower and upper quartile as low and high: no
  one origin moves it far (the lower of two middle values, so that it is a number somebody gives).
"""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass

from isnad.records.assessment import DEFAULT_RULE, Figure
from isnad.records.judgement import Judgement
from isnad.records.replay import chosen_of
from isnad.weigh.figures import size

SUBJECT = "tally"  # what a judgement on the rule is about


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a rule makes of a history. ``open`` says that some figure in it has no upper bound."""

    low: int | None
    best: int | None
    high: int | None
    open: bool


def stands(figure: Figure) -> bool:
    """Whether it is a number, and its origin's last word."""
    return not figure.superseded_by and not figure.convention


def standing(history: Sequence[Figure], _: Set[str]) -> Bounds:
    """Smallest, most given and largest of what stands."""
    return _ranged([f for f in history if stands(f)], best_of(history))


def ucdp(history: Sequence[Figure], named: Set[str]) -> Bounds:
    """The same of origins that could be asked again; of figures with as many origins the lower is the best."""
    told = [f for f in history if stands(f)]
    kept = [f for f in told if f.origin in named] or told
    points = {size(f) for f in kept}
    best = min(points, key=lambda p: (-len({f.origin for f in kept if gives(f, p)}), p), default=None)
    return _ranged(kept, best)


def airwars(history: Sequence[Figure], _: Set[str]) -> Bounds:
    """Smallest and largest of all that was ever given; no best."""
    return _ranged([f for f in history if not f.convention], None)


def median(history: Sequence[Figure], _: Set[str]) -> Bounds:
    """The middle of the origins, and a quarter of them on either side."""
    latest = {f.origin: size(f) for f in sorted((f for f in history if stands(f)), key=size)}
    values = sorted(latest.values())
    if not values:
        return Bounds(None, None, None, False)
    low, middle, high = (values[round((len(values) - 1) * part - 0.01)] for part in (0.25, 0.5, 0.75))
    return Bounds(low, middle, high, any(f.high is None for f in history if stands(f)))


RULES: dict[str, Callable[[Sequence[Figure], Set[str]], Bounds]] = {
    DEFAULT_RULE: standing,
    "ucdp": ucdp,
    "airwars": airwars,
    "median": median,
}


def rule_of(judgements: Iterable[Judgement]) -> str:
    """The rule that was chosen last; the default where none was, or one that this version does not know."""
    return chosen_of(judgements, SUBJECT, RULES) or DEFAULT_RULE


def _ranged(figures: Sequence[Figure], best: int | None) -> Bounds:
    lows = [f.low for f in figures if f.low is not None]
    ends = [end for f in figures for end in (f.high if f.high is not None else f.low,) if end is not None]
    return Bounds(min(lows, default=None), best, max(ends, default=None), any(f.high is None for f in figures))


def best_of(history: Sequence[Figure]) -> int | None:
    """The number most origins give now; None where none is given.

    On a tie the one that more origins came to by replacing an earlier figure of theirs, then the latest, then the
    larger: a toll that was revised is further on than one from the first hours.
    """
    told = [f for f in history if stands(f)]
    points = {size(f) for f in told if f.low is not None and (f.high is None or f.high == f.low)}
    if not points:
        ranges = [f for f in told if f.low is not None and f.high is not None]
        middles = {(f.low + f.high) // 2 for f in ranges if f.low is not None and f.high is not None}
        points = middles or {f.high for f in told if f.high is not None}
    behind: dict[int, list[Figure]] = {p: [f for f in told if gives(f, p)] for p in points}
    revised = {(f.origin, f.superseded_by) for f in history if f.superseded_by}

    def support(point: int) -> tuple[int, int, float, int]:
        held = behind[point]
        came_to = {f.origin for f in held if (f.origin, f.claim) in revised}
        return (len({f.origin for f in held}), len(came_to), _latest(held), point)

    return max(behind, key=support, default=None)


def gives(figure: Figure, number: int) -> bool:
    """Whether a figure says so many: exactly, as its least, or within its range."""
    if figure.low is None:
        return figure.high == number
    return figure.low == number if figure.high is None else figure.low <= number <= figure.high


def _latest(figures: Iterable[Figure]) -> float:
    return max((f.reported.timestamp() for f in figures if f.reported), default=0.0)
