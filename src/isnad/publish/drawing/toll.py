"""The toll as ranges: for each group what its origins say, each origin with its own mark.

What may live here: this drawing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from isnad.publish.drawing.scale import Scale, round_ticks
from isnad.publish.drawing.svg import drawing, link, shortened, tag, text, width_of
from isnad.publish.lookup import Lookup
from isnad.publish.speaking.speech import ENGLISH, Speech
from isnad.records.assessment import Figure, Tally

LANE, HEAD, GAP = 22.0, 30.0, 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How wide, and how much of it lies beside the scale. ``named``: origins by name, not by letter alone."""

    width: float
    left: float
    right: float
    named: bool


WIDE = Form(width=980, left=250, right=150, named=True)
NARROW = Form(width=330, left=34, right=44, named=False)  # for a phone held upright
Href = Callable[[str], str]  # a claim's id to the anchor of its words


def toll_chart(
    tallies: list[Tally], lookup: Lookup, href: Href, ident: str, form: Form = WIDE, say: Speech = ENGLISH
) -> Markup:
    """One drawing for the tallies of one outcome. The band is the tally's range, the dots and bars beneath are
    the standing figures of each origin, marked with its letter; an arrow says that no upper bound was given."""
    ticks = round_ticks(_top(tallies, lookup), 6 if form.named else 4)
    scale = Scale(first=0, last=ticks[-1], start=form.left, end=form.width - form.right)
    chart = _Chart(lookup=lookup, href=href, form=form, scale=scale, say=say)
    y, groups = HEAD, []
    for tally in tallies:
        lanes = standing_lanes(tally, lookup)
        groups.append(chart.group(tally, lanes, y))
        y += HEAD + len(lanes) * LANE + GAP
    grid = [tag("line", x1=scale.at(t), x2=scale.at(t), y1=22.0, y2=y, class_="grid") for t in ticks]
    labels = [text(scale.at(t), 14, f"{t:,}", "tick", "middle") for t in ticks]
    title = say("How many people are said {outcome}", outcome=say(tallies[0].outcome.value))
    return drawing(form.width, y + 6, ident, title, _told(tallies, lookup, say), *grid, *labels, *groups)


def _top(tallies: list[Tally], lookup: Lookup) -> int:
    values = [v for t in tallies for f in lookup.standing(t) for v in (f.low, f.high) if v is not None]
    return max([*values, *(v for t in tallies for v in (t.low, t.high) if v is not None)], default=1)


def standing_lanes(tally: Tally, lookup: Lookup) -> list[Figure]:
    """One standing figure per origin and range: what an origin's copies repeat is one mark."""
    seen: dict[tuple[str, int | None, int | None], Figure] = {}
    for figure in lookup.standing(tally):
        seen.setdefault((figure.origin, figure.low, figure.high), figure)
    return sorted(seen.values(), key=lambda f: (lookup.rank(f.origin), f.low or 0, f.high or 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chart:
    lookup: Lookup
    href: Href
    form: Form
    scale: Scale
    say: Speech

    def group(self, tally: Tally, lanes: list[Figure], y: float) -> Markup:
        """One tally: its name, band and best figure, and a lane for each origin."""
        form, bottom = self.form, HEAD + len(lanes) * LANE
        who, told = self.say.group(tally.group, tally.status), self.say.tally(tally)
        top = 4.0 if form.named else HEAD - 4  # narrow: the name stands above the band, not beside it
        label = shortened(who, form.left - 20, 15)
        if not form.named:
            label = self.say.apart(f"{shortened(who, form.width - 130, 15)}: {told}")
        parts: list[Markup] = []
        if tally.low is not None or tally.high is not None:
            start = self.scale.at(tally.low or 0)
            end = self.scale.at(tally.high if tally.high is not None else tally.low or 0)
            shape = {"x": start - 7, "y": y + top, "width": end - start + 14, "height": bottom - top, "rx": 7.0}
            parts.append(tag("rect", **shape, class_="band"))
            if form.named:
                parts.append(text(end + 14, y + 20, told, "range"))
        if tally.best is not None:
            x = self.scale.at(tally.best)
            parts.append(tag("line", x1=x, x2=x, y1=y + top, y2=y + bottom, class_="best"))
        parts.append(text(0, y + 19, label, "group"))
        parts += [self.lane(f, y + HEAD + n * LANE + LANE / 2 - 2) for n, f in enumerate(lanes)]
        return tag("g", *parts)

    def lane(self, figure: Figure, y: float) -> Markup:
        """One origin's standing figure, which leads to its words."""
        lookup, form = self.lookup, self.form
        origin, letter = lookup.origins.get(figure.origin), lookup.letter(figure.origin)
        name = self.say.source(origin.name) if origin else self.say("origin not listed")
        hue = f"hue{lookup.hue(figure.origin)}"
        middle = 28.0 if form.named else 10.0
        ending = " open" if origin and origin.open else ""
        badge = tag("circle", cx=middle, cy=y, r=8.5, class_=f"badge {hue}{ending}")
        parts = [badge, text(middle, y + 4, letter, f"letter{ending}", "middle"), *self._marks(figure, y, hue)]
        if form.named:
            parts.append(text(44, y + 4.5, shortened(name, form.left - 56, 12.5), "name"))
        convention = f" ({self.say('a convention, not counted')})" if figure.convention else ""
        words = f"{letter}, {name}: {self.say.figure(figure)}{convention}. {self.say('Go to the words.')}"
        return link(self.href(figure.claim), *parts, label=words)

    def _marks(self, figure: Figure, y: float, hue: str) -> list[Markup]:
        """A dot; a bar between two dots; a dot and an arrow where the end is open."""
        low, soft = figure.low or 0, " soft" if figure.convention else ""
        start, end = self.scale.at(low), self.scale.at(figure.high if figure.high is not None else low)
        reach = end + 26 if figure.high is None else end
        parts = [tag("line", x1=start, x2=reach, y1=y, y2=y, class_=f"bar {hue}{soft}")]
        if figure.high is None:
            parts.append(tag("path", d=f"M{reach - 6:.1f} {y - 5:.1f} l6 5 l-6 5", class_=f"arrow {hue}"))
        ends = dict.fromkeys([start, end])
        parts += [tag("circle", cx=x, cy=y, r=5.0, class_=f"dot {hue}{soft}") for x in ends]
        words = self.say.figure(figure)
        after = reach + 9 + width_of(words, 12.5) < self.form.width
        place, anchor = (reach + 9, None) if after else (start - 9, "end")
        parts.append(text(place, y + 4.5, words, "value", anchor))
        return parts


def _told(tallies: list[Tally], lookup: Lookup, say: Speech) -> str:
    """The drawing in words."""
    said = []
    for t in tallies:
        lanes = "; ".join(
            f"{say('origin')} {lookup.letter(f.origin)} {say.figure(f)}" for f in standing_lanes(t, lookup)
        )
        lanes = lanes or say("no standing figure")
        told = {"who": say.group(t.group, t.status), "range": say.tally(t), "outcome": say(t.outcome.value)}
        said.append(say("{who}: {range} said {outcome}, by {lanes}", lanes=lanes, **told))
    return ". ".join(said) + "."
