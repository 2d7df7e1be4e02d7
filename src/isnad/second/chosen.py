"""Chosen: which endpoint a case's texts may be sent to, and the record of what was sent there.

Two things must agree before anything is sent: the case's log names the endpoint, and this user's own folder says that
it was this user who named it. A case that came from somebody else could otherwise have its texts sent to its sender.

What may live here: those entries and that note. No key: it stays in an environment variable.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isnad.casebook import Casebook
from isnad.preserve.store import write_whole
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.preserve.web.addresses import parsed
from isnad.records.codec import canonical

CHOICE, SENT = "reader", "sent"  # kinds of entry
LONGEST = 200  # characters of a model's name
_PATH = "chat/completions"  # below an OpenAI-compatible base address


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An OpenAI-compatible server and the model asked there. ``url`` is its base ("http://127.0.0.1:8080/v1") or the
    whole address. ``plain`` allows http to a host that is not this machine: anyone on the way can read along."""

    url: str
    model: str
    plain: bool = False

    @property
    def address(self) -> str:
        """The address that is asked."""
        base = self.url.rstrip("/")
        return base if base.endswith(_PATH) else f"{base}/{_PATH}"

    def payload(self) -> dict[str, Any]:
        """What the log keeps of it."""
        return {"url": self.url, "model": self.model, **({"plain": True} if self.plain else {})}


def choose(book: Casebook, endpoint: Endpoint) -> Endpoint:
    """Name the endpoint for the case, in its log and in this user's folder. Nothing is sent. Raises Trouble."""
    url = parsed(endpoint.url)
    if url.query:
        raise trouble("The address has a query, where keys often stand.", endpoint.url, "Give it without '?...'.")
    model = endpoint.model.strip()
    if not model or len(model) > LONGEST or not model.isprintable():
        raise trouble("The model has no name that can be sent.", "--model", "Give the name its server lists.")
    made = Endpoint(url=str(url), model=model, plain=endpoint.plain)
    with book.writing():
        book.append(CHOICE, made.payload())
    path = _note(book)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, canonical(made.payload()), mode=0o600)
    except OSError as error:
        raise Trouble(problem_of(error, path)) from error
    return made


def leave(book: Casebook) -> None:
    """Have nothing sent any more; answers that are kept stay until ``derived`` is deleted. Raises Trouble."""
    if chosen(book) is None:
        raise trouble(
            "No second reader is chosen.", book.root, "Choose one: isnad second-reader CASE set URL --model M"
        )
    with book.writing():
        book.append(CHOICE, {"off": True})
    _note(book).unlink(missing_ok=True)


def chosen(book: Casebook) -> Endpoint | None:
    """The endpoint that the log names last; None where it names none, or the last entry cannot be read."""
    last: dict[str, Any] = {}
    for entry in book.entries(CHOICE):
        last = entry.payload
    url, model, plain = last.get("url"), last.get("model"), last.get("plain", False)
    if last.get("off") or not isinstance(url, str) or not isinstance(model, str) or not isinstance(plain, bool):
        return None
    return Endpoint(url=url, model=model, plain=plain)


def allowed(book: Casebook) -> Endpoint:
    """The endpoint to which this user agreed to have the case's texts sent. Raises Trouble where there is none."""
    endpoint = chosen(book)
    if endpoint is None:
        todo = "Nothing is sent unless you choose an endpoint: isnad second-reader CASE set URL --model NAME"
        raise trouble("No second reader is chosen for this case.", book.root, todo)
    if not own(book, endpoint):
        todo = "If its texts may go there, say so yourself: isnad second-reader CASE set URL --model NAME"
        what = f"Its log names {endpoint.url}, but it was not you who chose that, so nothing was sent."
        raise trouble(what, book.root, todo)
    return endpoint


def own(book: Casebook, endpoint: Endpoint) -> bool:
    """Whether it was this user who chose this endpoint for this case."""
    try:
        noted = json.loads(_note(book).read_bytes())
    except (OSError, ValueError):
        return False
    return bool(noted == endpoint.payload())


def note_sent(book: Casebook, endpoint: Endpoint, texts: Iterable[tuple[str, str]]) -> None:
    """Write into the log that texts are about to be sent: the reports' ids and the texts' digests. Raises Trouble."""
    said = [{"report": report, "text": digest} for report, digest in texts]
    with book.writing():
        book.append(SENT, {"to": endpoint.address, "model": endpoint.model, "texts": said})


def _note(book: Casebook) -> Path:
    name = hashlib.sha256(book.origin.encode()).hexdigest()[:32]
    return book.ring.root / "second-reader" / f"{name}.json"
