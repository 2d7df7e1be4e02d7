"""Stamp: asking the configured authorities, and going on where an earlier attempt was offline.

Only the newest checkpoint is asked for: it holds every earlier entry in its tree, so one stamp of it bounds them all.
A stamp in time would have bound the earlier ones earlier; what was written while offline is bound from the
moment of catching up, and no stamp can change that. The queue is no list: who has not yet stamped the newest
news of the log is found in the log itself. Entries about anchors are no news, or stamping would never end.

What may live here: what is asked of whom, in which order, and what came of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from isnad.anchoring.kept import (
    CHAIN,
    CHECKPOINT,
    HEADER,
    LISTS,
    PENDING,
    PROOF,
    QUERY,
    TOKEN,
    Anchor,
    anchors,
    authorities,
    covered,
    keep_anchor,
    lay_out,
    news,
    not_ours,
    note_of,
    roots_of,
    sealed,
)
from isnad.anchoring.refusals import (
    AGAIN,
    BAD_REPLY,
    NOT_ASKED,
    NOT_TRUSTED,
    QUEUED,
    REFUSED,
    TODO,
    NoStamp,
    given_up,
    mark_of,
    remember,
    state_of,
    unfit,
)
from isnad.casebook import Casebook
from isnad.preserve.anchors import opentimestamps as ots
from isnad.preserve.anchors import rfc3161
from isnad.preserve.anchors.asking import Answered, ask
from isnad.preserve.anchors.authority import HEADERS, OTS, RFC3161, Authority
from isnad.preserve.anchors.finding import Answer
from isnad.preserve.anchors.header import MAINNET, Network, agreed, judge
from isnad.preserve.anchors.token import LARGEST
from isnad.preserve.item import Limits
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.records.problem import Problem, Severity

_READ = "Nothing of it was kept. Do what it says, then run: isnad stamp CASE"
_LARGEST_LIST = 8 << 20  # bytes of a revocation list


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """What came of one checkpoint and authority. ``state`` is "stamped", "promised", "in a block", "covered",
    "waiting", or one of ``refusals``; ``until`` is when it existed at the latest, where that is known."""

    checkpoint: int
    authority: str
    state: str
    until: datetime | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How to ask: bounds and allowed addresses, whether at all, the network whose blocks count, and block headers
    that the user gives as files."""

    limits: Limits = field(default_factory=Limits)
    offline: bool = False
    network: Network = MAINNET
    headers: Sequence[bytes] = ()


def stamp(book: Casebook, how: Asking | None = None) -> list[Stamped]:
    """Have the newest checkpoint stamped by every authority that has not, and complete what was promised.

    What fails is told in the result; raises Trouble only where nothing can be written.
    """
    return _stamped(book, how or Asking(), {})


def _stamped(book: Casebook, how: Asking, passed: dict[str, tuple[str, str]]) -> list[Stamped]:
    lay_out(book)
    asked = authorities(book)
    results = [*_new_stamps(book, asked, how, passed), *_promises(book, asked, how)]
    lay_out(book)
    return results


def stamp_quietly(book: Casebook, how: Asking | None = None) -> list[Problem]:
    """As ``stamp``, at the end of a command that was called for something else. Those whom it does not help to ask
    again are not asked, and told; of what waits at most a note comes."""
    if not authorities(book):
        return []
    try:
        results = _stamped(book, how or Asking(), given_up(book))
    except Trouble as error:
        return [error.problem]
    except OSError as error:
        return [problem_of(error, book.root)]
    told = [
        replace(one.problem, severity=Severity.WARNING)
        for one in results
        if one.problem and one.state in (REFUSED, NOT_TRUSTED, BAD_REPLY, NOT_ASKED)
    ]
    queued = sorted({one.authority for one in results if one.state == QUEUED})
    if not queued:
        return told
    what = f"Not stamped yet by: {', '.join(queued)}."
    return [*told, Problem(what=what, where=str(book.root.name), todo=AGAIN, severity=Severity.NOTE)]


def _new_stamps(
    book: Casebook, asked: dict[str, Authority], how: Asking, passed: dict[str, tuple[str, str]]
) -> Iterator[Stamped]:
    """``passed`` are those not to be asked, by their marks, and why."""
    found, wanted = list(anchors(book)), news(book)
    due = []
    for one in asked.values():
        if one.form in (RFC3161, OTS):
            done = covered(found, one.name)
            if done >= wanted:
                yield Stamped(checkpoint=done, authority=one.name, state="covered")
            else:
                due.append(one)
    if not due:
        return
    size = _to_stamp(book, wanted)
    made = {}
    for one in due:
        if mark_of(one) in passed:
            yield _failed(size, one, *passed[mark_of(one)])
            continue
        result = _tried(book, one, size, how)
        yield result
        if not how.offline:
            made[mark_of(one)] = (result.state, result.problem.what if result.problem else "")
    remember(book, made)


def _to_stamp(book: Casebook, wanted: int) -> int:
    """A sealed checkpoint with all the news, that two authorities may stamp the same; else the newest is sealed.

    Raises Trouble where it is not of this log: a forged one is not carried to anybody.
    """
    enough = [size for size in sealed(book) if size >= wanted]
    size = enough[0] if enough else int(book.seal().name)
    if wrong := not_ours(note_of(book, size), size, book.origin, roots_of(book, {size}).get(size)):
        raise trouble(f"Nothing was stamped: {wrong}.", f"log/checkpoints/{size:012d}", "Run: isnad check CASE")
    return size


def _tried(book: Casebook, one: Authority, size: int, how: Asking) -> Stamped:
    if how.offline:
        return _failed(size, one, QUEUED, "It was not asked: --offline.", severity=Severity.NOTE)
    try:
        return _asked_token(book, one, size, how) if one.form == RFC3161 else _asked_calendar(book, one, size, how)
    except Trouble as error:
        state, todo = state_of(error)
        return _failed(size, one, state, error.problem.what, todo)
    except ValueError as error:
        state = error.state if isinstance(error, NoStamp) else BAD_REPLY
        return _failed(size, one, state, f"Its answer was not kept: {error}.")
    except FileNotFoundError:
        return _failed(size, one, NOT_ASKED, "Its pinned chain is missing from the case's objects.")


def _failed(
    size: int, one: Authority, state: str, what: str, todo: str = "", severity: Severity | None = None
) -> Stamped:
    """What waits is a warning; where waiting does not help it is an error."""
    severity = severity or (Severity.WARNING if state == QUEUED else Severity.ERROR)
    problem = Problem(what=what, where=f"{one.name} ({one.url})", todo=todo or TODO[state], severity=severity)
    return Stamped(checkpoint=size, authority=one.name, state=state, problem=problem)


def _asked_token(book: Casebook, one: Authority, size: int, how: Asking) -> Stamped:
    note, chain = note_of(book, size), book.store.get(one.chain)
    query = rfc3161.request(note)
    kinds = {"sends": rfc3161.QUERY_TYPE, "accepts": rfc3161.REPLY_TYPE}
    response = ask(one.url, limits=how.limits, largest=LARGEST, body=query, **kinds)
    lists, missing = _lists(one, response, how)
    found = rfc3161.verify(response, note, chain, query=query, policy=one.policy, lists=lists)
    if found.answer is not Answer.HOLDS:
        raise unfit(response, note, query, found.reason)
    files = {CHECKPOINT: note, one.name + QUERY: query, one.name + TOKEN: response, one.name + CHAIN: chain}
    keep_anchor(book, size, one.name, "rfc3161", files | ({one.name + LISTS: lists} if lists else {}))
    return Stamped(checkpoint=size, authority=one.name, state="stamped", until=found.until, problem=missing)


def _lists(one: Authority, response: bytes, how: Asking) -> tuple[bytes, Problem | None]:
    """The revocation list that the signer's certificate points to, where the user wants it kept."""
    if not one.lists:
        return b"", None
    from isnad.preserve.anchors.revocation import as_pem, points
    from isnad.preserve.anchors.token import read

    try:
        url = next(iter(points(read(response).signer)))
        return as_pem(ask(url, limits=how.limits, largest=_LARGEST_LIST)), None
    except (StopIteration, ValueError, Trouble) as error:
        what = f"Its revocation list was not kept: {error or 'its certificate names none'}."
        todo = "The stamp itself is kept; the next one asks for the list again."
        return b"", Problem(what=what, where=one.name, todo=todo, severity=Severity.WARNING)


def _asked_calendar(book: Casebook, one: Authority, size: int, how: Asking) -> Stamped:
    note = note_of(book, size)
    begun = ots.start(note)
    url = one.url.rstrip("/") + "/digest"
    kinds = {"sends": "application/x-www-form-urlencoded", "accepts": ots.TYPE}
    answer = ask(url, limits=how.limits, largest=ots.ANSWER, body=begun.commitment, **kinds)
    keep_anchor(book, size, one.name, "ots", {CHECKPOINT: note, one.name + PENDING: begun.with_answer(answer)})
    return Stamped(checkpoint=size, authority=one.name, state="promised")


def _promises(book: Casebook, asked: dict[str, Authority], how: Asking) -> Iterator[Stamped]:
    """Complete promised proofs, and find the headers that complete ones need."""
    for waiting in [a for a in anchors(book) if a.form == "ots" and a.digest(PENDING)]:
        kept = list(anchors(book))
        proof = next((a for a in kept if _same(a, waiting) and a.digest(PROOF)), None)
        try:
            data = book.store.get(proof.digest(PROOF)) if proof else _completed(book, waiting, asked, how)
            if data:
                yield from _header(book, waiting, data, kept, asked, how)
            else:
                yield Stamped(checkpoint=waiting.checkpoint, authority=waiting.authority, state="waiting")
        except (Trouble, ValueError, OSError) as error:
            what, todo = f"It could not be completed: {error}.", _READ
            if isinstance(error, Trouble):
                what, todo = error.problem.what, state_of(error)[1]
            problem = Problem(what=what, where=waiting.authority, todo=todo, severity=Severity.WARNING)
            yield Stamped(checkpoint=waiting.checkpoint, authority=waiting.authority, state="waiting", problem=problem)


def _same(one: Anchor, other: Anchor) -> bool:
    return (one.checkpoint, one.authority, one.form) == (other.checkpoint, other.authority, other.form)


def _completed(book: Casebook, waiting: Anchor, asked: dict[str, Authority], how: Asking) -> bytes:
    """The proof with what the calendar says now; empty where it is in no block yet. Raises Trouble, ValueError."""
    one = asked.get(waiting.authority)
    if how.offline or one is None:
        return b""
    proof = book.store.get(waiting.digest(PENDING))
    for promise in ots.waiting(proof):
        if promise.url.rstrip("/") not in {url.rstrip("/") for url in (one.url, *one.follow)}:
            raise ValueError(f"the calendar sends on to {promise.url}, which may be asked with --follow {promise.url}")
        url = f"{promise.url.rstrip('/')}/timestamp/{promise.commitment.hex()}"
        try:
            answer = ask(url, limits=how.limits, largest=ots.ANSWER, accepts=ots.TYPE)
        except Answered as error:
            if error.status == 404:  # not in a block yet
                continue
            raise
        made = ots.complete(proof, promise, answer)
        if ots.blocks(made):
            note = note_of(book, waiting.checkpoint)
            keep_anchor(book, waiting.checkpoint, one.name, "ots", {CHECKPOINT: note, one.name + PROOF: made})
            return made
    return b""


def _header(
    book: Casebook, of: Anchor, proof: bytes, kept: list[Anchor], asked: dict[str, Authority], how: Asking
) -> Iterator[Stamped]:
    """Keep the header of a block the proof leads to, from a file or from sources that agree."""
    note = note_of(book, of.checkpoint)
    names = [a for a in kept if a.form == "header" and (a.checkpoint, a.authority) == (of.checkpoint, of.authority)]
    held = [book.store.get(a.digest(HEADER)) for a in names]
    found = ots.verify(proof, note, held, how.network)
    if found.answer is not Answer.HOLDS:
        for height, root in ots.blocks(proof):
            header = next((one for one in how.headers if judge(one, root, how.network).answer is Answer.HOLDS), b"")
            header = header or _sourced(height, asked, how)
            judged = judge(header, root, how.network) if header else None
            if judged and judged.answer is not Answer.HOLDS:
                raise ValueError(judged.reason)
            if header:
                files = {CHECKPOINT: note, f"{of.authority}-{height}{HEADER}": header}
                keep_anchor(book, of.checkpoint, of.authority, "header", files)
                found = ots.verify(proof, note, [header], how.network)
                break
    problem = None
    if found.answer is not Answer.HOLDS:
        todo = "Give it with --header FILE, or name two sources by: isnad authority CASE add NAME URL --headers"
        height = ots.blocks(proof)[0][0]
        what = f"It is in block {height:,}, whose header is not here."
        problem = Problem(what=what, where=of.authority, todo=todo, severity=Severity.NOTE)
    yield Stamped(
        checkpoint=of.checkpoint, authority=of.authority, state="in a block", until=found.until, problem=problem
    )


def _sourced(height: int, asked: dict[str, Authority], how: Asking) -> bytes:
    """The header of a height as all configured sources give it; empty where none is configured or all are silent.

    They are asked as Esplora answers: GET /block-height/<height> gives the hash, GET /block/<hash>/header the header.
    """
    sources = [one for one in asked.values() if one.form == HEADERS]
    if how.offline or not sources:
        return b""
    return agreed([(one.name, _from_source(one.url.rstrip("/"), height, how)) for one in sources])


def _from_source(url: str, height: int, how: Asking) -> bytes:
    name = _hex(ask(f"{url}/block-height/{height}", limits=how.limits, largest=1000), 64)
    return bytes.fromhex(_hex(ask(f"{url}/block/{name}/header", limits=how.limits, largest=1000), 160))


def _hex(answer: bytes, length: int) -> str:
    text = answer.decode("ascii", "replace").strip().lower()
    if len(text) != length or set(text) - set("0123456789abcdef"):
        raise ValueError("a source of headers gave something else than a block's hash or header")
    return text
