"""A gazetteer's rows and index as bytes, and back.

What may live here: the layout of the file ``world.bin``, read and written. Little-endian throughout.

    b"ISNADGAZ1\\n", one line of JSON (title, notice, fingerprint, sections: [name, bytes] ...), then one
    zlib stream of the sections in that order: texts (lines parted by LF) and arrays of 32-bit numbers.
"""

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import overload

from isnad.read.gazetteers.finder import TableGazetteer
from isnad.read.gazetteers.index import NameIndex
from isnad.read.gazetteers.names import skeleton, sounds_of_lines, spellings_of_lines
from isnad.read.gazetteers.table import Row

MAGIC = b"ISNADGAZ1\n"
# Keys of these must come out as they did when the file was made, else the index is of another version's keys.
_PROBES = ("Kafr Tall al-Shaykh", "Qal'at Ouadi Ghār", "Northern Chouf", "عين الزيتونة", "Žižkov")
_KEPT_ROWS = 4_096
_DEGREE = 100_000  # coordinates are kept to 0.00001 degrees, about a metre
_TEXTS = ("skeletons", "sounds", "names", "idents", "chains")
_OF_A_ROW = ("latitudes", "longitudes", "populations", "chain_of", "levels", "fixed")
_ARRAYS = ("starts", "offsets", "postings", *_OF_A_ROW)


class PackedRows(Sequence[Row]):
    """Rows that are made when they are asked for. Alternate names are not kept: the index has their sounds."""

    def __init__(self, texts: dict[str, tuple[str, ...]], arrays: dict[str, "array[int]"]) -> None:
        self._names, self._idents, self._chains = texts["names"], texts["idents"], texts["chains"]
        self._all = range(len(arrays[_OF_A_ROW[0]]))
        # The numbers of a row lie side by side: apart, each is another wait for memory.
        self._numbers = array("i", bytes(4 * len(_OF_A_ROW) * len(self._all)))
        for n, name in enumerate(_OF_A_ROW):
            self._numbers[n :: len(_OF_A_ROW)] = arrays[name]
        self._parted: dict[int, tuple[tuple[str, ...], tuple[int, ...]]] = {}
        self._row = lru_cache(maxsize=_KEPT_ROWS)(self._made)  # a row that is scored is asked for several times

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        return self._row(at)

    def _made(self, at: int) -> Row:
        first = self._all[at] * len(_OF_A_ROW)
        north, east, people, chain, level, fixed = self._numbers[first : first + len(_OF_A_ROW)]
        within, levels = self._parted.get(chain) or self._chain(chain)
        return Row(
            name=self._names[at],
            latitude=north / _DEGREE,
            longitude=east / _DEGREE,
            within=within,
            levels=levels,
            ident=self._idents[at],
            population=people,
            where_prec=level,
            fixed_spelling=fixed == 1,
        )

    def _chain(self, number: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """Names and levels of the wider units, parted once for all places of a unit."""
        if number not in self._parted:
            chain = self._chains[number]
            units = [unit.rsplit("\t", 1) for unit in chain.split(" > ")] if chain else []
            self._parted[number] = tuple(name for name, _ in units), tuple(int(level) for _, level in units)
        return self._parted[number]


def _line(text: str) -> str:
    return " ".join(text.split())


def _bytes_of(numbers: "array[int]") -> bytes:
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def _joined_chain(row: Row) -> str:
    return " > ".join(f"{_line(name)}\t{level}" for name, level in zip(row.within, row.levels, strict=True))


def pack(rows: Iterable[Row], title: str, notice: str, fingerprint: str) -> bytes:
    """The file of these rows (units among them already), most populous first. The same rows give the same bytes."""
    ordered = sorted(rows, key=lambda row: (-row.where_prec // 3, -row.population, row.name, row.ident))
    index = NameIndex.of(ordered)
    chains = [_joined_chain(row) for row in ordered]
    distinct = {chain: i for i, chain in enumerate(sorted(set(chains)))}
    texts = {
        "skeletons": index.skeletons,
        "sounds": index.sounds,
        "names": [_line(row.name) for row in ordered],
        "idents": [_line(row.ident) for row in ordered],
        "chains": list(distinct),
    }
    arrays = {
        "starts": array("I", index.starts),
        "offsets": array("I", index.offsets),
        "postings": array("I", index.postings),
        "latitudes": array("i", (round(row.latitude * _DEGREE) for row in ordered)),
        "longitudes": array("i", (round(row.longitude * _DEGREE) for row in ordered)),
        "populations": array("i", (row.population for row in ordered)),
        "chain_of": array("i", (distinct[chain] for chain in chains)),
        "levels": array("i", (row.where_prec for row in ordered)),
        "fixed": array("i", (row.fixed_spelling for row in ordered)),
    }
    sections = [("\n".join(texts[name])).encode() for name in _TEXTS] + [_bytes_of(arrays[name]) for name in _ARRAYS]
    head = {
        "title": title,
        "notice": notice,
        "fingerprint": fingerprint,
        "rows": len(ordered),
        "probes": _probed(),
        "sections": [[n, len(s)] for n, s in zip((*_TEXTS, *_ARRAYS), sections, strict=True)],
    }
    return MAGIC + json.dumps(head, ensure_ascii=False).encode() + b"\n" + zlib.compress(b"".join(sections), 6)


def _probed() -> list[str]:
    return [f"{skeleton(key)} {key}" for key in (*sounds_of_lines(list(_PROBES)), *spellings_of_lines(list(_PROBES)))]


def header(data: bytes) -> dict[str, object]:
    """Title, notice, fingerprint and sections of a packed gazetteer; raises ValueError where it is none."""
    if not data.startswith(MAGIC):
        raise ValueError("not a packed gazetteer of this version: build isnad again")
    found: dict[str, object] = json.loads(data[len(MAGIC) : data.index(b"\n", len(MAGIC))])
    return found


def unpack(data: bytes) -> TableGazetteer:
    """The gazetteer in these bytes; raises ValueError where they are none or are cut short."""
    head = header(data)
    sections = head["sections"]
    assert isinstance(sections, list)
    if head.get("probes") != _probed():
        raise ValueError("the packed gazetteer was made by another version of isnad: build isnad again")
    try:
        body = zlib.decompress(memoryview(data)[data.index(b"\n", len(MAGIC)) + 1 :])
    except zlib.error as fault:
        raise ValueError(f"the packed gazetteer is damaged ({fault}): install isnad again") from fault
    texts: dict[str, tuple[str, ...]] = {}
    arrays: dict[str, array[int]] = {}
    at = 0
    for name, size in sections:
        part = body[at : at + size]
        at += size
        if name in _TEXTS:
            texts[name] = tuple(part.decode().split("\n"))  # of texts alone, so it is never looked through for garbage
            continue
        arrays[name] = array("i" if name in _OF_A_ROW else "I")
        arrays[name].frombytes(part)
        if sys.byteorder == "big":
            arrays[name].byteswap()
    index = NameIndex(texts["skeletons"], arrays["starts"], texts["sounds"], arrays["offsets"], arrays["postings"])
    return TableGazetteer.ready(PackedRows(texts, arrays), index, str(head["title"]))
