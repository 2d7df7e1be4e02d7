"""The table of kinds of attack covers what the languages read."""

import tomllib
from importlib.resources import files

import pytest

from isnad.read.acts import kinds


@pytest.mark.parametrize("language", ["english", "arabic"])
def test_every_act_that_a_language_reads_is_in_the_table(language):
    text = files(f"isnad.read.languages.{language}").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    acts = tomllib.loads(text).get("acts", {})
    assert set(acts) <= set(kinds())


def test_every_term_of_the_field_names_its_source():
    assert all(kind.source for kind in kinds().values() if kind.airwars or kind.acled_sub_event)
