"""Dossiers as PDF, in English and in Arabic: every statement has a footnote with its quotes and their digests.

What may live here: this exporter; the content is in ``publish/paper``. It is set by Typst, which is one wheel without
system libraries, shapes Arabic and lays it out from the right, tags what it writes (PDF/UA-1), and gives the same bytes
each time. WeasyPrint needs Pango from the system; Chromium writes the time into each file.
"""

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from isnad.publish.exporter import LANGUAGES, file_stem, in_tongue
from isnad.publish.paper.content import Content
from isnad.records.dossier import Dossier

_STANDARD = "ua-1"
_UNSEEN = "\n\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069"  # joiners, and what turns or isolates a direction


class AsPdf:
    """``ID.pdf`` in English and ``ID.ar.pdf`` in Arabic for each dossier. Needs the package typst."""

    name = "pdf"

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """Two files for each dossier."""
        import typst

        template = files("isnad.publish.paper").joinpath("dossier.typ").read_bytes()
        for dossier in dossiers:
            for language in LANGUAGES:
                data = json.dumps(_printable(Content(dossier, language).made()), ensure_ascii=False)
                yield in_tongue(file_stem(dossier), language, "pdf"), _set(typst, template, data)


def _set(typst: Any, template: bytes, data: str) -> bytes:
    """The pages. Where no font of this machine has some letter, they are tagged and not declared to be PDF/UA."""
    try:
        made = typst.compile(template, format="pdf", sys_inputs={"data": data}, pdf_standards=[_STANDARD])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        made = typst.compile(template, format="pdf", sys_inputs={"data": data})
    return bytes(made)


def _printable(value: Any) -> Any:
    """Plain data without control characters, which no page can show and which name no glyph."""
    if isinstance(value, str):
        return "".join(c if c.isprintable() or c in _UNSEEN else "\N{REPLACEMENT CHARACTER}" for c in value)
    if isinstance(value, list):
        return [_printable(each) for each in value]
    return {key: _printable(each) for key, each in value.items()} if isinstance(value, dict) else value
