"""Placing: words that stand beside the name of a place and say that it is one, or how near it something was.

What may live here: these lists; what is done with them stands in spots.py and roads.py.
"""

from isnad.read.languages.english.place_nouns import SETTLEMENT

HOLDERS = SETTLEMENT | {"outskirts", "vicinity", "south", "north", "east", "west", "villages", "towns"}

LEADS = frozenset(
    (
        "in",
        "near",
        "at",
        "on",
        "of",
        "from",
        "to",
        "over",
        "around",
        "outside",
        "between",
        "across",
        "into",
        "towards",
        "toward",
        "inside",
        "via",
        "within",
        "hit",
        "struck",
        "targeted",
        "bombed",
        "shelled",
        "and",
        "rural",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "northwestern",
        "northeastern",
        "southeastern",
        "southwestern",
        "downtown",
        "including",
        "pounded",
    )
)

COMPASS = frozenset(
    (
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "middle",
        "northwest",
        "northeast",
        "southwest",
        "southeast",
    )
)

COMPASS_SHORT = frozenset(("N", "S", "E", "W", "NE", "NW", "SE", "SW"))

EDGES = frozenset(("outskirts", "vicinity", "around"))
NEAR_WORDS = frozenset(("near", "outside", "around", "outskirts", "vicinity"))
