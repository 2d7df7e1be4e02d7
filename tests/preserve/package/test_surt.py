"""The key of an address is that of the library all indexers call, which we may not ship."""

import pytest
from surt import surt as theirs

from isnad.preserve.package.surt import surt


@pytest.mark.parametrize(
    "url",
    [
        "https://sedge.example/",
        "https://sedge.example",
        "http://www.Sedge.example/A/b.html",
        "https://www2.sedge.example/a?b=2&a=1&c",
        "https://sedge.example:443/a",
        "http://sedge.example:8080/a",
        "http://10.0.0.7/a",
        "https://sedge.example/a#part",
        "https://sedge.example/a b",
        "https://xn--mgbh0fb.example/%D9%85",
    ],
)
def test_it_is_the_key_that_others_compute(url):
    assert surt(url) == theirs(url)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("urn:isnad:sha256:00", "urn:isnad:sha256:00"),
        ("https://[::1]:8000/a", "::1:8000)/a"),
        ("http://sedge.example:port/", "http://sedge.example:port/"),
        ("two words\n", "two%20words%0a"),
        ("http:///nowhere", "http:///nowhere"),
        ("", ""),
    ],
)
def test_what_is_no_address_is_its_own_key_without_white_space(url, key):
    assert surt(url) == key
