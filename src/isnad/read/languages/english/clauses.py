"""Clauses: who can say a cue, and where what is said begins and ends.

What may live here: the search for a cue's subject and for the bounds of its content.
"""

from isnad.read.languages.english.lexicon import Cue, lexicon
from isnad.read.languages.english.phrases import (
    TIME,
    clause_start,
    is_head,
    noun_phrase_after,
    noun_phrase_before,
    skip_back,
    widened,
)
from isnad.read.languages.english.tokens import Token

PLURAL = frozenset(("police", "people", "media", "men", "women", "children", "who", "that", "which", ")"))


INVERTING = frozenset(
    (
        "say",
        "add",
        "write",
        "report",
        "announce",
        "state",
        "explain",
        "note",
        "tweet",
        "warn",
        "insist",
        "declare",
        "recall",
        "reply",
        "argue",
        "ask",
    )
)


PARTS = frozenset(("including", "mostly", "them", "whom"))  # a part of those told of follows: "most of them children"


BREAKS = frozenset(("while", "whereas", "although", "though", "but"))


def has_clause(tokens: list[Token], a: int, b: int) -> bool:
    """Whether a stretch holds a verb of its own."""
    return any(t.tag in "VA" for t in tokens[a:b])


def cue_at(tokens: list[Token], i: int) -> Cue | None:
    """The cue that token ``i`` is, where its place allows it to be one."""
    t = tokens[i]
    cue = lexicon().cues.get(t.low)
    if cue is None or t.tag in "PD":
        return None
    before = tokens[i - 1] if i else None
    if (
        before is not None
        and (before.tag in "DG" or before.low in ("to", "of", "for", "with"))
        and before.low not in ("that", "all", "both", "some", "many")
    ):
        return None
    if cue.form == "base" and not (
        before is not None
        and (before.tag in "RB" or before.low in PLURAL or (before.tag in "NP" and before.low.endswith("s")))
    ):
        return None
    if before is None and cue.form != "ing":
        return None
    if cue.form == "third" and before is not None and before.tag in "IDM":
        return None
    return cue


def after_content(tokens: list[Token], i: int, end: int) -> int | None:
    """The token where content begins after the cue at ``i``; None where none follows it."""
    j = past_time(tokens, i + 1, end)
    if j >= end:
        return None
    if tokens[j].low in (":", "that") or (tokens[j].tag == "Q"):
        return j + 1 if tokens[j].tag != "Q" else j
    for k in range(j, min(end, j + 14)):  # "said in a statement on Friday that", "said: "
        t = tokens[k]
        if t.low == "that" and not has_clause(tokens, j, k):
            return k + 1 if k + 1 < end else None
        if t.tag == "Q" and _broken_into(tokens, j, k, end):
            return j
        if t.low == ":" or (t.tag == "Q" and t.text in '“"«' and not has_clause(tokens, j, k)):
            return k + (t.low == ":") if k + 1 < end else None
        if t.tag in "VA" or (t.low == "," and tokens[min(k + 1, end - 1)].low not in ("however",)):
            break
    stop = next((k for k in range(j, end) if tokens[k].low in (",", ";", "—", "–")), end)
    if tokens[j].low == "," or tokens[j].low.endswith("ing") or not has_clause(tokens, j, end):
        return None
    if tokens[j].tag == "I" or TIME.match(tokens[j].low):
        if not has_clause(tokens, j, stop) or (
            tokens[j].low in ("in", "to", "on", "by", "at", "from") and stop < end and not has_clause(tokens, j, stop)
        ):
            return None if tokens[j].low not in ("on",) or stop < end else j
        return j
    return j if has_clause(tokens, j, stop) or stop < end else None


def _broken_into(tokens: list[Token], j: int, k: int, end: int) -> bool:
    """Whether the quotation at ``k`` goes on a clause whose subject stands before it: 'said jets "hit a market"'."""
    subject = k > j and tokens[k - 1].tag in "NPM" and tokens[j].tag in "DNPM"
    return subject and k + 1 < end and tokens[k + 1].tag in "VA" and not tokens[k + 1].low.endswith("ing")


def past_time(tokens: list[Token], j: int, end: int) -> int:
    """The token after words of time that follow a cue ("said late in the evening")."""
    while j < end and (tokens[j].low in ("late", "early", "earlier", "later") or TIME.match(tokens[j].low)):
        j += 1
    if j + 2 < end and tokens[j].low in ("in", "on", "at") and tokens[j + 1].tag in "DPN":
        k = j + 2 if tokens[j + 1].tag == "D" else j + 1
        if tokens[k].low in lexicon().words("words", "time_adjuncts"):
            return past_time(tokens, k + 1, end)
    return j


def content_end(tokens: list[Token], start: int, end: int) -> int:
    """Where content that begins at ``start`` stops: before a contrasted clause with a speaker of its own."""
    quoted = False
    for k in range(start, end):
        t = tokens[k]
        if t.tag == "Q":
            quoted = not quoted
        if quoted or k == start:
            continue
        if t.low in BREAKS and ((tokens[k - 1].low == "," and t.low != "but") or _own_speaker(tokens, k + 1, end)):
            return k
        if t.low in ("and", "however", "yet") and tokens[k - 1].low in ",;" and _says_itself(tokens, k + 1, end):
            return k - 1  # "A said x, and B said y"
        if t.low == "adding" and tokens[k - 1].low == ",":
            return k - 1
        if t.low == "according" and k + 1 < end and tokens[k + 1].low == "to" and k > start + 1:
            return k
    return end


def _says_itself(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a clause opens with a noun phrase that says something."""
    close = noun_phrase_after(tokens, start, end)
    cue = skip_on(tokens, close, end)
    return close > start and cue < end and cue_at(tokens, cue) is not None and looks_like_speaker(tokens, start, close)


def skip_on(tokens: list[Token], j: int, end: int) -> int:
    """From the end of a noun phrase over auxiliaries and adverbs to its verb."""
    while j < end and tokens[j].tag in "AB":
        j += 1
    return j


def _own_speaker(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a clause has a cue with a noun phrase before it, or goes on with the outer subject's verb."""
    if start < end and (tokens[start].tag == "A" or tokens[start].low in lexicon().cues):
        return True
    return any(
        cue_at(tokens, k) is not None
        and k > start
        and tokens[k - 1].tag in "NPRBHA"
        and lexicon().cues[tokens[k].low].form in ("past", "third", "past participle")
        for k in range(start + 1, end)
    )


def content_start(tokens: list[Token], source: int, taken: int) -> int:
    """Where content that ends before ``source`` begins: after what earlier attributions took."""
    start = taken
    for k in range(source - 1, taken, -1):
        if tokens[k].low in BREAKS and tokens[k].low != "but" and tokens[k - 1].low == ",":
            start = k + 1
            break
    return start


def subject(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """The noun phrase that says the cue at ``i``: just before it, or the clause's or the last speaker."""
    end = skip_back(tokens, i)
    floor = 0
    if end > 1 and tokens[end - 1].low in ("who", "which", "that"):  # "the army, which has denied"
        end -= 2 if tokens[end - 2].low == "," else 1
    if end > 0 and tokens[end - 1].low == ",":  # apposition: "Name, the minister, said"
        opening = next((k for k in range(end - 2, max(-1, end - 22), -1) if tokens[k].low == ","), None)
        if opening is not None and opening > 0 and not any(t.tag == "Q" for t in tokens[opening:end]):
            start = noun_phrase_before(tokens, opening, floor)
            if start and tokens[start - 1].low in PARTS:
                return None  # "nine people, among them five children, died when planes came, said Name"
            if (
                start is not None
                and not any(t.tag in "VA" and not t.low.endswith(("ed", "ing")) for t in tokens[opening:end])
            ) or (start is not None and tokens[opening + 1].low in ("who", "which", "where", "whose")):
                return widened(tokens, start), end - 1
        return None
    start = noun_phrase_before(tokens, end, floor)
    relative = _relative_before(tokens, start) if start is not None else None
    if relative is not None:  # "the Observatory which monitors the war said"
        before = noun_phrase_before(tokens, relative, floor)
        return (widened(tokens, before), relative) if before is not None else None
    if start is not None:
        close = i if end < i and tokens[i - 1].low == ")" else end
        return start, close
    return None


def _relative_before(tokens: list[Token], start: int) -> int | None:
    """The "which" or "who" whose clause ends in the noun phrase at ``start``, so that its antecedent is the subject."""
    for k in range(start - 1, max(0, start - 7), -1):
        if tokens[k].tag in "SQA":
            return None
        if tokens[k].low in ("which", "who"):
            return k if k > 1 else None
    return None


def shared_subject(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """The noun phrase that opens the cue's clause ("The Observatory gave a toll and said ...")."""
    begin = i
    while begin > 0:
        begin = clause_start(tokens, begin)
        if begin == 0 or tokens[begin - 1].tag not in "C":
            break
        if tokens[begin - 1].low in ("who", "which", "that", "where", "when", "as"):
            begin -= 1
            continue
        break
    if begin >= i or tokens[begin].tag not in "DNPRMH":
        return None
    end = noun_phrase_after(tokens, begin, i)
    return (begin, end) if end > begin and end < i else None


def source_after(tokens: list[Token], i: int, end: int) -> tuple[int, int] | None:
    """The source after the cue: '"...", said Name of Place on Friday.'"""
    j = i + 1
    if j >= end or tokens[j].tag not in "DPNH" or tokens[j].low == "least" or TIME.match(tokens[j].low):
        return None
    close = noun_phrase_after(tokens, j, end)
    stop = next((k for k in range(close, end) if tokens[k].tag in "S" and tokens[k].low not in "()"), end)
    if close < end and tokens[close].tag in "VA" and not tokens[close].low.endswith("ing"):
        return None
    if has_clause(tokens, close, stop) and not any(
        t.low.endswith("ing") or t.low in ("who", "whose") for t in tokens[close:stop]
    ):
        return None
    if close <= j:
        return None
    return j, _with_apposition(tokens, close, end)


def _with_apposition(tokens: list[Token], close: int, end: int) -> int:
    """A source's end moved behind what describes it: "said Name, a spokesman for the ministry in X."."""
    if close + 1 >= end or tokens[close].low != "," or tokens[close + 1].tag not in "DNP":
        return close
    stop = next((k for k in range(close + 1, end) if tokens[k].tag in "SQ" and tokens[k].low not in "()"), end)
    described = any(is_head(t) for t in tokens[close + 1 : stop])
    return stop if described and stop - close < 16 and not has_clause(tokens, close + 1, stop) else close


def looks_like_speaker(tokens: list[Token], a: int, b: int) -> bool:
    return any(t.tag in "PR" or is_head(t) for t in tokens[a:b])
