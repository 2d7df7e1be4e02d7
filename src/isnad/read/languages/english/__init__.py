"""English: reported speech, counts, blame, place and time, over sentences with exact offsets."""

from isnad.read.languages.english.reader import English

__all__ = ["English"]
