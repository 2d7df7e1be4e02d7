"""Reckoning: what a report comes to in all, from the numbers it states and the persons it tells of one by one.

What may live here: how numbers of those hit, killed and hurt, and persons told of by themselves, are put together.
A number that the report states itself is never overruled by a count of persons.
"""

from dataclasses import dataclass, field, replace

from isnad.read.languages.english.predicates import HIT, HURT, KILLED
from isnad.read.languages.english.roster import Place, Roster, Someone, Stated, distinct


@dataclass(slots=True)
class Sum:
    """A number reckoned for a report, how it was come by, and the places it rests on."""

    number: int
    basis: str  # "stated", "persons", "rest", "added"
    places: list[Place] = field(default_factory=list)
    bounded: bool = False
    more: int = 0  # how many more they may be


def _top(stated: list[Stated]) -> Stated | None:
    return max(stated, key=lambda s: s.number, default=None)


def reckoned(roster: Roster) -> tuple[Sum | None, Sum | None]:
    """The killed and the hurt of a report; None where it tells of none."""
    killed = _killed(roster)
    return killed, _hurt(roster, killed)


def _killed(roster: Roster) -> Sum | None:
    stated = [s for s in roster.stated if s.outcome == KILLED and s.number]
    totals = [s for s in stated if not s.further and not s.ours]
    dead = distinct([p for p in roster.people if p.killed])
    before = max((s.number for s in totals if not s.ordinal), default=0)
    before = max(before, len(dead) - 1)
    totals = [s for s in totals if not s.ordinal or s.number == before + 1]  # "a third died", after two
    top = _top(totals)
    own = next((x for p in dead for x in p.told[KILLED] if x.own_hand), None)
    if top is not None and own is not None and top.place.rule.endswith("whom"):
        return Sum(top.number + 1, "added", [own, top.place])  # "killed two before turning the gun on himself"
    if top is not None and top.number >= len(dead):
        return Sum(top.number, "stated", [top.place], top.bounded, top.more)
    if top is not None and top.number > 1:
        return Sum(top.number, "stated", [top.place], top.bounded, top.more)
    further = _top([s for s in stated if s.further])
    if further is not None and further.number > 1:
        others = [p for p in dead if min(x.line for x in p.told[KILLED]) <= further.place.line]
        return Sum(further.number + len(others), "added", [further.place, *(p.told[KILLED][0] for p in others)])
    if dead:
        return Sum(len(dead), "persons", [p.told[KILLED][0] for p in dead])
    return Sum(top.number, "stated", [top.place]) if top is not None else None


def _hurt(roster: Roster, killed: Sum | None) -> Sum | None:
    """Those hurt: as stated; else the rest of those hit; else the persons told of as hit and not as dead."""
    dead = killed.number if killed else 0
    stated = [s for s in roster.stated if s.outcome in (HURT, HIT) and s.number and not s.ours]
    own = _top([_but_the_dead(s, dead) for s in stated if s.outcome == HURT and not s.further])
    hit = _top([s for s in stated if s.outcome == HIT and not s.further])
    if hit is not None and hit.place.carried and hit.place.line - 1 in _of_deaths(roster):
        dead = 0  # "Two died at the scene. Three were taken to hospital."
    alive = [p for p in roster.people if p.hurt]
    rest = Sum(max(hit.number - dead, 0), "rest" if dead else "stated", [hit.place]) if hit is not None else None
    further = _further(_top([s for s in stated if s.further]), dead, alive, rest)
    if further is not None and (own is None or own.number <= further.number):
        return further
    if own is not None and (own.number > 1 or not alive):
        if rest is not None and hit is not None and rest.number and rest.number != own.number == hit.number:
            return rest
        return Sum(own.number, "stated", [own.place], own.bounded, own.more)
    if rest is not None and (rest.number or dead):
        return rest if rest.number else None
    if alive:
        return Sum(len(alive), "persons", [next(iter(p.told.values()))[0] for p in alive])
    return None


def _of_deaths(roster: Roster) -> frozenset[int]:
    """The lines that tell of deaths."""
    told = [x.line for p in roster.people for x in p.told.get(KILLED, ())]
    return frozenset((*told, *(s.place.line for s in roster.stated if s.outcome == KILLED)))


def _but_the_dead(told: Stated, dead: int) -> Stated:
    """An ordinal counts all who were hit: where one was killed, "a second child was injured" tells of one hurt."""
    return replace(told, number=max(told.number - dead, 1)) if told.ordinal and dead else told


def _further(told: Stated | None, dead: int, alive: list[Someone], rest: Sum | None) -> Sum | None:
    """ "Three others were hurt": beside the dead; where none died, beside those told of as hurt up to there."""
    if told is None or (told.number == 1 and rest is not None):
        return None
    if dead:
        return Sum(told.number, "stated", [told.place])
    here = [p for p in alive if min(x.line for each in p.told.values() for x in each) <= told.place.line]
    number = told.number + len(here)
    if rest is not None and rest.number >= number:
        return rest
    return Sum(number, "added" if here else "stated", [told.place])
