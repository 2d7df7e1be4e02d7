"""English: reported speech, counts, blame, place and time, over sentences with exact offsets.

What may live here: the name that is offered.
"""

from isnad.read.languages.english.reader import English

__all__ = ["English"]
