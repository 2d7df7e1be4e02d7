"""An invented district, and claims as plain data: what the cases are written in."""

from collections.abc import Sequence
from datetime import date
from importlib import resources
from typing import Any

from isnad.read.belligerents import Belligerents, rows_of
from isnad.read.language import Tables
from isnad.read.languages.arabic.letters import fold
from isnad.records.claim import Casualties, Character, Claim, Count, Occurrence, Presence, Responsibility, Status
from isnad.records.report import Report
from isnad.records.when import Interval
from isnad.records.where import Place

PUBLISHED = date(2024, 11, 29)  # a Friday
PLACES = {
    "تل الورد": Place(name="Tall al-Ward", within=("Mina",), latitude=1.0, longitude=1.0, ident="t1"),
    "عين الزهر": Place(name="Ayn al-Zahr", within=("Mina",), latitude=1.2, longitude=1.0, ident="t2"),
    "كفر نجم": Place(name="Kafr Najm", within=("Mina",), latitude=1.4, longitude=1.0, ident="t3"),
    "الدير": Place(name="ad-Dayr", within=("Mina",), latitude=1.1, longitude=1.2, ident="t5"),
    "سد الرمان": Place(name="Sadd ar-Rumman", within=("Mina",), latitude=1.3, longitude=1.2, ident="t6"),
    "دير السرو": Place(name="Dayr as-Sarw", within=("Mina",), latitude=1.8, longitude=1.0, ident="t7"),
    "الميناء": Place(name="Mina", latitude=1.0, longitude=1.1, ident="t4", where_prec=4),
}


class Invented:
    """A gazetteer of seven places."""

    def find(self, name: str, near: Sequence[Place] = ()) -> tuple[Place, ...]:
        return tuple(p for n, p in PLACES.items() if fold(n) == fold(name))


_TABLE = resources.files("isnad.read").joinpath("belligerents.csv").read_text(encoding="utf-8")
TABLES = Tables(gazetteer=Invented(), belligerents=Belligerents(rows_of(_TABLE)))


def report(text: str, published: date | None = PUBLISHED, publisher: str = "") -> Report:
    """A report of this text."""
    when = Interval.days(published) if published else None
    return Report(
        id="r",
        capture="c",
        digest="sha256:" + "0" * 64,
        text=text,
        format="text",
        encoding="utf-8",
        language="ar",
        publisher=publisher,
        published=when,
    )


def _bounds(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return "unnumbered"
    return str(low) if low == high else f"{'' if low is None else low}-{'' if high is None else high}"


def count(c: Count) -> str:
    """A count in one line: "killed 3 civilians (civilian): 1 women"."""
    status = "" if c.status is Status.UNDETERMINED else f" ({c.status.value})"
    vague = f" ~{_bounds(*c.convention)}" if c.convention else ""
    parts = ": " + ", ".join(f"{_bounds(p.low, p.high)} {p.group}" for p in c.parts) if c.parts else ""
    return f"{c.outcome.value} {_bounds(c.low, c.high)}{vague} {c.group}{status}{parts}"


def place(where: Place) -> str:
    """A place in one line: "Tall al-Ward 2", with how far off it may lie where more is known of that than its code."""
    return f"{where.name} {where.where_prec}" + (f" ±{where.off_m} m" if where.off_m else "")


def plain(claim: Claim) -> dict[str, Any]:
    """A claim as the cases write it; what is usual is left out."""
    content, made = claim.content, {"quote": claim.quote.text}
    if isinstance(content, Casualties):
        made["counts"] = [count(c) for c in content.counts]  # type: ignore[assignment]
    elif isinstance(content, Responsibility):
        made |= {"relation": content.relation.value, "parties": list(content.parties)}  # type: ignore[dict-item]
        made |= {"denial": content.denial.value} if content.denial else {}
    elif isinstance(content, Occurrence):
        made |= {"act": content.act} | ({"target": content.target} if content.target else {})
    elif isinstance(content, Character):
        made["character"] = content.term
    elif isinstance(content, Presence):
        made |= {"there": content.whereabouts.value, "parties": list(content.parties)}  # type: ignore[dict-item]
    usual = {"stance": "asserted", "scope": "incident", "event": 0, "chain": [], "open": "", "where": "", "when": ""}
    given = {
        "stance": claim.stance.value,
        "scope": claim.scope.value,
        "event": claim.event,
        "chain": [f"{link.narrator.name} ({link.manner.value})" for link in claim.chain.links],
        "open": claim.chain.opened_by if claim.chain.open else "",
        "where": place(claim.where) if claim.where else "",
        "when": claim.when.edtf() if claim.when else "",
    }
    if claim.event:
        usual["scope"] = "another incident"
    return made | {k: v for k, v in given.items() if v != usual[k]}
