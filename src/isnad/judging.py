"""Judging: a judgement as a named person makes it, and the refusal where what is given comes to none.

What may live here: from a name, a reason and what was decided to a judgement in a case's log. What the subjects of each
kind of decision are, and whether these are there, is for who asks.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from isnad.casebook import Casebook
from isnad.preserve.trouble import Trouble, trouble
from isnad.records.assessment import GradeTerm
from isnad.records.judgement import AS_COMPUTED, Decision, Judgement

GRADES = (*(term.value for term in GradeTerm), AS_COMPUTED)  # what may be given; the last takes an earlier one back
NOTE = 4_000  # characters


def on_incident(decision: Decision, value: str) -> str:
    """What a GRADE or a NOTE says of an incident, if that can be said. Raises ValueError."""
    said = value.strip()
    if decision is Decision.GRADE and said not in GRADES:
        raise ValueError(f"'{said}' is no grade; there are: {', '.join(GRADES)}")
    if not said or len(said) > NOTE:
        raise ValueError(f"a note has words, and {NOTE:,} characters at most")
    return said


def judgement(
    decision: Decision, subjects: Sequence[str], *, by: str, why: str, field: str = "", value: str = ""
) -> Judgement:
    """A judgement that is ready to be kept, which gives it its id. Raises ValueError where it is none."""
    now = datetime.now(UTC)
    return Judgement(
        id="", by=by, why=why, at=now, decision=decision, subjects=tuple(subjects), field=field, value=value
    )


def judge(
    book: Casebook,
    decision: Decision,
    subjects: Sequence[str],
    *,
    by: str,
    why: str,
    field: str = "",
    value: str = "",
    asked: str,
    todo: str = "Give --by NAME and --why REASON.",
) -> Judgement:
    """Keep a judgement in the log. ``asked`` is by what it was asked for, ``todo`` what helps where it does not fit.

    Raises Trouble.
    """
    try:
        made = judgement(decision, subjects, by=by, why=why, field=field, value=value)
    except ValueError as error:
        raise unfit(error, asked, todo) from error
    return book.judge(made)


def unfit(error: ValueError, asked: str, todo: str) -> Trouble:
    """The Trouble of a judgement that cannot be made."""
    return trouble(f"This cannot be judged so: {error}.", asked, todo)
