"""Dates that no words name: the moment in the id of a post whose address a report gives."""

from datetime import UTC, datetime

from isnad.read.languages.english.dates import dates_in

POSTED = datetime(2019, 5, 14, 10, 40, tzinfo=UTC)
EPOCH = 1288834974657  # milliseconds: the first moment such an id can give


def test_the_id_of_a_post_tells_when_it_was_made():
    ident = (int(POSTED.timestamp() * 1000) - EPOCH) << 22
    text = f"A resident posted a picture: https://twitter.com/someone/status/{ident}"
    (dated,) = dates_in(text, 0, len(text), None)
    assert dated.interval.start == POSTED
    assert text[dated.start : dated.end].startswith("https://")


def test_another_address_tells_nothing():
    text = "See https://news.example.org/status/791374525149671427"
    assert dates_in(text, 0, len(text), None) == []
