"""Strings: everything the workbench itself says has its Arabic, with the same blanks to fill in."""

import re
import string
from importlib.resources import files
from pathlib import Path

import pytest
from jinja2 import nodes
from web.conftest import visitor

from isnad.judging import GRADES
from isnad.publish.page.charts import CHAINS
from isnad.publish.page.rows import CLAIM_GROUPS, MARK_WORDS
from isnad.publish.speaking.speech import ENGLISH, SPOKEN, Speech
from isnad.publish.speaking.strings import say_in, table
from isnad.publish.withhold.rules import RULES
from isnad.publish.wording import GRADES as GRADE_WORDS
from isnad.publish.wording import NO_VERDICT, OWN_VOICE, RELATIONS, SCOPES, STANCES, TALLY_RULES, WITHDRAWN
from isnad.records.assessment import GradeTerm
from isnad.records.chain import Chain, Manner
from isnad.records.claim import (
    Casualties,
    Character,
    Claim,
    Count,
    Occurrence,
    Outcome,
    Presence,
    Relation,
    Responsibility,
    Scope,
    Stance,
    Status,
    Whereabouts,
)
from isnad.records.judgement import Decision
from isnad.records.problem import Severity
from isnad.records.report import Quote
from isnad.records.source import LETTERS
from isnad.web.app import _ELSE, _WORDS
from isnad.web.asked import ORDERS
from isnad.web.correcting import fields_of
from isnad.web.decisions import LEFT_OUT
from isnad.web.pages.accounts import THE_SAME, TIRED, UNLIKE, WRONG
from isnad.web.pages.case import NAMED, ROLES
from isnad.web.pages.withheld import NOT_OF_WORDS, STATES
from isnad.web.parts import HEADINGS
from isnad.web.passwords import EASY, LONG, SHORT
from isnad.web.rendering import _environment
from isnad.web.roles import Role
from isnad.web.suggesting import ALONE_HIGH, ALONE_LOW, UNEVEN, UNNAMED

FOLDER, PUBLISHED = Path(str(files("isnad.web"))), Path(str(files("isnad.publish")))


def _in_templates():
    for path in sorted(each for folder in (FOLDER, PUBLISHED) for each in (folder / "templates").glob("*.j2")):
        tree = _environment().parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t" and isinstance(call.args[0], nodes.Const):
                yield call.args[0].value


def said():
    """Every string that is said through the table, but for those that are put together or come from a case."""
    found = set(_in_templates())
    for path in sorted(FOLDER.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r"\bt\(\s*\"((?:[^\"\\]|\\.)*)\"", text):
            found.add(match[1])
        if path.stem == "tiles":
            found |= set(re.findall(r"problem=\"([^\"]+)\"", text))
        if path.stem == "people":
            found |= set(re.findall(r"\btrouble\(\"([^\"]*)\"", text))
        # What these tell of is computed, and shown as it is.
        if path.stem in ("serving", "bench", "computing", "background", "people"):
            continue
        for match in re.finditer(r"\bUnfit\(\"([^\"]*)\"|(?:what|why|todo)\s?=\s?\"([^\"{}]*)\"", text):
            found |= {each for each in match.groups() if each}
    for path in sorted(PUBLISHED.rglob("*.py")):
        found |= set(re.findall(r"\bt\(\s*[\"']([^\"']*)[\"']", path.read_text(encoding="utf-8")))
    for path in [*(PUBLISHED / "drawing").glob("*.py"), PUBLISHED / "page" / "charts.py"]:
        found |= set(re.findall(r"\bsay\(\s*[\"']([^\"']*)[\"']", path.read_text(encoding="utf-8")))
    found |= (
        SPOKEN
        | set(LETTERS.values())
        | {each.value for each in Manner}
        | set(MARK_WORDS.values())
        | set(GRADE_WORDS.values())
        | {words for rule in RULES.values() for words in (rule.name, rule.what, rule.why)}
    )
    found |= {NO_VERDICT, OWN_VOICE, WITHDRAWN, "of another version"}
    found |= {LEFT_OUT, SHORT, LONG, EASY, UNLIKE, THE_SAME, WRONG, TIRED} | {each.value for each in Role} | set(GRADES)
    found |= {f"decision: {each.value}" for each in Decision} | {each.value for each in GradeTerm}
    found |= (
        {words for words, _ in ORDERS.values()}
        | set(STANCES.values())
        | set(SCOPES.values())
        | set(TALLY_RULES.values())
    )
    found |= (
        {heading for heading, _, _ in RELATIONS.values()}
        | {heading for _, heading, _ in CLAIM_GROUPS}
        | set(ROLES)
        | {*STATES, NOT_OF_WORDS}
        | set(NAMED.values())
    )
    found |= {each.value for kind in (Outcome, Status, Scope, Stance, Relation, Severity, Whereabouts) for each in kind}
    found |= {field.name for claim in _claims() for field in fields_of(claim)}
    found |= set(NAMED.values()) | {what for _, what, _ in CHAINS} | {heading for heading, _ in HEADINGS.values()}
    found |= {*_WORDS.values(), _ELSE, ALONE_HIGH, ALONE_LOW, UNNAMED, UNEVEN}
    return {each for each in found if not each.startswith("Please")}


def _claims():
    """A claim of each kind, for the names of its fields."""
    quote = Quote(report="r", start=0, end=1, text="x")
    contents = (
        Casualties(counts=(Count(outcome=Outcome.KILLED, low=1, high=1),)),
        Responsibility(relation=Relation.ALLEGES, parties=("A",)),
        Occurrence(act="a"),
        Character(term="t"),
        Presence(whereabouts=Whereabouts.OVERHEAD, parties=("A",)),
    )
    for content in contents:
        yield Claim(id="c", quote=quote, chain=Chain(), stance=Stance.ASSERTED, content=content)


@pytest.mark.parametrize("english", sorted(said()))
def test_every_string_has_its_arabic(english):
    arabic = table()[english]
    assert re.search("[\u0600-\u06ff]", arabic) or not re.search("[A-Za-z]{3}", english)
    blanks = [{name for _, name, _, _ in string.Formatter().parse(words) if name} for words in (english, arabic)]
    assert blanks[0] == blanks[1]


def test_the_table_holds_each_string_once_and_none_that_is_not_said():
    lines = (PUBLISHED / "speaking/arabic.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) - 1 == len(table())
    assert sorted(set(table()) - said()) == []


def test_what_is_not_in_the_table_stays_english():
    assert say_in("ar")("a word of a case") == "a word of a case"
    assert say_in("en")("{n} x", n=3) == "3 x"


def test_pages_in_arabic_run_from_the_right(looked_at):
    reader = visitor(looked_at)
    reader.post("/settings", language="ar")
    page = reader.get("/")
    assert page.xpath("/html/@dir") == ["rtl"]
    assert page.xpath("/html/@lang") == ["ar"]
    assert table()["Incidents"] in page.xpath("//h1")[0].text_content()


def test_drawings_of_a_page_in_arabic_speak_arabic(looked_at):
    reader = visitor(looked_at)
    reader.post("/settings", language="ar")
    page = reader.get(f"/incident/{looked_at.standing.results.dossiers[0].incident.id}")
    told = page.xpath("//*[name()='svg']/*[name()='title' or name()='desc']/text()")
    told += page.xpath("//*[name()='svg']//*[name()='text'][contains(@class, 'head') or @class='group']/text()")
    told += page.xpath("//figcaption//text() | //*[name()='svg']//*[name()='a']/*[name()='title']/text()")
    english = re.compile(
        r"\b(people|said|killed|reports?|origins?|claims?|chains?|history|stands|words|or more|named)\b", re.I
    )
    quoted = {r.title for r in looked_at.standing.results.reports}  # what reports are called is theirs
    assert [each for each in told if english.search(each) and not any(q and q in each for q in quoted)] == []
    assert page.xpath("//*[name()='svg']//*[name()='text'][@class='head']/text()")


def plain(words):
    """The same without what holds a direction."""
    return re.sub("[\u2066-\u2069]", "", words)


def test_english_drawings_say_what_they_said(looked_at):
    dossier = looked_at.standing.results.dossiers[0]
    spoken = Speech(lambda english: english)
    for tally in dossier.assessment.tallies:
        assert plain(spoken.tally(tally)) == ENGLISH.tally(tally)
        assert plain(spoken.steps(tally.history)) == ENGLISH.steps(tally.history)
    for report in dossier.reports:
        assert spoken.published(report.published) == ENGLISH.published(report.published)
