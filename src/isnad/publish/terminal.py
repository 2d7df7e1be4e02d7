"""Dossiers on the terminal: renderables for rich, laid out for 80 columns and more, legible without colour.

What may live here: the layout of the terminal's views. Words come from ``wording``; printing is the caller's.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from isnad.publish import wording as w
from isnad.publish.lookup import Lookup
from isnad.publish.page import rows
from isnad.records.assessment import COUNTED, DEFAULT_RULE, Hypothesis, Tally
from isnad.records.claim import Claim
from isnad.records.dossier import Dossier
from isnad.records.finding import Finding
from isnad.records.report import Quote

if TYPE_CHECKING:
    from rich.console import JustifyMethod, RenderableType
    from rich.table import Table
    from rich.text import Text

# Captured text may hold escape sequences that would drive the reader's terminal, and marks that turn the
# writing direction of what follows: neither gets through.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
# Nor do letters that nobody sees (zero-width space, word joiner, tags): two names that look alike would differ by them.
_UNSEEN = re.compile("[\u061c\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
QUOTE_LIMIT = 220  # characters of a quote shown here; the whole stands in the page and in the JSON
GRADE_STYLES = {
    "Confirmed": "bold green",
    "Fair": "green",
    "Weak": "yellow",
    "Contested": "bold yellow",
    "Discounted": "dim",
}


def safe(words: str) -> str:
    """Words that came from outside, on one line, with nothing in them that drives a terminal.

    Words in a right-to-left script are set apart by isolates (Unicode UAX 9), so that figures beside them stay put.
    """
    clean = " ".join(_UNSAFE.sub(" ", _UNSEEN.sub("", words)).split())
    return f"\u2068{clean}\u2069" if _RIGHT_TO_LEFT.search(clean) else clean


def quoted(quote: Quote) -> str:
    """The quoted words in quotation marks, cut where they are very long."""
    words = " ".join(quote.text.split())
    return f"“{safe(words if len(words) <= QUOTE_LIMIT else words[: QUOTE_LIMIT - 1] + '…')}”"


def dossier_view(dossier: Dossier) -> "RenderableType":
    """One whole dossier."""
    from rich.console import Group

    lookup = Lookup(dossier)
    parts: list[RenderableType] = [_head(dossier)]
    for heading, body in (
        ("Toll", _toll(lookup)),
        ("Origins: who rests on whom", _origins(lookup)),
        ("Who is said to be responsible (hypotheses, no finding)", _responsibility(lookup)),
        ("Evidence against hypotheses (least inconsistent first, no finding)", _matrix(lookup)),
        ("Claims", _claims(lookup, dossier.claims)),
        ("Contradictions", _findings(dossier.assessment.contradictions, lookup)),
        (
            "Kept out of the tally",
            _findings(dossier.assessment.scoped_out, lookup) + _claims(lookup, _unexplained(dossier)),
        ),
        ("Judgements", _judgements(lookup)),
        ("Problems", _problems(dossier)),
        ("Check it", _check(dossier)),
    ):
        if body:
            parts += ["", _heading(heading), *body]
    return Group(*parts)


def _table(*columns: str) -> "Table":
    """A table of plain rules. ``>`` before a heading sets the column to the right, ``=`` keeps it on one line."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, show_edge=False, header_style="dim")
    for column in columns:
        side: JustifyMethod = "right" if ">" in column[:2] else "left"
        table.add_column(column.lstrip(">="), justify=side, overflow="fold", no_wrap="=" in column[:2])
    return table


def _heading(words: str) -> "Text":
    from rich.text import Text

    return Text(words, style="bold cyan")


def _line(*pieces: "str | tuple[str, str]", indent: int = 2) -> "RenderableType":
    """A paragraph that keeps its indent when it wraps."""
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text.assemble(*pieces), (0, 0, 0, indent), expand=False)


def _head(dossier: Dossier) -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    incident, made = dossier.incident, dossier.assessment
    grade = made.grade.term.value
    where = f"{safe(w.place_of(incident.where))}  {w.position_of(incident.where)}"
    spelt = [safe(n) for n in incident.names if not incident.where or n != incident.where.name]
    lines: list[RenderableType] = [
        Text(safe(incident.name), style="bold"),
        Text(safe(made.headline.statement)),
        "",
        Text.assemble((grade, GRADE_STYLES.get(grade, "")), f"  {safe(made.grade.clause)}"),
        *(
            Text(f"judged {safe(each.value)}  by {safe(each.by)}: {safe(each.why)}")
            for each in [dossier.graded]
            if each
        ),
        *(Text(f"note  by {safe(each.by)}: {safe(each.value)}") for each in dossier.notes),
        Text(w.support_of(len(incident.reports), len(made.independent))),
        Text(f"{where}  {w.days_of(incident.when)}" + (f"  also spelt {', '.join(spelt)}" if spelt else "")),
        Text(w.NO_VERDICT.replace("on this page", "here"), style="dim italic"),
    ]
    return Group(*lines)


def _toll(lookup: Lookup) -> list["RenderableType"]:
    from rich.text import Text

    tallies = lookup.dossier.assessment.tallies
    if not tallies:
        return [_line("No figure for this incident was read.")]
    table = _table("Who", "=Outcome", ">Low", ">Best", ">=High", ">Origins", "History")
    for tally in tallies:
        table.add_row(
            Text(w.group_of(tally.group, tally.status), style="bold"),
            f"said {tally.outcome.value}",
            *_bounds(tally),
            str(tally.origins),
            Text("\n").join(Text.assemble((f"{h.letter} ", "bold"), _steps(h)) for h in rows.histories(tally, lookup)),
        )
    found: list[RenderableType] = [table]
    rule = lookup.dossier.assessment.rule
    if rule != DEFAULT_RULE:
        found.append(_line((f"by the rule “{safe(rule)}”: {w.TALLY_RULES.get(rule, 'of another version')}", "dim")))
    for tally in tallies:
        found += _findings(tally.disagreements, lookup)
    if any(f.convention for t in tallies for f in t.history):
        found.append(_line(("≈ a word read as a number by convention; not counted", "dim")))
    return found


def _bounds(tally: Tally) -> tuple[str, str, str]:
    low, best = (f"{v:,}" if v is not None else "—" for v in (tally.low, tally.best))
    high = f"{tally.high:,}" if tally.high is not None else "open" if tally.high_open else "—"
    return low, best, f"{high} or more" if tally.high_open and tally.high is not None else high


def _steps(history: rows.History) -> "Text":
    """``9 → 14 → 17 → 21``: what was superseded is dim."""
    from rich.text import Text

    steps = [Text(w.figure_of(f), style="dim" if f.superseded_by else "bold") for f in history.steps]
    aside = [Text(w.figure_of(f), style="dim") for f in history.aside]
    return Text("  ").join([*([Text(" → ").join(steps)] if steps else []), *aside])


def _origins(lookup: Lookup) -> list["RenderableType"]:
    found: list[RenderableType] = []
    for origin in lookup.roots:
        letter = lookup.letter(origin.id)
        reports = rows.rests_on(origin, lookup)
        unnamed = "  (not named)" if origin.open else ""
        count = f"  {w.counted(len(reports), 'report')}, {w.counted(len(origin.claims), 'claim')}"
        found.append(_line((f"{letter}  ", "bold"), (safe(origin.name), "bold"), (unnamed, "italic"), (count, "dim")))
        held = [lookup.reports[r] for r in reports]
        names = [f"{safe(r.publisher or r.title)} ({w.published_of(r.published)})" for r in held]
        found.append(_line(", ".join(names), indent=5))
        if origin.because:
            found.append(_line((f"counted once: {safe('; '.join(origin.because))}", "dim"), indent=5))
    return found


def _responsibility(lookup: Lookup) -> list["RenderableType"]:
    from rich.text import Text

    hypotheses = lookup.dossier.assessment.hypotheses
    if not hypotheses:
        return [_line("No report here says who was responsible.")]
    table = _table("=Hypothesis", "alleged", "hedged", "one of", "denied", "excluded", "conceded", ">against")
    for hypothesis in hypotheses:
        cells = []
        for _, held in rows.voices(hypothesis, lookup):
            origins = " ".join(lookup.letter(origin) for origin, _ in held)
            cells.append(Text.assemble((str(len(held)), "bold"), f" {origins}") if held else Text("–", style="dim"))
        table.add_row(
            Text(safe(w.hypothesis_label(hypothesis)), style="bold", overflow="ellipsis"),
            *cells,
            w.against_of(hypothesis),
        )
    found: list[RenderableType] = [table]
    for hypothesis in hypotheses:
        found += [
            _line((f"{safe(w.hypothesis_label(hypothesis))}: ", "bold"), safe(ground)) for ground in hypothesis.grounds
        ]
        found += [_withdrawn(hypothesis, row) for row in rows.withdrawals(hypothesis, lookup)]
    key = "Numbers are independent origins, letters name them; “against”: origins whose claims speak against it."
    found.append(_line((key, "dim")))
    if any(hypothesis.observed_against for hypothesis in hypotheses):
        found.append(_line((w.OBSERVED_KEY, "dim")))
    if lookup.dossier.assessment.observing != COUNTED:
        found.append(_line((w.NOT_COUNTED, "dim")))
    return found


def _matrix(lookup: Lookup) -> list["RenderableType"]:
    """Each claim and observation against each hypothesis, the most diagnostic first; and what hangs on one of them."""
    from rich.text import Text

    made = lookup.dossier.assessment
    found = sorted(rows.matrix(made.hypotheses, lookup), key=lambda row: -row.told_apart)
    if len(made.hypotheses) < 2 or not found:
        return []
    short = [f"H{n}" for n in range(1, len(made.hypotheses) + 1)]
    table = _table("", "Claim", *(f"={name}" for name in short), ">=apart")
    for row in found:
        signs = [cell.sign if cell else "–" for cell in row.cells]
        cells = [Text(f"({sign})" if row.gone else sign) for sign in signs]
        words = Text(quoted(row.claim.quote), style="dim" if row.gone else "italic")
        words = Text.assemble(f"{safe(row.label)}: ", words)
        table.add_row(Text(lookup.letter(row.origin), style="bold"), words, *cells, f"{row.told_apart} of {row.pairs}")
    names = "  ".join(f"{n} {safe(w.hypothesis_label(h))}" for n, h in zip(short, made.hypotheses, strict=True))
    told: list[RenderableType] = [_line(names), table, _line((w.MATRIX_KEY, "dim"))]
    told += [_line("• ", safe(w.sensitivity_of(each, lookup.source(each.origin)))) for each in made.sensitivity]
    if not made.sensitivity:
        told.append(_line("No order of two hypotheses hangs on one source alone."))
    return told


def _withdrawn(hypothesis: Hypothesis, row: rows.Withdrawal) -> "RenderableType":
    label = f"{safe(w.hypothesis_label(hypothesis))}: "
    said = f"{w.WITHDRAWN} {row.letter} ({safe(row.origin)}): once {quoted(row.said.quote)}, then "
    return _line((label, "bold"), said, quoted(row.now.quote))


def _claims(lookup: Lookup, claims: Sequence[Claim]) -> list["RenderableType"]:
    found: list[RenderableType] = []
    order = {c.id: n for n, c in enumerate(claims)}
    for _, heading, members in rows.claim_groups(lookup):
        mine = [c for c in members if c.id in order]
        if mine:
            found.append(_line((heading, "bold")))
            found += [piece for c in mine for piece in _claim(lookup, c)]
    outside = [c for c in claims if c.id not in {d.id for d in lookup.dossier.claims}]
    return found + [piece for c in outside for piece in _claim(lookup, c)]


def _claim(lookup: Lookup, claim: Claim) -> list["RenderableType"]:
    origin, report = lookup.origin_of(claim.id), lookup.report_of(claim)
    letter = lookup.letter(origin.id) if origin else " "
    return [
        _line((f"{letter}  ", "bold"), safe(w.claim_of(claim)), (f"  {claim.id[:8]}", "dim"), indent=4),
        _line((quoted(claim.quote), "italic"), indent=7),
        _line((_chain(claim, report.publisher if report else ""), "dim"), indent=7),
    ]


def _chain(claim: Claim, publisher: str) -> str:
    return " ← ".join(safe(hop) for hop in [publisher or "report", *(w.hops_of(claim.chain) or [w.OWN_VOICE])])


def _findings(findings: Sequence[Finding], lookup: Lookup) -> list["RenderableType"]:
    found: list[RenderableType] = []
    for finding in findings:
        found.append(_line("• ", safe(finding.statement)))
        if finding.reasons:
            found.append(_line((safe("; ".join(finding.reasons)), "dim"), indent=4))
        for quote in finding.quotes:
            report = lookup.reports.get(quote.report)
            found.append(
                _line((quoted(quote), "italic"), (f"  {safe(report.publisher) if report else ''}", "dim"), indent=4)
            )
    return found


def _unexplained(dossier: Dossier) -> list[Claim]:
    """Claims on other matters that no finding shows already."""
    shown = {q for f in dossier.assessment.scoped_out for q in f.quotes}
    return [c for c in dossier.nearby if c.quote not in shown]


def _judgements(lookup: Lookup) -> list["RenderableType"]:
    return [
        _line("• ", (j.decision.value, "bold"), f", by an analyst, {w.moment_of(j.at)}: {safe(j.why)}")
        for j in lookup.dossier.judgements
    ]


def _problems(dossier: Dossier) -> list["RenderableType"]:
    return [
        _line("• ", (p.severity.value, "bold"), f" {safe(p.where)}: {safe(p.what)} {safe(p.todo)}")
        for p in dossier.problems
    ]


def _check(dossier: Dossier) -> list["RenderableType"]:
    found: list[RenderableType] = []
    for capture in dossier.captures:
        said = " ".join(filter(None, [safe(capture.publisher), safe(capture.published)]))
        found.append(_line(said or safe(capture.origin)))
        found.append(_line((capture.digest, "dim"), indent=4))
    found.append(_line("Recompute every digest and every quote with: isnad check CASE"))
    found.append(_line("By hand: sha256sum FILE, and compare. Every quote can be read in: isnad export CASE --as html"))
    if dossier.version:
        found.append(_line((f"isnad {dossier.version}, incident {dossier.incident.id}", "dim")))
    return found
