"""Drawn: the drawings of the page, made ready to be printed.

What may live here: choosing those that a sheet of paper can hold, and the style sheet that a setter of print
understands: classes and plain values, without variables.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from isnad.publish.lookup import HUES, Lookup
from isnad.publish.page import charts
from isnad.publish.speaking.tongue import Tongue

HIGHEST = 1.3  # of a drawing's width: what is higher would be too small to be read on one sheet
_FONTS = 'text { font-family: "Noto Sans", "Noto Naskh Arabic", "DejaVu Sans"; font-size: 12.5px; fill: #000; }'
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_SIZE = re.compile(r'<svg viewBox="0 0 ([\d.]+) ([\d.]+)"')
_DIRECTIONS = dict.fromkeys(range(0x2066, 0x206A))  # they have no glyph in fonts of print; lines are laid out by word


def drawings_of(lookup: Lookup, tongue: Tongue) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The histories of figures, and the chains: each with what it is of and the drawing, empty where it is too high."""
    t, say = tongue.t, tongue.say
    steps = [
        {"of": t("How the figures for {who} said {outcome} changed", who=say.group(tally.group, tally.status),
                 outcome=say(tally.outcome.value)), "svg": printable(chart)}
        for tally, chart in charts.step_charts(lookup, _nowhere, say)
    ]  # fmt: skip
    chains = [
        {"of": t("Chains of {what}", what=what), "svg": printable(chart)}
        for what, _, chart in charts.chain_drawings(lookup, _nowhere, _nowhere, say)
    ]
    return steps, chains


def _nowhere(_: str) -> str:
    """Paper leads nowhere."""
    return "#"


def printable(drawing: str) -> str:
    """A drawing as a picture of its own; empty where it is too high."""
    size = _SIZE.match(drawing)
    if size is None or float(size[2]) > HIGHEST * float(size[1]):
        return ""
    head, _, rest = str(drawing).removeprefix("<svg ").partition(">")
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}><style>{_style()}</style>{rest.translate(_DIRECTIONS)}'


@cache
def _style() -> str:
    """The style sheet of the page's drawings, as it is printed there, with the values of its variables."""
    sheet = files("isnad.publish").joinpath("templates/style.css").read_text(encoding="utf-8")
    printed = re.search(r"@media print \{.*?:root \{(.*?)\}", sheet, re.S)
    values = dict(re.findall(r"(--[\w-]+): ([^;]+);", printed[1] if printed else ""))
    rules = [rule for rule in _RULE.findall(sheet) if rule[0].strip().startswith(".drawing ")]
    return _FONTS + "".join(made for chosen, said in rules for made in _plain(chosen.strip(), said.strip(), values))


def _plain(chosen: str, said: str, values: dict[str, str]) -> Iterator[str]:
    """A rule without variables: of one that uses the colour of an origin, one for each colour."""
    names = [name.strip().removeprefix(".drawing ") for name in chosen.split(",")]
    names = [name for name in names if not re.search(r"[:+]", name)]
    if not names or said.startswith("--c:"):
        return
    for hue in range(HUES + 1) if "var(--c)" in said else (None,):
        known = values if hue is None else values | {"--c": values.get(f"--hue{hue}", "#000")}
        filled = _VARIABLE.sub(lambda m, known=known: known.get(m[1], "inherit"), said)  # type: ignore[misc]
        each = names if hue is None else [f"{name}.hue{hue}" for name in names]
        yield f"{', '.join(each)} {{ {filled} }}"
