"""Pages and feeds that change, vanish, come back, lead elsewhere and hang, on a loopback server."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from casework import isnad as ran
from preserve.web.scripted import RESET, Scripted

from isnad import cli
from isnad.case import Case, open_case
from isnad.casebook import Casebook, new_casebook
from isnad.cli.watching import _Ending
from isnad.cli.watching import watch as command
from isnad.preserve.item import Limits
from isnad.preserve.trouble import Trouble
from isnad.records.report import Report
from isnad.watching.rounds import Pace, Watching
from isnad.watching.versions import between, known_of, last_change, one_of_each_text, seen, versions_in_time

HOUR = timedelta(hours=1)
DEAD = [b"HTTP/1.1 410 Gone\r\nContent-Length: 8\r\n\r\nremoved."]
TEXT = "<p>{} people were killed when a strike hit the mill in Harrun on Tuesday.</p><p>The road is shut.</p>"


def answer(body, kind="text/html; charset=utf-8", status="200 OK"):
    data = body.encode()
    return [f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data]


def page(text, *, site="Sedge Post", head=""):
    meta = f'<meta property="og:site_name" content="{site}">{head}'
    return answer(f"<html><head><title>Harrun mill</title>{meta}</head><body><article>{text}</article></body></html>")


def to(where):
    return [f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode()]


class Site(Scripted):
    """A server, a case that watches it, and a clock that stands still until it is moved."""

    def __init__(self, root):
        super().__init__({})
        self.root, self.now = root, datetime(2021, 3, 2, 12, tzinfo=UTC)
        new_casebook(root, clock=self.clock)
        self.watching = self.another()

    def another(self, **said):
        """Somebody else who watches the same case."""
        limits = Limits(seconds=said.pop("seconds", 5.0), private=True)
        pace = Pace(gap=0.0, idle=0.01, links=said.pop("links", 50))
        return Watching(Casebook(self.root, clock=self.clock), limits=limits, pace=pace, clock=self.clock, **said)

    def clock(self):
        return self.now

    def later(self, hours=12):
        """The outcomes of a round some hours later, by the names of the pages."""
        self.now += hours * HOUR
        return self.round()

    def round(self):
        self.problems = []
        found = {}
        for visited in self.watching.round():
            self.problems += visited.problems
            if visited.visit:
                found[visited.url.rpartition("/")[2]] = visited.visit.outcome
        return found

    def known(self, name):
        return known_of(self.watching.book, self.url(name))

    def objects(self):
        return set(self.watching.book.store.digests())

    def holds(self):
        """Whether the case, opened anew, checks."""
        return open_case(self.root).check().verdict.name


@pytest.fixture
def site(tmp_path):
    with Site(tmp_path / "case") as made:
        yield made


def test_a_page_that_changes_vanishes_and_comes_back(site):
    site.scripts["a"] = page(TEXT.format("Two"))
    site.watching.add(site.url("a") + "#top", publisher="Sedge Post")
    assert site.round() == {"a": "first"}
    assert site.round() == {}  # it is not due
    before = site.objects()
    assert site.later() == {"a": "same"}
    assert site.objects() == before  # the same bytes cost a line and no object
    site.scripts["a"] = page(TEXT.format("Five"))
    assert site.later() == {"a": "changed"}
    site.scripts["a"] = DEAD
    assert site.later() == {"a": "gone"}
    assert not site.problems  # that a page is gone is what was to be found out
    assert site.later() == {"a": "gone"}
    site.scripts["a"] = [RESET]
    assert site.later() == {"a": "unreachable"}
    site.scripts["a"] = page(TEXT.format("Five"))
    assert site.later() == {"a": "back"}
    site.scripts["a"] = page(TEXT.format("Two"))
    assert site.later() == {"a": "changed"}  # to what it was at first
    assert site.later() == {"a": "same"}

    known, book = site.known("a"), site.watching.book
    first, _, third = known.versions
    assert (first.digest, first.capture) == (third.digest, third.capture)
    assert [c.publisher for c in book.captures] == ["Sedge Post"] * 2
    assert [bool(v.container) for v in known.visits] == [True, False, True, True, False, False, True, True, False]
    with book.store.path(known.visits[3].container).open("rb") as warc:
        from warcio.archiveiterator import ArchiveIterator

        bodies = [r.content_stream().read() for r in ArchiveIterator(warc) if r.rec_type == "response"]
    assert bodies == [b"removed."]  # the deletion is evidence as well
    assert site.holds() == "HOLDS"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (DEAD, ["not found at the first visit (410)", "not found, as before (410)"]),
        (answer("Oops", status="503 Busy"), ["the server failed (503): its answer was received, and not the page"] * 2),
    ],
)
def test_what_was_never_seen_there_is_not_called_gone(site, wired, script, words):
    site.scripts["a"] = script
    site.watching.add(site.url("a"))
    site.round()
    site.later(30)
    shown = ran("watch", site.root, "show", site.url("a")).stdout
    assert [line.split("\t")[2] for line in shown.splitlines() if "(" in line] == list(dict.fromkeys(words))
    assert "gone" not in shown
    site.scripts["a"] = page(TEXT.format("Two"))
    assert site.later() == {"a": "first"}
    site.scripts["a"] = DEAD
    assert site.later() == {"a": "gone"}


def test_what_leads_elsewhere_is_no_new_version(site):
    site.scripts |= {"a": page(TEXT.format("Two")), "front": page("<p>Today's weather is fine.</p>")}
    site.watching.add(site.url("a"))
    site.round()
    site.scripts["a"] = to("/front")
    assert site.later() == {"a": "gone"}
    assert f"leads elsewhere now: {site.url('front')}" in site.known("a").last.said
    assert site.later() == {"a": "gone"}
    assert len(site.watching.book.captures) == 1
    site.scripts["a"] = page(TEXT.format("Five"))
    assert site.later() == {"a": "back"}


def test_a_page_captured_before_is_the_first_version(site):
    site.scripts["a"] = page(TEXT.format("Two"))
    told = {"limits": Limits(private=True), "publisher": "Reed Times", "published": "2021-03-02"}
    assert Case(Casebook(site.root, clock=site.clock)).add(site.url("a"), **told).new
    site.watching.add(site.url("a"))
    assert site.later() == {"a": "same"}
    site.scripts["a"] = page(TEXT.format("Five"))
    assert site.later() == {"a": "changed"}
    _, new = site.watching.book.captures
    assert (new.publisher, new.published) == ("Reed Times", "")  # when this version was published nobody said


def test_an_outage_is_one_line_a_day_and_tried_with_patience(site):
    site.watching.add(site.url("a"))
    site.scripts["a"] = [RESET]
    assert site.round() == {"a": "unreachable"}
    assert site.problems
    lines = len(site.watching.book.log.entries)
    asked = []
    for _ in range(23):
        before = len(site.asked)
        assert site.later(1) == {}
        asked.append(len(site.asked) - before)
    assert len(site.watching.book.log.entries) == lines
    assert 3 <= sum(asked) <= 5  # about 1, 3, 7 and 15 hours later, and nothing was lost of the plan
    assert site.later(30) == {"a": "unreachable"}
    site.scripts["a"] = page(TEXT.format("Two"))
    assert site.later(30) == {"a": "first"}


def test_half_a_page_is_no_version_of_a_whole_one(site):
    site.scripts["a"] = page(TEXT.format("Two"))
    site.watching.add(site.url("a"))
    site.round()
    site.scripts["a"] = [page(TEXT.format("Two"))[0][:-30]]
    assert site.later() == {"a": "unreachable"}
    assert "Not all of it came" in site.known("a").last.said
    assert site.known("a").last.container
    assert len(site.watching.book.captures) == 1


def test_one_that_hangs_stalls_nobody(site):
    site.watching.limits = Limits(seconds=1.0, private=True)
    site.scripts |= {"hang": [b"HTTP/1.1 200 OK\r\n", 30.0], "a": page(TEXT.format("Two"))}
    hanging = f"http://localhost:{site.port}/hang"
    site.watching.add(hanging)
    site.watching.add(site.url("a"))
    assert list(site.round().items()) == [("a", "first"), ("hang", "unreachable")]


def test_watching_stops_and_ends(site):
    site.scripts["a"] = page(TEXT.format("Two"))
    site.watching.add(site.url("a"))
    site.watching.stop(site.url("a"))
    assert site.later() == {}
    with pytest.raises(Trouble, match="not watched"):
        site.watching.stop(site.url("a"))
    site.watching.add(site.url("a"), until=site.now + HOUR)
    assert site.later(2) == {}
    assert [p.due for p in site.watching.planned()] == [None]
    for wrong in ("ftp://sedge.example/1", "sedge.example", "https://name:word@sedge.example/"):
        with pytest.raises(Trouble):
            site.watching.add(wrong)
    with pytest.raises(Trouble, match="Only a feed"):
        site.watching.add(site.url("a"), follow=5)


def rss(site, *names, title="Sedge Post"):
    items = "".join(
        f"<item><title>Report {name}</title><link>{site.url(name)}</link>"
        "<pubDate>Tue, 02 Mar 2021 10:00:00 +0200</pubDate></item>"
        for name in names
    )
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'
    return answer(text, "application/rss+xml")


def test_a_feed_names_reports_and_each_is_captured_once(site):
    names = [f"r{n}" for n in range(5)]
    site.scripts |= {name: page(f"<p>Report {name} says nothing.</p>") for name in names}
    site.scripts["r2"] = DEAD
    site.scripts["feed"] = rss(site, *names[:3])
    site.watching.add(site.url("feed"), feed=True)
    assert site.round() == {"feed": "first", "r0": "first", "r1": "first", "r2": "absent"}
    assert {(c.title, c.publisher, c.published) for c in site.watching.book.captures} == {
        (f"Report {name}", "Sedge Post", "2021-03-02T08:00:00Z") for name in ("r0", "r1")
    }
    assert site.later() == {"feed": "same"}
    site.scripts["feed"] = rss(site, *names[2:])  # r0 and r1 rolled out of it: no deletion
    site.watching.pace = Pace(gap=0.0, links=1)
    assert site.later() == {"feed": "changed", "r3": "first"}
    assert [link.url for link in site.watching.queued()] == [site.url("r4")]
    assert site.later(1) == {"r4": "first"}
    assert len(site.watching.book.captures) == 4  # the feed itself is no report
    feed = site.known("feed")
    assert len(feed.versions) == 2
    assert {v.container for v in feed.visits if v.container} <= site.objects()
    assert site.holds() == "HOLDS"


def test_a_feeds_reports_can_be_followed_for_a_while(site):
    site.scripts |= {"r": page(TEXT.format("Two")), "s": page(TEXT.format("Six")), "feed": rss(site, "r", "s")}
    site.watching.add(site.url("feed"), feed=True, follow=48 * 3600, publisher="The Sedge")
    assert site.round() == {"feed": "first", "r": "first", "s": "first"}
    assert {c.publisher for c in site.watching.book.captures} == {"The Sedge"}
    site.scripts["r"] = page(TEXT.format("Five"))
    assert site.later() == {"feed": "same", "r": "changed", "s": "same"}
    site.watching.stop(site.url("s"))
    assert site.later() == {"feed": "same", "r": "same"}
    assert site.later(48) == {"feed": "same"}


def test_a_feed_that_is_none_or_a_bomb_is_told_of_and_watched_on(site):
    bomb = '<!DOCTYPE r [<!ENTITY a "x">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10)
    )
    bomb += "]><rss version='2.0'><channel><title>&k;</title></channel></rss>"
    site.scripts |= {"feed": page("<p>No feed.</p>"), "bomb": answer(bomb, "application/rss+xml")}
    site.scripts["plain"] = rss(site, "x")
    site.watching.add(site.url("feed"), feed=True)
    site.watching.add(site.url("bomb"), feed=True)
    site.watching.add(site.url("plain"))
    assert site.round() == {"feed": "first", "bomb": "first", "plain": "first"}
    assert "This is no RSS or Atom feed." in [p.what for p in site.problems]
    assert "This is a feed." in [p.what for p in site.problems]
    site.scripts["feed"] = rss(site)
    assert site.later()["feed"] == "changed"
    assert [c.origin for c in site.watching.book.captures] == [site.url("plain")]


def test_what_was_changed_is_shown_apart_from_what_only_loads_differently(site):
    site.watching.add(site.url("a"))
    for nonce, count in (("x1", "شخصان"), ("x2", "شخصان"), ("x3", "خمسة أشخاص")):
        script = f'<script nonce="{nonce}">var t = "{nonce}";</script>'
        site.scripts["a"] = page(f"<p>قُتل {count} قرب السد في هرون يوم الثلاثاء.</p><p>الطريق مغلق.</p>", head=script)
        site.later()
    book, known = site.watching.book, site.known("a")
    one, two, three = seen(book, known)
    assert one.change is None
    assert two.change.same
    assert (three.change.added, three.change.removed) == (1, 1)
    assert between(book, known, 1, 3) == last_change(book, known) == three.change
    assert ("-", "قُتل شخصان قرب السد في هرون يوم الثلاثاء.") in three.change.lines
    assert [version.report is None for version in seen(book, known, compared=1)] == [True, True, False]
    with pytest.raises(Trouble, match="no version 4"):
        between(book, known, 1, 4)
    readings = Case(book).results().readings
    assert len(one_of_each_text(readings)) == 2  # a page that loads differently is one report


REVISED = {
    "a figure corrected downwards": (TEXT.format("Nine"), TEXT.format("Five")),
    "written anew under another name": (
        TEXT.format("Two"),
        "<p>Shells fell on Tuesday 2 March. In Harrun at least seven persons died, and many homes burned down.</p>",
    ),
    "attributed later": (
        TEXT.format("Two"),
        "<p>Two people were killed in Harrun on Tuesday, the Delta Monitor said.</p>",
    ),
}


@pytest.mark.parametrize("name", REVISED)
def test_a_new_version_is_never_another_witness(site, name):
    day = '<meta property="article:published_time" content="2021-03-02T09:00:00Z">'
    case = Case(site.watching.book)
    places = site.root.parent / "places.csv"
    places.write_text("name,latitude,longitude\nHarrun,11.5,22.5\n", encoding="utf-8")
    case.add_gazetteer(places)
    site.watching.add(site.url("a"))
    counts, best = [], []
    for version, text in enumerate(REVISED[name]):
        other = version and name.startswith("written")
        site.scripts["a"] = page(text, site="The Other Sedge" if other else "Sedge Post", head=day)
        site.later()
        assessments = case.results().assessments.values()
        counts.append(max(tally.origins for a in assessments for tally in a.tallies))
        best.append([tally.best for a in assessments for tally in a.tallies])
    assert counts == [1, 1]
    if name.startswith("a figure"):
        assert best == [[9], [5]]  # the page's own date is the same: the order of our visits decides


def test_versions_are_placed_between_the_visits_that_saw_them(site):
    site.scripts["a"] = page(TEXT.format("Two"))
    site.watching.add(site.url("a"))
    site.round()
    site.later()
    last_seen = site.now
    site.scripts["a"] = page(TEXT.format("Five"))
    site.later()
    book = site.watching.book
    plain = {"text": "", "format": "html", "encoding": "utf-8"}
    reports = [Report(id=f"r{n}", capture=c.id, digest=c.digest, **plain) for n, c in enumerate(book.captures)]
    first, second = versions_in_time(book, reports)
    assert first == reports[0]
    assert (second.published.start, second.published.end) == (last_seen, site.now)
    assert versions_in_time(book, (first, second)) == (first, second)


def test_two_that_watch_one_case_ask_once(site):
    let, asked = threading.Event(), threading.Event()

    def slowly():
        asked.set()
        let.wait(20)
        yield from page(TEXT.format("Two"))

    site.scripts["a"] = slowly
    site.watching.add(site.url("a"))
    other, found = site.another(), []
    thread = threading.Thread(target=lambda: found.extend(other.round()))
    thread.start()
    assert asked.wait(20)
    (said,) = site.watching.round()
    assert "Another isnad is visiting" in said.problems[0].what
    let.set()
    thread.join(30)
    assert [v.visit.outcome for v in found] == ["first"]
    assert site.round() == {}
    assert len(site.asked) == 1


def test_a_visit_that_another_made_meanwhile_is_not_told_twice(site):
    site.scripts["a"] = page(TEXT.format("Two"))
    site.watching.add(site.url("a"))
    other = site.another()
    jobs = other._jobs(set(), 50)
    assert site.round() == {"a": "first"}
    assert list(other._visited(jobs, None)) == []
    assert len(site.known("a").visits) == 1


def test_what_cannot_be_written_is_told_and_tried_again(site, monkeypatch):
    site.scripts["a"] = page(TEXT.format("Two"))
    site.watching.add(site.url("a"))
    stop, refused = threading.Event(), iter([True])
    put = Casebook.put

    def full(self, stream, where, **said):
        if next(refused, False):
            raise OSError(28, "No space left on device")
        return put(self, stream, where, **said)

    monkeypatch.setattr(Casebook, "put", full)
    found = []
    for visited in site.watching.run(stop):
        found.append(visited)
        if visited.visit:
            stop.set()
    assert "The disk is full." in found[0].problems[0].what
    assert found[1].visit.outcome == "first"
    assert site.holds() == "HOLDS"


RUNNING = """
import sys, threading
from isnad.casebook import Casebook
from isnad.preserve.item import Limits
from isnad.preserve.watching import due
from isnad.watching import rounds
due._in_step = lambda url, before, every: before  # what is watched is due again at once
watching = rounds.Watching(Casebook(__import__("pathlib").Path(sys.argv[1])), limits=Limits(seconds=5, private=True),
                           pace=rounds.Pace(gap=0.0, idle=0.0))
rounds.Watching._pause = lambda self: 0.0
for visited in watching.run(threading.Event()):
    print(visited.visit.outcome if visited.visit else visited.problems, flush=True)
"""


def test_killed_at_any_moment_it_leaves_a_case_that_checks_and_goes_on(site):
    site.now = datetime.now(UTC)
    count = iter(range(1_000_000))
    site.scripts["a"] = lambda: page(TEXT.format(next(count)))
    site.scripts["feed"] = lambda: rss(site, *(f"r{next(count)}" for _ in range(3)))
    site.watching.add(site.url("a"))
    site.watching.add(site.url("feed"), feed=True)
    told = 0
    for n in range(4):
        running = subprocess.Popen(
            [sys.executable, "-c", RUNNING, str(site.root)],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": "src"},
        )
        for _ in range(3):
            assert running.stdout.readline() in (b"first\n", b"changed\n", b"gone\n", b"absent\n")
        time.sleep(0.005 * n)
        os.kill(running.pid, signal.SIGKILL)
        told += 3 + running.stdout.read().count(b"\n")
        running.wait()
        running.stdout.close()
    book = Casebook(site.root)
    assert len(list(book.entries("visit"))) >= told  # what was told is there
    site.watching = Watching(book, limits=Limits(private=True), pace=Pace(gap=0.0))
    site.watching.add(site.url("last"))
    site.scripts["last"] = page(TEXT.format("Two"))
    assert site.round()["last"] == "first"
    assert site.holds() == "HOLDS"


@pytest.fixture
def wired():
    """The command, where the command line does not have it of itself."""
    missing = "watch" not in cli.group.commands
    if missing:
        cli.group.add_command(command)
    yield
    if missing:
        del cli.group.commands["watch"]


def test_the_command(site, wired, monkeypatch):
    case, url = site.root, site.url("a")

    def watch(*arguments):
        return ran("watch", case, *arguments)

    site.scripts["a"] = page(TEXT.format("Two"))
    assert watch("list").stdout.startswith("Nothing is watched")
    assert watch("add", url, "--every", "1h", "--for", "30d").returncode == 0
    assert "never" in watch("list").stdout
    done = watch("now", "--allow-address", "127.0.0.1")
    assert (done.returncode, done.stdout.split("\t")[1:]) == (0, ["first", url + "\n"])
    assert watch("now").stdout == ""
    listed = json.loads(watch("list", "--json").stdout)
    assert (listed["url"], listed["every"], listed["versions"], listed["outcome"]) == (url, 3600, 1, "first")
    site.watching.clock = site.watching.book._clock = site.watching.book.ledger._clock = lambda: (
        datetime.now(UTC) + 3 * HOUR
    )
    site.scripts["a"] = page(TEXT.format("Five \u202e\x1b[31m"))
    assert site.round() == {"a": "changed"}
    shown = watch("show", url)
    assert shown.returncode == 0
    assert "- Two people were killed" in shown.stdout
    assert "+ Five" in shown.stdout
    assert "\x1b" not in shown.stdout
    assert "+1 −1 sentences" in shown.stdout
    said = json.loads(watch("show", url, "--json", "--versions", "2", "1").stdout)
    assert (said["difference"]["from"], said["difference"]["added"], len(said["visits"])) == (2, 1, 2)
    refused = watch("add", site.url("b"))
    assert refused.returncode == 0
    refused = watch("now")
    assert refused.returncode == 1
    assert "not a public address" in refused.stderr
    assert watch("stop", url).returncode == 0
    assert watch("stop", url).returncode == 1
    assert watch("show", "https://sedge.example/none").returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("add",),
        ("now", "https://sedge.example/"),
        ("show", "https://sedge.example/", "https://sedge.example/2"),
        ("add", "https://sedge.example/", "--every", "often"),
        ("add", "https://sedge.example/", "--until", "Tuesday"),
        ("add", "https://sedge.example/", "--until", "2021-03-02", "--for", "3d"),
        ("look",),
    ],
)
def test_wrong_usage(site, wired, arguments):
    assert ran("watch", site.root, *arguments).returncode == 2


@pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_run_stays_until_it_is_ended(site, by, code):
    site.watching.add(site.url("a"))
    text = "from isnad import cli; from isnad.cli.watching import watch; cli.group.add_command(watch); cli.main()"
    options = ["run", "--allow-private-addresses"]
    running = subprocess.Popen(
        [sys.executable, "-c", text, "watch", str(site.root), *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": "src"},
    )  # fmt: skip
    assert b"not found at the first visit (404)" in running.stdout.readline()
    running.send_signal(by)
    _, said = running.communicate(timeout=60)
    assert running.returncode == code, said
    assert site.holds() == "HOLDS"


@pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_run_ends_where_python_dropped_what_the_signal_raised(by, code):
    ending = _Ending()
    with contextlib.suppress(KeyboardInterrupt, SystemExit):  # as a finaliser or an import does
        ending.asked(by, None)
    assert ending.is_set()
    assert ending.wait(60)
    assert ending.code == code
