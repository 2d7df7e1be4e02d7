"""Names in Arabic are withheld within quotes and titles, in other spellings, in other reports, and in English."""

import io
from dataclasses import replace

import pytest

from isnad.outgoing import _sound
from isnad.publish.withhold.leaks import Watch
from isnad.publish.withhold.names import Names
from isnad.publish.withhold.private import Private, private_things
from isnad.publish.withhold.redact import Redactor
from isnad.publish.withhold.scripts import Heard
from isnad.records.claim import Outcome
from isnad.records.codec import encode
from isnad.records.person import Person
from isnad.records.withheld import BLOCK
from publish.sample import sample

NAME, OTHER = "مروان سالم الدلبوح", "عبد الله حسن البرهوم"
TEXT = f"مقتل الطفل {NAME} في القصف. وقال والده نور إن {OTHER} نجا. وعاد نور الصباح، وشيع الدلبوح أمس."
SPELLED = (
    (NAME, "مروان سالم الدلبوح"),
    (NAME, "ومَرْوان سالم دلبوح"),
    ("فاطمة يحيى", "لفاطمه يحيي"),
    ("أدهم إسماعيل", "ادهم اسماعيل"),
    (OTHER, "عبدالله حسن برهوم"),
    ("عبدالرحمن الزعتوت", "عبد الرحمن الزعتوت"),
)
HEARD = (
    (NAME, "Marwan Salem al-Dalbouh"),
    (OTHER, "Abdullah Hasan al-Barhoum"),
    ("فاطمة الصيرفي", "Fatima al-Sayrafi"),
    ("Hetta Marwin", "هيتا مروين"),
)


def found(name, text):
    names: Names[None] = Names()
    names.add(name, None)
    return [text[start:end] for start, end, _ in names.find(text)]


@pytest.mark.parametrize(("name", "text"), SPELLED)
def test_a_name_is_met_in_other_spellings_by_both_looks(name, text):
    assert text in found(name, f"ثم {text} اليوم")
    watch = Watch([Private(rule="victims", thing=name)])
    assert watch.leaks("x.txt", io.BytesIO(f"ثم {text} اليوم".encode()))


@pytest.mark.parametrize(("name", "text"), HEARD)
def test_a_name_is_met_in_the_other_script_by_both_looks(name, text):
    heard: Heard[None] = Heard(_sound)
    heard.add(name, None)
    said = f"... {text} ..."
    assert [said[start:end] for start, end, _ in heard.find(said)] == [text]
    watch = Watch([Private(rule="victims", thing=name)], _sound)
    assert watch.leaks("x.txt", io.BytesIO(said.encode()))


@pytest.mark.parametrize(
    "said", ["The Barley Market", "marwan salem dalbouh of barley", "سلم مروان الدلو", "Marwan. Salem"]
)
def test_what_only_sounds_a_little_like_a_name_stays(said):
    heard: Heard[None] = Heard(_sound)
    for name, _ in HEARD:
        heard.add(name, None)
    assert list(heard.find(said)) == []


def told():
    """A dossier with a report in Arabic, whose title names a victim, an English one that names him too, and people."""
    dossier = sample()
    arabic = replace(dossier.reports[-1], text=TEXT, title=f"وفاة {NAME}", language="ar", media=(), aside=())
    text = dossier.reports[0].text + "\nThe boy, Marwan Salem al-Dalbouh, was buried."
    english = replace(dossier.reports[0], text=text, media=(), aside=())

    def person(name, outcome=None, role=""):
        at = TEXT.index(name)
        quotes = (arabic.quote(at, at + len(name)),)
        return Person(name=name, outcome=outcome, role=role, quotes=quotes)

    people = {r.id: () for r in dossier.reports} | {
        arabic.id: (person(NAME, Outcome.KILLED), person(OTHER), person("نور"))
    }
    reports = (english, *dossier.reports[1:-1], arabic)
    kept = tuple(c for c in dossier.claims if c.quote.report != arabic.id)
    return replace(dossier, reports=reports, claims=kept, nearby=()), people


def redacted(dossier, people):
    redactor = Redactor(private_things([dossier], people, ()), people, _sound)
    return redactor.dossier(dossier), redactor


def test_names_leave_quotes_titles_and_other_reports():
    after, redactor = redacted(*told())
    said = encode(after).decode()
    assert [part for part in ("مروان", "الدلبوح", "البرهوم", "Dalbouh") if part in said] == []
    assert after.reports[-1].title == f"وفاة {BLOCK * len(NAME)}"
    assert {p.rule for p in redactor.withheld if p.thing in (NAME, OTHER)} == {"victims", "witnesses"}
    watch = Watch(redactor.withheld, _sound)
    assert watch.leaks("all.json", io.BytesIO(said.encode())) == ()


def test_lengths_hold_and_it_is_said_where():
    before, people = told()
    after, _ = redacted(before, people)
    assert [len(r.text) for r in after.reports] == [len(r.text) for r in before.reports]
    notes = [n for n in after.withheld if n.record == f"report {after.reports[-1].id}" and n.rule == "victims"]
    assert {n.field for n in notes} == {"text", "title"}


def test_a_name_of_one_word_goes_where_it_was_read_and_the_word_stays(monkeypatch):
    dossier, people = told()
    monkeypatch.setattr("isnad.publish.withhold.redact._OneDossier._only_quotes", lambda self, report, text: text)
    text = redacted(dossier, people)[0].reports[-1].text
    assert f"والده {BLOCK * 3} إن" in text
    assert "وعاد نور الصباح" in text


def test_whoever_is_heard_in_an_office_anywhere_stays():
    dossier, people = told()
    arabic = dossier.reports[-1].id
    minister = Person(name="عبدالله حسن البرهوم", outcome=None, role="وزير")
    things = {p.thing for p in private_things([dossier], {**people, "other": (minister,)}, ())}
    assert NAME in things
    assert OTHER not in things
    assert arabic in {p.thing for p in private_things([dossier], people, ()) if p.rule == "unread"}


def test_what_others_commented_under_a_post_goes_whole():
    dossier, people = told()
    first = dossier.reports[0]
    said = first.text + "\nAll reactions:12LikeComment Olan Pirr: God rest him\nEnd."
    text = (
        redacted(replace(dossier, reports=(replace(first, text=said), *dossier.reports[1:])), people)[0].reports[0].text
    )
    assert "reactions" not in text
    assert text.endswith("End.")
