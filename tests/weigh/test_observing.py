"""Observing: what is told of means, held against hypotheses by a table; it blames nobody and counts as one."""

import csv
import random
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from link.invented import DALUN, MAY, MIRVELD, ORG, OSKARRA, OUTLET, Item, Pool, chain, on, people, voice

from isnad.link import link
from isnad.publish.wording import observation_of
from isnad.records.assessment import COUNTED, SHOWN, Assessment, Consistency, Hypothesis, ObservationKind
from isnad.records.chain import Narrator
from isnad.records.claim import Occurrence, Relation, Scope, Stance
from isnad.records.judgement import Decision, Judgement
from isnad.records.party import MEANS, Party
from isnad.records.where import Place
from isnad.weigh import weigh
from isnad.weigh.means import Armoury, Has, lines, told_by

PARTIES = (
    Party(name="Avar", kind="state", names=("Ministry in Ossel",)),
    Party(name="Bresk League", kind="armed group"),
    Party(name="Dorn Column", kind="armed group", means=("aircraft", "no drones")),
)
NAMES = tuple(party.name for party in PARTIES)
FITS, AGAINST, NEITHER = Consistency.CONSISTENT, Consistency.INCONSISTENT, Consistency.NEUTRAL
Told = Sequence[tuple[str | Narrator, str, Stance]]
Blamed = Sequence[tuple[str, Relation, tuple[str, ...]]]


def items_of(told: Told, blamed: Blamed, *, prefix: str = "", through: str = "", delay: int = 0) -> list[Item]:
    """A report for each who tells of a means, and one with all that is said on blame."""
    outer = (voice(through, OUTLET),) if through else ()
    items = []
    for n, (root, means, stance) in enumerate(told):
        item = Item(f"{prefix}{n}", f"Paper {prefix}{n}", MAY[3 + delay])
        words = f"Of {means} over the place and of what they did {root} told the paper."
        item.says(
            words,
            Occurrence(act="attack", means=means),
            where=MIRVELD,
            when=on(MAY[3]),
            chain=chain(*outer, root),
            stance=stance,
        )
        items.append(item)
    said = Item(f"{prefix}blame", f"Paper {prefix}blame", MAY[4 + delay])
    said.counts("Nine died.", people(9), where=MIRVELD, when=on(MAY[3]), chain=chain(*outer, "Herders Union"))
    for root, relation, parties in blamed:
        said.blames(
            f"{root} {relation} {'/'.join(parties)}.", relation, *parties, chain=chain(*outer, voice(root, ORG))
        )
    return [*items, said]


def weighed(told: Told, blamed: Blamed, *, judgements: Sequence[Judgement] = ()) -> Assessment:
    return weighed_items(items_of(told, blamed), judgements)


def weighed_items(items: Sequence[Item], judgements: Sequence[Judgement] = ()) -> Assessment:
    pool = Pool(*items)
    (incident,) = link(pool.claims, pool.reports)
    return weigh(incident, pool.claims, pool.reports, judgements, parties=PARTIES)


def by_name(found: Assessment) -> dict[str, Hypothesis]:
    return {h.statement: h for h in found.hypotheses}


def observed(found: Assessment) -> dict[str, dict[str, Consistency]]:
    return {h.statement: {e.observation: e.mark for e in h.evidence if e.observation} for h in found.hypotheses}


def blames(root: str, *parties: str) -> tuple[str, Relation, tuple[str, ...]]:
    return root, Relation.ALLEGES, parties


def tells(root: str | Narrator, means: str, stance: Stance = Stance.ASSERTED) -> tuple[str | Narrator, str, Stance]:
    return root, means, stance


BOTH = (blames("Clinic Board", "Avar"), blames("Valley Radio", "Bresk League"))


def test_aircraft_fit_a_state_and_speak_against_a_group_that_has_none() -> None:
    found = weighed([tells("Herders Union", "warplanes")], [*BOTH, blames("Pilots Guild", "Avar", "Bresk League")])
    assert observed(found) == {
        "Avar alone": {"means: aircraft": FITS},
        "Bresk League alone": {"means: aircraft": AGAINST},
        "Avar and Bresk League jointly": {"means: aircraft": FITS},
    }


@pytest.mark.parametrize(
    ("means", "mark"),
    [("warplanes", FITS), ("helicopter", AGAINST), ("drones", AGAINST), ("shelling", FITS)],
)
def test_a_cases_own_table_goes_before_the_kind(means: str, mark: Consistency) -> None:
    found = weighed([tells("Herders Union", means)], [blames("Clinic Board", "Dorn Column")])
    assert list(observed(found)["Dorn Column alone"].values()) == [mark]


def test_of_a_party_that_no_table_knows_nothing_follows() -> None:
    found = weighed([tells("Herders Union", "warplanes")], [blames("Clinic Board", "the Riders")])
    assert observed(found) == {"the Riders alone": {"means: aircraft": NEITHER}}


@pytest.mark.parametrize("words", ["strike", "raid", "bombing", "air force", "explosion", "قصف", "سلاح الجو"])
def test_words_that_name_no_means_for_sure_are_no_observation(words: str) -> None:
    assert weighed([tells("Herders Union", words)], BOTH).observations == ()


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("Air strikes", "aircraft"),
        ("barrel bombs", "helicopters"),
        ("والطيران", "aircraft"),
        ("لغارة جوية", "aircraft"),
        ("والمروحيات", "helicopters"),
        ("بالمدفعية", "artillery"),
        ("طائرة مسيّرة", "drones"),
    ],
)
def test_means_are_known_by_their_words_in_both_languages(words: str, means: str) -> None:
    assert told_by(Occurrence(act="attack", means=words)) == means


@pytest.mark.parametrize("stance", [Stance.DENIED, Stance.QUESTIONED, Stance.CONDITIONAL, Stance.NONCOMMITTAL])
def test_what_nobody_stands_behind_is_no_observation(stance: Stance) -> None:
    assert weighed([tells("Herders Union", "warplanes", stance)], BOTH).observations == ()


def test_an_argument_from_means_tells_of_none() -> None:
    item = Item("ruled out", "Paper", MAY[4])
    words = "The League cannot have done it, for it has no aircraft."
    item.blames(words, Relation.EXCLUDES, "Bresk League", chain=chain("Clinic Board"))
    item.says(words, Occurrence(act="airstrike", means="aircraft"), where=MIRVELD, when=on(MAY[3]))
    assert weighed_items([*items_of([], BOTH), item]).observations == ()


@pytest.mark.parametrize("side", ["Bresk League", voice("Ada Lund", speaks_for="Bresk League press office")])
def test_what_its_own_side_alone_tells_does_not_speak_for_it(side: str | Narrator) -> None:
    alone = weighed([tells(side, "warplanes")], BOTH)
    assert observed(alone)["Bresk League alone"] == {"means: aircraft": NEITHER}
    with_another = weighed([tells(side, "warplanes"), tells("Herders Union", "jets")], BOTH)
    assert observed(with_another)["Bresk League alone"] == {"means: aircraft": AGAINST}


def test_a_denial_by_an_office_of_the_party_is_its_own() -> None:
    said = [blames("Clinic Board", "Avar"), ("Ministry in Ossel", Relation.DENIES, ("Avar",))]
    avar = by_name(weighed([], said))["Avar alone"]
    assert (len(avar.denied_by), avar.inconsistencies) == (1, 0)


def test_all_observations_together_count_as_one_origin_more() -> None:
    told = [tells(root, means) for root in ("Herders Union", "Pilots Guild") for means in ("warplanes", "helicopter")]
    found = weighed(told, BOTH)
    league = by_name(found)["Bresk League alone"]
    assert list(observed(found)["Bresk League alone"].values()) == [AGAINST, AGAINST]
    assert (league.inconsistencies, league.observed_against) == (1, 1)
    assert [len(o.origins) for o in found.observations] == [2, 2]


def test_who_speaks_against_it_anyway_does_not_count_twice() -> None:
    found = weighed([tells("Clinic Board", "warplanes")], BOTH)
    assert observed(found)["Bresk League alone"] == {"means: aircraft": AGAINST}
    assert by_name(found)["Bresk League alone"].observed_against == 0


def chosen(value: str, hour: int) -> Judgement:
    subjects = ("observations",)
    moment = on(MAY[9]).start.replace(hour=hour)
    return Judgement(
        id=str(hour), by="Ada", why="as agreed", at=moment, decision=Decision.RULE, subjects=subjects, value=value
    )


def test_a_case_may_show_observations_and_order_by_claims_alone() -> None:
    told = [tells("Herders Union", "warplanes")]
    said = [*BOTH, blames("Masons Hall", "Bresk League"), ("Pilots Guild", Relation.EXCLUDES, ("Bresk League",))]
    counted = weighed(told, said)
    shown = weighed(told, said, judgements=[chosen(SHOWN, 9)])
    assert (counted.observing, shown.observing) == (COUNTED, SHOWN)
    assert [h.statement for h in counted.hypotheses] == ["Avar alone", "Bresk League alone"]
    assert [h.statement for h in shown.hypotheses] == ["Bresk League alone", "Avar alone"]
    assert observed(shown) == {name: observed(counted)[name] for name in observed(shown)}
    assert weighed(told, said, judgements=[chosen(SHOWN, 9), chosen(COUNTED, 10)]) == counted


def test_where_the_order_hangs_on_what_is_told_of_means_that_is_said() -> None:
    said = [
        ("Valley Radio", Relation.EXCLUDES, ("Avar",)),
        ("Masons Hall", Relation.EXCLUDES, ("Avar",)),
        ("Pilots Guild", Relation.EXCLUDES, ("Bresk League",)),
    ]
    found = weighed([tells("Herders Union", "warplanes"), tells("Child Fund", "jets")], said)
    assert [(h.statement, h.inconsistencies, h.observed_against) for h in found.hypotheses] == [
        ("Avar alone", 2, 0),
        ("Bresk League alone", 1, 1),
    ]
    (hangs,) = [s for s in found.sensitivity if s.origin == "means: aircraft"]
    assert (hangs.first, hangs.order) == (True, ("Bresk League alone", "Avar alone"))
    further = [*said, ("Weavers Hall", Relation.EXCLUDES, ("Bresk League",))]
    told = [tells("Herders Union", "warplanes"), tells("Child Fund", "jets")]
    assert "means: aircraft" not in {s.origin for s in weighed(told, further).sensitivity}


def of_another(root: str, *parties: str, where: Place = OSKARRA, day: int = 1, means: str = "jets") -> Item:
    """A report that tells of the attack, and that a party is alleged to have done another one."""
    item = Item(f"other {root} {parties}", "Ostrel Gazette", MAY[4])
    item.says(
        "There were warplanes over it.", Occurrence(act="attack", means="warplanes"), where=MIRVELD, when=on(MAY[3])
    )
    about = {"where": where, "when": on(MAY[day]), "event": 1, "scope": Scope.OTHER_INCIDENT}
    item.says(f"On that day {means} came there, {root} said.", Occurrence(act="attack", means=means), **about)
    return item.blames(f"By {parties}, {root} said.", Relation.ALLEGES, *parties, chain=chain(root), **about)


def in_mirveld(items: Sequence[Item]) -> Assessment:
    pool = Pool(*items)
    (incident,) = [i for i in link(pool.claims, pool.reports) if i.where and i.where.name == "Mirveld"]
    return weigh(incident, pool.claims, pool.reports, parties=PARTIES)


def test_what_is_alleged_of_another_attack_near_by_is_shown_and_never_counts() -> None:
    plain = items_of([tells("Clinic Board", "warplanes")], BOTH)
    without, found = in_mirveld(plain), in_mirveld([*plain, of_another("Valley Radio", "Avar")])
    (pattern,) = [o for o in found.observations if o.kind is ObservationKind.PATTERN]
    assert (pattern.party, pattern.what, len(pattern.claims)) == ("Avar", "aircraft", 1)
    assert observation_of(pattern) == "1 origin alleges that another attack near by, with aircraft, was by Avar"
    rows = [e for h in found.hypotheses for e in h.evidence if e.observation == pattern.id]
    assert [row.mark for row in rows] == [NEITHER, NEITHER]
    assert [(_said(h), h.observed_against) for h in found.hypotheses if h.statement == "Avar alone"] == [
        (_said(h), h.observed_against) for h in without.hypotheses if h.statement == "Avar alone"
    ]
    assert pattern.id not in {s.origin for s in found.sensitivity}
    assert {d.told_apart for d in found.diagnosticity if d.observation == pattern.id} == {0}


@pytest.mark.parametrize(
    "item",
    [
        of_another("Valley Radio", "Dorn Column"),  # of whom nobody speaks here
        of_another("Masons Hall", "Avar"),  # who says nothing on this attack
        of_another("Valley Radio", "Avar", where=DALUN),
        of_another("Valley Radio", "Avar", means="barrel bombs"),  # nobody tells of these here
    ],
)
def test_what_is_far_or_of_others_is_no_pattern(item: Item) -> None:
    found = in_mirveld([*items_of([tells("Clinic Board", "warplanes")], BOTH), item])
    assert [o for o in found.observations if o.kind is ObservationKind.PATTERN] == []


def test_each_line_of_the_tables_can_be_followed() -> None:
    assert all(line.why and line.source and line.means in MEANS for line in lines().values())
    assert {line.who for line in lines().values()} >= {"state", "armed group", "coalition"}
    text = files("isnad.weigh").joinpath("means_told.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["means"] for row in rows} == set(MEANS)
    words = [word for row in rows for word in row["words"].split("|")]
    assert len(words) == len(set(words))
    told = Armoury(PARTIES).line("drones", "Bresk League")
    assert told is not None
    assert told.has is Has.UNSURE


ROOTS = ("Herders Union", "Clinic Board", "Valley Radio", "Bresk League")
told_of = st.lists(
    st.tuples(
        st.sampled_from(ROOTS),
        st.sampled_from(("warplanes", "barrel bombs", "drones", "shelling", "raid")),
        st.sampled_from((Stance.ASSERTED, Stance.HEDGED, Stance.DENIED)),
    ),
    max_size=5,
)
blamed_for = st.lists(
    st.tuples(
        st.sampled_from(ROOTS),
        st.sampled_from((Relation.ALLEGES, Relation.ALLEGES_ONE_OF, Relation.EXCLUDES, Relation.DENIES)),
        st.sets(st.sampled_from(NAMES), min_size=1, max_size=2).map(lambda each: tuple(sorted(each))),
    ),
    max_size=4,
)


@settings(max_examples=30, deadline=None)
@given(told=told_of, blamed=blamed_for, data=st.data())
def test_forty_reprints_change_no_observation(told: Told, blamed: Blamed, data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(told), max_size=3)) if told else []
    before = items_of(told, blamed)
    copies = [
        item
        for n in range(40 // (len(again) + 1))
        for item in items_of(again, blamed, prefix=f"copy {n} ", through=f"Copier {n % 7}", delay=6 + n % 5)
    ]
    first, then = weighed_items(before), weighed_items([*before, *copies])
    for name in ("hypotheses", "observations", "diagnosticity", "sensitivity"):
        assert getattr(first, name) == getattr(then, name)


@settings(max_examples=30, deadline=None)
@given(told=told_of, blamed=blamed_for, seed=st.integers(0, 1000))
def test_order_does_not_matter(told: Told, blamed: Blamed, seed: int) -> None:
    pool, chance = Pool(*items_of(told, blamed)), random.Random(seed)
    (incident,) = link(pool.claims, pool.reports)
    claims, reports, parties = list(pool.claims), list(pool.reports), list(PARTIES)
    for each in (claims, reports, parties):
        chance.shuffle(each)
    found = weigh(incident, pool.claims, pool.reports, parties=PARTIES)
    assert weigh(incident, claims, reports, parties=parties) == found


@settings(max_examples=60, deadline=None)
@given(told=told_of, blamed=blamed_for)
def test_an_observation_raises_no_hypothesis_and_nobodys_support(told: Told, blamed: Blamed) -> None:
    without, found = weighed([], blamed), weighed(told, blamed)
    bare = {
        h.statement: replace(h, evidence=tuple(e for e in h.evidence if not e.observation), observed_against=0)
        for h in found.hypotheses
    }
    assert {name: _said(h) for name, h in bare.items()} == {h.statement: _said(h) for h in without.hypotheses}
    assert found.grade.term == without.grade.term or found.grade.term in ("Fair", "Weak")
    assert all(h.observed_against in (0, 1) for h in found.hypotheses)
    order = [h.inconsistencies + h.observed_against for h in found.hypotheses]
    assert order == sorted(order)


def _said(hypothesis: Hypothesis) -> object:
    """Who stands where, and how many speak against it by their claims."""
    relations = ("alleged_by", "hedged_by", "one_of_by", "denied_by", "excluded_by", "conceded_by", "withdrawn_by")
    return [sorted(getattr(hypothesis, name)) for name in relations], hypothesis.inconsistencies


@settings(max_examples=30, deadline=None)
@given(told=told_of, blamed=blamed_for)
def test_an_observation_is_behind_no_figure_and_no_allegation(told: Told, blamed: Blamed) -> None:
    found = weighed(told, blamed)
    spoken = {row.origin for h in found.hypotheses for row in h.evidence if not row.observation}
    counted = {figure.origin for tally in found.tallies for figure in tally.history}
    assert {o.id for o in found.independent} <= spoken | counted
