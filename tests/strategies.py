"""Hypothesis strategies for every record, for the tests of all rooms."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from isnad.records.assessment import (
    COUNTED,
    SHOWN,
    Assessment,
    Consistency,
    Evidence,
    Figure,
    Grade,
    GradeTerm,
    Hypothesis,
    Observation,
    ObservationKind,
    Origin,
    Tally,
)
from isnad.records.capture import Capture, digest_of
from isnad.records.chain import Chain, Link, Manner, Narrator, NarratorKind
from isnad.records.claim import (
    Casualties,
    Character,
    Claim,
    Count,
    Denial,
    Occurrence,
    Outcome,
    Presence,
    Relation,
    Responsibility,
    Scope,
    Stance,
    Status,
    Whereabouts,
)
from isnad.records.codec import with_id
from isnad.records.dossier import Dossier
from isnad.records.finding import Finding
from isnad.records.incident import Incident
from isnad.records.judgement import Decision, Judgement
from isnad.records.person import Person, Sex
from isnad.records.problem import Problem, Severity
from isnad.records.report import Passage, Quote, Report
from isnad.records.when import Interval
from isnad.records.where import Place
from isnad.records.withheld import Withheld

texts = st.text(st.characters(codec="utf-8"), max_size=40)  # any letters that can be stored: no lone surrogates
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(str.strip)
ids = st.text("0123456789abcdef", min_size=16, max_size=16)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1900, 1, 2), datetime(2100, 12, 30), timezones=zones)
days = st.dates(date(1900, 1, 2), date(2100, 12, 30))
floats = st.floats(allow_nan=False, allow_infinity=False)


def several(of, at_most=3):
    """A tuple of some of these."""
    return st.lists(of, max_size=at_most).map(tuple)


@st.composite
def intervals(draw):
    first, length = draw(days), draw(st.integers(0, 900))
    return Interval.days(first, first + timedelta(days=length), draw(texts))


instants = st.builds(Interval.instant, moments, texts)
places = st.builds(
    lambda at, **rest: Place(latitude=at and at[0], longitude=at and at[1], **rest),
    st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    name=names,
    words=texts,
    within=several(names),
    where_prec=st.integers(1, 7),
    ident=texts,
)
resolved_places = places.filter(lambda place: place.resolved)


@st.composite
def quotes(draw, report=ids):
    words, start = draw(names), draw(st.integers(0, 10_000))
    return Quote(report=draw(report), start=start, end=start + len(words), text=words)


captures = st.builds(
    Capture,
    id=ids,
    digest=st.binary(max_size=8).map(digest_of),
    size=st.integers(0, 1 << 50),
    origin=texts,
    captured=moments,
    tool=texts,
    media_type=texts,
    publisher=texts,
    published=texts,
    url=texts,
    title=texts,
    headers=several(st.tuples(texts, texts)),
)
passages = st.builds(
    Passage,
    start=st.integers(0),
    end=st.integers(0),
    first_byte=st.integers(0),
    end_byte=st.integers(0),
    exact=st.booleans(),
)
reports = st.builds(
    Report,
    id=ids,
    capture=ids,
    digest=st.binary(max_size=8).map(digest_of),
    text=texts,
    format=texts,
    encoding=texts,
    language=texts,
    publisher=texts,
    title=texts,
    url=texts,
    published=st.none() | intervals() | instants,
    passages=several(passages),
)
narrators = st.builds(
    Narrator, name=names, kind=st.sampled_from(NarratorKind), words=texts, role=texts, speaks_for=texts
)
links = st.builds(Link, narrator=narrators, manner=st.sampled_from(Manner), cue=st.none() | quotes())
chains = st.builds(Chain, links=several(links), open=st.booleans(), opened_by=texts)
ranges = st.tuples(st.none() | st.integers(0, 10**6), st.none() | st.integers(0, 10**6)).map(
    lambda r: tuple(sorted(r)) if None not in r else r
)
groups = st.sampled_from(("people", "children", "women", "men", "teachers", "civilians")) | names


def counts(depth=1):
    return st.builds(
        lambda bounds, **rest: Count(low=bounds[0], high=bounds[1], **rest),
        ranges,
        outcome=st.sampled_from(Outcome),
        group=groups,
        status=st.sampled_from(Status),
        words=texts,
        convention=st.none() | st.tuples(st.integers(0, 99), st.none() | st.integers(100, 999)),
        parts=several(counts(depth - 1)) if depth else st.just(()),
    )


contents = st.one_of(
    st.builds(Casualties, counts=several(counts())),
    st.builds(
        Responsibility,
        relation=st.sampled_from(Relation),
        parties=several(names),
        ground=texts,
        denial=st.none() | st.sampled_from(Denial),
    ),
    st.builds(Occurrence, act=names, means=texts, target=texts),
    st.builds(Character, term=names),
    st.builds(Presence, whereabouts=st.sampled_from(Whereabouts), parties=several(names)),
)
claims = st.builds(
    Claim,
    id=ids,
    quote=quotes(),
    chain=chains,
    stance=st.sampled_from(Stance),
    content=contents,
    scope=st.sampled_from(Scope),
    where=st.none() | places,
    when=st.none() | intervals(),
    event=st.integers(0, 9),
    because=several(texts),
)
judgements = st.builds(
    Judgement,
    id=ids,
    by=names,
    why=names,
    at=moments,
    decision=st.sampled_from(Decision),
    subjects=st.lists(ids, min_size=2, max_size=4, unique=True).map(tuple),
    field=texts,
    value=texts,
)
incidents = st.builds(
    Incident,
    id=ids,
    name=names,
    claims=several(ids),
    reports=several(ids),
    where=st.none() | places,
    when=st.none() | intervals(),
    names=several(names),
    acts=several(names),
    targets=several(names),
    because=several(texts),
)
findings = st.builds(Finding, statement=texts, score=floats, reasons=several(texts), quotes=several(quotes()))
origins = st.builds(
    Origin, id=ids, name=names, claims=several(ids), reports=several(ids), open=st.booleans(), because=several(texts)
)
figures = st.builds(
    Figure,
    claim=ids,
    origin=ids,
    low=st.none() | st.integers(0, 999),
    high=st.none() | st.integers(0, 999),
    reported=st.none() | moments,
    words=texts,
    convention=st.booleans(),
    superseded_by=texts,
)
tallies = st.builds(
    Tally,
    group=groups,
    outcome=st.sampled_from(Outcome),
    status=st.sampled_from(Status),
    low=st.none() | st.integers(0, 999),
    best=st.none() | st.integers(0, 999),
    high=st.none() | st.integers(0, 999),
    high_open=st.booleans(),
    origins=st.integers(0, 99),
    history=several(figures),
    disagreements=several(findings, 1),
)
hypotheses = st.builds(
    Hypothesis,
    statement=texts,
    parties=several(names),
    jointly=st.booleans(),
    alleged_by=several(ids),
    evidence=several(
        st.builds(Evidence, claim=ids, origin=ids, mark=st.sampled_from(Consistency), reason=texts, observation=texts)
    ),
    grounds=several(texts),
    observed_against=st.integers(0, 1),
)
observations = st.builds(
    Observation,
    id=texts,
    kind=st.sampled_from(ObservationKind),
    what=texts,
    claims=several(ids),
    origins=several(ids),
)
assessments = st.builds(
    Assessment,
    incident=ids,
    headline=findings,
    origins=several(origins, 2),
    tallies=several(tallies, 2),
    hypotheses=several(hypotheses, 2),
    grade=st.builds(Grade, term=st.sampled_from(GradeTerm), clause=texts, reasons=several(texts)),
    contradictions=several(findings, 1),
    scoped_out=several(findings, 1),
    observations=several(observations, 2),
    observing=st.sampled_from((COUNTED, SHOWN)),
)
problems = st.builds(Problem, what=names, where=texts, todo=names, severity=st.sampled_from(Severity))
people = st.builds(
    Person,
    name=texts,
    outcome=st.sampled_from(Outcome),
    sex=st.sampled_from(Sex),
    age=st.none() | st.integers(0, 110),
    adult=st.none() | st.booleans(),
    kinship=texts,
    role=texts,
    quotes=several(quotes(), 1),
    claims=several(ids),
)
notes = st.builds(
    Withheld,
    rule=st.sampled_from(("victims", "analysts", "a rule of tomorrow")),
    record=names,
    field=names,
    times=st.integers(1, 9),
    spans=several(st.tuples(st.integers(0, 9), st.integers(10, 99))),
)
dossiers = st.builds(
    Dossier,
    case=texts,
    incident=incidents,
    assessment=assessments,
    claims=several(claims, 2),
    reports=several(reports, 2),
    captures=several(captures, 2),
    judgements=several(judgements, 1),
    nearby=several(claims, 1),
    problems=several(problems, 1),
    version=texts,
    people=several(people, 1),
    withheld=several(notes, 2),
)
KINDS = {
    "capture": captures,
    "report": reports,
    "claim": claims,
    "judgement": judgements,
    "incident": incidents,
    "assessment": assessments,
    "dossier": dossiers,
    "problem": problems,
}
"""A strategy for each kind of record that the codec knows."""


@st.composite
def quoted_reports(draw):
    """A report with some text and a stretch of it."""
    text = draw(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    report = with_id(replace(draw(reports), text=text))
    return report, start, end


def utc(year, month, day, hour=0, minute=0):
    """A moment in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
