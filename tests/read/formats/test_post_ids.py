"""The time in a post's id: by the platforms' own examples, and nothing where an address holds none."""

import pytest

from isnad.read.formats.post_ids import post_time


@pytest.mark.parametrize(
    ("url", "platform", "at"),
    [
        # the documentation's own example (Discord, "Snowflakes")
        ("https://discord.com/channels/1/2/175928847299117063", "Discord", "2016-04-30T11:18:25.796000+00:00"),
        (
            "https://cdn.discordapp.com/attachments/5/175928847299117063/a.jpg",
            "Discord",
            "2016-04-30T11:18:25.796000+00:00",
        ),
        # the documentation's own example (X, "Snowflake")
        ("https://twitter.com/i/status/1050118621198921728", "X", "2018-10-10T20:19:24.211000+00:00"),
        # 41 bits of milliseconds since its epoch, above 23 others: one millisecond after the epoch, and its letters
        ("https://www.instagram.com/p/AAAAAAAgAAA/", "Instagram", "2011-08-24T21:07:01.722000+00:00"),
        ("https://instagram.com/someone/reel/AAAAAAAgAAA/", "Instagram", "2011-08-24T21:07:01.722000+00:00"),
        # 1600000000 << 32
        ("https://www.tiktok.com/@a.b/video/6871947673600000000", "TikTok", "2020-09-13T12:26:40+00:00"),
        ("https://social.example/@a/109252111498807689", "Mastodon", "2022-10-29T14:48:43.993000+00:00"),
    ],
)
def test_an_id_tells_when(url, platform, at):
    found = post_time(url)
    assert found is not None
    assert (found.platform, found.at.isoformat(), found.url) == (platform, at, url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "reports/a.html",
        "https://sedge.example/p/AAAAAAAgAAA/",
        "https://www.instagram.com/p/short/",
        "https://discord.com/channels/1/2/3",
        "https://www.tiktok.com/@a/video/123",
        "https://social.example/@a/1",
        "https://social.example/@a/000000000000000001",
        "ftp://social.example/@a/109252111498807689",
        "https://[broken/@a/109252111498807689",
    ],
)
def test_where_no_id_tells_nothing_is_said(url):
    assert post_time(url) is None
