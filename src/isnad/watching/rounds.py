"""Rounds: addresses visited on a plan, and what each visit found, kept in the case.

What may live here: joining the plan, the visits and the casebook. What is watched and what is due follow from the log:
there is no other state but ``derived/watching.lock``, which keeps two that watch one case from asking for the same.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from filelock import FileLock, Timeout

from isnad.casebook import Casebook
from isnad.preserve.item import Limits
from isnad.preserve.manifest import Told
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.preserve.watching.due import Tries, due, watch_of, worth_a_line
from isnad.preserve.watching.feeds import LARGEST, Feed, read_feed
from isnad.preserve.watching.history import (
    ABSENT,
    ARRIVED,
    BACK,
    CHANGED,
    FIRST,
    GONE,
    SAME,
    History,
    Known,
    Link,
    Visit,
    Watch,
    key_of,
)
from isnad.preserve.watching.lanes import Lanes
from isnad.preserve.watching.visit import Answered, Fetch, answered, outcome_of
from isnad.preserve.web.addresses import parsed
from isnad.preserve.web.fetch import fetch
from isnad.records.problem import Problem, Severity

LIMITS = Limits(seconds=60)
NEWS = (FIRST, CHANGED, BACK)  # outcomes that bring a page to keep
NEW_LINKS = 500  # of a feed that one line of the log names; further ones come with the next visit
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_ELSEWHERE = "Another isnad is visiting what this case watches; nothing was done here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How hard servers are asked: ``gap`` seconds between two requests to one host, ``lanes`` hosts at a time.

    At most ``links`` addresses that feeds named are captured in a round; the others wait for the next. ``idle`` is how
    many seconds pass at most before it is looked again what is due.
    """

    gap: float = 5.0
    lanes: int = 8
    links: int = 50
    idle: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What came of one visit: its line in the log (None where none was needed), and what went wrong."""

    url: str
    visit: Visit | None = None
    problems: tuple[Problem, ...] = ()
    links: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One address that is watched: what is known of it, and when it is ``due`` (None: no more)."""

    watch: Watch
    known: Known
    due: datetime | None


@dataclass(frozen=True, slots=True)
class _Job:
    url: str
    told: Told
    feed: bool
    visits: int  # lines there were when it was begun: one more, and somebody else was there meanwhile


@dataclass(slots=True)
class Watching:
    """The watches of a case. ``keep_all`` keeps the exchange also where nothing has changed."""

    book: Casebook
    limits: Limits = LIMITS
    pace: Pace = field(default_factory=Pace)
    keep_all: bool = False
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    fetcher: Fetch = fetch
    _history: History = field(default_factory=History)
    _tries: dict[str, Tries] = field(default_factory=dict)
    _free: dict[str, float] = field(default_factory=dict)

    def add(
        self,
        url: str,
        *,
        feed: bool = False,
        every: int = 6 * 3600,
        until: datetime | None = None,
        follow: int = 0,
        publisher: str = "",
    ) -> Watch:
        """Watch an address from now on, or otherwise than before. Raises Trouble where it is none that can be asked."""
        if follow and not feed:
            raise trouble("Only a feed's addresses can be followed.", url, "Add --feed, or leave --follow out.")
        parsed(url)
        watch = Watch(
            url=key_of(url),
            every=every,
            since=self.clock(),
            feed=feed,
            until=until,
            follow=follow,
            publisher=publisher,
        )
        with self.book.writing():
            self.book.append("watch", watch.payload("added"))
        return watch

    def stop(self, url: str) -> None:
        """Visit an address no more; what was kept stays. Raises Trouble where it is not watched."""
        with self._writing():
            known = self._history.of(key_of(url))
            if known.stopped or not (known.watch or known.link):
                raise trouble("This is not watched.", url, "See what is: isnad watch CASE list")
            watch = known.watch or Watch(url=known.url, every=0, since=self.clock())
            self.book.append("watch", watch.payload("stopped"))

    def history(self) -> History:
        """What the log tells, as it is now."""
        self.book.refresh()
        return self._read_on()

    def planned(self) -> list[Planned]:
        """All that is watched, what feeds are followed for included, soonest due first."""
        now, found = self.clock(), []
        for known in self.history().known.values():
            watch = self._watch(known)
            if watch is not None:
                found.append(Planned(watch=watch, known=known, due=self._due(known, now)))
        return sorted(found, key=lambda p: (p.due is None, p.due or now, p.watch.url))

    def queued(self) -> list[Link]:
        """Addresses that feeds named and that have not been captured yet, oldest first."""
        now = self.clock()
        return [k.link for k in self.history().known.values() if k.link and _is_new(k) and self._due(k, now)]

    def round(self, stop: threading.Event | None = None) -> Iterator[Visited]:
        """Visit all that is due, each address once; what was found is on the disk when it is given back.

        Raises Trouble where nothing can be written. Left early, or with ``stop`` set, no further visit begins.
        """
        with self._alone() as alone:
            if not alone:
                yield Visited(url="", problems=(_note(_ELSEWHERE, self.book.title),))
                return
            tried: set[str] = set()
            links = self.pace.links
            while (jobs := self._jobs(tried, links)) and not (stop and stop.is_set()):
                tried |= {job.url for job in jobs}
                links -= sum(_is_new(self._history.of(job.url)) for job in jobs)
                yield from self._visited(jobs, stop)

    def run(self, stop: threading.Event) -> Iterator[Visited]:
        """Rounds until ``stop`` is set. What cannot be written is told, and tried again after a while."""
        wrong, told = 0, False
        while not stop.is_set():
            try:
                for visited in self.round(stop):
                    if visited.url or not told:
                        yield visited
                    told = not visited.url  # that another is at it is told once
                wrong = 0
            except Trouble as error:
                wrong += 1
                yield Visited(url="", problems=(error.problem,))
            stop.wait(min(3600.0, self.pace.idle * 2**wrong) if wrong else self._pause())

    def _pause(self) -> float:
        next_due = next((p.due for p in self.planned() if p.due), None)
        left = (next_due - self.clock()).total_seconds() if next_due else self.pace.idle
        return min(self.pace.idle, max(1.0, left))

    def _jobs(self, tried: set[str], links: int) -> list[_Job]:
        """What is due and was not tried yet: all that is watched, and as many of the feeds' addresses as may be."""
        now, jobs = self.clock(), []
        for known in self.history().known.values():
            if known.url in tried:
                continue
            at = self._due(known, now)
            if at is None or at > now:
                continue
            links -= _is_new(known)
            if links >= 0 or not _is_new(known):
                feed = known.watch is not None and known.watch.feed
                jobs.append(_Job(known.url, _told(known), feed, len(known.visits)))
        return jobs

    def _watch(self, known: Known) -> Watch | None:
        return watch_of(known, self._history.of(known.link.feed).watch if known.link else None)

    def _due(self, known: Known, now: datetime) -> datetime | None:
        if known.watch is None and (known.link is None or self._history.of(known.link.feed).watch is None):
            return None  # nobody asked for it, or the feed that named it is watched no more
        return due(known, self._watch(known), self._tries.get(known.url), now)

    def _visited(self, jobs: list[_Job], stop: threading.Event | None) -> Iterator[Visited]:
        lanes: Lanes[_Job, tuple[_Job, Answered]] = Lanes(
            lambda job: (job, answered(job.url, job.told, self.limits, self.fetcher)),
            self._free,
            gap=self.pace.gap,
            width=self.pace.lanes,
        )
        with contextlib.closing(lanes.answers((parsed(job.url).host, job) for job in jobs)) as answers:
            for job, made in answers:
                try:
                    found = self._record(job, made)
                finally:
                    made.close()
                if found is not None:
                    yield found
                if stop and stop.is_set():
                    return

    def _record(self, job: _Job, made: Answered) -> Visited | None:
        """Keep what a visit found, and its line; None where there is nothing to say of it."""
        feed, wrong = Feed(), list(made.problems)
        if job.feed and made.page is not None:
            feed, more = read_feed(made.page.stream.read(LARGEST + 1), made.final, made.page.media_type)
            made.page.stream.seek(0)
            wrong += more
        elif made.page is not None and made.page.media_type in _FEEDS:
            todo = "To have the addresses in it captured: isnad watch CASE add URL --feed"
            wrong.append(Problem(what="This is a feed.", where=job.url, todo=todo, severity=Severity.NOTE))
        with self._writing():
            known = self._history.of(job.url)
            if len(known.visits) != job.visits:
                return None
            outcome, said = outcome_of(made, known)
            if not worth_a_line(known, outcome, made.status, self.clock()):
                before = self._tries.get(job.url)
                self._tries[job.url] = Tries((before.count if before else 0) + 1, self.clock())
                return None
            self._tries.pop(job.url, None)
            links = [link for link in feed.links if self._history.of(link.url).link is None][:NEW_LINKS]
            self.book.append("visit", self._payload(job, made, known, outcome, said) | _named(feed, links))
        self.book.note_records(whole=True)
        last = self._read_on().of(job.url).last
        told = () if outcome in (SAME, GONE, ABSENT) else tuple(wrong)  # that it is not there was to be found out
        return Visited(url=job.url, visit=last, problems=told, links=len(links))

    def _payload(self, job: _Job, made: Answered, known: Known, outcome: str, said: str) -> dict[str, Any]:
        """The line of a visit, once what it names is kept: the exchange wherever something is otherwise than before."""
        last, container, capture = known.last, "", ""
        other = outcome in NEWS or last is None or (last.outcome, last.status) != (outcome, made.status)
        if made.exchange and (self.keep_all or (other and outcome != SAME)):
            self.book.keep(made.exchange)
            container = made.container
        if outcome in NEWS and made.page and not job.feed:
            kept = self.book.keep(made.page).capture
            capture = kept.id if kept else ""
        elif outcome == SAME:
            capture = known.versions[-1].capture
        payload = {"url": job.url, "outcome": outcome, "status": made.status, "capture": capture}
        payload |= {"container": container, "digest": made.digest if outcome in ARRIVED else ""}
        extra = {"final": made.final if made.final != job.url else "", "said": said}
        return payload | {name: value for name, value in extra.items() if value}

    def _read_on(self) -> History:
        self._history.take(self.book.ledger.read(self._history.taken))
        return self._history

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """The case's lock, with the history as it is under it."""
        try:
            with self.book.writing():
                self._read_on()
                yield
        except BaseException:
            self._history = History()  # it may have taken in lines that were then never written
            raise

    @contextlib.contextmanager
    def _alone(self) -> Iterator[bool]:
        """Whether nobody else visits for this case; nobody does then until the end. Raises Trouble."""
        lock = FileLock(self.book.derived / "watching.lock")
        try:
            self.book.derived.mkdir(exist_ok=True)
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        except OSError as error:
            raise Trouble(problem_of(error, self.book.derived)) from error
        try:
            yield True
        finally:
            lock.release()


def _is_new(known: Known) -> bool:
    """Whether only a feed named it, and it was not captured yet."""
    return known.watch is None and known.link is not None and not known.versions


def _told(known: Known) -> Told:
    """What is said of a page: by the feed that named it, for its first version; else by who watches it.

    When a later version was published nobody said.
    """
    publisher = (known.watch.publisher if known.watch else "") or known.publisher
    if known.link and not known.versions:
        link = known.link
        return Told(publisher=publisher or link.publisher, published=link.published, title=link.title)
    return Told(publisher=publisher)


def _named(feed: Feed, links: list[Link]) -> dict[str, Any]:
    """What a feed's line says of the addresses that are new in it."""
    if not links:
        return {}
    named = [{n: value for n in ("url", "title", "published") if (value := getattr(link, n))} for link in links]
    return {"title": feed.title, "links": named}


def _note(what: str, where: str) -> Problem:
    return Problem(what=what, where=where, todo="Nothing to do.", severity=Severity.NOTE)
