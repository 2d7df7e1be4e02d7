"""Scopes: whether a figure is of the happening told of, of an earlier one, or of a month, a campaign or the war.

What may live here: the words and the lines that widen a figure beyond one happening.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from isnad.read.languages.arabic.casualties import Harm
from isnad.read.languages.arabic.numbers import cardinal
from isnad.read.languages.arabic.tokens import Sentence
from isnad.records.claim import Scope

OF_A_WAR = 50_000  # people from which a figure is of no one attack, as in English
WIDER = (Scope.WAR, Scope.CAMPAIGN, Scope.PERIOD)
_SCOPES = {"war": Scope.WAR, "campaign": Scope.CAMPAIGN, "period": Scope.PERIOD, "other": Scope.OTHER_INCIDENT}
_SINCE = frozenset(("خلال", "منذ", "وخلال", "ومنذ", "طوال"))
_ATTACKS = frozenset(
    ("استهداف", "استهدافا", "استهدافات", "استهدافين", "هجوم", "هجوما", "هجمات", "خرق", "خرقا", "خروقات", "انتهاكا")
)
_THESE = frozenset(("الهجمات", "الاستهدافات", "الخروقات"))
MANY = 3  # attacks from which what they left is of no one happening
_BULLETS = frozenset("-–—•*·")
_OF_THEM = (("بينهم",), ("وبينهم",), ("من", "بينهم"), ("ومن", "بينهم"), ("بلغ", "عدد"), ("وبلغ", "عدد"))


@dataclass(slots=True)
class Scopes:
    """Tells the scope of each figure of a report, read in order. ``plain`` is the text as it was written.

    A wide figure that ends with a colon heads a list: the figures of the lines under it that begin with a dash or a
    number are parts of it ("يرتفع تعداد القتلى إلى 40:", then "- 25 مدنيا"). So does a line that has no figure, but a
    wide word and a colon ("وتوزعت الاستهدافات على النحو التالي:"). A sentence that opens with "بينهم" or "وبلغ عدد
    الأطفال" right behind a wide figure tells of those counted there.
    """

    plain: str
    sentences: Sequence[Sentence] = ()
    listed: tuple[Scope, str] | None = None
    line: int = -1  # the last of the list
    wide: tuple[int, tuple[Scope, str]] | None = None  # the last sentence with a wide figure, and its scope

    def of(self, sentence: Sentence, harm: Harm) -> tuple[Scope, str]:
        """What a figure of a sentence is about, and the words that say so."""
        scope = self._said(sentence, harm)
        if self.listed is not None and _item(sentence) and sentence.line - self.line in (0, 1):
            self.line = sentence.line
            return self.listed if scope[0] is Scope.INCIDENT else scope
        if scope[0] is Scope.INCIDENT:
            scope = self._headed(sentence) or self._continued(sentence) or self._counted(sentence, harm) or scope
        if scope[0] in WIDER:
            self.wide = (sentence.index, scope)
        self.listed = scope if scope[0] in WIDER and sentence.tokens[-1].text == ":" else None
        self.line = sentence.line
        return scope

    def _headed(self, sentence: Sentence) -> tuple[Scope, str] | None:
        """The wide scope of the line above a list that this is an item of; None where none is."""
        k = sentence.index
        while 0 < k < len(self.sentences) and _item(self.sentences[k]):
            k -= 1
        if k == sentence.index or not self.sentences or self.sentences[k].tokens[-1].text != ":":
            return None
        found = self._words(self.sentences[k], len(self.sentences[k].tokens))
        return found if found[0] in WIDER else None

    def _continued(self, sentence: Sentence) -> tuple[Scope, str] | None:
        """The scope of the sentence before, where this one goes on about those it counts; None where it does not."""
        opens = tuple(token.text for token in sentence.tokens[:2])
        goes_on = any(opens[: len(words)] == words for words in _OF_THEM)
        return self.wide[1] if goes_on and self.wide is not None and self.wide[0] == sentence.index - 1 else None

    def _said(self, sentence: Sentence, harm: Harm) -> tuple[Scope, str]:
        tokens = sentence.tokens
        if max((c.low or 0 for c in harm.counts), default=0) >= OF_A_WAR:
            return Scope.WAR, self.plain[tokens[harm.first].start : tokens[harm.last - 1].end]
        return self._words(sentence, harm.first)

    def _words(self, sentence: Sentence, figure: int) -> tuple[Scope, str]:
        """What the words of a sentence say of a figure at token ``figure``."""
        tokens = sentence.tokens
        best: dict[str, str] = {}
        for k, token in enumerate(tokens):
            value = token.value("scope")
            if token.text in _SINCE and k + 1 < len(tokens) and "month" in tokens[k + 1].senses:  # and no day of it
                best.setdefault("period", self.plain[token.start : tokens[k + 1].end])
            if value and not (value == "other" and k > figure):
                last = min(len(tokens), k + token.senses["scope"].length)
                best.setdefault(value, self.plain[token.start : tokens[last - 1].end])
        return next(((scope, best[key]) for key, scope in _SCOPES.items() if key in best), (Scope.INCIDENT, ""))

    def _counted(self, sentence: Sentence, harm: Harm) -> tuple[Scope, str] | None:
        """The scope of a figure behind a number of attacks: "10 استهدافات أسفرت عن مقتل 8"; None without one."""
        words = self._of_many_attacks(sentence, harm.first)
        return (Scope.PERIOD, words) if words else None

    def _of_many_attacks(self, sentence: Sentence, figure: int) -> str:
        """The words before a figure that count the attacks it is of; else empty."""
        tokens = sentence.tokens
        for k in range(figure):
            if tokens[k].text == "هذه" and k + 1 < figure and tokens[k + 1].text in _THESE:
                return self.plain[tokens[k].start : tokens[k + 1].end]
            counted = cardinal(tokens, k)
            if counted and counted[0] >= MANY and counted[1] < figure and tokens[counted[1]].text in _ATTACKS:
                return self.plain[tokens[k].start : tokens[counted[1]].end]
        return ""


def _item(sentence: Sentence) -> bool:
    """Whether a line is one of a list."""
    return sentence.tokens[0].text in _BULLETS or sentence.tokens[0].number
