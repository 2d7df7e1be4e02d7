"""Datelines as people and pages write them."""

from datetime import UTC, datetime

import pytest
from read.formats.invented_pages import capture_of

from isnad.read.formats.dateline import date_in, of_address, published, publisher_of, status_instant


@pytest.mark.parametrize(
    "words",
    [
        "2016-10-26",
        "26 October 2016",
        "Wednesday, 26 Oct. 2016",
        "Oct 26th, 2016",
        "October 26, 2016 14:05",  # a time without a zone does not say which minute
        "2016/10/26",
        "26.10.2016",
        "20161026",
        "٢٦ تشرين الأول ٢٠١٦",
        "26 أكتوبر، 2016",
        "الأربعاء 26 تشرين اﻷول 2016".replace("اﻷول", "الأول"),
        "26 octobre 2016",
        "26 Ekim 2016",
        "\u200f26\u00a0October 2016",
    ],
)
def test_a_day(words):
    found = date_in(words)
    assert found is not None
    assert found.edtf() == "2016-10-26"
    assert found.words == words
    assert found.end - found.start == found.end - datetime(2016, 10, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    "words",
    [
        "Oct 26, 2016 14:05 UTC",
        "2016-10-26T14:05:00.000Z",
        "2016-10-26T17:05+03:00",
        "2016-10-26T07:05:10-0700",
        "Wed, 26 Oct 2016 14:05:00 +0000",
        "10:05 a.m. EDT on October 26, 2016",
        "26.10.2016 17:05 UTC+3",
        "1477490700",
        "1477490700000",
    ],
)
def test_a_minute(words):
    found = date_in(words)
    assert found is not None
    assert found.start.replace(second=0) == datetime(2016, 10, 26, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("October 2016", "2016-10-01/2016-10-31"),
        ("2016-02", "2016-02-01/2016-02-29"),
        ("2016", "2016-01-01/2016-12-31"),
    ],
)
def test_less_than_a_day(words, edtf):
    found = date_in(words)
    assert found is not None
    assert found.edtf() == edtf


@pytest.mark.parametrize(
    "words", ["", "soon", "31 Feb 2016", "03/04/2016", "2016-13-40", "12 people", "0000-00-00", "Oct"]
)
def test_no_date(words):
    assert date_in(words) is None


@pytest.mark.parametrize(
    ("month", "names"),
    [
        (1, ["يناير", "كانون الثاني", "جانفي"]),
        (2, ["فبراير", "شباط", "فيفري"]),
        (3, ["مارس", "آذار"]),
        (4, ["أبريل", "نيسان"]),
        (5, ["مايو", "أيار"]),
        (6, ["يونيو", "حزيران"]),
        (7, ["يوليو", "تموز"]),
        (8, ["أغسطس", "آب"]),
        (9, ["سبتمبر", "أيلول"]),
        (10, ["أكتوبر", "تشرين الأول"]),
        (11, ["نوفمبر", "تشرين الثاني"]),
        (12, ["ديسمبر", "كانون الأول"]),
    ],
)
def test_arabic_months(month, names):
    for name in names:
        found = date_in(f"٧ {name} ٢٠٣١")
        assert found is not None
        assert (found.first_day.month, found.first_day.day) == (month, 7)


def _id_of(moment: datetime) -> int:
    return (int(moment.timestamp() * 1000) - 1_288_834_974_657) << 22


def test_a_status_id_is_a_time_and_a_publisher():
    moment = datetime(2031, 3, 4, 9, 30, tzinfo=UTC)
    url = f"https://twitter.com/darawatch/status/{_id_of(moment)}?s=20"
    assert status_instant(url) == moment
    assert publisher_of(url) == "@darawatch"
    assert status_instant(f"https://news.example/status/{_id_of(moment)}") is None
    assert status_instant("https://x.com/darawatch/status/12345") is None
    assert publisher_of("https://www.dara.example/a") == "dara.example"
    assert publisher_of("http://[bad") == ""


def test_the_id_goes_before_a_date_that_contradicts_it_and_says_so():
    url = f"https://x.com/darawatch/status/{_id_of(datetime(2031, 3, 4, tzinfo=UTC))}"
    when, problems = published(capture_of(b"x", url=url, published="2031-03-09"))
    assert when is not None
    assert when.edtf() == "2031-03-04"
    assert "2031-03-09" in problems[0].what
    assert published(capture_of(b"x", url=url, published="2031-03-05"))[1] == ()


def test_no_date_is_a_note_and_an_unreadable_one_a_warning():
    when, (note,) = published(capture_of(b"x"))
    assert (when, note.severity) == (None, "note")
    assert "--published" in note.todo
    assert "manifest" in note.todo
    when, problems = published(capture_of(b"x", published="03/04/2031"))
    assert when is None
    assert [p.severity for p in problems] == ["warning", "note"]


@pytest.mark.parametrize(
    ("url", "edtf"),
    [
        ("https://post.example/news/2021/3/2/mill-burns", "2021-03-02"),
        ("https://post.example/2021/03/02/4711", "2021-03-02"),
        ("https://post.example/news/2021-03-02-1.4711", "2021-03-02"),
        ("https://post.example/news/20210302-mill-burns", "2021-03-02"),
        ("https://post.example/english/020320214", "2021-03-02"),
        ("https://post.example/news/bulletin-of-tuesday-2-3-2021", "2021-03-02"),
        ("https://post.example/news/mill-2-3-2021-burns", None),  # a date of what is told, it may be
        ("https://post.example/news/154310", None),
        ("https://post.example/news/2021/13/42/x", None),
        ("https://post.example/?day=2021/03/02", None),  # what is asked for is no day of publication
        ("https://[post.example/2021/03/02/", None),
        ("", None),
    ],
)
def test_the_day_in_an_address(url, edtf):
    found = of_address(url)
    assert (found.edtf() if found else None) == edtf


def test_what_a_platform_printed_goes_before_what_was_said():
    printed = date_in("2 March 2021")
    found, problems = published(capture_of(b"", published="2022-03-02"), stamped=printed)
    assert found == printed
    assert "the platform printed 2021-03-02" in problems[0].what
    assert published(capture_of(b"", published="2021-03-03"), stamped=printed)[0].edtf() == "2021-03-03"
