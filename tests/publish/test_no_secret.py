"""Planted secrets come out of no exporter, wherever in a dossier they stand."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from strategies import dossiers as any_dossiers

from isnad.publish.exporter import whole
from isnad.publish.exporters import BUILT_IN
from isnad.publish.withhold.leaks import Watch, texts_in
from isnad.publish.withhold.private import private_things
from isnad.publish.withhold.redact import Redactor
from isnad.records.chain import Chain, Link, Narrator, NarratorKind
from isnad.records.claim import Outcome
from isnad.records.dossier import Dossier
from isnad.records.judgement import Decision, Judgement
from isnad.records.person import Person
from isnad.records.report import Report

VICTIM, WITNESS, ANALYST, HANDLE = "Quorvex Zilthane", "Brondil Yexaro", "Jastrow Pelquin", "@vexil_quonder"
OTHERS = ("quonder@vexil.example", "+44 20 7946 0958", "35.98765, 36.12345", "https://x.com/vexil_quonder/status/1")
SECRETS = (VICTIM, WITNESS, ANALYST, HANDLE, *OTHERS)
CORES = (
    "quorvex",
    "zilthane",
    "brondil",
    "yexaro",
    "jastrow",
    "pelquin",
    "vexil",
    "7946 0958",
    "98765, 36",
)  # of each, folded
REPORT = "a" * 16
WAYS = (
    str,
    str.upper,
    str.lower,
    lambda s: s.replace(" ", "\n"),
    lambda s: s.replace(" ", "-"),
    lambda s: f"<b>{s}</b>",
)
JUDGED = Judgement(id="b" * 16, by=ANALYST, why=f"{ANALYST} and {WITNESS} spoke", at=datetime(2031, 1, 1, tzinfo=UTC),
                   decision=Decision.REJECT, subjects=("c" * 16,))  # fmt: skip


@st.composite
def planted(draw) -> Dossier:
    """Any dossier with every secret in a report, quoted, voiced, judged, and in names drawn at random."""
    dossier = draw(any_dossiers)
    written = [draw(st.sampled_from(WAYS))(secret) if secret in SECRETS[:3] else secret for secret in SECRETS]
    text = draw(st.sampled_from(("", "é "))) + " ; ".join(draw(st.permutations(written))) + " ; end"
    report = Report(
        id=REPORT, capture="d" * 16, digest="sha256:" + "e" * 64, text=text, format="plain", encoding="utf-8",
        language="en", title=VICTIM, publisher=draw(st.sampled_from(("Wire", ANALYST))), media=(HANDLE,),
        url="https://wire.example/quorvex-zilthane-dies",
    )  # fmt: skip
    start = draw(st.integers(0, len(text) - 1))
    quote = report.quote(start, draw(st.integers(start + 1, len(text))))
    voices = (Link(narrator=Narrator(name=WITNESS, kind=NarratorKind.PERSON, words=WITNESS, role="neighbour")),
              Link(narrator=Narrator(name=HANDLE, kind=NarratorKind.ACCOUNT, words=VICTIM), cue=quote))  # fmt: skip
    chain = Chain(links=voices, opened_by=VICTIM)
    claims = tuple(replace(claim, quote=quote, chain=chain, because=(f"rule: {VICTIM}",)) for claim in dossier.claims)
    named = replace(dossier.incident, **{draw(st.sampled_from(("name", "id"))): draw(st.sampled_from(SECRETS[:3]))})
    incident = replace(dossier.incident, name=named.name, names=(WITNESS,), because=(f"{VICTIM} told",))
    return replace(
        dossier, reports=(*dossier.reports, report), claims=claims, incident=incident, case=f"case of {VICTIM}",
        judgements=(*dossier.judgements, JUDGED), problems=(*dossier.problems,),
    )  # fmt: skip


def published(dossier: Dossier) -> tuple[Dossier, Watch]:
    """The dossier as it is published, and what watches over its files."""
    people = {r.id: (Person(name=VICTIM, outcome=Outcome.KILLED),) if r.id == REPORT else () for r in dossier.reports}
    elsewhere = Narrator(name=WITNESS, kind=NarratorKind.PERSON, role="neighbour")  # where this dossier has no claim
    heard = [replace(c, chain=Chain(links=(Link(narrator=elsewhere),))) for c in dossier.claims or dossier.nearby]
    private = private_things([dossier, replace(dossier, claims=tuple(heard))], people, dossier.judgements)
    redactor = Redactor(private, people)
    return redactor.dossier(dossier), Watch(p for p in redactor.withheld if p.thing in SECRETS)


QUICK = [each for each in BUILT_IN if each.name not in ("pdf", "site")]


@pytest.mark.parametrize("exporter", QUICK, ids=lambda e: e.name)
@given(dossier=planted().filter(lambda d: d.claims or d.nearby))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_planted_secret_is_in_any_output(exporter, dossier):
    if exporter.name == "parquet":
        pytest.importorskip("pyarrow")
    no_secret(exporter, dossier)


@pytest.mark.parametrize("exporter", [each for each in BUILT_IN if each not in QUICK], ids=lambda e: e.name)
@given(dossier=planted().filter(lambda d: d.claims or d.nearby))
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_nor_in_those_that_take_long(exporter, dossier):
    pytest.importorskip("typst")
    no_secret(exporter, dossier)


def no_secret(exporter, dossier):
    made, watch = published(dossier)
    for name, data in whole(exporter.export([made])).items():
        said = " ".join((name, *texts_in(name, BytesIO(data)))).casefold()
        assert [core for core in CORES if core in said] == []
        assert watch.leaks(name, BytesIO(data)) == ()


@given(dossier=planted())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_without_redaction_the_watch_finds_them(dossier):
    _, watch = published(dossier)
    files = whole(next(e for e in BUILT_IN if e.name == "jsonl").export([dossier]))
    assert watch.leaks("records.jsonl", BytesIO(files["records.jsonl"]))
