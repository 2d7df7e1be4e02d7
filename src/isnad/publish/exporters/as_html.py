"""Dossiers as pages: one self-contained HTML file each, and an index.

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
from isnad.publish.exporter import file_stem
from isnad.publish.lookup import Lookup
from isnad.records.claim import Outcome
from isnad.records.dossier import Dossier

if TYPE_CHECKING:
    from jinja2 import Environment

RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"))  # CLDR
# What HTML cannot hold: control characters but for tab and line ends, and half surrogates. One for one: offsets hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class AsHtml:
    """``ID.html`` for each dossier and ``index.html``. The same dossiers give the same bytes."""

    name = "html"

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """The index first, then one page per dossier."""
        yield "index.html", page("index.html.j2", rows=[_index_row(d) for d in dossiers], dossiers=dossiers)
        for dossier in dossiers:
            yield dossier_page(dossier)


def dossier_page(dossier: Dossier) -> tuple[str, bytes]:
    """The page of one dossier: its name and its bytes."""
    return f"{file_stem(dossier)}.html", page("dossier.html.j2", **_context(dossier))


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


def page(template: str, script: str = "", *, beside: bool = False, **context: Any) -> bytes:
    """A page made from a template, and a script of ours where it has one. Its policy allows its own style and script by
    their hashes, scripts that lie ``beside`` it where it has such, and nothing else."""
    from markupsafe import Markup

    environment = _environment()
    style, style_hash = _held("style.css")
    held, script_hash = _held(script) if script else ("", "")
    hashes = {"style_hash": style_hash, "script_hash": script_hash, "beside": beside}
    made = environment.get_template(template).render(style=Markup(style), script=Markup(held), **hashes, **context)
    return UNWRITABLE.sub("\ufffd", made).replace("\r", "&#13;").encode()


@cache
def _held(name: str) -> tuple[str, str]:
    """A file beside the templates as it stands in a page, and its hash for the page's policy."""
    environment = _environment()
    source, _, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
    held = "\n" + source.strip() + "\n"
    return held, "sha256-" + base64.b64encode(hashlib.sha256(held.encode()).digest()).decode()


def _index_row(dossier: Dossier) -> dict[str, Any]:
    lookup = Lookup(dossier)
    return {
        "dossier": dossier,
        "file": f"{file_stem(dossier)}.html",
        "killed": wording.toll_of(lookup.largest(Outcome.KILLED), Outcome.KILLED),
        "injured": wording.toll_of(lookup.largest(Outcome.INJURED), Outcome.INJURED),
    }


def _context(dossier: Dossier) -> dict[str, Any]:
    from isnad.publish.page import charts, rows
    from isnad.publish.page.anchors import Anchors
    from isnad.publish.page.marking import passages

    lookup = Lookup(dossier)
    anchors = Anchors(lookup)
    return {
        "dossier": dossier,
        "made": dossier.assessment,
        "lookup": lookup,
        "at": anchors,
        "rows": rows,
        "texts": {r.id: passages(r.text, anchors.spans[r.id]) for r in dossier.reports},
        "toll_charts": charts.toll_charts(lookup, anchors.words),
        "step_charts": charts.step_charts(lookup, anchors.words),
        "chain_drawings": charts.chain_drawings(lookup, anchors.words, anchors.report),
    }
