"""Reply: what a model answered, held against the text to the letter.

What comes through are claims of our own records whose every word from the text stands in the text. All else is dropped
and counted, with the reason. Nothing in a reply is followed, opened or run: it is read as data, field by field.

What may live here: that reading. Pure.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from isnad.read.belligerents import Belligerents
from isnad.read.language import Tables
from isnad.records.chain import Chain, Link, Manner, Narrator, NarratorKind
from isnad.records.claim import (
    Casualties,
    Character,
    Claim,
    Content,
    Count,
    Denial,
    Occurrence,
    Outcome,
    Relation,
    Responsibility,
    Scope,
    Stance,
    Status,
)
from isnad.records.codec import with_id
from isnad.records.report import Quote, Report
from isnad.records.when import Interval
from isnad.records.where import Place
from isnad.second.question import Portion, acts, groups, targets

MOST_CLAIMS = 300  # of one portion: more than a page of a report makes
LONGEST_QUOTE = 1_000  # characters
LONGEST_WORDS = 300  # characters of any other stretch of the text
MOST_SOURCES, MOST_COUNTS, MOST_PARTIES, MOST_EVENTS = 8, 20, 12, 50
MOST_PEOPLE = 100_000_000
_SHOWN = 120  # characters of what was dropped that are shown

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A claim that did not come through: why, and the beginning of what the model gave as its quote."""

    why: str
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came of one reply, or of all of a report's. ``fault``: nothing could be read in it, and why."""

    claims: tuple[Claim, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    fault: str = ""


class _Not(Exception):
    """This claim is dropped, for this reason."""


NOT_THERE = "its quote does not stand in the text"
WORDS_NOT_THERE = "words it gives as the text's do not stand there"


def heard(said: str, report: Report, portion: Portion, tables: Tables, model: str) -> Heard:
    """The claims in a reply on a portion of this report. Never raises."""
    try:
        items = _items(said)
    except _Not as error:
        return Heard(fault=str(error))
    reader = _Reader(report, portion, tables, model)
    claims: dict[str, Claim] = {}
    dropped: list[Dropped] = []
    for item in items[:MOST_CLAIMS]:
        try:
            made = reader.claim(item)
            claims[made.id] = made
        except _Not as error:
            dropped.append(Dropped(why=str(error), quote=_shown(item)))
    if len(items) > MOST_CLAIMS:
        beyond = Dropped(why=f"it is one of more than {MOST_CLAIMS} claims in one answer")
        dropped += [beyond] * (len(items) - MOST_CLAIMS)
    ordered = sorted(claims.values(), key=lambda c: (c.quote.start, c.quote.end, c.id))
    return Heard(claims=tuple(ordered), dropped=tuple(dropped))


def _items(said: str) -> list[Any]:
    """The list of claims in the reply; what stands round the JSON object (a fence, a preamble) is passed over."""
    first, last = said.find("{"), said.rfind("}")
    if first < 0 or last < first:
        raise _Not("there is no JSON in it")
    try:
        data = json.loads(said[first : last + 1], parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise _Not("its JSON cannot be read") from error
    items = data.get("claims") if isinstance(data, dict) else None
    if not isinstance(items, list):
        raise _Not('it has no list of "claims"')
    return items


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _shown(item: Any) -> str:
    quote = item.get("quote") if isinstance(item, dict) else None
    return quote[:_SHOWN] if isinstance(quote, str) else ""


class _Reader:
    """Reads the claims of one reply."""

    def __init__(self, report: Report, portion: Portion, tables: Tables, model: str) -> None:
        self._report, self._portion, self._tables, self._model = report, portion, tables, model

    def claim(self, item: Any) -> Claim:
        """One claim. Raises _Not."""
        if not isinstance(item, dict):
            raise _Not("it is not an object")
        quote = self._quote(item)
        try:
            content = self._content(item, quote)
            event = _whole(item.get("event") or 0, MOST_EVENTS)
            scope = _term(Scope, item.get("scope") or Scope.INCIDENT)
            if event and scope is Scope.INCIDENT:
                scope = Scope.OTHER_INCIDENT
            return with_id(
                Claim(
                    id="",
                    quote=quote,
                    chain=self._chain(item, quote),
                    stance=_term(Stance, item.get("stance") or Stance.ASSERTED),
                    content=content,
                    scope=scope,
                    where=self._place(item.get("place")),
                    when=self._when(item.get("when")),
                    event=event,
                    because=(f"second reader {self._model}: {quote.text}",),
                )
            )
        except (ValueError, OverflowError) as error:  # a record refuses what does not fit it
            raise _Not("a value in it does not fit our records") from error

    def _quote(self, item: dict[str, Any]) -> Quote:
        words, nth = item.get("quote"), item.get("nth") or 1
        if not isinstance(words, str) or not 0 < len(words) <= LONGEST_QUOTE or not any(c.isalnum() for c in words):
            raise _Not("it has no quote that could stand in the text")
        found = self._places(words)
        if not found:
            raise _Not(NOT_THERE)
        number = _whole(nth, len(self._portion.text))
        if not 1 <= number <= len(found):
            raise _Not(NOT_THERE)
        start = self._portion.start + found[number - 1]
        return self._report.quote(start, start + len(words))

    def _places(self, words: str) -> list[int]:
        """Where these words stand in the portion, to the letter and as whole words."""
        text, found, at = self._portion.text, [], -1
        while (at := text.find(words, at + 1)) >= 0:
            end = at + len(words)
            inside = at > 0 and text[at - 1].isalnum() and words[0].isalnum()
            if not inside and not (end < len(text) and text[end].isalnum() and words[-1].isalnum()):
                found.append(at)
        return found

    def _words(self, said: Any, *, empty: bool = False) -> str:
        """Words that must stand in the text. Raises _Not."""
        if empty and (said is None or said == ""):
            return ""
        if not isinstance(said, str) or not 0 < len(said) <= LONGEST_WORDS or not self._places(said):
            raise _Not(WORDS_NOT_THERE)
        return said

    def _content(self, item: dict[str, Any], quote: Quote) -> Content:
        match item.get("kind"):
            case "casualties":
                counts = _listed(item.get("counts"), MOST_COUNTS, lambda each: self._count(each, quote))
                if not counts:
                    raise _Not("it is of casualties and counts nobody")
                return Casualties(counts=counts)
            case "responsibility":
                denial = item.get("denial")
                return Responsibility(
                    relation=_term(Relation, item.get("relation")),
                    parties=tuple(dict.fromkeys(_listed(item.get("parties"), MOST_PARTIES, self._party))),
                    ground=self._words(item.get("ground"), empty=True),
                    denial=_term(Denial, denial) if denial is not None else None,
                )
            case "occurrence":
                target = item.get("target") or ""
                means = self._words(item.get("means"), empty=True).lower()
                return Occurrence(act=_of(item.get("act"), acts()), means=means, target=_of(target, ("", *targets())))
            case "character":
                return Character(term=self._words(item.get("term")).lower())
        raise _Not("it is of no kind that we record")

    def _count(self, each: Any, quote: Quote) -> Count:
        if not isinstance(each, dict):
            raise _Not("a count in it is not an object")
        low, high = each.get("low"), each.get("high")
        group = each.get("group") or "people"
        if group not in groups() and not (isinstance(group, str) and group and group.lower() in quote.text.lower()):
            raise _Not("it counts a group that is none of ours nor in its quote")
        return Count(
            outcome=_term(Outcome, each.get("outcome")),
            low=None if low is None else _whole(low, MOST_PEOPLE),
            high=None if high is None else _whole(high, MOST_PEOPLE),
            group=group.lower(),
            status=_term(Status, each.get("status") or Status.UNDETERMINED),
            words=self._words(each.get("words")),
        )

    def _party(self, said: Any) -> str:
        return party_of(self._words(said), self._tables.belligerents)

    def _chain(self, item: dict[str, Any], quote: Quote) -> Chain:
        links = _listed(item.get("sources"), MOST_SOURCES, lambda each: self._link(each, quote))
        words = self._words(item.get("unnamed"), empty=True)
        unnamed = bool(links) and not links[-1].narrator.named
        opened = words or (links[-1].narrator.words if unnamed else "")
        return Chain(links=links, open=bool(opened), opened_by=opened)

    def _link(self, each: Any, quote: Quote) -> Link:
        if not isinstance(each, dict):
            raise _Not("a source in it is not an object")
        name = self._words(each.get("name"))
        places = [self._portion.start + at for at in self._places(name)]
        start = min(places, key=lambda at: abs(at - quote.start))
        narrator = Narrator(name=name, kind=_term(NarratorKind, each.get("kind") or "unknown"), words=name)
        cue = self._report.quote(start, start + len(name))
        return Link(narrator=narrator, manner=_term(Manner, each.get("manner") or Manner.SAID), cue=cue)

    def _place(self, said: Any) -> Place | None:
        if said is None:
            return None
        words = self._words(said.get("words") if isinstance(said, dict) else said)
        found = self._tables.gazetteer.find(words)
        return replace(found[0], words=words) if found else Place(name=words, words=words)

    def _when(self, said: Any) -> Interval | None:
        if said is None:
            return None
        if not isinstance(said, dict) or not isinstance(said.get("first"), str):
            raise _Not("its day is no day")
        first = date.fromisoformat(said["first"])
        last = date.fromisoformat(str(said.get("last") or said["first"]))
        return Interval.days(first, last, self._words(said.get("words")))


def party_of(words: str, belligerents: Belligerents) -> str:
    """The belligerent's own name where the table knows it by these words, else the words."""
    found = belligerents.mentions(words)
    whole = [m for m in found if m.end - m.start == len(words)]
    return (whole or list(found))[0].party if whole or len({m.party for m in found}) == 1 else words


def _term(kind: type[E], said: Any) -> E:
    try:
        return kind(said)
    except ValueError as error:
        raise _Not(f"a term in it is none of ours ({kind.__name__.lower()})") from error


def _of(said: Any, terms: tuple[str, ...]) -> str:
    if not isinstance(said, str) or said not in terms:
        raise _Not("a term in it is none of ours (act or target)")
    return said


def _whole(said: Any, most: int) -> int:
    if type(said) is not int or not 0 <= said <= most:
        raise _Not("a number in it is no whole number that could be meant")
    return said


T = TypeVar("T")


def _listed(said: Any, most: int, make: Callable[[Any], T]) -> tuple[T, ...]:
    if said is None:
        return ()
    if not isinstance(said, list) or len(said) > most:
        raise _Not("a list in it is none, or longer than could be meant")
    return tuple(make(each) for each in said)
