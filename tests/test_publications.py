"""A publication comes back as the same records, in every form, and two can be compared."""

import pytest
from casework import gazetteer_in, isnad, reports_in

from isnad import Trouble, new_case, publications


@pytest.fixture
def case(tmp_path):
    made = new_case(tmp_path / "case", gazetteers=[gazetteer_in(tmp_path)])
    made.add(reports_in(tmp_path / "in"))
    return made


def test_what_is_read_is_what_was_written(case, tmp_path):
    written = case.export("jsonl", tmp_path / "out")
    again = publications.write(publications.read(tmp_path / "out"), "jsonl", tmp_path / "again")
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in written]
    from_json = {d.incident.id for d in publications.read(case.export("json", tmp_path / "json")[0].parent)}
    assert from_json == {d.incident.id for d in case.dossiers()}


@pytest.mark.parametrize("form", ["html", "airwars", "geojson", "ftm", "json"])
def test_every_form_of_what_is_read_is_that_of_the_case(case, tmp_path, form):
    case.export("jsonl", tmp_path / "out")
    again = publications.write(publications.read(tmp_path / "out" / "records.jsonl"), form, tmp_path / "again")
    straight = case.export(form, tmp_path / "straight")
    assert [(p.name, p.read_bytes()) for p in again] == [(p.name, p.read_bytes()) for p in straight]


@pytest.mark.parametrize(
    "data", [b"{}\n", b'{"kind":"problem","what":"a","where":"b","todo":"c"}\n', b"\xff\n", b"[\n"]
)
def test_what_is_no_dossier_is_named_with_its_line(tmp_path, data):
    (tmp_path / "records.jsonl").write_bytes(b"\n" + data)
    with pytest.raises(Trouble) as caught:
        publications.read(tmp_path)
    assert caught.value.problem.where == "records.jsonl, line 2"


def test_on_the_command_line(case, tmp_path):
    case.export("jsonl", tmp_path / "before")
    later = "Nine people were killed in the strike on Harrun on Tuesday, the Delta Monitor said on Friday.\n"
    (tmp_path / "later.txt").write_text(later, encoding="utf-8")
    case.add(tmp_path / "later.txt", published="2021-03-05", publisher="Delta Herald")
    case.export("jsonl", tmp_path / "after")
    told = isnad("diff", tmp_path / "before", tmp_path / "after")
    assert told.returncode == 0
    assert "1 report more: Delta Herald." in told.stdout
    assert "People said killed: " in told.stdout
    assert isnad("diff", tmp_path / "after", tmp_path / "after").stdout == "Nothing changed.\n"
    done = isnad("import", tmp_path / "after", "--as", "rss", "--to", tmp_path / "rss")
    assert (done.returncode, (tmp_path / "rss" / "feed.xml").exists()) == (0, True)
    inside = isnad("import", tmp_path / "after", "--as", "rss", "--to", case.book.root / "rss")
    assert inside.returncode == 1
    assert isnad("diff", tmp_path / "in", tmp_path / "after").returncode == 1
