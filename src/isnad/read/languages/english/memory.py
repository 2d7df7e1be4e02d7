"""Memory: who has been named in a report so far, and by what short names.

What may live here: looking back; nothing on how a source's words are parsed.
"""

import re
from dataclasses import dataclass, field

from isnad.read.languages.english.lexicon import lexicon
from isnad.records.chain import Narrator, NarratorKind

ACRONYM = re.compile(
    r"((?:[A-Z][\w’'-]*\s+)(?:(?:for|of|and|the|in|[A-Z][\w’'-]*)\s+)*[A-Z][\w’'-]*)\s*\(\s*([A-Z][A-Za-z-]{1,9})\s*\)"
)
FULL = re.compile(r"(?<![\w’'-])(?:[A-Z][\w’'-]+\s+)+(?:(?:for|of)\s+(?:[A-Z][\w’'-]+\s*)+)")


BODIES = (NarratorKind.ORGANISATION, NarratorKind.AGENCY, NarratorKind.OUTLET, NarratorKind.STATE)


@dataclass(slots=True)
class Memory:
    """Who has been named in this report so far, latest last; ``acronyms`` were defined in brackets."""

    heard: list[Narrator] = field(default_factory=list)
    acronyms: dict[str, str] = field(default_factory=dict)
    full_names: list[str] = field(default_factory=list)
    behind: dict[str, tuple[Narrator, ...]] = field(default_factory=dict)  # a person's name -> whom they speak within

    @classmethod
    def of(cls, text: str) -> "Memory":
        """A memory that knows the acronyms a text defines ("Some Long Name (SLN)") and its full names of bodies."""
        made = cls()
        for match in ACRONYM.finditer(text):
            name = re.sub(r"^(?:The|A|An)\s+", "", " ".join(match.group(1).split()))
            made.acronyms.setdefault(match.group(2), name)
        for match in FULL.finditer(text):
            name = re.sub(r"^(?:The|A|An)\s+", "", " ".join(match.group().split()))
            if any(w.lower() in lexicon().words("narrators", "organisations") for w in name.split()):
                made.full_names.append(name)
        return made

    def hear(self, narrator: Narrator) -> None:
        """Remember one who spoke under a name."""
        if narrator.name and narrator.kind not in (NarratorKind.COLLECTIVE, NarratorKind.ANONYMOUS):
            self.heard.append(narrator)

    def hear_chain(self, chain: list[Narrator]) -> None:
        """Remember those who spoke, and of a person with a body before them that it is theirs."""
        for narrator in chain:
            self.hear(narrator)
        if len(chain) > 1 and chain[-1].kind is NarratorKind.PERSON and chain[-1].name:
            self.behind[chain[-1].name] = tuple(chain[:-1])

    def last(self, *kinds: NarratorKind) -> Narrator | None:
        """The latest heard of these kinds."""
        return next((n for n in reversed(self.heard) if n.kind in kinds), None)

    def last_without_role(self) -> Narrator | None:
        """The latest heard that only its name makes a person: "it" shows that it is a body ("Velm Watch")."""
        return next((n for n in reversed(self.heard) if n.kind is NarratorKind.PERSON and not n.role), None)

    def holding(self, words: set[str], *kinds: NarratorKind) -> Narrator | None:
        """The latest heard, of these kinds if any are given, whose name holds all these words."""
        for narrator in reversed(self.heard):
            if words <= set(re.findall(r"[\w'-]+", narrator.name.lower())) and (not kinds or narrator.kind in kinds):
                return narrator
        return None

    def full(self, name: str) -> str:
        """The full name behind an acronym or a shortened name, where this report gives one."""
        bare = name.strip()
        if bare in self.acronyms:
            return self.acronyms[bare]
        words = bare.lower().split()
        if len(words) == 1 and bare.lower() in lexicon().words("narrators", "organisations"):
            for full in self.full_names:
                if words[0] in full.lower().split():
                    return full
        return bare
