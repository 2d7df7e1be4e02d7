"""The words that the rules of withholding are told by.

What may live here: loading ``words.toml``, which anyone who knows the languages can mend.
"""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def words(table: str) -> frozenset[str]:
    """One table of ``words.toml``."""
    return frozenset(_tables()[table])


@cache
def _tables() -> dict[str, list[str]]:
    return tomllib.loads(files("isnad.publish.withhold").joinpath("words.toml").read_text(encoding="utf-8"))
