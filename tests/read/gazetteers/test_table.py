import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read.gazetteers.tables import PLACES

from isnad.read.gazetteers.table import COUNTRY, FIRST_ORDER, SECOND_ORDER, rows_of, rows_of_csv, rows_of_geonames
from isnad.records.problem import Severity


def test_a_table_with_chains_is_read_to_the_letter():
    rows, problems = rows_of(PLACES, "places.csv")
    assert problems == ()
    assert len(rows) == 9
    row = rows[0]
    assert (row.ident, row.name, row.names) == ("V01", "Zass", ("Zass", "زاس"))
    assert (row.within, row.levels) == (("Marwan", "Kafr Nobar"), (FIRST_ORDER, SECOND_ORDER))
    assert (row.latitude, row.longitude) == (31.10, 41.10)


def test_a_settlement_is_known_without_the_word_for_its_kind_where_two_words_are_left():
    rows, _ = rows_of_csv(
        "name,name_ar,latitude,longitude\nMadinet Sadd,مدينة سد الرمان,1,2\nMadinet Nur,مدينة نور,1,3\n"
    )
    assert [row.names[1:] for row in rows] == [("مدينة سد الرمان", "سد الرمان"), ("مدينة نور",)]


def test_an_alternate_name_that_only_repeats_the_unit_is_no_name_of_the_place():
    rows, _ = rows_of(PLACES)
    assert "Sahlan" not in rows[8].names
    assert "Wardun Inn" in rows[2].names


HEADERS = [
    "ADM0_EN,ADM1_EN,ADM2_EN,name_en,name_ar,LATITUDE,LONGITUDE,ADM4_PCODE",
    "Country;Governorate;District;Place Name;Arabic name;y;x;id",
    "country\tprovince\tdistrict\tsettlement\talt_names\tlat\tlng\tpcode",
    "admin0Name,admin1Name,admin2Name,featureName,name_ar,lat_dd,lon_dd,code",
]


@pytest.mark.parametrize("header", HEADERS)
def test_columns_are_known_by_the_names_that_published_lists_give_them(header):
    parting = max(",;\t", key=header.count)
    line = parting.join(("Varland", "Marwan", "Kafr Nobar", "Zass", "زاس", "31.1", "41.1", "V01"))
    (row,), problems = rows_of(f"\ufeff{header}\r\n{line}\r\n")
    assert problems == ()
    assert (row.name, row.names, row.ident) == ("Zass", ("Zass", "زاس"), "V01")
    assert row.within == ("Varland", "Marwan", "Kafr Nobar")
    assert row.levels == (COUNTRY, FIRST_ORDER, SECOND_ORDER)


def test_a_list_of_units_alone_is_about_its_narrowest_unit():
    (row,), _ = rows_of("ADM1_EN,ADM2_EN,lat,lon\nMarwan,Kafr Nobar,31,41\n")
    assert (row.name, row.within) == ("Kafr Nobar", ("Marwan",))


BAD = [
    ("B,north,41", "latitude 'north' is not a decimal number"),
    ("B,,41", "there is no latitude"),
    ("B,91,41", "latitude 91 lies outside -90 to 90"),
    ("B,31,181", "longitude 181 lies outside -180 to 180"),
    (",31,41", "there is no name"),
    ("B", "there is no latitude"),
    ("B,nan,41", "latitude 'nan' is not a decimal number"),
]


@pytest.mark.parametrize(("line", "fault"), BAD)
def test_a_bad_row_is_a_problem_with_its_line_and_the_others_are_kept(line, fault):
    rows, problems = rows_of(f"name,lat,lon\nA,31,41\n\n{line}\nC,33,43\n", "my.csv")
    assert [row.name for row in rows] == ["A", "C"]
    (problem,) = problems
    assert problem.where == "my.csv, line 4"
    assert fault in problem.what
    assert problem.todo
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize("text", ["", "a,b,c\n1,2,3\n", "name,lat\nA,1\n", "\n\n"])
def test_a_table_without_names_or_coordinates_says_which_columns_it_needs(text):
    with pytest.raises(ValueError, match=r"my\.csv, line 1: no column for .*latitude, longitude"):
        rows_of_csv(text, "my.csv")


UNITS = [
    ("name,lat,lon", "Kafr Nobar District,31,41", SECOND_ORDER),
    ("name,alternate_name,lat,lon", "Marwan,Marwan Province,31,41", FIRST_ORDER),
    ("name,name_ar,lat,lon", "Marwan,محافظة مروان,31,41", FIRST_ORDER),
    ("name,type,lat,lon", "Marwan,Governorate,31,41", FIRST_ORDER),
    ("name,type,lat,lon", "Varland,country,31,41", COUNTRY),
    ("name,type,lat,lon", "Marwan District,village,31,41", 1),
    ("name,type,lat,lon", "Marwan,populated place,31,41", 1),
    ("name,name_ar,lat,lon", "Nura district,حي نورة,31,41", 1),
]


@pytest.mark.parametrize(("header", "line", "where_prec"), UNITS)
def test_a_row_is_a_unit_where_its_name_or_a_column_says_so(header, line, where_prec):
    (row,), _ = rows_of(f"{header}\n{line}\n")
    assert row.where_prec == where_prec


def test_a_row_that_others_lie_within_is_a_unit_but_a_seat_is_a_town():
    lines = (
        "name,within,lat,lon",
        "Marwan,,1,1",
        "Nobar,Marwan,1,1",
        "Zass,Marwan > Nobar,1,1",
        "Nobar,Marwan > Nobar,1,1",
    )
    rows, _ = rows_of("\n".join(lines))
    assert [(row.name, row.where_prec) for row in rows] == [("Marwan", 4), ("Nobar", 3), ("Zass", 1), ("Nobar", 1)]


def test_a_row_without_an_identifier_is_named_by_its_line():
    rows, _ = rows_of("name,lat,lon\nA,31,41\nB,31,41\n")
    assert [row.ident for row in rows] == ["line 2", "line 3"]


def geonames(ident, name, feature, code, admin1="", admin2="", also="", people="0", latitude="31.1"):
    cells = [ident, name, name, also, latitude, "41.1", feature, code, "VL", "", admin1, admin2, "", "", people]
    return "\t".join([*cells, "", "", "Etc/UTC", "2020-01-01"])


DUMP = "\n".join(
    (
        geonames("1", "Varland", "A", "PCLI", "00"),
        geonames("2", "Marwan", "A", "ADM1", "07"),
        geonames("3", "Kafr Nobar", "A", "ADM2", "07", "0701"),
        geonames("4", "Zass", "P", "PPL", "07", "0701", "Zas,زاس", "1234"),
        geonames("5", "Hotel Zass", "S", "HTL", "07"),
        geonames("6", "Bad", "P", "PPL", latitude="x"),
        "7\tcut short",
    )
)


def test_a_geonames_dump_is_known_by_its_columns_and_names_its_units():
    rows, problems = rows_of(DUMP, "VL.txt")
    assert [(row.name, row.where_prec) for row in rows] == [
        ("Varland", COUNTRY),
        ("Marwan", FIRST_ORDER),
        ("Kafr Nobar", SECOND_ORDER),
        ("Zass", 1),
    ]
    zass = rows[3]
    assert zass.names == ("Zass", "Zas", "زاس")
    assert zass.within == ("Varland", "Marwan", "Kafr Nobar")
    assert zass.population == 1234
    assert [problem.where for problem in problems] == ["VL.txt, line 6", "VL.txt, line 7"]


def test_feature_classes_can_be_chosen():
    rows, _ = rows_of_geonames(DUMP, classes="S")
    assert [row.name for row in rows] == ["Hotel Zass"]


CELLS = st.lists(st.tuples(st.text(max_size=8), st.text(max_size=5), st.text(max_size=5)), max_size=8)


@given(CELLS)
def test_every_line_becomes_a_row_or_a_problem_whatever_it_holds(lines):
    written = io.StringIO()
    csv.writer(written).writerows([("name", "lat", "lon"), *lines])
    rows, problems = rows_of_csv(written.getvalue())
    assert len(rows) + len(problems) == sum(1 for line in lines if any(line))
