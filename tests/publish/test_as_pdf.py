"""The printed dossier: tagged, the same each time, Arabic from the right, each statement led to quotes and digests."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from lxml import etree

from isnad.publish.exporter import whole
from isnad.publish.exporters.as_pdf import AsPdf
from isnad.publish.paper.content import LANGUAGES, Content, table
from isnad.publish.paper.drawn import printable
from isnad.publish.withhold.leaks import Watch
from isnad.publish.withhold.private import Private
from isnad.publish.withhold.rules import RULES
from isnad.records.assessment import GradeTerm
from isnad.records.claim import Outcome, Status
from isnad.records.incident import Incident
from publish.sample import sample


@pytest.fixture(scope="module")
def files():
    pytest.importorskip("typst")
    return whole(AsPdf().export([sample()]))


def text_of(data):
    pdfium = pytest.importorskip("pypdfium2")
    return "\n".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(data))


def test_one_in_each_language(files):
    ident = sample().incident.id
    assert sorted(files) == [f"{ident}.ar.pdf", f"{ident}.pdf"]


def test_they_are_tagged_and_the_same_each_time(files):
    for data in files.values():
        assert b"/StructTreeRoot" in data
        assert b"/MarkInfo" in data
        assert re.search(rb"pdfuaid:part", data)
        assert b"CreationDate" not in data
    assert files == whole(AsPdf().export([sample()]))


def test_every_report_and_its_digest_stand_in_them(files):
    dossier = sample()
    said = re.sub(r"\s", "", text_of(files[f"{dossier.incident.id}.pdf"]))
    for report in dossier.reports:
        assert report.digest.removeprefix("sha256:") in said
    assert dossier.incident.id in said
    assert dossier.version in said
    digests = {source["digest"] for source in Content(dossier, "ar").made()["sources"]}
    assert digests == {report.digest.removeprefix("sha256:") for report in dossier.reports}


def test_a_name_is_found_in_print_in_both_languages():
    pytest.importorskip("typst")
    named = replace(sample().incident, where=None, name="ملف زجل Hetta Marwin قال")
    odd = replace(sample(), case="Olan Pirr", incident=named)
    watch = Watch(Private(rule="victims", thing=name) for name in ("Olan Pirr", "Hetta Marwin"))
    for name, data in whole(AsPdf().export([odd])).items():
        assert len(watch.leaks(name, BytesIO(data))) == 2, name


def test_statements_are_hedged_and_have_their_quotes():
    dossier = sample()
    for language in LANGUAGES:
        made = Content(dossier, language).made()
        assert len(made["toll"]) == len(dossier.assessment.tallies)
        for each in (*made["toll"], *made["responsibility"]):
            assert each["notes"]["quotes"], each["said"]
            for quote in each["notes"]["quotes"]:
                assert any(quote["quote"] in report.text for report in dossier.reports)
                assert len(quote["digest"]) == 64
    english = " ".join(each["said"] for each in Content(dossier, "en").made()["responsibility"])
    assert "alleged by" in english
    assert "denied by" in english
    assert "responsible" not in english


def test_the_drawings_of_the_page_are_printed_with_what_they_show_in_words(files):
    dossier = sample()
    for language, ending in (("en", "pdf"), ("ar", "ar.pdf")):
        made = Content(dossier, language).made()
        drawn = [*made["steps"], *made["drawn"]]
        assert len(made["drawn"]) == 3  # figures, responsibility, the act
        for each in drawn:
            picture = etree.fromstring(each["svg"].encode())
            assert picture.tag == "{http://www.w3.org/2000/svg}svg"
            style = picture.findtext("{http://www.w3.org/2000/svg}style")
            assert "var(" not in style
            assert style.count("{") == style.count("}") > 40
            assert each["of"]
        assert files[f"{dossier.incident.id}.{ending}"].count(b"/Figure") >= len(drawn)


def test_a_drawing_too_high_for_a_sheet_is_left_to_the_page():
    low, high = (f'<svg viewBox="0 0 100 {height}"><g></g></svg>' for height in (120, 140))
    assert printable(low).startswith("<svg xmlns=")
    assert printable(high) == ""


def test_both_languages_have_all_words():
    english, arabic = (table(language) for language in LANGUAGES)
    assert english.keys() == arabic.keys() - {"rules"}  # in English they are told by the rules themselves
    for key, value in english.items():
        if isinstance(value, dict):
            assert value.keys() == arabic[key].keys()
        else:
            assert re.findall(r"{\w+}", value) == re.findall(r"{\w+}", arabic[key])
    for words in (english, arabic):
        assert words["outcomes"].keys() == {each.value for each in Outcome}
        assert words["grades"].keys() == {each.value for each in GradeTerm}
        assert {s.value for s in Status if s is not Status.UNDETERMINED} <= words["groups"].keys()


def test_words_are_text_and_never_markup():
    pytest.importorskip("typst")
    dossier = sample()
    odd = replace(
        dossier, case='#panic("x") $a$ *b* @c <d> \\ \x00', incident=replace(dossier.incident, name="= #x[ \u202e")
    )
    data = whole(AsPdf().export([odd]))[f"{dossier.incident.id}.pdf"]
    assert '#panic("x") $a$ *b* @c <d>' in text_of(data)


def test_a_letter_that_no_font_has_does_not_stop_it():
    pytest.importorskip("typst")
    for data in whole(AsPdf().export([replace(sample(), case="𰴞")])).values():
        assert b"/StructTreeRoot" in data


def test_a_bare_dossier_can_be_printed():
    pytest.importorskip("typst")
    whole_one = sample()
    nothing = replace(
        whole_one.assessment, tallies=(), hypotheses=(), origins=(), contradictions=(), scoped_out=(),
    )  # fmt: skip
    bare = replace(
        whole_one, incident=Incident(id="1", name="n", claims=(), reports=()), claims=(), nearby=(), reports=(),
        captures=(), judgements=(), problems=(), assessment=nothing,
    )  # fmt: skip
    assert "No figure was read." in text_of(whole(AsPdf().export([bare]))["1.pdf"])


def test_every_rule_of_withholding_is_told_in_arabic():
    assert set(table("ar")["rules"]) == set(RULES)
