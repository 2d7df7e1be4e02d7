"""Naming: what a source's own words say it is called, and what kind of voice it is.

What may live here: the parts of a source's phrase: name, role, body, description. Who is meant comes later
(``narrators``).
"""

import re
from functools import cache

from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token
from isnad.records.chain import NarratorKind

BASED = re.compile(r"[\w.]+-(?:based|operated|linked|affiliated|run|aligned|backed|led)$")


@cache
def listed_in(name: str) -> frozenset[str]:
    return frozenset(w.lower() for w in lexicon().raw["narrators"][name])


def singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def words_of(tokens: list[Token]) -> str:
    out = ""
    for i, token in enumerate(tokens):
        out += ("" if i == 0 or token.start == tokens[i - 1].end else " ") + token.text
    return out.strip(" ,")


def is_role(token: Token) -> bool:
    """Whether a word says what a person is; "Monitor" in a body's name does not."""
    word = singular(token.low)
    body = token.tag == "P" and token.low in lexicon().words("narrators", "organisations")
    return not body and (word in listed_in("roles") or word in listed_in("anonymous"))


def behind_document(tokens: list[Token]) -> list[Token]:
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


def trailing_name(tokens: list[Token]) -> int | None:
    """Where a person's name ends a description without commas ("an activist at the scene First Last")."""
    start = len(tokens)
    while start > 0 and tokens[start - 1].tag == "P":
        start -= 1
    described = any(
        singular(t.low) in listed_in("anonymous") or singular(t.low) in listed_in("roles")
        for t in tokens[: min(start, 5)]
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


def last_apposed(tokens: list[Token]) -> list[Token]:
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


def person_in(body: list[Token], role: int | None) -> tuple[int, int] | None:
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
        titles = [k for k in range(a, b) if singular(body[k].low) in listed_in("roles") or body[k].low in organisations]
        if titles and b - titles[-1] > 1:
            role, a = (titles[-1] if singular(body[titles[-1]].low) in listed_in("roles") else role), titles[-1] + 1
        size = b - a
        joined = " ".join(t.low for t in body[a:b])
        if (
            not size
            or joined in listed_in("agencies")
            or joined in listed_in("outlets")
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
            or (size <= 4 and a == 0 and b == len(body) and looks_personal(body))
        ):
            return a, b
        if size == 1 and follows_role and role == a - 1 and b == len(body):
            return a, b
    return None


def looks_personal(body: list[Token]) -> bool:
    return not any(
        t.low in lexicon().words("narrators", "organisations") or t.text.isupper() or "." in t.text for t in body
    )


def unpossessed(word: str) -> str:
    """A word without a possessive that lost its apostrophe ("observatorys")."""
    known = lexicon().words("narrators", "organisations")
    return word[:-1] if word not in known and word.endswith("s") and word[:-1] in known else word


def description(body: list[Token]) -> str:
    return words_of(
        [
            t
            for t in body
            if not (t.tag == "D" and t is body[0]) and not BASED.fullmatch(t.text) and t.low not in ("another",)
        ]
    )


def own_name(body: list[Token]) -> str:
    """The organisation's own name within its description ("the UN children's agency UNICEF" -> UNICEF)."""
    if len(body) > 2 and body[-1].tag == "P" and body[-1].text.isupper() and any(t.tag == "N" for t in body):
        return body[-1].text
    return (
        words_of(
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


def kind_of(tokens: list[Token], body: list[Token]) -> NarratorKind:
    low = description(body).lower()
    heads = [t.low for t in body]
    if low in listed_in("agencies"):
        return NarratorKind.AGENCY
    if low in listed_in("outlets"):
        return NarratorKind.OUTLET
    organisations = lexicon().words("narrators", "organisations")
    indefinite = tokens[0].low in ("a", "an", "some", "several", "one", "many", "another")
    names = any(t.tag == "P" and not BASED.fullmatch(t.text) for t in body)
    last = heads[-1] if heads else ""
    if last in listed_in("collective") and last not in organisations:
        proper = len(body) > 1 and all(t.tag == "P" for t in body)  # "Name Rescue Volunteers"
        official = names and last in ("authorities", "police", "forces")
        return NarratorKind.ORGANISATION if proper or official else NarratorKind.COLLECTIVE
    if any(h in organisations or unpossessed(h) in organisations for h in heads):
        return NarratorKind.ANONYMOUS if indefinite and not names else NarratorKind.ORGANISATION
    if (
        singular(last) in listed_in("anonymous")
        or singular(last) in listed_in("roles")
        or any(singular(h) in listed_in("anonymous") for h in heads[:3])
    ):
        return NarratorKind.COLLECTIVE if last.endswith("s") else NarratorKind.ANONYMOUS
    if names and len(body) == 1 and body[0].text.isupper() and len(body[0].text) > 2:
        return NarratorKind.ORGANISATION
    if names and 2 <= len([t for t in body if t.tag == "P"]) <= 3 and all(t.tag == "P" for t in body):
        return NarratorKind.PERSON
    return NarratorKind.STATE if names and len(body) == 1 else NarratorKind.UNKNOWN
