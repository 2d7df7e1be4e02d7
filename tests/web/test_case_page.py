"""The case's page: not checked never looks fine, a spoiled case fails, exports are those of the command line."""

import io
import time
import zipfile

from isnad import outgoing
from isnad.sourcing import sources_of


def verdict(visitor):
    (shown,) = visitor.get("/case").xpath("//section[@id='check']//p[contains(@class, 'verdict')]")
    return shown.get("class").split()[-1]


def checked(visitor, **fields):
    assert visitor.post("/case/check", **fields).status_code == 303
    end = time.monotonic() + 60
    while visitor.bench.checker.running and time.monotonic() < end:
        time.sleep(0.05)
    return verdict(visitor)


def test_the_check_is_grey_then_green_then_grey_then_red(analyst):
    assert verdict(analyst) == "grey"
    first = checked(analyst)
    assert first in ("green", "amber")  # amber where no clock outside was asked
    claim = analyst.bench.standing.results.claims[0].id
    analyst.post("/decide", decision="reject", subject=claim, why="x", by="Bo")
    assert "were written since" in analyst.get("/case").text_content()
    digest = analyst.bench.standing.results.captures[0].digest
    path = analyst.bench.book.path_for(digest)
    path.chmod(0o644)
    path.write_bytes(b"other bytes")
    assert checked(analyst) == "red"


def test_a_deep_check_reads_every_quote(analyst):
    assert checked(analyst, deep="on") in ("green", "amber")
    assert analyst.bench.checker.last.deep


def test_the_register_of_sources_is_the_librarys(reader):
    names = reader.get("/case").xpath("//section[@id='sources']//tbody/tr/th/bdi/text()")
    assert names == [s.name for s in sources_of(reader.bench.book, reader.bench.standing.results)]


def test_a_source_is_rated_under_a_name(analyst):
    name = next(s.name for s in sources_of(analyst.bench.book, analyst.bench.standing.results) if not s.open)
    assert analyst.post("/case/rate", source=name, letter="B", by="Bo", why="met them").status_code == 303
    rows = analyst.get("/case").xpath("//section[@id='sources']//tbody/tr[th/bdi[text()=$name]]", name=name)
    assert "met them" in rows[0].text_content()
    for wrong in ({"source": "nobody"}, {"letter": "X"}, {"why": ""}, {"by": " "}):
        said = {"source": name, "letter": "C", "by": "Bo", "why": "x"} | wrong
        assert analyst.post("/case/rate", **said).status_code == 422


def test_an_export_is_that_of_the_command_line_with_what_it_withholds(reader, tmp_path):
    for form in ("json", "html"):
        answer = reader.client.get(f"/export/{form}")
        assert answer.headers["content-disposition"].startswith("attachment")
        book, dossiers = reader.bench.book, reader.bench.standing.results.dossiers
        written = {
            path.relative_to(tmp_path).as_posix(): path for path in outgoing.write(book, dossiers, form, tmp_path)
        }
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            assert {name: packed.read(name) for name in packed.namelist()} == {
                name: path.read_bytes() for name, path in written.items()
            }
        assert outgoing.REPORT in written
    assert reader.client.get("/export/exe").status_code == 404


def test_an_export_follows_what_was_asked_for(reader):
    answer = reader.client.get("/export/json", params={"grade": "Confirmed"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert len([n for n in packed.namelist() if n not in ("index.json", outgoing.REPORT)]) == 1


def test_the_rule_of_the_tallies_is_chosen_with_a_reason(analyst):
    assert "smallest, most given, largest" in analyst.get("/case").xpath("//section[@id='settings']")[0].text_content()
    assert analyst.post("/case/rule", rule="nobody's", why="because", by="Bo").status_code == 422
    assert analyst.post("/case/rule", rule="median", why="", by="Bo").status_code == 422
    assert analyst.post("/case/rule", rule="median", why="many sources", by="Bo").status_code == 303
    assert analyst.bench.book.judgements[-1].value == "median"
    assert "the median of origins" in analyst.get("/case").xpath("//section[@id='settings']")[0].text_content()
    lines = analyst.bench.book.log.size
    end = time.monotonic() + 60
    while analyst.bench.standing.linked < lines and time.monotonic() < end:
        time.sleep(0.05)
    assert {d.assessment.rule for d in analyst.bench.standing.results.dossiers} == {"median"}
