"""Explaining: the README of an evidence package, with the exact commands that verify it.

What may live here: these words. A line that begins with four spaces is a command; all are run, one after the other in
the package's folder, by a test that takes them out of this text. So they cannot rot.
"""

import base64
from collections.abc import Iterator
from pathlib import Path

from isnad.preserve.anchors import token
from isnad.preserve.custody.keys import public_of_pem
from isnad.preserve.custody.note import is_signed, parse_note
from isnad.preserve.package.proved import CAPTURES
from isnad.preserve.package.source import Source

_HEAD = """EVIDENCE PACKAGE

{title}

Log         {origin}
Lines       {size}
Root        {root} (base64, as in the checkpoint)
Root, hex   {in_hex} (the same)
Shown       {shown}

The root is the SHA-256 of the whole log as a Merkle tree (RFC 6962): whoever noted it earlier, or finds it in a
checkpoint that a witness or a time-stamping authority has seen, knows that no line up to there was changed, taken
out, moved or put in since. COMPARE ORIGIN, ROOT AND KEY WITH WHAT YOU HAVE FROM ELSEWHERE: everything in this package
could have been made anew by someone who holds only the package and a key of his own.

  data/log/                 {log}
  data/log/checkpoint       size and root of the log, signed (C2SP signed note); earlier ones in checkpoints/
  data/keys/                public keys; the log says whose they are
  data/objects/sha256/      preserved bytes, each file named by its SHA-256
  data/items/sha256/        items out of containers that are not shown whole (only where there are such)
  data/absent.csv           {absent}
  data/case.wacz            the same captures for a player of web archives (such as ReplayWeb.page); derived
{dossier}
To verify, run the lines that are set in, in this folder and one after the other, in one shell. They need OpenSSL 3,
Python 3 and the tools of any Linux (on macOS say "shasum -a 256" for "sha256sum"), and three Python programs that
others made: pip install bagit warcio wacz

    w=$(mktemp -d)

1. Nothing was damaged since this was packed. (This says nothing of intent: the lists could be written anew.)

    sha256sum -c --quiet manifest-sha256.txt
    sha256sum -c --quiet tagmanifest-sha256.txt
    bagit.py --validate .
"""

_SIGNED = """
2. The checkpoint is signed by the case's key.

    head -n 3 data/log/checkpoint > "$w/note"
    sed -n 's,^— {origin} ,,p' data/log/checkpoint | head -n 1 | base64 -d | tail -c +5 > "$w/signature"
    openssl pkeyutl -verify -rawin -pubin -inkey data/keys/{key}.pem -in "$w/note" -sigfile "$w/signature"
"""

_LOG = """
3. The log is the one that was signed, and the files are those that it names. verify.py needs Python's own library
   and openssl alone; it is short, so that you can read it.

    python3 data/verify.py
"""

_MAY_NOT = """  data/dossier/             what isnad makes of the captures; what it leaves out: withheld.csv

THE NAMES THAT THE DOSSIER WITHHOLDS STAND IN CLEAR IN THE CAPTURES AND IN THE LOG. This package is for whoever has to
examine the evidence. To publish, take data/dossier alone, or make a package with: isnad package CASE --as public
"""

_MAY = """  data/dossier/             what isnad makes of the captures; what it leaves out: withheld.csv

This package may be published: it holds no captured bytes and no line of the log. The dossier names each capture by its
SHA-256; that the line of each stands in the log whose checkpoint is signed, is proved by hashes (data/log/proofs).
"""

_PROVED = """
3. Each capture that the dossier rests on has a line in the log that was signed: data/log/captures.csv says which, and
   data/log/proofs has the hash of that line and its path to the root (RFC 6962). The line itself is not shown, for it
   names people. verify.py needs Python's own library alone; it is short, so that you can read it. Whoever is given a
   captured file, or its line of the log, checks it with: python3 data/verify.py FILE

    python3 data/verify.py
"""

_DOSSIER = """
The dossier is as it was made. (It is no evidence: it says which quotes of which captures each figure rests on.)

    grep ' data/dossier/' manifest-sha256.txt | sha256sum -c --quiet -
    test -s data/dossier/index.html && test -s data/dossier/withheld.csv
"""

_ARCHIVE = """
4. The web archive holds well.

    wacz validate -f data/case.wacz
    python3 -m zipfile -e data/case.wacz "$w/wacz"
    find "$w/wacz/archive" -name '*.gz' -exec gzip -t {} +
    warcio check "$w"/wacz/archive/*

   These three pass over much (a WARC taken out or cut short with its digest written anew). That each WARC is the one
   that was preserved is seen from wacz/isnad/parts.csv: the log names its digest, or that of the copy it is within.
   One that was damaged before it came stands whole in wacz/aside/; the archive has its sound records alone.
"""

_TIME = """
5. Others saw a checkpoint at the latest when they say. Each line is one authority; -attime is the time it states, for
   which its certificates must be good, though they may have expired since. Whether to trust an authority is yours to
   say: compare the last certificate in its .chain.pem with the one it publishes.

"""

_SEALED = """
6. Sealed items open with the key (identity) of a recipient. Put its path into IDENTITY first.

"""

_NOT_PROVEN = """
NOT PROVEN BY ANY OF THIS
That a server really sent a page, or that a file is what the one who gave it says it is. Who sat at the machine. The
log's own clock, where no authority saw a checkpoint soon after. That two reports are independent.
{redacted}"""

_REDACTED = """What the lines say that are not shown: they are hashes, which tell their number and order and no more.
A line can only be shown whole, so names and origins in the lines shown are in clear.
"""


def readme(title: str, source: Source, data: Path, *, shown: frozenset[int] | None, absent: int) -> str:
    """The README of the package whose ``data`` folder is written already; ``shown`` are the lines of a redacted one."""
    size, redacted = source.checkpoint.size, shown is not None
    text = _HEAD.format(
        title=" ".join(title.split()) or "A case",
        origin=source.checkpoint.origin,
        size=size,
        root=base64.b64encode(source.checkpoint.root).decode(),
        in_hex=source.checkpoint.root.hex(),
        shown=f"{len(shown)} of {size} lines" if shown is not None else "all",
        log=_log(shown, proved=(data / CAPTURES).exists()),
        absent=_absent(absent, redacted),
        dossier=_may(data),
    )
    for key in _keys(source, data):
        text += _SIGNED.format(origin=source.checkpoint.origin, key=key)
    if (data / "verify.py").exists():
        text += _PROVED if (data / CAPTURES).exists() else _LOG
    text += _DOSSIER if (data / "dossier").exists() else ""
    text += _ARCHIVE if (data / "case.wacz").exists() else ""
    stamps = [f"    {line}\n" for line in _stamps(data)]
    text += "".join((_TIME, *stamps)) if stamps else ""
    opening = [
        f'    age -d -i "$IDENTITY" data/private/{p.name} > "$w/{p.stem}"\n' for p in _all(data, "private/*.age")
    ]
    text += "".join((_SEALED, *opening)) if opening else ""
    return text + _NOT_PROVEN.format(redacted=_REDACTED if redacted else "")


def _log(shown: frozenset[int] | None, *, proved: bool) -> str:
    if shown is None:
        return "entries.jsonl: the whole log"
    if proved:
        return "none of its lines; captures.csv, proofs/: that those of the captures stand in it"
    return "shown.jsonl: the lines shown; proofs/: that they stand in the log" if shown else "none of its lines"


def _may(data: Path) -> str:
    """What is said of a dossier in the package, and to whom the package may go."""
    if not (data / "dossier").exists():
        return ""
    return _MAY_NOT if (data / "objects").exists() else _MAY


def _absent(number: int, redacted: bool) -> str:
    """What the list of what is missing is about: in a redacted package it says nothing of what was withheld."""
    if redacted:
        said = f"objects that the lines shown name and that are not here, and why: {number or 'none'}."
        return f"{said}\n  (what the other lines name was withheld, and is in no list)"
    return f"objects that lines name and that are not here, and why: {number or 'none, all is here'}"


def _keys(source: Source, data: Path) -> Iterator[str]:
    """The ids of the keys that signed the newest checkpoint."""
    note = parse_note((data / "log" / "checkpoint").read_bytes())
    for path in _all(data, "keys/*.pem"):
        try:
            public = public_of_pem(path.read_bytes())
        except ValueError:
            continue
        if is_signed(note, source.checkpoint.origin, public):
            yield path.stem


def _stamps(data: Path) -> Iterator[str]:
    """A command for each time stamp; one that cannot be read is left to isnad check, which says what is wrong."""
    for path in _all(data, "log/checkpoints/*/*.tsr"):
        chain = path.with_name(path.name.removesuffix(".tsr") + ".chain.pem")
        try:
            seconds = int(token.read(path.read_bytes()).at.timestamp())
        except ValueError:
            continue
        if chain.exists():
            note, response, trusted = (
                f"data/{p.relative_to(data)}" for p in (path.with_name("checkpoint"), path, chain)
            )
            yield f"openssl ts -verify -data {note} -in {response} -CAfile {trusted} -attime {seconds}"


def _all(data: Path, pattern: str) -> list[Path]:
    return sorted(data.glob(pattern))
