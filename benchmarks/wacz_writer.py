"""The writer of WACZ alone, in a process of its own: ``python wacz_writer.py LIST TO``, for wacz_export.py to time.

LIST is what a log says: the folder of what is derived, then a line for each page, with tabs between the digest, size
and path of its WARC, its id and address, and its place there.
"""

import gc
import os
import sys
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from isnad.preserve.package.known import KnownRecords
from isnad.preserve.package.lines import Place
from isnad.preserve.package.wacz_out import About, write_wacz
from isnad.preserve.package.warcs import WarcPart


def main(listed: Path, to: Path) -> None:
    """Write a WACZ from what the log says, as ``isnad package`` does."""
    gc.set_threshold(200_000, 10, 10)  # as there
    began = datetime(2021, 3, 2, 8, 0, tzinfo=UTC)
    parts: dict[str, WarcPart] = {}
    places: dict[str, dict[int, Place]] = {}
    derived, *lines = listed.read_text().splitlines()
    for line in lines:
        digest, size, path, ident, url, offset, length = line.split("\t")
        if digest not in parts:
            opened, places[digest] = partial(open, path, "rb"), {}
            parts[digest] = WarcPart(
                digest=digest, size=int(size), open=opened, name=url, captures=places[digest], path=path
            )
        at = int(offset)
        places[digest][at] = Place(ident, "", url, digest, "warc", "", at, int(length))
    about = About(title="Benchmark", software="isnad", made=began)
    with to.open("wb") as stream, closing(KnownRecords(Path(derived))) as known:
        assert not list(write_wacz(stream, about, list(parts.values()), known=known))
        stream.flush()
        os.fsync(stream.fileno())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
