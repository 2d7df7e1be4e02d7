"""A page that was made while decisions came is kept for each later state that it still holds of, and for no other."""

import time

import pytest
from web.conftest import visitor

from isnad import open_case
from isnad.following import Following
from isnad.web.search import Search
from isnad.web.standing import Standing


class States:
    """A case whose decisions are followed one by one, each in a state of its own."""

    def __init__(self, root, search):
        self._case = open_case(root, jobs=1)
        self._following = Following(self._case.title, self._case.results(), self._case.book.judgements)
        self.now = Standing("t", 1, self._following.results, self._case.book.judgements, search)

    def decide(self, decision, *subjects):
        """A decision, and the state after it."""
        self._case.judge(decision, *subjects, by="Bo", why="because")
        judgements = self._case.book.judgements
        self.now = self.now.after(self.now.lines + 1, self._following.follow(judgements), judgements)
        return self.now


@pytest.fixture
def states(analyst, tmp_path):
    search = Search(tmp_path)
    yield States(analyst.bench.root, search)
    search.close()


def apart(standing):
    """Two incidents such that what is accepted in the one says nothing of the other."""
    dossiers = standing.results.dossiers
    for one in dossiers:
        for other in dossiers:
            if {r.id for r in one.reports}.isdisjoint(r.id for r in other.reports):
                return one.incident, other.incident
    raise AssertionError("all incidents have a report with each other")


def page_of(incident, *more):
    """What the page of an incident, or of a part of it, is kept by."""
    return ("/".join(["/incident", incident.id, *more]), "", "en")


def test_a_page_made_while_a_decision_came_is_kept_for_the_state_after_it(states):
    one, other = apart(states.now)
    before, after = states.now, states.decide("accept", one.claims[0])
    before.keep_page(page_of(other), "made of the state before")
    assert before.pages[page_of(other)] == after.pages[page_of(other)] == "made of the state before"


def test_a_page_made_while_several_came_is_kept_for_each_state_after_them(states):
    one, other = apart(states.now)
    made_of = states.now
    chain = [made_of, *(states.decide("accept", one.claims[0]) for _ in range(3))]
    assert len(set(map(id, chain))) == 4
    made_of.keep_page(page_of(other), "the page")
    made_of.keep_page(page_of(other, "log"), "a part")
    made_of.keep_page(("/", "", "en"), "the list")
    for state in chain:
        assert state.pages == {page_of(other): "the page", page_of(other, "log"): "a part", ("/", "", "en"): "the list"}


def test_a_page_made_in_the_midst_of_several_is_kept_only_for_those_after_it(states):
    one, other = apart(states.now)
    first, second = states.now, states.decide("accept", one.claims[0])
    third = states.decide("accept", one.claims[1])
    second.keep_page(page_of(other), "the page")
    assert page_of(other) not in first.pages
    assert second.pages == third.pages == {page_of(other): "the page"}


@pytest.mark.parametrize("part", [(), ("log",)])
def test_a_page_is_not_kept_where_its_incident_changed(states, part):
    one, _ = apart(states.now)
    before, after = states.now, states.decide("accept", one.claims[0])
    before.keep_page(page_of(one, *part), "without the decision")
    assert page_of(one, *part) in before.pages
    assert after.pages == {}


def test_a_page_is_kept_along_a_chain_only_until_its_incident_changed(states):
    one, other = apart(states.now)
    before = states.now
    between = states.decide("accept", one.claims[0])
    changed = states.decide("accept", other.claims[0])
    after = states.decide("accept", one.claims[1])
    before.keep_page(page_of(other), "without the second decision")
    assert between.pages == {page_of(other): "without the second decision"}
    assert changed.pages == after.pages == {}


def test_no_page_is_kept_where_the_list_changed(states):
    one, other = apart(states.now)
    before = states.now
    rows = len(before.results.incidents)
    for claim in one.claims:  # until nothing stands of it
        states.decide("reject", claim)
    assert len(states.now.results.incidents) < rows
    for key in (page_of(other), ("/", "", "en"), ("/queue", "", "en")):
        before.keep_page(key, "with the incident that went")
    assert states.now.pages == {}


def test_who_looks_while_somebody_decides_makes_the_page_for_those_who_look_after_it(analyst, monkeypatch):
    """Through the pages themselves, with a decision that comes between the making of a page and the keeping of it."""
    bench = analyst.bench
    one, other = apart(bench.standing)
    path, keep, kept = f"/incident/{other.id}", Standing.keep_page, []
    said = {"decision": "accept", "subject": one.claims[0], "why": "looked at twice", "by": "Bo", "back": path}

    def late(standing, key, text):
        if key[0] == path and not kept:
            kept.append((standing, key, text))
            assert visitor(bench).post("/decide", **said).status_code == 303
        keep(standing, key, text)

    monkeypatch.setattr(Standing, "keep_page", late)
    analyst.get(path)
    ((made_of, key, text),) = kept
    assert bench.standing is not made_of
    assert bench.standing.pages[key] == text
    until = time.monotonic() + 60
    while bench.unsettled and time.monotonic() < until:
        time.sleep(0.05)
    assert bench.standing.pages[key] == text  # over the computation too, which changed nothing of it
    del bench.standing.pages[key]
    analyst.get(path)
    assert bench.standing.pages[key] == text  # and it is what is made anew
