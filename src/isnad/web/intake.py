"""Intake: what was dropped, pasted or linked, captured one after the other while people work on.

What may live here: the queue of what is to be captured and how far it has come. It writes by a casebook of its own, so
that a slow page keeps nobody from deciding.
"""

import itertools
import queue
import shutil
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from isnad.anchoring.stamp import Asking, stamp_quietly
from isnad.case import open_case
from isnad.preserve.item import Limits
from isnad.preserve.manifest import Told, is_manifest_name
from isnad.preserve.take import count
from isnad.preserve.told import keep_told
from isnad.preserve.trouble import Trouble
from isnad.records.problem import Problem, Severity

KINDS = frozenset(
    (
        *(
            ".html",
            ".htm",
            ".xhtml",
            ".mht",
            ".mhtml",
            ".txt",
            ".pdf",
            ".docx",
            ".odt",
            ".rtf",
            ".epub",
            ".eml",
            ".mbox",
        ),
        *(".msg", ".xml", ".rss", ".json", ".jsonl", ".csv", ".tsv", ".zip", ".gz", ".warc", ".wacz"),
        *(".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".avif"),
        *(".mp4", ".mov", ".mkv", ".webm", ".mp3", ".m4a", ".ogg", ".wav"),
    )
)  # what is taken by browser; ``isnad add`` takes any kind
KEPT = 200  # takings that are remembered
HELD = "upload"  # the name of the folder of files that come with a manifest


@dataclass(slots=True)
class Item:
    """One item of a taking: ``capture`` is its id where it was kept."""

    origin: str
    capture: str = ""
    new: bool = False
    problem: Problem | None = None


@dataclass(slots=True)
class Taking:
    """One thing that was given. ``folder`` holds what was uploaded, until it is captured."""

    number: int
    name: str
    by: str
    sources: Sequence[str]
    told: dict[str, str]
    at: datetime
    folder: Path | None = None
    whole: int = 0
    started: bool = False
    done: bool = False
    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Intake:
    """Captures what it is given in the order it comes. ``close`` ends it after the item at hand."""

    def __init__(self, root: Path, nudge: "threading.Event") -> None:
        self._root, self._nudge = root, nudge
        self._numbers = itertools.count(1)
        self._waiting: queue.Queue[Taking | None] = queue.Queue()
        self._closed = False
        self.takings: list[Taking] = []
        self._thread = threading.Thread(target=self._work, name="intake", daemon=True)
        self._thread.start()

    def put(
        self, name: str, sources: Sequence[str], by: str, told: dict[str, str], folder: Path | None = None
    ) -> Taking:
        """Have sources captured."""
        made = Taking(next(self._numbers), name, by, tuple(sources), told, datetime.now(UTC), folder)
        self.takings.append(made)
        del self.takings[:-KEPT]
        self._waiting.put(made)
        return made

    @property
    def busy(self) -> bool:
        """Whether anything is waited for."""
        return any(not each.done for each in self.takings)

    def close(self) -> None:
        """End it."""
        self._closed = True
        self._waiting.put(None)
        self._thread.join(timeout=10)
        for each in self.takings:
            if each.folder is not None:
                shutil.rmtree(each.folder, ignore_errors=True)

    def _work(self) -> None:
        while (taking := self._waiting.get()) is not None and not self._closed:
            taking.started = True
            try:
                self._take(taking)
            except Trouble as error:
                taking.problems.append(error.problem)
            except Exception as error:  # the next must have its turn
                what = f"It could not be captured ({type(error).__name__}: {error})."
                taking.problems.append(Problem(what=what, where=taking.name, todo="Please report this."))
            finally:
                if taking.folder is not None:
                    shutil.rmtree(taking.folder, ignore_errors=True)
                self._nudge.set()
                taking.done = True

    def _take(self, taking: Taking) -> None:
        case = open_case(self._root, actor=taking.by)
        limits = Limits()
        taking.whole = sum(count(source) for source in taking.sources)
        for source in taking.sources:
            problems = []
            for kept in case.adding(source, limits=limits, **taking.told):
                if self._closed:
                    return
                again = kept.capture is not None and not kept.new
                item = Item(kept.origin, kept.capture.id if kept.capture else "", kept.new, kept.problem)
                if kept.capture or kept.problem:
                    taking.items.append(item)
                if kept.problem and not again:
                    problems.append(kept.problem)
            keep_told(self._root, source if "://" in source[:12] else Path(source).name, problems)
        taking.problems += stamp_quietly(case.book, Asking(limits=limits))


def told_of(publisher: str, published: str, url: str, title: str) -> dict[str, str]:
    """What is said of all that is added at once, as a casebook takes it."""
    told = Told(publisher=publisher, published=published, url=url, title=title)
    return {name: getattr(told, name) for name in ("publisher", "published", "url", "title")}


def refusal(name: str) -> Problem | None:
    """Why a file of this name is not taken by browser; None where it is."""
    if Path(name).suffix.lower() in KINDS:
        return None
    todo = "Add it with: isnad add CASE FILE. That takes any kind."
    return Problem(what="A file of this kind is not taken here.", where=name, todo=todo, severity=Severity.ERROR)


def safe_name(name: str) -> str:
    """The last part of a file's name as a browser gives it, with nothing in it that leads out of a folder."""
    last = "".join(c for c in name.replace("\\", "/").split("/")[-1] if c.isprintable() and c not in '<>:"|?*').strip(
        ". "
    )
    stem, ending = Path(last).stem, Path(last).suffix
    return (stem.encode()[:150].decode(errors="ignore") + ending[:20]) or "unnamed"


def fresh_folder() -> Path:
    """A folder that only this user can read, for what is on its way into the case."""
    folder = Path(tempfile.mkdtemp(prefix="isnad-upload-")) / HELD
    folder.mkdir()
    return folder


def sources_in(folder: Path) -> list[str]:
    """What a folder of uploaded files is captured as: each file for itself, or the whole where a manifest is among
    them."""
    names = sorted(path.name for path in folder.iterdir())
    if any(is_manifest_name(name) for name in names):
        return [str(folder)]
    return [str(folder / name) for name in names]
