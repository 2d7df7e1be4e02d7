"""Timing: which of the days that a report names is the day of its main happening.

What may live here: what the words beside a day say of it (the happening, what came after, what is to come), and the
choice among the days by it. News tells when people were charged, buried and quoted as often as when they were shot:
the day is told by the verb it stands with.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from isnad.read.languages.english.dates import Dated
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token
from isnad.read.languages.english.voices import Line
from isnad.records.when import Interval

REACH = 24  # tokens from a day to the word that tells what happened on it
BREAKS = frozenset((";", "after", "before", "when", "while", "where", "who", "which", "but", "although", "since"))
BESIDE_NOUN = 4  # tokens between a day and the noun it stands before: "the March 20 fatal shooting"
OPENS = 2  # tokens before a day within which "that" opens what is told of it
CLOCK = frozenset(("a.m.", "p.m.", "a.m", "p.m", "am", "pm", "noon", "midnight", "o'clock", "hours"))
NEWS = 8  # days that news of a happening is told within
LONGEST = 3  # days that a happening's day may be known only within, to be chosen
BODIES = frozenset(("dead", "death", "body"))  # nouns that tell of harm as a verb does


@dataclass(slots=True)
class Weighed:
    """A day named, and how much speaks for its being the main happening's (below 0: for its not being)."""

    line: int
    dated: Dated
    weight: float
    why: str


@cache
def _kinds() -> dict[str, str]:
    """Words beside a day -> what they make of it; what is said of the happening itself goes before all."""
    known = lexicon()
    found: dict[str, str] = {}
    for name in ("afterwards", "at_once", "of_the_happening"):
        for word in known.raw["timing"][name]:
            forms = known.forms(word) if name == "of_the_happening" and word.isalpha() else (word,)
            found.update(dict.fromkeys((*forms, word), name))
    found.update({w: "of_the_happening" for w in known.acts if " " not in w})
    hurt = {w for w, (outcome, _) in known.outcome_of.items() if outcome in ("killed", "injured")}
    found.update(dict.fromkeys(hurt - {"died", "dead", "death", "deaths", "succumbed"}, "of_the_happening"))
    return found


WEIGHTS = {  # how much speaks for a day, by what the word beside it makes of it; set on the shootings exam, even half
    "of_the_happening": 4.0,
    "at_once": 2.0,
    "": 0.6,
    "of_a_post": 0.3,
    "afterwards": -2.0,
    "to_come": -9.0,
    "of_the_page": -9.0,
}


def weighed(lines: Sequence[Line], dates: Sequence[list[Dated]], spoken: frozenset[int]) -> list[list[Weighed]]:
    """Every day named in each line with its weight; ``spoken`` are where days stand that tell when someone spoke."""
    return [[_weigh(line, d, found, spoken) for d in found] for line, found in zip(lines, dates, strict=True)]


def _weigh(line: Line, dated: Dated, beside: list[Dated], spoken: frozenset[int]) -> Weighed:
    tokens = line.tokens
    first = bisect_left(tokens, dated.start, key=lambda t: t.start)
    after = bisect_left(tokens, dated.end, key=lambda t: t.start)
    told = max((d.end for d in beside if d.end <= dated.start), default=-1)  # where the day before it ends
    kind, word = _governor(tokens, first, after, told)
    meant = kind in ("of_the_happening", "at_once")
    if dated.start in spoken and not meant:
        kind = "afterwards"
    kind = _other_than_news(tokens, first, told) or kind
    low = [t.low for t in tokens]
    weight = WEIGHTS[kind] / (2 if dated.start in spoken and meant and WEIGHTS[kind] > 0 else 1)
    if kind in ("", "afterwards") and _opens(low, first) and _violent(low):
        weight = 1.5  # "On Tuesday, residents reported that jets had struck": the day of what is told, more likely
    if weight > WEIGHTS["to_come"] and any(w in CLOCK for w in low[max(0, first - 4) : after + 4]):
        weight += 1.0
    if any(w in lexicon().words("timing", "of_another") for w in low[max(0, first - 6) : after + 3]):
        weight -= 1.0
    return Weighed(line.index, dated, weight, f"{kind or 'no word'}: {word}")


def _other_than_news(tokens: list[Token], first: int, told: int) -> str:
    """Whether a day is one to come, a post's under its signature or a page's own."""
    low = [t.low for t in tokens[max(0, first - REACH) : first]]
    if low[-1:] == [")"] and any(t.tag == "H" for t in tokens[max(0, first - 3) : first]):
        return "of_a_post"
    if any(w in lexicon().words("timing", "of_the_page") for w in low[-3:]):
        return "of_the_page"
    from_here = (i + 1 for i, t in enumerate(tokens[max(0, first - REACH) : first]) if t.low in ".;" or t.start < told)
    clause = f" {' '.join(low[max(from_here, default=0) :])} "
    return "to_come" if any(f" {each} " in clause for each in lexicon().words("timing", "to_come")) else ""


def _violent(low: Sequence[str]) -> bool:
    return any(_kinds().get(w) == "of_the_happening" for w in low)


def _opens(low: Sequence[str], first: int) -> bool:
    """Whether a day stands at the head of its sentence, but for a preposition and a time of day."""
    known = lexicon()
    return first <= 8 and not any(w in known.cues or (w in known.verbs and w not in CLOCK) for w in low[:first])


def _governor(tokens: list[Token], first: int, after: int, told: int) -> tuple[str, str]:
    """What the word that a day stands with makes of it: the noun right after it ("the March 20 shooting"), else the
    nearest before it in its clause, else the first after it."""
    found = _noun_after(tokens, first, after) or _word_before(tokens, first, told)
    if found is not None:
        return found
    for token in tokens[after : after + REACH]:
        kind = _kinds().get(token.low, "")
        if kind and not (kind == "afterwards" and token.tag == "N"):
            return kind, token.low
    return "", ""


def _noun_after(tokens: list[Token], first: int, after: int) -> tuple[str, str] | None:
    before = tokens[first - 1].tag if first else ""
    while after < len(tokens) and tokens[after].low in lexicon().words("timing", "parts_of_day"):
        after += 1
    if not (before in ("D", "N") or (after < len(tokens) and tokens[after].tag == "G")):
        return None
    for token in tokens[after : after + BESIDE_NOUN + 1]:
        kind = _kinds().get(token.low, "")
        if kind and (token.tag != "V" or before == "D"):
            return kind, token.low
        if (token.tag in "SVAI" and "-" not in token.low) or token.low in BREAKS:
            return None
    return None


def _word_before(tokens: list[Token], first: int, told: int) -> tuple[str, str] | None:
    """The nearest word of a kind before a day, verbs before nouns; a verb of no kind that stands nearer keeps what
    came after ("said") from reaching it."""
    noun, plain = "", ""
    for i in range(first - 1, max(-1, first - 1 - REACH), -1):
        token = tokens[i]
        if token.start < told or token.low == ";" or (token.low == "that" and first - i <= OPENS):
            break  # "said that on Monday a man was shot": the day is of what follows
        kind = _kinds().get(token.low, "")
        if kind and (token.tag in "VAB" or kind == "of_the_happening" or token.low in BODIES):
            return ("", plain) if plain and kind == "afterwards" else (kind, token.low)
        if token.tag == "V" and not kind:
            plain = plain or token.low
        noun = noun or (token.low if kind and not token.text[0].isupper() else "")
        if token.low in BREAKS and i < first - 1:
            break
    if plain:
        return "", plain
    return (_kinds()[noun], noun) if noun else None


def main_day(found: Sequence[list[Weighed]], published: date | None) -> tuple[Interval | None, str]:
    """The day that most speaks for, and why; None where nothing does. What is told first and again counts more."""
    scores: defaultdict[tuple[date, date], list[tuple[float, Weighed]]] = defaultdict(list)
    for each in (w for line in found for w in line):
        interval = each.dated.interval
        to_come = published is not None and interval.first_day > published + timedelta(days=1)
        if each.weight > 0 and not each.dated.since and interval.day_count <= LONGEST and not to_come:
            recent = published is not None and (published - interval.first_day).days <= NEWS
            score = each.weight / (1 + 0.12 * each.line) * (1.3 if recent else 1.0)
            scores[interval.first_day, interval.last_day].append((score, each))
    best, total = None, 0.0
    for told in scores.values():
        told.sort(key=lambda s: (-s[0], s[1].line))
        whole = told[0][0] + 0.4 * sum(score for score, _ in told[1:4])
        if whole > total:
            best, total = told[0][1], whole
    if best is None:
        return None, ""
    return _narrowed(best.dated.interval, scores), best.why


def _narrowed(interval: Interval, scores: Mapping[tuple[date, date], list[tuple[float, Weighed]]]) -> Interval:
    """The one day within a stretch of days ("last weekend") that is named as well, where there is just one."""
    if interval.day_count == 1:
        return interval
    within = [k for k in scores if k[0] == k[1] and interval.first_day <= k[0] <= interval.last_day]
    return scores[within[0]][0][1].dated.interval if len(within) == 1 else interval
