"""The second look finds what is withheld however it was written, and shares nothing with what took it out."""

import ast
import base64
import gzip
import html
import io
import json
import zipfile
from urllib.parse import quote

import pytest
from house.tree import PACKAGE

from isnad.publish.withhold import leaks
from isnad.publish.withhold.leaks import Watch
from isnad.publish.withhold.private import Private

NAME, ARABIC, HANDLE = "Olan Pirr", "أمير زجل", "@weir"
WATCH = Watch([Private(rule="victims", thing=NAME), Private(rule="witnesses", thing=ARABIC),
               Private(rule="accounts", thing=HANDLE), Private(rule="victims", thing="Rose"),
               Private(rule="media", thing="0123456789abcdef")])  # fmt: skip


def found(data, name="x"):
    return {leak.private.thing for leak in WATCH.leaks(name, io.BytesIO(data))}


def _zip(data):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.xml", data)
    return held.getvalue()


@pytest.mark.parametrize("name", [NAME, ARABIC])
@pytest.mark.parametrize(
    "written",
    [
        lambda n: n.encode(), lambda n: n.upper().encode(), lambda n: n.replace(" ", "\n\t").encode(),
        lambda n: n.replace(" ", "-").encode(), lambda n: json.dumps(n).encode(), lambda n: quote(n).encode(),
        lambda n: "".join(f"&#{ord(c)};" for c in n).encode(), lambda n: html.escape(html.escape(n)).encode(),
        lambda n: f"<b>{n.split()[0]}</b> <i>{n.split()[1]}</i>".encode(),
        lambda n: f"<b>{n[:2]}</b>{n[2:]}".encode(), lambda n: "\u200b".join(n).encode(),
        lambda n: n.encode("utf-16"), lambda n: n.encode("utf-16-le"), lambda n: _zip(n.encode()),
        lambda n: gzip.compress(n.encode()), lambda n: ",".join(f'"{w}"' for w in n.split()).encode(),
        lambda n: b"url(data:text/plain;base64," + base64.b64encode(b"some text, then " + n.encode()) + b")",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(name, written):
    assert found(b"before " + written(name) + b" after" if not _binary(written(name)) else written(name)) == {name}


def _binary(data):
    return data[:2] in (b"PK", b"\x1f\x8b", b"\xff\xfe") or b"\0" in data


def test_across_the_edge_of_two_pieces():
    for shift in range(len(NAME) + 1):
        assert found(b"x" * (leaks.PIECE - shift) + b" " + NAME.encode() + b" y") == {NAME}


def test_what_is_written_together_with_an_arabic_name():
    assert found("قال وأمِير زجل".encode()) == {ARABIC}


def test_a_file_name_is_looked_at_too():
    assert found(b"", "olan-pirr.html") == {NAME}


def test_common_words_are_no_names():
    assert found(b"a rose, a weir, Olan, Pirrs, Olanpirr, 0123456789abcdef") == set()
    assert found(b"Rose said @Weir did") == {"Rose", HANDLE}


def test_what_cannot_be_read_is_not_taken_for_clean():
    with pytest.raises(ValueError, match="could not be looked through"):
        found(b"PK\x03\x04 no archive")


def test_what_is_packed_into_parquet_is_unpacked():
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    held = io.BytesIO()
    parquet.write_table(arrow.table({"n": [1, 2], "words": ["so", f"{NAME} died"]}), held, compression="zstd")
    assert found(held.getvalue()) == {NAME}


def test_it_shares_no_pattern_with_what_takes_things_out():
    source = (PACKAGE / "publish" / "withhold" / "leaks.py").read_text(encoding="utf-8")
    taken = [n.module for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ImportFrom)]
    assert [m for m in taken if m.endswith((".names", ".redact", ".rules"))] == []
