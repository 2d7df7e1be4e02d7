"""Subjects: the noun phrase that a verb's clause is about, and noun phrases to the right.

What may live here: the walk over tags from a verb to its subject, with appositions, relative clauses, shared subjects
of coordinated verbs and the controllers of participles and infinitives; nothing on what verbs mean.
"""

from isnad.read.languages.english.attributing.table import words
from isnad.read.languages.english.attributing.tagging import Word

NOMINAL = "NPMR"
FINITE = "VBHLO"
Span = tuple[int, int]


def group_start(w: list[Word], i: int) -> int:
    """The first word of the verb group that ends at ``i``: auxiliaries, adverbs, "not"."""
    k = i
    while k > 0 and (w[k - 1].tag in "ABHLO" or (w[k - 1].tag == "E" and w[k - 1].low == "been")):
        k -= 1
    return k


def _time_before(w: list[Word], k: int) -> int:
    """The word before words of time that end at ``k`` ("on Tuesday", "late Tuesday night")."""
    times = words("sources", "times")
    if w[k].low == "ago":
        back = next((m for m in range(k - 1, max(-1, k - 6), -1) if w[m].tag in "P,"), None)
        return back if back is not None else k
    j = k
    while j >= 0 and (
        w[j].low in times or (j < k and w[j].low in ("on", "late", "early", "last", "this", "in", "earlier"))
    ):
        j -= 1
    return j if j < k and w[k].low in times else k


def subject(w: list[Word], i: int, depth: int = 0) -> Span | None:
    """The subject of the verb at ``i`` of a clause with a finite verb group."""
    p = group_start(w, i)
    k = p - 1
    if k < 0 or depth > 4:
        return None
    k = _time_before(w, k)
    while k >= 0 and w[k].tag == "A":
        k -= 1
    if k < 0:
        return None
    tag = w[k].tag
    if k and tag in "VE" and w[k].verb is not None and "participle" in w[k].forms and w[k - 1].tag in NOMINAL:
        return phrase_to(w, k - 1, k)  # "polls released Sunday showed"
    if tag == "T":
        return controller(w, k, depth + 1)
    if tag == ")":
        k = _bracket(w, k)
        return phrase_to(w, k, p) if k >= 0 else None
    if tag == ",":
        return _over_comma(w, k, depth)
    if tag == "C":
        return shared(w, k, depth)
    if tag == "W":
        return (k, k + 1)
    if tag == "-":
        return _over_comma(w, k, depth)
    if tag in NOMINAL or tag == "G":
        return phrase_to(w, k, k + 1)
    return None


def _bracket(w: list[Word], k: int) -> int:
    j = k
    while j >= 0 and w[j].tag != "(" and k - j < 15:
        j -= 1
    return j - 1 if j >= 0 and w[j].tag == "(" else -1


def _over_comma(w: list[Word], k: int, depth: int) -> Span | None:
    """The subject before what a pair of commas adds: "Name, the mayor of X, said", "He, however, said"."""
    mark = w[k].tag
    for m in range(k - 1, max(-1, k - 32), -1):
        if w[m].tag in ".;:Q":
            return None
        if w[m].tag != mark:
            continue
        inner = w[m + 1 : k]
        if not inner:
            return None
        if m > 0 and w[m - 1].tag in ("C",):
            return shared(w, m - 1, depth)
        if m > 0 and w[m - 1].tag in NOMINAL + ")GF" and not _own_clause(inner):
            last = m - 1 if w[m - 1].tag not in ")F" else (_bracket(w, m - 1) if w[m - 1].tag == ")" else m - 2)
            found = phrase_to(w, last, k) if last >= 0 else None
            return _out_of_relative(w, found, k) if found else None
    return None


def _out_of_relative(w: list[Word], found: Span, end: int) -> Span:
    """The antecedent of a relative clause whose end is all that was found ("Name, who works with X, a Y,")."""
    if not found[0] or w[found[0] - 1].tag not in "VKEIBT":
        return found
    for m in range(found[0] - 1, max(0, found[0] - 15), -1):
        if w[m].tag in ".;:Q":
            return found
        if w[m].tag == "W" and m >= 1:
            k = m - 2 if w[m - 1].tag == "," and m >= 2 else m - 1
            whole = phrase_to(w, k, end) if w[k].tag in "NPM" else None
            return whole or found
    return found


def _own_clause(inner: list[Word]) -> bool:
    """Whether what stands between commas is a clause of its own, not an addition."""
    if inner[0].tag in "WSKEIA" or inner[0].low in ("as", "when", "if"):
        return False
    return any(x.tag in FINITE for x in inner) and not any(x.tag == "W" for x in inner[1:4])


def shared(w: list[Word], k: int, depth: int = 0) -> Span | None:
    """The subject of the verb before the conjunction at ``k`` ("He met voters and said")."""
    for m in range(k - 1, -1, -1):
        if w[m].tag in ".;:":
            return None
        if (
            w[m].tag == "V"
            or (w[m].tag == "E" and m and w[m - 1].tag in "BHA")
            or (w[m].tag == "K" and m and w[m - 1].tag in "B")
        ):
            if w[m].tag == "V" and m and w[m - 1].tag == "T":
                continue
            return subject(w, m, depth + 1)
        if w[m].tag in "B" and m + 1 < k and w[m + 1].tag not in "VEK":
            return subject(w, m, depth + 1)
    return None


def controller(w: list[Word], k: int, depth: int = 0) -> Span | None:
    """The one who does what a participle or infinitive at ``k`` says: the subject of the nearest verb before it."""
    for m in range(k - 1, -1, -1):
        if w[m].tag in ".;:":
            return None
        finite = w[m].tag in "VBHO" or (w[m].tag == "E" and m and w[m - 1].tag in "BHA")
        if finite and not (w[m].tag == "V" and m and w[m - 1].tag == "T"):
            return subject(w, m, depth + 1)
    return None


def phrase_to(w: list[Word], k: int, end: int) -> Span | None:
    """The noun phrase whose last word is ``k``, as far left as it goes; its span ends at ``end``."""
    if w[k].tag == "R" and w[k].low not in ("one", "others", "all", "both"):
        if w[k].low in words("words", "objects") and w[k].low not in (
            "everything",
            "something",
            "nothing",
            "anything",
            "her",
        ):
            return None
        if w[k].low in ("himself", "herself", "themselves", "itself"):
            return phrase_to(w, k - 1, end) if k else None
        return (k, end)
    j = k
    while j > 0:
        step = _further(w, j)
        if step is None:
            break
        j = step
    times = words("sources", "times")
    while j < k and (w[j].low in times or w[j].tag in "ACI-,"):
        j += 1
    if j >= 2 and w[j - 1].tag == "," and w[j - 2].tag in "NPM)" and w[j].low in ("a", "an", "the", "who") and end > k:
        pass
    return (j, end)


def _further(w: list[Word], j: int) -> int | None:
    """The next word to the left that belongs to the noun phrase that begins at ``j``, None at its edge."""
    left = w[j - 1]
    if w[j].tag == "D" and left.tag in "NPM":
        return None
    if left.tag in "NPMDG" or (left.tag == "F"):
        return j - 1
    if left.tag == "A" and j >= 2 and w[j - 2].tag in "DG":
        return j - 1
    if left.tag == "I" or left.tag == "T":
        return j - 2 if j >= 2 and w[j - 2].tag in "NPMG)R" and left.low not in ("per",) else None
    if left.tag == "C" and left.low in ("and", "or", "&", "nor") and j >= 2 and w[j - 2].tag in "NPMR":
        return j - 2 if not _object_of_verb(w, j - 2) else None
    if left.tag == "R" and left.low in (
        "some",
        "many",
        "all",
        "most",
        "both",
        "several",
        "few",
        "those",
        "one",
        "none",
    ):
        return j - 1
    if left.tag in "KE" and j >= 2 and w[j - 2].tag in "NPMDG":
        return j - 1 if w[j - 2].tag in "DG" else j - 2
    if left.tag == ")" and w[j].tag in "IW":
        back = _bracket(w, j - 1)
        return back if back >= 0 else None
    if left.tag in "VEBHLO":
        return _before_relative(w, j - 1)
    return None


def _object_of_verb(w: list[Word], k: int) -> bool:
    """Whether the noun phrase that ends at ``k`` stands after a verb or preposition, as objects do."""
    while k > 0 and w[k].tag in "NPMDGR":
        k -= 1
    return w[k].tag in "VEKBHLOI" or (w[k].tag == "T")


def _before_relative(w: list[Word], k: int) -> int | None:
    """The noun before the relative clause that the verb at ``k`` stands in ("the man who shot")."""
    for m in range(k - 1, max(-1, k - 12), -1):
        if w[m].tag in ".;:QS,C":
            return None
        if w[m].tag == "W":
            return m - 1 if m > 0 and w[m - 1].tag in "NPMR" else None
    return None


def phrase_after(w: list[Word], j: int, wide: bool = False) -> int:
    """The word after the noun phrase that begins at ``j``; ``wide`` takes what prepositions and commas add."""
    k = j
    n = len(w)
    if k < n and w[k].tag == "R" and not (k + 1 < n and w[k + 1].low == "of"):
        return k + 1
    while k < n:
        t = w[k]
        if (
            t.tag in "NPMG"
            or t.tag == "F"
            or (t.tag in "DA" and (k == j or w[k - 1].tag in "IDCA,G") and k + 1 < n and w[k + 1].tag in "NPMDAKE")
            or (t.tag in "KE" and k + 1 < n and w[k + 1].tag in "NP" and (k == j or w[k - 1].tag in "DGN"))
            or (t.tag == "R" and k == j)
        ):
            k += 1
        elif (
            t.tag in "IT"
            and k > j
            and k + 1 < n
            and w[k + 1].tag in "NPMDR"
            and (wide or t.low in ("of", "for", "at", "from", "in"))
        ):
            k += 1
            if w[k].tag == "R":
                return k + 1
        elif (
            t.tag == "C"
            and t.low in ("and", "or", "&")
            and k > j
            and k + 1 < n
            and w[k + 1].tag in "NPMD"
            and (wide or w[k - 1].tag == w[k + 1].tag)
        ):
            k += 1
        elif t.tag == "(" and k > j:
            close = next((m for m in range(k, min(n, k + 12)) if w[m].tag == ")"), None)
            if close is None:
                break
            k = close + 1
        else:
            break
    return k
