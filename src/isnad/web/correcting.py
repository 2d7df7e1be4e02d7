"""Correcting: which fields of a claim a form offers, and the judgements that what was typed there comes to.

What may live here: fields of claims as a form has them, pure.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from isnad.publish.wording import count_of
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
from isnad.records.codec import to_plain
from isnad.records.replay import corrected
from isnad.records.when import Interval

BETWEEN = ";"  # several parties in one field
GROUPS = ("people", "children", "women", "men", "teachers", "pupils", "health workers", "journalists", "rescuers",
          "fighters")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its path in the claim, what it is called, how it reads now, and how it is typed.

    ``kind`` is "number", "text", "list", "date" (of ``when``: its first or last day) or "choice" (of ``choices``).
    """

    path: str
    name: str
    now: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    of: str = ""  # what it belongs to, where a claim has several of it


def fields_of(claim: Claim) -> list[Field]:
    """The fields that are offered for a claim, its content's first."""
    return [*_of_content(claim), *_of_all(claim)]


def corrections(claim: Claim, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """The changes that were typed, as (path, JSON), in an order in which each fits by itself.

    Raises ValueError, with words for the one who typed, where one does not fit.
    """
    changed = [(f, typed[f.path].strip()) for f in fields_of(claim) if typed.get(f.path, f.now).strip() != f.now]
    pending = [(f.path, _json(f, said)) for f, said in changed if f.kind != "date"]
    pending += _days(claim, {f.path: said for f, said in changed if f.kind == "date"})
    done: list[tuple[str, str]] = []
    while pending:
        fits, wrong = None, ValueError("nothing fits")
        for path, value in pending:
            try:
                fits, claim = (path, value), corrected(claim, path, value)
                break
            except ValueError as error:
                wrong = error
                fits = None
        if fits is None:
            raise wrong
        pending.remove(fits)
        done.append(fits)
    return done


def _of_content(claim: Claim) -> Iterator[Field]:
    match claim.content:
        case Casualties(counts=counts):
            for number, count in enumerate(counts):
                yield from (replace(each, of=count_of(count)) for each in _of_count(count, f"content.counts.{number}"))
        case Responsibility(relation=relation, parties=parties):
            yield _choice("content.relation", "what it does with the parties", relation, Relation)
            yield Field(path="content.parties", name="parties", now=f"{BETWEEN} ".join(parties), kind="list")
        case Occurrence(act=act, means=means, target=target):
            yield Field(path="content.act", name="act", now=act)
            yield Field(path="content.means", name="means", now=means)
            yield Field(path="content.target", name="target", now=target)
        case Character(term=term):
            yield Field(path="content.term", name="kind of act", now=term)
        case Presence(whereabouts=whereabouts, parties=parties):
            yield _choice("content.whereabouts", "whereabouts", whereabouts, Whereabouts)
            yield Field(path="content.parties", name="parties", now=f"{BETWEEN} ".join(parties), kind="list")


def _of_count(count: Count, path: str) -> Iterator[Field]:
    yield Field(path=f"{path}.low", name="at least", now=_number(count.low), kind="number")
    yield Field(path=f"{path}.high", name="at most (empty: open)", now=_number(count.high), kind="number")
    yield Field(path=f"{path}.group", name="who", now=count.group, choices=GROUPS)
    yield _choice(f"{path}.outcome", "outcome", count.outcome, Outcome)
    yield _choice(f"{path}.status", "status", count.status, Status)


def _of_all(claim: Claim) -> Iterator[Field]:
    yield _choice("scope", "what it is about", claim.scope, Scope)
    yield _choice("stance", "stance", claim.stance, Stance)
    first, last = (claim.when.first_day.isoformat(), claim.when.last_day.isoformat()) if claim.when else ("", "")
    yield Field(path="when.first", name="first day of the attack", now=first, kind="date")
    yield Field(path="when.last", name="last day of the attack", now=last, kind="date")


def _choice(path: str, name: str, now: StrEnum, kind: type[StrEnum]) -> Field:
    return Field(path=path, name=name, now=now.value, kind="choice", choices=tuple(each.value for each in kind))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _json(field: Field, said: str) -> str:
    if field.kind == "number":
        if said and not (said.isascii() and said.isdigit()):
            raise ValueError(f"'{said}' is no whole number")
        return said.lstrip("0") or ("0" if said else "null")
    if field.kind == "list":
        return json.dumps([each.strip() for each in said.split(BETWEEN) if each.strip()], ensure_ascii=False)
    return json.dumps(said, ensure_ascii=False)


def _days(claim: Claim, changed: Mapping[str, str]) -> list[tuple[str, str]]:
    """The correction of ``when`` by its days; none where neither was changed."""
    if not changed:
        return []
    now = {"when.first": claim.when.first_day, "when.last": claim.when.last_day} if claim.when else {}
    said = {path: date.fromisoformat(text) if text else None for path, text in changed.items()}
    first, last = (said.get(path, now.get(path)) for path in ("when.first", "when.last"))
    first, last = first or last, last or first
    if first is None or last is None:
        return [("when", "null")]
    if last < first:
        raise ValueError("the last day lies before the first")
    return [("when", json.dumps(to_plain(Interval.days(first, last))))]
