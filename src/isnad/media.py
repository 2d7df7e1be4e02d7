"""Media: the pictures and films of a case, what they say of themselves, who shows them, and which look the same.

What may live here: joining the captures of a case with what ``isnad.preserve.media`` learns of their bytes. All of it
is computed and kept in ``derived/``; none of it is evidence. That nothing alike was found never means independent.
"""

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from isnad.casebook import Casebook, isnad_version
from isnad.preserve.confined.child import Bounds, Broke, Handed, call, many
from isnad.preserve.media.answer import checked
from isnad.preserve.media.facts import plain_text
from isnad.preserve.media.kept import Kept, keep_copies
from isnad.preserve.media.kinds import HEAD, kind_of
from isnad.preserve.media.looking import EDITION, look, prepare
from isnad.preserve.media.nearest import FAINT
from isnad.preserve.people.own import must_be_own, own_mark
from isnad.preserve.progress import Progress, silent
from isnad.preserve.store import digest_at, open_own
from isnad.preserve.trouble import Trouble, problem_of, shown, trouble
from isnad.read.formats.post_ids import post_time
from isnad.records.capture import Capture
from isnad.records.codec import from_plain, id_of, to_plain
from isnad.records.media import SAME_BYTES, Fact, Footage, Likeness, Medium, Provenance, Sighting
from isnad.records.problem import Problem, Severity
from isnad.records.report import Report

LEAST_SIDE = 128  # pixels; smaller ones are icons, buttons and faces, which say nothing of where a report has its story
BOUNDS = Bounds(seconds=90.0, cpu_seconds=300, memory=3 << 30, reply_bytes=8 << 20)
JOBS = 2  # children at a time; a film may need a gigabyte
SHOWS = ":media"  # a header of a platform's post: the name or address of a picture or film in it
_NO_MEDIUM = (
    "text/",
    "application/json",
    "application/xhtml",
    "application/xml",
    "application/pdf",
    "application/warc",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The media of a case as they are known, and what was wrong."""

    media: tuple[Medium, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What reports show, and what was wrong. ``lasting`` says that looking again would find no more: nothing was
    missing, and nothing broke on the way."""

    footage: Footage = field(default_factory=Footage)
    problems: tuple[Problem, ...] = ()
    lasting: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A medium that is, or looks like, the one sought; ``words`` say how ("the same bytes", "the same picture ...")."""

    medium: Medium
    words: str
    distance: int = 0


def media_of(book: Casebook, tell: Progress = silent) -> Seen:
    """Every picture, film and sound of a case, oldest capture first."""
    desk = _Desk(book, tell)
    try:
        held = desk.held()
        found = desk.looked(held)
        return Seen(media=tuple(_medium(d, held[d], found[d]) for d in held if d in found), problems=desk.told)
    finally:
        desk.kept.close()


def like(book: Casebook, what: str, tell: Progress = silent) -> tuple[tuple[Found, ...], tuple[Problem, ...]]:
    """What in a case is, or looks like, a file or one of its own media, the nearest first.

    ``what`` is a path, or the beginning of a digest or of a capture's id. Raises Trouble where it is neither.
    """
    from isnad.preserve.media.alike import Shelf

    desk = _Desk(book, tell)
    try:
        held = desk.held()
        ident, pictures = desk.sought(what, held)
        found = desk.looked(held)
        known = {d: _medium(d, held[d], found[d]) for d in held if d in found}
        elsewhere = ident in known and (Path(what).is_file() or len(held[ident]) > 1)
        same = [Found(medium=known[ident], words=SAME_BYTES)] if elsewhere else []
        alike = Shelf({d: found[d]["prints"] for d in known}).like(ident, pictures)
        near = [Found(medium=known[n.other], words=n.words, distance=n.distance) for n in alike]
        return (*same, *near), desk.told
    finally:
        desk.kept.close()


def footage_of(book: Casebook, reports: Iterable[Report], tell: Progress = silent) -> Shown:
    """Which reports show which media of the case, and which of those look the same. Only media that a report shows are
    looked at, so a case without pictures costs nothing.
    """
    shows = sightings(book.captures, reports)
    if len({report for report, _ in shows}) < 2:
        return Shown()
    desk = _Desk(book, tell)
    try:
        held = desk.held({capture.id for _, capture in shows})
        found = desk.looked(held)
        telling = {d for d in found if _tells(found[d])}
        seen = sorted({(report, capture.digest) for report, capture in shows if capture.digest in telling})
        likenesses = desk.alike({d: found[d]["prints"] for d in telling})
        footage = Footage(sightings=tuple(Sighting(report=r, medium=m) for r, m in seen), likenesses=likenesses)
        return Shown(footage=footage, problems=desk.told, lasting=desk.lasting)
    finally:
        desk.kept.close()


def sightings(captures: Sequence[Capture], reports: Iterable[Report]) -> list[tuple[str, Capture]]:
    """(report's id, capture of what it shows): by the address it is shown from, by its place beside a saved page, by
    its name in the same container, by a platform's export, or because it was added with the report's own address.
    """
    by_id = {capture.id: capture for capture in captures}
    places: defaultdict[str, list[Capture]] = defaultdict(list)
    for capture in captures:
        for place in _places(capture):
            places[place].append(capture)
    found: dict[tuple[str, str], Capture] = {}
    for report in reports:
        own = by_id.get(report.capture)
        if own is None:
            continue
        for sought in dict.fromkeys(_sought(report, own)):
            others = [c for c in places.get(sought, ()) if c.digest != own.digest]
            if others:  # of several versions at one place, the one taken nearest in time
                best = min(others, key=lambda c: (abs((c.captured - own.captured).total_seconds()), c.id))
                found[report.id, best.id] = best
        posted = places.get(_address(report.url), ()) if report.url else ()
        found |= {(report.id, c.id): c for c in posted if c.digest != own.digest and _medial(c)}
    return [(report, capture) for (report, _), capture in found.items()]


def _places(capture: Capture) -> Iterator[str]:
    """Under what names a capture may be meant: addresses, and paths told apart by what they are paths in."""
    yield from (_address(each) for each in (capture.url, capture.origin) if "://" in each[:12])
    if "://" not in capture.origin[:12]:
        yield f"file {normpath(capture.origin)}"
    if capture.within and capture.within.member:
        yield f"in {capture.within.container} {normpath(capture.within.member)}"


def _sought(report: Report, own: Capture) -> Iterator[str]:
    names = [*report.media, *(value for name, value in own.headers if name.lower() == SHOWS)]
    for name in names:
        if "://" in name[:12]:
            yield _address(name)
            continue
        for base in dict.fromkeys((report.url, own.origin)):
            if "://" in base[:12]:
                yield _address(_joined(base, name))
        for plain in dict.fromkeys((name, unquote(name.partition("?")[0]))):
            if own.within and own.within.member:
                yield f"in {own.within.container} {_beside(own.within.member, plain)}"
            if own.within:
                yield f"in {own.within.container} {normpath(plain)}"
            if "://" not in own.origin[:12]:
                yield f"file {_beside(own.origin, plain)}"


def _beside(origin: str, name: str) -> str:
    return normpath(str(PurePosixPath(origin).parent / name))


def _joined(base: str, name: str) -> str:
    try:
        return urljoin(base, name)
    except ValueError:
        return name


def _address(url: str) -> str:
    """An address without its fragment; http and https are one place."""
    try:
        plain = urldefrag(url).url
    except ValueError:
        plain = url
    return plain.replace("http://", "https://", 1) if plain.startswith("http://") else plain


def _medial(capture: Capture) -> bool:
    return capture.media_type.startswith(("image/", "video/", "audio/"))


def _tells(found: Mapping[str, Any]) -> bool:
    """Whether a medium is more than an icon or an empty surface: else two pages with one button had one origin."""
    big = min(found["width"], found["height"]) >= LEAST_SIDE
    return bool(found["prints"]) and big and any(p["prints"][0]["quality"] >= FAINT for p in found["prints"])


def _medium(digest: str, captures: Sequence[Capture], found: Mapping[str, Any]) -> Medium:
    store = found["manifest"]
    posts = dict.fromkeys(filter(None, (post_time(url) for c in captures for url in (c.url, c.origin))))
    return Medium(
        id=digest,
        captures=tuple(c.id for c in captures),
        kind=found["kind"],
        format=found["format"],
        width=found["width"],
        height=found["height"],
        duration=found["duration"],
        facts=tuple(from_plain(fact, Fact) for fact in found["facts"]),
        provenance=from_plain(store, Provenance) if store else None,
        posts=tuple(posts),
        clear=_tells(found),
        problems=tuple(found["problems"]),
    )


class _Desk:
    """One visit to a case's media: what is known of them, and looking at what is not."""

    def __init__(self, book: Casebook, tell: Progress) -> None:
        self._book, self._tell = book, tell
        self._problems: list[Problem] = []
        self.lasting = True  # false once something was missing, or broke: the next time it may not
        must_be_own(book.root)
        with contextlib.suppress(OSError):  # of a case that cannot be written to nothing is kept
            book.derived.mkdir(exist_ok=True)
        # What others looked at is looked at again: they could hide that two reports show the same picture.
        self.kept = Kept(book.derived, f"{tools()}, {own_mark(book.derived, book.ring.root)}")

    @property
    def told(self) -> tuple[Problem, ...]:
        """What was wrong."""
        return tuple(dict.fromkeys(self._problems))

    def held(self, only: set[str] | None = None) -> dict[str, list[Capture]]:
        """The captures that are media, by digest: all, or those of these ids."""
        found: dict[str, list[Capture]] = {}
        for capture in self._book.captures:
            if (only is None or capture.id in only) and (capture.digest in found or self._is_medium(capture)):
                found.setdefault(capture.digest, []).append(capture)
        return found

    def looked(self, held: Mapping[str, Sequence[Capture]]) -> dict[str, dict[str, Any]]:
        """What was learnt of each medium; what cannot be looked at is a Problem and left out."""
        known = self.kept.looks(held)
        fresh = [digest for digest in held if digest not in known]
        whole = list(self._whole([held[digest][0] for digest in fresh]))
        calls = ((Handed(path), capture.media_type) for capture, path in whole)
        answers = many(look, calls, jobs=JOBS, bounds=BOUNDS, ready=prepare)
        for done, ((capture, path), answer) in enumerate(zip(whole, answers, strict=True), start=1):
            found = self._taken(capture, answer)
            if found is not None:
                known[capture.digest] = self._kept(capture, path, found)
            self._tell("looking", done, len(whole))
        for digest, found in known.items():
            where = held[digest][0].origin
            self._problems += [_unclear(problem, where) for problem in found["problems"]]
        return known

    def alike(self, pictures: Mapping[str, Any]) -> tuple[Likeness, ...]:
        """The likenesses among these media."""
        from isnad.preserve.media.alike import alike

        of = id_of(sorted(pictures))
        known = self.kept.likenesses(of)
        if known is None:
            self._tell("comparing", 0, len(pictures))
            known = [to_plain(each) for each in alike(pictures)]
            self.kept.keep_likenesses(of, known)
        return tuple(from_plain(each, Likeness) for each in known)

    def sought(self, what: str, held: Mapping[str, Sequence[Capture]]) -> tuple[str, Any]:
        """Digest and pictures of what is meant: a file, or a medium of the case. Raises Trouble."""
        meant = what.removeprefix("sha256:")
        ids = [d for d, captures in held.items() if d[7:].startswith(meant) or any(c.id == meant for c in captures)]
        path = Path(what)
        if path.is_file():
            digest, found = _outside(path, what)
            if not found["kind"]:
                raise trouble(
                    "It is no picture and no film.", what, "Give one; JPEG, PNG, WebP, MP4 and others are known."
                )
            self._problems += [_unclear(problem, shown(path.name)) for problem in found["problems"]]
            return digest, found["prints"]
        if len(ids) != 1:
            raise trouble(f"There is no such file, and {len(ids)} media have an id that begins so.", what, _SEE)
        return ids[0], self.looked({ids[0]: held[ids[0]]}).get(ids[0], {"prints": []})["prints"]

    def _whole(self, captures: Iterable[Capture]) -> Iterator[tuple[Capture, Path]]:
        """Those whose bytes are what was captured, with where they lie."""
        for capture in captures:
            try:
                path = self._path(capture)
                if digest_at(path) != capture.digest:
                    raise trouble("Its captured bytes were changed, so it was not looked at.", capture.origin, _CHECK)
                yield capture, path
            except (Trouble, OSError) as error:
                self.lasting = False
                problem = error.problem if isinstance(error, Trouble) else problem_of(error, capture.origin)
                self._problems.append(problem)

    def _taken(self, capture: Capture, answer: Any) -> dict[str, Any] | None:
        """An answer from a child, or None with a Problem: it broke, or was made to say what makes no sense."""
        try:
            if isinstance(answer, Broke):
                raise answer
            return checked(answer)
        except (Broke, ValueError) as error:
            self.lasting = False
            self._problems.append(_unclear(f"it could not be looked at ({_why(error)})", capture.origin))
            return None

    def _kept(self, capture: Capture, path: Path, found: dict[str, Any]) -> dict[str, Any]:
        try:
            keep_copies(self._book.derived, capture.digest, path, found, tools())
        except OSError as error:  # a working copy that cannot be kept is made again
            self._problems.append(replace(problem_of(error, capture.origin), severity=Severity.NOTE))
        found["thumbnail"] = None
        self.kept.keep_look(capture.digest, found)
        return found

    def _is_medium(self, capture: Capture) -> bool:
        if capture.media_type.startswith(_NO_MEDIUM) or not capture.size:
            return False
        try:
            with open_own(self._path(capture)) as stream:
                return kind_of(stream.read(HEAD), capture.media_type) is not None
        except (OSError, Trouble):
            self.lasting = False
            return False  # told when it is read, and by isnad check

    def _path(self, capture: Capture) -> Path:
        return self._book.path_of(capture)


def _outside(path: Path, what: str) -> tuple[str, dict[str, Any]]:
    """Digest of a file that is not in the case, and what is learnt of it. Raises Trouble."""
    try:
        return digest_at(path), checked(call(look, Handed(path), "", bounds=BOUNDS, ready=prepare))
    except OSError as error:
        raise Trouble(problem_of(error, what)) from error
    except (Broke, ValueError) as error:
        raise trouble(f"It could not be looked at ({_why(error)}).", what, "Try a copy in another format.") from error


def _why(error: Broke | ValueError) -> str:
    words = plain_text(str(error))
    return f"{error.reason}: {words}" if isinstance(error, Broke) else words


_SEE = "Give the path of a file, or the beginning of a digest that stands in: isnad media CASE."
_CHECK = "Run: isnad check CASE"


def _unclear(problem: str, where: str) -> Problem:
    todo = "Its bytes are kept. Nothing was found out, which is not the same as nothing there: look at it yourself."
    return Problem(what=f"As a picture or recording: {problem}.", where=where, todo=todo, severity=Severity.NOTE)


@cache
def tools() -> str:
    """What looks at media, with versions: other tools may find other things."""
    told = [f"isnad {isnad_version()}/{EDITION}"]
    for name in ("pillow", "pdqhash", "av"):
        try:
            told.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            told.append(f"no {name}")
    return ", ".join(told)
