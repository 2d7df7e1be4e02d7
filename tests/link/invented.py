"""Invented reports and claims, built by hand for tests of linking and weighing.

What may live here: small builders. Every place, outlet and person is invented.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from isnad.records.chain import Chain, Link, Narrator, NarratorKind
from isnad.records.claim import (
    Casualties,
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
from isnad.records.judgement import Decision, Judgement
from isnad.records.report import Report
from isnad.records.when import Interval
from isnad.records.where import Place

ORG, PERSON, AGENCY = NarratorKind.ORGANISATION, NarratorKind.PERSON, NarratorKind.AGENCY
OUTLET, ANONYMOUS, CROWD = NarratorKind.OUTLET, NarratorKind.ANONYMOUS, NarratorKind.COLLECTIVE
STATE, ACCOUNT = NarratorKind.STATE, NarratorKind.ACCOUNT

MAY = [date(2031, 5, n + 1) for n in range(31)]  # MAY[0] is 1 May

MIRVELD = Place(
    name="Mirveld", words="Mirveld", within=("Torhal", "Kesmar"), latitude=20.0, longitude=22.0, ident="t:1"
)
MEERVELD = replace(MIRVELD, words="Meerveld")
OSKARRA = Place(
    name="Oskarra", words="Oskarra", within=("Torhal", "Kesmar"), latitude=20.1, longitude=22.05, ident="t:2"
)
DALUN = Place(name="Dalun", words="Dalun", within=("Torhal", "Brenn"), latitude=22.5, longitude=24.0, ident="t:3")
KESMAR = Place(
    name="Kesmar", words="Kesmar province", within=("Torhal",), latitude=20.2, longitude=22.2, where_prec=4, ident="t:4"
)


def voice(name: str, kind: NarratorKind = ORG, speaks_for: str = "") -> Narrator:
    """A narrator."""
    return Narrator(name=name, kind=kind, speaks_for=speaks_for)


def chain(*narrators: Narrator | str, opened: str = "") -> Chain:
    """A chain of these narrators, outermost first; a string is an organisation."""
    links = tuple(Link(narrator=n if isinstance(n, Narrator) else voice(n)) for n in narrators)
    return Chain(links=links, open=bool(opened), opened_by=opened)


def people(
    low: int | None,
    high: int | str | None = "same",
    *,
    group: str = "people",
    outcome: Outcome = Outcome.KILLED,
    status: Status = Status.UNDETERMINED,
    parts: Sequence[Count] = (),
) -> Count:
    """A count; without ``high`` an exact one."""
    end = low if isinstance(high, str) else high
    return Count(outcome=outcome, low=low, high=end, group=group, status=status, parts=tuple(parts))


class Item:
    """One report in the making: sentences are added with the claims bound to them."""

    def __init__(
        self, name: str, publisher: str, day: date | None, *, language: str = "en", title: str = "", head: str = ""
    ) -> None:
        self.name, self.publisher, self.day, self.language, self.title = name, publisher, day, language, title
        self.text = head
        self._waiting: list[tuple[int, int, dict[str, object]]] = []

    def says(self, sentence: str, content: Content, **fields: object) -> "Item":
        """Adds a sentence and a claim bound to all of it."""
        start = len(self.text) + (1 if self.text else 0)
        if not self.text.endswith(sentence):
            self.text = f"{self.text} {sentence}".strip()
        else:
            start = len(self.text) - len(sentence)
        self._waiting.append((start, start + len(sentence), {"content": content, **fields}))
        return self

    def counts(self, sentence: str, *counts: Count, **fields: object) -> "Item":
        """Adds a sentence with a claim of casualties."""
        return self.says(sentence, Casualties(counts=counts), **fields)

    def blames(self, sentence: str, relation: Relation, *parties: str, **fields: object) -> "Item":
        """Adds a sentence with a claim of responsibility."""
        denial = fields.pop("denial", Denial.RESPONSIBILITY if relation is Relation.DENIES else None)
        ground = str(fields.pop("ground", ""))
        assert denial is None or isinstance(denial, Denial)
        return self.says(
            sentence, Responsibility(relation=relation, parties=parties, denial=denial, ground=ground), **fields
        )

    def tells(self, sentence: str, act: str = "airstrike", **fields: object) -> "Item":
        """Adds a sentence with a claim that an attack happened."""
        return self.says(sentence, Occurrence(act=act, target=str(fields.pop("target", ""))), **fields)

    def made(self) -> tuple[Report, list[Claim]]:
        """The report and its claims."""
        report = with_id(
            Report(
                id="",
                capture=self.name,
                digest="sha256:" + "0" * 64,
                text=self.text or self.name,
                format="text",
                encoding="utf-8",
                language=self.language,
                publisher=self.publisher,
                title=self.title,
                published=Interval.days(self.day) if self.day else None,
            )
        )
        claims = []
        for start, end, fields in self._waiting:
            given = {"chain": Chain(), "stance": Stance.ASSERTED, **fields}
            claims.append(with_id(Claim(id="", quote=report.quote(start, end), **given)))  # type: ignore[arg-type]
        return report, claims


class Pool:
    """Reports and claims of several items."""

    def __init__(self, *items: Item) -> None:
        self.items = items
        made = [item.made() for item in items]
        self.reports = [report for report, _ in made]
        self.claims = [claim for _, claims in made for claim in claims]

    def report(self, name: str) -> Report:
        """The report of this name."""
        return next(r for r in self.reports if r.capture == name)

    def claim(self, name: str, number: int = 0) -> Claim:
        """A claim of the report of this name."""
        own = [c for c in self.claims if c.quote.report == self.report(name).id]
        return own[number]


def judged(decision: Decision, *claims: Claim, hour: int = 0, field: str = "", value: str = "") -> Judgement:
    """A judgement on claims."""
    return with_id(
        Judgement(
            id="",
            by="R. Okvist",
            why="for the test",
            at=datetime(2031, 6, 1, hour, tzinfo=UTC),
            decision=decision,
            subjects=tuple(c.id for c in claims),
            field=field,
            value=value,
        )
    )


def on(day: date) -> Interval:
    """A whole day."""
    return Interval.days(day)


__all__ = [
    "ACCOUNT",
    "AGENCY",
    "ANONYMOUS",
    "CROWD",
    "DALUN",
    "KESMAR",
    "MAY",
    "MEERVELD",
    "MIRVELD",
    "ORG",
    "OSKARRA",
    "OUTLET",
    "PERSON",
    "STATE",
    "Item",
    "Pool",
    "Scope",
    "chain",
    "judged",
    "on",
    "people",
    "voice",
]
