"""What an answer says of a page: the facts are the status, where the way ended, and the bytes."""

import io

import pytest
from preserve.web.scripted import Scripted

from isnad.preserve.item import Limits, Taken
from isnad.preserve.manifest import Told
from isnad.preserve.watching.history import Known, Version, Visit
from isnad.preserve.watching.visit import Answered, answered, elsewhere, outcome_of
from isnad.preserve.web.fetch import fetch
from isnad.records.problem import Problem

URL = "https://sedge.example/news/1?p=17"
A, B = "sha256:" + "a" * 64, "sha256:" + "b" * 64


def known(*outcomes, cut=False, digest=A):
    made = Known(URL, cut=cut, final=URL)
    made.visits = [Visit(url=URL, at=None, outcome=each) for each in outcomes]
    made.versions = [Version(digest=digest, at=None)] if digest else []
    return made


def answer(status, digest="", final=URL, truncated=""):
    page = Taken(origin=URL, stream=io.BytesIO(), truncated=truncated) if digest else None
    hops = [(final, status)] if status else []
    return Answered(URL, page=page, digest=digest, hops=hops, problems=[Problem(what="Why.", where="", todo="")])


@pytest.mark.parametrize(
    ("made", "before", "outcome"),
    [
        (answer(200, A), known(digest=""), "first"),
        (answer(200, A, truncated="time"), known(digest=""), "first"),
        (answer(200, A), known("gone", digest=""), "first"),
        (answer(200, A), known("first"), "same"),
        (answer(200, B), known("first"), "changed"),
        (answer(203, B), known(), "changed"),  # captured before it was watched
        (answer(200, B, truncated="disconnect"), known("same"), "unreachable"),
        (answer(200, B, truncated="length"), known("same"), "changed"),
        (answer(200, B), known("first", cut=True), "changed"),
        (answer(404), known("same"), "gone"),
        (answer(410), known("same"), "gone"),
        (answer(451), known("same"), "gone"),
        (answer(404), known(digest=""), "absent"),
        (answer(404), known("absent", digest=""), "absent"),
        (answer(200, B, "https://sedge.example/"), known("same"), "gone"),
        (answer(200, A, "https://cdn.sedge.example/1"), known("same"), "same"),  # the same bytes, wherever from
        (answer(200, A), known("same", "gone"), "back"),
        (answer(200, B), known("same", "gone", "unreachable"), "back"),
        (answer(200, B), known("gone", "back", "unreachable"), "changed"),
        (answer(401), known("same"), "refused"),
        (answer(403), known("same"), "refused"),
        (answer(429), known("same"), "unreachable"),
        (answer(503), known("same"), "unreachable"),
        (answer(302), known("same"), "unreachable"),  # in a circle
        (answer(0), known("same"), "unreachable"),
    ],
)
def test_the_outcome_of_a_visit(made, before, outcome):
    found, said = outcome_of(made, before)
    assert found == outcome
    assert bool(said) == (outcome in ("unreachable", "refused") or "elsewhere" in said or "other bytes" in said)


@pytest.mark.parametrize(
    ("before", "now", "is_elsewhere"),
    [
        (URL, URL, False),
        (URL, "http://www.sedge.example/news/1/?p=17", False),
        (URL, "https://sedge.example:443/news/1?p=17&session=9", False),
        (URL + "&session=8", URL + "&session=9", False),
        (URL, "https://sedge.example/news/1", True),
        (URL, "https://sedge.example/news/1?p=18", True),
        (URL, "https://sedge.example/?p=17", True),
        (URL, "https://sedge.example/login?next=/news/1", True),
        (URL, "https://other.example/news/1?p=17", True),
        (URL, "https://sedge.example:8443/news/1?p=17", True),
        ("https://sedge.example/mill", "https://sedge.example/mill", False),  # it never was where it was asked for
        ("https://sedge.example/mill", "https://sedge.example/mill?from=x", False),
    ],
)
def test_where_a_way_ends(before, now, is_elsewhere):
    assert elsewhere(URL, before, now) is is_elsewhere


def test_every_hop_and_its_status_come_from_the_exchange_itself():
    page = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage"
    moved = b"HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"
    with Scripted({"a": [moved], "b": [page], "odd": [b"hello\r\n\r\n"]}) as server:
        limits = Limits(seconds=5, private=True)
        made = answered(server.url("a"), Told(), limits, fetch)
        assert made.hops == [(server.url("a"), 301), (server.url("b"), 200)]
        assert (made.status, made.final, made.page.stream.read()) == (200, server.url("b"), b"page")
        assert made.exchange.stream.read(2) == b"\x1f\x8b"
        made.close()
        assert answered(server.url("c"), Told(), limits, fetch).status == 404
        assert answered(server.url("odd"), Told(), limits, fetch).status == 0
    assert answered(server.url("a"), Told(), limits, fetch).hops == []


def test_what_nobody_foresaw_is_a_problem_of_this_visit_alone():
    def broken(url, told, limits):
        raise RuntimeError("no such luck")
        yield

    made = answered(URL, Told(), Limits(), broken)
    assert "RuntimeError: no such luck" in made.problems[0].what
    assert outcome_of(made, known("same"))[0] == "unreachable"
