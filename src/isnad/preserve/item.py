"""Item: one thing that was opened to be preserved, and the bounds for opening it.

What may live here: values that finding, fetching and keeping share.
"""

from dataclasses import dataclass, field
from typing import BinaryIO

from isnad.preserve.manifest import Told
from isnad.records.capture import Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds for fetching: ``max_bytes`` of a body, ``seconds`` in all, ``hops`` of redirects.

    ``private`` allows all addresses that are not public (this machine, the inner network), ``allowed`` those that are
    named: hosts, addresses or networks. ``unverified_tls`` captures from a server whose certificate cannot be
    verified, and records that. ``browser`` captures the page as a real browser shows it. ``sensitive`` also takes the
    private parts of platforms' exports out of folders: for what is sealed.
    """

    max_bytes: int = 100_000_000
    seconds: float = 120.0
    hops: int = 10
    private: bool = False
    allowed: tuple[str, ...] = ()
    unverified_tls: bool = False
    browser: bool = False
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An opened item; its ``stream`` is good until the next one is asked for.

    A container (``container`` true: a WARC, a WACZ, a platform's export) is kept as evidence and is no report; it
    comes before the items found in it, which name it in ``within`` and whose streams are working copies.

    ``origin`` is the URL, or the name of what was given and the path within it: never the whole
    path, which would put the analyst's own folders into every export.
    """

    origin: str
    stream: BinaryIO
    media_type: str = ""
    told: Told = field(default_factory=Told)
    headers: tuple[tuple[str, str], ...] = ()
    manifest: bool = False
    container: bool = False
    within: Within | None = None
    truncated: str = ""
