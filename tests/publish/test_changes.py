"""What changed between two publications is said in plain words, and nothing where nothing did."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import dossiers as any_dossiers

from isnad.publish.changes import changes
from isnad.records.assessment import Grade, GradeTerm, Observation, ObservationKind
from isnad.records.claim import Outcome
from isnad.records.person import Person
from publish.sample import sample


def said(old, new):
    return {change.incident: list(change.said) for change in changes(old, new)}


def test_nothing_changed():
    assert said([sample()], [sample()]) == {}


def test_a_toll_a_grade_and_responsibility():
    old = sample()
    made = old.assessment
    tally = replace(made.tallies[0], low=30, best=31, high=40, high_open=False, origins=5)
    blamed = replace(made.hypotheses[0], alleged_by=(*made.hypotheses[0].alleged_by, "another"))
    grade = Grade(term=GradeTerm.FAIR, clause="two or more sources")
    new = replace(
        old,
        assessment=replace(
            made, tallies=(tally, *made.tallies[2:]), hypotheses=(blamed, *made.hypotheses[1:]), grade=grade
        ),
    )
    (words,) = said([old], [new]).values()
    before = len(set(made.hypotheses[0].alleged_by))
    assert any("said killed: 30–40, best 31, from 5 origins; " in each and each.endswith("before.") for each in words)
    assert any(": no figure now; " in each for each in words)
    assert any(each.startswith("Grade: Fair (two or more sources); ") for each in words)
    assert any(f"alleged by {before + 1}, by {before} before" in each for each in words)
    assert not any("responsible" in each for each in words)


def test_what_is_told_of_means():
    old = sample()
    claims = tuple(claim.id for claim in old.claims[:2])
    kind = ObservationKind.MEANS
    told = Observation(id="means: drones", kind=kind, what="drones", claims=claims, origins=("one", "two"))
    new = replace(old, assessment=replace(old.assessment, observations=(told,)))
    assert said([old], [new]) == {old.incident.id: ["Told of drones (number of origins): 2, 0 before."]}
    assert said([new], [new]) == {}


def test_place_day_reports_and_names():
    old = sample()
    new = replace(
        old, reports=old.reports[1:], people=(Person(name="Olan Pirr", outcome=Outcome.KILLED),),
        incident=replace(old.incident, where=None, when=None),
    )  # fmt: skip
    (words,) = said([old], [new]).values()
    assert any(each.startswith("Place: Soranqa") and each.endswith("place not known now.") for each in words)
    assert any(each.startswith("Days: 4 March 2031 before") for each in words)
    assert f"1 report fewer: {old.reports[0].publisher}." in words
    assert "Victims named by permission: 1; 0 before." in words
    assert not any("Olan" in each for each in words)


def test_new_gone_and_joined_incidents():
    one = sample()
    other = replace(one, incident=replace(one.incident, id="other", name="Dulmera", claims=("x",)))
    joined = replace(one, incident=replace(one.incident, claims=(*one.incident.claims, "x")))
    assert said([one], [one, other])["other"][0].startswith("New: ")
    assert said([one, other], [one])["other"] == ["Gone: no claim of it is published now."]
    assert said([one, other], [joined])["other"] == [f"Gone: its claims stand under {one.incident.name} now."]
    assert "stood under" in said([joined], [one, other])["other"][0]


@given(st.lists(any_dossiers, max_size=2), st.lists(any_dossiers, max_size=2))
@settings(max_examples=40, deadline=None)
def test_any_two_publications_can_be_compared(old, new):
    assert all(change.said for change in changes(old, new))
    assert list(changes(new, new)) == [] or len({d.incident.id for d in new}) < len(new)
