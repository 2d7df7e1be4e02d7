"""A WARC that was damaged before it came: its package holds, says so, and has the damaged bytes whole."""

import io
import zipfile

import pytest
from click.testing import CliRunner
from preserve.package.small import BRIDGE, MILL, packed, page, warc_of
from warcio.archiveiterator import ArchiveIterator

from isnad.casebook import new_casebook
from isnad.cli.packaging import verify
from isnad.preserve.containers.parts import Bounds
from isnad.preserve.containers.records import Record, records
from isnad.records.capture import digest_of


def spoiled_middle(data: bytes) -> bytes:
    """Bytes turned over within the second of three answers."""
    found = [r for r in records(io.BytesIO(data), 0, len(data), Bounds()) if isinstance(r, Record)]
    middle = [r.offset for r in found if r.kind == "response"][1] + 30
    return data[:middle] + bytes(b ^ 0xFF for b in data[middle : middle + 40]) + data[middle + 40 :]


def _answers(data: bytes) -> list[str]:
    found = ArchiveIterator(io.BytesIO(data))
    return [r.rec_headers.get_header("WARC-Target-URI") for r in found if r.rec_type == "response"]


@pytest.mark.parametrize("spoil", [lambda data: data[:-25], spoiled_middle], ids=["cut", "spoiled in its middle"])
def test_a_package_of_a_damaged_warc_holds_and_tells_of_it(tmp_path, spoil):
    pages = [(f"https://sedge.example/{n}", page(f"{n} {text}")) for n, text in enumerate((MILL, BRIDGE, MILL * 2))]
    data = spoil(warc_of(*pages))
    (tmp_path / "d.warc.gz").write_bytes(data)
    book = new_casebook(tmp_path / "case", "Harrun", actor="N. N.")
    assert any(kept.problem for kept in book.add(str(tmp_path / "d.warc.gz")))
    told = packed(book, tmp_path / "p", zipped=False)
    assert any("cannot be read, as when it was preserved" in problem.what for problem in told)
    with zipfile.ZipFile(tmp_path / "p" / "data" / "case.wacz") as held:
        assert held.read(f"aside/{digest_of(data)[7:]}") == data
        (name,) = [n for n in held.namelist() if n.startswith("archive/")]
        assert len(_answers(held.read(name))) == 2
    found = CliRunner().invoke(verify, [str(tmp_path / "p")])
    assert found.exit_code == 0, found.output
    assert "This WARC was damaged when it was preserved" in found.output
