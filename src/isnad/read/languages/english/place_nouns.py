"""Place nouns: the words for settlements and for units that stand beside their names.

What may live here: the lists.
"""

SETTLEMENT = frozenset(("village", "town", "city", "neighbourhood", "neighborhood", "camp", "hamlet", "suburb",
                        "suburbs",
                        "quarter", "area", "area's", "countryside", "township"))  # fmt: skip
QUARTER = frozenset(("neighbourhood", "neighborhood", "quarter", "suburb", "area"))  # of a town
UNIT = frozenset(("province", "governorate", "district", "region", "state", "county", "subdistrict", "sub-district",
                  "oblast"))  # fmt: skip
UNITS = SETTLEMENT | UNIT
SHELTERING = frozenset(("refugee", "refugees", "displacement", "idp"))  # "the Dolmir refugee camp"
