"""Sentences: what is computed of a case is said in Arabic whole, with its hedges, or stays English and says so."""

import csv
import re
import string
from importlib.resources import files

import pytest

from isnad.publish.speaking.sentences import arabic_of, told_in

ROWS = list(
    csv.DictReader(files("isnad.publish.speaking").joinpath("arabic_sentences.csv").read_text("utf-8").splitlines())
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["english"])
def test_a_line_of_the_table_has_the_same_blanks_in_both_languages(row):
    english, arabic = (
        {name for _, name, _, _ in string.Formatter().parse(row[language]) if name}
        for language in ("english", "arabic")
    )
    ending = {"word"} if re.search("[a-z]{word}", row["english"]) else set()  # of an English plural
    assert english - ending <= arabic <= english
    if row["arabic"].startswith("isnad "):  # a command is typed as it is
        return
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


def test_what_is_in_no_pattern_stays_english_and_is_marked():
    assert arabic_of("Orrin is to blame for it") is None
    assert told_in("ar")("a <b> sentence") == '<span lang="en" dir="ltr">a &lt;b&gt; sentence</span>'
    assert told_in("en")("a <b> sentence") == "a <b> sentence"
