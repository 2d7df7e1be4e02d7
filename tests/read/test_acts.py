"""The table of kinds of attack covers what the languages read."""

import tomllib
from importlib.resources import files

import pytest

from isnad.read.acts import kinds


@pytest.mark.parametrize(("language", "section"), [("english", "acts"), ("arabic", "act")])
def test_every_act_that_a_language_reads_is_a_term_of_the_table(language, section):
    text = files(f"isnad.read.languages.{language}").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    acts = {term for term, words in tomllib.loads(text)[section].items() if isinstance(words, list)}
    assert acts
    assert acts <= {kind.term for kind in kinds().values()}


def test_every_term_of_the_field_names_its_source():
    assert all(kind.source for kind in kinds().values() if kind.airwars or kind.acled_sub_event)
