"""What a report looks like: copies made anew, blurred until asked for, and never the captured bytes."""

import io
import json
import time
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageDraw

from isnad.preserve.media.showing import show
from isnad.preserve.warc.out import WarcOut
from isnad.web.pages.report import LISTS, MANY, PICTURES

TEXT = (
    "Three killed in Ain Zarjun\n\nThree people were killed in an air strike on Ain Zarjun on Tuesday, a doctor said.\n"
)


def picture(form="PNG"):
    """A picture with something written beside its pixels."""
    made = Image.new("RGB", (900, 600), (40, 80, 120))
    ImageDraw.Draw(made).ellipse((100, 100, 500, 500), fill=(200, 40, 40))
    exif = made.getexif()
    exif[0x0131] = "SECRET-TOOL"
    out = io.BytesIO()
    made.save(out, form, exif=exif)
    return out.getvalue()


def tiny(number):
    """One of many pictures."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (number, 40, 90)).save(out, "PNG")
    return out.getvalue()


def pdf():
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "PDF")
    return out.getvalue()


def added(analyst, *files):
    analyst.post("/add", files=[("files", each) for each in files], by="Bo", publisher="Sedge Post")
    end = time.monotonic() + 60
    while (analyst.bench.intake.busy or analyst.bench.unsettled) and time.monotonic() < end:
        time.sleep(0.05)
    return {c.origin: c for c in analyst.bench.standing.results.captures}


def test_a_picture_that_a_report_shows_is_beside_its_text(analyst):
    page = (
        f"<html><body><article><h1>Three killed</h1><p>{TEXT}</p><p>{TEXT}</p><img src='a.png'></article></body></html>"
    )
    manifest = json.dumps([{"file": "a.html", "publisher": "Sedge Post", "published": "2019-05-15"}])
    files = (("a.html", page.encode()), ("a.png", picture()), ("manifest.json", manifest.encode()))
    held = added(analyst, *files)
    report = next(r for r in analyst.bench.standing.results.reports if r.publisher == "Sedge Post")
    shown = analyst.get(f"/report/{report.id}").xpath("//section[@id='original']//img/@src")
    assert shown == [f"/picture/picture/{next(c.id for n, c in held.items() if n.endswith('a.png'))}"]
    answer = analyst.client.get(shown[0])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert b"SECRET-TOOL" not in answer.content
    made = Image.open(io.BytesIO(answer.content))
    assert (made.format, made.size) == ("JPEG", (900, 600))
    assert not made.getexif()


def test_of_many_pictures_some_are_beside_the_text_and_all_on_pages_of_their_own(analyst):
    number = 60
    shown = "".join(f"<img src='{n}.png'>" for n in range(number))
    page = f"<html><body><article><h1>Three killed</h1><p>{TEXT}</p><p>{TEXT}</p>{shown}</article></body></html>"
    manifest = json.dumps([{"file": "a.html", "publisher": "Sedge Post", "published": "2019-05-15"}])
    files = [(f"{n}.png", tiny(n)) for n in range(number)]
    added(analyst, ("a.html", page.encode()), *files, ("manifest.json", manifest.encode()))
    path = f"/report/{next(r.id for r in analyst.bench.standing.results.reports if r.publisher == 'Sedge Post')}"
    page = analyst.get(path)
    assert len(page.xpath("//section[@id='original']//img")) == PICTURES
    assert len(page.xpath("//ul[@class='names']/li")) == MANY
    assert [each.text_content() for each in page.xpath("//p[@class='rest']/span")] == [
        f"Shown here: {some} of {number}." for some in (MANY, PICTURES)
    ]
    for what, found in (("pictures", "//img/@src"), ("names", "//ul[@class='names']/li/text()")):
        assert page.xpath(f"//p[@class='rest']/a/@href[. = '{path}/{what}']")
        seen, at = [], f"{path}/{what}"
        while at:
            part = analyst.get(at)
            seen += part.xpath(found)
            idents = part.xpath("//figure/input/@id")
            assert idents == part.xpath("//figure/label/@for")
            at = next(iter(part.xpath("(//a[@rel='next'])[1]/@href")), "")
        assert len(seen) == len(set(seen)) == number
    for missing in ("/report/0000000000000000/names", f"{path}/films"):
        assert analyst.client.get(missing).status_code == 404


def test_a_short_list_has_no_rest(reader):
    report = reader.bench.standing.results.reports[0]
    assert not reader.get(f"/report/{report.id}").xpath("//p[@class='rest']")
    for what in LISTS:
        reader.get(f"/report/{report.id}/{what}")


@pytest.mark.parametrize("what", ["pdf", "picture", "shot", "exe", ".."])
def test_what_is_no_picture_is_not_served(analyst, what):
    capture = analyst.bench.standing.results.captures[0]
    assert analyst.client.get(f"/picture/{what}/{capture.id}").status_code == 404
    assert analyst.client.get(f"/picture/{what}/nothing").status_code == 404


def test_a_first_page_and_a_broken_one(analyst):
    held = added(analyst, ("b.pdf", pdf()), ("c.pdf", b"%PDF-1.4 broken"))
    good, bad = (next(c for n, c in held.items() if n.endswith(name)) for name in ("b.pdf", "c.pdf"))
    answer = analyst.client.get(f"/picture/pdf/{good.id}")
    assert Image.open(io.BytesIO(answer.content)).size == (1050, 1400)
    assert analyst.client.get(f"/picture/pdf/{bad.id}").status_code == 404


def test_the_page_as_a_browser_showed_it_stands_after_the_page():
    out, began = io.BytesIO(), datetime.now(UTC)
    warc, dom, shot = WarcOut(out, "Test 1"), b"<p>x</p>", picture()
    warc.info(began)
    page = warc.resource(io.BytesIO(dom), len(dom), began, media_type="text/html", uri="urn:dom:https://a.example/")
    name = "urn:fullPage:https://a.example/"
    warc.resource(io.BytesIO(shot), len(shot), began, media_type="image/png", uri=name, concurrent=page.record)
    made = show(io.BytesIO(out.getvalue()), "shot", page.offset + page.length)
    assert (made["width"], made["height"]) == (900, 600)
    with pytest.raises(ValueError, match="no picture"):
        show(io.BytesIO(out.getvalue()), "shot", page.offset)
