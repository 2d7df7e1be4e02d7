"""The command on what changes: watch.

What may live here: what this command takes and says.
"""

import json
import signal
import sys
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from isnad.cli.making import opened
from isnad.cli.screen import clean, clean_json, code_of, console, table, tell_problems

if TYPE_CHECKING:
    from isnad.preserve.watching.difference import Difference
    from isnad.preserve.watching.history import Known
    from isnad.records.problem import Problem
    from isnad.watching.rounds import Planned, Visited, Watching
    from isnad.watching.versions import Seen

_ACTIONS = ("add", "list", "stop", "now", "run", "show")
_SERVER_FAILED = 500  # RFC 9110, section 15.6: from here on an answer says that the server failed
_TIME = "%Y-%m-%d %H:%M"


@click.command()
@click.argument("case", type=click.Path(file_okay=False))
@click.argument("action", type=click.Choice(_ACTIONS))
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option("--feed", is_flag=True, help="add: it is an RSS or Atom feed; each report it names is captured once.")
@click.option("--follow", default="", metavar="SPAN", help="add: also watch each report of the feed so long, e.g. 30d.")
@click.option("--every", default="6h", show_default=True, metavar="SPAN", help="add: how often, e.g. 30m, 6h, 1d.")
@click.option("--until", default="", metavar="DATE", help="add: the last day.")
@click.option("--for", "span", default="", metavar="SPAN", help="add: how long, e.g. 30d.")
@click.option("--publisher", default="", help="add: who publishes there.")
@click.option("--versions", nargs=2, type=int, metavar="A B", help="show: what was changed from version A to B.")
@click.option("--json", "as_json", is_flag=True, help="list, show: for other programs.")
@click.option("--keep-all", is_flag=True, help="now, run: keep the exchange also where nothing has changed.")
@click.option(
    "--links", default=50, show_default=True, type=click.IntRange(1), help="Reports of feeds a round captures at most."
)
@click.option(
    "--max-megabytes", default=100, show_default=True, type=click.IntRange(1), help="Bound for a fetched URL."
)
@click.option("--allow-private-addresses", is_flag=True, help="Also fetch from this machine and the inner network.")
@click.option(
    "--allow-address", "allowed", multiple=True, metavar="HOST|NETWORK", help="One that is not public. May be repeated."
)
@click.option("--unverified-tls", is_flag=True, help="Also fetch where the certificate cannot be verified; recorded.")
@click.pass_context
def watch(ctx: click.Context, /, case: str, action: str, urls: tuple[str, ...], **given: Any) -> None:
    """Capture pages of CASE again and again: changes, deletions and new reports of feeds are recorded.

    \b
    add URL...    watch pages, or a feed with --feed
    list          what is watched, what came of it, and when it is due
    stop URL...   watch it no more; what was kept stays
    now           visit what is due and end: for cron and systemd timers
    run           stay and visit what is due, until Ctrl-C
    show URL      its versions and visits, and what was changed in the text
    """
    if bool(urls) != (action in ("add", "stop", "show")) or (action == "show" and len(urls) > 1):
        raise click.UsageError(
            f"{action} takes " + {"add": "URL...", "stop": "URL...", "show": "one URL"}.get(action, "no URL")
        )
    ctx.exit(_DOES[action](ctx, case, urls, given))


def _watching(ctx: click.Context, case: str, given: dict[str, Any]) -> "Watching":
    from dataclasses import replace

    from isnad.watching.rounds import LIMITS, Pace, Watching

    limits = replace(
        LIMITS,
        max_bytes=given["max_megabytes"] * 1_000_000,
        private=given["allow_private_addresses"],
        allowed=given["allowed"],
        unverified_tls=given["unverified_tls"],
    )
    pace = Pace(links=given["links"])
    return Watching(opened(ctx, case).book, limits=limits, pace=pace, keep_all=given["keep_all"])


def _add(ctx: click.Context, case: str, urls: tuple[str, ...], given: dict[str, Any]) -> int:
    from datetime import UTC, datetime, timedelta

    from isnad.preserve.watching.due import SHORTEST, moment, span

    if given["until"] and given["span"]:
        raise click.UsageError("give --until or --for, not both")
    try:
        every, follow = span(given["every"]), span(given["follow"]) if given["follow"] else 0
        if every < SHORTEST:
            raise ValueError(f"pages are visited every {SHORTEST} seconds at most")
        until = moment(given["until"]) if given["until"] else None
        if given["span"]:
            until = datetime.now(UTC) + timedelta(seconds=span(given["span"]))
    except (ValueError, OverflowError) as error:
        raise click.UsageError(str(error)) from error
    watching = _watching(ctx, case, given)
    for url in urls:
        made = watching.add(
            url, feed=given["feed"], every=every, until=until, follow=follow, publisher=given["publisher"]
        )
        click.echo(f"watching {clean(made.url)}")
    click.echo(f"Next: isnad watch {clean(case)} run, or 'isnad watch {clean(case)} now' from a timer.")
    return 0


def _stop(ctx: click.Context, case: str, urls: tuple[str, ...], given: dict[str, Any]) -> int:
    watching = _watching(ctx, case, given)
    for url in urls:
        watching.stop(url)
        click.echo(f"{clean(url)} is visited no more; what was kept stays.")
    return 0


def _list(ctx: click.Context, case: str, _: tuple[str, ...], given: dict[str, Any]) -> int:
    watching = _watching(ctx, case, given)
    planned, queued = watching.planned(), watching.queued()
    if given["as_json"]:
        for one in planned:
            click.echo(clean_json(json.dumps(_plain(one), ensure_ascii=False)))
        return 0
    if not planned:
        click.echo(f"Nothing is watched. Next: isnad watch {clean(case)} add URL")
        return 0
    table(("address", "every", "versions", "last", "visited", "due"), [_row(one) for one in planned], numbers=(2,))
    if queued:
        click.echo(f"{len(queued)} addresses from feeds wait to be captured.")
    tell_problems(_unread(watching))
    return 0


def _plain(one: "Planned") -> dict[str, Any]:
    last, until = one.known.last, one.watch.until
    return {
        "url": one.watch.url,
        "feed": one.watch.feed,
        "every": one.watch.every,
        "until": until.isoformat() if until else "",
        "due": one.due.isoformat() if one.due else "",
        "versions": len(one.known.versions),
        "outcome": last.outcome if last else "",
        "visited": last.at.isoformat() if last else "",
    }


def _row(one: "Planned") -> tuple[str, ...]:
    from isnad.preserve.watching.due import shown_span

    last = one.known.last
    return (
        one.watch.url + (" (feed)" if one.watch.feed else ""),
        shown_span(one.watch.every),
        str(len(one.known.versions)),
        _outcome(last.outcome, last.status, "", first=len(one.known.visits) == 1) if last else "",
        f"{last.at:{_TIME}}" if last else "never",
        f"{one.due:{_TIME}}" if one.due else "no more",
    )


def _unread(watching: "Watching") -> "Iterable[Problem]":
    from isnad.records.problem import Problem, Severity

    for words in watching.history().problems:
        what, todo = "A line on what is watched cannot be read.", "Update with: pip install --upgrade isnad."
        yield Problem(what=what, where=f"log/entries.jsonl, {words}", todo=todo, severity=Severity.WARNING)


def _now(ctx: click.Context, case: str, _: tuple[str, ...], given: dict[str, Any]) -> int:
    watching = _watching(ctx, case, given)
    problems: list[Problem] = []
    arrived = told = 0
    for told, visited in enumerate(watching.round(), start=1):  # noqa: B007 (how many there were)
        _tell(watching, visited)
        problems += visited.problems
        arrived += visited.visit is not None and visited.visit.outcome not in ("unreachable", "refused")
    if not told:
        _tell_next(case, watching)
    return code_of(problems, done=arrived > 0)


def _tell_next(case: str, watching: "Watching") -> None:
    """At a terminal, why nothing is visited; a timer would only send it on as mail."""
    from datetime import UTC, datetime

    if not sys.stderr.isatty() or watching.queued():
        return
    due = next((one for one in watching.planned() if one.due), None)
    if due and due.due and due.due <= datetime.now(UTC):
        return
    words = f"Next: {due.watch.url} at {due.due:{_TIME}} UTC" if due else f"Next: isnad watch {case} add URL"
    click.echo(f"Nothing is due. {clean(words)}", err=True)


def _run(ctx: click.Context, case: str, _: tuple[str, ...], given: dict[str, Any]) -> int:
    ending = _Ending()
    signal.signal(signal.SIGTERM, ending.asked)
    signal.signal(signal.SIGINT, ending.asked)
    watching = _watching(ctx, case, given)
    _tell_next(case, watching)
    for visited in watching.run(ending):
        _tell(watching, visited)
    return ending.code


class _Ending(threading.Event):
    """Set by the signal that ends a run: Ctrl-C, or SIGTERM as a service manager ends it.

    What is not confirmed by then is done again the next time. The exception that the signal raises ends it at once;
    Python drops one that comes up in a finaliser or in the midst of an import, and then the run ends after its visit.
    """

    code = 0
    _asked = False  # no lock is taken in the handler: the thread it interrupts may hold it

    def asked(self, number: int, _frame: object) -> None:
        self._asked = True
        if number == signal.SIGINT:
            self.code = 130
            raise KeyboardInterrupt
        raise SystemExit(0)

    def is_set(self) -> bool:
        return self._asked

    def wait(self, timeout: float | None = None) -> bool:
        return self._asked or super().wait(timeout)


def _tell(watching: "Watching", visited: "Visited") -> None:
    visit = visited.visit
    if visit is not None:
        first = len(watching.history().of(visit.url).visits) == 1
        words = _outcome(visit.outcome, visit.status, visit.said or _change(watching, visited), first=first)
        more = f"; {visited.links} new addresses in it" if visited.links else ""
        click.echo(f"{visit.at:{_TIME}}\t{words}{clean(more)}\t{clean(visit.url)}")
        sys.stdout.flush()
    tell_problems(visited.problems)


def _change(watching: "Watching", visited: "Visited") -> str:
    """Whether other words came with other bytes."""
    if visited.visit is None or visited.visit.outcome != "changed":
        return ""
    from isnad.watching.versions import last_change

    change = last_change(watching.book, watching.history().of(visited.url))
    return change.words if change else ""


def _outcome(outcome: str, status: int, said: str, *, first: bool = False) -> str:
    """What a visit found, in words. Gone is only what was seen there before."""
    number = f" ({status})" if status and outcome in ("absent", "gone", "unreachable", "refused") else ""
    words = outcome
    if outcome == "absent":
        words = "not found at the first visit" if first else "not found, as before"
    elif outcome == "unreachable" and status >= _SERVER_FAILED:
        words, said = "the server failed", "its answer was received, and not the page"
    return clean(f"{words}{number}{f': {said}' if said else ''}".replace("\n", " "))


def _show(ctx: click.Context, case: str, urls: tuple[str, ...], given: dict[str, Any]) -> int:
    from isnad.watching.versions import between, known_of, seen

    book = opened(ctx, case).book
    known = known_of(book, urls[0])
    found: list[Seen] = []
    change: Difference | None = None
    if given["versions"]:
        old, new = given["versions"]
        change = between(book, known, old, new)
    else:
        found = seen(book, known)
        old, new = len(found) - 1, len(found)
        change = found[-1].change if found else None
    if given["as_json"]:
        click.echo(clean_json(json.dumps(_as_plain(known, found, change, old, new), ensure_ascii=False)))
        return 0
    if found:
        header = ("version", "first seen", "text", "bytes", "capture", "digest")
        table(header, [_version(one) for one in found], numbers=(0, 3))
    if not given["versions"]:
        _visits(known)
    if change is not None:
        click.echo(f"\nFrom version {old} to {new}: {change.words}.")
        show_difference(change)
    return 0


def _version(one: "Seen") -> tuple[str, ...]:
    text = one.change.words if one.change else "the first" if one.number == 1 else "not compared"
    size = str(one.capture.size) if one.capture else ""
    text += ", cut off" if one.capture and one.capture.truncated else ""
    return (str(one.number), f"{one.version.at:{_TIME}}", text, size, one.version.capture, one.version.digest)


def _visits(known: "Known") -> None:
    """The visits, those that found the same one after the other in one line."""
    rows: list[tuple[str, str, str, str]] = []
    times = 0
    for number, visit in enumerate(known.visits):
        words = _outcome(visit.outcome, visit.status, visit.said, first=not number)
        when = f"{visit.at:{_TIME}}"
        if rows and rows[-1][2] == words and not visit.container:
            times += 1
            rows[-1] = (rows[-1][0], f"{when}, {times} times", words, rows[-1][3])
        else:
            times = 1
            rows.append((when, when, words, visit.container))
    if rows:
        click.echo()
        table(("visited", "to", "found", "exchange"), rows)


def show_difference(change: "Difference") -> None:
    """A difference on standard output, a sentence a line; right-to-left text is set apart by isolates."""
    from rich.text import Text

    from isnad.publish.terminal import safe

    colours = {"+": "green", "-": "red"}
    for mark, sentence in change.lines:
        console().print(Text(f"{mark} {safe(sentence)}", style=colours.get(mark, "dim")), soft_wrap=True)


def _as_plain(known: "Known", found: "list[Seen]", change: "Difference | None", old: int, new: int) -> dict[str, Any]:
    from isnad.records.codec import to_plain

    versions = [
        {
            "number": one.number,
            "first_seen": one.version.at.isoformat(),
            "digest": one.version.digest,
            "capture": one.version.capture,
            "added": one.change.added if one.change else None,
            "removed": one.change.removed if one.change else None,
        }
        for one in found
    ]
    said: dict[str, Any] = {"url": known.url, "versions": versions, "visits": [to_plain(v) for v in known.visits]}
    if change is not None:
        said["difference"] = {"from": old, "to": new} | to_plain(change)
    return said


_DOES = {"add": _add, "list": _list, "stop": _stop, "now": _now, "run": _run, "show": _show}
COMMANDS = (watch,)
