"""Choice: which captures of a case a package shows, and which lines of the log are shown with them.

What may live here: choosing. In a redacted package a line is shown whole or not at all; all others are hashes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from isnad.preserve.custody.entry import Entry
from isnad.preserve.custody.keylife import CASE
from isnad.preserve.package.source import Source
from isnad.preserve.trouble import trouble
from isnad.records.capture import Capture
from isnad.records.codec import report_id

_OF_OTHERS = ("capture", "judgement", "table", "manifest")  # lines that are never shown for what they name


_OF_CAPTURES_ALONE = ("warc", "wacz")


def _kind(capture: Capture | None) -> str:
    return capture.within.kind if capture is not None and capture.within is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """``captures`` by the numbers of their lines. ``whole`` where nothing of the case is withheld; with no captures at
    all no line of the log is shown either."""

    captures: Mapping[int, Capture]
    whole: bool

    def holds_whole(self, source: Source, digest: str) -> bool:
        """Whether nothing that a container holds is withheld or sealed.

        A ZIP or an export also holds what never became a capture (messages, accounts), so it is never shown in part.
        """
        if digest in source.protected.absent:
            return False
        held = source.holds.get(digest, ())
        if not self.whole and any(_kind(self.captures.get(seq)) not in _OF_CAPTURES_ALONE for seq in held):
            return False
        return all(seq in self.captures for seq in held)

    @property
    def containers(self) -> frozenset[str]:
        """Digests of the containers that hold a capture shown."""
        return frozenset(c.within.container for c in self.captures.values() if c.within)


def choose(source: Source, only: Iterable[str] = (), without: Iterable[str] = ()) -> Choice:
    """The captures to show: all, or ``only`` those named, or all ``without`` them.

    A capture is named by the beginning of its id, of its report's id, or of its digest, and so is everything with the
    same bytes. Raises Trouble where a name fits nothing, or captures with different bytes.
    """
    only, without = tuple(only), tuple(without)
    shown = source.visible
    if not only and not without:
        return Choice(captures=shown, whole=True)
    if only and without:
        raise trouble("--only and --without exclude each other.", source.root, "Give one of them.")
    named = {seq for name in (*only, *without) for seq in _named(source, shown, name)}
    kept = {seq: capture for seq, capture in shown.items() if (seq in named) == bool(only)}
    if not kept:
        raise trouble("Nothing would be left to show.", source.root, "Name fewer captures with --without.")
    return Choice(captures=kept, whole=False)


def _named(source: Source, captures: Mapping[int, Capture], name: str) -> set[int]:
    wanted = name.lower().removeprefix("sha256:")
    if len(wanted) >= 4:
        fitting = {
            seq: capture.digest
            for seq, capture in captures.items()
            if any(one.startswith(wanted) for one in (capture.id, report_id(capture), capture.digest[7:]))
        }
        if len(set(fitting.values())) == 1:
            digest = next(iter(fitting.values()))
            return {seq for seq, capture in captures.items() if capture.digest == digest}
        if fitting:
            raise trouble(f"More than one capture begins with '{name}'.", source.root, "Give more of its id.")
    todo = "Give four digits or more of the id of a capture or report: isnad show CASE --json names them."
    raise trouble(f"No capture that can be shown has an id that begins with '{name}'.", source.root, todo)


def lines_shown(source: Source, choice: Choice) -> frozenset[int]:
    """The numbers of the lines that go with the captures of a redacted package.

    These are the case's first line, those on the case's own key, without which nobody could tell that its checkpoint is
    signed by it, the captures, the containers that nothing withheld stands in, what was later said of them (sealed,
    forgotten, set aside), and the lines that vouch for these: keys they are signed with, and batches they are in.
    """
    if not choice.captures:
        return frozenset()  # the first line and those on keys name people
    shown = set(choice.captures)
    wanted = {capture.digest for capture in choice.captures.values()}
    wanted |= {digest for digest in choice.containers if choice.holds_whole(source, digest)}
    wanted |= {capture.id for capture in choice.captures.values()}
    signed, closing = set(), []
    for _, line in source.lines():
        if line.kind == "key" and line.payload.get("role") == CASE:
            shown.add(line.seq)
        elif line.kind in ("batch", "key"):
            closing.append(line)
        elif line.kind == "case" or (line.kind not in _OF_OTHERS and wanted & _about(line)):
            shown.add(line.seq)
        signed |= {line.key} if line.seq in shown else set()
    for line in closing:
        if line.kind == "batch" and _vouches(line, shown):
            shown.add(line.seq)
            signed.add(line.key)
    shown |= {line.seq for line in closing if line.kind == "key" and line.payload.get("id") in signed}
    return frozenset(shown)


def _about(line: Entry) -> set[str]:
    """What a line names: digests and ids."""
    return {str(value) for value in line.payload.values() if isinstance(value, str)} | set(line.named)


def _vouches(batch: Entry, shown: set[int]) -> bool:
    start = batch.payload.get("from")
    return type(start) is int and any(start <= seq < batch.seq for seq in shown)
