"""Other cues: prepositions, colons, nouns and adjectives that attribute without a verb of saying.

What may live here: frames whose cue is no verb.
"""

from isnad.read.languages.english.attributing.contents import before, begins_clause, finish
from isnad.read.languages.english.attributing.heard import Heard, Span
from isnad.read.languages.english.attributing.subjects import FINITE, group_start, phrase_after, phrase_to, subject
from isnad.read.languages.english.attributing.table import pairs, words
from isnad.read.languages.english.attributing.tagging import Word

POSSESSIVES = frozenset(("his", "her", "their", "its", "my", "our", "your"))


def preposition_heard(w: list[Word], i: int, taken: int) -> Heard | None:
    """'according to X', 'in the words of X', 'per X'."""
    rests = pairs("sources", "prepositions").get(w[i].low)
    if rests is None:
        return None
    for rest in sorted(rests, key=len, reverse=True):
        parts = rest.split()
        j = i + 1
        if [x.low for x in w[j : j + len(parts)]] == parts:
            j += len(parts)
            return (
                _sourced(w, i, j, taken) if parts or (w[i].low == "per" and j < len(w) and w[j].tag in "PD") else None
            )
    return None


def count_heard(w: list[Word], i: int, taken: int) -> Heard | None:
    """'In the latest poll, she leads', 'he is ahead in most surveys'."""
    if w[i].low not in ("in", "per", "by") or i + 1 >= len(w):
        return None
    close = phrase_after(w, i + 1)
    if not any(x.low in words("others", "counts") for x in w[i + 1 : close]):
        return None
    return _sourced(w, i, i + 1, taken)


def _sourced(w: list[Word], i: int, j: int, taken: int) -> Heard | None:
    n = len(w)
    close = phrase_after(w, j, wide=True)
    while close < n and w[close].tag in "KE":  # "according to people familiar", "a statement released by X"
        close = phrase_after(w, close + 1, wide=True) if close + 1 < n and w[close + 1].tag in "DNPI" else close + 1
    if close < n and w[close].low in ("who", "that", "which"):
        close = next((k for k in range(close, n) if w[k].tag in ",.;Q"), n)
    if close <= j:
        return None
    left = before(w, i, taken)
    b = i
    while b > left and w[b - 1].tag in ",-A":
        b -= 1
    contents: list[Span] = []
    if any(x.tag in FINITE + "QEK" for x in w[left:b]):
        contents.append((left, b))
    after = close + 1 if close < n and w[close].tag == "," else close
    if after < n and (begins_clause(w, after) or w[after].tag == "Q") and (not contents or w[close].tag == ","):
        if not contents or any(x.tag in FINITE for x in w[after:]):
            contents.append((after, finish(w, after, "that", i)))
    elif close < n and w[close].tag == "," and contents:  # "X, according to Y, did Z"
        rest = finish(w, after, "that", i)
        if rest > after:
            contents.append((after, rest))
    return Heard("according to", "speech", "preposition", (i, j), (j, close), contents) if contents else None


def colon_heard(w: list[Word]) -> Heard | None:
    """'Poll: support falls', 'SMITH: I never said so': a short noun phrase and a colon open a line."""
    at = next((k for k in range(min(len(w), 10)) if w[k].tag == ":"), None)
    if at is None or at == 0 or at + 1 >= len(w):
        return None
    dash = max((k for k in range(at) if w[k].tag == "-"), default=-1)  # "EXCLUSIVE - Name: ..."
    head = w[dash + 1 : at]
    if not head or any(x.tag not in "NPMGD()I,T" for x in head) or not any(x.tag in "NP" for x in head):
        return None
    if head[-1].low in words("others", "labels") or head[0].low in words("others", "labels"):
        return None
    caps = all(x.text.isupper() for x in head if x.text[:1].isalpha())
    names = sum(x.tag in "NP" and x.text[0].isupper() for x in head)
    papers = head[-1].low in words("sources", "papers")
    if not (caps or papers or (names and names == sum(x.tag in "NP" for x in head)) or names >= 2):
        return None
    return Heard(":", "speech", "colon", (at, at + 1), (dash + 1, at), [(at + 1, len(w))])


def noun_heard(w: list[Word], i: int) -> Heard | None:
    """'X's claim that', 'their plan to', 'her support for', 'made a call for'."""
    low, n, j = w[i].low, len(w), i + 1
    if j >= n:
        return None
    content: Span | None = None
    frame = ""
    if w[j].low == "that" and w[j].tag in "SW" and low in words("nouns", "that") and begins_clause(w, j + 1):
        content, frame = (j, _of_noun(w, j + 1, finish(w, j, "that", i), 1)), "noun that"
    elif w[j].tag == "T" and j + 1 < n and w[j + 1].tag in "VBHO" and low in words("nouns", "to"):
        content, frame = (j, _of_noun(w, j + 2, finish(w, j, "to", i), 0)), "noun to"
    elif w[j].low in pairs("nouns", "prep").get(low, ()) and j + 1 < n:
        content, frame = (j + 1, _of_noun(w, j + 1, finish(w, j + 1, "prep", i), 0)), "noun prep"
    if content is None:
        return None
    source = _owner(w, i)
    if source is None:
        return None
    return Heard(low, "speech", frame, (i, content[0]) if content[0] > i + 1 else (i, i + 1), source, [content])


def _of_noun(w: list[Word], a: int, b: int, own: int) -> int:
    """Where a noun's content ends: before the verb the noun is subject of; ``own`` finite verbs are the content's."""
    k = a
    while k < b:
        if w[k].tag in "SW":
            own += 1
        elif w[k].tag in FINITE and not (w[k].tag == "V" and w[k - 1].tag == "T"):
            if own == 0:
                return k
            own -= 1
            while k + 1 < b and w[k + 1].tag in FINITE + "AE":
                k += 1
        k += 1
    return b


def _owner(w: list[Word], i: int) -> Span | None:
    """Whose a noun is: its possessor, or the subject of a light verb it is the object of."""
    k = i
    while k > 0 and (w[k - 1].tag in "NAM" or w[k - 1].tag in "EK"):
        k -= 1
    if k == 0:
        return None
    left = w[k - 1]
    if left.low in POSSESSIVES:
        return k - 1, k
    if left.tag == "G" and k >= 2:
        found = phrase_to(w, k - 2, k - 1)
        return found
    at = k - 1 if left.tag != "D" else k - 2
    while at >= 0 and w[at].tag == "A":
        at -= 1
    if at >= 0 and w[at].base in words("others", "light") and w[at].tag in "VK":
        return subject(w, at) if w[at].tag == "V" else None
    return None


def predicate_heard(w: list[Word], i: int) -> Heard | None:
    """'is confident that', 'was eager to', 'are worried about'."""
    low, n, j = w[i].low, len(w), i + 1
    start = group_start(w, i)
    if start == i or j >= n or not any(x.tag == "B" or x.low in ("been", "being") for x in w[start:i]):
        if not (i and w[i - 1].base in ("feel", "seem", "remain", "become", "sound")):
            return None
        start = group_start(w, i - 1)
        anchor = i - 1
    else:
        anchor = i
    content: Span | None = None
    if low in words("predicates", "that") and (w[j].low == "that" or (w[j].tag in "RDPW" and begins_clause(w, j))):
        content = (j, finish(w, j, "that", anchor))
    elif low in words("predicates", "to") and w[j].tag == "T" and j + 1 < n and w[j + 1].tag in "VBHO":
        content = (j, finish(w, j, "to", anchor))
    else:
        for rest in pairs("predicates", "prep").get(low, ()):
            parts = rest.split()
            if parts and [x.low for x in w[j : j + len(parts)]] == parts and j + len(parts) < n:
                content = (j + len(parts), finish(w, j + len(parts), "prep", anchor))
                break
    source = subject(w, anchor) if content is not None else None
    if content is None or source is None:
        return None
    return Heard(low, "attitude", "predicate", (start, content[0]), source, [content])


def seeming_heard(w: list[Word], i: int) -> Heard | None:
    """'seems to', 'it appears that': attributed to no one."""
    verb = w[i].verb
    if verb is None or verb.base not in ("seem", "appear") or w[i].tag != "V" or i + 1 >= len(w):
        return None
    who = subject(w, i)
    about = [who] if who is not None and w[who[0]].low not in ("it", "there") else []
    j = i + 1
    if w[j].tag in ".;:,W" or (w[j].tag == "I" and w[j].low not in ("like", "as")):
        return None
    if verb.base == "appear" and w[j].tag not in "TN" and w[j].low != "that":
        return None
    return Heard(verb.base, "seeming", "seeming", (i, i + 1), None, [*about, (j, finish(w, j, "to", i))], passive=True)


def adverb_heard(w: list[Word], i: int) -> Heard | None:
    """'reportedly', 'allegedly': said by someone not named."""
    if w[i].low not in words("others", "adverbs"):
        return None
    a = i
    while a > 0 and w[a - 1].tag not in ",.;:QSCW":
        a -= 1
    b = finish(w, i + 1, "np", i) if i + 1 < len(w) else i + 1
    spans = [s for s in ((a, i), (i + 1, b)) if s[1] > s[0]]
    return Heard(w[i].low, "speech", "adverb", (i, i + 1), None, spans, passive=True)
