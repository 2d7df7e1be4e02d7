"""Whatever the log says, it is taken in, and what of it cannot be read is told."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from isnad.preserve.custody.entry import Entry
from isnad.preserve.watching.due import due, watch_of, worth_a_line
from isnad.preserve.watching.history import History
from isnad.preserve.watching.visit import Answered, outcome_of

NOW = datetime(2021, 3, 2, 12, tzinfo=UTC)
URL = "https://sedge.example/1"
NAMES = ("url", "feed", "every", "until", "event", "follow", "outcome", "status", "digest", "links", "final", "headers",
         "origin", "id", "captured", "truncated", "title", "published")  # fmt: skip
_FITTING = st.sampled_from(
    [URL, "added", "stopped", "first", "same", "gone", "unreachable", "2021-03-02T10:00:00Z", "2021-03-02", 1, 10**400]
)
_LEAF = _FITTING | st.none() | st.booleans() | st.integers() | st.text(max_size=5)
_VALUE = st.recursive(
    _LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=5,
)


def entry(kind, payload, seq=0, at="2021-03-02T11:00:00.000000Z"):
    return Entry(seq=seq, prev="", at=at, actor="", tool="", kind=kind, payload=payload)


@given(
    st.lists(st.tuples(st.sampled_from(("watch", "visit", "capture")), st.dictionaries(st.sampled_from(NAMES), _VALUE)))
)
def test_no_line_stops_the_others(lines):
    history = History()
    history.take(entry(kind, payload) for kind, payload in lines)
    history.take([entry("watch", {"url": URL, "feed": False, "every": 60, "until": "", "event": "added"})])
    assert history.taken == len(lines) + 1
    assert history.of(URL).watch.every == 60
    for known in history.known.values():
        watch = watch_of(known, history.of(known.link.feed).watch if known.link else None)
        due(known, watch, None, NOW)
        worth_a_line(known, "unreachable", 0, NOW)
        outcome_of(Answered(URL), known)


def test_a_first_visit_that_an_older_isnad_called_gone_is_one_that_found_nothing():
    history = History()
    said = {"url": URL, "outcome": "gone", "status": 404}
    history.take(
        [entry("visit", said), entry("visit", said | {"outcome": "first", "status": 200, "digest": "sha256:1"})]
    )
    history.take([entry("visit", said)])
    assert [visit.outcome for visit in history.of(URL).visits] == ["absent", "first", "gone"]


def test_what_cannot_be_read_is_told_by_its_line():
    history = History()
    history.take([entry("visit", {"url": URL}, seq=6), entry("judgement", {}, seq=7)])
    assert history.problems == ["line 7: KeyError 'status'"]
    assert not history.known
