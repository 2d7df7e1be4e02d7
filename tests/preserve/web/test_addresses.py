"""Which addresses are reached: spellings, wrappings, second answers."""

import ipaddress
import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from preserve.web.scripted import Got, Scripted

from isnad.preserve.item import Limits
from isnad.preserve.trouble import Trouble
from isnad.preserve.web.addresses import is_public, parsed, permitted

PAGE = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"]
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "2a00:1450:4001:81b::200e", "::ffff:8.8.8.8",
          "64:ff9b::808:808", "192.31.196.1"]  # fmt: skip
INNER = [
    "127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16", "224.0.0.1", "239.255.255.250", "255.255.255.255",
    "240.0.0.1", "0.0.0.0", "0.1.2.3", "198.18.0.1", "192.0.2.1", "203.0.113.9", "192.88.99.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "100::1",
    "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1", "::8.8.8.8", "::ffff:0:127.0.0.1", "2002:7f00:1::",
    "2002:808:808::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "64:ff9b:1::7f00:1", "64:ff9b:1:a00:0:100::", "2606:2800:220:1:0:5efe:10.0.0.1", "2606:2800:220:1:200:5efe:7f00:1",
    "3fff::1", "5f00::1", "2001:20::1", "4000::1", "", "localhost", "1.2.3",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_open_internet(address):
    assert is_public(address)


@pytest.mark.parametrize("address", INNER)
def test_all_others_are_not(address):
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_an_inner_address_stays_one_in_every_wrapping(ip):
    n = int(ip)
    public = is_public(str(ip))
    assert is_public(f"::ffff:{ip}") is public
    assert is_public(str(ipaddress.IPv6Address((0x64FF9B << 96) | n))) is public
    for wrapped in (n, (0x2002 << 112) | (n << 80), (0x64FF9B0001 << 80) | n, (0x20010000 << 96) | (n ^ 0xFFFFFFFF)):
        assert not is_public(str(ipaddress.IPv6Address(wrapped)))


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(network="2000::/3")))
def test_what_python_calls_private_is_never_public(ip):
    if is_public(str(ip)):
        assert ip.is_global
        assert not ip.is_multicast


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "LOCALHOST", "[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]",
     "0.0.0.0", "127。0。0。1", "127.0.0.2"],
)  # fmt: skip
def test_this_machine_is_refused(host):
    with Scripted({"page": PAGE}) as server:
        got = Got(server.url("page", host), Limits(seconds=5))
        assert "not a public address, so it was refused" in got.said
        assert not server.asked
    assert not got.warc


@pytest.mark.parametrize(
    "host",
    ["0x7f000001", "2130706433", "127.1", "0177.0.0.1", "127.0.1", "127.0.0.1.", "0x7f.1", "%31%32%37.0.0.1",
     "127.0.0.01", "１２７.０.０.１", "①②⑦.0.0.1", "[::1%25lo]", "[fe80::1%25eth0]", "127.0.0.1%2f", "0",
     "127.0.0.0x1"],
)  # fmt: skip
@pytest.mark.parametrize("limits", [Limits(seconds=5), Limits(seconds=5, allowed=("127.0.0.1", "::1"))])
def test_an_odd_spelling_is_refused_also_where_the_address_is_allowed(host, limits):
    with Scripted({"page": PAGE}) as server:
        got = Got(server.url("page", host), limits)
        assert not server.asked
    assert (got.whole, got.page) == (None, None)
    assert got.problems[0].todo


@pytest.mark.parametrize("allowed", ["127.0.0.1", "127.0.0.0/8", "localhost", "LOCALHOST."])
def test_what_is_allowed_by_name_is_reached(allowed):
    host = "localhost" if allowed.casefold().startswith("local") else "127.0.0.1"
    with Scripted({"page": PAGE}) as server:
        assert Got(server.url("page", host), Limits(seconds=5, allowed=(allowed,))).body == b"ok"


@pytest.mark.parametrize(
    ("host", "address", "allowed", "yes"),
    [
        ("127.0.0.1", "127.0.0.1", "127.0.0.2", False),
        ("archive.example", "10.0.0.1", "archive.example", True),
        ("x.archive.example", "10.0.0.1", "archive.example", False),
        ("archive.example", "10.0.0.1", "10.0.0.0/24", True),
        ("archive.example", "10.0.1.1", "10.0.0.0/24", False),
        ("a", "::1", "::1", True),
        ("a", "::1", "0.0.0.0/0", False),
        ("a", "::ffff:10.0.0.1", "10.0.0.1", True),
    ],
)
def test_allowing_one_does_not_allow_another(host, address, allowed, yes):
    assert permitted(host, address, Limits(allowed=(allowed,))) is yes


def answering(monkeypatch, *answers):
    """Make the name service give these answers in turn, the last one for ever; the names asked for."""
    asked = []

    def getaddrinfo(host, port, *_, **__):
        asked.append(host)
        given = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in given]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_second_answer_is_never_asked_for(monkeypatch):
    """Rebinding: the first answer is allowed, the second would be this machine."""
    with Scripted({"page": PAGE}, host="127.0.0.1") as inner, Scripted({"page": PAGE}, host="127.0.0.2") as outer:
        asked = answering(monkeypatch, ["127.0.0.2"], ["127.0.0.1"])
        url = f"http://rebinding.example:{outer.port}/page"
        got = Got(url, Limits(seconds=5, allowed=("127.0.0.2",)))
        assert (got.body, len(asked), inner.asked) == (b"ok", 1, [])
        assert dict(got.page.headers)[":address"] == "127.0.0.2"


def test_a_name_that_changes_between_hops_is_judged_anew(monkeypatch):
    with Scripted({}, host="127.0.0.2") as outer:
        url = f"http://rebinding.example:{outer.port}/"
        outer.scripts["a"] = [b"HTTP/1.1 302 Found\r\nLocation: " + url.encode() + b"b\r\nContent-Length: 0\r\n\r\n"]
        answering(monkeypatch, ["127.0.0.2"], ["127.0.0.1"])
        got = Got(url + "a", Limits(seconds=5, allowed=("127.0.0.2",)))
        assert "leads to 127.0.0.1" in got.said
        assert len(outer.asked) == 1


def test_one_inner_answer_among_many_is_enough_to_refuse(monkeypatch):
    answering(monkeypatch, ["8.8.8.8", "169.254.169.254"])
    assert "leads to 169.254.169.254" in Got("http://mixed.example/", Limits(seconds=5)).said


def test_a_name_service_that_does_not_answer_holds_nothing_up(monkeypatch):
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait(20) and [])
    assert "name service does not answer" in Got("http://slow.example/", Limits(seconds=0.2)).said
    never.set()


@pytest.mark.parametrize(
    "url",
    ["ftp://x.example/a", "file:///etc/passwd", "http://", "http:///x", "http://a:b@x.example/", "http://a:b@:99999/",
     "http://x.example:99999/", "http://x.example:0/", "http://a:b@x.example\\@127.0.0.1/", "http://[::1",
     "javascript:1", "http://x.example/\r\nHost: y", "http://" + "a" * 70_000, "//x.example/"],
)  # fmt: skip
def test_other_schemes_and_secrets_are_refused(url):
    with pytest.raises(Trouble) as raised:
        parsed(url)
    problem = raised.value.problem
    assert problem.todo
    assert "a:b" not in str(problem)


@given(st.one_of(st.text(), st.text().map("http://".__add__), st.from_regex(r"https?://[\w.:@%\[\]\\]{1,30}/?.*")))
def test_any_text_is_a_url_or_trouble(text):
    try:
        url = parsed(text)
    except Trouble:
        return
    assert url.scheme in ("http", "https")
    assert url.raw_path.isascii()
