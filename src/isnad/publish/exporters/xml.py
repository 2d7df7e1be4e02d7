"""XML that is well-formed whatever it holds.

What may live here: escaping, for the exporters that write XML.
"""

import re
from xml.sax.saxutils import escape

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def text(value: object) -> str:
    """A value as character data."""
    return escape(_UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", str(value)))


def tag(name: str, value: object, attributes: str = "") -> str:
    """An element with character data; nothing for an empty value."""
    return f"<{name}{attributes}>{text(value)}</{name}>" if value not in (None, "") else ""
