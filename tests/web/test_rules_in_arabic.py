"""Every rule that reading can name has its Arabic: those that the code of the languages holds, and those that each
sentence of the tests of reading brings about."""

import ast
import importlib
import re
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from isnad.publish.speaking.sentences import arabic_of
from isnad.publish.wording import rules_of
from isnad.read.languages.arabic import Arabic
from isnad.read.languages.english import English

LANGUAGES, TESTS = Path(str(files("isnad.read.languages"))), Path(__file__).parents[1] / "read/languages"
NAMES = ("rule", "basis")  # what the field is called in which a rule is named
BY_WORDS = arabic_of("zz", "rule").replace("zz", "").strip("\u2068\u2069 ")  # that it was read by words of the report


def _fields():
    """Of each kind of thing that is named after a rule: its fields in order."""
    for path in LANGUAGES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                held = [
                    n.target.id for n in node.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
                ]
                if set(held) & set(NAMES):
                    yield (path.parent.name, node.name), held


def _written():
    """Every rule that stands in the code, with a word in each blank."""
    fields = dict(_fields())
    for path in sorted(LANGUAGES.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", "")
                held = fields.get((path.relative_to(LANGUAGES).parts[0], name), [])
                for place, given in enumerate(node.args):
                    if any(isinstance(each, ast.Starred) for each in node.args[: place + 1]):
                        break
                    if place < len(held) and held[place] in NAMES:
                        yield from _strings(given)
                for given in node.keywords:
                    if given.arg in NAMES:
                        yield from _strings(given.value)


def _strings(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_strings(node.body), *_strings(node.orelse))
    elif isinstance(node, ast.JoinedStr) and any(isinstance(each, ast.Constant) for each in node.values):
        yield "".join(each.value if isinstance(each, ast.Constant) else "zz" for each in node.values)


def _tests_of(language):
    """The tests of reading a language, where its sentences and tables are."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    return importlib.import_module(f"read.languages.{language}.world")


def _read():
    """Every rule by which a sentence of the tests of reading is read, with the text in which it was."""
    world = _tests_of("english")
    for path in [*sorted((TESTS / "english/sentences").glob("*.toml")), TESTS / "english/known_gaps.toml"]:
        for each in tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]:
            report = world.report_of(each["text"])
            yield from _rules(report.text, English().read(report, world.tables()))
    world = _tests_of("arabic")
    for path in sorted((TESTS / "arabic/cases").glob("*.toml")):
        for each in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            report = world.report(each["text"], publisher=each.get("publisher", ""))
            yield from _rules(report.text, Arabic().read(report, world.TABLES))


def _rules(text, claims):
    for claim in claims:
        for said in claim.because:
            over, *others = rules_of(said)[0]
            yield over, text
            if over != "denied":  # which is followed by a verb as a dictionary has it
                yield from ((rule, text) for rule in others)


@pytest.mark.parametrize("rule", sorted(set(_written())))
def test_a_rule_that_stands_in_the_code_has_its_arabic(rule):
    for each in rules_of(rule)[0]:
        arabic = arabic_of(each, "rule")
        assert arabic is not None
        own = not arabic.startswith(BY_WORDS)
        assert own or set(each.split()) == {"zz"}, "it is no word of a report, so it needs a line of its own"


def test_every_rule_by_which_a_sentence_is_read_has_its_arabic():
    found = {}
    for rule, text in _read():
        arabic = arabic_of(rule, "rule")
        plain = re.sub(r"\s+", " ", text.casefold().replace("’", "'"))
        if arabic is None or (arabic.startswith(BY_WORDS) and not _stands(rule, plain)):
            found[rule] = text[:80]
    assert found == {}


def _stands(rule, text):
    """Whether the words of a rule stand in a text one after the other, as it names them."""
    return all(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in rule.replace("’", "'").split())
