"""Drawing: scales, places, and a layout in which nothing overlaps."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from isnad.publish.drawing.chain_graph import graph_of
from isnad.publish.drawing.layering import arrange
from isnad.publish.drawing.scale import apart, round_ticks, time_ticks
from isnad.publish.drawing.svg import shortened, tag, width_of
from isnad.publish.lookup import Lookup, letters

from .sample import sample

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(st.integers(0, 10**7))
def test_number_ticks_reach_the_top_and_stay_few(top: int) -> None:
    ticks = round_ticks(top)
    assert ticks[0] == 0
    assert ticks[-1] >= top
    assert len(ticks) <= 9


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_time_ticks_cover_both_ends_and_stay_few(first: datetime, spread: timedelta) -> None:
    ticks = time_ticks(first, first + spread)
    assert ticks[0] <= first
    assert ticks[-1] >= first + spread
    assert len(ticks) <= 10


@given(st.lists(st.floats(0, 200), max_size=8))
def test_labels_are_kept_apart(wanted: list[float]) -> None:
    placed = apart(wanted, 10, 0, 200)
    order = sorted(placed)
    assert all(b - a >= 10 - 1e-6 for a, b in pairwise(order))
    assert [sorted(placed).index(p) for p in placed] == [
        sorted(range(len(wanted)), key=lambda i: (wanted[i], i)).index(n) for n in range(len(wanted))
    ]


@given(st.text(max_size=80), st.floats(10, 300))
def test_a_shortened_label_fits(words: str, room: float) -> None:
    short = shortened(words, room, 12)
    assert short == "…" or width_of(short, 12) <= room


@given(st.text())
def test_an_element_never_lets_markup_through(words: str) -> None:
    made = str(tag("text", words, class_=words))
    assert made.count("<") == 2
    assert made.count('"') == 2


def test_letters_go_on_after_z() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_nodes_of_one_column_never_overlap_and_every_hop_is_drawn() -> None:
    dossier = sample()
    graph = graph_of(dossier.claims, Lookup(dossier))
    for node in graph.nodes.values():
        node.height = node.height or 40
    total = arrange(graph)
    for column in range(graph.columns):
        nodes = sorted((n for n in graph.nodes.values() if n.column == column), key=lambda n: n.y)
        assert all(a.y + a.height <= b.y for a, b in pairwise(nodes))
        assert all(0 <= n.y <= n.y + n.height <= total for n in nodes)
    drawn = [c.id for e in graph.edges if e.path[-1][0] == "report" for c in e.claims]
    assert sorted(drawn) == sorted(c.id for c in dossier.claims)
    assert {m for n in graph.nodes.values() if n.kind == "report" for m in n.members} == {r.id for r in dossier.reports}


def test_reports_with_the_same_hops_are_one_bundle() -> None:
    dossier = sample()
    figures = [c for c in dossier.claims if c.quote.text.startswith(("Nine", "14", "21"))]
    graph = graph_of(figures, Lookup(dossier))
    bundles = [n for n in graph.nodes.values() if n.kind == "report" and len(n.members) > 1]
    assert [len(b.members) for b in bundles] == [2]  # the two that have it straight from the Observatory by "said"
