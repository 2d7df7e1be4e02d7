"""Intervals: half-open, with days and codes of precision."""

from datetime import UTC, datetime, timedelta

import pytest
import strategies as some
from hypothesis import given
from hypothesis import strategies as st

from isnad.records.when import Interval

any_interval = some.intervals() | some.instants


@given(any_interval)
def test_it_ends_after_it_starts_and_touches_its_days(interval):
    assert interval.start < interval.end
    assert interval.first_day <= interval.last_day
    assert interval.day_count == (interval.last_day - interval.first_day).days + 1 >= 1


@given(some.days, st.integers(0, 900))
def test_days_includes_both_ends(first, more):
    last = first + timedelta(days=more)
    made = Interval.days(first, last)
    assert (made.first_day, made.last_day, made.day_count) == (first, last, more + 1)


@given(some.days, st.integers(0, 900))
def test_edtf_names_both_days_or_one(first, more):
    last = first + timedelta(days=more)
    said = Interval.days(first, last).edtf()
    assert said == (first.isoformat() if not more else f"{first.isoformat()}/{last.isoformat()}")


@pytest.mark.parametrize(("length", "code"), [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5), (365, 5)])
def test_date_prec_is_ucdps(length, code):
    first = datetime(2020, 3, 1, tzinfo=UTC).date()
    assert Interval.days(first, first + timedelta(days=length - 1)).date_prec == code


@given(some.days, st.integers(0, 400), st.integers(0, 400))
def test_a_longer_interval_is_never_more_precise(first, length, more):
    short = Interval.days(first, first + timedelta(days=length))
    longer = Interval.days(first, first + timedelta(days=length + more))
    assert short.date_prec <= longer.date_prec


@given(any_interval, any_interval)
def test_days_between_are_symmetric_and_none_where_they_meet(one, other):
    assert one.days_from(other) == other.days_from(one) >= 0
    assert one.meets(other) == other.meets(one)
    if one.meets(other):
        assert one.days_from(other) == 0
    assert one.days_from(one) == 0
    assert one.meets(one)


@given(some.days, st.integers(0, 30), st.integers(1, 400))
def test_days_between_count_from_last_to_first(first, length, gap):
    early = Interval.days(first, first + timedelta(days=length))
    late = Interval.days(early.last_day + timedelta(days=gap))
    assert late.days_from(early) == gap
    assert not early.meets(late)


@given(some.moments)
def test_an_instant_is_a_minute(moment):
    made = Interval.instant(moment)
    assert made.end - made.start == timedelta(minutes=1)
    assert made.date_prec <= 2


@given(some.moments, st.integers(0, 10**6))
def test_an_interval_that_does_not_end_after_it_starts_cannot_be_made(moment, seconds):
    with pytest.raises(ValueError, match="end after"):
        Interval(start=moment, end=moment - timedelta(seconds=seconds))


def test_a_bound_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        Interval(start=datetime(2020, 1, 1), end=datetime(2020, 1, 2, tzinfo=UTC))
