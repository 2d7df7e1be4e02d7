"""Fetch: what stands at a URL, as evidence: every exchange on the way there, byte for byte, in one WARC.

What may live here: following redirects, and what is made of their end. Every hop's host is judged anew.
"""

import base64
import contextlib
import functools
import hashlib
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import BinaryIO, cast

from isnad.preserve.item import Limits, Taken
from isnad.preserve.manifest import Told
from isnad.preserve.trouble import Trouble, shown, trouble
from isnad.preserve.warc.out import MEDIA_TYPE, Placed, WarcOut, head_of, media_type_of
from isnad.preserve.warc.payload import TooLarge, payload, unread_packing
from isnad.preserve.web.addresses import parsed, without_secret
from isnad.preserve.web.line import PORTS
from isnad.preserve.web.wire import Hop, ask
from isnad.records.capture import Within
from isnad.records.problem import Problem, Severity

SPOOL = 8 << 20  # bytes held in memory before they go to a temporary file
_REDIRECTS = (301, 302, 303, 307, 308)
_PAGES = (200, 203)
_FAILED = 500  # RFC 9110, section 15.6: the server says that it failed
_BY_HAND = "Check the address in a browser; if only you may see the page, save it and add the file with --url."
_LARGER = "Give a higher bound with --max-megabytes, or download it and add the file."


@dataclass(slots=True)
class _Trail:
    """The exchanges made, in order, what went wrong, and whether the last of them holds the page."""

    hops: list[Hop] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    arrived: bool = False


def fetch(url: str, told: Told, limits: Limits) -> Iterator[Taken | Problem]:
    """The WARC of all exchanges, then the page at the end of them, then what went wrong.

    The page's ``headers`` are the hops (fields whose names begin with ':') and the header fields of the last. Where an
    answer was an error, or broke off before its head, the WARC is given all the same and no page. With
    ``limits.browser`` the page is captured by a browser instead.
    """
    if limits.browser:
        from isnad.preserve.web.browser import browse

        yield from browse(url, told, limits)
        return
    with contextlib.ExitStack() as files:
        trail = _follow(url, limits, files)
        if trail.hops:
            yield from _taken(url, told, trail, limits, files)
        yield from trail.problems


def spool(files: contextlib.ExitStack) -> BinaryIO:
    """An empty temporary file that lasts as long as ``files``."""
    return cast(BinaryIO, files.enter_context(tempfile.SpooledTemporaryFile(max_size=SPOOL)))


def container(url: str, stream: BinaryIO, told: Told) -> tuple[Taken, str]:
    """A WARC just written, as it is handed on for keeping, and its Digest."""
    stream.seek(0)
    sums = hashlib.sha256()
    while data := stream.read(1 << 20):
        sums.update(data)
    digest = "sha256:" + sums.hexdigest()
    stream.seek(0)
    return Taken(origin=url, stream=stream, media_type=MEDIA_TYPE, told=told, container=True), digest


@functools.cache
def software() -> str:
    """What the WARCs made here say they were made by."""
    return f"isnad/{version('isnad')} warcio/{version('warcio')}"


def _follow(url: str, limits: Limits, files: contextlib.ExitStack) -> _Trail:
    """All exchanges from the URL to where it leads, or to what stops the way there."""
    trail, deadline, seen = _Trail(), time.monotonic() + limits.seconds, set()
    try:
        asked = parsed(url)
        named = asked.port
        while str(asked) not in seen:
            seen.add(str(asked))
            if len(seen) > limits.hops + 1:
                todo = "Open it in a browser and give the last address."
                raise trouble(f"It redirects more than {limits.hops} times.", without_secret(url), todo)
            hop = ask(asked, spool(files), limits, deadline)
            trail.hops.append(hop)
            trail.problems += _on_port(hop, named)
            target = hop.answer.field("location")
            if hop.answer.status not in _REDIRECTS or not target:
                trail.arrived = hop.answer.status in _PAGES
                trail.problems += _judged(hop)
                return trail
            asked = parsed(_joined(hop, target))
        raise trouble("It redirects in a circle.", asked, "Give it with --browser: it may want to set a cookie.")
    except Trouble as error:
        trail.problems.append(error.problem)
    return trail


def _joined(hop: Hop, target: str) -> str:
    import httpx

    try:
        return str(hop.url.join(target))
    except (httpx.InvalidURL, ValueError) as error:
        what = f"It redirects to an address that cannot be read: {without_secret(target)}."
        raise trouble(what, hop.url, _BY_HAND) from error


def _on_port(hop: Hop, named: int | None) -> list[Problem]:
    """No port is refused, but one that nobody named is told of."""
    if hop.port in (named, PORTS[hop.url.scheme]):
        return []
    what = f"It led to port {hop.port}, which web servers do not use as a rule."
    return [Problem(what=what, where=str(hop.url), todo="See whether that is meant.", severity=Severity.NOTE)]


def _judged(hop: Hop) -> Iterator[Problem]:
    """What is wrong with the last answer."""
    answer, where = hop.answer, str(hop.url)
    if not answer.status:
        what = f"No answer that can be read: {answer.said}. What came is kept."
        yield Problem(what=what, where=where, todo=_BY_HAND)
    elif answer.status not in _PAGES:
        said = shown(f"{answer.status} {answer.reason}".strip()).rstrip(".")
        what, todo = f"The server answered {said}. That answer is kept, as no report.", _BY_HAND
        if answer.status >= _FAILED:
            what = f"The server failed ({said}). Its answer is kept as evidence of that; it is not the page."
            todo = f"Add it again later. {_BY_HAND}"
        yield Problem(what=what, where=where, todo=todo)
    elif answer.truncated:
        what = f"Not all of it came: {answer.said}. What came is kept, and marked as cut off ({answer.truncated})."
        todo = _LARGER if answer.truncated == "length" else "Add it again: what comes then is kept beside this."
        yield Problem(what=what, where=where, todo=todo, severity=Severity.WARNING)
    if answer.beyond:
        what = f"The server sent at least {answer.beyond} bytes more than it had announced; they are left out."
        todo = "See whether the page ends as it should."
        yield Problem(what=what, where=where, todo=todo, severity=Severity.NOTE)


def _taken(url: str, told: Told, trail: _Trail, limits: Limits, files: contextlib.ExitStack) -> Iterator[Taken]:
    """The container, then the page if there is one; what its body keeps it from being joins the problems."""
    stream = spool(files)
    placed = [made[1] for made in _written(stream, trail.hops)]
    kept = told.over(Told(url=url))
    whole, digest = container(url, stream, kept)
    yield whole
    if trail.arrived:
        last = trail.hops[-1]
        body = _body(last, limits, spool(files), trail.problems)
        if body is not None:
            yield Taken(
                origin=url,
                stream=body,
                media_type=media_type_of(last.answer.field("content-type")),
                told=kept,
                headers=_headers(trail.hops),
                within=within(digest, placed[-1]),
                truncated=last.answer.truncated,
            )


def within(digest: str, placed: Placed) -> Within:
    """Where in the WARC with this Digest a record stands."""
    return Within(container=digest, kind="warc", record=placed.record, offset=placed.offset, length=placed.length)


def _written(stream: BinaryIO, hops: list[Hop]) -> Iterator[tuple[Placed, ...]]:
    out = WarcOut(stream, software())
    out.info(hops[0].began)
    for hop in hops:
        answer = hop.answer
        answer.wire.seek(answer.start)
        yield out.exchange(
            str(hop.url),
            hop.began,
            request=hop.request,
            response=answer.wire,
            size=answer.size,
            address=hop.address,
            truncated=answer.truncated,
            facts=_facts(hop),
            chain=hop.tls.chain if hop.tls else "",
        )


def _facts(hop: Hop) -> dict[str, str]:
    """What is known of an exchange beside its bytes; in small letters, as fields of our own."""
    answer, facts = hop.answer, {"server-port": str(hop.port)}
    if hop.tls:
        facts |= {"tls-version": hop.tls.version, "tls-cipher": hop.tls.cipher}
        facts["tls-certificate-verified"] = f"no: {hop.tls.refused}" if hop.tls.refused else "yes"
    if answer.said:
        facts["ended"] = " ".join(answer.said.split())
    if answer.start:
        answer.wire.seek(0)
        facts["interim-responses-base64"] = base64.b64encode(answer.wire.read(answer.start)).decode("ascii")
        answer.wire.seek(answer.start)
    if answer.beyond:
        facts["bytes-after-response"] = str(answer.beyond)
    return facts


def _headers(hops: list[Hop]) -> tuple[tuple[str, str], ...]:
    said: list[tuple[str, str]] = []
    for hop in hops:
        said += [(":url", str(hop.url)), (":address", hop.address), (":status", str(hop.answer.status))]
    return (*said, *hops[-1].answer.fields)


def _body(hop: Hop, limits: Limits, body: BinaryIO, problems: list[Problem]) -> BinaryIO | None:
    """The decoded body, None with a problem where it is larger, or slower to unpack, than allowed."""
    answer, where, deadline = hop.answer, str(hop.url), time.monotonic() + limits.seconds
    answer.wire.seek(answer.start)
    head, _ = head_of(answer.wire, answer.size)
    packing = unread_packing(head) if head is not None else ""
    if packing:
        what = f"The server packed it with {shown(packing)}, though that was not asked for; it is kept as it came."
        todo = "Save the page in a browser and add the file with --url, to have it read."
        problems.append(Problem(what=what, where=where, todo=todo, severity=Severity.WARNING))
    try:
        for piece in payload(answer.wire, answer.size, limits.max_bytes):
            body.write(piece)
            if time.monotonic() > deadline:
                raise TooLarge("0")
    except TooLarge as error:
        bound = int(str(error))  # 0: not its size ended it but the time
        said = f"Unpacked it is larger than {bound / 1e6:.0f} MB" if bound else "Unpacking it took too long"
        what = f"{said}. It is kept as it came, and not unpacked."
        todo = _LARGER if bound >= limits.max_bytes else "Pages are hardly ever packed so densely: open it with care."
        problems.append(Problem(what=what, where=where, todo=todo))
        return None
    body.seek(0)
    return body
