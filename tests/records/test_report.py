"""Quotes: a stretch of a report that proves itself."""

import pytest
import strategies as some
from hypothesis import given
from hypothesis import strategies as st

from isnad.records.report import Quote


@given(some.quoted_reports())
def test_a_quote_stands_in_its_report_to_the_letter(given_one):
    report, start, end = given_one
    quote = report.quote(start, end)
    assert report.text[quote.start : quote.end] == quote.text
    assert report.holds(quote)


@given(some.quoted_reports(), st.data())
def test_a_changed_letter_is_noticed(given_one, data):
    report, start, end = given_one
    quote = report.quote(start, end)
    at = data.draw(st.integers(0, len(quote.text) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda c: c != quote.text[at]))
    forged = Quote(report=report.id, start=start, end=end, text=quote.text[:at] + letter + quote.text[at + 1 :])
    assert not report.holds(forged)


@given(some.quoted_reports())
def test_a_quote_of_another_report_does_not_hold(given_one):
    report, start, end = given_one
    assert not report.holds(Quote(report="another", start=start, end=end, text=report.text[start:end]))


@given(some.quoted_reports())
def test_a_quote_beyond_the_text_does_not_hold(given_one):
    report, start, end = given_one
    beyond = len(report.text)
    words = report.text[start:end]
    assert not report.holds(Quote(report=report.id, start=beyond, end=beyond + len(words), text=words))


@given(some.quotes(st.just("r")), some.quotes(st.just("r")))
def test_quotes_meet_where_they_share_a_character(one, other):
    shared = set(range(one.start, one.end)) & set(range(other.start, other.end))
    assert one.meets(other) == other.meets(one) == bool(shared)


@pytest.mark.parametrize(("start", "end", "text"), [(3, 3, ""), (4, 3, "x"), (-1, 0, "x"), (0, 2, "x"), (0, 1, "xy")])
def test_a_quote_with_a_false_span_cannot_be_made(start, end, text):
    with pytest.raises(ValueError, match="Quote"):
        Quote(report="r", start=start, end=end, text=text)
