"""Mail: a message as mail programs save it (eml): its subject, and the text of its first part that has one.

What may live here: reading Internet messages (RFC 5322, MIME) with the standard library, and where their text stands in
the bytes. Packed parts (base64) have no such place; of quoted-printable ones what is written as it is has one.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import MIMEPart
from email.utils import parseaddr
from itertools import pairwise

from isnad.read.formats import dateline
from isnad.read.formats.decoding import decode
from isnad.read.formats.kinds import refusal
from isnad.read.formats.making import Found, report_of
from isnad.read.formats.markup import Stream
from isnad.records.capture import Capture
from isnad.records.problem import Problem, Severity
from isnad.records.report import Passage, Report

LARGEST = 50_000_000  # bytes
_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,50}):[ \t]", re.MULTILINE)
_MUST, _ONE_OF = {b"from", b"date"}, {b"message-id", b"mime-version", b"received", b"return-path", b"delivered-to"}
# A line of a mail program's usual width, whose next line neither quotes, lists, nor is indented.
_FOLD = re.compile(r"(?<=[^\n]{60})(?<![-_=*]{3})\r?\n(?=[^\s>*•–—-])")
_FOLDED = re.compile(r"\r?\n")
_ESCAPED = re.compile(rb"(?:=[0-9A-Fa-f]{2})+|=[ \t]*\r?\n")


class Mail:
    """One message."""

    @property
    def name(self) -> str:
        """``mail``."""
        return "mail"

    def recognises(self, capture: Capture, head: bytes) -> bool:
        """Whether it begins with the header of a message that a server passed on or a program saved."""
        top = re.split(rb"\r?\n\r?\n", head.lstrip(b"\r\n"), maxsplit=1)[0]
        if b"\0" in top or not _HEADER.match(top):
            return False
        names = {name.lower() for name in _HEADER.findall(top)}
        served = capture.media_type.partition(";")[0].strip().lower() == "message/rfc822"
        return names >= _MUST and (served or bool(names & _ONE_OF))

    def read(self, capture: Capture, data: bytes) -> tuple[Report | None, tuple[Problem, ...]]:
        """The subject and the text; None where it has none, or cannot be taken apart."""
        if refused := refusal(capture, data):
            return None, (refused,)
        if len(data) > LARGEST:
            return None, (_not_read(capture, f"it has more than {LARGEST // 1_000_000} MB"),)
        try:
            message = message_from_bytes(data, policy=policy.default)
            part = message.get_body(("plain", "html"))
            attached = [each.get_filename() or each.get_content_type() for each in message.iter_attachments()]
            found = _found(message, part, data) if part is not None else None
        except (ValueError, LookupError, KeyError, AttributeError, TypeError, RecursionError) as error:
            return None, (_not_read(capture, f"it is not as messages are ({type(error).__name__}: {error})"),)
        if found is None or not found.text.strip():
            return None, (_not_read(capture, "it holds no text"),)
        report, undated = report_of(capture, self.name, found)
        return report, (*(_attachments(capture, attached) if attached else ()), *undated)


def _found(message: MIMEPart, part: MIMEPart, data: bytes) -> Found:
    subject = " ".join(str(message.get("subject", "")).split())
    text, encoding, passages = _body(part, data)
    text, passages = unwrapped(text, passages, encoding)
    lead = f"{subject}\n\n" if subject and not text.startswith(subject) else ""
    name, address = parseaddr(str(message.get("from", "")))
    return Found(
        text=lead + text,
        encoding=encoding,
        passages=(*_of_subject(subject if lead else "", data, encoding), *_moved(passages, len(lead))),
        title=subject[:500],
        publisher=(name or address)[:200],
        published=dateline.date_in(str(message.get("date", ""))),
    )


def _body(part: MIMEPart, data: bytes) -> tuple[str, str, list[Passage]]:
    """The part's text, the encoding its bytes are in, and where the text stands in them."""
    raw = _raw(part)
    label = part.get_content_charset() or "utf-8"
    packed = part.get_payload(decode=True)
    decoded = decode(packed if isinstance(packed, bytes) else raw, (label,))
    at = data.find(raw) if raw else -1
    coding = str(part.get("content-transfer-encoding", "7bit")).strip().lower()
    if part.get_content_subtype() == "html":
        return "\n".join(Stream(decoded.text).lines), decoded.encoding, []
    wide = decoded.encoding.startswith(("utf-16", "utf-32"))  # what is written as it is would be no letter in these
    if at < 0 or coding == "base64" or (coding == "quoted-printable" and wide):
        return decoded.text, decoded.encoding, []
    if coding == "quoted-printable":
        return decoded.text, decoded.encoding, list(_literal(raw, at, decoded.text, decoded.encoding))
    return decoded.text, decoded.encoding, list(_shifted(decoded.passages(), at))


def unwrapped(text: str, passages: list[Passage], encoding: str) -> tuple[str, list[Passage]]:
    """The text with blanks for line ends that only fold a long line (RFC 5322, 2.1.1); all keep their places."""
    folds = [mark.span() for mark in _FOLD.finditer(text)]
    if not folds:
        return text, passages
    parts, at = [], 0
    for first, last in folds:
        parts += [text[at:first], " " * (last - first)]
        at = last
    ends = [at for fold in folds for at in fold]
    cut: list[Passage] = []
    for whole in passages:
        marks = [whole.start, *(at for at in ends if whole.start < at < whole.end), whole.end]
        cut += [_part(whole, a, b, text, encoding) for a, b in pairwise(marks) if not _FOLDED.fullmatch(text[a:b])]
    return "".join([*parts, text[at:]]), cut


def _part(whole: Passage, start: int, end: int, text: str, encoding: str) -> Passage:
    """A part of an exact passage."""
    first = whole.first_byte + len(text[whole.start : start].encode(encoding, "replace"))
    last = first + len(text[start:end].encode(encoding, "replace"))
    return Passage(start=start, end=end, first_byte=first, end_byte=last, exact=True)


def _raw(part: MIMEPart) -> bytes:
    """The part's bytes as they stand in the file."""
    payload = part.get_payload(decode=False)
    return payload.encode("ascii", "surrogateescape") if isinstance(payload, str) and payload.isascii() else _high(part)


def _high(part: MIMEPart) -> bytes:
    payload = part.get_payload(decode=False)
    try:
        return payload.encode("ascii", "surrogateescape") if isinstance(payload, str) else b""
    except UnicodeEncodeError:  # the library decoded it already: its place is not known
        decoded = part.get_payload(decode=True)
        return decoded if isinstance(decoded, bytes) else b""


def _literal(raw: bytes, at: int, text: str, encoding: str) -> Iterator[Passage]:
    """What of a quoted-printable text (RFC 2045, 6.7) stands in the bytes as it is."""
    start = place = 0
    for mark in [*_ESCAPED.finditer(raw), None]:
        end = mark.start() if mark else len(raw)
        said = raw[place:end].decode("ascii", "replace")
        if said and text.startswith(said, start):
            yield Passage(start=start, end=start + len(said), first_byte=at + place, end_byte=at + end, exact=True)
        elif said:
            return  # what follows would be out of step
        start += len(said)
        if mark is None:
            return
        if not mark[0].endswith(b"\n"):
            start += len(bytes.fromhex(mark[0].replace(b"=", b"").decode("ascii")).decode(encoding, "replace"))
        place = mark.end()


def _of_subject(subject: str, data: bytes, encoding: str) -> Iterator[Passage]:
    at = data.find(subject.encode(encoding, "replace")) if subject else -1
    if at >= 0:
        end = at + len(subject.encode(encoding, "replace"))
        yield Passage(start=0, end=len(subject), first_byte=at, end_byte=end, exact=True)


def _shifted(passages: tuple[Passage, ...], by: int) -> Iterator[Passage]:
    for p in passages:
        yield Passage(start=p.start, end=p.end, first_byte=p.first_byte + by, end_byte=p.end_byte + by, exact=True)


def _moved(passages: list[Passage], by: int) -> Iterator[Passage]:
    for p in passages:
        yield Passage(start=p.start + by, end=p.end + by, first_byte=p.first_byte, end_byte=p.end_byte, exact=p.exact)


def _not_read(capture: Capture, why: str) -> Problem:
    todo = "Its bytes are kept. Open it in a mail program, save its text as .txt, and add that."
    return Problem(what=f"This message cannot be read: {why}.", where=capture.origin, todo=todo)


def _attachments(capture: Capture, names: list[str]) -> tuple[Problem]:
    said = ", ".join(names[:10])[:300]
    what = f"Its {len(names)} attachment{'s were' if len(names) > 1 else ' was'} not read: {said}."
    todo = "They are kept within it. Save those that matter as files and add them."
    return (Problem(what=what, where=capture.origin, todo=todo, severity=Severity.WARNING),)
