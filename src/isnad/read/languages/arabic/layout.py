"""Layout: what the lines of a page tell: furniture round the text, and numbered lists of names.

What may live here: rules that look at lines as such, before their sentences are read.
"""

import re

from isnad.read.languages.arabic.casualties import Harm
from isnad.read.languages.arabic.tokens import Sentence
from isnad.records.claim import Count, Outcome

CORE = 30  # letters of a title that have to stand again for it to be the same title
FARTHEST = 80  # lines down in which the title of a page stands again over its text
LEAST = 3  # lines between: fewer are a dateline, not a menu
_UNDER_POST = re.compile(r"All reactions:[^\n]*")
_LINES = re.compile(r"\n+")


def furniture(text: str) -> range:
    """The lines of a folded text (as ``Sentence.line`` counts them) that lie between a page's title and the same title
    over its text: menus, tickers and headlines of other reports. Empty where the title does not stand again."""
    lines = _LINES.split(text)
    core = lines[0].strip()[:CORE] if lines else ""
    if len(core) < CORE:
        return range(0)
    for number in range(1 + LEAST, min(len(lines), FARTHEST)):
        if lines[number].strip().startswith(core):
            return range(1, number)
    return range(0)


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
