"""What the printed dossier says: statements, each with the quotes it rests on, in one language.

What may live here: gathering one dossier into plain data for the template. Words come from ``words.toml``.
"""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from isnad.publish import wording
from isnad.publish.lookup import Lookup
from isnad.publish.page.rows import histories, matrix, withheld
from isnad.publish.paper.drawn import drawings_of
from isnad.publish.speaking.tongue import tongue_of
from isnad.records.assessment import Figure, Hypothesis, Observation, ObservationKind, Tally
from isnad.records.claim import Claim, Responsibility, Status
from isnad.records.dossier import Dossier
from isnad.records.report import Report

LANGUAGES = ("en", "ar")
QUOTED = 6  # quotes in one footnote
Plain = dict[str, Any]


@cache
def table(language: str) -> Plain:
    """The words of one language."""
    text = files("isnad.publish.paper").joinpath("words.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)[language])


class Content:
    """One dossier in one language."""

    def __init__(self, dossier: Dossier, language: str) -> None:
        self.dossier, self.language, self.lookup = dossier, language, Lookup(dossier)
        self.words, self.tongue = table(language), tongue_of(language)

    def made(self) -> Plain:
        """All that the template lays out."""
        dossier, w = self.dossier, self.words
        incident, made = dossier.incident, dossier.assessment
        version = w["version"].format(version=dossier.version or "?", incident=incident.id)
        steps, drawn = drawings_of(self.lookup, self.tongue)
        return {
            "lang": self.language,
            "w": {key: value for key, value in w.items() if isinstance(value, str)},
            "case": dossier.case,
            "title": self.tongue.plainly(incident.name),
            "facts": [
                [w["grade"], w["grades"][made.grade.term.value]],
                [w["place"], ", ".join(filter(None, self._place()))],
                [w["days"], _apart(incident.when.edtf()) if incident.when else w["not_known"]],
                [w["reports"], str(len(dossier.reports))],
                [w["origins"], str(len(made.independent))],
            ],
            "toll": [self._tally(tally) for tally in made.tallies],
            "responsibility": [said for hypothesis in made.hypotheses for said in self._hypothesis(hypothesis)],
            "steps": steps,
            "drawn": drawn,
            "matrix": self._matrix(),
            "chains": [self._origin(origin.id) for origin in self.lookup.roots],
            "sources": [self._source(report) for report in self.lookup.reports_by_time()],
            "withheld": [
                [rule.name, self.words.get("rules", {}).get(rule.name, rule.what), times]
                for rule, times in withheld(dossier)
            ],
            "version": version,
        }

    def _place(self) -> Iterator[str]:
        where = self.dossier.incident.where
        yield wording.place_of(where) if where is not None else self.words["not_known"]
        if where is not None and where.latitude is not None:
            yield _apart(f"{where.latitude:.4f}, {where.longitude:.4f}")
            yield f"where_prec {where.where_prec}"

    def _range(self, low: int | None, high: int | None, *, high_open: bool = False) -> str:
        if low is None:
            return str(self.words["not_numbered"] if high is None else self.words["up_to"].format(number=high))
        span = f"{low}" if high is None or high == low else _apart(f"{low}–{high}")
        return str(self.words["or_more"].format(number=span)) if high is None or high_open else span

    def _who(self, group: str, status: Status) -> str:
        groups = self.words["groups"]
        if group == "people" and status is not Status.UNDETERMINED:
            return str(groups[status.value])
        name = str(groups.get(group) or self.tongue.t(group).capitalize())
        return name if status is Status.UNDETERMINED else f"{name} ({groups[status.value]})"

    def _tally(self, tally: Tally) -> Plain:
        said = self._range(tally.low, tally.high, high_open=tally.high_open)
        outcome = self.words["outcomes"][tally.outcome.value]
        standing = [figure.claim for figure in self.lookup.standing(tally)]
        return {
            "said": self.words["said"].format(who=self._who(tally.group, tally.status), outcome=outcome, range=said),
            "most": "" if tally.best is None else self.words["most"].format(number=tally.best),
            "origins": tally.origins,
            "low": tally.low,
            "best": tally.best,
            "high": tally.high,
            "open": tally.high_open,
            "notes": self._notes(standing),
            "history": [
                [h.letter, self.tongue.say.source(h.name), [self._step(f) for f in h.steps]]
                for h in histories(tally, self.lookup)
            ],
        }

    def _step(self, figure: Figure) -> str:
        return self._range(figure.low, figure.high)

    def _label(self, hypothesis: Hypothesis) -> str:
        parties = self.words["and"].join(hypothesis.parties) or self.words["unnamed"]
        several = hypothesis.jointly and len(hypothesis.parties) > 1
        return str(self.words["jointly"].format(parties=parties) if several else parties)

    def _hypothesis(self, hypothesis: Hypothesis) -> Iterator[Plain]:
        for field, words in self.words["relations"].items():
            origins = list(dict.fromkeys(getattr(hypothesis, field)))
            if origins:
                known = self.lookup.origins
                names = [self.tongue.say.source(known[o].name) if o in known else "?" for o in origins]
                claims = [
                    found.id
                    for origin in origins
                    if (found := self.lookup.voice(hypothesis, origin, wording.RELATION_KINDS[field])) is not None
                ]
                said = f"{self._label(hypothesis)}: {words} {len(origins)}: {', '.join(names)}"
                yield {"said": said, "notes": self._notes(claims)}

    def _matrix(self) -> Plain:
        hypotheses = self.dossier.assessment.hypotheses
        rows = []
        for row in matrix(hypotheses, self.lookup):
            cells = ["" if cell is None else cell.sign for cell in row.cells]
            letter = self.lookup.letter(row.origin)
            label = self._observed(row.observed) if row.observed else self._evidence(row.claim)
            rows.append({"note": self._note(row.claim), "letter": letter, "label": label, "cells": cells})
        return {"columns": [self._label(hypothesis) for hypothesis in hypotheses], "rows": rows}

    def _observed(self, observation: Observation) -> str:
        what = self.words["means"].get(observation.what, observation.what)
        if observation.kind is ObservationKind.PRESENCE:
            what = self.words["presence"][observation.what].format(party=observation.party)
        words = self.words["observed_near_by" if observation.kind is ObservationKind.PATTERN else "observed"]
        return str(words.format(what=what, party=observation.party, number=len(observation.origins)))

    def _evidence(self, claim: Claim) -> str:
        """What a claim on responsibility is as evidence."""
        said = claim.content
        if not isinstance(said, Responsibility):
            return ""
        denied = f" {said.denial}" if said.denial else ""
        return str(self.words["evidence"][f"{said.relation}{denied}"])

    def _notes(self, claims: Iterable[str]) -> Plain:
        """The quotes of some claims, each once, and how many were left out."""
        notes: list[Plain] = []
        for claim in dict.fromkeys(claims):
            if claim in self.lookup.claims and (note := self._note(self.lookup.claims[claim])) not in notes:
                notes.append(note)
        rest = len(notes) - QUOTED
        return {"quotes": notes[:QUOTED], "more": self.words["more"].format(number=rest) if rest > 0 else ""}

    def _note(self, claim: Claim) -> Plain:
        report = self.lookup.report_of(claim)
        return {
            "quote": claim.quote.text,
            "lang": _language(report),
            "chain": wording.chain_of(claim.chain, report.publisher if report else ""),
            "day": _day(report) if report else "",
            "digest": report.digest.removeprefix("sha256:") if report else "",
        }

    def _origin(self, ident: str) -> Plain:
        origin = self.lookup.origins[ident]
        reports = [self.lookup.reports[r] for r in dict.fromkeys(origin.reports) if r in self.lookup.reports]
        called = self.tongue.say.source(origin.name)
        name = f"{called} ({self.words['unnamed']})" if origin.open else called
        told = [", ".join(filter(None, (r.publisher or r.title or "?", _day(r)))) for r in reports]
        return {"letter": self.lookup.letter(ident), "name": name, "reports": told}

    def _source(self, report: Report) -> Plain:
        return {
            "publisher": report.publisher,
            "title": report.title,
            "lang": _language(report),
            "day": _day(report) or self.words["not_known"],
            "url": report.url,
            "digest": report.digest.removeprefix("sha256:"),
        }


def _day(report: Report) -> str:
    return _apart(report.published.edtf()) if report.published else ""


def _apart(words: str) -> str:
    """Figures that keep their order from the left within a line from the right (Unicode, UAX 9: an isolate)."""
    return f"\u2066{words}\u2069"


def _language(report: Report | None) -> str:
    """A language that a reader of the page can be told; empty where it is not known."""
    known = report.language.split("-")[0] if report is not None else ""
    return known if known.isascii() and known.isalpha() and len(known) == 2 else ""
