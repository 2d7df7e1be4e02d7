"""Responsibility: hypotheses, marks, order. No verdict."""

import pytest
from link.invented import MAY, MIRVELD, ORG, PERSON, STATE, Item, Pool, chain, on, people, voice

from isnad.link import link
from isnad.records.assessment import Assessment, Consistency, GradeTerm, Hypothesis
from isnad.records.chain import Narrator
from isnad.records.claim import Denial, Relation, Stance, Status
from isnad.weigh import weigh


class Case:
    """An attack with nine dead, and what is said on who did it."""

    def __init__(self, *roots: str) -> None:
        self.items = [
            Item(f"base {root}", "Kesmar Post", MAY[3]).counts(
                f"Nine died, {root} said.", people(9), where=MIRVELD, when=on(MAY[3]), chain=chain(root)
            )
            for root in roots or ("Herders Union",)
        ]

    def says(self, root: str | Narrator, relation: Relation, *parties: str, **fields: object) -> "Case":
        words = f"{root} {relation} {parties} {sorted(fields)}"
        item = Item(f"say {len(self.items)}", f"Paper {len(self.items)}", MAY[4 + len(self.items)])
        item.tells(f"An attack, {words}", where=MIRVELD, when=on(MAY[3]), chain=chain("Herders Union"))
        item.blames(words, relation, *parties, chain=chain(root), **fields)
        self.items.append(item)
        return self

    def weighed(self) -> Assessment:
        pool = Pool(*self.items)
        (incident,) = link(pool.claims, pool.reports)
        return weigh(incident, pool.claims, pool.reports)


def by_name(found: Assessment) -> dict[str, Hypothesis]:
    return {h.statement: h for h in found.hypotheses}


def marks(found: Assessment) -> dict[str, list[Consistency]]:
    return {h.statement: [e.mark for e in h.evidence] for h in found.hypotheses}


FITS, AGAINST, NEITHER = Consistency.CONSISTENT, Consistency.INCONSISTENT, Consistency.NEUTRAL


def test_either_or_gives_each_alone_and_both() -> None:
    found = Case().says("Clinic Board", Relation.ALLEGES_ONE_OF, "Avar", "Bresk").weighed()
    assert marks(found) == {"Avar alone": [FITS], "Bresk alone": [FITS], "Avar and Bresk jointly": [NEITHER]}
    assert len(by_name(found)["Avar alone"].one_of_by) == 1


@pytest.mark.parametrize(
    ("relation", "parties", "fields", "avar", "bresk", "joint"),
    [
        (Relation.ALLEGES, ("Avar",), {}, FITS, AGAINST, NEITHER),
        (Relation.ALLEGES, ("Avar",), {"stance": Stance.HEDGED}, FITS, NEITHER, NEITHER),
        (Relation.ALLEGES, ("Avar", "Bresk"), {}, AGAINST, AGAINST, FITS),
        (Relation.EXCLUDES, ("Avar",), {"ground": "no aircraft"}, AGAINST, NEITHER, AGAINST),
        (Relation.CONCEDES, ("Avar",), {}, FITS, AGAINST, FITS),
        (Relation.DENIES, ("Avar",), {}, AGAINST, NEITHER, AGAINST),
        (Relation.DENIES, ("Avar",), {"denial": Denial.OCCURRENCE}, NEITHER, NEITHER, NEITHER),
        (Relation.SPEAKS_OF, ("Avar",), {"stance": Stance.NONCOMMITTAL}, NEITHER, NEITHER, NEITHER),
    ],
)
def test_marks(
    relation: Relation,
    parties: tuple[str, ...],
    fields: dict[str, object],
    avar: Consistency,
    bresk: Consistency,
    joint: Consistency,
) -> None:
    found = Case().says("Clinic Board", Relation.ALLEGES_ONE_OF, "Avar", "Bresk")
    found.says(voice("Mirveld Council", ORG), relation, *parties, **fields)
    got = {name: each[-1] for name, each in marks(found.weighed()).items()}
    assert (got["Avar alone"], got["Bresk alone"], got["Avar and Bresk jointly"]) == (avar, bresk, joint)


@pytest.mark.parametrize(
    "speaker",
    [voice("Avar", STATE), voice("Avarian army command"), voice("Dora Lind", PERSON), voice("D. Lind", PERSON, "Avar")],
)
def test_a_partys_own_denial_tells_nothing_but_is_shown(speaker: Narrator) -> None:
    found = Case().says("Clinic Board", Relation.ALLEGES, "Avar").says(speaker, Relation.DENIES, "Avar").weighed()
    avar = by_name(found)["Avar alone"]
    assert avar.inconsistencies == 0
    assert len(avar.denied_by) == 1


def test_who_is_denied_or_excluded_stays_on_the_list() -> None:
    found = (
        Case()
        .says("Clinic Board", Relation.ALLEGES, "Avar")
        .says("Clinic Board", Relation.EXCLUDES, "Dorn", ground="you need planes")
        .weighed()
    )
    dorn = by_name(found)["Dorn alone"]
    assert len(dorn.excluded_by) == 1
    assert dorn.grounds == ("you need planes",)
    assert found.hypotheses[-1] == dorn


def test_least_inconsistency_comes_first_and_not_most_support() -> None:
    case = Case()
    for root in ("Clinic Board", "Valley Radio", "Mirveld Council"):
        case.says(root, Relation.ALLEGES, "Avar", stance=Stance.HEDGED)
    case.says("Pilots League", Relation.EXCLUDES, "Avar").says(
        "Child Fund", Relation.ALLEGES, "Bresk", stance=Stance.HEDGED
    )
    assert case.weighed().hypotheses[0].statement == "Bresk alone"


def test_saying_it_again_adds_no_evidence() -> None:
    once = Case().says("Clinic Board", Relation.ALLEGES, "Avar")
    before = once.weighed().hypotheses
    after = once.says("the Clinic Board", Relation.ALLEGES, "Avar").weighed().hypotheses
    assert [(h.statement, h.alleged_by, len(h.evidence)) for h in before] == [
        (h.statement, h.alleged_by, len(h.evidence)) for h in after
    ]


@pytest.mark.parametrize(
    ("case", "term"),
    [
        (Case(), GradeTerm.WEAK),
        (Case("Herders Union", "Clinic Board"), GradeTerm.WEAK),
        (Case().says("Herders Union", Relation.ALLEGES, "Avar"), GradeTerm.WEAK),
        (Case("Herders Union", "Clinic Board").says("Clinic Board", Relation.ALLEGES, "Avar"), GradeTerm.FAIR),
        (
            Case("Herders Union", "Clinic Board")
            .says("Clinic Board", Relation.ALLEGES, "Avar")
            .says("Herders Union", Relation.ALLEGES, "Bresk"),
            GradeTerm.CONTESTED,
        ),
        (Case().says("Clinic Board", Relation.ALLEGES_ONE_OF, "Avar", "Bresk"), GradeTerm.CONTESTED),
        (
            Case().says("Clinic Board", Relation.ALLEGES, "Avar").says("Avar", Relation.DENIES, "Avar"),
            GradeTerm.CONTESTED,
        ),
        (
            Case().says("Avar", Relation.DENIES, "Avar", denial=Denial.OCCURRENCE),
            GradeTerm.CONTESTED,
        ),
        (
            Case().says("Clinic Board", Relation.ALLEGES, "Avar").says("Avar", Relation.CONCEDES, "Avar"),
            GradeTerm.CONFIRMED,
        ),
    ],
)
def test_grade(case: Case, term: GradeTerm) -> None:
    grade = case.weighed().grade
    assert grade.term is term
    assert grade.clause


def test_only_belligerents_dead_is_discounted() -> None:
    pool = Pool(
        Item("one", "Kesmar Post", MAY[3]).counts(
            "Nine fighters died.", people(9, status=Status.BELLIGERENT), where=MIRVELD, when=on(MAY[3])
        )
    )
    (incident,) = link(pool.claims, pool.reports)
    assert weigh(incident, pool.claims, pool.reports).grade.term is GradeTerm.DISCOUNTED


def test_the_headline_is_hedged_and_quoted() -> None:
    found = Case().says("Clinic Board", Relation.ALLEGES, "Avar").says("Avar", Relation.DENIES, "Avar").weighed()
    statement = found.headline.statement
    assert statement.startswith(
        "9 people are reported killed in Mirveld on 4 May 2031 (3 reports, figures from 1 origin)."
    )
    assert "Avar alone: alleged by 1, denied by 1" in statement
    assert len(found.headline.quotes) >= 3


def test_a_source_that_corrects_itself_changes_what_stands_and_keeps_what_stood() -> None:
    case = Case("Herders Union", "Clinic Board")
    case.says("Clinic Board", Relation.ALLEGES, "Avar", stance=Stance.HEDGED)
    case.says("Clinic Board", Relation.ALLEGES, "Bresk")
    found = by_name(case.weighed())
    assert (found["Avar alone"].hedged_by, len(found["Avar alone"].withdrawn_by)) == ((), 1)
    assert len(found["Bresk alone"].alleged_by) == 1
    kept = {(e.mark, bool(e.superseded_by)) for e in found["Avar alone"].evidence}
    assert kept == {(FITS, True), (AGAINST, False)}
    assert found["Bresk alone"].inconsistencies == 0


@pytest.mark.parametrize(
    ("relation", "parties", "fields"),
    [
        (Relation.ALLEGES, ("Bresk",), {"stance": Stance.HEDGED}),  # "perhaps" takes nothing back
        (Relation.ALLEGES, ("Avar",), {"stance": Stance.HEDGED}),  # the same party, said more carefully
        (Relation.EXCLUDES, ("Bresk",), {}),
        (Relation.SPEAKS_OF, ("Avar",), {"stance": Stance.NONCOMMITTAL}),
    ],
)
def test_what_does_not_contradict_takes_nothing_back(
    relation: Relation, parties: tuple[str, ...], fields: dict[str, object]
) -> None:
    case = Case().says("Clinic Board", Relation.ALLEGES, "Avar").says("Clinic Board", relation, *parties, **fields)
    found = by_name(case.weighed())["Avar alone"]
    assert (len(found.alleged_by), found.withdrawn_by) == (1, ())


def test_another_source_takes_nothing_back_and_a_late_reprint_revives_nothing() -> None:
    case = Case("Herders Union").says("Clinic Board", Relation.ALLEGES, "Avar")
    case.says("Valley Radio", Relation.ALLEGES, "Bresk")
    assert all(h.withdrawn_by == () for h in case.weighed().hypotheses)
    case.says("Clinic Board", Relation.ALLEGES, "Dorn").says("Clinic Board", Relation.ALLEGES, "Avar")
    found = by_name(case.weighed())
    assert len(found["Avar alone"].withdrawn_by) == 1
    assert len(found["Dorn alone"].alleged_by) == 1


def test_a_report_that_says_both_takes_nothing_back() -> None:
    case = Case("Herders Union").says("Clinic Board", Relation.ALLEGES, "Avar")
    case.says("Clinic Board", Relation.ALLEGES, "Bresk")
    case.items[-1].blames("Avar too, the board said.", Relation.ALLEGES, "Avar", chain=chain("Clinic Board"))
    found = by_name(case.weighed())
    assert all(found[name].withdrawn_by == () for name in ("Avar alone", "Bresk alone"))


def test_accepting_takes_back_an_earlier_denial() -> None:
    ministry = voice("Avar defence ministry", STATE)
    case = Case().says(ministry, Relation.DENIES, "Avar").says(ministry, Relation.CONCEDES, "Avar")
    found = by_name(case.weighed())["Avar alone"]
    assert (found.denied_by, len(found.conceded_by)) == ((), 1)
