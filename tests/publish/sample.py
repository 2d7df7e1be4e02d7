"""A rich dossier built by hand: an invented attack in an invented country, told by invented outlets."""

from datetime import UTC, date, datetime

from isnad.records.assessment import (
    Assessment,
    Consistency,
    Evidence,
    Figure,
    Grade,
    GradeTerm,
    Hypothesis,
    Origin,
    Tally,
)
from isnad.records.capture import Capture, digest_of
from isnad.records.chain import Chain, Link, Manner, Narrator, NarratorKind
from isnad.records.claim import (
    Casualties,
    Character,
    Claim,
    Content,
    Count,
    Denial,
    Occurrence,
    Outcome,
    Relation,
    Responsibility,
    Scope,
    Stance,
    Status,
)
from isnad.records.codec import with_id
from isnad.records.dossier import Dossier
from isnad.records.finding import Finding
from isnad.records.incident import Incident
from isnad.records.judgement import Decision, Judgement
from isnad.records.problem import Problem, Severity
from isnad.records.report import Quote, Report
from isnad.records.when import Interval
from isnad.records.where import Place

TEXTS: dict[str, tuple[str, str, str, datetime, str]] = {
    "wire1": (
        "Halden Wire",
        "Shelling kills nine in Soranqa market, monitor says",
        "en",
        datetime(2031, 3, 4, 9, 20, tzinfo=UTC),
        "SORANQA, 4 March - Nine people were killed when shells hit the market of Soranqa on Tuesday, the Velmar "
        "Observatory said.\nA local activist said the shelling came from positions of the Karsan army.\n"
        "Dozens were wounded, the Observatory added.",
    ),
    "wire2": (
        "Halden Wire",
        "Toll in Soranqa market rises to 14",
        "en",
        datetime(2031, 3, 4, 15, 5, tzinfo=UTC),
        "SORANQA, 4 March - The Velmar Observatory said on Tuesday afternoon that 14 people had died in Soranqa, "
        "seven of them children.\nThe Karsan defence ministry denied any responsibility. "
        "“Our forces fired no shells that day,” "
        "its spokesman said.",
    ),
    "tamar": (
        "Tamar Daily",
        "Fourteen dead in market shelling",
        "en",
        datetime(2031, 3, 4, 18, 40, tzinfo=UTC),
        "The Velmar Observatory said on Tuesday afternoon that 14 people had died in Soranqa, "
        "seven of them children. (Halden Wire)",
    ),
    "sawt": (
        "صوت فلمار",
        "سبعة عشر قتيلاً في سوق سورنقة",
        "ar",
        datetime(2031, 3, 5, 6, 0, tzinfo=UTC),
        "قال مرصد فلمار إن 17 شخصاً قُتلوا في قصف سوق بلدة سورنقة يوم الثلاثاء، بينهم أطفال.\n"
        "واتهم المجلس المحلي جيش كارسان بقصف السوق عمداً.\nوأصيب نحو 40 آخرين، بحسب المجلس.",
    ),
    "courier": (
        "Orrin Courier",
        "Both sides trade blame over Soranqa",
        "en",
        datetime(2031, 3, 5, 12, 30, tzinfo=UTC),
        "Between 22 and 26 civilians died in Sorenka, the Civil Rescue Corps said.\n"
        "Either the Karsan army or the Orrin Front is responsible, the envoy of the Lakes Union said. "
        "The Orrin Front has no guns of "
        "that range, she added.\n"
        "Since 2027 more than 8,000 people have been killed in the war, according to the Lakes Union.\n"
        "A strike on nearby Dulmera killed four the same day, residents said.",
    ),
    "gazette": (
        "Karsan Gazette",
        "Ministry: no attack took place",
        "en",
        datetime(2031, 3, 6, 8, 0, tzinfo=UTC),
        "No attack took place in Soranqa, the defence ministry of Karsan said. The images were staged, it added.\n"
        "The market was hit by a rocket of the Orrin Front that fell short, a military blogger wrote.",
    ),
    "wire3": (
        "Halden Wire",
        "Soranqa toll 21: monitor",
        "en",
        datetime(2031, 3, 6, 17, 45, tzinfo=UTC),
        "The Velmar Observatory now counts 21 dead in Soranqa, having found four bodies under the rubble.\n"
        "Karsan mortars were believed to be behind the attack, which may amount to a war crime, a lawyer said.",
    ),
}

PLACE = Place(
    name="Soranqa",
    words="Soranqa",
    within=("Velmar", "Orrin district"),
    latitude=12.3456,
    longitude=45.6543,
    ident="sample:1",
)
DAY = Interval.days(date(2031, 3, 4))
CAPTURED = datetime(2031, 3, 7, 10, 0, tzinfo=UTC)


def reports_and_captures(
    texts: dict[str, tuple[str, str, str, datetime, str]],
) -> tuple[dict[str, Report], list[Capture]]:
    """Reports by key, and their captures."""
    reports, captures = {}, []
    for key, (publisher, title, language, published, text) in texts.items():
        url = f"https://{key}.example/soranqa"
        capture = with_id(
            Capture(
                id="",
                digest=digest_of(text.encode()),
                size=len(text.encode()),
                origin=url,
                captured=CAPTURED,
                tool="sample 1",
                media_type="text/plain",
                publisher=publisher,
                published=published.isoformat(),
                url=url,
                title=title,
            )
        )
        captures.append(capture)
        reports[key] = with_id(
            Report(
                id="",
                capture=capture.id,
                digest=capture.digest,
                text=text,
                format="text",
                encoding="utf-8",
                language=language,
                publisher=publisher,
                title=title,
                url=url,
                published=Interval.instant(published),
            )
        )
    return reports, captures


def narrator(name: str, kind: NarratorKind = NarratorKind.ORGANISATION, role: str = "") -> Narrator:
    return Narrator(name=name, kind=kind, role=role)


class Maker:
    """Makes claims on words found in a report."""

    def __init__(self, reports: dict[str, Report]) -> None:
        self.reports = reports
        self.made: dict[str, Claim] = {}

    def quote(self, report: str, words: str) -> Quote:
        start = self.reports[report].text.index(words)
        return self.reports[report].quote(start, start + len(words))

    def claim(
        self,
        name: str,
        report: str,
        words: str,
        content: Content,
        *links: tuple[Narrator, Manner, str],
        stance: Stance = Stance.ASSERTED,
        scope: Scope = Scope.INCIDENT,
        opened: str | None = None,
        event: int = 0,
    ) -> Claim:
        chain = Chain(
            links=tuple(
                Link(narrator=n, manner=m, cue=self.quote(report, cue) if cue else None) for n, m, cue in links
            ),
            open=opened is not None,
            opened_by=opened or "",
        )
        made = with_id(
            Claim(
                id="",
                quote=self.quote(report, words),
                chain=chain,
                stance=stance,
                content=content,
                scope=scope,
                where=PLACE,
                when=DAY,
                event=event,
                because=(f"sample: {words}",),
            )
        )
        self.made[name] = made
        return made


def killed(
    low: int | None, high: int | None, words: str, group: str = "people", status: Status = Status.UNDETERMINED
) -> Count:
    return Count(outcome=Outcome.KILLED, low=low, high=high, group=group, status=status, words=words)


OBSERVATORY = narrator("Velmar Observatory")
HALDEN = narrator("Halden Wire", NarratorKind.AGENCY)
COUNCIL = narrator("المجلس المحلي")
CORPS = narrator("Civil Rescue Corps")
UNION = narrator("Lakes Union", role="envoy")
MINISTRY = narrator("Karsan defence ministry", NarratorKind.STATE, "spokesman")
ACTIVIST = narrator("a local activist", NarratorKind.ANONYMOUS)
BLOGGER = narrator("a military blogger", NarratorKind.ANONYMOUS)
LAWYER = narrator("a lawyer", NarratorKind.ANONYMOUS)
RESIDENTS = narrator("residents", NarratorKind.COLLECTIVE)


def casualty_claims(m: Maker) -> None:
    said = Manner.SAID
    dozens = Count(outcome=Outcome.INJURED, low=None, high=None, words="Dozens", convention=(24, None))
    seven = killed(7, 7, "seven", "children")
    m.claim(
        "k9",
        "wire1",
        "Nine people were killed",
        Casualties(counts=(killed(9, 9, "Nine"),)),
        (OBSERVATORY, said, "said"),
    )
    m.claim("dozens", "wire1", "Dozens were wounded", Casualties(counts=(dozens,)), (OBSERVATORY, said, "added"))
    fourteen = Count(outcome=Outcome.KILLED, low=14, high=14, words="14", parts=(seven,))
    m.claim(
        "k14",
        "wire2",
        "14 people had died in Soranqa, seven of them children",
        Casualties(counts=(fourteen, seven)),
        (OBSERVATORY, said, "said"),
    )
    m.claim(
        "k14b",
        "tamar",
        "14 people had died in Soranqa, seven of them children",
        Casualties(counts=(fourteen, seven)),
        (HALDEN, Manner.REPORTED, "(Halden Wire)"),
        (OBSERVATORY, said, "said"),
    )
    m.claim("k17", "sawt", "17 شخصاً قُتلوا", Casualties(counts=(killed(17, 17, "17"),)), (OBSERVATORY, said, "قال"))
    forty = Count(outcome=Outcome.INJURED, low=40, high=40, words="نحو 40")
    m.claim("i40", "sawt", "وأصيب نحو 40 آخرين", Casualties(counts=(forty,)), (COUNCIL, said, "بحسب"))
    m.claim(
        "k22",
        "courier",
        "Between 22 and 26 civilians died",
        Casualties(counts=(killed(22, 26, "Between 22 and 26", status=Status.CIVILIAN),)),
        (CORPS, said, "said"),
    )
    m.claim(
        "k21",
        "wire3",
        "21 dead",
        Casualties(counts=(killed(21, None, "21"),)),
        (OBSERVATORY, Manner.ESTIMATED, "counts"),
    )
    m.claim(
        "war",
        "courier",
        "more than 8,000 people have been killed in the war",
        Casualties(counts=(killed(8001, None, "more than 8,000"),)),
        (UNION, said, "according to"),
        scope=Scope.WAR,
    )
    m.claim(
        "dulmera",
        "courier",
        "killed four",
        Casualties(counts=(killed(4, 4, "four"),)),
        (RESIDENTS, said, "residents said"),
        scope=Scope.OTHER_INCIDENT,
        opened="residents",
        event=1,
    )


def responsibility(relation: Relation, *parties: str, ground: str = "", denial: Denial | None = None) -> Responsibility:
    return Responsibility(relation=relation, parties=parties, ground=ground, denial=denial)


def responsibility_claims(m: Maker) -> None:
    said, alleges = Manner.SAID, Relation.ALLEGES
    m.claim(
        "a_activist",
        "wire1",
        "the shelling came from positions of the Karsan army",
        responsibility(alleges, "Karsan army"),
        (ACTIVIST, said, "A local activist said"),
        opened="A local activist",
    )
    m.claim(
        "a_council",
        "sawt",
        "جيش كارسان بقصف السوق عمداً",
        responsibility(alleges, "Karsan army"),
        (COUNCIL, Manner.ACCUSED, "واتهم"),
    )
    m.claim(
        "one_of",
        "courier",
        "Either the Karsan army or the Orrin Front is responsible",
        responsibility(Relation.ALLEGES_ONE_OF, "Karsan army", "Orrin Front"),
        (UNION, said, "said"),
    )
    m.claim(
        "excluded",
        "courier",
        "The Orrin Front has no guns of that range",
        responsibility(Relation.EXCLUDES, "Orrin Front", ground="no guns of that range"),
        (UNION, said, "she added"),
    )
    m.claim(
        "denied",
        "wire2",
        "denied any responsibility",
        responsibility(Relation.DENIES, "Karsan army", denial=Denial.RESPONSIBILITY),
        (MINISTRY, Manner.DENIED, "denied"),
        stance=Stance.DENIED,
    )
    m.claim(
        "never",
        "gazette",
        "No attack took place in Soranqa",
        responsibility(Relation.DENIES, "Karsan army", denial=Denial.OCCURRENCE),
        (MINISTRY, Manner.DENIED, "said"),
        stance=Stance.DENIED,
    )
    m.claim(
        "blogger",
        "gazette",
        "hit by a rocket of the Orrin Front that fell short",
        responsibility(alleges, "Orrin Front"),
        (BLOGGER, Manner.POSTED, "a military blogger wrote"),
        opened="a military blogger",
    )
    m.claim(
        "hedged",
        "wire3",
        "Karsan mortars were believed to be behind the attack",
        responsibility(alleges, "Karsan army"),
        stance=Stance.HEDGED,
        opened="were believed",
    )
    m.claim(
        "act",
        "wire1",
        "shells hit the market of Soranqa",
        Occurrence(act="artillery", means="shells", target="market"),
        (OBSERVATORY, said, "said"),
    )
    m.claim(
        "crime",
        "wire3",
        "may amount to a war crime",
        Character(term="war crime"),
        (LAWYER, said, "a lawyer said"),
        stance=Stance.HEDGED,
        opened="a lawyer",
    )


def origins_of(m: Maker) -> tuple[Origin, ...]:
    groups = {
        "Velmar Observatory": (
            ["k9", "dozens", "k14", "k14b", "k17", "k21", "act"],
            False,
            ("same original source: Velmar Observatory", "reprint: Tamar Daily carries Halden Wire's words"),
        ),
        "المجلس المحلي": (["i40", "a_council"], False, ()),
        "Civil Rescue Corps": (["k22"], False, ()),
        "Lakes Union": (["one_of", "excluded"], False, ()),
        "Karsan defence ministry": (["denied", "never"], False, ("same original source: Karsan defence ministry",)),
        "a local activist": (["a_activist"], True, ()),
        "a military blogger": (["blogger"], True, ()),
        "not named (“were believed”)": (["hedged"], True, ()),
        "a lawyer": (["crime"], True, ()),
    }
    return tuple(
        Origin(
            id=f"origin{n}",
            name=name,
            claims=tuple(m.made[c].id for c in names),
            reports=tuple(sorted({m.made[c].quote.report for c in names})),
            open=is_open,
            because=because,
        )
        for n, (name, (names, is_open, because)) in enumerate(groups.items())
    )


def tallies_of(m: Maker, o: dict[str, str]) -> tuple[Tally, ...]:
    def figure(
        claim: str, origin: str, low: int | None, high: int | None, by: str = "", convention: bool = False
    ) -> Figure:
        made = m.made[claim]
        report = next(r for r in m.reports.values() if r.id == made.quote.report)
        assert report.published
        return Figure(
            claim=made.id,
            origin=o[origin],
            low=low,
            high=high,
            reported=report.published.start,
            words=made.quote.text,
            convention=convention,
            superseded_by=m.made[by].id if by else "",
        )

    observatory = "Velmar Observatory"
    everyone = (
        figure("k9", observatory, 9, 9, "k14"),
        figure("k14", observatory, 14, 14, "k17"),
        figure("k14b", observatory, 14, 14, "k17"),
        figure("k17", observatory, 17, 17, "k21"),
        figure("k22", "Civil Rescue Corps", 22, 26),
        figure("k21", observatory, 21, None),
    )
    differ = Finding(
        statement="Velmar Observatory counts 21 or more, Civil Rescue Corps 22–26.",
        reasons=("two origins, two figures",),
        quotes=(m.made["k21"].quote, m.made["k22"].quote),
    )
    children = (figure("k14", observatory, 7, 7), figure("k14b", observatory, 7, 7))
    injured = (figure("dozens", observatory, 24, None, convention=True), figure("i40", "المجلس المحلي", 40, 40))
    undetermined = Status.UNDETERMINED
    return (
        Tally(
            group="people",
            outcome=Outcome.KILLED,
            status=undetermined,
            low=21,
            best=21,
            high=26,
            high_open=True,
            origins=2,
            history=everyone,
            disagreements=(differ,),
        ),
        Tally(
            group="children",
            outcome=Outcome.KILLED,
            status=undetermined,
            low=7,
            best=7,
            high=7,
            high_open=False,
            origins=1,
            history=children,
        ),
        Tally(
            group="people",
            outcome=Outcome.INJURED,
            status=undetermined,
            low=40,
            best=40,
            high=40,
            high_open=False,
            origins=2,
            history=injured,
        ),
    )


def hypotheses_of(m: Maker, o: dict[str, str]) -> tuple[Hypothesis, ...]:
    by_claim = {m.made[name].id: origin for name, origin in _WHO.items()}

    def evidence(name: str, mark: Consistency, reason: str) -> Evidence:
        claim = m.made[name]
        return Evidence(claim=claim.id, origin=o[by_claim[claim.id]], mark=mark, reason=reason)

    yes, no, neutral = Consistency.CONSISTENT, Consistency.INCONSISTENT, Consistency.NEUTRAL
    karsan = Hypothesis(
        statement="Karsan army is alleged to be responsible",
        parties=("Karsan army",),
        alleged_by=(o["a local activist"], o["المجلس المحلي"]),
        hedged_by=(o["not named (“were believed”)"],),
        one_of_by=(o["Lakes Union"],),
        denied_by=(o["Karsan defence ministry"],),
        evidence=(
            evidence("a_activist", yes, "alleges Karsan army"),
            evidence("a_council", yes, "alleges Karsan army"),
            evidence("one_of", yes, "names it as one of two"),
            evidence("excluded", neutral, "speaks of the Orrin Front only"),
            evidence("hedged", yes, "alleges it with a hedge"),
            evidence("denied", no, "denies responsibility"),
            evidence("never", no, "denies that it happened"),
            evidence("blogger", no, "alleges another party"),
        ),
    )
    front = Hypothesis(
        statement="Orrin Front is alleged to be responsible",
        parties=("Orrin Front",),
        alleged_by=(o["a military blogger"],),
        one_of_by=(o["Lakes Union"],),
        excluded_by=(o["Lakes Union"],),
        evidence=(
            evidence("a_activist", no, "alleges another party"),
            evidence("a_council", no, "alleges another party"),
            evidence("one_of", yes, "names it as one of two"),
            evidence("excluded", no, "excludes it: no guns of that range"),
            evidence("blogger", yes, "alleges Orrin Front"),
        ),
        grounds=("excluded on the ground: no guns of that range",),
    )
    return karsan, front


_WHO = {
    "a_activist": "a local activist",
    "a_council": "المجلس المحلي",
    "one_of": "Lakes Union",
    "excluded": "Lakes Union",
    "hedged": "not named (“were believed”)",
    "denied": "Karsan defence ministry",
    "never": "Karsan defence ministry",
    "blogger": "a military blogger",
}
NEARBY = ("war", "dulmera")


def sample() -> Dossier:
    """The dossier."""
    reports, captures = reports_and_captures(TEXTS)
    m = Maker(reports)
    casualty_claims(m)
    responsibility_claims(m)
    inside = [c for name, c in m.made.items() if name not in NEARBY]
    origins = origins_of(m)
    o = {origin.name: origin.id for origin in origins}
    incident = Incident(
        id="5a3cd0e1f2b49687",
        name="Soranqa, 4 March 2031",
        claims=tuple(sorted(c.id for c in inside)),
        reports=tuple(sorted(r.id for r in reports.values())),
        where=PLACE,
        when=DAY,
        names=("Soranqa", "Sorenka", "سورنقة"),
        acts=("artillery",),
        targets=("market",),
        because=("one place under three spellings, one day",),
    )
    assessment = Assessment(
        incident=incident.id,
        headline=Finding(
            statement="21–26 or more people are said to have been killed in shelling of a market in Soranqa; "
            "the Karsan army is alleged to be responsible, and denies it.",
            reasons=("7 reports, 3 named origins of figures",),
            quotes=(m.made["k21"].quote, m.made["k22"].quote, m.made["a_council"].quote, m.made["denied"].quote),
        ),
        origins=origins,
        tallies=tallies_of(m, o),
        hypotheses=hypotheses_of(m, o),
        grade=Grade(
            term=GradeTerm.CONTESTED,
            clause="competing claims of responsibility",
            reasons=("two parties are alleged, one denies",),
        ),
        contradictions=(
            Finding(
                statement="One origin denies that the attack happened; others give a toll.",
                reasons=("denial of occurrence against figures",),
                quotes=(m.made["never"].quote, m.made["k21"].quote),
            ),
        ),
        scoped_out=(
            Finding(
                statement="more than 8,000: about the war, not this incident",
                reasons=("“in the war”, “Since 2027”",),
                quotes=(m.made["war"].quote,),
            ),
            Finding(
                statement="4 killed in Dulmera: another incident",
                reasons=("another place is named",),
                quotes=(m.made["dulmera"].quote,),
            ),
        ),
    )
    judgement = with_id(
        Judgement(
            id="",
            by="Name Of Analyst",
            why="The spelling Sorenka is the Courier's usual one for Soranqa.",
            at=datetime(2031, 3, 8, 9, 0, tzinfo=UTC),
            decision=Decision.SAME,
            subjects=(m.made["k21"].id, m.made["k22"].id),
        )
    )
    return Dossier(
        case="Soranqa",
        incident=incident,
        assessment=assessment,
        claims=tuple(inside),
        reports=tuple(reports.values()),
        captures=tuple(captures),
        judgements=(judgement,),
        nearby=tuple(m.made[name] for name in NEARBY),
        problems=(
            Problem(
                what="One sentence could not be tied to the captured bytes.",
                where="wire2",
                todo="Compare it by hand with the evidentiary copy.",
                severity=Severity.WARNING,
            ),
        ),
        version="0.1.0",
    )
