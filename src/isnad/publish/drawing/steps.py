"""The history of one toll: a step line for each origin, over the time it was reported.

What may live here: this drawing.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from markupsafe import Markup

from isnad.publish.drawing.scale import Scale, apart, round_ticks, time_ticks
from isnad.publish.drawing.svg import drawing, link, shortened, tag, text, width_of
from isnad.publish.lookup import Lookup
from isnad.publish.speaking.speech import ENGLISH, Speech
from isnad.records.assessment import Figure, Tally

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 980.0, 330.0, 44.0, 230.0, 24.0, 44.0
DASHES = (None, "7 3", "2 3", "9 3 2 3", "4 4", "12 3")  # a second sign beside the colour
Href = Callable[[str], str]


def dated(tally: Tally) -> list[tuple[datetime, Figure]]:
    """Figures that have a date and a number that was stated, oldest first."""
    told = [
        (f.reported.astimezone(UTC), f)
        for f in tally.history
        if f.reported and not f.convention and _value(f) is not None
    ]
    return sorted(told, key=lambda pair: pair[0])


def has_history(tally: Tally) -> bool:
    """Whether there is more than one figure to draw a history of."""
    return len({(f.low, f.high) for _, f in dated(tally)}) > 1


def step_chart(tally: Tally, lookup: Lookup, href: Href, ident: str, say: Speech = ENGLISH) -> Markup:
    """The drawing. A filled dot stands, a hollow one was superseded; a thin upright line is a range, with an
    arrow where no upper bound was given. Needs ``has_history``."""
    told = dated(tally)
    moments = [m for m, _ in told]
    ticks, counts = time_ticks(moments[0], moments[-1]), round_ticks(max(_top(f) for _, f in told), 5)
    x = Scale(first=ticks[0].timestamp(), last=ticks[-1].timestamp(), start=LEFT, end=WIDTH - RIGHT)
    y = Scale(first=0, last=counts[-1], start=HEIGHT - FOOT, end=TOP)
    lines: dict[str, list[tuple[datetime, Figure]]] = {}
    for moment, figure in told:
        lines.setdefault(figure.origin, []).append((moment, figure))
    order = sorted(lines, key=lambda o: (lookup.rank(o), o))
    ends = apart([y.at(_value(lines[o][-1][1]) or 0) for o in order], 17, TOP + 6, HEIGHT - FOOT)
    drawn = [_line(o, lines[o], lookup, x, y, place, say) for o, place in zip(order, ends, strict=True)]
    labelled = _labelled(told, x, y, say)
    drawn += [_points(lines[o], f"hue{lookup.hue(o)}", x, y, href, labelled, say) for o in order]  # above all lines
    who, outcome = say.group(tally.group, tally.status), say(tally.outcome.value)
    description = (
        ". ".join(f"{say('Origin')} {lookup.letter(o)}: {say.steps(f for _, f in lines[o])}" for o in order) + "."
    )
    title = say("History of the figures for {who} said {outcome}", who=who, outcome=outcome)
    return drawing(WIDTH, HEIGHT, ident, title, description, *_axes(ticks, counts, x, y, say), *drawn)


def _value(figure: Figure) -> int | None:
    return figure.low if figure.low is not None else figure.high


def _top(figure: Figure) -> int:
    return max(v for v in (figure.low, figure.high, 0) if v is not None)


def _axes(ticks: list[datetime], counts: list[int], x: Scale, y: Scale, say: Speech) -> list[Markup]:
    parts = [tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y.at(c), y2=y.at(c), class_="grid") for c in counts]
    parts += [text(LEFT - 8, y.at(c) + 4, f"{c:,}", "tick", "end") for c in counts]
    shown_day = None
    for tick in ticks:
        place = x.at(tick.timestamp())
        parts.append(tag("line", x1=place, x2=place, y1=HEIGHT - FOOT, y2=HEIGHT - FOOT + 5, class_="axis"))
        hours = any(t.hour for t in ticks)
        if hours:
            parts.append(text(place, HEIGHT - FOOT + 18, f"{tick:%H:%M}", "tick", "middle"))
        if tick.date() != shown_day:
            words = say.day(tick.date()) if tick is ticks[0] else say.day_and_month(tick.date())
            parts.append(
                text(place, HEIGHT - FOOT + (33 if hours else 18), words, "tick day", "start" if hours else "middle")
            )
            shown_day = tick.date()
    return parts


def _line(
    origin: str, told: list[tuple[datetime, Figure]], lookup: Lookup, x: Scale, y: Scale, label: float, say: Speech
) -> Markup:
    hue, edge = f"hue{lookup.hue(origin)}", WIDTH - RIGHT
    points = [(x.at(m.timestamp()), y.at(_value(f) or 0)) for m, f in told]
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}" + "".join(f" H{px:.1f} V{py:.1f}" for px, py in points[1:])
    dash = DASHES[(lookup.hue(origin) - 1) % len(DASHES)]
    parts = [tag("path", d=f"{path} H{edge:.1f}", class_=f"step {hue}", stroke_dasharray=dash)]
    parts.append(tag("path", d=f"M{edge:.1f} {points[-1][1]:.1f} L{edge + 12:.1f} {label:.1f}", class_="leader"))
    known = lookup.origins.get(origin)
    name = shortened(
        f"{lookup.letter(origin)}  {say.source(known.name) if known else say('origin not listed')}", RIGHT - 24, 12.5
    )
    parts.append(text(edge + 16, label + 4, name, "name"))
    return tag("g", *parts)


def _labelled(told: list[tuple[datetime, Figure]], x: Scale, y: Scale, say: Speech) -> set[int]:
    """Which figures have room for their label: those that stand first, then the oldest; by ``id``.

    The others keep their mark, its tooltip and their place in the table.
    """
    taken: list[tuple[float, float, float]] = []
    chosen = set()
    for moment, figure in sorted(told, key=lambda pair: (bool(pair[1].superseded_by), pair[0])):
        right, at = x.at(moment.timestamp()), y.at(_value(figure) or 0)
        left = right - 12 - width_of(say.figure(figure), 12.5)
        if all(right < a or left > b or abs(at - c) > 14 for a, b, c in taken):
            taken.append((left, right, at))
            chosen.add(id(figure))
    return chosen


def _points(
    told: list[tuple[datetime, Figure]], hue: str, x: Scale, y: Scale, href: Href, labelled: set[int], say: Speech
) -> Markup:
    parts, before = [], None
    for moment, figure in told:
        place, again = x.at(moment.timestamp()), before == (figure.low, figure.high)
        shown = id(figure) in labelled and not again
        parts.append(_point(figure, place, y.at(_value(figure) or 0), y, hue, href, say, labelled=shown))
        before = (figure.low, figure.high)
    return tag("g", *parts)


def _point(
    figure: Figure, x: float, at: float, y: Scale, hue: str, href: Href, say: Speech, *, labelled: bool
) -> Markup:
    parts: list[Markup] = []
    if figure.high is None:
        parts.append(tag("path", d=f"M{x:.1f} {at:.1f} V{at - 20:.1f} m-4 5 l4 -5 l4 5", class_=f"whisker {hue}"))
    elif figure.high != figure.low:
        parts.append(tag("path", d=f"M{x:.1f} {at:.1f} V{y.at(figure.high):.1f} m-4 0 h8", class_=f"whisker {hue}"))
    old = bool(figure.superseded_by)
    parts.append(tag("circle", cx=x, cy=at, r=5.0, class_=f"dot {hue}{' superseded' if old else ''}"))
    if labelled:  # above and before the point: a step comes in from below or from the left
        room = x - 9 - width_of(say.figure(figure), 12.5) > LEFT
        parts.append(text(x - 9 if room else x + 9, at - 7, say.figure(figure), "value", "end" if room else None))
    state = say("superseded") if old else say("stands")
    return link(
        href(figure.claim),
        *parts,
        label=f"{say.figure(figure)}, {say.moment(figure.reported)}: {state}. {say('Go to the words.')}",
    )
