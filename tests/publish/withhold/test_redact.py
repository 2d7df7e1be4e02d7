"""What the rules withhold is in no field, every offset holds, and what was taken out is said."""

from dataclasses import replace

import pytest

from isnad.publish.withhold.names import Names
from isnad.publish.withhold.private import in_office, private_things
from isnad.publish.withhold.redact import AN_ANALYST, quotes_in
from isnad.publish.withhold.rules import RULES
from isnad.records.chain import Chain, Link, Narrator, NarratorKind
from isnad.records.codec import decode, encode
from isnad.records.incident import Incident
from isnad.records.judgement import Decision
from isnad.records.where import Place
from isnad.records.withheld import BLOCK
from publish.withhold.sayings import (
    ANALYST,
    HANDLE,
    SECRETS,
    VICTIM,
    WITNESS,
    allowing,
    person,
    redacted,
    telling,
)


def test_nothing_that_is_withheld_stands_in_any_field():
    said = encode(redacted()[0]).decode()
    assert [secret for secret in (*SECRETS, "Jorun", "jorun", "Aldane", "Set-Cookie", "1.jpg") if secret in said] == []


def test_lengths_hold_and_quotes_still_stand_in_their_reports():
    before, _ = telling()
    after = redacted()[0]
    texts = {report.id: report.text for report in after.reports}
    assert [len(r.text) for r in after.reports] == [len(r.text) for r in before.reports]
    held = [q for q in quotes_in(after) if q.report in texts]
    assert held
    assert all(texts[q.report][q.start : q.end] == q.text for q in held)
    assert any(BLOCK in q.text for q in held)


def test_what_was_taken_out_is_said_with_its_place_and_without_itself():
    after = redacted()[0]
    text = after.reports[0].text
    notes = [note for note in after.withheld if note.record == f"report {after.reports[0].id}" and note.field == "text"]
    assert {note.rule for note in notes} == {"victims", "witnesses", "accounts", "contacts", "coordinates"}
    for note in notes:
        assert note.times == len(note.spans)
        assert all(set(text[start:end]) == {BLOCK} for start, end in note.spans)
    assert {"analysts", "media", "machines", "unread"} <= {note.rule for note in after.withheld}


def test_words_that_only_look_alike_stay():
    assert "Rose bushes grew there." in redacted()[0].reports[0].text
    dossier, people = telling()
    named = {report: (person("Rose Orrin"),) for report in people}  # Orrin is a party and a district here
    text = redacted(dossier, named)[0].reports[-1].text
    assert "Orrin" in redacted(dossier, named)[0].incident.where.within[-1]
    assert "Observatory" in text


def test_a_published_dossier_decodes_to_itself():
    after = redacted()[0]
    assert decode(encode(after)) == after
    assert redacted()[0] == after


def test_an_allowed_victim_is_named_and_nobody_else():
    after = redacted(decisions=[allowing("victims", VICTIM)])[0]
    assert [p.name for p in after.people] == [VICTIM]
    assert VICTIM in after.reports[0].text
    assert "Marwin" not in encode(after).decode()
    assert redacted()[0].people == ()


def test_a_later_decision_overrules():
    decisions = [allowing("witnesses", WITNESS), allowing("witnesses", WITNESS, Decision.WITHHOLD, day=11)]
    assert "Hetta" in redacted(decisions=decisions[:1])[0].reports[0].text
    assert "Hetta" not in redacted(decisions=decisions)[0].reports[0].text
    named = allowing("witnesses", "Rose", Decision.WITHHOLD)  # whom no rule found
    assert "Rose" not in redacted(decisions=[named])[0].reports[0].text


def test_a_surname_that_an_allowed_name_shares_stays_in_that_name_alone():
    dossier, people = telling()
    both = {r: (*named, person("Sanne Pirr")) if named else () for r, named in people.items()}
    text = redacted(dossier, both, [allowing("victims", VICTIM)])[0].reports[0].text
    assert VICTIM in text
    assert f"{BLOCK * 4}’s neighbour" in text


def test_a_report_in_which_nobody_can_look_for_names_keeps_its_quotes_alone():
    after = redacted()[0]
    arabic = next(r for r in after.reports if r.language == "ar")
    before = next(r for r in telling()[0].reports if r.id == arabic.id)
    quoted = {n for q in quotes_in(after) if q.report == arabic.id for n in range(q.start, q.end)}
    shown = [n for n, letter in enumerate(arabic.text) if letter != BLOCK and not letter.isspace()]
    assert shown
    assert set(shown) <= quoted
    allowed = redacted(decisions=[allowing("unread", arabic.id)])[0]
    assert next(r for r in allowed.reports if r.id == arabic.id).text == before.text


def test_an_analyst_is_an_analyst():
    after = redacted()[0]
    assert {judgement.by for judgement in after.judgements} == {AN_ANALYST}
    assert "asked the outlet" in after.judgements[-1].why
    assert ANALYST in {j.by for j in redacted(decisions=[allowing("analysts", ANALYST)])[0].judgements}


def test_a_place_where_people_shelter_is_rounded():
    dossier, people = telling()
    hit = replace(dossier, incident=replace(dossier.incident, targets=("hospitals",)))
    place = redacted(hit, people)[0].incident.where
    assert (place.latitude, place.longitude, place.where_prec) == (12.3, 45.7, 2)
    kept = redacted(hit, people, [allowing("places", hit.incident.id)])[0]
    assert kept.incident.where == dossier.incident.where


def test_a_road_where_people_shelter_is_rounded_at_both_ends():
    dossier, people = telling()
    where = Place(name="A – B", latitude=12.25, longitude=45.25, off_m=2_400, line=((12.24, 45.21), (12.27, 45.29)))
    hit = replace(dossier, incident=replace(dossier.incident, targets=("hospitals",), where=where))
    place = redacted(hit, people)[0].incident.where
    assert place.line == ((12.2, 45.2), (12.3, 45.3))
    assert (place.where_prec, place.off_m) == (2, 8_000)
    assert redacted()[0].incident.where == dossier.incident.where


def test_names_are_met_in_other_case_script_marks_and_addresses():
    dossier, _ = telling()
    names = {
        "Olan Pirr": ("https://weir.example/olan-pirr-dies", "OLAN  PIRR", "Olan\nPirr"),
        "أمير زجل": ("وأَمِيرُ زَجَل", "ولأمير زجل"),
        "José Núñez": ("JOSÉ NÚÑEZ", "Jose\u0301 Nu\u0301n\u0303ez"),
    }
    for name, forms in names.items():
        for form in forms:
            report = replace(dossier.reports[0], text=form, title=form)
            told = replace(dossier, reports=(report,), claims=(), nearby=())
            after = redacted(told, {report.id: (person(name),)})[0].reports[0]
            assert BLOCK in after.text, form
            assert not any(part in after.text for part in name.split()), form


@pytest.mark.parametrize(
    ("role", "speaks_for", "office"),
    [
        ("spokesman", "Velmar Corps", True), ("foreign minister", "", True), ("", "Velmar Corps", True),
        ("", "", False),
        ("resident", "", False), ("activist", "Velmar Observatory", False), ("مدير الصحة", "", True),
        ("الشاهد", "", False),
    ],
)  # fmt: skip
def test_who_is_heard_in_office(role, speaks_for, office):
    voice = Narrator(name="A B", kind=NarratorKind.PERSON, role=role, speaks_for=speaks_for)
    assert in_office(voice) is office


@pytest.mark.parametrize(
    "text",
    [
        "“The roof fell,” said Nadia Qader, a resident.", "Nadia Qader, a 40-year-old mother of two, wept.",
        "Shopkeeper Nadia Qader closed.", "an eyewitness named Nadia Qader said", "Nadia Qader (40), his sister, fled.",
    ],
)  # fmt: skip
def test_a_name_beside_a_private_role_is_withheld_though_no_claim_rests_on_it(text):
    dossier, _ = telling()
    told = replace(dossier, reports=(replace(dossier.reports[0], text=text),), claims=(), nearby=())
    after = redacted(told, {told.reports[0].id: ()})[0].reports[0]
    assert "Nadia" not in after.text
    assert "Qader" not in after.text


@pytest.mark.parametrize(
    ("name", "withheld"), [("Olga Brent", True), ("Karsan army", False), ("Soranqa", False), ("the commander", False)]
)
def test_a_voice_of_unknown_kind_is_withheld_unless_it_is_public_or_only_described(name, withheld):
    dossier, people = telling()
    voice = Narrator(name=name, words=name)
    heard = replace(dossier.claims[0], chain=Chain(links=(Link(narrator=voice),)), where=dossier.incident.where)
    told = replace(dossier, claims=(heard,))
    things = {each.thing for each in private_things([told], people, ()) if each.rule == "witnesses"}
    assert (name in things) is withheld


def test_every_thing_has_a_rule_and_an_id_of_its_own():
    dossier, people = telling()
    private = private_things([dossier, dossier], people, dossier.judgements)
    assert {each.rule for each in private} <= RULES.keys()
    assert len({each.id for each in private}) == len(private)
    assert [each.rule for each in private if each.thing == HANDLE] == []  # it stands in an address, which is one thing
    assert any(each.thing.endswith("/status/12") for each in private)


def test_many_names_that_begin_alike_and_one_that_shares_a_word_with_many():
    names: Names[int] = Names()
    for number, name in enumerate(("Olan Pirr", "Olan Pirr Marwin", "Olan Valk", "Rose", "@ward", "@weir_eye", "王明")):
        names.add(name, number)
    text = "Olan Pirr Marwin, Olan  Valk and Olan. Olan Orsk; Rose, rose, ROSE; @ward, ward, @weir_eye, weir-eye. 王明"
    for said in (text, text + " é"):  # two ways lead to the same
        met = {(said[start:end], meaning) for start, end, meaning in names.find(said)}
        assert met == {
            ("Olan Pirr", 0), ("Olan Pirr Marwin", 1), ("Olan  Valk", 2), ("Rose", 3), ("ROSE", 3), ("@ward", 4),
            ("@weir_eye", 5), ("weir-eye", 5), ("王明", 6),
        }  # fmt: skip


def test_a_letter_that_folds_to_nothing_breaks_nothing():
    names: Names[int] = Names()
    names.add("Olan Pirr", 0)
    assert list(names.find("\u037a \u0675 \ufe70 \uff9e \u00b4 Olan Pirr é"))[-1][2] == 0
    names.add("\uff9e", 1)
    assert list(names.find("é \uff9e")) is not None


def test_a_dossier_without_anything_private_stays_as_it_is():
    dossier, _ = telling()
    empty = replace(
        dossier, incident=Incident(id="1", name="n", claims=(), reports=()), reports=(), captures=(), claims=(),
        nearby=(), judgements=(), problems=(),
    )  # fmt: skip
    assert redacted(empty, {})[0] == empty
