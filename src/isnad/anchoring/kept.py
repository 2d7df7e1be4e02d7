"""Kept: what a case holds of authorities and of what they gave.

An anchor is an entry in the log that names its files as objects, so that later checkpoints stamp earlier anchors
again. The same bytes stand in ``log/checkpoints/<size>/`` under names that tools know; they are copies, and are laid
out again from the objects where they are missing. There is no other state: what is still to be asked for follows
from the log.

What may live here: reading that from the log and the folder, and writing it.
"""

import io
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isnad.casebook import Casebook
from isnad.preserve.custody import checkpoint
from isnad.preserve.custody.note import parse_checkpoint, parse_note
from isnad.preserve.store import is_digest, read_own, write_whole
from isnad.preserve.trouble import Trouble, trouble

if TYPE_CHECKING:  # most cases are looked at by far more often than somebody is asked for the time
    from isnad.preserve.anchors.authority import Authority

NO_NEWS = ("anchor", "batch", "cosignature")  # kinds of entry that call for no stamp of their own
CHECKPOINT = "checkpoint"
PENDING, TOKEN, PROOF, QUERY, CHAIN, LISTS, HEADER = (
    ".pending.ots", ".tsr", ".ots", ".tsq", ".chain.pem", ".crl", ".header",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One thing kept for a checkpoint. ``form`` is "rfc3161", "ots" (waiting or complete) or "header"; ``files`` are
    names and digests; ``at`` is the log's own clock."""

    seq: int
    at: datetime
    checkpoint: int
    authority: str
    form: str
    files: Mapping[str, str]

    def digest(self, ending: str) -> str:
        """The digest of its file with this ending; empty where there is none."""
        found = (digest for name, digest in self.files.items() if name.endswith(ending))
        if ending == PROOF:
            found = (d for n, d in self.files.items() if n.endswith(PROOF) and not n.endswith(PENDING))
        return next(found, "")


def authorities(book: Casebook) -> "dict[str, Authority]":
    """The authorities that stand, by name. Entries that cannot be read are left to the check."""
    found: dict[str, Authority] = {}
    for entry in book.entries("authority"):
        if entry.payload.get("removed"):
            found.pop(str(entry.payload.get("name")), None)
            continue
        from isnad.preserve.anchors.authority import authority_of

        try:
            one = authority_of(entry.payload)
        except (ValueError, TypeError):
            continue
        found[one.name] = one
    return found


def pins(book: Casebook, name: str) -> set[str]:
    """Digests of every chain that was ever pinned for an authority of this name."""
    return {str(e.payload.get("chain")) for e in book.entries("authority") if e.payload.get("name") == name}


def add_authority(book: Casebook, one: "Authority", chain: bytes = b"", where: str = "chain") -> "Authority":
    """Choose an authority for the case; one of the same name is replaced. ``chain`` is what to pin, in PEM.

    Raises Trouble where it cannot be used.
    """
    from dataclasses import replace

    from isnad.preserve.anchors.authority import RFC3161, acceptable, must_be_usable

    try:
        acceptable(one)
    except ValueError as error:
        raise trouble(f"It cannot be asked: {error}.", one.name, "Give another name or address.") from error
    if one.form == RFC3161:
        must_be_usable(chain, where)
    with book.writing():
        kept = [book.put(io.BytesIO(chain), where)] if one.form == RFC3161 else []
        made = replace(one, chain=kept[0][0] if kept else "")
        book.append("authority", made.plain(), objects=kept)
    return made


def remove_authority(book: Casebook, name: str) -> None:
    """Ask this authority no more; what it gave stays and is still checked. Raises Trouble where there is none."""
    if name not in authorities(book):
        raise trouble("No such authority is asked.", name, "See whom the case asks: isnad authority CASE list")
    with book.writing():
        book.append("authority", {"name": name, "removed": True})


def anchors(book: Casebook) -> Iterator[Anchor]:
    """The anchors in the log, oldest first. Entries that cannot be read are left to the check."""
    for entry in book.entries("anchor"):
        try:
            yield anchor_of(entry.seq, entry.at, entry.payload)
        except ValueError:
            continue


def anchor_of(seq: int, at: str, payload: dict[str, Any]) -> Anchor:
    """The anchor in an entry's payload. Raises ValueError."""
    size, files = payload.get("checkpoint"), payload.get("files")
    name, form = payload.get("authority"), payload.get("form")
    if type(size) is not int or size < 1 or not isinstance(files, dict) or not isinstance(name, str):
        raise ValueError("an anchor has checkpoint, authority, form and files")
    if form not in ("rfc3161", "ots", "header"):
        raise ValueError(f"a form of anchor that this version does not know: {form!r}")
    for file, digest in files.items():
        plain = file == Path(file).name and not file.startswith(".")
        if not plain or not isinstance(digest, str) or not is_digest(digest):
            raise ValueError("the files of an anchor are names and digests")
    return Anchor(
        seq=seq, at=datetime.fromisoformat(at), checkpoint=size, authority=name, form=str(form), files=dict(files)
    )


def keep_anchor(book: Casebook, size: int, authority: str, form: str, files: Mapping[str, bytes]) -> None:
    """Keep what an authority gave for a checkpoint: objects, then the entry, then the copies in the folder.

    Where another isnad has kept the same meanwhile, that one stays.
    """
    new = set(files) - {CHECKPOINT}
    with book.writing():
        if any(a.checkpoint == size and new & set(a.files) for a in anchors(book)):
            return
        kept = {name: book.put(io.BytesIO(held), name) for name, held in files.items()}
        digests = {name: digest for name, (digest, _) in kept.items()}
        payload = {"checkpoint": size, "authority": authority, "form": form, "files": digests}
        book.append("anchor", payload, objects=list(kept.values()))
    for name, held in files.items():
        if name != CHECKPOINT:
            write_whole(folder_of(book, size) / name, held)


def lay_out(book: Casebook) -> None:
    """Write the copies that are missing from the folders of checkpoints. Raises OSError."""
    for anchor in anchors(book):
        folder = folder_of(book, anchor.checkpoint)
        for name, digest in anchor.files.items():
            if folder.is_dir() and not (folder / name).exists():
                try:
                    write_whole(folder / name, book.store.get(digest))
                except FileNotFoundError:
                    continue  # the check tells of objects that are missing


def folder_of(book: Casebook, size: int) -> Path:
    """The folder of a sealed checkpoint."""
    return checkpoint.folder_of(book.root, size)


def sealed(book: Casebook) -> list[int]:
    """Sizes of the sealed checkpoints, smallest first."""
    return sorted(int(path.name) for path in checkpoint.sealed(book.root) if path.name.isdigit())


def note_of(book: Casebook, size: int) -> bytes:
    """The exact bytes of a sealed checkpoint. Raises Trouble."""
    try:
        return read_own(folder_of(book, size) / CHECKPOINT)
    except OSError as error:
        raise Trouble(_gone(book, size, error)) from error


def _gone(book: Casebook, size: int, error: OSError) -> Any:
    from isnad.preserve.trouble import gone_problem

    return gone_problem(error, folder_of(book, size).relative_to(book.root) / CHECKPOINT)


def roots_of(book: Casebook, sizes: Iterable[int]) -> dict[int, bytes]:
    """The Merkle roots of the first entries, for each of these sizes that the log reaches."""
    return book.log.roots_at(sizes)


def not_ours(note: bytes, size: int, origin: str, root: bytes | None) -> str:
    """Why this is no checkpoint of a log with that origin and root; empty where it is. Signatures are not looked at."""
    try:
        said = parse_checkpoint(parse_note(note).text)
    except ValueError as error:
        return f"the checkpoint that it stamps cannot be read: {error}"
    if (said.origin, said.size) != (origin, size):
        return "the checkpoint that it stamps is not one of this log and size"
    if root is None:
        return f"the log is shorter than the {size} entries that were stamped: entries were taken out"
    return "" if said.root == root else f"the first {size} entries of the log are not those that were stamped"


def news(book: Casebook) -> int:
    """The size of log that has to be stamped: up to the last entry that is not itself of anchoring."""
    return max((seqs[-1] + 1 for kind, seqs in book.log.kinds.items() if kind not in NO_NEWS), default=0)


def news_since(book: Casebook, size: int) -> int:
    """How many lines after the first ``size`` call for a stamp."""
    return sum(len(seqs) - bisect_left(seqs, size) for kind, seqs in book.log.kinds.items() if kind not in NO_NEWS)


def covered(found: Iterable[Anchor], authority: str) -> int:
    """The largest checkpoint that this authority stamped, or promised to; 0 where there is none."""
    return max((a.checkpoint for a in found if a.authority == authority and a.form != "header"), default=0)
