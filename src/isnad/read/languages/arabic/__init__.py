"""Arabic as isnad reads it: ``Arabic`` is the reader, ``arabic.toml`` holds its words."""

from isnad.read.languages.arabic.reader import Arabic

__all__ = ["Arabic"]
