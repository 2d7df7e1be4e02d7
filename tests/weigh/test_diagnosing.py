"""Diagnosing: which claims tell hypotheses apart, and on whom their order hangs."""

from hypothesis import given
from hypothesis import strategies as st
from link.invented import MAY, MIRVELD, ORG, Item, Pool, chain, on, people, voice

from isnad.link import link
from isnad.records.assessment import Assessment
from isnad.records.claim import Relation, Stance
from isnad.weigh import weigh

ROOTS, PARTIES = ("Herders Union", "Clinic Board", "Valley Radio"), ("Avar", "Bresk", "Dorn")


def weighed(*said: tuple[str, Relation, tuple[str, ...]], stance: Stance = Stance.ASSERTED) -> Assessment:
    """An attack with nine dead, and what each root says of who did it, all on one day."""
    item = Item("base", "Kesmar Post", MAY[4])
    item.counts("Nine died, the post said.", people(9), where=MIRVELD, when=on(MAY[3]))
    for n, (root, relation, parties) in enumerate(said):
        words = f"Sentence {n}: {root} {relation} {parties}."
        item.blames(words, relation, *parties, chain=chain(voice(root, ORG)), stance=stance)
    pool = Pool(item)
    (incident,) = link(pool.claims, pool.reports)
    return weigh(incident, pool.claims, pool.reports)


def test_an_allegation_tells_its_party_from_the_others() -> None:
    found = weighed(("Herders Union", Relation.ALLEGES, ("Avar",)), ("Clinic Board", Relation.ALLEGES, ("Bresk",)))
    assert [(d.told_apart, d.pairs) for d in found.diagnosticity] == [(1, 1), (1, 1)]


def test_what_bears_on_all_alike_tells_nothing() -> None:
    found = weighed(
        ("Herders Union", Relation.ALLEGES_ONE_OF, ("Avar", "Bresk")),
        ("Avar army", Relation.DENIES, ("Avar",)),
        stance=Stance.ASSERTED,
    )
    assert {d.told_apart for d in found.diagnosticity} == {0}
    assert found.diagnosticity[0].pairs == 3


def test_the_most_diagnostic_claim_comes_first() -> None:
    found = weighed(
        ("Avar army", Relation.DENIES, ("Avar",)),
        ("Herders Union", Relation.ALLEGES, ("Avar",)),
        ("Clinic Board", Relation.EXCLUDES, ("Bresk",)),
        ("Valley Radio", Relation.ALLEGES, ("Dorn",)),
    )
    told = [d.told_apart for d in found.diagnosticity]
    assert told == sorted(told, reverse=True)
    assert told[-1] == 0


def test_the_one_source_on_which_the_order_hangs_is_named() -> None:
    found = weighed(
        ("Herders Union", Relation.ALLEGES, ("Avar",)),
        ("Clinic Board", Relation.ALLEGES, ("Avar",)),
        ("Valley Radio", Relation.ALLEGES, ("Bresk",)),
    )
    assert [h.statement for h in found.hypotheses] == ["Avar alone", "Bresk alone"]
    assert found.sensitivity == ()
    close = weighed(
        ("Herders Union", Relation.ALLEGES, ("Avar",)),
        ("Clinic Board", Relation.EXCLUDES, ("Bresk",)),
        ("Valley Radio", Relation.EXCLUDES, ("Avar",)),
    )
    assert [h.statement for h in close.hypotheses] == ["Avar alone", "Bresk alone"]
    names = {o.id: o.name for o in close.origins}
    assert {names[s.origin]: s.first for s in close.sensitivity} == {}
    tight = weighed(("Herders Union", Relation.ALLEGES, ("Avar",)), ("Valley Radio", Relation.ALLEGES, ("Bresk",)))
    names = {o.id: o.name for o in tight.origins}
    (hangs,) = [s for s in tight.sensitivity if s.first]
    assert names[hangs.origin] == "Herders Union"
    assert hangs.order == ("Bresk alone",)


said = st.lists(
    st.tuples(
        st.sampled_from(ROOTS),
        st.sampled_from((Relation.ALLEGES, Relation.ALLEGES_ONE_OF, Relation.EXCLUDES, Relation.DENIES)),
        st.sets(st.sampled_from(PARTIES), min_size=1, max_size=2).map(lambda each: tuple(sorted(each))),
    ),
    max_size=6,
)


@given(said)
def test_diagnosis_stays_within_its_bounds_and_states_no_verdict(
    told: list[tuple[str, Relation, tuple[str, ...]]],
) -> None:
    found = weighed(*told)
    count = len(found.hypotheses)
    for each in found.diagnosticity:
        assert 0 <= each.told_apart <= each.pairs == count * (count - 1) // 2
    known = {h.statement for h in found.hypotheses}
    for each in found.sensitivity:
        assert set(each.order) <= known
        assert all(one != other and {one, other} <= known for one, other in each.turned)
