"""The toll as ranges: for each group what its origins say, each origin with its own mark.

What may live here: this drawing.
"""

from collections.abc import Callable

from markupsafe import Markup

from isnad.publish.drawing.scale import Scale, round_ticks
from isnad.publish.drawing.svg import drawing, link, shortened, tag, text, width_of
from isnad.publish.lookup import Lookup
from isnad.publish.wording import figure_of, group_of, tally_range
from isnad.records.assessment import Figure, Tally
from isnad.records.claim import Outcome

WIDTH, LEFT, RIGHT, LANE, HEAD, GAP = 980.0, 250.0, 150.0, 22.0, 30.0, 14.0
Href = Callable[[str], str]  # a claim's id to the anchor of its words


def toll_chart(tallies: list[Tally], lookup: Lookup, href: Href, ident: str) -> Markup:
    """One drawing for the tallies of one outcome. The band is the tally's range, the dots and bars beneath are
    the standing figures of each origin, marked with its letter; an arrow says that no upper bound was given."""
    outcome = tallies[0].outcome
    scale, ticks = _axis(tallies, lookup)
    y, rows = HEAD, []
    for tally in tallies:
        lanes = _lanes(lookup, tally)
        rows.append(_group(tally, lanes, lookup, scale, y, href))
        y += HEAD + len(lanes) * LANE + GAP
    grid = [tag("line", x1=scale.at(t), x2=scale.at(t), y1=22.0, y2=y, class_="grid") for t in ticks]
    labels = [text(scale.at(t), 14, f"{t:,}", "tick", "middle") for t in ticks]
    return drawing(
        WIDTH, y + 6, ident, f"How many people are said {outcome.value}", _told(tallies, lookup, outcome), *grid, *labels, *rows
    )


def _axis(tallies: list[Tally], lookup: Lookup) -> tuple[Scale, list[int]]:
    values = [v for t in tallies for f in lookup.standing(t) for v in (f.low, f.high) if v is not None]
    values += [v for t in tallies for v in (t.low, t.high) if v is not None]
    ticks = round_ticks(max(values, default=1))
    return Scale(first=0, last=ticks[-1], start=LEFT, end=WIDTH - RIGHT), ticks


def _lanes(lookup: Lookup, tally: Tally) -> list[Figure]:
    """One standing figure per origin and range: what an origin's copies repeat is one mark."""
    seen: dict[tuple[str, int | None, int | None], Figure] = {}
    for figure in lookup.standing(tally):
        seen.setdefault((figure.origin, figure.low, figure.high), figure)
    return sorted(seen.values(), key=lambda f: (lookup.letter(f.origin), f.low or 0, f.high or 0))


def _group(tally: Tally, lanes: list[Figure], lookup: Lookup, scale: Scale, y: float, href: Href) -> Markup:
    size = 15
    parts = [text(0, y + 19, shortened(group_of(tally.group, tally.status), LEFT - 20, size), "group")]
    bottom = HEAD + len(lanes) * LANE
    if tally.low is not None or tally.high is not None:
        start, end = scale.at(tally.low or 0), scale.at(tally.high if tally.high is not None else tally.low or 0)
        parts.append(
            tag("rect", x=start - 7, y=y + 4, width=end - start + 14, height=bottom - 4, rx=7.0, class_="band")
        )
        parts.append(text(min(end + 14, WIDTH - 4), y + 20, tally_range(tally), "range"))
    if tally.best is not None:
        x = scale.at(tally.best)
        parts.append(tag("line", x1=x, x2=x, y1=y + 4, y2=y + bottom, class_="best"))
    parts += [_lane(f, lookup, scale, y + HEAD + n * LANE + LANE / 2 - 2, href) for n, f in enumerate(lanes)]
    return tag("g", *parts)


def _lane(figure: Figure, lookup: Lookup, scale: Scale, y: float, href: Href) -> Markup:
    """One origin's standing figure: a dot, a bar between two dots, an arrow where the end is open."""
    origin = lookup.origins.get(figure.origin)
    name = origin.name if origin else "origin not listed"
    letter = lookup.letter(figure.origin)
    size = 12.5
    label = shortened(name, LEFT - 56, size)
    hue = f"hue{lookup.hue(figure.origin)}"
    low = figure.low if figure.low is not None else 0
    start, end = scale.at(low), scale.at(figure.high if figure.high is not None else low)
    reach = end + 26 if figure.high is None else end
    shape = [tag("line", x1=start, x2=reach, y1=y, y2=y, class_=f"bar {hue}{' soft' if figure.convention else ''}")]
    if figure.high is None:
        shape.append(tag("path", d=f"M{reach - 6:.1f} {y - 5:.1f} L{reach:.1f} {y:.1f} L{reach - 6:.1f} {y + 5:.1f}", class_=f"arrow {hue}"))
    ends = dict.fromkeys([start, end])
    shape += [tag("circle", cx=x, cy=y, r=5.0, class_=f"dot {hue}{' soft' if figure.convention else ''}") for x in ends]
    side = 1 if reach + 8 + width_of(figure_of(figure), 12.5) < WIDTH else -1
    shape.append(text(reach + 9 if side == 1 else start - 9, y + 4.5, figure_of(figure), "value", None if side == 1 else "end"))
    badge = tag("circle", cx=28.0, cy=y, r=8.5, class_=f"badge {hue}{' open' if origin and origin.open else ''}")
    words = f"{letter}, {name}: {figure_of(figure)}{' (a convention, not counted)' if figure.convention else ''}. Go to the words."
    return link(
        href(figure.claim), badge, text(28, y + 4, letter, "letter", "middle"), text(44, y + 4.5, label, "name"), *shape, label=words
    )


def _told(tallies: list[Tally], lookup: Lookup, outcome: Outcome) -> str:
    said = [
        f"{group_of(t.group, t.status)}: {tally_range(t)} said {outcome.value}, by "
        + ("; ".join(f"origin {lookup.letter(f.origin)} {figure_of(f)}" for f in _lanes(lookup, t)) or "no standing figure")
        for t in tallies
    ]
    return ". ".join(said) + "."
