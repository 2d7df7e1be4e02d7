"""Sifting: which readings of responsibility in a report are claims of their own.

What may live here: what only the whole report can tell: an allegation said again by the same voice, or first by a
voice without a name and then by the one that is meant; and allegations that are mere background to another matter.
Repetition is not corroboration, and a headline says nothing that the report does not say.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from isnad.read.languages.english.allegations import Blame
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token
from isnad.read.languages.english.voices import Line
from isnad.records.claim import Claim, Relation, Responsibility, Scope, Stance

ALLEGING = (Relation.ALLEGES, Relation.ALLEGES_ONE_OF)
SOON = 4  # sentences within which a voice without a name may be named
LEADING = frozenset(("after", "before", "since", "following", "amid"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A claim of responsibility with what it was read from."""

    claim: Claim
    blame: Blame
    line: Line

    @property
    def content(self) -> Responsibility:
        """What it says."""
        assert isinstance(self.claim.content, Responsibility)
        return self.claim.content

    @property
    def voice(self) -> str:
        """Whose words they are: the root's name, "" for the report's own."""
        root = self.claim.chain.root
        return root.name.lower() if root is not None else ""


def sifted(readings: Iterable[Reading]) -> list[Claim]:
    """The claims that are neither background nor said again, in the order they were read."""
    standing = [each for each in readings if not _background(each)]
    kept = [each for each in standing if not any(_outdone(other, each) for other in standing)]
    return [each.claim for each in kept]


def _outdone(other: Reading, each: Reading) -> bool:
    """Whether another reading leaves nothing to this one."""
    concedes, same_line = each.content.relation is Relation.CONCEDES, other.line.index == each.line.index
    if concedes and same_line and other.content.relation is Relation.SPEAKS_OF:
        return set(other.content.parties) == set(each.content.parties)  # "could neither confirm nor deny that"
    return _says_it_better(other, each)


def _says_it_better(other: Reading, each: Reading) -> bool:
    """Whether another reading is the same allegation, by the same voice in plainer words or by a voice with a name."""
    a, b = other.content, each.content
    if other is each or b.relation not in ALLEGING or a.relation is not b.relation or set(a.parties) != set(b.parties):
        return False
    if other.claim.event != each.claim.event or other.claim.stance is not each.claim.stance:
        return False
    if other.voice == each.voice:
        return (-_plainness(other), other.claim.quote.start) < (-_plainness(each), each.claim.quote.start)
    unnamed = bool(each.voice) and _bare(each) and not _bare(other)
    return unnamed and 0 <= other.line.index - each.line.index <= SOON and bool(other.voice)


def _bare(each: Reading) -> bool:
    """Whether its root has no name of its own ("a monitor", "activists")."""
    root = each.claim.chain.root
    return root is not None and not any(word[:1].isupper() for word in root.name.split())


def _plainness(each: Reading) -> int:
    """How plainly an allegation is made: in a headline, by a noun ("raids by X"), by a verb ("carried out by X")."""
    if each.line.index < 2 and not each.line.tokens[-1].low.endswith((".", "”", '"', "!", "?")):
        return 0
    nominal = each.blame.rule in ("whose deed", "by whom")
    return 2 if not nominal or _verb_near(each.line.tokens, each.blame.first) else 1


def _verb_near(tokens: list[Token], first: int) -> bool:
    return any(t.tag == "V" for t in tokens[max(0, first - 4) : first + 2])


def _background(each: Reading) -> bool:
    """Whether an allegation only sets the scene: of another attack, or of attacks in general."""
    blame, tokens = each.blame, each.line.tokens
    deed = blame.rule in ("whose deed", "by whom")
    if each.content.relation not in ALLEGING or not (deed or blame.rule.startswith("who ")):
        return False
    elsewhere = each.claim.scope is not Scope.INCIDENT
    if elsewhere and each.claim.stance is Stance.CONDITIONAL:
        return True  # "if confirmed it would be the first attack by X"
    if elsewhere and not deed:
        return tokens[max(0, blame.first - 1)].low in LEADING  # "tension has risen after X's jets raided Y"
    if deed and not _violent([*tokens[: blame.first], *tokens[blame.after :]]):
        return elsewhere or _in_general(tokens, blame)
    return False


def _violent(tokens: list[Token]) -> bool:
    """Whether a verb of the sentence tells of violence."""
    known = lexicon()
    return any(t.tag == "V" and (t.low in known.violent_forms or t.low in known.outcome_of) for t in tokens)


def _in_general(tokens: list[Token], blame: Blame) -> bool:
    """Whether deeds are named in the plural and without an article or number ("raids by X have drawn criticism")."""
    deeds = lexicon().words("force", "deeds")
    deed = next((t for t in tokens[blame.first : blame.after] if t.low in deeds), None)
    if deed is None or not deed.low.endswith("s") or tokens[-1].low != ".":
        return False
    return not any(t.tag in "DM" for t in tokens[max(0, blame.first - 2) : blame.first + 1])
