"""One attack in nine reports, from claims to assessment: everything that must hold of a case at once.

All invented: an attack on the clinic of Mirveld (also Meerveld) on 4 May 2031, another in Dalun, and totals of a week
and of a war.
"""

from collections.abc import Iterable
from functools import cache

from link.invented import (
    ACCOUNT,
    AGENCY,
    ANONYMOUS,
    CROWD,
    DALUN,
    KESMAR,
    MAY,
    MEERVELD,
    MIRVELD,
    PERSON,
    STATE,
    Item,
    Pool,
    Scope,
    chain,
    on,
    people,
    voice,
)

from isnad.link import link
from isnad.records.assessment import Assessment, GradeTerm, Tally
from isnad.records.claim import Count, Denial, Outcome, Relation, Stance
from isnad.records.incident import Incident
from isnad.weigh import weigh

MONITOR = "Kesmar Monitor for Herders"
OVERLAND = voice("Overland", AGENCY)
SODEK = voice("Ilmar Sodek", PERSON, speaks_for=MONITOR)
NURSE = voice("a nurse", ANONYMOUS)
SHELL = "One shell hit the gate of the clinic as patients were leaving to walk home before the evening curfew"
HERE = {"where": MIRVELD, "when": on(MAY[3])}
ALSO = {"where": MEERVELD, "when": on(MAY[3])}


def reports() -> list[Item]:
    """The nine reports."""
    dozens = Count(outcome=Outcome.INJURED, low=None, high=None, words="dozens", convention=(24, 99))
    family = (people(20, group="children"), people(3, group="men"), people(3, group="women"))
    return [
        Item("first hours", "Far News (Overland)", MAY[3])
        .counts("Seventeen were dead, the Monitor said.", people(17), chain=chain(OVERLAND, "the Monitor"), **HERE)
        .counts("Seven were children.", people(7, group="children"), chain=chain(OVERLAND, MONITOR), **HERE)
        .tells("Jets struck the clinic.", target="clinic", chain=chain(OVERLAND, MONITOR), **HERE),
        Item("lower", "Valley Times", MAY[3])
        .counts("The town's radio gave a lower toll of 12.", people(12), chain=chain("Mirveld Town Radio"), **HERE)
        .counts("In Dalun five fighters and two herders died.", people(7), event=1, where=DALUN, when=on(MAY[3])),
        Item("evening", "Brenn Post (Overland)", MAY[3])
        .counts(
            "At least 26 died in Meerveld, activists said.",
            people(26, None),
            chain=chain(voice("activists", CROWD)),
            **ALSO,
        )
        .counts(f"{SHELL}, killing 26", people(26), chain=chain(OVERLAND, NURSE), **ALSO)
        .counts("More than 75 died in the province in a week.", people(76, None), where=KESMAR, scope=Scope.PERIOD),
        Item("morning", "The Kesmar Herald", MAY[4])
        .counts(
            "26+ killed, 20 children and 3 men and 3 women.",
            people(26, None, parts=family),
            chain=chain(voice("@lina_m", ACCOUNT)),
            **HERE,
        )
        .counts(f"{SHELL}, killing 26", people(26), chain=chain(NURSE), **HERE)
        .counts("The war has killed 300000.", people(300000), scope=Scope.WAR),
        Item("fund", "Child Fund", MAY[4]).counts(
            "The shells killed 22 pupils and six teachers.",
            people(22, group="children"),
            people(6, group="teachers"),
            **HERE,
        ),
        Item("update", "Far News", MAY[5])
        .counts(
            "The toll has risen to 35 dead, the monitor's head told us.", people(35), dozens, chain=chain(SODEK), **HERE
        )
        .counts(
            "Thirty-five were killed, said the town's health board.",
            people(35),
            chain=chain("Mirveld Health Board"),
            **HERE,
        ),
        Item("reprint", "Valley Times", MAY[6]).counts(
            f"{SHELL}, killing 26", people(26), chain=chain(voice("Overland", AGENCY), NURSE), **HERE
        ),
        Item("blame", "The Kesmar Herald", MAY[5])
        .tells("Jets struck the clinic of Mirveld.", target="clinic", **HERE)
        .blames(
            "Either Avar or Bresk did it, the minister said.",
            Relation.ALLEGES_ONE_OF,
            "Avar",
            "Bresk",
            chain=chain(voice("Dora Lind", PERSON)),
        )
        .blames(
            "It was not Dorn: you need planes.",
            Relation.EXCLUDES,
            "Dorn",
            ground="you need planes",
            chain=chain(voice("Dora Lind", PERSON)),
        )
        .blames(
            "The jets were believed to be Avarian.",
            Relation.ALLEGES,
            "Avar",
            stance=Stance.HEDGED,
            chain=chain(MONITOR),
        )
        .blames("Avar denied any part in it.", Relation.DENIES, "Avar", chain=chain(voice("Avar", STATE)))
        .blames(
            "The claims were a lie.",
            Relation.DENIES,
            "Avar",
            denial=Denial.OCCURRENCE,
            chain=chain(voice("Avar", STATE)),
        ),
        Item("coalition", "Herders Union", MAY[4])
        .counts("26 were killed in a joint attack.", people(26, None), **ALSO)
        .blames("Avar and Bresk flew it together.", Relation.ALLEGES, "Avar", "Bresk")
        .blames(
            "I hope we were not involved.",
            Relation.SPEAKS_OF,
            "Avar",
            stance=Stance.NONCOMMITTAL,
            chain=chain(voice("Ottar Vale", PERSON)),
        ),
    ]


@cache
def case() -> tuple[Pool, tuple[Incident, ...], Assessment]:
    """The pool, its incidents, and the assessment of Mirveld."""
    pool = Pool(*reports())
    incidents = link(pool.claims, pool.reports)
    mirveld = max(incidents, key=lambda i: len(i.reports))
    return pool, incidents, weigh(mirveld, pool.claims, pool.reports)


def tally(group: str = "people", outcome: Outcome = Outcome.KILLED) -> Tally:
    return next(t for t in case()[2].tallies if (t.group, t.outcome) == (group, outcome))


def named(ids: Iterable[str]) -> set[str]:
    origins = {o.id: o.name for o in case()[2].origins}
    return {origins[i] for i in ids}


def test_two_incidents_and_one_place_under_two_spellings() -> None:
    _, incidents, _ = case()
    assert {(i.name, len(i.reports)) for i in incidents} == {("Mirveld, 2031-05-04", 9), ("Dalun, 2031-05-04", 1)}
    assert set(max(incidents, key=lambda i: len(i.reports)).names) == {"Mirveld", "Meerveld"}


def test_the_toll_is_a_range_with_its_history_and_nothing_foreign() -> None:
    killed = tally()
    assert (killed.low, killed.best, killed.high, killed.high_open) == (12, 26, 35, True)
    stated = {f.low for f in killed.history}
    assert stated == {12, 17, 26, 35}
    foreign = {7, 76, 300000}
    assert not foreign & stated
    assert {q.text for f in case()[2].scoped_out for q in f.quotes} >= {
        "More than 75 died in the province in a week.",
        "The war has killed 300000.",
        "In Dalun five fighters and two herders died.",
    }


def test_the_monitor_supersedes_itself_under_three_names() -> None:
    own = [f for f in tally().history if named([f.origin]) == {MONITOR}]
    assert [(f.low, bool(f.superseded_by)) for f in own] == [(17, True), (35, False)]


def test_the_nurse_in_three_reports_is_one_open_witness() -> None:
    pool, _, found = case()
    nurse = {c.id for c in pool.claims if c.quote.text.startswith(SHELL)}
    (origin,) = [o for o in found.origins if nurse & set(o.claims)]
    assert nurse <= set(origin.claims)
    assert origin.open
    assert len(origin.reports) == 3


def test_groups_keep_to_themselves() -> None:
    assert (tally("children").low, tally("children").high) == (7, 22)
    assert tally("teachers").high == 6
    assert any("at least 28" in f.statement for f in case()[2].scoped_out)


def test_words_for_numbers_bound_nothing() -> None:
    assert tally(outcome=Outcome.INJURED).high is None


def test_hypotheses_and_who_stands_where() -> None:
    by_name = {h.statement: h for h in case()[2].hypotheses}
    assert set(by_name) == {"Avar alone", "Bresk alone", "Avar and Bresk jointly", "Dorn alone"}
    assert named(by_name["Avar alone"].hedged_by) == {MONITOR}
    assert named(by_name["Avar alone"].denied_by) == {"Avar"}
    assert named(by_name["Avar and Bresk jointly"].alleged_by) == {"Herders Union"}
    assert named(by_name["Bresk alone"].one_of_by) == {"Dora Lind"}
    assert named(by_name["Dorn alone"].excluded_by) == {"Dora Lind"}
    assert case()[2].hypotheses[-1].statement == "Dorn alone"


def test_the_grade_and_the_headline() -> None:
    found = case()[2]
    assert found.grade.term is GradeTerm.CONTESTED
    assert found.headline.statement.startswith(
        "12 to 35 or more people are reported killed in Mirveld on 4 May 2031 (9 reports, "
    )
