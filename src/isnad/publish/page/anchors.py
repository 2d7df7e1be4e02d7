"""Anchors: where in the page the words of each claim, finding and cue stand.

What may live here: names of places in the page, and which words lead there.
"""

import re

from isnad.publish.lookup import Lookup, kind_of
from isnad.publish.page.marking import Span
from isnad.publish.speaking.tongue import Tongue
from isnad.publish.wording import claim_of
from isnad.records.claim import Claim
from isnad.records.report import Quote

_SAFE = re.compile(r"[A-Za-z0-9_-]+")


class Anchors:
    """Gives every claim, every quoted finding and every cue its place in the text of its report.

    Words that do not stand in their report as quoted are never marked: they are listed in ``astray``.
    """

    def __init__(self, lookup: Lookup, tongue: Tongue) -> None:
        self._lookup = lookup
        self._tongue = tongue
        self.spans: dict[str, list[Span]] = {r: [] for r in lookup.reports}
        self.astray: list[tuple[str, Quote]] = []
        self._claims: dict[str, str] = {}
        self._quotes: dict[Quote, str] = {}
        self._reports = {r.id: f"report-{n}" for n, r in enumerate(lookup.reports_by_time(), start=1)}
        for number, claim in enumerate(lookup.claims.values(), start=1):
            self._claims[claim.id] = self._claim(claim, number)
        for quote in self._other_quotes():
            if quote not in self._quotes:
                self._quotes[quote] = self._place(quote, f"x-{len(self._quotes) + 1}", "quoted", "")
        for claim in lookup.claims.values():
            for link in claim.chain.links:
                if link.cue is not None and link.cue not in self._quotes:
                    note = f"{link.narrator.name}: {tongue.t(link.manner.value)}"
                    self._quotes[link.cue] = self._place(link.cue, f"x-{len(self._quotes) + 1}", "cue", note)

    def _claim(self, claim: Claim, number: int) -> str:
        ident = f"w-{claim.id}" if _SAFE.fullmatch(claim.id) else f"w-no{number}"
        outside = claim.id not in {c.id for c in self._lookup.dossier.claims}
        kind = kind_of(claim.content) + (" outside" if outside else "")
        note = self._tongue.plainly(claim_of(claim))
        note += f" ({self._tongue.t('kept out of the tally')})" if outside else ""
        self._quotes.setdefault(claim.quote, ident)
        return self._place(claim.quote, ident, kind, note)

    def _other_quotes(self) -> list[Quote]:
        made = self._lookup.dossier.assessment
        findings = [made.headline, *made.contradictions, *made.scoped_out]
        findings += [f for t in made.tallies for f in t.disagreements]
        return [q for f in findings for q in f.quotes]

    def _place(self, quote: Quote, ident: str, kind: str, note: str) -> str:
        report = self._lookup.reports.get(quote.report)
        if report is not None and report.holds(quote):
            self.spans[quote.report].append(Span(start=quote.start, end=quote.end, ident=ident, kind=kind, note=note))
        else:
            self.astray.append((ident, quote))
        return ident

    def words(self, claim: str) -> str:
        """The link to a claim's words; to the table of claims for one that is not in the dossier."""
        return f"#{self._claims[claim]}" if claim in self._claims else "#claims"

    def quote(self, quote: Quote) -> str:
        """The link to quoted words."""
        return f"#{self._quotes[quote]}" if quote in self._quotes else "#reports"

    def report(self, report: str) -> str:
        """The link to a report's text."""
        return f"#{self._reports[report]}" if report in self._reports else "#reports"
