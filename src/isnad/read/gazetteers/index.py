"""NameIndex: from the keys of a name to the rows that bear it.

What may live here: the index, its making and nothing of scores. It is arrays and sorted lists only, so that
it can be stored as it stands (see ``packed``).
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from isnad.read.gazetteers.names import UNVOCALISED, letters_key, skeleton, sounds_of_lines, spellings_of_lines
from isnad.read.gazetteers.table import Row


class NameIndex:
    """Sounds sorted by skeleton, and for each sound its postings: ``row * 2``, plus 1 for an alternate name.

    ``starts[i]`` is where the sounds of ``skeletons[i]`` begin, ``offsets[j]`` where the postings of
    ``sounds[j]`` begin; both end with a bound. Postings keep the order of the rows.
    """

    def __init__(
        self,
        skeletons: Sequence[str],
        starts: Sequence[int],
        sounds: Sequence[str],
        offsets: Sequence[int],
        postings: Sequence[int],
    ) -> None:
        self.skeletons, self.starts = skeletons, starts
        self.sounds, self.offsets, self.postings = sounds, offsets, postings

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "NameIndex":
        """The index of these rows: by sound, or to the letter those of fixed spelling."""
        held: dict[str, dict[int, None]] = {}
        for fixed in (False, True):
            chosen = [(i, row.names or (row.name,)) for i, row in enumerate(rows) if row.fixed_spelling == fixed]
            flat = [name for _, names in chosen for name in names]
            owners = [i * 2 + (1 if j else 0) for i, names in chosen for j in range(len(names))]
            keys = [letters_key(letters) for letters in spellings_of_lines(flat)] if fixed else sounds_of_lines(flat)
            main = ""
            for key, owner in zip(keys, owners, strict=True):
                if not owner & 1:
                    main = skeleton(key)
                elif key.startswith(UNVOCALISED) and skeleton(key) == main:
                    owner -= 1  # the main name in its own script
                if key:
                    of_key = held.setdefault(key, {})
                    if owner & ~1 not in of_key:  # a main name comes before the alternates with its key
                        of_key[owner] = None
        keyed = sorted((skeleton(key), key) for key in held)
        skeletons: list[str] = []
        starts, offsets, postings = array("I"), array("I"), array("I")
        for i, (consonants, key) in enumerate(keyed):
            if not skeletons or skeletons[-1] != consonants:
                skeletons.append(consonants)
                starts.append(i)
            offsets.append(len(postings))
            postings.extend(sorted(held[key]))
        starts.append(len(keyed))
        offsets.append(len(postings))
        return cls(skeletons, starts, [key for _, key in keyed], offsets, postings)

    def _bounds(self, consonants: str) -> tuple[int, int]:
        at = bisect_left(self.skeletons, consonants)
        if at == len(self.skeletons) or self.skeletons[at] != consonants:
            return 0, 0
        return self.starts[at], self.starts[at + 1]

    def exact(self, key: str) -> Sequence[int]:
        """Postings of the names with this very sound."""
        low, high = self._bounds(skeleton(key)) if key else (0, 0)
        at = bisect_left(self.sounds, key, low, high)
        if at == high or self.sounds[at] != key:
            return ()
        return self.postings[self.offsets[at] : self.offsets[at + 1]]

    def block(self, key: str) -> Iterator[tuple[str, Sequence[int]]]:
        """Each sound with this one's skeleton, and its postings."""
        low, high = self._bounds(skeleton(key)) if key else (0, 0)
        for at in range(low, high):
            yield self.sounds[at], self.postings[self.offsets[at] : self.offsets[at + 1]]
