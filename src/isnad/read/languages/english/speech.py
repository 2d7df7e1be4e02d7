"""Reported speech: who says what, clause by clause (the first hop of every chain).

What may live here: the grammar of attribution: source, cue and content in each order English
puts them (before, after, inside), shared and carried-over subjects, passives, "according to",
"quoted X as saying". Who a source is comes later (``narrators``).

Sources: Quirk et al. 1985, 14.28-14.35 (reporting clauses); PARC3 and PolNeAR annotation
guides for what counts as source, cue and content.
"""

from dataclasses import dataclass, field

from isnad.read.languages.english import free_relatives
from isnad.read.languages.english.clauses import (
    BREAKS,
    INVERTING,
    after_content,
    content_end,
    content_start,
    cue_at,
    has_clause,
    looks_like_speaker,
    shared_subject,
    source_after,
    subject,
)
from isnad.read.languages.english.lexicon import Cue, lexicon
from isnad.read.languages.english.phrases import (
    clause_start,
    noun_phrase_after,
    skip_back,
    widened,
)
from isnad.read.languages.english.tokens import Token
from isnad.records.chain import Manner

BE = frozenset(("is", "are", "was", "were", "be", "been", "being"))


GIVING = frozenset(("gave", "gives", "put", "puts", "giving", "putting"))
NEGATIONS = frozenset(("not", "never", "neither", "didnt", "doesnt"))


@dataclass(slots=True)
class Attribution:
    """One source, cue and content. Spans are character offsets; ``source`` None: not named.

    ``source_tokens`` are the source's tokens, ``addressee`` those of the one told. ``inner`` says that it lies within
    another attribution of the same content ("X said, citing Y": Y is inner).
    """

    cue: tuple[int, int]
    manner: Manner
    base: str
    source: tuple[int, int] | None = None
    source_tokens: list[Token] = field(default_factory=list)
    contents: list[tuple[int, int]] = field(default_factory=list)
    addressee: list[Token] = field(default_factory=list)
    inner: bool = False
    passive: bool = False
    negated: bool = False
    cue_token: int = -1

    def covers(self, start: int, end: int) -> bool:
        """Whether the middle of a span lies in its content."""
        middle = (start + end) // 2
        if len(self.contents) == 1:  # as most often
            a, b = self.contents[0]
            return a <= middle < b
        return any(a <= middle < b for a, b in self.contents)

    @property
    def size(self) -> int:
        """Characters of content."""
        return sum(b - a for a, b in self.contents)


def _chars(tokens: list[Token], a: int, b: int) -> tuple[int, int] | None:
    while a < b and tokens[a].tag in "SQ" and tokens[a].low != "(":
        a += 1
    while b > a and tokens[b - 1].tag in "S" and tokens[b - 1].low != ")":
        b -= 1
    return (tokens[a].start, tokens[b - 1].end) if a < b else None


def attributions_in(tokens: list[Token]) -> list[Attribution]:
    """The attributions of one sentence, in order of their cues."""
    found: list[Attribution] = []
    cues = lexicon().cues
    for i, token in enumerate(tokens):
        low = token.low
        if low not in cues and low not in GIVING and low not in ("according", "what"):
            continue
        if any(a.inner and a.cue[0] <= token.start < a.cue[1] for a in found) or (found and found[-1].cue_token == i):
            continue  # the "saying" of "quoted X as saying", the "called" of "what X called"
        if low == "according" and i + 1 < len(tokens) and tokens[i + 1].low == "to":
            made = _according(tokens, i, found)
        elif low == "what":
            made = _described(tokens, i)
        elif low in GIVING:
            made = _giving(tokens, i)
        else:
            cue = cue_at(tokens, i)
            made = _from_cue(tokens, i, cue, found) if cue else None
        if made is not None and made.contents:
            made.cue_token = i if made.cue_token < 0 else made.cue_token
            found.append(made)
    return found


def _described(tokens: list[Token], i: int) -> Attribution | None:
    """'what activists called a massacre'."""
    found = free_relatives.described(tokens, i)
    if found is None:
        return None
    source, verb, content = found
    made = _made(tokens, (verb, verb + 1), (Manner.SAID, tokens[verb].low), source, [content])
    made.cue_token = verb
    return made


def _giving(tokens: list[Token], i: int) -> Attribution | None:
    """'The network gave a toll of 17', 'put the toll at 26': reports a figure."""
    end = len(tokens)
    toll = next(
        (k for k in range(i + 1, min(end, i + 7)) if tokens[k].low in ("toll", "tally", "number", "figure", "count")),
        None,
    )
    source = subject(tokens, i) or shared_subject(tokens, i) if toll is not None else None
    if source is None or not looks_like_speaker(tokens, *source):
        return None
    stop = next(
        (
            k
            for k in range(i + 1, end)
            if cue_at(tokens, k) is not None or tokens[k].low in (",", ";") or tokens[k].low in BREAKS
        ),
        end,
    )
    return _made(tokens, (i, i + 1), (Manner.REPORTED, "give"), source, [(i + 1, stop)])


def _made(
    tokens: list[Token],
    cue_at: tuple[int, int],
    cue: tuple[Manner, str],
    source: tuple[int, int] | None,
    contents: list[tuple[int, int]],
) -> Attribution:
    spans = [s for s in (_chars(tokens, a, b) for a, b in contents) if s is not None]
    made = Attribution(
        cue=(tokens[cue_at[0]].start, tokens[cue_at[1] - 1].end), manner=cue[0], base=cue[1], contents=spans
    )
    if source is not None:
        made.source = _chars(tokens, *source)
        made.source_tokens = tokens[source[0] : source[1]]
    return made


def _according(tokens: list[Token], i: int, found: list[Attribution]) -> Attribution | None:
    end = len(tokens)
    close = noun_phrase_after(tokens, i + 2, end)
    if close < end and tokens[close].low == "," and i > 0:  # "according to Name, the head of Y."
        tail = next((k for k in range(close + 1, end) if tokens[k].tag in "S" and tokens[k].low not in "()"), end)
        if not has_clause(tokens, close + 1, tail) and tail - close < 14:
            close = tail
    start = found[-1].cue_token + 1 if found and found[-1].cue_token >= 0 and not found[-1].inner else 0
    before = (start if found and has_clause(tokens, start, i) else 0, i)
    after = (close, end)
    contents = [before] if has_clause(tokens, 0, i) or i > 4 else []
    if not contents or (
        close < end
        and tokens[close].low == ","
        and has_clause(tokens, *after)
        and tokens[min(close + 1, end - 1)].tag not in "C"
    ):
        contents.append(after)
    return _made(tokens, (i, i + 2), (Manner.SAID, "according to"), (i + 2, close), contents)


def _from_cue(tokens: list[Token], i: int, cue: Cue, found: list[Attribution]) -> Attribution | None:
    if cue.base in ("quote", "cite") and cue.form in ("past", "ing", "past participle"):
        return _quoting(tokens, i, cue, found) or _citing_figure(tokens, i, cue)
    if cue.form == "ing":
        return _participial(tokens, i, cue, found)
    if cue.form in ("past", "participle", "past participle") and _is_passive(tokens, i):
        return _passive(tokens, i, cue, found)
    return _active(tokens, i, cue, found)


def _active(tokens: list[Token], i: int, cue: Cue, found: list[Attribution]) -> Attribution | None:
    """A speaker, the cue at ``i`` and what is said, in whatever order they stand."""
    addressee = _addressee(tokens, i, cue)
    source, begin = _speaker_of(tokens, i, cue, _begins(tokens, i, cue, addressee))
    if source is None or not looks_like_speaker(tokens, *source):
        return None
    if cue.weak and not _well_placed(tokens, i, source, begin):
        return None
    if begin is not None:
        source = free_relatives.speaker(tokens, source)
        start = widened(tokens, source[0]) if source[0] < i else source[0]
        source, spans = (start, source[1]), [(begin, content_end(tokens, begin, len(tokens)))]
    else:
        clause = clause_start(tokens, source[0])
        if source[0] < i and clause > 0 and tokens[clause - 1].tag == "Q":  # '"..." Name the chief said'
            source = (widened(tokens, source[0]), source[1])
        spans = _before_spans(tokens, min(source[0], i), i, found)
    made = _made(tokens, (i, i + 1), (cue.manner, cue.base), source, spans)
    if addressee is not None:
        made.addressee = tokens[addressee[0] : addressee[1]]
    made.negated = any(t.low in NEGATIONS or t.low.endswith("n't") for t in tokens[max(0, i - 3) : i])
    return made


def _addressee(tokens: list[Token], i: int, cue: Cue) -> tuple[int, int] | None:
    """The one told: "told Reuters that"."""
    if cue.manner is not Manner.TOLD or i + 1 >= len(tokens) or tokens[i + 1].tag not in "DPNRH":
        return None
    return i + 1, noun_phrase_after(tokens, i + 1, len(tokens))


def _begins(tokens: list[Token], i: int, cue: Cue, addressee: tuple[int, int] | None) -> int | None:
    """Where content after the cue begins, None where it stands before; some cues are content with a noun."""
    end = len(tokens)
    if addressee is not None:
        begin = after_content(tokens, addressee[1] - 1, end) if addressee[1] < end else None
    else:
        begin = after_content(tokens, i, end)
    boasts = cue.base == "claim" and i + 1 < end and tokens[i + 1].low == "responsibility"
    if begin is None and (cue.manner in (Manner.ACCUSED, Manner.DENIED, Manner.CONFIRMED) or boasts):
        return i + 1 if i + 1 < end and tokens[i + 1].tag not in "SQ" else None
    return begin


def _speaker_of(tokens: list[Token], i: int, cue: Cue, begin: int | None) -> tuple[tuple[int, int] | None, int | None]:
    """The speaker's phrase, and where content after the cue begins (None once the speaker is found behind it)."""
    source, before = subject(tokens, i), tokens[i - 1] if i else None
    parted = before is not None and before.tag in "QS"
    if cue.base in INVERTING and (source is None or begin is None or parted):
        behind = source_after(tokens, i, len(tokens))
        unsaid = source is None or not looks_like_speaker(tokens, *source)
        if behind is not None and unsaid and i > 0 and (parted or has_clause(tokens, 0, i)):
            return behind, None
    if source is None and before is not None and (before.low in ("and", "but") or before.tag in "VN"):
        return shared_subject(tokens, i), begin
    return source, begin


def _before_spans(tokens: list[Token], source: int, cue: int, found: list[Attribution]) -> list[tuple[int, int]]:
    """Content before the source, and after the cue where the quotation goes on."""
    taken = 0
    last = found[-1] if found else None
    if last is not None and last.cue_token >= 0 and not last.passive:
        taken = last.cue_token + 1
    before = (content_start(tokens, source, taken), source)
    inside = cue + 2 < len(tokens) and tokens[cue + 1].low == "," and source and tokens[source - 1].low == ","
    if inside and not has_clause(tokens, *before):
        return [before, (cue + 2, len(tokens))]  # "The raid, X said, killed nine"
    return [before]


def _well_placed(tokens: list[Token], i: int, source: tuple[int, int], begin: int | None) -> bool:
    """Whether a weak cue stands as cues do: a speaker before it, and that, a colon or a quotation beside it."""
    if not looks_like_speaker(tokens, *source):
        return False
    near = tokens[i + 1 : i + 8]
    if any(t.low in (":", "that") or t.tag == "Q" for t in near[:5]):
        return True
    left = tokens[source[0] - 1] if source[0] else None
    return begin is None and left is not None and (left.tag == "Q" or left.low == ",")


def _participial(tokens: list[Token], i: int, cue: Cue, found: list[Attribution]) -> Attribution | None:
    """', adding that ...', 'saying it was ...': said by the last speaker, or by the clause's subject."""
    end = len(tokens)
    if (
        (cue.weak and cue.base not in ("add", "note"))
        or i + 1 >= end
        or (i and tokens[i - 1].tag in "DAI" and tokens[i - 1].low not in ("is", "are", "was", "were", "as"))
    ):
        return None
    begin = i + 2 if tokens[i + 1].low == "that" else i + 1
    source: tuple[int, int] | None = None
    made = _made(tokens, (i, i + 1), (cue.manner, cue.base), None, [(begin, content_end(tokens, begin, end))])
    if found and found[-1].source is not None and not found[-1].inner:
        made.source, made.source_tokens = found[-1].source, found[-1].source_tokens
        cut = tokens[i].start
        found[-1].contents = [(a, min(b, cut)) for a, b in found[-1].contents if a < cut]
        return made
    source = shared_subject(tokens, i)
    if source is None:
        return None
    made.source, made.source_tokens = _chars(tokens, *source), tokens[source[0] : source[1]]
    return made


def _is_passive(tokens: list[Token], i: int) -> bool:
    """Whether a form of "be" stands just before, with nothing but adverbs between."""
    j = i - 1
    while j >= 0 and tokens[j].tag == "B":
        j -= 1
    return j >= 0 and tokens[j].low in BE


def _passive(tokens: list[Token], i: int, cue: Cue, found: list[Attribution]) -> Attribution | None:
    """'is believed to', 'was said to have': said by someone not named, or by the 'by' phrase."""
    end = len(tokens)
    if (
        (cue.weak and cue.base not in ("see", "report"))
        or cue.manner in (Manner.TOLD, Manner.CITED, Manner.POSTED)
        or cue.base in ("call", "know", "describe", "see")
    ):
        return None
    by = next((k for k in range(i + 1, min(end, i + 3)) if tokens[k].low == "by"), None)
    source = (by + 1, noun_phrase_after(tokens, by + 1, end)) if by is not None else None
    begin = source[1] if source else i + 1
    start = max(clause_start(tokens, i), found[-1].cue_token + 1 if found else 0)
    made = _made(
        tokens,
        (i, i + 1),
        (cue.manner, cue.base),
        source,
        [(start, skip_back(tokens, i)), (begin, content_end(tokens, begin, end))]
        if begin < end
        else [(start, skip_back(tokens, i))],
    )
    made.passive = True
    return made


def _quoting(tokens: list[Token], i: int, cue: Cue, found: list[Attribution]) -> Attribution | None:
    """'X quoted Y as saying Z' and ', citing Y': Y is the inner voice."""
    end = len(tokens)
    close = noun_phrase_after(tokens, i + 1, end)
    if close == i + 1 or not looks_like_speaker(tokens, i + 1, close):
        return None
    saying = next((k for k in range(close, min(end, close + 3)) if tokens[k].low == "saying"), None)
    if saying is not None:
        begin = saying + (2 if saying + 1 < end and tokens[saying + 1].low == "that" else 1)
        outer = subject(tokens, i) or shared_subject(tokens, i)
        span = (begin, content_end(tokens, begin, end))
        if outer is not None:
            first = _made(tokens, (i, i + 1), (Manner.CITED, cue.base), (widened(tokens, outer[0]), outer[1]), [span])
            first.cue_token = i
            found.append(first)
        made = _made(tokens, (saying - 1, saying + 1), (Manner.SAID, "say"), (i + 1, close), [span])
    elif cue.form == "ing":
        rest = (
            (close + 1, end)
            if close < end and tokens[close].low == "," and has_clause(tokens, close + 1, end)
            else None
        )
        made = _made(tokens, (i, i + 1), (Manner.CITED, cue.base), (i + 1, close), [(0, i), *([rest] if rest else [])])
    else:
        return None
    made.inner = True
    return made


def _citing_figure(tokens: list[Token], i: int, cue: Cue) -> Attribution | None:
    """'The monitor cited five deaths': its own figure, reported."""
    source = subject(tokens, i) or shared_subject(tokens, i)
    if cue.base != "cite" or source is None or i + 1 >= len(tokens) or tokens[i + 1].tag != "M":
        return None
    span = (i + 1, content_end(tokens, i + 1, len(tokens)))
    return _made(tokens, (i, i + 1), (Manner.REPORTED, cue.base), (widened(tokens, source[0]), source[1]), [span])
