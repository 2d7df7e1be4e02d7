"""Whose words a report's own voice is: its publisher's, or the agency's it reprints.

What may live here: reading publisher strings, datelines and source lines.
"""

import re
from dataclasses import dataclass

from isnad.records.report import Report

HEAD = 400  # characters in which a dateline stands
_BRACKET = re.compile(r"\(([^()]{2,40})\)\s*$")
# "CITY, Country (Agency) -" at the start of a text, the form of news agencies' datelines (AP Stylebook, "datelines").
_DATELINE = re.compile(r"(?<!\w)\(([A-Z][\w.&' -]{1,30}|[\u0600-\u06ff ]{3,30})\)\s*[-–—:]")
_CREDIT = re.compile(r"\bSource\s*:\s*([A-Z][\w.&' -]{2,40})\)?\s*$")
_AGENCIES = re.compile(r"\b(?:and|&|\+|/|,)?\s*(?:news )?agencies\b|(?:و|ال)?وكالات", re.IGNORECASE)
# What stands in brackets after a name without being an agency: an edition, a medium, a country's code.
_EDITION = re.compile(
    r"(?:english|arabic|french|online|website|web|blog|print|video|photo|tv|radio|official|live|[a-z]{2}|facebook|"
    r"twitter|telegram|x|youtube|instagram)(?: (?:edition|page|channel|account|service))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks where a report names nobody; ``unnamed`` where it is "agencies"; ``because`` says how it is known."""

    name: str
    unnamed: bool = False
    because: str = ""


def own_voice(report: Report) -> Voice:
    """The voice of a report: the agency its publisher string, dateline or source line names, else its publisher."""
    publisher = report.publisher.strip()
    bracket = _BRACKET.search(publisher)
    if bracket and not _EDITION.fullmatch(bracket[1].strip()):
        return _agency(bracket[1].strip(), publisher, f"the publisher is given as “{publisher}”")
    dateline = _DATELINE.search(report.text[:HEAD])
    if dateline and not _EDITION.fullmatch(dateline[1].strip()):
        return _agency(dateline[1].strip(), publisher, f"the dateline reads “{dateline[0].strip()}”")
    credit = _CREDIT.search(report.text.rstrip())
    if credit:
        return _agency(credit[1].strip(), publisher, f"the report ends with “{credit[0].strip()}”")
    return _agency(publisher, publisher, "") if publisher else Voice(name=f"report {report.id}")


def _agency(name: str, publisher: str, because: str) -> Voice:
    if _AGENCIES.search(name):
        return Voice(name=publisher or name, unnamed=True, because=because or f"“{name}” does not say which agencies")
    return Voice(name=name, because=because)
