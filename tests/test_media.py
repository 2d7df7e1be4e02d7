"""Media of a case: who shows what, what looks the same, and that a shared picture makes one origin of two."""

import contextlib
import json
import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from casework import gazetteer_in, isnad, reports_in
from PIL import ImageOps
from preserve.media.invented_media import described, in_jpeg, picture, saved, store

from isnad.casebook import Casebook
from isnad.media import SHOWS, footage_of, like, media_of, sightings
from isnad.pipeline import read_case
from isnad.preserve.trouble import Trouble
from isnad.records.capture import Capture, Within, digest_of
from isnad.records.codec import canonical
from isnad.records.media import SAME_BYTES
from isnad.records.report import Report

NOON = datetime(2031, 5, 3, 12, tzinfo=UTC)
SCENE = picture(41)
PAGE = """<html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p>{words}</p><p>The mill stands on the river north of the town, and had been at work since dawn that day.</p>
<figure><img src="{shown}"></figure></article></body></html>"""
ONE = "Five people were killed when an air strike hit a mill in Harrun on Tuesday; our photographer saw them laid out."
TWO = (
    "An air strike on Tuesday killed five people in Harrun, where a roof came down upon millers at their morning work."
)


@pytest.fixture
def case(tmp_path):
    assert isnad("new", tmp_path / "case", "--gazetteer", gazetteer_in(tmp_path)).returncode == 0
    return tmp_path / "case"


def pages(folder, first, second, *, shown=("one_files/a.jpg", "two_files/b%20c.jpg")):
    """Two saved pages by two papers, each with a picture beside it."""
    rows = []
    for name, words, data, address in (("one", ONE, first, shown[0]), ("two", TWO, second, shown[1])):
        (folder / f"{name}_files").mkdir(parents=True)
        (folder / f"{name}_files" / ("a.jpg" if name == "one" else "b c.jpg")).write_bytes(data)
        text = PAGE.format(title=f"The mill, by {name}", words=words, shown=address)
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
        rows.append({"file": f"{name}.html", "publisher": f"Paper {name.title()}", "published": "2031-05-07"})
    (folder / "manifest.json").write_text(json.dumps(rows))
    return folder


def counted(case):
    (incident,) = read_case(Casebook(case)).dossiers
    return incident.assessment


@pytest.mark.parametrize(
    ("second", "origins"),
    [
        (saved(SCENE), 1),
        (saved(ImageOps.mirror(SCENE).resize((300, 225)), quality=50), 1),
        (saved(picture(42)), 2),
        (saved(SCENE.crop((60, 60, 400, 300))), 2),
    ],
)
def test_two_papers_with_one_picture_are_one_origin(case, tmp_path, second, origins):
    assert isnad("add", case, pages(tmp_path / "in", saved(SCENE), second)).returncode == 0
    found = counted(case)
    assert len(found.independent) == origins
    told = " ".join(reason for origin in found.independent for reason in origin.because)
    assert ("shows the same picture as report" in told) == (origins == 1)


def test_an_icon_that_two_pages_share_is_no_footage(case, tmp_path):
    icon = saved(SCENE.resize((96, 96)), "PNG")
    isnad("add", case, pages(tmp_path / "in", icon, icon))
    assert len(counted(case).independent) == 2


def test_what_was_computed_may_be_deleted_and_comes_out_the_same(case, tmp_path):
    import shutil

    isnad("add", case, pages(tmp_path / "in", saved(SCENE, exif=described()), in_jpeg(saved(picture(42)), store())))
    book = Casebook(case)
    first = media_of(book)
    assert media_of(book) == first
    assert (case / "derived" / "thumbnails").is_dir()
    shutil.rmtree(case / "derived")
    assert media_of(Casebook(case)) == first
    assert [m.provenance.checked for m in first.media if m.provenance] == ["present, not checked"]
    names = {p.relative_to(case).parts[0] for p in case.rglob("*.c2pa")}
    assert names == {"derived"}


def test_the_command_names_the_files_and_gives_places_in_degrees_where_asked(case, tmp_path):
    isnad("add", case, pages(tmp_path / "in", saved(SCENE, exif=described()), saved(picture(42))))
    plain = isnad("media", case).stdout.splitlines()
    assert plain[0].split("\t")[:3] == ["id", "file", "kind"]
    assert sorted(line.split("\t")[1] for line in plain[1:]) == ["a.jpg", "b c.jpg"]
    assert "20.5" not in "".join(plain)
    rows = [line.split("\t") for line in isnad("media", case, "--location").stdout.splitlines()]
    (place,) = [row for row in rows if "20.5000° N, 22.2500° E" in row]
    assert place[1:] == ["a.jpg", "20.5000° N, 22.2500° E", "written to 30 m", "EXIF"]
    said = [json.loads(line) for line in isnad("media", case, "--location", "--json").stdout.splitlines()]
    assert sorted((each["files"], [p["latitude"] for p in each["places"]]) for each in said) == [
        (["a.jpg"], [20.5]), (["b c.jpg"], [])
    ]  # fmt: skip
    assert "20.5" not in isnad("media", case, "--json").stdout
    alike = isnad("media", case, "--like", tmp_path / "in" / "two_files" / "b c.jpg").stdout.splitlines()
    assert [line.split("\t")[1] for line in alike] == ["file", "b c.jpg"]


def test_what_a_sender_says_of_pictures_is_not_believed(case, tmp_path):
    """Else one who passes a case on could hide that two papers show one picture, and make two origins of one."""
    assert isnad("add", case, pages(tmp_path / "in", saved(SCENE), saved(SCENE, quality=60))).returncode == 0
    assert len(counted(case).independent) == 1
    with contextlib.closing(sqlite3.connect(case / "derived" / "media.sqlite")) as base, base:
        base.execute("UPDATE likenesses SET found = '[]'")
        looks = base.execute("SELECT digest, found FROM looks").fetchall()
        emptied = [(canonical({**json.loads(found), "prints": []}), digest) for digest, found in looks]
        base.executemany("UPDATE looks SET found = ? WHERE digest = ?", emptied)
    shutil.copytree(case, tmp_path / "received")
    assert len(counted(tmp_path / "received").independent) == 1


def test_the_same_and_the_like_are_found_by_file_and_by_id(case, tmp_path):
    data = saved(SCENE)
    isnad("add", case, pages(tmp_path / "in", data, saved(ImageOps.mirror(SCENE), quality=60)))
    book = Casebook(case)
    outside = tmp_path / "sought.jpg"
    outside.write_bytes(data)
    found, problems = like(book, str(outside))
    assert found[0].words == SAME_BYTES
    assert found[1].words.startswith("the same picture (PDQ distance")
    assert found[1].words.endswith("mirrored)")
    assert problems == ()
    by_id, _ = like(book, digest_of(data)[7:19])
    assert [f.medium.id for f in by_id] == [found[1].medium.id]
    outside.write_bytes(saved(picture(77)))
    assert like(book, str(outside))[0] == ()
    outside.write_text("words")
    for what in (outside, "0000", tmp_path / "nowhere.jpg"):
        with pytest.raises(Trouble):
            like(book, str(what))


def test_spoiled_media_are_told_of_and_the_others_looked_at(case, tmp_path):
    isnad("add", case, pages(tmp_path / "in", saved(SCENE), saved(picture(42))[:2_000]))
    seen = media_of(Casebook(case))
    assert len(seen.media) == 2
    (problem,) = seen.problems
    assert "cannot be decoded" in problem.what
    assert "not the same as nothing there" in problem.todo


def test_changed_bytes_are_not_looked_at(case, tmp_path):
    isnad("add", case, pages(tmp_path / "in", saved(SCENE), saved(picture(42))))
    book = Casebook(case)
    path = book.store.path(digest_of(saved(SCENE)))
    path.chmod(0o644)
    path.write_bytes(saved(picture(50)))
    seen = media_of(book)
    assert len(seen.media) == 1
    assert any("were changed" in p.what for p in seen.problems)


def test_a_case_without_pictures_makes_nothing(case, tmp_path):
    isnad("add", case, reports_in(tmp_path / "in"))
    book = Casebook(case)
    shown = footage_of(book, read_case(book).reports)
    assert (shown.footage.sightings, shown.problems) == ((), ())
    assert not (case / "derived" / "media.sqlite").exists()


def capture(name: str, origin: str, **more: object) -> Capture:
    given = {"captured": NOON, "tool": "t", "size": 1, **more}
    return Capture(id=name, digest=digest_of(name.encode()), origin=origin, **given)  # type: ignore[arg-type]


def report(of: Capture, *media: str, url: str = "") -> Report:
    return Report(
        id=f"r-{of.id}",
        capture=of.id,
        digest=of.digest,
        text="t",
        format="html",
        encoding="utf-8",
        url=url,
        media=media,
    )


WARC = {"container": digest_of(b"w"), "kind": "wacz"}
CASES = [
    ("its address", {}, ("https://s.example/a.jpg",), {"origin": "x.jpg", "url": "https://s.example/a.jpg"}),
    ("http or https", {}, ("http://s.example/a.jpg#x",), {"origin": "https://s.example/a.jpg"}),
    ("relative to its address", {"url": "https://s.example/n/1.html"}, ("../a.jpg",), {"origin": "https://s.example/a.jpg"}),
    ("beside the page", {}, ("p_files/a.jpg",), {"origin": "in/p_files/a.jpg"}),
    ("beside, with its name spelt out", {}, ("p_files/%D8%A3.jpg?x=1",), {"origin": "in/p_files/أ.jpg"}),
    ("a member of its container", {"within": Within(**WARC, member="d/p.html")}, ("m/a.jpg",),
     {"origin": "e.zip", "within": Within(**WARC, member="d/m/a.jpg")}),
    ("named from the container's root", {"within": Within(**WARC, member="d/p.html")}, ("m/a.jpg",),
     {"origin": "e.zip", "within": Within(**WARC, member="m/a.jpg")}),
    ("a platform's export", {"headers": ((SHOWS, "m/a.jpg"),), "within": Within(**WARC, member="posts.json")}, (),
     {"origin": "e.zip", "within": Within(**WARC, member="m/a.jpg")}),
    ("added with the report's address", {"url": "https://x.com/a/status/1"}, (),
     {"origin": "a.jpg", "url": "https://x.com/a/status/1", "media_type": "image/jpeg"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "page", "names", "medium"), CASES, ids=[c[0] for c in CASES])
def test_a_report_shows_the_capture_meant_by(name, page, names, medium):
    own = capture("p", **{"origin": "in/p.html", **page})
    shown = capture("m", **medium)
    other = capture("o", "elsewhere/p_files/b.jpg", media_type="image/jpeg", url="https://other.example/a.jpg")
    assert sightings([own, shown, other], [report(own, *names, url=own.url)]) == [("r-p", shown)]


@pytest.mark.parametrize("name", ["../../etc/passwd", "b.jpg", "https://s.example/b.jpg", "https://[x", "", "."])
def test_a_name_that_means_no_capture_means_none(name):
    own = capture("p", "in/p.html")
    assert sightings([own, capture("m", "other/b.jpg")], [report(own, name)]) == []


def test_of_two_versions_at_one_address_the_one_taken_with_the_page_is_meant():
    own = capture("p", "https://s.example/1")
    then, later = (capture(f"m{n}", "https://s.example/a.jpg", captured=NOON + timedelta(days=n)) for n in (0, 9))
    assert sightings([own, later, then], [report(own, "https://s.example/a.jpg")]) == [("r-p", then)]
    again = replace(own, captured=NOON + timedelta(days=8))
    assert sightings([again, later, then], [report(again, "https://s.example/a.jpg")]) == [("r-p", later)]
