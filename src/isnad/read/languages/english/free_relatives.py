"""Free relatives: "what activists called a massacre", "what it said was a strike".

What may live here: whose words a description is, where a clause with "what" gives them (Quirk et al. 1985, 15.8).
"""

from isnad.read.languages.english.clauses import looks_like_speaker, past_time, shared_subject, skip_on
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.phrases import noun_phrase_after
from isnad.read.languages.english.tokens import Token

PRONOUNS = frozenset(("it", "they", "he", "she"))
AS_WITHIN = 4  # tokens from the verb to its "as": "referred to on Monday as"

Span = tuple[int, int]


def described(tokens: list[Token], what: int) -> tuple[Span, int, Span] | None:
    """Speaker, verb and description of "what X called Y" with "what" at this token; None where it is no such clause."""
    end = len(tokens)
    close = noun_phrase_after(tokens, what + 1, end)
    verb = skip_on(tokens, past_time(tokens, close, end), end)
    if close == what + 1 or verb >= end or tokens[verb].low not in lexicon().words("cues", "naming"):
        return None
    begin = next((k + 1 for k in range(verb + 1, min(end, verb + AS_WITHIN)) if tokens[k].low == "as"), verb + 1)
    stop = next((k for k in range(begin, end) if tokens[k].low in (",", ";")), end)
    source = speaker(tokens, (what + 1, close))
    if begin >= stop or not looks_like_speaker(tokens, *source):
        return None
    return source, verb, (begin, stop)


def speaker(tokens: list[Token], source: Span) -> Span:
    """Whom a pronoun after "what" stands for: the subject of the clause around it; any other source as it is."""
    what = source[0] - 1
    if what < 1 or tokens[what].low != "what" or tokens[what + 1].low not in PRONOUNS:
        return source
    named = shared_subject(tokens, what)
    return named if named is not None and looks_like_speaker(tokens, *named) else source
