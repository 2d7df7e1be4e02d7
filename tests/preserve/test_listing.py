"""The table for eyes and spreadsheets, of items whose names would run something there."""

import csv
import io

import pytest

from isnad.casebook import new_casebook
from isnad.preserve.manifest import Told

EVIL = (
    "=cmd|x", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "\xa0=1", "\ufeff=1", "\u200b=1", "\uff1d1",
    "a\r\n=1", "a\r=1", "a\u2028=1", "a\x85=1", "a\x0b=1", "=1\0", '"=1', 'a",=1',
)  # fmt: skip


@pytest.mark.parametrize("form", ["excel", "lines"])
def test_no_name_becomes_a_formula_or_another_row(tmp_path, form):
    book = new_casebook(tmp_path / "case", "A case")
    for number, evil in enumerate(EVIL):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"Report {number}")
        list(book.add(str(path), Told(publisher=evil, title=evil, url=evil, published=evil)))
    text = (tmp_path / "case" / "index.csv").read_bytes().decode()
    if form == "lines":  # as a program reads it that begins a line at every character that is one to somebody
        assert len(text.splitlines()) == len(EVIL) + 1
        return
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == len(EVIL) + 1
    for row in rows[1:]:
        assert len(row) == len(rows[0])
        assert not [cell for cell in row if cell.strip().startswith(("=", "+", "-", "@", "\uff1d"))]


def test_words_with_joiners_stay_as_they_are(tmp_path):
    book = new_casebook(tmp_path / "case", "A case")
    (tmp_path / "a.txt").write_text("Report")
    list(book.add(str(tmp_path / "a.txt"), Told(publisher="\u0645\u06cc\u200c\u0646\u0648\u06cc\u0633\u062f")))
    assert "\u0645\u06cc\u200c\u0646\u0648\u06cc\u0633\u062f" in (tmp_path / "case" / "index.csv").read_text("utf-8")
