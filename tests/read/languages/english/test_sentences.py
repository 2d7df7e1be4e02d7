"""Sentences as data: each file in sentences/ holds texts and the claims a careful reader takes from them.

A native speaker can add to them without programming. Where ``casualties`` or ``responsibility`` stands, it names all
the claims of that kind, in order; of each claim the keys given are compared. ``known_gaps.toml`` holds fair
sentences that are not read right yet: a gap that closes fails the test, so that it is moved.
"""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read.languages.english.world import report_of, tables

from isnad.read.languages.english import English
from isnad.records.claim import Casualties, Character, Claim, Count, Occurrence, Presence, Relation, Responsibility

FOLDER = Path(__file__).parent
KINDS = {
    "casualties": Casualties,
    "responsibility": Responsibility,
    "occurrence": Occurrence,
    "character": Character,
    "presence": Presence,
}


def _sentences(path: Path):
    return tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]


def _cases():
    made = []
    for path in sorted((FOLDER / "sentences").glob("*.toml")):
        for number, each in enumerate(_sentences(path), start=1):
            made.append(pytest.param(each, id=f"{path.stem}-{number}"))
    for number, each in enumerate(_sentences(FOLDER / "known_gaps.toml"), start=1):
        mark = pytest.mark.xfail(strict=True, reason=each["gap"])
        made.append(pytest.param(each, id=f"gap-{number}", marks=mark))
    return made


@pytest.mark.parametrize("sentence", _cases())
def test_a_sentence_is_read_as_a_careful_reader_would(sentence):
    assert sentence.keys() <= {"text", "gap", *KINDS}, "a key that nothing looks at"
    report = report_of(sentence["text"])
    claims = English().read(report, tables())
    assert all(report.holds(claim.quote) for claim in claims)
    for kind, content in KINDS.items():
        if kind in sentence:
            found = [_told(claim) for claim in claims if isinstance(claim.content, content)]
            expected = sentence[kind]
            compared = [{k: f.get(k) for k in e} for e, f in zip(expected, found, strict=False)]
            assert (len(found), compared) == (len(expected), expected), found


def _told(claim: Claim) -> dict[str, object]:
    """A claim in the notation of the files."""
    told: dict[str, object] = {
        "quote": claim.quote.text,
        "chain": list(claim.chain.names),
        "open": claim.chain.open,
        "stance": str(claim.stance),
        "scope": str(claim.scope),
        "where": claim.where.name if claim.where else "",
        "when": claim.when.edtf() if claim.when else "",
    }
    match claim.content:
        case Casualties(counts=counts):
            told["counts"] = [_count(c) for c in counts]
            told["status"] = str(counts[0].status) if counts else ""
            told["words"] = counts[0].words if counts else ""
        case Responsibility(relation=relation, parties=parties, denial=denial):
            joined = (" | " if relation is Relation.ALLEGES_ONE_OF else " + ").join(sorted(parties))
            told |= {"blame": f"{relation} {joined}", "denial": str(denial or "")}
        case Occurrence(act=act, target=target):
            told |= {"act": act, "target": target}
        case Character(term=term):
            told["term"] = term
        case Presence(whereabouts=whereabouts, parties=parties):
            told["there"] = f"{whereabouts}: {' + '.join(sorted(parties))}"
    return told


def _count(count: Count) -> str:
    said = f"{_number(count)} {count.group} {count.outcome}"
    parts = ", ".join(f"{_number(p)} {p.group}" for p in count.parts)
    return f"{said} [{parts}]" if parts else said


def _number(count: Count) -> str:
    low, high, about = count.low, count.high, ""
    if not count.numbered:
        if count.convention is None:
            return "?"
        (low, high), about = count.convention, "~"
    if low is None:
        return f"{about}..{high}"
    return f"{about}{low}+" if high is None else f"{about}{low}" if low == high else f"{about}{low}-{high}"


def test_every_sentence_is_tested_once():
    texts = [s["text"] for path in FOLDER.rglob("*.toml") for s in _sentences(path)]
    told_apart = {(path.name, s["text"]) for path in FOLDER.rglob("*.toml") for s in _sentences(path)}
    assert len(texts) == len(told_apart)
    assert len(texts) >= 60


SNIPPETS = [s["text"] for path in FOLDER.rglob("*.toml") for s in _sentences(path)]


@given(st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=4), st.sampled_from(["\n\n", " ", "\n"]))
def test_quotes_stand_in_any_report_made_of_them_and_reading_is_repeatable(texts, between):
    report, given_tables = report_of(between.join(texts)), tables()
    claims = English().read(report, given_tables)
    assert claims == English().read(report, given_tables)
    assert [c.quote.start for c in claims] == sorted(c.quote.start for c in claims)
    for claim in claims:
        assert report.holds(claim.quote)
        assert all(report.holds(link.cue) for link in claim.chain.links if link.cue is not None)


@given(st.text(max_size=200))
def test_any_text_at_all_is_read_without_an_error(text):
    report = report_of(text)
    assert all(report.holds(claim.quote) for claim in English().read(report, tables()))
