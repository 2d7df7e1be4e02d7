"""SVG elements as escaped markup, and how wide a word will be.

What may live here: primitives of drawing. Everything that comes from outside passes ``tag``, which escapes it.
"""

from functools import cache

from markupsafe import Markup, escape

Value = str | int | float | None

# Widths in ems of a wide sans in bold (DejaVu Sans is the widest met), rounded up: enough to fit a label
# to its box without a browser.
_NARROW, _WIDE, _CAPITAL, _OTHER = 0.38, 1.0, 0.76, 0.63


def number(value: float) -> str:
    """A coordinate with at most one decimal, so that drawings stay small and the same everywhere."""
    return f"{value:.1f}".removesuffix(".0")


def tag(name: str, *children: str, **attributes: Value) -> Markup:
    """An element. Children that are not Markup are escaped; ``class_`` and ``stroke_width`` name ``class``
    and ``stroke-width``; attributes that are None are left out."""
    parts = "".join([f' {_written(key)}="{_plain(value)}"' for key, value in attributes.items() if value is not None])
    inner = "".join([escape(child) for child in children])
    return Markup(f"<{name}{parts}>{inner}</{name}>")


@cache
def _written(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _plain(value: str | float) -> str:
    if isinstance(value, str):
        return escape(value)
    return number(value) if isinstance(value, float) else str(value)


def text(x: float, y: float, words: str, class_: str = "", anchor: str | None = None, **more: Value) -> Markup:
    """A line of text."""
    return tag("text", words, x=float(x), y=float(y), class_=class_ or None, text_anchor=anchor, **more)


def link(href: str, *children: str, label: str = "") -> Markup:
    """Children that lead to a place in the same page."""
    named = (tag("title", label),) if label else ()
    return tag("a", *named, *children, href=href)


def width_of(words: str, size: float) -> float:
    """About how wide the words are, in user units, at this font size."""
    ems = 0.0
    for letter in words:
        if letter in " .,:;'|!iljtfrI()[]’“”":
            ems += _NARROW
        elif letter in "mwMW@…—→←" or ord(letter) >= 0x2E80:  # CJK and the like are as wide as high
            ems += _WIDE
        else:
            ems += _CAPITAL if letter.isupper() else _OTHER
    return ems * size


def shortened(words: str, room: float, size: float) -> str:
    """The words, cut with an ellipsis where they would not fit into ``room`` user units."""
    words = " ".join(words.split())
    if width_of(words, size) <= room:
        return words
    kept = words
    while kept and width_of(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def drawing(width: float, height: float, ident: str, title: str, description: str, *children: str) -> Markup:
    """A whole drawing with its title and description for those who hear the page."""
    return tag(
        "svg",
        tag("title", title, id=f"{ident}-title"),
        tag("desc", description, id=f"{ident}-desc"),
        *children,
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=number(width),
        height=number(height),
        role="group",
        aria_labelledby=f"{ident}-title {ident}-desc",
        class_="drawing",
    )
