"""Families: whose family or home a report says was hit.

What may live here: finding the names of families in a text, as keys that spellings and scripts share. Recorders of
casualties name an attack by the family it hit ("the Dolmiri family home"), and two homes of one street by theirs.
"""

import re

from isnad.records.likeness import skeleton

_NAME = r"[A-Z][\w’'`-]+"
_WORD = re.compile(r"\b(?:family|families|household|clan)\b")
_BEFORE = 120  # characters before such a word in which the names stand
# "the Abu Dolm family", "the Dolmiri and Kesht families", "members of the Al-Varlan family's house"
_OF_ARABIC = "(?:Abu|Abo|Al|El|al|el|Bin|Umm)[- ]"
_NAMED = re.compile(rf"((?:{_OF_ARABIC})?{_NAME}(?:[ -]{_NAME})?(?:(?:, | and |/){_NAME}(?: {_NAME})?)*)[’']?s?,? $")
_APART = re.compile(r", | and |/")
_OPENS = re.compile(r"^(?:The|An?|One|His|Her|Their|Another|Whole|Entire|Royal|Holy)(?: |$)")
_ARABIC = re.compile(r"(?<![\u0621-\u064a])(?:عائلة|عائلتي|عائلات|آل|أسرة) ((?:أبو |ابو |آل )?[\u0621-\u064a]{3,})")
# What stands behind "a family" and names none: whole, one, made up of, displaced, of, among them, his ...
_NO_NAME = frozenset((
    "كاملة", "بكاملها", "بأكملها", "واحدة", "مكونة", "مؤلفة", "نازحة", "مهجرة", "لاجئة", "فقيرة", "سورية",
    "كبيرة", "صغيرة", "بينهم", "بينها", "أخرى", "الشهيد", "الشهداء", "الضحايا", "القتيل", "الضحية", "المغدور",
    "تقطن", "كانت", "التي", "لجأت", "قضت", "قتلت", "استشهدت",
))  # fmt: skip


def families_in(text: str) -> frozenset[str]:
    """The families named, by the consonants of their names."""
    names = {name for found in _WORD.finditer(text) for name in _named_before(text, found.start())}
    names |= {found[1] for found in _ARABIC.finditer(text) if found[1] not in _NO_NAME}
    return frozenset(key for name in names if len(key := skeleton(name)) > 1)


def _named_before(text: str, end: int) -> list[str]:
    found = _NAMED.search(text[max(0, end - _BEFORE) : end])
    return [_OPENS.sub("", name) for name in _APART.split(found[1])] if found else []
