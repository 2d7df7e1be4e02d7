"""The look: the workbench adds no colour of its own to those whose contrast the dossier's tests hold; themes differ."""

import re
from importlib.resources import files

import pytest
from publish.test_style import TEXT, contrast, palettes

from isnad.web.rendering import style

OWN = files("isnad.web").joinpath("static/workbench.css").read_text(encoding="utf-8")


def test_no_colour_of_its_own():
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\w)", re.sub(r"#[a-z][\w-]*\s*[{.,]", "", OWN)) == []
    assert set(re.findall(r"rgb\([^)]*\)", OWN)) <= {"rgb(0 0 0 / .18)", "rgb(0 0 0 / .25)", "rgb(0 0 0 / .4)"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["link", "denial"])
def test_words_of_buttons_can_be_read(scheme, ground):
    colours = palettes()[scheme]
    assert contrast(colours["letter"], colours[ground]) >= TEXT


def test_a_chosen_theme_is_not_the_systems():
    auto, dark, light = (style(each) for each in ("auto", "dark", "light"))
    assert "(prefers-color-scheme: dark)" in auto
    assert "(prefers-color-scheme: dark)" not in dark + light
    assert "@media all" in dark
    assert "@media not all" in light
