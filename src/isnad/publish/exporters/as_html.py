"""Dossiers as pages: one self-contained HTML file each, in English and in Arabic, and an index.

What may live here: this exporter and what it hands to its templates. The pages ask nothing of any
server: no script, no picture, no font, no link that leaves the folder; URLs are shown as text, for a
click would tell a server who reads.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from isnad.publish import wording
from isnad.publish.exporter import LANGUAGES, file_stem, in_tongue
from isnad.publish.lookup import Lookup
from isnad.publish.site.listing import Row, row_of
from isnad.records.dossier import Dossier

if TYPE_CHECKING:
    from jinja2 import Environment

RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"))  # CLDR
# What HTML cannot hold: control characters but for tab and line ends, and half surrogates. One for one: offsets hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class AsHtml:
    """``ID.html`` for each dossier and ``index.html``; in Arabic ``ID.ar.html`` and ``index.ar.html``. The same
    dossiers give the same bytes."""

    name = "html"

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """The pages of each dossier, then the indexes."""
        rows: dict[str, list[Row]] = {language: [] for language in LANGUAGES}
        case = ""
        for dossier in dossiers:
            case = case or dossier.case
            yield from dossier_pages(dossier)
            for language, held in rows.items():
                held.append(row_of(dossier, language))
        for language, held in rows.items():
            index = page("index.html.j2", language, "index", rows=held, case=case)
            yield in_tongue("index", language), index


def dossier_pages(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """The pages of one dossier, one in each language: their names and bytes."""
    stem = file_stem(dossier)
    for language in LANGUAGES:
        context = _context(dossier, language)
        index = in_tongue("index", language)
        yield in_tongue(stem, language), page("dossier.html.j2", language, stem, index=index, **context)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # lazily: `isnad --help` needs none of it

    made = Environment(
        loader=PackageLoader("isnad.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["w"] = wording
    made.globals["direction"] = direction
    return made


def direction(language: str) -> str:
    """``rtl`` or ``ltr`` for a language, ``auto`` where it is not known."""
    return "auto" if language in ("", "und") else "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def page(template: str, language: str, stem: str, *, script: str = "", beside: bool = False, **context: Any) -> bytes:
    """A page made from a template in a language, and a script of ours where it has one; ``stem`` names it without its
    ending, so that it leads to itself in the other languages. Its policy allows its own style and script by their
    hashes, scripts that lie ``beside`` it where it has such, and nothing else."""
    from markupsafe import Markup

    from isnad.publish.speaking.tongue import tongue_of

    environment = _environment()
    style, style_hash = _held("style.css")
    held, script_hash = _held(script) if script else ("", "")
    given = {"style_hash": style_hash, "script_hash": script_hash, "beside": beside}
    given |= tongue_of(language).given()
    given["others"] = [(lang, name, in_tongue(stem, lang)) for lang, name in LANGUAGES.items() if lang != language]
    made = environment.get_template(template).render(style=Markup(style), script=Markup(held), **given, **context)
    return UNWRITABLE.sub("\ufffd", made).replace("\r", "&#13;").encode()


@cache
def _held(name: str) -> tuple[str, str]:
    """A file beside the templates as it stands in a page, and its hash for the page's policy."""
    environment = _environment()
    source, _, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
    held = "\n" + source.strip() + "\n"
    return held, "sha256-" + base64.b64encode(hashlib.sha256(held.encode()).digest()).decode()


def _context(dossier: Dossier, language: str) -> dict[str, Any]:
    from isnad.publish.page import charts, rows
    from isnad.publish.page.anchors import Anchors
    from isnad.publish.page.marking import passages
    from isnad.publish.speaking.tongue import tongue_of

    tongue = tongue_of(language)
    lookup = Lookup(dossier)
    anchors = Anchors(lookup, tongue)
    return {
        "dossier": dossier,
        "made": dossier.assessment,
        "lookup": lookup,
        "at": anchors,
        "rows": rows,
        "texts": {r.id: passages(r.text, anchors.spans[r.id]) for r in dossier.reports},
        "toll_charts": charts.toll_charts(lookup, anchors.words, tongue.say),
        "step_charts": charts.step_charts(lookup, anchors.words, tongue.say),
        "chain_drawings": charts.chain_drawings(lookup, anchors.words, anchors.report, tongue.say),
    }
