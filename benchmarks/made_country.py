"""An invented country of any size: villages with names in two scripts and several spellings; one seed, one country.

What may live here: how names are put together, where villages lie, and the gazetteer made of them. Names are built from
consonants and vowels, after the invented ones of ``examples/practice``; a few villages share a name, as they do.
"""

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

SOUTH, WEST, SIZE = 19.0, 21.5, 3.0  # degrees: empty desert
SIDE = 3  # provinces along each side; each has as many districts along each of its own
SHARED_NAME = 0.02  # villages that have the name of another
_CONSONANTS = (
    *(("b", "ب"), ("t", "ت"), ("j", "ج"), ("h", "ح"), ("d", "د"), ("r", "ر"), ("z", "ز"), ("s", "س"), ("sh", "ش")),
    *(("f", "ف"), ("q", "ق"), ("k", "ك"), ("l", "ل"), ("m", "م"), ("n", "ن"), ("w", "و")),
)
_VOWELS = (("u", "ou", "و"), ("i", "ee", "ي"), ("a", "aa", "ا"))  # as spelt, as also spelt, in Arabic
_FIRST = (
    *((("", "", ""),) * 6),
    *(("Ain ", "Ayn ", "عين "), ("Tell ", "Tall ", "تل "), ("Kafr ", "Kfar ", "كفر "), ("Umm ", "Om ", "أم ")),
    *(("Bir ", "Beer ", "بئر "), ("Deir ", "Dayr ", "دير "), ("Khan ", "Khan ", "خان ")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """A village, its district and its province, each as (English, Arabic)."""

    name: str
    other: str
    arabic: str
    district: tuple[str, str]
    province: tuple[str, str]
    latitude: float
    longitude: float

    def spelt(self, tongue: int, chance: random.Random, variety: float) -> str:
        """Its name in English (0) or Arabic (1): now and then in another spelling, seldom in one no table has."""
        if tongue:
            return self.arabic.replace("ة", "ه").replace("أ", "ا") if chance.random() < variety / 2 else self.arabic
        if chance.random() >= variety:
            return self.name
        return self.other.replace("sh", "ch").replace("q", "k") if chance.random() < 0.25 else self.other


def country(number: int, seed: int = 7) -> list[Village]:
    """So many villages."""
    chance = random.Random(seed)
    provinces = [_stem(chance) for _ in range(SIDE**2)]
    districts = [_stem(chance) for _ in range(SIDE**4)]
    made: list[Village] = []
    for _ in range(number):
        latitude, longitude = (round(chance.uniform(0, SIZE), 4) for _ in range(2))
        province, district = _cell(latitude, longitude, SIDE), _cell(latitude, longitude, SIDE**2)
        named = chance.choice(made) if made and chance.random() < SHARED_NAME else None
        first, (name, other, arabic) = chance.choice(_FIRST), _stem(chance)
        made.append(
            Village(
                name=named.name if named else first[0] + name,
                other=named.other if named else first[1] + other,
                arabic=named.arabic if named else first[2] + arabic,
                district=(districts[district][0], districts[district][2]),
                province=(provinces[province][0], provinces[province][2]),
                latitude=round(SOUTH + latitude, 4),
                longitude=round(WEST + longitude, 4),
            )
        )
    return made


def _cell(latitude: float, longitude: float, side: int) -> int:
    row, column = (min(side - 1, int(value / SIZE * side)) for value in (latitude, longitude))
    return row * side + column


def _stem(chance: random.Random) -> tuple[str, str, str]:
    """A name of four consonants such as Zarjun: as spelt, as also spelt, in Arabic."""
    a, b, c, d = (chance.choice(_CONSONANTS) for _ in range(4))
    vowel = chance.choice(_VOWELS)
    latin, also = (f"{a[0]}a{b[0]}{c[0]}{sound}{d[0]}".capitalize() for sound in vowel[:2])
    arabic = a[1] + b[1] + c[1] + vowel[2] + d[1]
    if chance.random() < 0.2:
        return f"{latin}iya", f"{also}iyah", f"{arabic}ية"
    return latin, also, arabic


def gazetteer(villages: Sequence[Village]) -> str:
    """The table of villages, districts and provinces as a case takes it, CSV."""
    told = io.StringIO()
    out = csv.writer(told, lineterminator="\n")
    out.writerow(("name", "alternate_name", "name_ar", "within", "within_ar", "latitude", "longitude"))
    for unit, rows in sorted(_units(villages).items()):
        middle = [
            round(sum(side) / len(rows), 4) for side in zip(*((v.latitude, v.longitude) for v in rows), strict=True)
        ]
        kind = "District" if unit[1] else "Province"
        english, arabic = (unit[1] or unit[0]), (unit[3] or unit[2])
        out.writerow(
            (f"{english} {kind}", english, arabic, unit[0] if unit[1] else "", unit[2] if unit[1] else "", *middle)
        )
    for v in villages:
        within = (f"{v.province[0]} > {v.district[0]}", f"{v.province[1]} > {v.district[1]}")
        out.writerow((v.name, v.other, v.arabic, *within, v.latitude, v.longitude))
    return told.getvalue()


def _units(villages: Sequence[Village]) -> dict[tuple[str, str, str, str], list[Village]]:
    """The villages of each province and district, by (province, district, and both in Arabic)."""
    found: dict[tuple[str, str, str, str], list[Village]] = {}
    for v in villages:
        for key in (
            (v.province[0], "", v.province[1], ""),
            (v.province[0], v.district[0], v.province[1], v.district[1]),
        ):
            found.setdefault(key, []).append(v)
    return found
