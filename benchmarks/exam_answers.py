"""Answers of an exam of incidents: what isnad's own linking and weighing say, on the form the exam hands out.

What may live here: choosing the incident a group of reports is about, and putting its assessment on the form. Choices
that the form asks for and the house does not make:

- The incident of a group is the one most of its reports tell of, those counting more that tell of harm to people in it,
  and those more still that are mainly of it, as no bulletin of five happenings is; of equals one that a party is blamed
  for and people are counted in. Where its one report opens with a figure of several happenings ("six dead in weekend
  shootings"), it is the one that harmed most, for that is what recorders list. That the group's other reports tell of
  it too is what the exam says of them, so it is given to linking as judgements: each is judged the same in that of its
  incidents which fits best, the nearest where places are known, unless places or days contradict it.
- A range goes from the lowest to the highest figure that stands. Where no one counts all people, the counts of
  children, women and men are added, for they do not overlap; failing those, the largest count of a group is taken;
  failing that, the range that recorders enter for a word without a number (``WORDED``). But "dead and wounded" is what
  news says of any attack: where the injured are counted, or not more than a quarter of the reports say so, the dead
  that no one counts are not answered.
- No figure: null. But where the dead are counted and no injured, or the injured and no dead, 0 is answered for the
  other: the registries write it so, and ``score.py`` takes 0 and null alike where nothing was recorded.
- A time of several days: its first. None: the day the earliest report was published, for most news is of its day. Of
  several reports on an act of war: the day most of them come to, the first of such days. A report that names a day for
  the incident, or for what it tells mainly if in the week before it was published, comes to that; one that names none
  to the day it was published, which counts half. One without any date that names a day of the week comes to the one
  nearest to the day on which most of the others were published.
- Where children and women are counted beside all the dead, the others are answered as men: the registries tick a group
  for each person. Men told of go before that where children or women are counted from the persons told of, for such a
  count may lack some.
- Belligerents and strike types: exam_attacks.py. The place, where there are several reports: exam_places.py.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from exam_attacks import alleged, strikes, ticked
from exam_figures import (
    ODD_ONE,
    WORDED,
    agreed,
    as_opened,
    by_numbers,
    counting,
    from_one_to_other,
    heard,
    later_died,
    near,
    of_fighters,
    opened_with,
    unless_none,
)
from exam_places import most_told
from exam_reading import Read

from isnad.link import link
from isnad.records.assessment import Assessment, Tally
from isnad.records.claim import Basis, Casualties, Claim, Count, Outcome, Responsibility, Scope, Status
from isnad.records.incident import Incident
from isnad.records.judgement import Decision, Judgement
from isnad.records.report import Report
from isnad.records.where import Place
from isnad.weigh import weigh
from isnad.weigh.figures import enters

QUARTER = 4
WEEK = 7  # days
ROUND_UP = 5  # happenings with people hurt, from which a report is a bulletin
APART_DAYS, APART_KM = 2, 25.0  # beyond which a report of the group must be telling of something else as well
GROUPS = ("children", "women", "men")  # disjoint, and what the exams ask for


def answer(group: str, reads: Sequence[Read]) -> dict[str, Any]:
    """The fields of one incident, from the reports of its group alone."""
    return _answered(group, reads)[0]


def _answered(group: str, reads: Sequence[Read]) -> tuple[dict[str, Any], Place | None]:
    """The fields of one incident, and the place of what is linked from its reports."""
    reports = [read.report for read in reads if read.report is not None]
    found = chosen(group, reads)
    if found is None:
        return {"incident": group, "date": _first_published(reports)}, None
    mine = set(found.incident.claims)
    told = [claim for claim in found.claims if claim.id in mine]
    assessment = weigh(found.incident, found.claims, reports, found.judgements)
    made = fields(found.incident, assessment, reports, told)
    if len(reports) == 1:
        for field, outcome in (("killed", Outcome.KILLED), ("injured", Outcome.INJURED)):
            made[field] = as_opened(made[field], outcome, told, len(reports[0].text.split("\n", 1)[0]))
        made["killed_groups"] = _groups(assessment.tallies, made["killed"], told)
        return {"incident": group, **made}, found.incident.where
    alone = [(read, *_answered(group, [read])) for read in reads if read.report is not None]
    each = [(read, its) for read, its, _ in alone]
    made |= _point(most_told(found.incident.where, [place for _, _, place in alone]))
    if alleged(assessment.hypotheses, told):
        dead, hurt = ([its.get(field) for _, its in each] for field in ("killed", "injured"))
        dead_counted = [f for _, f in counting([(read, its.get("killed")) for read, its in each], Outcome.KILLED)]
        made["killed"] = unless_none(near(made["killed"], dead_counted), dead)
        made["injured"] = unless_none(from_one_to_other(made["injured"], hurt), hurt, ODD_ONE)
        made["injured"] = by_numbers(made["injured"], ((read, its.get("injured")) for read, its in each))
        made["date"] = _most_dated(reports, told, found.claims) or made["date"]
    else:
        later = later_died(each)
        each_its = {field: [(read, its.get(field)) for read, its in later] for field in ("killed", "injured")}
        each_its["killed"] = counting(each_its["killed"], Outcome.KILLED)
        each_its["injured"] = heard(each_its["injured"])
        for field, figures in each_its.items():
            if made[field]:  # and not a 0 that no one says
                made[field] = agreed(figures) or made[field]
    return {"incident": group, **made}, found.incident.where


def answer_dated(group: str, reads: Sequence[Read], again: Callable[[Sequence[Read]], list[Read]]) -> dict[str, Any]:
    """The same, its day by what ``again`` makes of the reads that have no day; all else as a case would have it."""
    made, dated = answer(group, reads), again(reads)
    if any(one is not other for one, other in zip(reads, dated, strict=True)):
        made["date"] = answer(group, dated)["date"]
    return made


@dataclass(frozen=True, slots=True)
class Chosen:
    """The incident that a group's reports are about, with all that was read in them and what the exam says of them."""

    incident: Incident
    claims: list[Claim]
    reports: list[Report]
    judgements: list[Judgement]


def chosen(group: str, reads: Sequence[Read]) -> Chosen | None:
    """The incident of a group; None where its reports tell of none."""
    claims = [claim for read in reads for claim in read.claims]
    telling = [read.report for read in reads if read.report is not None and read.claims]
    found = link(claims, telling)
    if not found:
        return None
    harm = {c.id: c for c in claims if isinstance(c.content, Casualties)}
    blames = frozenset(c.id for c in claims if isinstance(c.content, Responsibility))
    main = min(found, key=lambda incident: _most_harm(incident, harm, blames))
    judged = list(_judged(group, main, found, telling))
    incident = next(i for i in link(claims, telling, judged) if main.claims[0] in i.claims)
    return Chosen(incident, claims, [read.report for read in reads if read.report is not None], judged)


def _most_harm(
    incident: Incident, harm: Mapping[str, Claim], blames: Collection[str]
) -> tuple[int, int, bool, bool, bool, int, int, str]:
    """What most reports tell of, those counting more that tell of harm to people in it, for that is what recorders
    list, and those more still that are mainly of it; of equals one that a party is blamed for and people are counted
    in, for they list the attacks of armed forces."""
    of_many = _of_many(harm.values())
    told = {(harm[claim].quote.report, harm[claim].event == 0) for claim in incident.claims if claim in harm}
    blamed = any(claim in blames for claim in incident.claims)
    counted = any(_number(harm[claim]) for claim in incident.claims if claim in harm)
    of_none = of_many | _round_ups(harm.values())
    mainly = sum(main and report not in of_none for report, main in told)
    weight = len({report for report, _ in told}) + mainly + len(incident.reports)
    placed = incident.where is not None and incident.where.resolved
    worst = 0
    if of_many:
        worst = max((_number(harm[claim]) for claim in incident.claims if claim in harm), default=0)
    return (-weight, -worst, not blamed, not counted, not placed, *_most_reported(incident))


def _of_many(told: Collection[Claim]) -> frozenset[str]:
    """The one report of a group, where it opens with a figure of several happenings: of none of them is it mainly."""
    first = min(told, key=lambda c: c.quote.start, default=None)
    alone = first is not None and all(c.quote.report == first.quote.report for c in told)
    return frozenset([first.quote.report] if first is not None and alone and first.scope is Scope.PERIOD else [])


def _round_ups(told: Iterable[Claim]) -> frozenset[str]:
    """The reports that tell of harm in so many happenings that they are mainly of none."""
    by: dict[str, set[int]] = {}
    for claim in told:
        by.setdefault(claim.quote.report, set()).add(claim.event)
    return frozenset(report for report, events in by.items() if len(events) >= ROUND_UP)


def _number(claim: Claim) -> int:
    """How many a claim tells of as killed or injured in one happening."""
    if claim.scope not in (Scope.INCIDENT, Scope.OTHER_INCIDENT) or not isinstance(claim.content, Casualties):
        return 0
    hit = (c for c in claim.content.counts if c.outcome in (Outcome.KILLED, Outcome.INJURED))
    return sum(c.low or c.high or 0 for c in hit)


def _most_dated(reports: Iterable[Report], told: Iterable[Claim], claims: Iterable[Claim]) -> str | None:
    """The first of the days that most reports come to; None where no day is named or known. ``told``: the claims on
    the incident, of all the ``claims`` in its reports."""
    named = _days_named(told)
    mainly = _days_named(claim for claim in claims if claim.event == 0)
    come_to: Counter[date] = Counter()
    for report in reports:
        published = report.published.first_day if report.published is not None else None
        if report.id in named:
            come_to[named[report.id].most_common(1)[0][0]] += 2
        elif published is not None:
            news = (d for d, _ in mainly.get(report.id, Counter()).most_common() if 0 <= (published - d).days <= WEEK)
            day = next(news, None)
            come_to[day or published] += 2 if day else 1
    most = max(come_to.values(), default=0)
    return min(day for day, number in come_to.items() if number == most).isoformat() if most else None


def _days_named(claims: Iterable[Claim]) -> dict[str, Counter[date]]:
    """The days that claims name, by report."""
    named: dict[str, Counter[date]] = {}
    for claim in claims:
        if claim.when is not None and claim.when.day_count <= APART_DAYS:
            named.setdefault(claim.quote.report, Counter())[claim.when.first_day] += 1
    return named


def _most_reported(incident: Incident) -> tuple[int, int, str]:
    return (-len(incident.reports), -len(incident.claims), incident.id)


def _judged(group: str, main: Incident, found: Sequence[Incident], reports: Iterable[Report]) -> Iterator[Judgement]:
    """The exam's word that a report tells of the group's incident, as a judgement on its claims."""
    for report in reports:
        told = [each for each in found if report.id in each.reports]
        if main in told or not told:
            continue
        apart, best = min(
            ((_apart(main, each), each) for each in told), key=lambda m: (*m[0], _far(main, m[1]), _most_reported(m[1]))
        )
        if apart == (False, False) and main.claims[0] != best.claims[0]:
            yield Judgement(
                id=f"{group} {report.id}",
                by="the exam",
                why="groups.jsonl lists them together",
                at=datetime(1970, 1, 1, tzinfo=UTC),
                decision=Decision.SAME,
                subjects=(main.claims[0], best.claims[0]),
            )


def _far(one: Incident, other: Incident) -> float:
    """How far off the other is, in kilometres; where that is not known, farther than what is surely near."""
    km = one.where.kilometres_from(other.where) if one.where and other.where else None
    return APART_KM / 2 if km is None else km


def _apart(one: Incident, other: Incident) -> tuple[bool, bool]:
    """Whether days, and places, are known and contradict that the two are one."""
    days = one.when.days_from(other.when) if one.when and other.when else 0
    kilometres = one.where.kilometres_from(other.where) if one.where and other.where else None
    return days > APART_DAYS, (kilometres or 0.0) > APART_KM


def fields(
    incident: Incident, assessment: Assessment, reports: Iterable[Report], told: Sequence[Claim]
) -> dict[str, Any]:
    """An incident, its assessment and the claims it is told by on the exam's form."""
    killed, injured = _range(assessment.tallies, Outcome.KILLED), _range(assessment.tallies, Outcome.INJURED)
    if killed and not _counted(assessment.tallies, Outcome.KILLED):
        said = {c.quote.report for c in told if _of_dead(c)}
        if _counted(assessment.tallies, Outcome.INJURED) or QUARTER * len(said) <= len({c.quote.report for c in told}):
            killed = None
    if of_fighters(told, Outcome.KILLED):
        killed = None
    day = incident.when.first_day.isoformat() if incident.when else _first_published(reports)
    return {
        "date": day,
        "killed": killed or ([0, 0] if injured else None),
        "injured": injured or ([0, 0] if killed else None),
        "killed_groups": _groups(assessment.tallies, killed, told),
        **_point(incident.where),
        "belligerents": ticked(alleged(assessment.hypotheses, told)),
        "strike_types": strikes(told),
    }


def _point(where: Place | None) -> dict[str, float | None]:
    return {"latitude": where.latitude if where else None, "longitude": where.longitude if where else None}


def _groups(tallies: Sequence[Tally], killed: list[int] | None, told: Sequence[Claim]) -> dict[str, list[int] | None]:
    found = {group: _tally(tallies, Outcome.KILLED, group) for group in GROUPS}
    if len({claim.quote.report for claim in told}) == 1:
        found = {group: opened_with(figure, _parts(told).get(group), False) for group, figure in found.items()}
    children, women, men = (found[group] for group in GROUPS)
    if killed and children and women:
        rest = killed[0] - children[0] - women[0]
        stated = set(_stated(told))
        sure = ("children", children[0]) in stated and ("women", women[0]) in stated
        found["men"] = [rest, rest] if rest > 0 and (men is None or sure or rest == men[0]) else men
    return found


def _parts(told: Iterable[Claim]) -> dict[str, Count]:
    """The groups of the first toll that a report gives in its own voice."""
    own = (
        n
        for c in told
        if enters(c) and not c.chain.links and isinstance(c.content, Casualties)
        for n in c.content.counts
    )
    whole = next((n for n in own if n.outcome is Outcome.KILLED and n.parts), None)
    return {part.group: part for part in reversed(whole.parts)} if whole is not None else {}


def _stated(told: Iterable[Claim]) -> Iterator[tuple[str, int | None]]:
    """The figures of groups killed that are not counted from the persons told of."""
    wholes = [n for c in told if enters(c) and isinstance(c.content, Casualties) for n in c.content.counts]
    counts = (n for whole in wholes for n in (whole, *whole.parts))
    return ((n.group, n.low) for n in counts if n.outcome is Outcome.KILLED and n.basis is Basis.STATED)


def clusters(reads: Iterable[Read]) -> Iterable[dict[str, Any]]:
    """For each report of the pool the incidents that hold a claim of it; how the pool is grouped is not known."""
    reads = list(reads)
    reports = [read.report for read in reads if read.report is not None]
    told: dict[str, list[str]] = {report.id: [] for report in reports}
    for incident in link([claim for read in reads for claim in read.claims], reports):
        for report in incident.reports:
            told[report].append(incident.id)
    for read in reads:
        yield {"report": read.id, "clusters": told[read.report.id] if read.report is not None else []}


def _range(tallies: Sequence[Tally], outcome: Outcome) -> list[int] | None:
    whole = _tally(tallies, outcome, "people")
    if whole is not None and whole != [0, 0]:
        return whole
    parts = [part for group in GROUPS if (part := _tally(tallies, outcome, group))]
    if parts:
        return [sum(low for low, _ in parts), sum(high for _, high in parts)]
    if whole is not None:  # "no one was hurt", and no one else is told of who was
        return whole
    mine = [t for t in tallies if t.outcome is outcome and t.status is not Status.BELLIGERENT and t.group != "families"]
    others = [part for t in mine if (part := _tally(tallies, outcome, t.group))]
    worded = [WORDED.get(f.low, [f.low, f.low]) for t in mine for f in t.history if f.convention and f.low is not None]
    return max(others or worded, key=lambda part: part[::-1], default=None)


def _counted(tallies: Iterable[Tally], outcome: Outcome) -> bool:
    """Whether anyone who is no belligerent is counted by a number."""
    mine = (t for t in tallies if t.outcome is outcome and t.status is not Status.BELLIGERENT)
    return any(tally.high is not None for tally in mine)


def _of_dead(claim: Claim) -> bool:
    counts = claim.content.counts if isinstance(claim.content, Casualties) else ()
    return any(count.outcome is Outcome.KILLED for count in counts)


def _tally(tallies: Sequence[Tally], outcome: Outcome, group: str) -> list[int] | None:
    """Lowest and highest standing figure of a group that is not of belligerents."""
    for tally in tallies:
        civil = tally.status is not Status.BELLIGERENT
        if civil and tally.group == group and tally.outcome is outcome and tally.high is not None:
            return [tally.high if tally.low is None else tally.low, tally.high]
    return None


def _first_published(reports: Iterable[Report]) -> str | None:
    days = [report.published.first_day for report in reports if report.published is not None]
    return min(days).isoformat() if days else None
