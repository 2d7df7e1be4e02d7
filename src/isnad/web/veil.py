"""The veil: names of people said killed or hurt are not put on a page unless somebody asks for them.

What may live here: finding those names in a report's text, and text with bullets in their place, letter for letter.
Only a language whose reader offers ``people`` can tell whose names they are; in others nothing is veiled.
"""

import re
import threading
from collections import OrderedDict

from isnad import plugins
from isnad.records.report import Report
from isnad.web.placing import Placing

KEPT = 5_000  # reports whose names are remembered
SHORT = 3  # letters; a shorter part of a name is veiled only within the whole
_NAME = re.compile(
    r"\b[A-Z][\w'’-]+ (?:[a-z]{2} )?[A-Z][\w'’-]+"
)  # two capital words: else no name is worth looking for
_LETTER = re.compile(r"\w")


class Veil:
    """Veils the texts of a case's reports."""

    def __init__(self, placing: Placing) -> None:
        self._placing = placing
        self._turn = threading.Lock()
        self._names: OrderedDict[str, re.Pattern[str] | None] = OrderedDict()

    def over(self, text: str, report: Report | None) -> str:
        """A text of a report as long as it was, without the names of those it tells of as killed or hurt."""
        if report is None or not _LETTER.search(text):
            return text
        names = self._names_in(report)
        return names.sub(lambda m: _LETTER.sub("•", m[0]), text) if names else text

    def hides(self, report: Report) -> bool:
        """Whether a report holds any such name."""
        return self._names_in(report) is not None

    def _names_in(self, report: Report) -> re.Pattern[str] | None:
        with self._turn:
            if report.id not in self._names:
                while len(self._names) >= KEPT:
                    self._names.popitem(last=False)
                self._names[report.id] = self._found(report)
            return self._names[report.id]

    def _found(self, report: Report) -> re.Pattern[str] | None:
        reader = next((r for r in plugins.shelf("languages").items if r.code == report.language), None)
        if reader is None or not hasattr(reader, "people") or not _NAME.search(report.text):
            return None
        parts: set[str] = set()
        for person in reader.people(report, self._placing.tables()):
            if person.name:
                parts |= {person.name, *(each for each in person.name.split() if len(each) > SHORT)}
        if not parts:
            return None
        longest = sorted(parts, key=lambda each: (-len(each), each))
        return re.compile(r"\b(?:" + "|".join(re.escape(each) for each in longest) + r")\b")
