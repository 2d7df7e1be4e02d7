"""The laws of weighing, over invented pools."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from link.invented import MAY, MIRVELD, OUTLET, PERSON, Item, Pool, chain, on, people, voice

from isnad.link import link
from isnad.records.assessment import Assessment
from isnad.records.claim import Relation, Stance
from isnad.weigh import weigh

ROOTS = ("Herders Union", "Clinic Board", "Valley Radio")
PARTIES = ("Avar", "Bresk", "Dorn")

figures = st.tuples(
    st.sampled_from(ROOTS),
    st.integers(1, 40),
    st.booleans(),
    st.integers(3, 9),
    st.sampled_from(("people", "children")),
)
blames = st.tuples(
    st.sampled_from(ROOTS),
    st.sampled_from((Relation.ALLEGES, Relation.ALLEGES_ONE_OF, Relation.EXCLUDES)),
    st.sets(st.sampled_from(PARTIES), min_size=1, max_size=2),
    st.sampled_from((Stance.ASSERTED, Stance.HEDGED)),
)
cases = st.tuples(st.lists(figures, min_size=1, max_size=6), st.lists(blames, max_size=4))
Figures = list[tuple[str, int, bool, int, str]]
Blames = list[tuple[str, Relation, set[str], Stance]]


def items_of(told: Figures, said: Blames, *, prefix: str = "", through: str = "", delay: int = 0) -> list[Item]:
    """A report for each figure, and one with all that is said on blame."""
    outer = (voice(through, OUTLET),) if through else ()
    items = []
    for n, (root, number, atleast, day, group) in enumerate(told):
        count = people(number, None if atleast else "same", group=group)
        name = f"{prefix}{n}"
        items.append(
            Item(name, f"Paper {name}", MAY[day + delay]).counts(
                f"In all {number} {group} were counted dead by {root}.",
                count,
                where=MIRVELD,
                when=on(MAY[3]),
                chain=chain(*outer, root),
            )
        )
    blame = Item(f"{prefix}blame", f"Paper {prefix}blame", MAY[3 + delay])
    blame.tells(f"{prefix}An attack hit Mirveld.", where=MIRVELD, when=on(MAY[3]), chain=chain(*outer, "Herders Union"))
    for root, relation, parties, stance in said:
        words = f"{root} {relation} {'/'.join(sorted(parties))} {stance}."
        blame.blames(words, relation, *sorted(parties), stance=stance, chain=chain(*outer, root))
    return [*items, blame]


def weighed(items: list[Item]) -> Assessment:
    pool = Pool(*items)
    (incident,) = link(pool.claims, pool.reports)
    return weigh(incident, pool.claims, pool.reports)


def moved(found: Assessment) -> object:
    """All of an assessment but the lists of claims and reports behind it."""
    return (
        found.tallies,
        found.grade,
        found.hypotheses,
        found.contradictions,
        [(o.id, o.name, o.open) for o in sorted(found.origins, key=lambda o: o.id)],
        found.headline.statement.split("(", 1)[0],
        found.headline.score,
    )


@settings(max_examples=30, deadline=None)
@given(case=cases, data=st.data())
def test_forty_reprints_change_nothing_but_the_list_of_reports(
    case: tuple[Figures, Blames], data: st.DataObject
) -> None:
    told, said = case
    again = data.draw(st.lists(st.sampled_from(told), max_size=4))
    before = items_of(told, said)
    copies = [
        item
        for n in range(40 // (len(again) + 1))
        for item in items_of(again, said, prefix=f"copy {n} ", through=f"Copier {n % 7}", delay=6 + n % 5)
    ]
    assert moved(weighed(before)) == moved(weighed([*before, *copies]))


@settings(max_examples=30, deadline=None)
@given(case=cases, seed=st.integers(0, 1000))
def test_order_does_not_matter(case: tuple[Figures, Blames], seed: int) -> None:
    pool, chance = Pool(*items_of(*case)), random.Random(seed)
    (incident,) = link(pool.claims, pool.reports)
    claims, reports = list(pool.claims), list(pool.reports)
    chance.shuffle(claims)
    chance.shuffle(reports)
    assert weigh(incident, claims, reports) == weigh(incident, pool.claims, pool.reports)


@settings(max_examples=60, deadline=None)
@given(
    case=cases,
    party=st.sampled_from(PARTIES),
    speaker=st.sampled_from((voice("Dora Lind", PERSON), voice("Avar"), voice("Mirveld Council"))),
    relation=st.sampled_from((Relation.DENIES, Relation.EXCLUDES)),
)
def test_a_denial_never_raises_support(
    case: tuple[Figures, Blames], party: str, speaker: object, relation: Relation
) -> None:
    before = items_of(*case)
    denial = Item("denial", "Late Paper", MAY[9]).tells(
        "An attack hit Mirveld.", where=MIRVELD, when=on(MAY[3]), chain=chain("Herders Union")
    )
    denial.blames(f"It was not {party}, it was said.", relation, party, chain=chain(speaker))  # type: ignore[arg-type]
    first, then = weighed(before), weighed([*before, denial])
    known = {h.statement: (n, h) for n, h in enumerate(first.hypotheses)}
    for hypothesis in then.hypotheses:
        if hypothesis.statement not in known:
            assert not (*hypothesis.alleged_by, *hypothesis.hedged_by, *hypothesis.one_of_by, *hypothesis.conceded_by)
            continue
        _, old = known[hypothesis.statement]
        assert hypothesis.alleged_by == old.alleged_by
        assert hypothesis.hedged_by == old.hedged_by
        assert hypothesis.one_of_by == old.one_of_by
        assert hypothesis.inconsistencies >= old.inconsistencies
        if party in hypothesis.parties:
            ahead = {h.statement for h in first.hypotheses[: known[hypothesis.statement][0]]}
            now = {h.statement for h in then.hypotheses[: then.hypotheses.index(hypothesis)]}
            rivals = {s for s in ahead if party not in known[s][1].parties}
            assert rivals <= now
    assert first.tallies == then.tallies


@settings(max_examples=60, deadline=None)
@given(case=cases, number=st.integers(41, 99))
def test_a_newer_figure_of_the_same_origin_supersedes_its_older_ones(case: tuple[Figures, Blames], number: int) -> None:
    told, said = case
    root, group = told[0][0], told[0][4]
    newest = (root, number, False, 20, group)
    then = weighed(items_of([*told, newest], said))
    tally = next(t for t in then.tallies if t.group == group)
    own = next(o.id for o in then.origins if o.name == root)
    mine = [f for f in tally.history if f.origin == own]
    assert [f.low for f in mine if not f.superseded_by] == [number]
    assert {f.low for f in mine} == {number} | {n for r, n, _, _, g in told if (r, g) == (root, group)}


@settings(max_examples=30, deadline=None)
@given(case=cases)
def test_bounds_are_in_order_and_every_statement_reaches_a_quote(case: tuple[Figures, Blames]) -> None:
    items = items_of(*case)
    pool, found = Pool(*items), weighed(items)
    reports = {r.id: r for r in pool.reports}
    for tally in found.tallies:
        assert tally.low is not None
        assert tally.best is not None
        assert tally.high is not None
        assert tally.low <= tally.best <= tally.high
    for finding in (
        found.headline,
        *found.contradictions,
        *found.scoped_out,
        *(d for t in found.tallies for d in t.disagreements),
    ):
        assert finding.quotes
        assert all(reports[q.report].holds(q) for q in finding.quotes)


@settings(max_examples=30, deadline=None)
@given(case=cases)
def test_no_statement_names_a_perpetrator_as_a_fact(case: tuple[Figures, Blames]) -> None:
    found = weighed(items_of(*case))
    text = " ".join((found.headline.statement, found.grade.clause, *(h.statement for h in found.hypotheses)))
    assert not any(
        f"{p} {verb}" in text for p in PARTIES for verb in ("bombed", "attacked", "killed", "did it", "is responsible")
    )


def test_rejected_claims_are_not_weighed() -> None:
    from link.invented import judged

    from isnad.records.judgement import Decision

    pool = Pool(*items_of([(ROOTS[0], 9, False, 3, "people"), (ROOTS[1], 40, False, 3, "people")], []))
    wrong = next(c for c in pool.claims if "40" in c.quote.text)
    judgements = [judged(Decision.REJECT, wrong)]
    (incident,) = link(pool.claims, pool.reports, judgements)
    found = weigh(incident, pool.claims, pool.reports, judgements)
    assert found.tallies[0].high == 9
    whole = replace(incident, claims=(*incident.claims, wrong.id))
    assert weigh(whole, pool.claims, pool.reports, judgements).tallies == found.tallies
