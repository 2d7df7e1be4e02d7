"""Word-processor documents: their paragraphs; no entity is resolved, and no bomb unpacked."""

import zipfile

import pytest
from read.formats.documents import docx, odt, packed, run
from read.formats.invented_pages import capture_of

from isnad.read.formats import BUILT_IN
from isnad.read.formats.office import UNPACKED, Office


def read(data: bytes):
    capture = capture_of(data, origin="in/a.docx")
    assert [form.name for form in BUILT_IN if form.recognises(capture, data[:4096])] == ["office"]
    return Office().read(capture, data)


def test_paragraphs_cells_insertions_and_notes_are_read_and_deletions_are_not():
    body = (
        f"<w:p>{run('Nine people ')}<w:ins>{run('were killed')}</w:ins><w:del>{run('no', 'delText')}</w:del>"
        f"<w:hyperlink>{run(' in Harrun.')}</w:hyperlink></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('A second')}<w:r><w:br/><w:t>line.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('killed')}</w:p></w:tc><w:tc><w:p>{run('9')}</w:p></w:tc></w:tr></w:tbl>"
    )
    note = f'<w:footnotes xmlns:w="x"><w:footnote><w:p>{run("By the Monitor.")}</w:p></w:footnote></w:footnotes>'
    edge = f'<w:hdr xmlns:w="x"><w:p>{run("Reed Times")}</w:p></w:hdr>'
    about = '<cp xmlns:dc="d"><dc:title>The weir</dc:title></cp>'
    parts = {"word/footnotes.xml": note, "word/header1.xml": edge, "docProps/core.xml": about}
    report, _ = read(docx(body, parts))
    lines = ["Nine people were killed in Harrun.", "A second", "line.", "killed", "9", "By the Monitor."]
    assert report.text.split("\n") == lines
    assert report.title == "The weir"
    assert [(a.why, a.text) for a in report.aside] == [("header or footer", "Reed Times")]


def test_open_document_text_is_read():
    body = (
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h>The weir</text:h>"
        "<text:p>Nine <text:span>people</text:span> were<text:s/>killed<text:line-break/>in Harrun.</text:p>"
    )
    report, _ = read(odt(body))
    assert report.text.split("\n") == ["The weir", "Nine people were killed", "in Harrun."]


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY % d SYSTEM "http://127.0.0.1:9/d">%d;]>'
STORY = docx(f"<w:p>{run('Nine people were killed.')}</w:p>")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (docx(f"<w:p>{run('x' * (UNPACKED + 1))}</w:p>"), "unpacks to more"),
        (packed({"[Content_Types].xml": "", "word/document.xml": LAUGHS + "<w:p>&j;</w:p>"}), ""),
        (packed({"[Content_Types].xml": "", "word/document.xml": OUTSIDE + "<p><t>a &f; b</t></p>"}), ""),
        (docx("<w:p>" * 5_000 + "</w:p>" * 5_000), "damaged"),
        (STORY[: len(STORY) // 2], "damaged"),
        (STORY.replace(b"word/document.xml", b"word/documant.xml"), "no text document"),
        (docx("<w:p/>"), "no text"),
        (docx("<w:p>"), "damaged"),
        (
            packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
            "no text document",
        ),
        (docx("", packing=zipfile.ZIP_BZIP2), ""),
    ],
)
def test_hostile_documents_are_read_or_refused(data, says):
    report, problems = read(data)
    told = " ".join(p.what for p in problems)
    assert (report is None) == bool(says) or not says
    assert says in told
    with open("/etc/passwd", encoding="utf-8") as secret:
        assert secret.readline().strip() not in (report.text if report else "")
    assert "hahaha" not in (report.text if report else "")
