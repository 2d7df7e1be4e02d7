"""Scopes: whether a figure is of the happening told of, of an earlier one, or of a month, a campaign or the war.

What may live here: the words and the lines that widen a figure beyond one happening.
"""

from dataclasses import dataclass

from isnad.read.languages.arabic.casualties import Harm
from isnad.read.languages.arabic.tokens import Sentence
from isnad.records.claim import Scope

OF_A_WAR = 50_000  # people from which a figure is of no one attack, as in English
WIDER = (Scope.WAR, Scope.CAMPAIGN, Scope.PERIOD)
_SCOPES = {"war": Scope.WAR, "campaign": Scope.CAMPAIGN, "period": Scope.PERIOD, "other": Scope.OTHER_INCIDENT}
_SINCE = frozenset(("خلال", "منذ", "وخلال", "ومنذ", "طوال"))
_BULLETS = frozenset("-–—•*·")


@dataclass(slots=True)
class Scopes:
    """Tells the scope of each figure of a report, read in order. ``plain`` is the text as it was written.

    A wide figure that ends with a colon heads a list: the figures of the lines under it that begin with a dash or a
    number are parts of it ("يرتفع تعداد القتلى إلى 40:", then "- 25 مدنيا").
    """

    plain: str
    listed: tuple[Scope, str] | None = None
    line: int = -1  # the last of the list

    def of(self, sentence: Sentence, harm: Harm) -> tuple[Scope, str]:
        """What a figure of a sentence is about, and the words that say so."""
        scope = self._said(sentence, harm)
        item = sentence.tokens[0].text in _BULLETS or sentence.tokens[0].number
        if self.listed is not None and item and sentence.line - self.line in (0, 1):
            self.line = sentence.line
            return self.listed if scope[0] is Scope.INCIDENT else scope
        self.listed = scope if scope[0] in WIDER and sentence.tokens[-1].text == ":" else None
        self.line = sentence.line
        return scope

    def _said(self, sentence: Sentence, harm: Harm) -> tuple[Scope, str]:
        tokens = sentence.tokens
        if max((c.low or 0 for c in harm.counts), default=0) >= OF_A_WAR:
            return Scope.WAR, self.plain[tokens[harm.first].start : tokens[harm.last - 1].end]
        best: dict[str, str] = {}
        for k, token in enumerate(tokens):
            value = token.value("scope")
            if token.text in _SINCE and k + 1 < len(tokens) and "month" in tokens[k + 1].senses:  # and no day of it
                best.setdefault("period", self.plain[token.start : tokens[k + 1].end])
            if value and not (value == "other" and k > harm.first):
                last = min(len(tokens), k + token.senses["scope"].length)
                best.setdefault(value, self.plain[token.start : tokens[last - 1].end])
        return next(((scope, best[key]) for key, scope in _SCOPES.items() if key in best), (Scope.INCIDENT, ""))
