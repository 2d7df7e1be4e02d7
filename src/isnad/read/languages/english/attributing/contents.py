"""Contents: where what is said, wanted or shown begins and ends.

What may live here: the bounds of a complement in its clause, to the right of a cue and to its left.
"""

from isnad.read.languages.english.attributing.subjects import FINITE, NOMINAL, phrase_after
from isnad.read.languages.english.attributing.table import frames_of, words
from isnad.read.languages.english.attributing.tagging import Word

CLAUSAL = frozenset(("that", "told", "quote", "wh", "seem"))
CONTRAST = frozenset(("while", "whereas", "although", "though"))


def past_time(w: list[Word], j: int) -> int:
    """The word after words of time ("said Tuesday", "said late on Tuesday night", "said last week")."""
    times, n, k = words("sources", "times"), len(w), j
    while k < n:
        if w[k].low in times:
            k += 1
        elif (
            w[k].low in ("late", "early", "earlier", "last", "this", "later") and k + 1 < n and w[k + 1].low in times
        ) or (w[k].low in ("on", "in", "at") and k + 1 < n and w[k + 1].low in times):
            k += 2
        elif w[k].low == "on" and k + 2 < n and w[k + 2].low in times:
            k += 3
        elif w[k].tag == "M" and k > j:
            k += 1
        else:
            break
    return k


def begins_clause(w: list[Word], j: int) -> bool:
    """Whether a clause without "that" begins at ``j``: a subject, then a finite verb."""
    n = len(w)
    if j >= n:
        return False
    k = j
    if w[k].tag == "A" or (
        w[k].tag == "S" and w[k].low in ("if", "when", "after", "because", "while", "as", "once", "since")
    ):
        return any(x.tag in FINITE for x in w[k + 1 : k + 14])
    if w[k].low == "there" or (w[k].tag == "R" and w[k].low in words("words", "subjects")):
        clause = next((m for m in range(k + 1, min(n, k + 9)) if w[m].tag in FINITE + ".;:Q,"), None)
        return clause is not None and w[clause].tag in FINITE
    if w[k].tag == "I":  # "said in the past they had": a clause must follow the phrase
        k = phrase_after(w, k + 1)
        if k < n and w[k].tag == ",":
            k += 1
        if k >= n or w[k].tag not in "DNPMR":
            return False
    if w[k].tag == "K" and k + 1 < n:
        verb = next((m for m in range(k + 1, min(n, k + 13)) if w[m].tag in FINITE + ".;:Q,SCW"), None)
        return verb is not None and w[verb].tag in FINITE
    if w[k].tag not in "DNPMRFGQ":
        return False
    limit = min(n, k + 26)
    while k < limit:
        if w[k].tag in FINITE and not (w[k].tag == "V" and w[k - 1].tag == "T"):
            return k > j
        if w[k].tag in ".;:Q" and k > j:
            return False
        if w[k].tag == "," and k + 1 < n and w[k + 1].tag in "WCSKQDA":
            inner = next((m for m in range(k + 1, limit) if w[m].tag == ","), None)
            if inner is None or w[k + 1].tag in "CQ":
                return False
            k = inner
        if w[k].tag == "S" and w[k].low != "that":
            return False
        k += 1
    return False


def finish(w: list[Word], a: int, frame: str, cue: int) -> int:
    """Where content that begins at ``a`` ends; ``frame`` says whether it is a clause or a phrase."""
    n, depth, k = len(w), 0, a
    clausal = frame in CLAUSAL
    if a < n and w[a].tag == "Q":
        return _after_quotation(w, a, clausal)
    while k < n:
        t = w[k]
        if t.tag == "(":
            depth += 1
        elif t.tag == ")":
            depth -= 1
            if depth < 0:
                return k
        if k > a and depth <= 0:
            if t.tag in ".;" or (t.tag == "-" and _breaks_off(w, k)):
                return k
            if t.tag == ":" and not clausal:
                return k
            if t.tag == "Q" and clausal and w[k - 1].tag in ",:.":
                return k - 1
            if t.tag == "K" and w[k - 1].tag == "Q" and _cue_word(t):
                return k
            if t.tag == "," and _ends_at_comma(w, k, clausal, cue):
                return k
            if t.low == "according" and k + 1 < n and w[k + 1].low == "to":
                return k - (w[k - 1].tag == ",")
            if t.tag == "C" and w[k - 1].tag != "," and _ends_at_and(w, k, clausal, cue, a):
                return k
            if t.tag == "S" and t.low in words("words", "openers") and w[k - 1].tag != ",":
                if frame in ("np", "pred", "as", "prep", "ing") and t.low not in ("as", "if"):
                    return k
                if clausal and t.low in CONTRAST:
                    return k
                if frame in ("np", "prep", "pred") and t.low == "as" and k + 1 < n and begins_clause(w, k + 1):
                    return k
        k += 1
    return n


def _after_quotation(w: list[Word], a: int, clausal: bool) -> int:
    """The end of content that opens with a quotation: the quotation, and the rest of its clause if it goes on."""
    k = a + 1
    n = len(w)
    while k < n:
        if w[k].tag == "Q" or (w[k].tag == "C" and k + 1 < n and (w[k + 1].tag == "Q" or (w[k + 1].low == "that"))):
            k += 1
        elif w[k].tag in "VBHLO" or (w[k].tag == "I" and w[k].low in ("of", "for", "from", "to")):
            return finish(w, k, "that" if clausal else "np", a)
        else:
            break
    return k


def _breaks_off(w: list[Word], k: int) -> bool:
    """Whether a dash ends content: none pairs with it later, and a new clause follows."""
    return not any(x.tag == "-" for x in w[k + 1 :])


def _cue_word(word: Word) -> bool:
    return word.base in frames_of()


def _ends_at_comma(w: list[Word], k: int, clausal: bool, cue: int) -> bool:
    n = len(w)
    if k + 1 >= n:
        return True
    after = w[k + 1]
    m = k + 1
    while m < n and w[m].tag == "A":
        m += 1
    if m < n and w[m].tag == "K" and _cue_word(w[m]):
        return True
    if after.low in ("adding", "according") or after.low in CONTRAST:
        return True
    if m < n and w[m].tag in FINITE and (not clausal or _in_relative(w, cue)):
        return True
    if after.tag == "C":
        if not clausal:
            return m + 1 < n and (begins_clause(w, k + 2) or w[k + 2].tag in FINITE or after.low == "but")
        return _speaks_itself(w, k + 2, cue)
    if clausal:
        return False
    if after.tag in "WSKE" or (
        after.tag == "I" and after.low in ("with", "despite", "including", "during", "in", "at", "on", "amid")
    ):
        return True
    if after.tag == "D" and after.low in ("a", "an", "the") and not _in_list(w, k):
        return True
    return after.tag in "RDPN" and not _in_list(w, k) and begins_clause(w, k + 1)


def _in_relative(w: list[Word], cue: int) -> bool:
    """Whether the cue stands in a relative clause, so that what follows its commas is the outer clause's."""
    return any(x.tag == "W" for x in w[max(0, cue - 4) : cue])


def _in_list(w: list[Word], k: int) -> bool:
    """Whether the comma at ``k`` parts members of a list: an "and" follows after another short member."""
    for m in range(k + 1, min(len(w), k + 14)):
        if w[m].tag == "C":
            return True
        if w[m].tag in FINITE + "WS.;Q":
            return False
    return False


def _speaks_itself(w: list[Word], j: int, cue: int) -> bool:
    """Whether a coordinated clause has a cue of its own that is no part of what was said."""
    n = len(w)
    k = j
    while k < n and w[k].tag in "A":
        k += 1
    if k < n and w[k].tag in FINITE:  # "..., and called it"
        return _same_tense(w, k, cue) and _cue_word(w[_head(w, k)])
    close = phrase_after(w, k)
    head = _head(w, close) if close < n else n
    return close > k and head < n and w[head].tag in "VE" and _says(w[head])


def _says(word: Word) -> bool:
    frames = frames_of().get(word.base) if word.verb else None
    return frames is not None and frames.kinds.get("that") == "speech"


def _head(w: list[Word], k: int) -> int:
    """The main verb of the verb group that begins at ``k``."""
    while k + 1 < len(w) and w[k].tag in "BHLOA" and w[k + 1].tag in "BHLOAVEK":
        k += 1
    return k


def _same_tense(w: list[Word], k: int, cue: int) -> bool:
    if w[k].verb is None or w[cue].verb is None:
        return w[k].tag in "BHLO"
    a, b = w[k].forms, w[cue].forms
    if "base" in b and cue and w[cue - 1].tag in "OLA":  # "did not say ..., but said"
        return bool(a & {"past", "third"})
    return bool(a & b - {"base"}) or ("past" in a and "participle" in b)


def _ends_at_and(w: list[Word], k: int, clausal: bool, cue: int, a: int) -> bool:
    """Whether "and" at ``k`` leads back to the cue's own clause."""
    n = len(w)
    m = k + 1
    while m < n and w[m].tag == "A":
        m += 1
    if m >= n:
        return False
    if w[m].tag == "V" and w[m].verb is not None:
        back = _same_tense(w, m, cue)
        if not clausal:
            return back and w[m].forms != {"base"}
        inside = any(x.tag in "V" and x.verb is not None and _same_tense(w, i + a, cue) for i, x in enumerate(w[a:k]))
        if w[cue].tag == "K" or (cue and w[cue - 1].tag == "T"):
            return _says(w[m]) and "past" in w[m].forms
        return back and _cue_word(w[m]) and (_says(w[m]) or not inside)
    if w[m].tag == "K" and w[cue].tag == "K":
        return not clausal
    if not clausal and w[m].tag in "HBLO":
        return True
    if not clausal and w[m].tag in "DNPRM":
        return begins_clause(w, m) and not _list_member(w, m)
    return w[m].tag in "DNPRM" and _speaks_itself(w, m, cue)


def _list_member(w: list[Word], m: int) -> bool:
    close = phrase_after(w, m)
    return close >= len(w) or w[close].tag not in FINITE


def before(w: list[Word], source: int, taken: int) -> int:
    """Where content that ends before ``source`` begins: after what earlier attributions took, and a lead-in."""
    k = taken
    while k < source and w[k].tag in ",;C-)":
        k += 1
    for m in range(source - 1, k, -1):
        if w[m].tag == ";" or (w[m].tag == "," and m + 1 < source and w[m + 1].low in ("while", "whereas", "but")):
            return m + 1
        if w[m].tag == ":" and not any(x.tag == "Q" for x in w[k:m]):
            return m + 1
    return k


def nominal(word: Word) -> bool:
    """Whether a word can be of a noun phrase."""
    return word.tag in NOMINAL + "DGF"
