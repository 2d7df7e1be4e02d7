"""Counts: their bounds and the arithmetic of their parts."""

import pytest
import strategies as some
from hypothesis import given
from hypothesis import strategies as st

from isnad.records.claim import Count, Outcome


def killed(low, high, group="people", *parts):
    return Count(outcome=Outcome.KILLED, low=low, high=high, group=group, parts=parts)


@given(some.counts())
def test_low_is_at_most_high(count):
    assert count.low is None or count.high is None or 0 <= count.low <= count.high


@given(st.integers(0, 999), st.integers(1, 999))
def test_a_count_with_high_below_low_cannot_be_made(high, more):
    with pytest.raises(ValueError, match="low <= high"):
        killed(high + more, high)


@given(st.integers(max_value=-1))
def test_no_count_is_negative(number):
    with pytest.raises(ValueError, match="low <= high"):
        killed(number, None)
    with pytest.raises(ValueError, match="not negative"):
        killed(None, number)


@pytest.mark.parametrize(
    ("low", "high", "numbered"), [(3, 3, True), (26, None, True), (None, 9, True), (None, None, False)]
)
def test_numbered_says_whether_a_number_was_stated(low, high, numbered):
    assert killed(low, high).numbered is numbered


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_parts_that_add_up_agree(children, women, men):
    whole = children + women + men
    said = killed(
        whole,
        whole,
        "people",
        killed(children, children, "children"),
        killed(women, women, "women"),
        killed(men, men, "men"),
    ).arithmetic
    assert said.endswith(f"= {whole}: the parts agree with the whole")


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1, 99))
def test_parts_beyond_the_whole_contradict_it(women, men, excess):
    whole = max(0, women + men - excess)
    if whole == women + men:
        return
    said = killed(whole, whole, "people", killed(women, women, "women"), killed(men, men, "men")).arithmetic
    assert f"more than the whole of {whole}" in said


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1, 99))
def test_two_parts_short_of_the_whole_contradict_nothing(women, men, others):
    whole = women + men + others
    assert killed(whole, whole, "people", killed(women, women, "women"), killed(men, men, "men")).arithmetic == ""


@given(st.integers(0, 99), st.integers(1, 99))
def test_all_three_parts_short_of_the_whole_are_told(each, others):
    whole = 3 * each + others
    parts = [killed(each, each, group) for group in ("children", "women", "men")]
    assert killed(whole, whole, "people", *parts).arithmetic.endswith(f"{others} fewer than the whole of {whole}")


@given(st.integers(1, 99))
def test_an_open_whole_is_never_exceeded(number):
    parts = (killed(number, number, "women"), killed(number, number, "men"))
    assert "more than" not in killed(number, None, "people", *parts).arithmetic


@given(st.lists(st.integers(0, 99), max_size=3), st.integers(0, 99))
def test_parts_that_may_overlap_say_nothing(numbers, whole):
    parts = [killed(n, n, group) for n, group in zip(numbers, ("pupils", "teachers", "civilians"), strict=False)]
    assert killed(whole, whole, "people", *parts, killed(1, 1, "children")).arithmetic == ""


@given(st.integers(0, 9), st.integers(0, 9))
def test_without_a_number_for_the_whole_nothing_is_compared(women, men):
    assert killed(None, None, "people", killed(women, women, "women"), killed(men, men, "men")).arithmetic == ""
