"""Every sentence that a check can tell, and every problem that adding, reading and deciding can show in the workbench,
has its Arabic: they are found in the code, with something in each blank."""

import ast
import itertools
import re
from importlib.resources import files
from pathlib import Path

import pytest

from isnad.publish.speaking.sentences import arabic_of, said_in_arabic

ROOT = Path(str(files("isnad")))
TOLD = (  # what the workbench shows problems of
    "checking", "anchoring/check.py", "witnessing/standing.py", "preserve/people/scars.py", "preserve/people/own.py",
    "preserve/custody/log.py", "preserve/custody/ledger.py", "preserve/custody/signing.py",
    "preserve/containers/extract.py", "preserve/containers/opened.py", "preserve/containers/parsing.py",
    "preserve/containers/archive.py", "preserve/containers/tables.py", "preserve/contents.py", "preserve/again.py",
    "preserve/copies.py", "preserve/take.py", "preserve/web", "read/formats", "read/recorders.py", "reading/one.py",
    "reading/here.py", "index.py", "plugins.py", "judging.py", "web/checking.py", "web/computing.py", "web/intake.py",
    "web/reviewing.py",
)  # fmt: skip
REASONS = (  # where the reasons stand for which a time stamp or a cosignature does not hold, and what else is told so
    "anchoring/check.py", "anchoring/kept.py", "witnessing/standing.py", "preserve/anchors/rfc3161.py",
    "preserve/anchors/opentimestamps.py", "preserve/anchors/header.py", "preserve/anchors/revocation.py",
)  # fmt: skip
BY_ANSWER = ("The time stamp by \0 \0: \0.", "The cosignature of \0 \0: \0.")  # which has an Arabic of its own
STEPS = ("reading", "linking", "weighing", "looking for names", "checking bytes", "checking lines")
FILLED = "7"  # stands for a number, a name and a reason alike
PLACE = re.compile(r"(?:log/)?\0?[\w/.\0]*, line \0+|report \0|capture \0|this machine")


def _strings(node):
    """What an expression may come to: text with a sign for each blank; nothing where it is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        parts = [_strings(part) or ["\0"] for part in node.values]
        return ["".join(chosen) for chosen in itertools.product(*parts)]
    if isinstance(node, ast.FormattedValue):
        return _strings(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return ["".join(each) for each in itertools.product(*(_strings(n) or ["\0"] for n in (node.left, node.right)))]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):  # "s" * (number > 1)
        return ["", *_strings(node.left)]
    if isinstance(node, ast.IfExp):
        return [*_strings(node.body), *_strings(node.orelse)]
    return [each for value in node.values for each in _strings(value)] if isinstance(node, ast.BoolOp) else []


def _given(tree):
    """The expressions that become a problem's words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
            "Problem",
            "trouble",
        ):
            keyed = {each.arg: each.value for each in node.keywords}
            yield from (keyed[name] for name in ("what", "todo") if name in keyed)
            if not keyed:
                yield from node.args[::2]
        elif isinstance(node, ast.Assign):
            names = {getattr(each, "id", "") for target in node.targets for each in ast.walk(target)}
            if names & {"what", "todo"}:
                yield from node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]


def _modules(names):
    for name in names:
        yield from sorted((ROOT / name).rglob("*.py")) if (ROOT / name).is_dir() else [ROOT / name]


def _told():
    for path in _modules(TOLD):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            each.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for each in node.targets
            if isinstance(each, ast.Name)
        }
        for given in _given(tree):
            for words in _strings(named.get(given.id, given) if isinstance(given, ast.Name) else given):
                if " " in words.strip("\0 ") and words not in BY_ANSWER and not PLACE.fullmatch(words):
                    yield words


def _reasons():
    """All that is written in small letters, and long enough to be a reason."""
    for path in _modules(REASONS):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and id(node) not in within):
                for words in _strings(node):
                    if words.count(" ") > 3 and re.match(r"[a-z\0]", words) and "isnad" not in words:
                        yield words


def _filled(words):
    return words.replace("\0", FILLED)


@pytest.mark.parametrize("words", sorted({_filled(words).strip() for words in _told()}))
def test_every_problem_has_its_arabic(words):
    assert arabic_of(words) or arabic_of(f"{words}.") or arabic_of(words.removesuffix(FILLED).strip())


@pytest.mark.parametrize("answer", ["FAILS", "not verifiable"])
@pytest.mark.parametrize("words", BY_ANSWER)
def test_what_does_not_hold_is_said_in_arabic(words, answer):
    answer = answer if "stamp" in words else answer.lower()
    assert arabic_of(words.replace("\0 \0: \0", f"NTA {answer}: it stamps other bytes than this checkpoint"))


@pytest.mark.parametrize("words", sorted({_filled(words) for words in _reasons()}))
def test_every_reason_has_its_arabic(words):
    assert arabic_of(words, "cause")


@pytest.mark.parametrize("step", STEPS)
def test_every_step_of_a_computation_has_its_arabic(step):
    assert arabic_of(step)


@pytest.mark.parametrize("where", ["log/entries.jsonl, line 5", "report 0123456789abcdef", "this machine"])
def test_where_a_problem_is_is_said_in_arabic(where):
    assert re.search("[\u0600-\u06ff]", said_in_arabic(where, "where"))


def test_a_place_that_is_no_sentence_stays_as_it_is():
    assert said_in_arabic("keys/a.pem", "where").strip("\u2068\u2069") == "keys/a.pem"


def test_what_is_found_in_the_code_is_not_little():
    assert len(set(_told())) > 200
    assert len(set(_reasons())) > 15
