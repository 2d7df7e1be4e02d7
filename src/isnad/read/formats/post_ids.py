"""When a post was made, from the id in its address: platforms that put the time into their ids.

What may live here: the table of such ids, each with its source. An id's time is a claim: the platform's, and that of
whoever gave the address. Twitter/X is read by ``dateline``, which dates reports by it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from isnad.read.formats.dateline import status_instant
from isnad.records.media import PostTime

EARLIEST, LATEST = datetime(2005, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)  # else it is no time at all
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_STATUS = re.compile(r"/status(?:es)?/(\d{1,20})(?!\d)")


@dataclass(frozen=True, slots=True)
class _Ids:
    """One platform's ids: where they stand in an address, and how their number gives milliseconds since 1970."""

    platform: str
    hosts: tuple[str, ...]  # empty: any host
    path: re.Pattern[str]
    number: Callable[[str], int]
    milliseconds: Callable[[int], int]


def _shortcode(code: str) -> int:
    number = 0
    for letter in code[:11]:
        number = number * 64 + _ALPHABET.index(letter)
    return number


_TABLE = (
    # Discord, Developer documentation, "Snowflakes": bits 63 to 22 are milliseconds since the first second of 2015.
    _Ids(
        "Discord",
        ("discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com"),
        re.compile(r"/channels/(?:@me|\d+)/\d+/(\d{17,20})(?!\d)"),
        int,
        lambda n: (n >> 22) + 1_420_070_400_000,
    ),
    _Ids(
        "Discord",
        ("cdn.discordapp.com", "media.discordapp.net"),
        re.compile(r"/attachments/\d+/(\d{17,20})/"),
        int,
        lambda n: (n >> 22) + 1_420_070_400_000,
    ),
    # Instagram Engineering, "Sharding & IDs at Instagram" (2012): 41 bits of milliseconds since its own epoch, 13 of
    # shard, 10 of sequence. The address holds the number in 64 letters. Longer codes are private: their first 11.
    _Ids(
        "Instagram",
        ("instagram.com", "m.instagram.com"),
        re.compile(r"^/(?:[\w.]+/)?(?:p|reel|reels|tv)/([\w-]{11,40})(?:/|$)"),
        _shortcode,
        lambda n: (n >> 23) + 1_314_220_021_721,
    ),
    # TikTok: the upper 32 bits are seconds since 1970 (R. Benson, Unfurl, 2020; not documented by TikTok itself).
    _Ids(
        "TikTok",
        ("tiktok.com", "m.tiktok.com"),
        re.compile(r"/(?:@[\w.-]+/(?:video|photo)|v|embed(?:/v2)?)/(\d{18,20})(?!\d)"),
        int,
        lambda n: (n >> 32) * 1000,
    ),
    # Mastodon, lib/mastodon/snowflake.rb: 48 bits of milliseconds since 1970, 16 of sequence. Any host may run it.
    _Ids("Mastodon", (), re.compile(r"^/@[\w.-]+(?:@[\w.-]+)?/(\d{18})(?:/|$)"), int, lambda n: n >> 16),
)


def post_time(url: str) -> PostTime | None:
    """When the post at an address was made, by its id; None where the address holds no id that tells."""
    status = _STATUS.search(url)
    moment = status_instant(url)
    if status and moment:
        return PostTime(platform="X", ident=status[1], at=moment, url=url)
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    for ids in _TABLE:
        found = ids.path.search(parts.path) if not ids.hosts or host in ids.hosts else None
        if found and (at := _moment(ids.milliseconds(ids.number(found[1])))):
            return PostTime(platform=ids.platform, ident=found[1], at=at, url=url)
    return None


def _moment(milliseconds: int) -> datetime | None:
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None
    return moment if EARLIEST <= moment < LATEST else None
