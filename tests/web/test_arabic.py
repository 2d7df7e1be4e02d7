"""Pages in Arabic: what is computed of a case is said in Arabic on each of them."""

import re

from lxml import html
from web.conftest import visitor

from isnad.publish import wording as w
from isnad.publish.exporters.as_html import AsHtml
from isnad.publish.speaking.sentences import arabic_of

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


def test_whom_an_arabic_narrator_speaks_for_is_said_in_arabic(looked_at):
    reader = visitor(looked_at)
    reader.post("/settings", language="ar")
    files = dict(AsHtml().export(looked_at.standing.results.dossiers))
    dossier = looked_at.standing.results.dossiers[0]
    pages = [
        reader.get(f"/incident/{dossier.incident.id}"),
        html.document_fromstring(files[f"{dossier.incident.id}.ar.html"].decode()),
    ]
    for page in pages:
        told = [each.text_content() for each in page.xpath("//span[@class='chain']//bdi")]
        assert any("(" in words for words in told)
        assert [words for words in told if re.search(r"[\u0600-\u06ff] of |\((of|for) ", words)] == []


def test_no_dossier_in_arabic_tells_what_was_computed_in_english(looked_at):
    results = looked_at.standing.results
    quoted = {report.title for report in results.reports}
    files = dict(AsHtml().export(results.dossiers))
    for dossier in results.dossiers:
        page = html.document_fromstring(files[f"{dossier.incident.id}.ar.html"].decode())
        assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
        own = "//*[@lang='en'][not(self::q or self::mark or self::bdi or self::h3 or self::a or @class='text')]"
        assert sorted({each.text_content() for each in page.xpath(own)}) == []
        for each in page.xpath("//style | //q | //code | //bdi | //mark | //*[@class='text' or @class='url']"):
            kept, _ = each.tail, each.clear()
            each.tail = kept
        left = [str(words).strip() for words in page.xpath("//text() | //@title | //@aria-label")]
        told = [words for words in left if re.search(r"\b(the|is|are|of|said|by|reports?|claims?|not)\b", words)]
        spoken = {words: KEPT.sub("", words) for words in told if not any(q and q in words for q in quoted)}
        assert [words for words, own in spoken.items() if re.search(r"\b(the|is|are|of|said|by|not)\b", own)] == []
