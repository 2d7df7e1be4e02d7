"""The pictures and films that a page shows, by the names and addresses its markup gives them.

What may live here: which of a page's media belong to its story. Elements after the WHATWG HTML Standard (4.8) and the
Open Graph protocol; lazy loading after the attributes that sites use for it.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

MOST = 200  # media of one page; more is a gallery of everything
LONGEST = 2_000  # characters of a name
_META = "//meta[@property='og:image' or @property='og:image:url' or @property='og:image:secure_url' or "
_META += "@property='og:video' or @property='og:video:url' or @property='og:video:secure_url' or @name='twitter:image']"
# What stands around a story shows other stories' pictures, logos and advertisements.
_AROUND = "[not(ancestor::nav or ancestor::header[not(ancestor::article)] or ancestor::footer or ancestor::aside)]"
_SOURCES = "src", "data-src", "data-original", "data-lazy-src", "poster"
_SETS = "srcset", "data-srcset"
_BETWEEN = re.compile(r",\s+|(?<=\d[wxh]),")  # candidates of a srcset; a comma elsewhere is part of an address
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def media_in(tree: Any, url: str) -> tuple[str, ...]:
    """The media a page shows, each once, in order: addresses in full, and names relative to the page as they stand.

    ``tree`` is an lxml tree. A name that begins with "/" is resolved against ``url``; one that does not may be a file
    beside a saved page, so it is kept as given. What is written into the page itself (``data:``) has no name.
    """
    found = dict.fromkeys(filter(None, (_name(each, url) for each in _named(tree))))
    return tuple(found)[:MOST]


def _named(tree: Any) -> Iterator[str]:
    yield from (each.get("content") or "" for each in tree.xpath(_META))
    for element in tree.xpath(f"//img{_AROUND} | //video{_AROUND} | //audio{_AROUND} | //source{_AROUND}"):
        yield from (element.get(name) or "" for name in _SOURCES)
        for name in _SETS:
            candidates = (part.split() for part in _BETWEEN.split(element.get(name) or ""))
            yield from (words[0].rstrip(",") for words in candidates if words)


def _name(given: str, url: str) -> str:
    name = "".join(given.split("\n")).strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        return ""
    if _ADDRESS.match(name):
        return name if name.lower().startswith(("http://", "https://")) else ""
    if not name.startswith("/"):
        return name
    try:
        return urljoin(url, name)
    except ValueError:
        return ""
