"""The table of places that recorders bring along, where it lies beside the project."""

from pathlib import Path

import pytest

from isnad.read.gazetteer import SURE_ENOUGH
from isnad.read.gazetteers.finder import SEAT, TableGazetteer
from isnad.read.gazetteers.names import in_arabic_script
from isnad.read.gazetteers.table import rows_of

TABLE = Path(__file__).resolve().parents[4] / "shared" / "gazetteers" / "syria.csv"
LEAST_FIRST = 0.995  # floors: raise them, never lower them
LEAST_AMONG = 0.995


@pytest.fixture(scope="module")
def shared():
    if not TABLE.exists():
        pytest.skip("the shared gazetteer is not beside the project: its rates were not measured")
    rows, problems = rows_of(TABLE.read_text(encoding="utf-8"), TABLE.name)
    assert problems == ()
    return rows, TableGazetteer(rows, TABLE.name)


def namesakes(one, first):
    """How far a place may stand behind one of the same name that its unit is called after."""
    return SEAT if one.place.name == first.place.name else 0.0


def test_every_name_in_latin_letters_finds_its_row_first_or_level_with_a_namesake(shared):
    rows, table = shared
    right = 0
    for row in rows:
        found = table.find_scored(row.name)
        level = [c.place.ident for c in found if c.score >= found[0].score - namesakes(c, found[0])]
        right += f"{TABLE.name}:{row.ident}" in level
    assert right / len(rows) >= LEAST_FIRST


def test_every_name_in_arabic_finds_its_row_among_the_sure_ones(shared):
    rows, table = shared
    named = [(row, name) for row in rows for name in row.names if in_arabic_script(name)]
    right = 0
    for row, name in named:
        found = {c.place.ident for c in table.find_scored(name) if c.score >= SURE_ENOUGH}
        right += f"{TABLE.name}:{row.ident}" in found
    assert right / len(named) >= LEAST_AMONG
