"""Refusals: why somebody gave no time stamp, and whether asking again can help.

Where the network is down or a server is busy, waiting helps. Where an authority refuses, answers with something else,
or signs under a chain that is not the pinned one, it does not: a person has to change something. Those who refused or
are not trusted are asked again by ``isnad stamp`` alone, and no longer at the end of every other command.

What may live here: telling these apart, what to do about each, and remembering whom it does not help to ask again. That
memory is in ``derived``: losing it costs one question.
"""

import contextlib
import hashlib
import json

from isnad.casebook import Casebook
from isnad.preserve.anchors import rfc3161
from isnad.preserve.anchors.asking import Answered
from isnad.preserve.anchors.authority import Authority
from isnad.preserve.anchors.token import read
from isnad.preserve.store import write_whole
from isnad.preserve.trouble import Trouble
from isnad.records.codec import id_of

QUEUED, REFUSED, BAD_REPLY, NOT_TRUSTED, NOT_ASKED = "queued", "refused", "bad reply", "not trusted", "not asked"
FINAL = (REFUSED, NOT_TRUSTED)  # a bad reply may be that of a network that wants a login first
AGAIN = "It is queued; run this when online: isnad stamp CASE"
TODO = {
    QUEUED: AGAIN,
    REFUSED: "Waiting does not help. Ask them why, or choose another: isnad authority CASE add NAME URL --ca FILE",
    BAD_REPLY: "Compare the address with what they publish (isnad authority CASE list). If this network wants a login "
    "first, log in. Then run: isnad stamp CASE",
    NOT_TRUSTED: "Waiting does not help. Give the chain (and policy) that they publish: isnad authority CASE add NAME "
    "URL --ca FILE. If that is the pinned one, do not trust them: isnad authority CASE remove NAME",
    NOT_ASKED: "Give the chain again: isnad authority CASE add NAME URL --ca FILE",
}
_BUSY = (408, 425, 429, 500, 502, 503, 504)  # statuses of HTTP that pass (RFC 9110, section 15; RFC 6585)
_NAME = "not-asked-again.json"


class NoStamp(ValueError):
    """An answer was not kept; ``state`` says of which kind it was."""

    def __init__(self, state: str, what: str) -> None:
        super().__init__(what)
        self.state = state


def state_of(error: Trouble) -> tuple[str, str]:
    """What it means that asking failed, and what to do."""
    if isinstance(error, Answered):
        state = QUEUED if error.status in _BUSY else REFUSED if error.status in range(400, 500) else BAD_REPLY
        return state, TODO[state]
    if "--allow-address" in error.problem.todo:  # the address is of the inner network: nobody was asked
        return NOT_ASKED, error.problem.todo
    return QUEUED, AGAIN


def unfit(response: bytes, note: bytes, query: bytes, reason: str) -> NoStamp:
    """Of which kind an answer is that was asked for a token of a checkpoint and does not hold for this reason."""
    try:
        token = read(response)
    except ValueError as error:
        if "gave no token" in str(error):
            return NoStamp(QUEUED if "to come later" in str(error) else REFUSED, str(error))
        page = response.lstrip()[:1] == b"<"
        return NoStamp(BAD_REPLY, "it is a web page and no time stamp" if page else reason)
    ours = token.imprint == hashlib.sha256(note).digest() and token.nonce == rfc3161.nonce_of(query)
    return NoStamp(NOT_TRUSTED if ours else BAD_REPLY, reason)


def given_up(book: Casebook) -> dict[str, tuple[str, str]]:
    """State and reason of those whom it does not help to ask again, by ``mark_of``."""
    try:
        said = json.loads((book.derived / _NAME).read_bytes())
        return {str(mark): (str(state), str(what)) for mark, (state, what) in said.items() if state in FINAL}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def remember(book: Casebook, made: dict[str, tuple[str, str]]) -> None:
    """Keep what became of asking, by ``mark_of``. A case that cannot be written to keeps nothing."""
    kept = {mark: said for mark, said in (given_up(book) | made).items() if said[0] in FINAL}
    if kept != given_up(book):
        with contextlib.suppress(OSError):
            book.derived.mkdir(exist_ok=True)
            write_whole(book.derived / _NAME, json.dumps(kept, sort_keys=True).encode())


def mark_of(one: Authority) -> str:
    """What stands for an authority as it was chosen: with another address, chain or policy it is another one."""
    return id_of("authority", one.plain())
