"""The list: what is asked for is what is shown."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from isnad.web.asked import Asked, asked_of


def names(tree):
    return tree.xpath("//table[@data-list]//td[1]/a//text()")


def test_all_incidents_are_listed_the_most_reported_first(reader):
    assert names(reader.get("/")) == [row.name for row in reader.bench.standing.rows]


@pytest.mark.parametrize(
    ("query", "met"),
    [
        ({"grade": "Confirmed"}, 1),
        ({"grade": ["Confirmed", "Contested"]}, 2),
        ({"place": "zarjun"}, 1),
        ({"place": "زرجون"}, 1),
        ({"place": "nowhere"}, 0),
        ({"since": "2019-05-15"}, 0),
        ({"until": "2019-05-13"}, 0),
        ({"killed": "20"}, 2),
        ({"killed_to": "4"}, 1),
        ({"origins": "5"}, 2),
        ({"party": "Kestovia"}, 1),
        ({"act": "airstrike"}, 2),
        ({"since": "yesterday", "killed": "many", "grade": "Sure", "order": "x", "page": "-1"}, 4),
        ({"page": "99"}, 4),
    ],
)
def test_filters(reader, query, met):
    assert len(names(reader.get("/", params=query))) == met


@pytest.mark.parametrize("words", ["monitor", "MONITOR", '"double tap"', "قتل", "الغارة", "غاره", 'x" OR said:*'])
def test_words_are_found_in_either_language(reader, words):
    shown = names(reader.get("/", params={"words": words}))
    assert bool(shown) is (" OR " not in words)


def test_orders(reader):
    for order in ("newest", "oldest", "killed", "origins", "place"):
        assert len(names(reader.get("/", params={"order": order}))) == 4
    assert names(reader.get("/", params={"order": "killed"}))[0].startswith("Ain Marjun")


def test_an_address_says_what_was_asked():
    asked = Asked(words="a b", since=date(2020, 1, 2), grade=("Weak", "Fair"), killed=0, page=3)
    query = asked.address(page=2)
    given = parse_qs(urlsplit(query).query)
    again = asked_of({k: v[0] for k, v in given.items()}, lambda name: given.get(name, []))
    assert again == Asked(words="a b", since=date(2020, 1, 2), grade=("Weak", "Fair"), killed=0, page=2)
    assert Asked().address() == "/"


def test_what_is_typed_is_shown_as_text(reader):
    page = reader.client.get("/", params={"words": "<script>alert(1)</script>", "place": '"><img src=x>'}).text
    assert "<script>alert" not in page
    assert "<img" not in page
