"""The terminal's views: whole, within the width, safe, and plain when piped."""

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from isnad.publish.terminal import dossier_view, safe

from .sample import sample


def shown(renderable: object, width: int, *, terminal: bool = False) -> str:
    console = Console(
        width=width, file=io.StringIO(), force_terminal=terminal, color_system="truecolor" if terminal else None
    )
    console.print(renderable)
    return console.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [60, 80, 140])
def test_lines_keep_within_the_width(width: int) -> None:
    assert max(cell_len(line) for line in shown(dossier_view(sample()), width).splitlines()) <= width


def test_the_dossier_holds_what_one_needs_to_check_it() -> None:
    dossier = sample()
    words = " ".join(shown(dossier_view(dossier), 140).split())
    for claim in (*dossier.claims, *dossier.nearby):
        assert " ".join(claim.quote.text.split()) in words
    for capture in dossier.captures:
        assert capture.digest in words
    assert "9 → 14 → 17 → 21 or more" in words
    assert "Tamar Daily ← Halden Wire ← Velmar Observatory" in words
    assert "Halden Wire ← source not named (“were believed”)" in words
    assert "≈ 24 or more" in words
    assert "7 reports, 5 independent origins" in words
    assert dossier.judgements[0].by not in words


def test_piped_output_has_no_escape_sequences() -> None:
    assert "\x1b" not in shown(dossier_view(sample()), 80)
    assert "\x1b" in shown(dossier_view(sample()), 80, terminal=True)


def test_captured_text_cannot_drive_the_terminal() -> None:
    assert safe("a\x1b[2Jb\x07\u202ec\nd") == "a [2Jb c d"
    dossier = sample()
    reports = tuple(replace(r, publisher="\x1b]0;owned\x07[red]x[/red]") for r in dossier.reports)
    out = shown(dossier_view(replace(dossier, reports=reports)), 80)
    assert "\x1b" not in out
    assert "[red]x[/red]" in out  # rich's own markup is not taken from outside either


def test_arabic_is_set_apart_so_that_figures_beside_it_stay_put() -> None:
    assert safe("حاس 26") == "\u2068حاس 26\u2069"
    assert safe("Hass 26") == "Hass 26"
