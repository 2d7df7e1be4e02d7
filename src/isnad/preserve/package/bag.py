"""Bag: the evidence package: what a stranger needs to verify a case, or chosen captures of it, without isnad.

What may live here: what stands where in a package. Below ``data`` it is laid out as a case is; a redacted one has, in
place of the whole log, the lines shown, each with proofs that it stands in the log whose checkpoints are signed.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from importlib.resources import files
from itertools import islice
from pathlib import Path

from isnad.preserve.custody.note import is_signed, parse_checkpoint, parse_note
from isnad.preserve.package.archive import Tell, Wanted
from isnad.preserve.package.bagged import BagOut, zip_folder
from isnad.preserve.package.choice import lines_shown
from isnad.preserve.package.explaining import readme
from isnad.preserve.package.parts import file_parts, warc_parts
from isnad.preserve.package.proofs import prove
from isnad.preserve.package.proved import CAPTURES, captures_csv, lines_proved
from isnad.preserve.package.source import named_by
from isnad.preserve.package.wacz_out import write_wacz
from isnad.preserve.package.warcs import WarcPart
from isnad.preserve.store import lines_in, open_own, read_own
from isnad.preserve.trouble import Trouble, gone_problem, trouble
from isnad.records.problem import Problem

WACZ, SHOWN, ABSENT = "case.wacz", "log/shown.jsonl", "absent.csv"
_OUTSIDE = (".tsr", ".ots", ".tsq")  # endings of what others gave for a checkpoint


def write_bag(wanted: Wanted, to: Path, *, packed: bool = False, tell: Tell = lambda *_: None) -> Iterator[Problem]:
    """Write the evidence package to a new folder, or with ``packed`` to a new ZIP.

    It appears whole once the last problem was given, or not at all. What cannot be exported is named in a Problem and
    in the package's ``absent.csv``. Raises Trouble where something is there already, OSError as the system does.
    """
    if to.exists():
        raise trouble("Something is there already.", to, "Give another place with --to.")
    new = to.with_name(f".new-{to.name}")
    shutil.rmtree(new, ignore_errors=True)
    try:
        yield from _Bag(wanted, BagOut(new), tell).write()
        if packed:
            half = to.with_name(f".new-{to.name}.zip")
            half.unlink(missing_ok=True)
            zip_folder(new, half, to.name.removesuffix(".zip"))
            half.rename(to)
        else:
            new.rename(to)
    finally:
        shutil.rmtree(new, ignore_errors=True)


class _Bag:
    def __init__(self, wanted: Wanted, out: BagOut, tell: Tell) -> None:
        self._wanted, self._out, self._tell = wanted, out, tell
        self._source, self._choice = wanted.source, wanted.choice
        self._absent: dict[str, tuple[int, str]] = {}
        self._proved = lines_proved(self._source, wanted.proved)

    def write(self) -> Iterator[Problem]:
        """Write everything, the bag's own lists last."""
        seqs = None if self._choice.whole else lines_shown(self._source, self._choice)
        yield from self._objects(seqs)
        if seqs is None:
            self._copy_file("log/entries.jsonl", size=self._source.checkpoint.size)
        elif seqs:
            self._shown(seqs)
        yield from self._checkpoints(seqs)
        self._keys(seqs)
        if seqs is None:
            self._copy_file("case.toml")
        yield from self._private(seqs)
        yield from self._wacz()
        self._dossier()
        if self._proved:
            self._out.put(CAPTURES, captures_csv(self._proved))
        if script := "verify_package.py" if seqs is None or seqs else "verify_captures.py" if self._proved else "":
            self._out.put("verify.py", files("isnad.preserve.package").joinpath(script).read_bytes())
        self._finish(seqs)

    def _objects(self, seqs: frozenset[int] | None) -> Iterator[Problem]:
        """Copy objects; in a redacted package those that nothing withheld stands in, and single items of the rest."""
        if seqs is None:
            names = dict(self._source.objects)
        else:
            named = [named_by(line) for _, line in self._source.lines() if line.seq in seqs]
            names = {digest: size for line in named for digest, size in line.items()}
        items = {}
        for capture in self._choice.captures.values():
            if capture.within and not self._choice.holds_whole(self._source, capture.within.container):
                items[capture.digest] = capture
        for done, (digest, size) in enumerate(sorted(names.items()), start=1):
            self._tell("copying", done, len(names) + len(items))
            if digest in self._source.protected.absent:
                self._absent[digest] = size, "sealed"
            else:
                path = self._source.store.path(digest)
                yield from self._object(f"objects/sha256/{digest[7:9]}/{digest[7:]}", path, digest, size)
        for done, (digest, capture) in enumerate(sorted(items.items()), start=len(names) + 1):
            self._tell("copying", done, len(names) + len(items))
            try:
                path = self._wanted.path_of(capture)
            except Trouble as error:
                self._absent[digest] = capture.size, "missing"
                yield error.problem
                continue
            yield from self._object(f"items/sha256/{digest[7:9]}/{digest[7:]}", path, digest, capture.size)

    def _object(self, path: str, at: Path, digest: str, size: int) -> Iterator[Problem]:
        try:
            stream = open_own(at)
        except OSError as error:
            self._absent[digest] = size, "missing"
            yield gone_problem(error, path)
            return
        with stream:
            found = self._out.copy(path, stream)
            written = stream.tell()
        if found == digest:
            self._out.note(path, digest[7:], written)
            return
        self._out.drop(path)
        self._absent[digest] = size, "changed"
        what = f"Its bytes were changed: their SHA-256 is {found[7:]}. It is not in the package."
        yield Problem(what=what, where=path, todo="Put it back from a copy of the case, then make the package again.")

    def _copy_file(self, path: str, size: int | None = None) -> None:
        """Copy a file of the case, or its first ``size`` lines."""
        sums, written = hashlib.sha256(), 0
        with open_own(self._source.root / path) as source, self._out.create(path) as stream:
            for line in islice(lines_in(source), size):
                sums.update(line)
                written += stream.write(line)
        self._out.note(path, sums.hexdigest(), written)

    def _shown(self, seqs: frozenset[int]) -> None:
        """The lines shown, and for each the proof that the batch it was written in vouches for it."""
        lines = []
        for raw, line in self._source.lines():
            if line.seq not in seqs:
                continue
            lines.append(raw)
            start = line.payload.get("from")
            if line.kind == "batch" and type(start) is int:
                leaves = self._source.leaves[start : line.seq]
                self._out.put(f"log/proofs/batch-{line.seq}.json", prove(leaves, seqs, start))
        self._out.put(SHOWN, b"".join(lines))

    def _checkpoints(self, seqs: frozenset[int] | None) -> Iterator[Problem]:
        """The newest checkpoint and the earlier ones; in a redacted package those that others vouched for."""
        self._copy_file("log/checkpoint")
        sizes = {self._source.checkpoint.size}
        for folder in sorted((self._source.root / "log" / "checkpoints").glob("*")):
            note = folder / "checkpoint"
            try:
                said = parse_checkpoint(parse_note(read_own(note)).text)
            except (OSError, ValueError) as error:
                todo = "See what is wrong with it: isnad check CASE"
                where = f"log/checkpoints/{folder.name}"
                yield Problem(
                    what=f"It was left out, for its checkpoint cannot be read ({error}).", where=where, todo=todo
                )
                continue
            vouched = any(path.name.endswith(_OUTSIDE) for path in folder.iterdir())
            if said.size > self._source.checkpoint.size or (seqs is not None and not vouched):
                continue
            sizes.add(said.size)
            for path in sorted(folder.iterdir()):
                self._copy_file(f"log/checkpoints/{folder.name}/{path.name}")
        proved = seqs or self._proved.keys()
        for size in sorted(sizes) if proved else ():
            self._out.put(f"log/proofs/{size:012d}.json", prove(self._source.leaves[:size], proved))

    def _keys(self, seqs: frozenset[int] | None) -> None:
        """Public keys; in a redacted package of those who signed a line shown or a checkpoint."""
        from isnad.preserve.custody.keys import public_of_pem

        signed = {line.key for _, line in self._source.lines() if seqs is None or line.seq in seqs}
        noted = [path.read_bytes() for path in sorted((self._out.folder / "data" / "log").rglob("checkpoint"))]
        for path in sorted((self._source.root / "keys").glob("*.pem")):
            public = public_of_pem(path.read_bytes())
            vouches = any(is_signed(parse_note(n), self._source.checkpoint.origin, public) for n in noted)
            if seqs is None or path.stem in signed or vouches:
                self._copy_file(f"keys/{path.name}")

    def _private(self, seqs: frozenset[int] | None) -> Iterator[Problem]:
        """The encrypted files, where they are wanted; in a redacted package those that a line shown names."""
        for ident, seal in sorted(self._source.protected.sealed.items()) if self._wanted.private else ():
            if ident not in self._source.protected.forgotten and (seqs is None or seal.seq in seqs):
                at = self._source.root / "private" / f"{ident}.age"
                yield from self._object(f"private/{ident}.age", at, seal.ciphertext, seal.size)

    def _dossier(self) -> None:
        """What was made to be passed on, as it was made."""
        folder = self._wanted.dossier
        for path in sorted(folder.rglob("*")) if folder else ():
            if folder and path.is_file():
                self._out.put(f"dossier/{path.relative_to(folder).as_posix()}", path.read_bytes())

    def _wacz(self) -> Iterator[Problem]:
        """The web archive, without what was found changed or missing when the objects were copied."""
        parts = (part for part in warc_parts(self._source, self._choice) if isinstance(part, WarcPart))
        good = [part for part in parts if not {part.digest, part.within} & set(self._absent)]
        held = file_parts(self._source, self._choice, self._wanted.path_of)
        given = [part for part in held if part.capture.digest not in self._absent]
        if not good and not given:
            return
        with self._out.create(WACZ) as stream:
            whole = len(good) + len(given)
            with closing(self._wanted.known()) as known:
                tell = partial(self._tell_archive, whole)
                yield from write_wacz(stream, self._wanted.about, good, given, tell, known)
        path = self._out.folder / "data" / WACZ
        with path.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        self._out.note(WACZ, digest, path.stat().st_size)

    def _tell_archive(self, whole: int, done: int) -> None:
        self._tell("web archive", done, whole)

    def _finish(self, seqs: frozenset[int] | None) -> None:
        rows = [f"{digest},{size},{why}\n" for digest, (size, why) in sorted(self._absent.items())]
        self._out.put(ABSENT, "".join(["digest,size,why\n", *rows]).encode())
        made = self._wanted.about.made
        about = {
            "Bag-Software-Agent": self._wanted.software,
            "Bagging-Date": f"{made:%Y-%m-%d}",
            "External-Description": self._wanted.title,
            "External-Identifier": self._source.checkpoint.origin,
        }
        said = readme(self._wanted.title, self._source, self._out.folder / "data", shown=seqs, absent=len(rows))
        self._out.finish(about, {"README.txt": said.encode()})
