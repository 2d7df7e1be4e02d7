"""The plan of visits: derived, spread, and calm where something fails."""

from datetime import UTC, datetime, timedelta

import pytest

from isnad.preserve.watching.due import DAY, Tries, back_off, due, moment, shown_span, span, watch_of, worth_a_line
from isnad.preserve.watching.history import Known, Link, Version, Visit, Watch

NOW = datetime(2021, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def watched(url="https://sedge.example/1", every=6 * 3600, until=None, **visits):
    known = Known(url)
    known.watch = Watch(url=url, every=every, since=NOW - 100 * HOUR, until=until)
    return known


def visited(known, *outcomes):
    """Visits by (hours before NOW, outcome, status)."""
    known.visits += [Visit(url=known.url, at=NOW - h * HOUR, outcome=o, status=s) for h, o, s in outcomes]
    return known


def planned(known, tries=None, now=NOW):
    return due(known, known.watch, tries, now)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90m", 5400), ("6h", 21600), (" 1D ", DAY), ("2w", 14 * DAY), ("5s", 5)]
)
def test_a_span_is_read_and_shown_again(text, seconds):
    assert span(text) == seconds
    assert span(shown_span(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "6", "h", "0h", "-1h", "1.5h", "6 hours", "9999999d", "999999w", "６h x"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(ValueError, match="no span"):
        span(text)


def test_a_day_lasts_to_its_end_and_a_moment_has_a_zone():
    assert moment("2021-03-02") == datetime(2021, 3, 3, tzinfo=UTC)
    assert moment("2021-03-02T10:00") == datetime(2021, 3, 2, 10, tzinfo=UTC)
    assert moment("2021-03-02T10:00+02:00") == datetime(2021, 3, 2, 8, tzinfo=UTC)
    with pytest.raises(ValueError, match="Tuesday"):
        moment("Tuesday")


def test_what_was_never_visited_is_due_at_once():
    assert planned(watched()) <= NOW


def test_visits_lie_a_period_apart_however_late_they_come_and_each_address_has_its_own_place_in_it():
    places = set()
    for n in range(200):
        known = watched(f"https://sedge.example/{n}")
        first = planned(visited(known, (0, "first", 200)))
        assert NOW + 3 * HOUR <= first < NOW + 9 * HOUR
        known.visits.append(Visit(url=known.url, at=first + 0.4 * HOUR, outcome="same", status=200))
        assert planned(known, now=first + HOUR) == first + 6 * HOUR  # late once, and in step again
        places.add(int((first - NOW).total_seconds() // 1800))
    assert len(places) == 12  # of the twelve half hours, none is left empty


def test_failures_are_tried_again_ever_more_seldom_and_once_a_day_in_the_end():
    waits = [back_off("https://sedge.example/1", 6 * 3600, n) / 3600 for n in range(1, 10)]
    assert all(low <= w <= low * 1.1 for w, low in zip(waits, [1, 2, 4, 8, 16, 24, 24, 24, 24], strict=True))
    assert back_off("a", 600, 1) < 700  # what is visited often is tried again soon
    assert back_off("a", 7 * DAY, 30) >= 7 * DAY


def test_failures_that_no_line_tells_of_count_too():
    known = visited(watched(), (3, "unreachable", 0))
    once = planned(known)
    assert NOW - 2 * HOUR <= once < NOW
    assert planned(known, Tries(2, NOW)) >= NOW + 4 * HOUR


def test_a_page_that_is_gone_is_looked_for_as_before():
    assert planned(visited(watched(), (1, "first", 200), (0, "gone", 404))) >= NOW + 3 * HOUR


def test_after_its_end_nothing_is_due():
    assert planned(watched(until=NOW)) is None
    assert planned(watched(until=NOW + HOUR)) is not None
    assert planned(visited(watched(until=NOW + 2 * HOUR), (0, "same", 200))) is None


def test_a_clock_that_was_set_back_stops_no_watch():
    assert planned(visited(watched(), (-5000, "same", 200))) == NOW


def linked(seen=NOW - HOUR):
    known = Known("https://sedge.example/2")
    known.link = Link(url=known.url, feed="https://sedge.example/feed", seen=seen)
    return known


@pytest.mark.parametrize(
    ("known", "is_due"),
    [
        (linked(), True),
        (linked(NOW - timedelta(days=8)), False),
        (visited(linked(), (1, "unreachable", 503)), True),
        (visited(linked(), (1, "gone", 404)), False),
        (visited(linked(), (1, "absent", 404)), False),
        (visited(linked(), (1, "refused", 403)), False),
    ],
)
def test_what_a_feed_named_is_captured_once(known, is_due):
    assert (due(known, None, None, NOW) is not None) is is_due
    known.versions.append(Version(digest="sha256:1", at=NOW))
    assert due(known, None, None, NOW) is None


def test_a_feed_may_have_its_links_followed_for_a_while():
    feed = Watch(url="https://sedge.example/feed", every=3600, since=NOW, feed=True, follow=DAY)
    known = linked()
    made = watch_of(known, feed)
    assert made
    assert (made.every, made.until) == (3600, NOW - HOUR + timedelta(days=1))
    known.stopped = True
    assert watch_of(known, feed) is None


@pytest.mark.parametrize(
    ("last", "now", "worth"),
    [
        (None, ("unreachable", 0), True),
        ((1, "same", 200), ("unreachable", 0), True),
        ((1, "unreachable", 0), ("unreachable", 0), False),
        ((25, "unreachable", 0), ("unreachable", 0), True),
        ((-5000, "unreachable", 0), ("unreachable", 0), True),  # the clock was set back
        ((1, "unreachable", 0), ("unreachable", 503), True),
        ((1, "unreachable", 503), ("unreachable", 0), True),
        ((1, "unreachable", 0), ("same", 200), True),
        ((1, "same", 200), ("same", 200), True),
    ],
)
def test_an_outage_is_one_line_a_day(last, now, worth):
    known = visited(watched(), *([last] if last else []))
    assert worth_a_line(known, *now, NOW) is worth
