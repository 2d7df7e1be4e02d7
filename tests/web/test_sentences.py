"""Sentences: what is computed of a case is said in Arabic whole, with its hedges, or stays English and says so."""

import csv
import re
import string
from importlib.resources import files

import pytest
from web.conftest import visitor

from isnad.publish import wording as w
from isnad.web.sentences import arabic_of, told_in

ROWS = list(csv.DictReader(files("isnad.web").joinpath("arabic_sentences.csv").read_text("utf-8").splitlines()))
# What reports and names hold stays as it is, whatever language it is in.
KEPT = re.compile("[\u2066\u2068][^\u2069]*\u2069|“[^”]*”|UTC")


def spoken(results):
    """Every sentence that pages show of what was computed."""
    for dossier in results.dossiers:
        made = dossier.assessment
        yield made.headline.statement
        yield made.grade.clause
        yield from made.grade.reasons
        yield from dossier.incident.because
        yield dossier.incident.name
        yield w.days_of(dossier.incident.when)
        yield w.position_of(dossier.incident.where)
        for origin in made.origins:
            yield from origin.because
        for hypothesis in made.hypotheses:
            yield hypothesis.statement
            yield from (each.reason for each in hypothesis.evidence)
        for found in (*made.contradictions, *made.scoped_out, *(f for t in made.tallies for f in t.disagreements)):
            yield found.statement
            yield from found.reasons
    for reading in results.readings:
        yield from (words for claim in reading.claims for words in (w.claim_of(claim), w.days_of(claim.when)))
        yield from (words for problem in reading.problems for words in (problem.what, problem.todo))
        yield from (aside.why for aside in (reading.report.aside if reading.report else ()))


def test_all_that_is_computed_of_a_case_is_said_in_arabic(looked_at):
    said = {english: arabic_of(english) for english in spoken(looked_at.standing.results) if english}
    assert [english for english, arabic in said.items() if arabic is None] == []
    left = {english: KEPT.sub("", arabic).replace("--published", "") for english, arabic in said.items()}
    assert {english: arabic for english, arabic in left.items() if re.search("[A-Za-z]{2}", arabic)} == {}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["english"])
def test_a_line_of_the_table_has_the_same_blanks_in_both_languages(row):
    blanks = [
        {name for _, name, _, _ in string.Formatter().parse(row[language]) if name}
        for language in ("english", "arabic")
    ]
    assert blanks[0] == blanks[1]
    assert re.search("[\u0600-\u06ff]", row["arabic"]) or not re.search(
        "[A-Za-z]", re.sub(r"{\w+}|UTC", "", row["arabic"])
    )


def test_the_table_holds_each_pattern_once():
    assert len({row["english"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        (
            "At least 3 children are reported injured in Ain Sud on 3 March 2031 (1 report, figures from 1 origin). "
            "Responsibility (number of origins): Orrin alone: alleged with a hedge by 1, denied by 2.",
            "تُروى إصابة 3 على الأقل من الأطفال في Ain Sud، يوم 3 آذار 2031 (التقارير: 1، المصادر الأصلية للأعداد: 1). "
            "المسؤولية (بعدد المصادر الأصلية): الطرف Orrin وحده: نسبها إليه بتحفظ 1، نفاها عنه 2.",
        ),
        ("says that Orrin is believed to be responsible", "القول إن المسؤول، كما يُعتقد، Orrin"),
        (
            "Orrin Post gives 4 people killed; unnamed, as carried by Velm, B give 5",
            "Orrin Post: 4 من الأشخاص (قتلى)؛ أما غير مسمّى بنقل Velm، B: 5",
        ),
        ("“a; b killed” is in no tally of this incident: it is hedged, not asserted",
         "“a; b killed” ليس في أي حصيلة لهذه الحادثة: موقف القائل فيه: بتحفظ، وليس جزماً"),
        ("22–26 civilians said killed: about another incident", "22–26 من المدنيين قيل إنهم قتلى: عن حادثة أخرى"),
        ("alleges Orrin and Velm, with a hedge", "نسبة المسؤولية إلى Orrin وVelm، بتحفظ"),
    ],
)  # fmt: skip
def test_a_sentence_is_put_together_with_its_hedge(english, arabic):
    assert re.sub("[\u2066-\u2069]", "", arabic_of(english)) == arabic


def test_what_is_in_no_pattern_stays_english_and_is_marked(looked_at):
    assert arabic_of("Orrin is to blame for it") is None
    assert told_in("ar")("a <b> sentence") == '<span lang="en" dir="ltr">a &lt;b&gt; sentence</span>'
    assert told_in("en")("a <b> sentence") == "a <b> sentence"


def test_no_page_in_arabic_tells_what_was_computed_in_english(looked_at):
    reader = visitor(looked_at)
    reader.post("/settings", language="ar")
    results = looked_at.standing.results
    paths = ["/", "/queue", f"/claim/{results.claims[0].id}", f"/report/{results.reports[0].id}"]
    for path in [*paths, *(f"/incident/{dossier.incident.id}" for dossier in results.dossiers)]:
        page = reader.get(path)
        own = "//main//*[@lang='en'][not(self::q or self::mark or self::bdi or self::blockquote or @id='text')]"
        left = [each.text_content().strip() for each in page.xpath(own)]
        quoted = {r.title for r in results.reports}
        assert [words for words in left if re.search(r"\b(the|is|are|of|said)\b", words) and words not in quoted] == []
