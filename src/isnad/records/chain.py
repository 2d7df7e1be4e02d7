"""Narrator, Link, Chain: who has it from whom (the isnad).

What may live here: chains of transmission and nothing of what is transmitted.
"""

from dataclasses import dataclass
from enum import StrEnum

from isnad.records.report import Quote


class NarratorKind(StrEnum):
    """What kind of voice a narrator is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    AGENCY = "news agency"
    OUTLET = "outlet"
    STATE = "state"
    ACCOUNT = "account"  # a social account, named by its handle
    COLLECTIVE = "collective"  # "activists", "residents"
    ANONYMOUS = "anonymous"  # "a local activist", "a source"
    UNKNOWN = "unknown"


class Manner(StrEnum):
    """How a narrator passed it on."""

    SAID = "said"
    TOLD = "told"
    POSTED = "posted"
    REPORTED = "reported"
    CITED = "cited"
    ESTIMATED = "estimated"
    BELIEVED = "believed"
    ACCUSED = "accused"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    SPOKE_FOR = "spoke for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrator:
    """A voice. ``name`` is as this report last named it in full, ``words`` as it stands at this place
    ("the group", "he"), ``role`` what it is said to be ("spokesman"), ``speaks_for`` its organisation or leader.
    """

    name: str
    kind: NarratorKind = NarratorKind.UNKNOWN
    words: str = ""
    role: str = ""
    speaks_for: str = ""

    @property
    def named(self) -> bool:
        """Whether one could ask this very voice again."""
        return self.kind not in (NarratorKind.COLLECTIVE, NarratorKind.ANONYMOUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One hop: this narrator passed it on in this manner, in these words (the cue)."""

    narrator: Narrator
    manner: Manner = Manner.SAID
    cue: Quote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The links from the report's own voice (left out) inwards; the last is the original source.

    No links and not open: the report speaks in its own voice. ``open`` says that the root is not
    named ("reportedly", "activists", "was believed"); ``opened_by`` are the words that say so.
    """

    links: tuple[Link, ...] = ()
    open: bool = False
    opened_by: str = ""

    @property
    def root(self) -> Narrator | None:
        """The original source, None where the report itself is."""
        return self.links[-1].narrator if self.links else None

    @property
    def names(self) -> tuple[str, ...]:
        """The narrators' names, outermost first."""
        return tuple(link.narrator.name for link in self.links)
