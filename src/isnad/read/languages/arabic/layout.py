"""Layout: what the lines of a page tell: furniture round the text, and numbered lists of names.

What may live here: rules that look at lines as such, before their sentences are read.
"""

import re
from datetime import date
from urllib.parse import unquote, urlsplit

from isnad.read.formats.dateline import date_in
from isnad.read.languages.arabic.casualties import Harm
from isnad.read.languages.arabic.letters import fold
from isnad.read.languages.arabic.tokens import Sentence
from isnad.records.claim import Count, Outcome

CORE = 30  # letters of a title that have to stand again for it to be the same title
FARTHEST = 80  # lines down in which the title of a page stands again over its text
LEAST = 3  # lines between: fewer are a dateline, not a menu
RUN = 4  # lines one after the other that stand twice in a page: a menu or a ticker, printed above and below
PARAGRAPH = 120  # letters; longer lines that stand twice are the report itself, printed again
SLUG = 4  # words of an address that make a title
LATER = 7  # days after its publication, on which a page shows other news than its report
STAMP = 30  # letters; a line that says how long ago a story came is shorter
LONG = 4  # letters of a word that tells titles apart
_AGO = re.compile(
    r"\W*(?=.*(?:منذ|مضت|مضي))(?:منذ )?(?:\d+ )?"
    r"(?:ثانيه|ثواني|ثوان|دقيقه|دقائق|دقيقتين|ساعه|ساعات|ساعتين|يوم|يوما|ايام|يومين|اسبوع|اسابيع|اسبوعين|شهر|اشهر|شهور|"
    r"شهرين|سنه|سنوات|سنتين|عام|اعوام)(?: واحده?)?(?: مضت| مضي)?\W*"
)
_DAY = re.compile(r"\W*(?:[ء-ي]+ )?(?:\d{4}[/-]\d{1,2}[/-]\d{1,2}|\d{1,2}[/-]\d{1,2}[/-]\d{4})\W*")
_UNDER_POST = re.compile(r"All reactions:[^\n]*")
_LINES = re.compile(r"\n+")
_WORD = re.compile(r"\w+")


def furniture(text: str, url: str = "", published: date | None = None) -> frozenset[int]:
    """The lines of a folded text (as ``Sentence.line`` counts them) that are not the report: what lies between a
    page's title and the same title over its text, what stands before the title that the page's address spells (all of
    it, where the page came without the report), headlines and menus that are printed twice, those that stand under
    the day on which the page was looked at, when the report was ``published`` long before, and those between lines
    that say how long ago each came ("4 ساعات مضت")."""
    lines = [line.strip() for line in _LINES.split(text)]
    title = _title_in(url)
    if title and _lacks(text, title):
        return frozenset(range(len(lines)))
    found = {*_before_second_title(lines), *_before_title(title, lines), *_of_later_day(lines, published)}
    return frozenset(found | _printed_twice(lines) | _of_other_times(lines))


def _title_in(url: str) -> list[str]:
    """The words of the title that the last part of an address spells in Arabic; empty where it spells none."""
    try:
        last = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    except ValueError:
        return []
    words = [word for word in _WORD.findall(fold(last).replace("_", " ")) if not word.isdigit()]
    return words if len(words) >= SLUG and not any(word.isascii() for word in words) else []


def _lacks(text: str, title: list[str]) -> bool:
    """Whether hardly a word of a title stands in the text: then the page came without its report."""
    told = [word for word in title if len(word) >= LONG]
    return bool(told) and sum(word in text for word in told) < len(told) / 3


def _before_second_title(lines: list[str]) -> range:
    core = lines[0][:CORE] if lines else ""
    if len(core) < CORE:
        return range(0)
    for number in range(1 + LEAST, min(len(lines), FARTHEST)):
        if lines[number].startswith(core):
            return range(1, number)
    return range(0)


def _before_title(title: list[str], lines: list[str]) -> range:
    for number, line in enumerate(lines[:-1]) if title else ():
        words = [word for word in _WORD.findall(line) if not word.isdigit()]
        if words[: len(title)] == title and any(len(each) > PARAGRAPH for each in lines[number + 1 :]):
            return range(number)
    return range(0)


def _of_later_day(lines: list[str], published: date | None) -> range:
    """The headlines at the top of a page under a day that came long after the report: those of the site when the page
    was taken, up to the first line that is a sentence."""
    today = date_in(lines[0]) if published and lines else None
    if published is None or today is None or (today.first_day - published).days <= LATER:
        return range(0)
    told = (number for number, line in enumerate(lines) if line.endswith(".") or len(line) > PARAGRAPH)
    return range(next(told, len(lines)))


def _of_other_times(lines: list[str]) -> set[int]:
    """The titles of other stories, each with a line of its own on how long ago it came or on which day, two or more
    after each other, and of days three; the one before the first and behind the last too, for those lines may stand
    over their titles or under them."""
    stamps = [n for n, line in enumerate(lines) if len(line) < STAMP and (_AGO.fullmatch(line) or _DAY.fullmatch(line))]
    found: set[int] = set()
    for k, one in enumerate(stamps[:-1]):
        after = stamps[k + 1 : k + 3]
        ago = after[0] - one == 2 and not (_DAY.fullmatch(lines[one]) and _DAY.fullmatch(lines[after[0]]))
        if ago or [n - one for n in after] == [2, 4]:
            near = range(max(0, one - 1), min(after[0 if ago else 1] + 2, len(lines)))
            found.update(n for n in near if len(lines[n]) <= PARAGRAPH and not lines[n].endswith("."))
    return found


def _printed_twice(lines: list[str]) -> set[int]:
    first: dict[tuple[str, ...], int] = {}
    found: set[int] = set()
    for number in range(len(lines) - RUN + 1):
        run = tuple(lines[number : number + RUN])
        before = first.setdefault(run, number)
        if number - before >= RUN and sum(map(len, run)) < RUN * PARAGRAPH:
            found.update(range(before, before + RUN))
            found.update(range(number, number + RUN))
    return found


def without_comments(sentences: list[Sentence], text: str) -> list[Sentence]:
    """The sentences without what a platform prints under a post: its counters, and what others commented, up to the
    end of the line. Those words are not the report's."""
    under = [m.span() for m in _UNDER_POST.finditer(text)]
    if not under:
        return sentences
    kept: list[Sentence] = []
    for sentence in sentences:
        tokens = [t for t in sentence.tokens if not any(a <= t.start < b for a, b in under)]
        if tokens:
            kept.append(Sentence(tokens, sentence.line, len(kept)))
    return kept


def listed(sentences: list[Sentence], at: int, text: str) -> Harm | None:
    """The count of a numbered list of names under a heading ("أسماء الشهداء:", then 1, 2, 3 ...); None where the
    sentence is no such heading. A list that breaks off ("...") counts those it names at least."""
    tokens = sentences[at].tokens
    heads = (k for k, t in enumerate(tokens[:-1]) if "names_of" in t.senses)
    k = next((k for k in heads if "victim" in tokens[k + 1].senses), None)
    if k is None:
        return None
    found, last = 0, at
    for n in range(at + 1, len(sentences)):
        first = sentences[n].tokens[0]
        if sentences[n].line > sentences[last].line + 1:
            break
        if first.number and first.text == str(found + 1):
            found, last = found + 1, n
    broken = text[sentences[last].tokens[-1].end :].lstrip().startswith(("...", "…"))
    if found < 2:
        return None
    outcome = Outcome(tokens[k + 1].value("victim")[0])
    words = " ".join(t.text for t in tokens[k : k + 2])
    count = Count(outcome=outcome, low=found, high=None if broken else found, words=words)
    return Harm((count,), k, k + 2, "names in a numbered list")
