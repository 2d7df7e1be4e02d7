"""Presence: who was there fits its own hypothesis, who holds the place tells nothing; neither is ever an allegation."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from link.invented import MAY, MIRVELD, ORG, OUTLET, Item, Pool, chain, on, people, voice

from isnad.link import link
from isnad.publish.wording import evidence_of, observation_of
from isnad.records.assessment import Assessment, Consistency, ObservationKind
from isnad.records.claim import Occurrence, Presence, Relation, Stance, Whereabouts
from isnad.records.party import Party
from isnad.weigh import weigh

PARTIES = (
    Party(name="Avar", kind="state", names=("Ministry in Ossel",)),
    Party(name="Bresk League", kind="armed group"),
)
FITS, NEITHER = Consistency.CONSISTENT, Consistency.NEUTRAL
OVERHEAD, NEAR, HOLDS, FIRED_FROM = Whereabouts
Told = Sequence[tuple[str, Whereabouts, str, Stance]]
Blamed = Sequence[tuple[str, Relation, str]]
BOTH = (("Clinic Board", Relation.ALLEGES, "Avar"), ("Valley Radio", Relation.ALLEGES, "Bresk League"))


def tells(root: str, whereabouts: Whereabouts, party: str, stance: Stance = Stance.ASSERTED):
    return root, whereabouts, party, stance


def items_of(told: Told, blamed: Blamed, *, prefix: str = "", through: str = "", delay: int = 0) -> list[Item]:
    """A report of the attack for each who tells of a presence, and one with all that is said on blame."""
    outer = (voice(through, OUTLET),) if through else ()
    about = {"where": MIRVELD, "when": on(MAY[3])}
    items = []
    for n, (root, whereabouts, party, stance) in enumerate(told):
        item = Item(f"{prefix}{n}", f"Paper {prefix}{n}", MAY[3 + delay])
        item.says(f"An attack came, {root} told it.", Occurrence(act="attack"), chain=chain(*outer, root), **about)
        said = Presence(whereabouts=whereabouts, parties=(party,))
        words = f"Of {party} and its being {whereabouts} {root} told the paper as well."
        items.append(item.says(words, said, chain=chain(*outer, root), stance=stance, **about))
    blame = Item(f"{prefix}blame", f"Paper {prefix}blame", MAY[4 + delay])
    blame.counts("Nine died.", people(9), chain=chain(*outer, "Herders Union"), **about)
    for root, relation, party in blamed:
        blame.blames(f"{root} {relation} {party}.", relation, party, chain=chain(*outer, voice(root, ORG)))
    return [*items, blame]


def weighed_items(items: Sequence[Item]) -> Assessment:
    pool = Pool(*items)
    (incident,) = link(pool.claims, pool.reports)
    return weigh(incident, pool.claims, pool.reports, parties=PARTIES)


def marks(found: Assessment) -> dict[str, list[Consistency]]:
    return {h.statement: [e.mark for e in h.evidence if e.observation] for h in found.hypotheses}


@pytest.mark.parametrize("whereabouts", [OVERHEAD, NEAR])
def test_who_was_there_fits_its_own_hypothesis_and_says_nothing_of_others(whereabouts: Whereabouts) -> None:
    found = weighed_items(items_of([tells("Herders Union", whereabouts, "Avar")], BOTH))
    assert marks(found) == {"Avar alone": [FITS], "Bresk League alone": [NEITHER]}
    assert {d.told_apart for d in found.diagnosticity if d.observation} == {0}


@pytest.mark.parametrize("whereabouts", [HOLDS, FIRED_FROM])
def test_who_holds_a_place_is_shown_and_tells_nothing(whereabouts: Whereabouts) -> None:
    found = weighed_items(items_of([tells("Herders Union", whereabouts, "Bresk League")], BOTH))
    assert marks(found) == {"Avar alone": [NEITHER], "Bresk League alone": [NEITHER]}


def test_what_its_own_side_alone_tells_of_being_there_says_nothing() -> None:
    alone = weighed_items(items_of([tells("Ministry in Ossel", OVERHEAD, "Avar")], BOTH))
    assert marks(alone)["Avar alone"] == [NEITHER]
    told = [tells("Ministry in Ossel", OVERHEAD, "Avar"), tells("Herders Union", OVERHEAD, "Avar")]
    assert marks(weighed_items(items_of(told, BOTH)))["Avar alone"] == [FITS]


@pytest.mark.parametrize("stance", [Stance.DENIED, Stance.QUESTIONED, Stance.CONDITIONAL, Stance.NONCOMMITTAL])
def test_what_nobody_stands_behind_is_no_observation(stance: Stance) -> None:
    assert weighed_items(items_of([tells("Herders Union", OVERHEAD, "Avar", stance)], BOTH)).observations == ()


def test_a_presence_that_is_only_argued_from_is_no_observation() -> None:
    words = "Avar has no part in it, for its jets were overhead elsewhere."
    item = Item("argued", "Paper", MAY[4]).blames(words, Relation.DENIES, "Avar", chain=chain("Ministry in Ossel"))
    item.says(words, Presence(whereabouts=OVERHEAD, parties=("Avar",)), where=MIRVELD, when=on(MAY[3]))
    assert weighed_items([*items_of([], BOTH), item]).observations == ()


@pytest.mark.parametrize(
    ("whereabouts", "words"),
    [
        (OVERHEAD, "1 origin tells of aircraft of Avar overhead"),
        (NEAR, "1 origin tells of forces of Avar near by"),
        (HOLDS, "1 origin tells of Avar holding the place"),
        (FIRED_FROM, "1 origin tells of Avar holding where fire came from"),
    ],
)
def test_an_observation_of_presence_blames_nobody_in_its_words(whereabouts: Whereabouts, words: str) -> None:
    (observation,) = weighed_items(items_of([tells("Herders Union", whereabouts, "Avar")], BOTH)).observations
    assert (observation.kind, observation_of(observation)) == (ObservationKind.PRESENCE, words)


def test_each_claim_on_responsibility_is_called_what_it_is() -> None:
    pool = Pool(*items_of([tells("Herders Union", HOLDS, "Avar")], [("X", each, "Avar") for each in Relation]))
    assert {evidence_of(claim) for claim in pool.claims} == {
        "",
        "allegation",
        "allegation of one of several",
        "exclusion",
        "denial of responsibility",
        "admission",
        "takes no side",
    }


def test_a_report_that_only_tells_who_holds_a_place_is_of_no_incident() -> None:
    item = Item("held", "Paper", MAY[3])
    item.says("Mirveld is held by the League.", Presence(whereabouts=HOLDS, parties=("Bresk League",)),
              where=MIRVELD, when=on(MAY[3]))  # fmt: skip
    pool = Pool(item)
    assert list(link(pool.claims, pool.reports)) == []


ROOTS = ("Herders Union", "Clinic Board", "Valley Radio", "Bresk League")
told_of = st.lists(
    st.tuples(
        st.sampled_from(ROOTS),
        st.sampled_from(Whereabouts),
        st.sampled_from(("Avar", "Bresk League", "Dorn Column")),
        st.sampled_from((Stance.ASSERTED, Stance.HEDGED, Stance.DENIED)),
    ),
    max_size=4,
)
blamed_for = st.lists(
    st.tuples(
        st.sampled_from(ROOTS),
        st.sampled_from((Relation.ALLEGES, Relation.EXCLUDES, Relation.DENIES)),
        st.sampled_from(("Avar", "Bresk League")),
    ),
    max_size=3,
)


@settings(max_examples=25, deadline=None)
@given(told=told_of, blamed=blamed_for)
def test_presence_moves_no_hypothesis_tally_or_grade(told: Told, blamed: Blamed) -> None:
    """Against the same reports without it."""
    items = items_of(told, blamed)
    pool = Pool(*items)
    (incident,) = link(pool.claims, pool.reports)
    bare = [claim for claim in pool.claims if not isinstance(claim.content, Presence)]
    (same,) = link(bare, pool.reports)
    assert (same.id, same.name, same.where, same.when) == (incident.id, incident.name, incident.where, incident.when)
    found = weigh(incident, pool.claims, pool.reports, parties=PARTIES)
    without = weigh(same, bare, pool.reports, parties=PARTIES)
    assert found.headline == without.headline
    assert (found.tallies, found.grade, found.sensitivity) == (without.tallies, without.grade, without.sensitivity)
    assert [
        (h.statement, h.alleged_by, h.denied_by, h.inconsistencies, h.observed_against) for h in found.hypotheses
    ] == [(h.statement, h.alleged_by, h.denied_by, h.inconsistencies, h.observed_against) for h in without.hypotheses]


@settings(max_examples=15, deadline=None)
@given(told=told_of, blamed=blamed_for)
def test_forty_reprints_change_no_presence(told: Told, blamed: Blamed) -> None:
    before = items_of(told, blamed)
    size = len(told) + 1
    copies = [
        item
        for n in range(40 // size)
        for item in items_of(told, blamed, prefix=f"copy {n} ", through=f"Copier {n % 7}", delay=6 + n % 5)
    ]
    first, then = weighed_items(before), weighed_items([*before, *copies])
    assert (first.observations, first.hypotheses) == (then.observations, then.hypotheses)


@settings(max_examples=15, deadline=None)
@given(told=told_of, blamed=blamed_for, seed=st.integers(0, 1000))
def test_order_does_not_matter(told: Told, blamed: Blamed, seed: int) -> None:
    pool, chance = Pool(*items_of(told, blamed)), random.Random(seed)
    (incident,) = link(pool.claims, pool.reports)
    claims, reports = list(pool.claims), list(pool.reports)
    chance.shuffle(claims)
    chance.shuffle(reports)
    assert weigh(incident, claims, reports, parties=PARTIES) == weigh(
        incident, pool.claims, pool.reports, parties=PARTIES
    )
