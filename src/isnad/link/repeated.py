"""Repeated: lines that a site puts on page after page, which tell nothing of what one page is about.

What may live here: finding them in a pool. A saved page holds its site's menu, today's headlines and what asks to log
in; two such pages are alike by that, and name villages that neither tells of. What repeats is told from the pool alone:
no table of sites is needed.
"""

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from isnad.records.report import Report

OFTEN = 3  # pages of a site with different titles; two may be one page saved twice, or its reprint


class Repeated:
    """The lines that several pages of one site have."""

    def __init__(self, reports: Iterable[Report]) -> None:
        met: Counter[tuple[str, str]] = Counter()
        once: set[tuple[str, str, str]] = set()
        for report in reports:
            site, head = _site(report), report.title or report.text.lstrip().split("\n", 1)[0]
            for line in _lines(report.text) if site else ():
                if (site, head, line) not in once:
                    once.add((site, head, line))
                    met[site, line] += 1
        self._often = frozenset(key for key, many in met.items() if many >= OFTEN)

    def without(self, report: Report) -> str:
        """A report's text without the lines that its site repeats."""
        site = _site(report)
        if not site or "\n" not in report.text:
            return report.text
        return "\n".join(line for line in report.text.split("\n") if (site, line.strip()) not in self._often)


def _site(report: Report) -> str:
    """The host of its address, else its publisher."""
    try:
        host = urlsplit(report.url).hostname
    except ValueError:
        host = None
    return (host or report.publisher).removeprefix("www.")


def _lines(text: str) -> Iterable[str]:
    """Each line once; none of a text of one line, for that is no page."""
    return dict.fromkeys(stripped for line in text.split("\n") if (stripped := line.strip())) if "\n" in text else ()
