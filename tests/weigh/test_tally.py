"""Tally: low, best, high; what supersedes what; what is kept out."""

import pytest
from link.invented import MAY, MIRVELD, Item, Pool, chain, on, people

from isnad.link import link
from isnad.records.assessment import Assessment, Tally
from isnad.records.claim import Casualties, Claim, Count, Outcome, Scope, Stance, Status
from isnad.weigh import weigh


def weighed(*items: Item) -> Assessment:
    pool = Pool(*items)
    (incident,) = link(pool.claims, pool.reports)
    return weigh(incident, pool.claims, pool.reports)


def tally(found: Assessment, group: str = "people", outcome: Outcome = Outcome.KILLED) -> Tally:
    return next(t for t in found.tallies if (t.group, t.outcome) == (group, outcome))


def item(name: str, root: str, *counts: Count, day: int = 3, **more: object) -> Item:
    """A report in which one root gives some counts."""
    fields = {"where": MIRVELD, "when": on(MAY[3]), "chain": chain(root), **more}
    return Item(name, f"{name} paper", MAY[day]).counts(f"Figures in {name} by {root}: {counts}", *counts, **fields)


def bounds(found: Tally) -> tuple[int | None, int | None, int | None, bool]:
    return (found.low, found.best, found.high, found.high_open)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([people(17), people(22), people(22)], (17, 22, 22, False)),
        ([people(22, None), people(35)], (22, 35, 35, True)),
        ([people(None, 22)], (None, 22, 22, False)),
        ([people(None, 22), people(17)], (17, 17, 22, False)),
        ([people(20, 25), people(24)], (20, 24, 25, False)),
        ([people(20, 26)], (20, 23, 26, False)),
        ([people(0, 0)], (0, 0, 0, False)),
    ],
)
def test_low_best_high(counts: list[Count], expected: tuple[object, ...]) -> None:
    roots = ["Herders Union", "Clinic Board", "Valley Radio"]
    found = weighed(*(item(f"r{n}", roots[n], c) for n, c in enumerate(counts)))
    assert bounds(tally(found)) == expected


def test_a_newer_figure_of_the_same_origin_supersedes_and_both_stay_visible() -> None:
    found = tally(
        weighed(
            item("one", "Herders Union", people(9), day=3),
            item("two", "Herders Union", people(14), day=4),
            item("three", "Herders Union", people(12), day=6),
        )
    )
    assert bounds(found) == (12, 12, 12, False)
    assert [(f.low, bool(f.superseded_by)) for f in found.history] == [(9, True), (14, True), (12, False)]


def test_an_old_figure_reprinted_late_does_not_come_back() -> None:
    found = tally(
        weighed(
            item("one", "Herders Union", people(9), day=3),
            item("two", "Herders Union", people(14), day=4),
            item("three", "Herders Union", people(9), day=8),
        )
    )
    assert bounds(found) == (14, 14, 14, False)


def test_on_one_day_the_larger_of_an_origins_figures_is_held_to_be_newer() -> None:
    found = tally(weighed(item("one", "Herders Union", people(14)), item("two", "Herders Union", people(9))))
    assert (found.low, found.high) == (14, 14)


def test_within_a_report_a_part_does_not_supersede_the_total() -> None:
    two = item("two", "Herders Union", people(14), day=5)
    two.counts("Six of them died at the gate.", people(6), where=MIRVELD, when=on(MAY[3]), chain=chain("Herders Union"))
    found = tally(weighed(item("one", "Herders Union", people(14), day=3), two))
    assert bounds(found) == (14, 14, 14, False)
    assert len(found.history) == 2


def test_within_a_report_an_exact_figure_replaces_a_range_that_holds_it() -> None:
    found = tally(
        weighed(item("one", "Herders Union", people(1, 5)).counts("Two died", people(2), chain=chain("Herders Union")))
    )
    assert bounds(found) == (2, 2, 2, False)
    assert [(f.low, f.high, bool(f.superseded_by)) for f in found.history] == [(1, 5, True), (2, 2, False)]


def test_a_group_is_tallied_by_itself_and_noted_beside_the_total() -> None:
    found = weighed(
        item("one", "Child Fund", people(22, group="children"), people(6, group="teachers")),
        item("two", "Herders Union", people(17)),
    )
    assert bounds(tally(found)) == (17, 17, 17, False)
    assert bounds(tally(found, "children")) == (22, 22, 22, False)
    assert any("at least 28" in f.statement for f in found.scoped_out)
    assert any("22 children" in r for f in found.contradictions for r in f.reasons)


def test_parts_enter_their_own_groups_once() -> None:
    whole = people(26, parts=(people(20, group="children"), people(3, group="men"), people(3, group="women")))
    found = weighed(
        item("one", "Herders Union", whole), item("two", "Herders Union", people(20, group="children"), day=4)
    )
    assert bounds(tally(found)) == (26, 26, 26, False)
    assert bounds(tally(found, "children")) == (20, 20, 20, False)
    assert len(tally(found, "children").history) == 1


def test_belligerents_are_counted_apart() -> None:
    found = weighed(
        item("one", "Herders Union", people(9, status=Status.CIVILIAN)),
        item("two", "Army Post", people(40, status=Status.BELLIGERENT)),
    )
    apart = [(t.status, t.low, t.high) for t in found.tallies]
    assert apart == [(Status.CIVILIAN, 9, 9), (Status.BELLIGERENT, 40, 40)]


def test_belligerents_among_those_counted_are_none_of_the_others() -> None:
    one = people(1, group="fighters", status=Status.BELLIGERENT)
    found = weighed(item("one", "Herders Union", people(10, parts=(one,))))
    apart = [(t.status, t.low, t.high) for t in found.tallies]
    assert apart == [(Status.UNDETERMINED, 9, 9), (Status.BELLIGERENT, 1, 1)]


def test_words_without_a_number_bound_nothing_but_stay_in_the_history() -> None:
    dozens = Count(outcome=Outcome.INJURED, low=None, high=None, words="dozens", convention=(24, 99))
    found = tally(weighed(item("one", "Herders Union", people(9), dozens)), outcome=Outcome.INJURED)
    assert bounds(found) == (None, None, None, False)
    assert [f.convention for f in found.history] == [True]


@pytest.mark.parametrize("scope", [Scope.PERIOD, Scope.CAMPAIGN, Scope.WAR])
def test_wider_totals_are_kept_out_and_said_so(scope: Scope) -> None:
    one = item("one", "Herders Union", people(9)).counts("Thousands died, 4000 in all.", people(4000), scope=scope)
    found = weighed(one)
    assert tally(found).high == 9
    assert any("4000" in f.statement and f.quotes for f in found.scoped_out)


@pytest.mark.parametrize("stance", [Stance.DENIED, Stance.CONDITIONAL, Stance.QUESTIONED, Stance.NONCOMMITTAL])
def test_figures_nobody_stands_behind_are_kept_out(stance: Stance) -> None:
    found = weighed(item("one", "Herders Union", people(9)), item("two", "Army Post", people(90), stance=stance))
    assert tally(found).high == 9
    assert any("Army Post" in f.quotes[0].text for f in found.scoped_out)


def test_disagreements_name_the_origins_and_quote_both() -> None:
    found = tally(
        weighed(
            item("one", "Herders Union", people(9)),
            item("two", "Clinic Board", people(30)),
            item("three", "Valley Radio", people(30)),
        )
    )
    (one,) = found.disagreements
    assert one.statement.startswith("Herders Union gives 9")
    assert "Clinic Board" in one.statement
    assert {q.text.split(" by ")[1].split(":")[0] for q in one.quotes} == {
        "Herders Union",
        "Clinic Board",
        "Valley Radio",
    }


def test_arithmetic_that_fails_is_a_contradiction() -> None:
    whole = people(9, parts=(people(8, group="children"), people(4, group="women")))
    found = weighed(item("one", "Herders Union", whole))
    assert any("8 children + 4 women = 12" in f.statement for f in found.contradictions)


def test_a_revised_toll_wins_a_tie() -> None:
    found = tally(
        weighed(
            item("one", "Herders Union", people(9), day=3),
            item("two", "Herders Union", people(35), day=4),
            item("three", "Clinic Board", people(26), day=6),
        )
    )
    assert found.best == 35


def test_all_history_leads_to_claims_of_the_incident() -> None:
    pool = Pool(item("one", "Herders Union", people(9)), item("two", "Clinic Board", people(12)))
    (incident,) = link(pool.claims, pool.reports)
    found = weigh(incident, pool.claims, pool.reports)
    by_id: dict[str, Claim] = {c.id: c for c in pool.claims}
    assert all(isinstance(by_id[f.claim].content, Casualties) for t in found.tallies for f in t.history)
