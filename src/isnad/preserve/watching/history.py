"""History: what is watched and what came of each visit, as the log tells it.

What may live here: folding entries into what is known of each address. Nothing else is kept: delete all but the log,
and the next visit is due when it was due.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from isnad.preserve.custody.entry import Entry

FIRST, SAME, CHANGED, GONE, BACK = "first", "same", "changed", "gone", "back"
UNREACHABLE, REFUSED = "unreachable", "refused"
ABSENT = "absent"  # not there, and never seen there by us: it is not gone
ARRIVED = (FIRST, SAME, CHANGED, BACK)  # outcomes of a visit that found a page
FAILED = (UNREACHABLE, REFUSED)  # outcomes that say nothing of the page
LONGEST = 3653 * 86_400  # seconds of any span: ten years
FINAL = 2000  # characters of an address that a redirect led to which are kept in a line of the log


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a person asked for: to visit ``url`` every ``every`` seconds, to the moment ``until`` where one is given.

    A ``feed`` is read for addresses; each is captured once, and with ``follow`` watched for so many seconds from when
    it was first seen. ``publisher`` is what the person said of who publishes there.
    """

    url: str
    every: int
    since: datetime
    feed: bool = False
    until: datetime | None = None
    follow: int = 0
    publisher: str = ""

    def payload(self, event: str) -> dict[str, Any]:
        """What its line in the log says; ``event`` is "added" or "stopped"."""
        until = self.until.isoformat() if self.until else ""
        said = {"url": self.url, "feed": self.feed, "every": self.every, "until": until, "event": event}
        return said | {name: value for name in ("follow", "publisher") if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that a feed named, what the feed said of it, and when it was first seen there."""

    url: str
    title: str = ""
    published: str = ""
    publisher: str = ""
    feed: str = ""
    seen: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of one visit, at ``at``. ``digest`` is that of the page's bytes, ``final`` where the way there ended.

    ``status`` is the last answer's (0: none came), ``capture`` the id of the page's Capture, ``container`` the Digest
    of the exchange where that was kept, ``said`` what else is to be said of it.
    """

    url: str
    at: datetime
    outcome: str
    status: int = 0
    digest: str = ""
    capture: str = ""
    container: str = ""
    final: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Other bytes than before at one address, first seen ``at``. ``capture`` is empty for a feed."""

    digest: str
    at: datetime
    capture: str = ""


@dataclass(slots=True)
class Known:
    """All that the log tells of one address."""

    url: str
    watch: Watch | None = None
    link: Link | None = None
    visits: list[Visit] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    final: str = ""  # where the way to the newest version ended
    cut: bool = False  # whether the newest version is known not to be all of it
    stopped: bool = False  # whether a person said that it is to be visited no more
    publisher: str = ""  # as it was said of an earlier version

    @property
    def last(self) -> Visit | None:
        """The newest visit."""
        return self.visits[-1] if self.visits else None

    @property
    def digest(self) -> str:
        """The Digest of the newest version, empty where there is none."""
        return self.versions[-1].digest if self.versions else ""

    @property
    def gone(self) -> bool:
        """Whether the last answer that told anything of the page was that it is gone."""
        told = next((v for v in reversed(self.visits) if v.outcome not in FAILED), None)
        return told is not None and told.outcome == GONE

    @property
    def failures(self) -> int:
        """How many of the newest visits failed, one after the other."""
        return next((n for n, v in enumerate(reversed(self.visits)) if v.outcome not in FAILED), len(self.visits))


class History:
    """What the entries taken in so far tell; ``problems`` names lines that cannot be read."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.taken = 0
        self.problems: list[str] = []

    def take(self, entries: Iterable[Entry]) -> None:
        """Take in the entries that follow those before."""
        for entry in entries:
            self.taken += 1
            try:
                match entry.kind:
                    case "watch":
                        self._watch(entry)
                    case "visit":
                        self._visit(entry)
                    case "capture":
                        self._capture(entry)
            except (LookupError, TypeError, ValueError, AttributeError) as error:
                self.problems.append(f"line {entry.seq + 1}: {type(error).__name__} {error}")

    def of(self, url: str) -> Known:
        """What is known of an address, which may be nothing."""
        return self.known.get(url) or Known(url)

    def _at(self, url: str) -> Known:
        return self.known.setdefault(url, Known(url))

    def _watch(self, entry: Entry) -> None:
        said = entry.payload
        known = self._at(str(said["url"]))
        if said["event"] == "stopped":
            known.watch, known.stopped = None, True
            return
        known.stopped = False
        known.watch = Watch(
            url=known.url,
            every=min(max(1, int(said["every"])), LONGEST),
            since=_moment(entry.at),
            feed=said["feed"] is True,
            until=_moment(said["until"]) if said["until"] else None,
            follow=min(int(said.get("follow", 0)), LONGEST),
            publisher=str(said.get("publisher", "")),
        )

    def _visit(self, entry: Entry) -> None:
        said, at = entry.payload, _moment(entry.at)
        texts = ("outcome", "digest", "capture", "container", "final", "said")
        told = {name: str(said.get(name, "")) for name in texts}
        visit = Visit(url=str(said["url"]), at=at, status=int(said["status"]), **told)
        known = self._at(visit.url)
        if visit.outcome == GONE and not known.versions:  # as lines of older versions of isnad have it
            visit = replace(visit, outcome=ABSENT)
        known.visits.append(visit)
        if visit.outcome in ARRIVED and visit.digest:
            known.final = visit.final or visit.url
            if visit.digest != known.digest:
                known.versions.append(Version(digest=visit.digest, at=at, capture=visit.capture))
                known.cut = False
        for each in said.get("links", ()):
            self._link(each, known, str(said.get("title", "")), at)

    def _link(self, said: dict[str, Any], feed: Known, title: str, at: datetime) -> None:
        known = self._at(str(said["url"]))
        if known.link is None:
            told = {name: str(said.get(name, "")) for name in ("title", "published")}
            publisher = (feed.watch.publisher if feed.watch else "") or title
            known.link = Link(url=known.url, feed=feed.url, seen=at, publisher=publisher, **told)

    def _capture(self, entry: Entry) -> None:
        """A page fetched by us: its header fields begin with the hops; items of others' archives do not count."""
        said = entry.payload
        fields = [(each[0], each[1]) for each in said.get("headers", ())]
        if all(name != ":address" for name, _ in fields):
            return
        known = self._at(key_of(str(said["origin"])))
        if said["digest"] != known.digest:
            at = _moment(str(said["captured"]))
            known.versions.append(Version(digest=said["digest"], at=at, capture=said["id"]))
        known.final = [value for name, value in fields if name == ":url"][-1][:FINAL]
        known.cut = bool(said.get("truncated"))
        known.publisher = str(said.get("publisher") or known.publisher)


def key_of(url: str) -> str:
    """An address as it is looked up: without its fragment, which is never sent."""
    return url.partition("#")[0].strip()


def _moment(text: str) -> datetime:
    """A moment with its zone. Raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone")
    return found
