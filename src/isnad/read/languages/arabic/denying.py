"""Denying: whether harm is told only to say that there was none.

What may live here: how the words for "no" and "without" reach the harm they deny.
"""

from isnad.read.languages.arabic.tokens import Token

CLOSE = 4  # tokens over which "دون" and its like deny that anyone was harmed
FAR = 8  # tokens over which "لم يؤد" and its like do, whose subject may stand between


def denier(tokens: list[Token], i: int) -> int | None:
    """The word before i that denies the harm told there; None where none does."""
    near = (j for j in range(max(0, i - CLOSE), i) if "none" in tokens[j].senses)
    far = (j for j in range(max(0, i - FAR), i) if "harmless" in tokens[j].senses)
    start = next(near, next(far, None))
    if start is None or any(t.text in ("،", ",") for t in tokens[start:i]):
        return None
    through = any(t.senses.keys() & {"falls", "skips"} for t in tokens[start + 1 : i])
    return start if i - start <= 2 or through else None
