"""Colours: every pair that carries words or meaning keeps WCAG 2.2 AA, in light, dark and print."""

import re
from importlib.resources import files

import pytest

TEXT = 4.5  # WCAG 2.2, 1.4.3: contrast of text
GRAPHIC = 3.0  # WCAG 2.2, 1.4.11: contrast of graphical objects
HUES = [f"hue{n}" for n in range(7)]
MARKS = ["mark-casualties", "mark-responsibility", "mark-occurrence", "mark-character"]


def palettes() -> dict[str, dict[str, str]]:
    css = files("isnad.publish").joinpath("templates/style.css").read_text("utf-8")
    blocks = re.findall(r":root\s*\{(.*?)\}", css, re.S)
    light, dark, paper = (dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})\b", b)) for b in blocks)
    return {"light": light, "dark": {**light, **dark}, "print": {**light, **paper}}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    channels = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "soft", "link", "denial") for ground in ("ground", "panel")),
    *(("ink", mark, TEXT) for mark in (*MARKS, "band")),
    *(("letter", hue, TEXT) for hue in HUES),
    *((hue, "panel", GRAPHIC) for hue in HUES),
    *((hue, "ground", TEXT) for hue in ("hue1", "hue2", "hue3")),  # words of grades
    ("letter", "denial", TEXT),
    ("target-ink", "mark-target", TEXT),
    ("ring", "ground", GRAPHIC),
]


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_contrast(scheme: str, one: str, other: str, least: float) -> None:
    colours = palettes()[scheme]
    assert contrast(colours[one], colours[other]) >= least
