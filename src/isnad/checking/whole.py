"""Whole: the check of a case, section by section.

What may live here: which sections there are, in their order, and those over the log itself.
"""

from collections.abc import Iterator, Sequence

from isnad.anchoring.check import anchor_findings, words
from isnad.anchoring.kept import news_since
from isnad.casebook import WRITING, Casebook
from isnad.checking.answer import Check, Part, Section, part, verdict_of
from isnad.checking.copies import explaining, key_files
from isnad.checking.objects import Objects
from isnad.checking.survey import SIGNED, Survey
from isnad.preserve.anchors.finding import Answer
from isnad.preserve.custody import checkpoint
from isnad.preserve.progress import Progress, silent
from isnad.preserve.store import LINE, open_own
from isnad.records.problem import Problem, Severity
from isnad.witnessing.standing import Witnessed, Witnessing, witness_findings

NOT_PROVEN = (
    "That a server really sent a page, or that a file is what the one who added it said.",
    "That nothing was left out: a log shows what it holds, and not what was never captured.",
)
ALONE = (
    "That the log was not written anew as a whole by one who has its keys: nothing from outside was held against it."
)
_KEEP = (
    "Have it stamped (isnad authority, isnad stamp) or witnessed (isnad witness), or keep its last digest elsewhere."
)
_UNFIT = "The log does not fit what was kept outside."
_UNTRIED = "It says nothing of this case's log."
_COMPARE = "Compare the two copies line by line: sha256sum of each line gives the next one's prev."


def check_case(
    book: Casebook,
    progress: Progress | None = None,
    *,
    jobs: int | None = None,
    deep: bool = False,
    against: Sequence[bytes] = (),
) -> Check:
    """Check a case. ``jobs`` processes compute digests (all cores by default); ``against`` was kept outside of it."""
    tell = progress or silent
    preserved, survey = Objects(book.root), Survey(tell)
    with preserved.begin(tell, jobs) as digests:
        for entry, leaf in book.log.with_leaves():
            survey.take(entry, leaf)
        digests.finish()
    return checked(book, preserved, survey, tell, deep=deep, jobs=jobs, against=against)


def checked(
    book: Casebook,
    preserved: Objects,
    survey: Survey,
    tell: Progress,
    *,
    deep: bool,
    jobs: int | None,
    against: Sequence[bytes],
) -> Check:
    """The answer, when the objects were read and the survey has taken every line."""
    parts = [_lines(book, survey), _signatures(book, survey), preserved.against(book, survey.named), _sealed(book)]
    anchors, witnessing = anchor_findings(book), witness_findings(book)
    stamped = Section(name="time stamps", checked=anchors.checked, failed=anchors.failed, open=anchors.open)
    parts += [Part(stamped, anchors.problems), _witnessed(witnessing), *_outside(book, against)]
    if deep:
        from isnad.checking.quotes import deep as deep_parts  # what reads reports need not be there for the rest

        parts += deep_parts(book, tell, jobs)
    sections = tuple(each.section for each in parts)
    seen = [one for one in witnessing.witnesses if one.checkpoint]
    told = [problem for each in parts for problem in each.problems]
    left = [*preserved.unnamed(), *explaining(book), *_clock(survey), *(_confined() if deep else ())]
    return Check(
        verdict=verdict_of(sections),
        sections=sections,
        problems=(*told, *left),
        tip=book.log.tip,
        bounds=(*(words(bound) for bound in anchors.latest), *(_seen(one) for one in seen)),
        tail=min(anchors.tail, news_since(book, max((one.checkpoint for one in seen), default=0))),
        not_proven=(*NOT_PROVEN, *([] if anchors.bounds or seen or against else [ALONE])),
    )


def _lines(book: Casebook, survey: Survey) -> Part:
    """The chain, the tree under the checkpoint, and each record's id, which comes from its content."""
    problems = [*book.log.problems, *book.ledger.problems, *survey.problems, *_after(book)]
    return part("lines of the log", book.log.size, problems)


def _after(book: Casebook) -> Iterator[Problem]:
    """Lines after the checkpoint. A writer that broke off leaves its mark beside them; without it nobody's commit
    explains them: somebody added them, or put an older checkpoint in place of the newest."""
    if not book.log.path.is_file() or book.log.path.stat().st_size <= book.log.end:
        return
    what, todo = "Lines follow the checkpoint, and nothing vouches for them", "Compare with a checkpoint kept outside."
    severity = Severity.WARNING
    with open_own(book.log.path) as stream:
        stream.seek(book.log.end)
        whole = stream.readline(LINE).endswith(b"\n")
    if not whole or (book.root / WRITING).exists() or _newer(book):
        what += ": writing broke off, or another isnad is writing now"
        todo = "Nothing to do: they were never acknowledged; the next command that writes sets them aside and says so."
        severity = Severity.NOTE
    else:
        what += ". No writing broke off: they were added, or the checkpoint is an older one"
    yield Problem(what=f"{what}.", where="log/entries.jsonl", todo=todo, severity=severity)


def _newer(book: Casebook) -> bool:
    """Whether the checkpoint was replaced since the case was opened."""
    try:
        newest = checkpoint.latest(book.root)
    except (OSError, ValueError):
        return False
    return newest is not None and newest[0] != book.ledger.note


def _signatures(book: Casebook, survey: Survey) -> Part:
    problems = []
    for fault in survey.all_faults():
        severity = Severity.ERROR if fault.grave else Severity.WARNING
        what, where = f"Signature: {fault.what}.", f"log/entries.jsonl, line {fault.seq + 1}"
        problems.append(Problem(what=what, where=where, todo=SIGNED, severity=severity))
    for seq in survey.unsworn:
        what = "The case key was replaced here and the old one did not sign for that: it was lost, or not asked."
        where = f"log/entries.jsonl, line {seq + 1}"
        problems.append(Problem(what=what, where=where, todo=SIGNED, severity=Severity.WARNING))
    return part("signatures", book.log.size, [*problems, *_resumed(book), *key_files(book)])


def _resumed(book: Casebook) -> Iterator[Problem]:
    for entry in book.entries("resumed"):
        why = entry.payload.get("why", "")
        what = f"A newer copy of the case was lost before this line, and work went on from here: {why}"
        where = f"log/entries.jsonl, line {entry.seq + 1}"
        todo = "Ask for what a witness or another copy has of the lines that were lost."
        yield Problem(what=what, where=where, todo=todo, severity=Severity.NOTE)


def _confined() -> Iterator[Problem]:
    """What the children that parse captured material are not kept from on this machine."""
    from isnad.preserve.confined.child import strength

    found = strength()
    if not found.full:
        what = f"Captured material was parsed with less protection than on Linux: {'; '.join(found.lacks)}."
        todo = "Read material that you do not trust on a recent Linux."
        yield Problem(what=what, where="this machine", todo=todo, severity=Severity.NOTE)


def _sealed(book: Casebook) -> Part:
    return part("sealed and forgotten", len(book.protected.sealed), book.protected.check(book.root))


def _witnessed(found: Witnessing) -> Part:
    """What partners say of the log in the cosignatures it keeps, and the checkpoints that are kept for good."""
    section = Section(name="checkpoints and witnesses", checked=found.checked, failed=found.failed, open=found.open)
    return Part(section, found.problems)


def _outside(book: Casebook, against: Sequence[bytes]) -> Iterator[Part]:
    """What the one who checks kept elsewhere: it is believed, and the log is on trial."""
    if not against:
        return
    from isnad.witnessing.outside import against as held_against

    found = [one for data in against for one in held_against(book, data)]
    problems = [
        Problem(
            what=f"{_UNFIT if one.answer is Answer.FAILS else _UNTRIED} {one.reason}",
            where=one.what,
            todo=_COMPARE if one.answer is Answer.FAILS else "Give a checkpoint of this case, as a partner kept it.",
            severity=Severity.ERROR if one.answer is Answer.FAILS else Severity.WARNING,
        )
        for one in found
        if one.answer is not Answer.HOLDS
    ]
    yield part("kept outside", len(found), problems)


def _seen(one: Witnessed) -> str:
    when = f" ({one.at:%Y-%m-%d %H:%M:%S} UTC by its clock)" if one.at else ""
    return f"The first {one.checkpoint} lines were seen by {one.name}{when}."


def _clock(survey: Survey) -> Iterator[Problem]:
    for seq, seconds in survey.clock.found:
        what = (
            f"The clock of the machine was set {'forward' if seconds > 0 else 'back'} by {abs(seconds):,.0f} seconds."
        )
        todo = "Trust the times of these lines as far as stamps and witnesses bound them."
        where = f"log/entries.jsonl, line {seq + 1}"
        yield Problem(what=what, where=where, todo=todo, severity=Severity.NOTE)
