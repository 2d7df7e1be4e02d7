"""Narrators: who a source is, however this place of the report calls it.

What may live here: from the words of a source to named, typed narrators; the memory of who
has spoken in this report, for "he", "the group", a surname or an acronym.
"""

import re

from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.memory import BODIES, Memory
from isnad.read.languages.english.naming import (
    BASED,
    behind_document,
    description,
    is_role,
    kind_of,
    last_apposed,
    listed_in,
    looks_personal,
    own_name,
    person_in,
    singular,
    trailing_name,
    unpossessed,
    words_of,
)
from isnad.read.languages.english.phrases import DEMONYM
from isnad.read.languages.english.tokens import Token, tokenize
from isnad.records.chain import Narrator, NarratorKind

SPOKES = re.compile(r"^spokes(?:man|woman|person)$")
POSSESSED = frozenset(("his", "her", "its", "their"))


GENERIC = frozenset(
    (
        "group",
        "monitor",
        "watchdog",
        "network",
        "agency",
        "organisation",
        "organization",
        "body",
        "charity",
        "ngo",
        "statement",
        "report",
    )
)


def narrators_of(tokens: list[Token], memory: Memory) -> list[list[Narrator]]:
    """The chains of narrators a source names: one list for each coordinated voice, outer first."""
    pieces = _coordinated([t for t in tokens if t.tag != "Q"])
    chains = [chain for chain in (_one(piece, memory) for piece in pieces) if chain]
    for chain in chains:
        memory.hear_chain(chain)
    return chains


def _coordinated(tokens: list[Token]) -> list[list[Token]]:
    """Parts of 'both the X and the Y'; an 'and' inside a name or between bare nouns does not part."""
    pieces: list[list[Token]] = [[]]
    for i, token in enumerate(tokens):
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        if (
            token.low in ("and", "or")
            and pieces[-1]
            and after is not None
            and (
                after.tag == "D"
                or (after.tag == "N" and not any(t.tag == "P" for t in pieces[-1]))
                or (after.tag == "P" and _is_whole(pieces[-1]))
            )
        ):
            pieces.append([])
        elif token.low != "both":
            pieces[-1].append(token)
    return pieces


def _is_whole(tokens: list[Token]) -> bool:
    """Whether tokens are an agency's or outlet's complete name, so that "and" begins another."""
    name = " ".join(t.text for t in tokens if t.tag != "D").lower()
    return name in listed_in("agencies") or name in listed_in("outlets")


def _one(tokens: list[Token], memory: Memory) -> list[Narrator]:
    words = " ".join(t.low for t in tokens).strip(" ,")
    if not words or not any(c.isalnum() for c in words):
        return []
    if tokens[0].tag == "H" and tokens[0].text.startswith("@"):
        return [Narrator(name=tokens[0].text, kind=NarratorKind.ACCOUNT, words=tokens[0].text)]
    handle = next((t for t in tokens if t.tag == "H" and t.text.startswith("@")), None)
    if handle is not None:
        return [Narrator(name=handle.text, kind=NarratorKind.ACCOUNT, words=words_of(tokens))]
    known = _anaphor(tokens, words, memory)
    return known if known is not None else _named(tokens, memory)


def _anaphor(tokens: list[Token], words: str, memory: Memory) -> list[Narrator] | None:
    """The narrator heard before that a pronoun, "the group", a surname or a short name stands for."""
    found: Narrator | None = None
    bare = [t for t in tokens if t.tag != "D" and not BASED.fullmatch(t.text)]
    if bare and bare[-1].low in GENERIC and tokens[0].low == "the" and not any(t.tag == "P" for t in bare):
        words = "the " + bare[-1].low  # "the Britain-based war monitor"
    if words in ("he", "she", "i", "who") or (
        words in listed_in("anaphors_person") and not any(t.tag == "P" for t in tokens)
    ):
        found = memory.last(NarratorKind.PERSON, NarratorKind.ACCOUNT)
        if found is None and words.startswith("the "):
            return [Narrator(name=words_of(tokens[1:]), kind=NarratorKind.ANONYMOUS, words=words_of(tokens))]
        if found is None:
            return [Narrator(name=words, kind=NarratorKind.ANONYMOUS, words=words)]
    elif words in ("it", "they", "we") or words in listed_in("anaphors_organisation"):
        head = words.removeprefix("the ").split()[-1]
        found = memory.holding({head}) if words.startswith("the ") else None
        if found is None and (head in GENERIC or not words.startswith("the ")):
            found = memory.last(*BODIES) or memory.last_without_role()
        if found is None and words in ("it", "they", "we"):
            return [Narrator(name=words, kind=NarratorKind.UNKNOWN, words=words)]
    else:
        if (bare and len(bare) <= 2 and all(t.tag == "P" for t in bare)) or (
            len(bare) == 1 and bare[0].low in lexicon().words("narrators", "organisations")
        ):
            found = memory.holding({t.low for t in bare})
            if found is not None and found.kind is NarratorKind.STATE and len(bare) == 1:
                found = None
    if found is None:
        return None
    same = Narrator(
        name=found.name, kind=found.kind, words=words_of(tokens), role=found.role, speaks_for=found.speaks_for
    )
    return [*memory.behind.get(found.name, ()), same]


def _named(tokens: list[Token], memory: Memory) -> list[Narrator]:
    tokens = behind_document(tokens)
    body = last_apposed(tokens)
    apposed = _apposed_person(tokens, memory) or _person_of(tokens, memory)
    if apposed is not None:
        return apposed
    tail = trailing_name(tokens)
    if tail is not None:
        return [
            Narrator(
                name=words_of(tokens[tail:]),
                kind=NarratorKind.PERSON,
                words=words_of(tokens),
                role=words_of([t for t in tokens[:tail] if t.tag != "D"]),
            )
        ]
    role = next((i for i, t in enumerate(body) if singular(t.low) in listed_in("roles") and t.low != "prime"), None)
    person = person_in(body, role)
    if person is not None:
        return _with_person(tokens, body, role, person, memory)
    if role is not None and SPOKES.match(body[role].low):
        return _spokesman(tokens, body, role, memory)
    name = description(body)
    kind = kind_of(tokens, body)
    if kind is NarratorKind.COLLECTIVE:
        last = max((i for i, t in enumerate(body) if t.tag == "P" and not DEMONYM.search(t.text)), default=-1)
        name = words_of(body[last + 1 :]) or name
    if kind in (NarratorKind.ORGANISATION, NarratorKind.AGENCY, NarratorKind.OUTLET):
        name = memory.full(own_name(body) or name)
    return [Narrator(name=name, kind=kind, words=words_of(tokens))]


def _apposed_person(tokens: list[Token], memory: Memory) -> list[Narrator] | None:
    """'the minister, First Last' and 'First Last, a spokesman for the ministry': a person and what he is."""
    comma = next((i for i, t in enumerate(tokens) if t.low == ","), None)
    if comma is None or comma == 0 or comma + 1 >= len(tokens):
        return None
    behind = [t for t in tokens[comma + 1 :] if t.low != ","]
    for name, about in ((tokens[:comma], behind), (behind, tokens[:comma])):
        while name and (singular(name[0].low) in listed_in("roles") or name[0].tag == "D"):
            name = name[1:]  # "Brigadier First Last"
        role = next((i for i, t in enumerate(about) if is_role(t)), None)
        plain = looks_personal(name) and all(t.tag == "P" for t in name)
        if role is not None and 2 <= len(name) <= 4 and plain:
            return _with_person(tokens, [*about, *name], role, (len(about), len(about) + len(name)), memory)
    return None


def _person_of(tokens: list[Token], memory: Memory) -> list[Narrator] | None:
    """'First Last of the Rescue Service': a person and the body it belongs to."""
    of = next((i for i, t in enumerate(tokens) if t.low in ("of", "from")), None)
    if of is None or not 2 <= of <= 4 or of + 1 >= len(tokens):
        return None
    name, body = tokens[:of], [t for t in tokens[of + 1 :] if t.tag not in "DS"]
    organisations = lexicon().words("narrators", "organisations")
    roles = listed_in("roles")
    if not all(t.tag == "P" and t.low not in organisations and singular(t.low) not in roles for t in name):
        return None
    titled = tokens[of + 1].tag == "D" and len(body) > 1 and all(t.tag == "P" for t in body)
    if not looks_personal(name) or not (titled or any(t.low in organisations for t in body)):
        return None
    owner = Narrator(name=memory.full(words_of(body)), kind=NarratorKind.ORGANISATION, words=words_of(body))
    person = Narrator(name=words_of(name), kind=NarratorKind.PERSON, words=words_of(tokens), speaks_for=owner.name)
    return [owner, person]


def _with_person(
    tokens: list[Token], body: list[Token], role: int | None, span: tuple[int, int], memory: Memory
) -> list[Narrator]:
    a, b = span
    name = words_of(body[a:b])
    title = words_of([t for t in body[:a] if t.tag not in "DS"] + body[b:]) if role is not None else ""
    owner = _owner(body, role, span, memory)
    person = Narrator(
        name=name,
        kind=NarratorKind.PERSON,
        words=words_of(tokens),
        role=title.strip(" ,'’") if title else "",
        speaks_for=owner.name if owner else "",
    )
    if owner is None:
        return [person]
    if role is not None and SPOKES.match(body[role].low) and owner.kind is NarratorKind.PERSON:
        return [person, owner]  # a spokesman passes on his leader's words
    return [owner, person]


def _owner(body: list[Token], role: int | None, span: tuple[int, int], memory: Memory) -> Narrator | None:
    """The organisation or leader a role belongs to: "X's spokesman", "the X chief", "head of X", "his spokesman"."""
    if role is None:
        return None
    if any(t.low in POSSESSED for t in body[:role]):
        human = any(t.low in ("his", "her") for t in body[:role])
        return memory.last(NarratorKind.PERSON) if human else memory.last(NarratorKind.ORGANISATION, NarratorKind.STATE)
    organisations = lexicon().words("narrators", "organisations")
    before = [
        t
        for t in body[:role]
        if t.tag not in "DGS"
        and t.low not in listed_in("fillers")
        and (singular(t.low) not in listed_in("roles") or (t.tag == "P" and t.low in organisations))
    ]
    after: list[Token] = []
    if role + 1 < len(body) and body[role + 1].low in ("of", "for", "at"):
        stop = span[0] if span[0] > role else len(body)
        after = [t for t in body[role + 2 : stop] if t.tag not in "DS"]
    words = after or before
    if not words or not (
        any(t.tag == "P" for t in words) or any(t.low in lexicon().words("narrators", "organisations") for t in words)
    ):
        return None
    speaks = SPOKES.match(body[role].low) or body[role].low in ("director", "head", "chief")
    proper = speaks and any(t.tag == "P" and not DEMONYM.search(t.text) and t.low != "foreign" for t in words)
    if not proper and not any(
        t.text.isupper() or t.low in organisations or unpossessed(t.low) in organisations for t in words
    ):
        return None
    bare = {unpossessed(t.low) for t in words}
    heard = memory.holding(bare, *BODIES) if len(bare) == 1 else None
    return heard or Narrator(name=memory.full(words_of(words)), kind=NarratorKind.ORGANISATION, words=words_of(words))


def _spokesman(tokens: list[Token], body: list[Token], role: int, memory: Memory) -> list[Narrator]:
    """A spokesman not named: the organisation speaks through him."""
    owner = _owner(body, role, (len(body), len(body)), memory)
    name = description(body)
    if owner is not None and owner.kind is NarratorKind.PERSON:
        return [Narrator(name=name, kind=NarratorKind.ANONYMOUS, words=words_of(tokens), role=body[role].low), owner]
    named = owner is not None or any(t.tag == "P" for t in body)
    return [
        Narrator(
            name=name,
            kind=NarratorKind.PERSON if named else NarratorKind.ANONYMOUS,
            words=words_of(tokens),
            role=body[role].low,
            speaks_for=owner.name if owner else "",
        )
    ]


def named_in(text: str, memory: Memory) -> list[list[Narrator]]:
    """The narrators in a bare string, such as a signature or an agency's line."""
    return narrators_of(tokenize(text, 0, len(text)), memory)
