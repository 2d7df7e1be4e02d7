"""Dossiers with something to withhold: invented reports that name invented people."""

from dataclasses import replace
from datetime import UTC, datetime

from isnad.publish.withhold.private import private_things
from isnad.publish.withhold.redact import Redactor
from isnad.records.chain import Chain, Link, Manner, Narrator, NarratorKind
from isnad.records.claim import Casualties, Claim, Count, Outcome, Stance
from isnad.records.codec import with_id
from isnad.records.dossier import Dossier
from isnad.records.judgement import Decision, Judgement
from isnad.records.person import Person
from publish.sample import sample

VICTIM, WITNESS, HANDLE, ANALYST = "Olan Pirr", "Hetta Marwin", "@sanne_of_weir", "Jorun Aldane"
WORDS = (
    "Olan Pirr (45) died at the weir. Pirr’s neighbour Hetta Marwin told us so; MARWIN wept. "
    "See https://x.com/sanne_of_weir/status/12 and write to hetta@weir.example or +44 20 7946 0958. "
    "They hide at 35.12345, 36.54321, and at 35°07'24\"N 36°34'04\"E. Rose bushes grew there."
)
SECRETS = ("Olan", "Pirr", "Hetta", "Marwin", "MARWIN", "sanne_of_weir", "hetta@", "7946", "35.12345", "36°34")


def person(name=VICTIM, claims=()):
    return Person(name=name, outcome=Outcome.KILLED, claims=claims)


def telling() -> tuple[Dossier, dict[str, tuple[Person, ...]]]:
    """A dossier whose first report says WORDS, with a claim by a witness, and whom its reports name."""
    dossier = sample()
    first = dossier.reports[0]
    report = replace(first, text=first.text + "\n" + WORDS, media=("media/1.jpg",), aside=())
    start = len(first.text) + 1
    claim = with_id(
        Claim(
            id="",
            quote=report.quote(start, start + len("Olan Pirr (45) died at the weir")),
            chain=Chain(links=(Link(narrator=_voice(WITNESS, "neighbour"), manner=Manner.TOLD),)),
            stance=Stance.ASSERTED,
            content=Casualties(counts=(Count(outcome=Outcome.KILLED, low=1, high=1, words="Olan Pirr"),)),
            because=("died who: Olan Pirr",),
        )
    )
    judgement = with_id(
        Judgement(
            id="", by=ANALYST, why="Jorun Aldane asked the outlet", at=datetime(2031, 3, 9, tzinfo=UTC),
            decision=Decision.REJECT, subjects=(claim.id,),
        )
    )  # fmt: skip
    made = replace(
        dossier,
        reports=(report, *dossier.reports[1:]),
        claims=(*dossier.claims, claim),
        captures=(replace(dossier.captures[0], origin="desk-of-jorun/in/1.txt", headers=(("Set-Cookie", "s=1"),)),),
        judgements=(*dossier.judgements, judgement),
    )
    people = {each.id: () for each in made.reports if each.language == "en"}
    return made, people | {report.id: (person(claims=(claim.id,)),)}


def _voice(name, role):
    return Narrator(name=name, kind=NarratorKind.PERSON, words=name, role=role)


def allowing(rule, thing, decision=Decision.ALLOW, day=10):
    at = datetime(2031, 3, day, tzinfo=UTC)
    return with_id(
        Judgement(
            id="", by=ANALYST, why="the family asked for it", at=at, decision=decision, subjects=(thing,), field=rule
        )
    )


def redacted(dossier=None, people=None, decisions=()):
    """The dossier as it is published, and the redactor."""
    if dossier is None:
        dossier, people = telling()
    redactor = Redactor(private_things([dossier], people, (*dossier.judgements, *decisions)), people)
    return redactor.dossier(dossier), redactor
