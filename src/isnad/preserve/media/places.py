"""Places: where a file says that it was made, in degrees and to how many metres it says so.

What may live here: reading of positions out of facts that were found already. A position is a claim inside the file.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from isnad.records.media import Fact

_METRES = 111_320  # of one degree of latitude, and of longitude at the equator
# ISO 6709, annex H, as QuickTime and Android write it: degrees; degrees and minutes; degrees, minutes and seconds
_ISO_6709 = re.compile(
    r"([+-])(\d{2}|\d{4}|\d{6})(\.\d+)?([+-])(\d{3}|\d{5}|\d{7})(\.\d+)?(?:[+-]\d+(?:\.\d+)?)?(?:CRS[^/]*)?/?", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where, by the file's ``standard``: degrees, positive to the north and east; ``step`` is the last digit that is
    written, in degrees; ``error`` what the receiver itself said of its error in metres, 0 where it said nothing."""

    standard: str
    latitude: float
    longitude: float
    step: float
    error: float = 0.0

    @property
    def degrees(self) -> str:
        """As it is read: "20.5000° N, 22.2500° E", to the digits that were written."""
        digits = max(0, min(6, math.ceil(-math.log10(self.step))))
        parts = ((self.latitude, "NS"), (self.longitude, "EW"))
        return ", ".join(f"{abs(value):.{digits}f}° {ends[value < 0]}" for value, ends in parts)

    @property
    def precision(self) -> str:
        """To how many metres it is written, which is not how well it is known."""
        written = f"written to {_rounded(self.step * _METRES)}"
        return f"{written}; the receiver said ±{_rounded(self.error)}" if self.error else written


def positions(facts: Sequence[Fact]) -> tuple[Position, ...]:
    """The positions that a medium's facts give. What cannot be read as one is left to be shown as it is written."""
    said = {fact.name: fact.value for fact in facts if fact.place and fact.standard == "EXIF"}
    found = [_exif(said)] if said else []
    found += [_iso_6709(fact) for fact in facts if fact.place and fact.standard != "EXIF"]
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _exif(said: dict[str, str]) -> Position | None:
    """EXIF 3.0, 4.6.6: three rationals of degrees, minutes and seconds, and the half of the globe."""
    ends = said.get("GPSLatitudeRef", "").upper(), said.get("GPSLongitudeRef", "").upper()
    if ends[0] not in ("N", "S") or ends[1] not in ("E", "W"):
        return None
    try:
        (north, first), (east, second) = (_sexagesimal(said[name]) for name in ("GPSLatitude", "GPSLongitude"))
        error = float(said.get("GPSHPositioningError", "0"))
    except (KeyError, ValueError):
        return None
    signs = -1 if ends[0] == "S" else 1, -1 if ends[1] == "W" else 1
    return _position("EXIF", signs[0] * north, signs[1] * east, max(first, second), error)


def _sexagesimal(text: str) -> tuple[float, float]:
    """Degrees, and the step of the last digit written. Raises ValueError."""
    parts = text.split()
    values = [float(part) for part in parts]
    within = all(0 <= value < limit for value, limit in zip(values, (181, 60, 60), strict=False))
    if not 1 <= len(values) <= 3 or not within:
        raise ValueError("it is no angle")
    used = max((n for n, value in enumerate(values) if value), default=0)  # trailing zeros say nothing
    digits = len(parts[used].partition(".")[2].rstrip("0"))
    whole = used if digits else len(values) - 1
    return sum(value / 60**n for n, value in enumerate(values)), 10**-digits / 60**whole


def _iso_6709(fact: Fact) -> Position | None:
    found = _ISO_6709.fullmatch(fact.value.strip())
    if found is None or len(found[5]) != len(found[2]) + 1:
        return None
    try:
        (north, first), (east, second) = _joined(found[2], found[3], 2), _joined(found[5], found[6], 3)
    except ValueError:
        return None
    return _position(
        fact.standard, north if found[1] == "+" else -north, east if found[4] == "+" else -east, max(first, second)
    )


def _joined(digits: str, fraction: str | None, width: int) -> tuple[float, float]:
    """Degrees of digits that stand together (DDMMSS), and the step of the last one."""
    parts = [digits[:width], *(digits[n : n + 2] for n in range(width, len(digits), 2))]
    degrees, _ = _sexagesimal(" ".join([*parts[:-1], parts[-1] + (fraction or "")]))
    return degrees, 10 ** -len((fraction or ".")[1:]) / 60 ** (len(parts) - 1)


def _position(standard: str, north: float, east: float, step: float, error: float = 0.0) -> Position | None:
    if abs(north) > 90 or abs(east) > 180 or not math.isfinite(error) or error < 0:
        return None
    return Position(standard=standard, latitude=north, longitude=east, step=step, error=error)


def _rounded(metres: float) -> str:
    """Metres or kilometres, to one digit: more would pretend to know."""
    if metres < 1:
        return "less than a metre"
    size = 10 ** math.floor(math.log10(metres))
    whole = round(metres / size) * size
    return f"{whole:,.0f} m" if whole < 1000 else f"{whole / 1000:,.0f} km"
