"""Reader: the model behind the interface that every language of the grammar follows.

What may live here: joining question, answer and reply for one report.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from isnad.read.language import Tables
from isnad.records.claim import Claim
from isnad.records.report import Report
from isnad.second.endpoint import Answer
from isnad.second.question import Portion, portions
from isnad.second.reply import Dropped, Heard, heard

Answering = Callable[[Portion], Answer | None]
"""Gives the answer on a portion; None where there is none (yet). May raise Trouble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the model read in a report. ``asked`` of ``portions`` have an answer, ``faults`` are unreadable ones."""

    report: str
    claims: tuple[Claim, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    faults: tuple[str, ...] = ()
    asked: int = 0
    portions: int = 0

    @property
    def whole(self) -> bool:
        """Whether all of the report was answered, and could be read."""
        return self.asked == self.portions and not self.faults


@dataclass(frozen=True)
class SecondReader:
    """A ``isnad.read.language.Language``. It reads any language: its code is "mul" (ISO 639-2, multiple languages).

    The same answers give the same claims, in order of their quotes.
    """

    model: str
    answering: Answering = field(repr=False)
    code: str = "mul"

    def read(self, report: Report, tables: Tables) -> tuple[Claim, ...]:
        """The claims that the model read in this report and that stand in it, in order of their quotes."""
        return self.said(report, tables).claims

    def said(self, report: Report, tables: Tables) -> Said:
        """The same with what was dropped and what could not be read. Raises Trouble where asking does."""
        parts, replies, faults = list(portions(report)), [], []
        for portion in parts:
            answer = self.answering(portion)
            if answer is None:
                continue
            reply = heard(answer.said, report, portion, tables, self.model)
            replies.append(reply)
            if reply.fault:
                cut = "" if answer.whole else ", for it was cut off"
                faults.append(f"The answer on characters {portion.start:,} and on: {reply.fault}{cut}.")
        return Said(
            report=report.id,
            claims=_in_order(replies),
            dropped=tuple(each for reply in replies for each in reply.dropped),
            faults=tuple(faults),
            asked=len(replies),
            portions=len(parts),
        )


def _in_order(replies: list[Heard]) -> tuple[Claim, ...]:
    unique = {claim.id: claim for reply in replies for claim in reply.claims}
    return tuple(sorted(unique.values(), key=lambda c: (c.quote.start, c.quote.end, c.id)))
