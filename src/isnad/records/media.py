"""Medium, Fact, Provenance, PostTime, Sighting, Likeness, Footage: what pictures and films say, and who shows the same.

What may live here: results of looking at media. A fact of a medium is a claim inside the file: it can be written by
anyone. That no likeness was found says nothing: a crop or a mark defeats every print.
"""

from dataclasses import dataclass
from datetime import datetime

CLAIM = "a claim inside the file: it can be written by anyone"
NO_MATCH = "no match found; independence not established"
SAME_BYTES = "the same bytes"
_OF = 256  # bits of a print


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing a file says of itself: the ``standard`` that defines it ("EXIF", "XMP", "container", "stream 0"), its
    ``name`` there, its ``value`` as written. ``place`` says that it tells where somebody stood: shown only when asked
    for, and never exported, for witnesses live there. What it is: ``CLAIM``.
    """

    standard: str
    name: str
    value: str
    place: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """A C2PA manifest store that came with a medium, kept as it is. ``pieces`` are offset and length of its bytes in
    the file, in order; ``digest`` is of them put together. ``checked`` says what is known of its signatures.
    """

    container: str
    pieces: tuple[tuple[int, int], ...]
    size: int
    digest: str
    complete: bool
    checked: str = "present, not checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTime:
    """When a post was made, as the id in its address says. The id's time is a claim: the platform's, and that of who
    gave the address."""

    platform: str
    ident: str
    at: datetime
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A picture, film or sound of a case. ``id`` is the Digest of its bytes, ``captures`` the ids of the Captures that
    hold them; ``width`` and ``height`` are in pixels, ``duration`` in seconds. ``clear`` says that there is enough in
    it to tell it from others; ``problems`` what could not be looked at.
    """

    id: str
    captures: tuple[str, ...]
    kind: str
    format: str
    width: int = 0
    height: int = 0
    duration: float = 0.0
    facts: tuple[Fact, ...] = ()
    provenance: Provenance | None = None
    posts: tuple[PostTime, ...] = ()
    clear: bool = False
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A report shows a medium: ``report`` and ``medium`` are ids."""

    report: str
    medium: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Two media look the same. ``method`` is "PDQ" or "dHash", ``distance`` in bits of 256, ``turn`` how one was turned
    ("mirrored"; empty where it was not), ``trimmed`` that a border was taken off. ``frames`` of ``of`` pictures of the
    shorter film were found in the other; 0 where both are pictures.
    """

    one: str
    other: str
    method: str
    distance: int
    turn: str = ""
    trimmed: bool = False
    frames: int = 0
    of: int = 0

    @property
    def words(self) -> str:
        """What it says, as it is shown: "the same picture (PDQ distance 12 of 256, mirrored)"."""
        how = [f"{self.method} distance {self.distance} of {_OF}"]
        how += [self.turn] if self.turn else []
        how += ["without its borders"] if self.trimmed else []
        how += [f"{self.frames} of {self.of} pictures found"] if self.of else []
        return f"the same {'footage' if self.of else 'picture'} ({', '.join(how)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """Which reports show which media, and which of those look the same; what weighing is told of media."""

    sightings: tuple[Sighting, ...] = ()
    likenesses: tuple[Likeness, ...] = ()
