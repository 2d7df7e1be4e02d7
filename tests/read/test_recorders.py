"""Tables of other recorders: columns recognised by their names, days, places and numbers as these tables write them."""
# ruff: noqa: E501 (a row of a table is one line)

from datetime import date

import pytest

from isnad.read.recorders import OTHER_FORM, recorded_of
from isnad.records.recorded import Estimate

GED = """id,side_a,side_b,where_prec,where_coordinates,latitude,longitude,date_prec,date_start,date_end,best,high,low,source_article
417,Government of Avar,Civilians,2,Mirveld town,20.0,22.0,2,2031-05-04 00:00:00.000,2031-05-06 00:00:00.000,9,14,7,"Kesmar Post, 5 May"
"""
ACLED = """event_id_cnty;event_date;time_precision;sub_event_type;actor1;actor2;location;latitude;longitude;geo_precision;fatalities
TOR12;04 May 2031;2;Air/drone strike;Military Forces of Avar;Civilians (Torhal);Mirveld;20.01;22.01;3;9
"""
AIRWARS = """Incident code,Incident date,Village,Coordinates,Geolocation accuracy,Min killed,Max killed,Civilians injured,Belligerent,Civilian harm status,Strike type
T-031,"May 4, 2031",Mirveld,"20.002, 22.003",Within 100m (via Airwars),7,12,3 to 5,Avar Military,Contested,Airstrike
"""


def one(text: str):
    rows, problems = recorded_of(text, "t.csv")
    assert problems == ()
    (row,) = rows
    return row


def test_a_row_of_ucdp_ged():
    row = one(GED)
    assert (row.recorder, row.id, row.killed) == ("UCDP GED", "417", Estimate(low=7, best=9, high=14))
    assert (row.when.first_day, row.when.last_day) == (date(2031, 5, 4), date(2031, 5, 6))
    assert (row.where.name, row.where.latitude, row.where.where_prec) == ("Mirveld town", 20.0, 2)
    assert (row.parties, row.source) == (("Government of Avar",), "Kesmar Post, 5 May")


def test_a_row_of_acled_is_as_well_known_as_its_codes_say():
    row = one(ACLED)
    assert (row.recorder, row.id, row.killed) == ("ACLED", "TOR12", Estimate(best=9))
    assert (row.when.first_day, row.when.last_day) == (date(2031, 5, 1), date(2031, 5, 7))
    assert row.where.where_prec == 4
    assert row.parties == ("Military Forces of Avar",)


def test_a_row_in_the_manner_of_airwars():
    row = one(AIRWARS)
    assert (row.recorder, row.id) == ("Airwars", "T-031")
    assert (row.killed, row.injured) == (Estimate(low=7, high=12), Estimate(low=3, high=5))
    assert (row.where.latitude, row.where.longitude, row.where.where_prec) == (20.002, 22.003, 1)
    assert (row.grade, row.act) == ("Contested", "Airstrike")


@pytest.mark.parametrize(
    ("days", "expected", "sure"),
    [
        (("04/05/2031", "25/05/2031"), date(2031, 5, 4), True),
        (("04/05/2031", "05/25/2031"), date(2031, 4, 5), True),
        (("04/05/2031", "05/06/2031"), date(2031, 5, 4), False),
        (("4 May 2031", "5 May 2031"), date(2031, 5, 4), True),
    ],
)
def test_the_order_of_day_and_month_is_told_from_the_whole_column(days, expected, sure):
    rows, problems = recorded_of("date,village\n" + "".join(f"{day},Mirveld\n" for day in days), "t.csv")
    assert rows[0].when.first_day == expected
    assert rows[0].recorder == OTHER_FORM
    assert bool(problems) != sure


def test_what_cannot_be_read_is_told_by_its_line():
    rows, problems = recorded_of("date,village,killed\nsome day,Mirveld,3\n2031-02-31,Oskarra,\n\n", "t.csv")
    assert [row.when for row in rows] == [None, None]
    assert [p.where for p in problems] == ["t.csv, line 2", "t.csv, line 3"]
    assert (rows[0].killed, rows[1].killed.known) == (Estimate(best=3), False)


@pytest.mark.parametrize("text", ["", "name,colour\na,b\n", "date,killed\n2031-05-04,3\n"])
def test_a_table_of_something_else_is_refused(text):
    with pytest.raises(ValueError, match="date and a place"):
        recorded_of(text, "t.csv")
