"""Surt: the sort-friendly key of an address, by which a CDXJ index is searched.

What may live here: this key. The library of this name is AGPL, which may not be part of the core; cdxj-indexer calls
it. The rules are those of CDXJ 0.1.0, section Searchable URL, and what players do beyond them before they look a key
up: "www." and the scheme's own port are left out, and the parts of a query are sorted by their names.
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit

_ADDRESS = re.compile(r"(https?)://([^/?#]*)([^?#]*)((?:\?[^#]*)?)")
_WWW = re.compile(r"www\d*\.")
_BARRED = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # white space, control characters, halves of pairs
_PORTS = {"http": 80, "https": 443}


def surt(url: str) -> str:
    """The key of an http(s) address, such as ``org,example)/a?b=1``; what is no such address is its own key.

    A key holds no white space, which parts the fields of a line of the index.
    """
    lowered = _BARRED.sub(_escaped, url.lower())
    parts = _ADDRESS.match(lowered)
    place = _place(parts[1], parts[2]) if parts else ""
    if parts is None or not place:
        return lowered
    query = parts[4]
    if "&" in query:
        query = "?" + "&".join(sorted(query[1:].split("&"), key=lambda pair: pair.partition("=")[0]))
    return f"{place}){parts[3] or '/'}{query if query != '?' else ''}"


@lru_cache(maxsize=1 << 12)
def _place(scheme: str, authority: str) -> str:
    """The host with its parts in reverse, and the port; empty where it is none."""
    try:
        parts = urlsplit(f"{scheme}://{authority}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    if ":" not in host:
        host = ",".join(reversed(host[len(www[0]) if (www := _WWW.match(host)) else 0 :].rstrip(".").split(".")))
    return host if port in (None, _PORTS[scheme]) else f"{host}:{port}"


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02x}" for byte in found[0].encode("utf-8", "surrogatepass"))
