"""Narrators: who a source is, however this place of the report calls it.

What may live here: from the words of a source to named, typed narrators; the memory of who
has spoken in this report, for "he", "the group", a surname or an acronym.
"""

import re
from functools import cache

from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.memory import BODIES, Memory
from isnad.read.languages.english.phrases import DEMONYM
from isnad.read.languages.english.tokens import Token, tokenize
from isnad.records.chain import Narrator, NarratorKind

BASED = re.compile(r"[\w.]+-(?:based|operated|linked|affiliated|run|aligned|backed|led)$")
SPOKES = re.compile(r"^spokes(?:man|woman|person)$")
POSSESSED = frozenset(("his", "her", "its", "their"))
FILLERS = frozenset(
    (
        "executive",
        "deputy",
        "acting",
        "former",
        "regional",
        "local",
        "senior",
        "top",
        "several",
        "many",
        "some",
        "other",
        "another",
        "two",
        "three",
        "unnamed",
        "anonymous",
        "one",
        "more",
        "all",
        "both",
        "also",
        "same",
        "opposition",
        "medical",
        "security",
        "military",
        "rescue",
    )
)


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


@cache
def _exact(name: str) -> frozenset[str]:
    return frozenset(w.lower() for w in lexicon().raw["narrators"][name])


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def narrators_of(tokens: list[Token], memory: Memory) -> list[list[Narrator]]:
    """The chains of narrators a source names: one list for each coordinated voice, outer first."""
    pieces = _coordinated([t for t in tokens if t.tag != "Q"])
    chains = [chain for chain in (_one(piece, memory) for piece in pieces) if chain]
    for chain in chains:
        for narrator in chain:
            memory.hear(narrator)
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
    return name in _exact("agencies") or name in _exact("outlets")


def _one(tokens: list[Token], memory: Memory) -> list[Narrator]:
    words = " ".join(t.low for t in tokens).strip(" ,")
    if not words or not any(c.isalnum() for c in words):
        return []
    if tokens[0].tag == "H" and tokens[0].text.startswith("@"):
        return [Narrator(name=tokens[0].text, kind=NarratorKind.ACCOUNT, words=tokens[0].text)]
    handle = next((t for t in tokens if t.tag == "H" and t.text.startswith("@")), None)
    if handle is not None:
        return [Narrator(name=handle.text, kind=NarratorKind.ACCOUNT, words=_text(tokens))]
    known = _anaphor(tokens, words, memory)
    return known if known is not None else _named(tokens, memory)


def _text(tokens: list[Token]) -> str:
    out = ""
    for i, token in enumerate(tokens):
        out += ("" if i == 0 or token.start == tokens[i - 1].end else " ") + token.text
    return out.strip(" ,")


def _anaphor(tokens: list[Token], words: str, memory: Memory) -> list[Narrator] | None:
    """The narrator heard before that a pronoun, "the group", a surname or a short name stands for."""
    found: Narrator | None = None
    bare = [t for t in tokens if t.tag != "D" and not BASED.fullmatch(t.text)]
    if bare and bare[-1].low in GENERIC and tokens[0].low == "the" and not any(t.tag == "P" for t in bare):
        words = "the " + bare[-1].low  # "the Britain-based war monitor"
    if words in ("he", "she", "i", "who") or (
        words in _exact("anaphors_person") and not any(t.tag == "P" for t in tokens)
    ):
        found = memory.last(NarratorKind.PERSON, NarratorKind.ACCOUNT)
        if found is None and words.startswith("the "):
            return [Narrator(name=_text(tokens[1:]), kind=NarratorKind.ANONYMOUS, words=_text(tokens))]
        if found is None:
            return [Narrator(name=words, kind=NarratorKind.ANONYMOUS, words=words)]
    elif words in ("it", "they", "we") or words in _exact("anaphors_organisation"):
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
    same = Narrator(name=found.name, kind=found.kind, words=_text(tokens), role=found.role, speaks_for=found.speaks_for)
    return [same]


def _named(tokens: list[Token], memory: Memory) -> list[Narrator]:
    tokens = _behind_document(tokens)
    body = _last_apposed(tokens)
    apposed = _apposed_person(tokens, memory)
    if apposed is not None:
        return apposed
    tail = _trailing_name(tokens)
    if tail is not None:
        return [
            Narrator(
                name=_text(tokens[tail:]),
                kind=NarratorKind.PERSON,
                words=_text(tokens),
                role=_text([t for t in tokens[:tail] if t.tag != "D"]),
            )
        ]
    role = next((i for i, t in enumerate(body) if _singular(t.low) in _exact("roles") and t.low != "prime"), None)
    person = _person(body, role)
    if person is not None:
        return _with_person(tokens, body, role, person, memory)
    if role is not None and SPOKES.match(body[role].low):
        return _spokesman(tokens, body, role, memory)
    name = _strip(body)
    kind = _kind(tokens, body)
    if kind is NarratorKind.COLLECTIVE:
        last = max((i for i, t in enumerate(body) if t.tag == "P" and not DEMONYM.search(t.text)), default=-1)
        name = _text(body[last + 1 :]) or name
    if kind in (NarratorKind.ORGANISATION, NarratorKind.AGENCY, NarratorKind.OUTLET):
        name = memory.full(_proper(body) or name)
    return [Narrator(name=name, kind=kind, words=_text(tokens))]


def _apposed_person(tokens: list[Token], memory: Memory) -> list[Narrator] | None:
    """'the minister, First Last' and 'First Last, a spokesman for the ministry': a person and what he is."""
    comma = next((i for i, t in enumerate(tokens) if t.low == ","), None)
    if comma is None or comma == 0 or comma + 1 >= len(tokens):
        return None
    behind = [t for t in tokens[comma + 1 :] if t.low != ","]
    for name, about in ((tokens[:comma], behind), (behind, tokens[:comma])):
        while name and (_singular(name[0].low) in _exact("roles") or name[0].tag == "D"):
            name = name[1:]  # "Brigadier First Last"
        role = next((i for i, t in enumerate(about) if _is_role(t)), None)
        plain = _personal(name) and all(t.tag == "P" for t in name)
        if role is not None and 2 <= len(name) <= 4 and plain:
            return _with_person(tokens, [*about, *name], role, (len(about), len(about) + len(name)), memory)
    return None


def _is_role(token: Token) -> bool:
    """Whether a word says what a person is; "Monitor" in a body's name does not."""
    word = _singular(token.low)
    body = token.tag == "P" and token.low in lexicon().words("narrators", "organisations")
    return not body and (word in _exact("roles") or word in _exact("anonymous"))


def _behind_document(tokens: list[Token]) -> list[Token]:
    """Of "a report on State TV", "a statement by the army": the voice behind the document."""
    documents = lexicon().words("cues", "documents")
    at = next((i for i, t in enumerate(tokens[:4]) if t.low in documents), None)
    if at is None or at + 2 >= len(tokens):
        return tokens
    after, behind = tokens[at + 1], tokens[at + 2 :]
    if after.low in ("by", "on", "from", "of"):
        voice = any(t.tag == "P" or t.low in lexicon().words("narrators", "organisations") for t in behind)
        return behind if voice else tokens  # "reports from the region" have no voice behind them
    return tokens[at + 3 :] if after.low == "attributed" and len(tokens) > at + 3 else tokens


def _trailing_name(tokens: list[Token]) -> int | None:
    """Where a person's name ends a description without commas ("an activist at the scene First Last")."""
    start = len(tokens)
    while start > 0 and tokens[start - 1].tag == "P":
        start -= 1
    described = any(
        _singular(t.low) in _exact("anonymous") or _singular(t.low) in _exact("roles") for t in tokens[: min(start, 5)]
    )
    plain = not any(t.low in lexicon().words("narrators", "organisations") or t.text.isupper() for t in tokens[start:])
    if (
        2 <= len(tokens) - start <= 4
        and described
        and plain
        and start > 3
        and tokens[start - 1].tag == "N"
        and any(t.low in ("at", "in") for t in tokens[:start])
    ):
        return start
    return None


def _last_apposed(tokens: list[Token]) -> list[Token]:
    """Of "a team of rescuers the Civil Defence in X" the part that names; trailing "in X" is cut off."""
    body = tokens
    for i in range(len(tokens) - 1, 0, -1):
        if tokens[i].tag == "D" and tokens[i - 1].tag in "NP":
            if any(t.tag == "P" and not BASED.fullmatch(t.text) for t in tokens[i:]):
                body = tokens[i:]
                break
            if tokens[i].low in ("a", "an") and any(t.tag == "P" for t in tokens[:i]):
                body = tokens = tokens[:i]  # "the Observatory a Britain-based monitor"
                break
    for i in range(1, len(body)):
        if body[i].low == "or" and body[i - 1].tag == "P":
            return body[:i]  # "the Civil Defence or White Helmets": two names of one
        cuts = body[i].low in ("in", "at", "on", "near", "who", "which", ",", "(", "from")
        if (
            cuts
            and any(t.tag in "PN" for t in body[:i])
            and (body[i].low != "," or any(t.tag == "P" for t in body[:i]))
        ):
            return body[:i]
    return body


def _person(body: list[Token], role: int | None) -> tuple[int, int] | None:
    """The span of a person's name: two to five capitalised words that no organisation's word is among."""
    organisations, runs, i = lexicon().words("narrators", "organisations"), [], 0
    while i < len(body):
        if body[i].tag == "P":
            j = i
            while j < len(body) and (
                body[j].tag == "P" or (body[j].low in ("al", "el", "bin", "ibn", "abu", "van", "de") and j > i)
            ):
                j += 1
            runs.append((i, j))
            i = j
        else:
            i += 1
    for a, b in reversed(runs):
        titles = [k for k in range(a, b) if _singular(body[k].low) in _exact("roles") or body[k].low in organisations]
        if titles and b - titles[-1] > 1:
            role, a = (titles[-1] if _singular(body[titles[-1]].low) in _exact("roles") else role), titles[-1] + 1
        size = b - a
        joined = " ".join(t.low for t in body[a:b])
        if (
            not size
            or joined in _exact("agencies")
            or joined in _exact("outlets")
            or any(t.low in organisations or t.text.isupper() for t in body[a:b])
        ):
            continue
        behind_body = bool(titles) and a > titles[-1]  # "a spokesman for the Rescue Service First Last"
        follows_role = (
            role is not None and role < a and (behind_body or not any(t.low in ("of", "for") for t in body[role:a]))
        )
        if size >= 2 and (
            follows_role
            or (role is not None and a < role and b < len(body))
            or (size <= 4 and a == 0 and b == len(body) and _personal(body))
        ):
            return a, b
        if size == 1 and follows_role and role == a - 1 and b == len(body):
            return a, b
    return None


def _personal(body: list[Token]) -> bool:
    return not any(
        t.low in lexicon().words("narrators", "organisations") or t.text.isupper() or "." in t.text for t in body
    )


def _with_person(
    tokens: list[Token], body: list[Token], role: int | None, span: tuple[int, int], memory: Memory
) -> list[Narrator]:
    a, b = span
    name = _text(body[a:b])
    title = _text([t for t in body[:a] if t.tag not in "DS"] + body[b:]) if role is not None else ""
    owner = _owner(body, role, span, memory)
    person = Narrator(
        name=name,
        kind=NarratorKind.PERSON,
        words=_text(tokens),
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
        and t.low not in FILLERS
        and (_singular(t.low) not in _exact("roles") or (t.tag == "P" and t.low in organisations))
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
        t.text.isupper() or t.low in organisations or _stem(t.low) in organisations for t in words
    ):
        return None
    bare = {_stem(t.low) for t in words}
    heard = memory.holding(bare, *BODIES) if len(bare) == 1 else None
    return heard or Narrator(name=memory.full(_text(words)), kind=NarratorKind.ORGANISATION, words=_text(words))


def _stem(word: str) -> str:
    """A word without a possessive that lost its apostrophe ("observatorys")."""
    known = lexicon().words("narrators", "organisations")
    return word[:-1] if word not in known and word.endswith("s") and word[:-1] in known else word


def _spokesman(tokens: list[Token], body: list[Token], role: int, memory: Memory) -> list[Narrator]:
    """A spokesman not named: the organisation speaks through him."""
    owner = _owner(body, role, (len(body), len(body)), memory)
    name = _strip(body)
    if owner is not None and owner.kind is NarratorKind.PERSON:
        return [Narrator(name=name, kind=NarratorKind.ANONYMOUS, words=_text(tokens), role=body[role].low), owner]
    named = owner is not None or any(t.tag == "P" for t in body)
    return [
        Narrator(
            name=name,
            kind=NarratorKind.PERSON if named else NarratorKind.ANONYMOUS,
            words=_text(tokens),
            role=body[role].low,
            speaks_for=owner.name if owner else "",
        )
    ]


def _strip(body: list[Token]) -> str:
    return _text(
        [
            t
            for t in body
            if not (t.tag == "D" and t is body[0]) and not BASED.fullmatch(t.text) and t.low not in ("another",)
        ]
    )


def _proper(body: list[Token]) -> str:
    """The organisation's own name within its description ("the UN children's agency UNICEF" -> UNICEF)."""
    if len(body) > 2 and body[-1].tag == "P" and body[-1].text.isupper() and any(t.tag == "N" for t in body):
        return body[-1].text
    return (
        _text(
            [
                t
                for t in body
                if t.tag != "D"
                and not BASED.fullmatch(t.text)
                and (t.tag == "P" or t.low not in ("rights", "monitoring", "group", "war"))
            ]
        )
        if any(t.tag == "P" for t in body)
        else ""
    )


def _kind(tokens: list[Token], body: list[Token]) -> NarratorKind:
    low = _strip(body).lower()
    heads = [t.low for t in body]
    if low in _exact("agencies"):
        return NarratorKind.AGENCY
    if low in _exact("outlets"):
        return NarratorKind.OUTLET
    organisations = lexicon().words("narrators", "organisations")
    indefinite = tokens[0].low in ("a", "an", "some", "several", "one", "many", "another")
    names = any(t.tag == "P" and not BASED.fullmatch(t.text) for t in body)
    last = heads[-1] if heads else ""
    if last in _exact("collective") and last not in organisations:
        proper = len(body) > 1 and all(t.tag == "P" for t in body)  # "Name Rescue Volunteers"
        official = names and last in ("authorities", "police", "forces")
        return NarratorKind.ORGANISATION if proper or official else NarratorKind.COLLECTIVE
    if any(h in organisations or _stem(h) in organisations for h in heads):
        return NarratorKind.ANONYMOUS if indefinite and not names else NarratorKind.ORGANISATION
    if (
        _singular(last) in _exact("anonymous")
        or _singular(last) in _exact("roles")
        or any(_singular(h) in _exact("anonymous") for h in heads[:3])
    ):
        return NarratorKind.COLLECTIVE if last.endswith("s") else NarratorKind.ANONYMOUS
    if names and len(body) == 1 and body[0].text.isupper() and len(body[0].text) > 2:
        return NarratorKind.ORGANISATION
    if names and 2 <= len([t for t in body if t.tag == "P"]) <= 3 and all(t.tag == "P" for t in body):
        return NarratorKind.PERSON
    return NarratorKind.STATE if names and len(body) == 1 else NarratorKind.UNKNOWN


def named_in(text: str, memory: Memory) -> list[list[Narrator]]:
    """The narrators in a bare string, such as a signature or an agency's line."""
    return narrators_of(tokenize(text, 0, len(text)), memory)
