"""Arabic as isnad reads it: ``Arabic`` is the reader, ``arabic.toml`` holds its words.

What may live here: the name that is offered.
"""

from isnad.read.languages.arabic.reader import Arabic

__all__ = ["Arabic"]
