"""Where words stand in the data files: every entry with its line, and the entries behind words of a text."""

import tomllib

import pytest
from house.tree import PACKAGE

from isnad.plugins import shelf
from isnad.read.lines import listed_in, listed_parties

DATA = sorted(PACKAGE.glob("read/languages/*/*.toml"))


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)


@pytest.mark.parametrize("path", DATA, ids=lambda p: p.name)
def test_every_string_of_a_data_file_is_found_on_its_line(path):
    text = path.read_text(encoding="utf-8")
    lines, found = text.splitlines(), list(listed_in(text, path.name))
    wanted = list(strings(tomllib.loads(text)))
    assert len(wanted) > 100
    left = [each.entry for each in found]
    for entry in wanted:
        left.remove(entry)
    assert all(f'"{entry}" = ' in text for entry in left)  # beyond the strings only quoted keys
    assert all(each.entry in lines[each.line - 1] for each in found)


@pytest.mark.parametrize(
    ("toml", "found"),
    [
        ('[a]\nb = ["x", "y z"]\n', [(2, "a.b", "x"), (2, "a.b", "y z")]),
        ('# "no"\n[a]\n\nb = [\n  "x",  # "no"\n  "y",\n]\n', [(5, "a.b", "x"), (6, "a.b", "y")]),
        ("[[rows]]\nb = \"x\"\n[[rows]]\nb = 'y'\n", [(2, "rows.b", "x"), (4, "rows.b", "y")]),
        ('[a]\n"x" = [2, 9]\n"y" = ["z"]\n', [(2, "a", "x"), (3, "a.y", "z")]),
        ('[a]\nb = ["say # \\"x\\""]\n', [(2, "a.b", 'say # \\"x\\"')]),
        ("", []),
    ],
)
def test_entries_are_told_by_line_and_list(toml, found):
    assert [(each.line, each.table, each.entry) for each in listed_in(toml, "f")] == found


def test_parties_are_told_by_line_also_where_a_row_runs_over_several():
    table = 'name,kind,aliases,adjectives\nAsh,state,Ash army|"the Ash",Ashen\n'
    table += '"Birch\nLeague",group,,Birch\n\nElm,state,,\n'
    rows = [(each.line, each.table.partition(".")[2], each.entry) for each in listed_parties(table, "p.csv")]
    assert rows[:3] == [(2, "name", "Ash"), (2, "aliases", "Ash army"), (2, "aliases", '"the Ash"')]
    assert rows[-2:] == [(3, "adjectives", "Birch"), (6, "name", "Elm")]


@pytest.mark.parametrize(
    ("code", "text", "words", "table", "entry"),
    [
        ("en", "Nine people were killed there.", "killed", "outcomes.killed_active", "kill"),
        ("en", "It killed Nine people.", "people", "groups.people", "people"),
        ("en", "At least nine are missing.", "At least", "numbers.least", "at least"),
        ("en", "The toll may have risen, she said.", "said", "cues.said", "say"),
        ("en", "Warplanes of theirs came.", "Warplanes", "acts.Airstrike", "warplanes"),
        ("ar", "قُتل تسعة مدنيين", "قُتل", "outcome.killed.verbs", "قتل"),
        ("ar", "وبمدنيين أيضا", "وبمدنيين", "people.plural", "مدنيين"),
        ("ar", "العشرات منهم", "العشرات", "vague", "عشرات"),
    ],
)
def test_words_are_led_back_to_the_entry_whose_form_they_are(code, text, words, table, entry):
    (reader,) = [each for each in shelf("languages").items if each.code == code]
    hits = reader.lines().hits(text, 0, len(text))
    found = [(text[hit.start : hit.end], hit.listed.table, hit.listed.entry) for hit in hits]
    assert (words, table, entry) in found
