"""Weighing: what the claims of one incident amount to, and how they came to it.

What may live here: origins, tallies, hypotheses, the grade and the headline. Pure: no file, clock or chance.
No function here states who did it; every figure leads back to the claims it rests on.
"""

from isnad.weigh.weighing import weigh

__all__ = ["weigh"]
