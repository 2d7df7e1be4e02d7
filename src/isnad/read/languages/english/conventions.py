"""Conventions: what words without a number stand for.

What may live here: the tables. They keep such words apart from stated numbers: each gives the least that the word can
mean in English use ("dozens": two dozen or more), never an upper bound. docs/methods.md lists them.
"""

CONVENTION: dict[str, tuple[int, int | None]] = {
    "dozens": (24, None),
    "scores": (40, None),
    "hundreds": (200, None),
    "thousands": (2000, None),
    "some": (2, None),
    "others": (2, None),
    "number": (2, None),
    "multiple": (2, None),
    "several": (3, None),
    "many": (5, None),
    "few": (3, None),
    "handful": (3, None),
    "numerous": (3, None),
}
# "An unknown number" is no more than a plural; a large one, a dozen or more.
NUMBERS: dict[str, tuple[int, int | None]] = {
    **dict.fromkeys(("unknown", "unspecified", "undisclosed", "undetermined", "small", "certain"), (2, None)),
    **dict.fromkeys(("large", "high", "great", "significant", "considerable", "huge", "larger"), (12, None)),
}
