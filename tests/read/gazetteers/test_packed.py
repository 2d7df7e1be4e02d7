import pytest
from hypothesis import given
from hypothesis import strategies as st
from read.gazetteers.tables import PLACES

from isnad.read.gazetteers.packed import header, pack, unpack
from isnad.read.gazetteers.table import Row, rows_of
from isnad.read.gazetteers.units import units_of

ROWS, _ = rows_of(PLACES)
ROWS = [*ROWS, *units_of(ROWS)]
DATA = pack(ROWS, "packed", "a notice", "mark")


def test_a_packed_gazetteer_finds_what_was_put_in():
    found = unpack(DATA)
    assert len(found) == len(ROWS)
    for row in ROWS:
        for name in row.names:
            (place,) = [c.place for c in found.find_scored(name) if c.place.ident == f"packed:{row.ident}"]
            assert (place.name, place.within, place.where_prec) == (row.name, row.within, row.where_prec)
            assert place.latitude == pytest.approx(row.latitude, abs=1e-5)


def test_the_same_rows_in_any_order_give_the_same_bytes():
    assert pack(list(reversed(ROWS)), "packed", "a notice", "mark") == DATA


def test_the_head_says_what_it_is():
    assert header(DATA)["notice"] == "a notice"
    assert header(DATA)["fingerprint"] == "mark"


@pytest.mark.parametrize("data", [b"", b"something else", b"ISNADGAZ0\n{}\n"])
def test_other_bytes_are_refused_with_what_to_do(data):
    with pytest.raises(ValueError, match="build isnad again"):
        unpack(data)


def test_a_file_with_keys_of_another_version_is_refused():
    with pytest.raises(ValueError, match="build isnad again"):
        unpack(DATA.replace(b"kafr", b"kefr", 1))


def test_a_damaged_file_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match="install isnad again"):
        unpack(DATA[:-20])


PLACE = st.builds(
    lambda **told: Row(**told),
    name=st.text("abcdz \n\t'عيس", min_size=1).filter(str.strip),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    ident=st.uuids().map(str),
    population=st.integers(0, 40_000_000),
)


@given(st.lists(PLACE, max_size=6))
def test_rows_come_back_as_they_were(rows):
    found = unpack(pack(rows, "t", "", ""))
    back = {row.ident: row for row in found.rows}
    assert len(found) == len(rows)
    assert not rows or found.rows[-1] == found.rows[len(rows) - 1]
    for row in rows:
        assert back[row.ident].name == " ".join(row.name.split())
        assert back[row.ident].population == row.population
        assert back[row.ident].longitude == pytest.approx(row.longitude, abs=1e-5)
