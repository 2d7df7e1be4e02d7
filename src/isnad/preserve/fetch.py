"""Fetch: a URL's bytes, from public addresses only, with what the server said.

What may live here: HTTP. Every hop's host is resolved here and its address checked, and the connection
goes to that very address, so that a name cannot lead inside between the check and the fetch.
"""

import ipaddress
import socket
import tempfile
import time
from collections.abc import Iterator
from typing import BinaryIO, cast

import httpx

from isnad.preserve.item import Limits, Taken
from isnad.preserve.manifest import Told
from isnad.preserve.trouble import Trouble, trouble
from isnad.records.problem import Problem

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_SPOOL = 8 << 20  # bytes held in memory before a body goes to a temporary file
_AGENT = "isnad (evidence preservation)"
_BY_HAND = "save the page in a browser and add the file with --url"
_OPTION = "If it is a server of your own, use --allow-private-addresses."


def fetch(url: str, told: Told, limits: Limits) -> Iterator[Taken | Problem]:
    """The body at a URL, its header fields, and the hops it took (as fields whose names begin with ':')."""
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL) as body:
        try:
            headers = _follow(url, cast(BinaryIO, body), limits)
        except Trouble as error:
            yield error.problem
            return
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            what = f"It could not be fetched: {error or type(error).__name__}."
            yield Problem(
                what=what, where=url, todo="Try again later, or save the page in a browser and add the file with --url."
            )
            return
        body.seek(0)
        kind = next((value for name, value in headers if name.lower() == "content-type"), "")
        kept = told.over(Told(url=url))
        served = kind.split(";")[0].strip().lower()
        yield Taken(origin=url, stream=cast(BinaryIO, body), media_type=served, told=kept, headers=headers)


def _follow(url: str, body: BinaryIO, limits: Limits) -> tuple[tuple[str, str], ...]:
    """Write the last hop's body; give the header fields of the last hop after those of the way there."""
    deadline = time.monotonic() + limits.seconds
    said: list[tuple[str, str]] = []
    timeout = httpx.Timeout(min(30.0, limits.seconds))
    with httpx.Client(follow_redirects=False, timeout=timeout) as client:
        for _ in range(limits.hops + 1):
            asked = httpx.URL(url)
            address = _checked(asked, limits.private)
            with client.stream(
                "GET",
                asked.copy_with(host=address),
                headers={"Host": asked.netloc.decode("ascii"), "User-Agent": _AGENT, "Accept-Encoding": "identity"},
                extensions={"sni_hostname": asked.host},
            ) as answer:
                said += [(":url", str(asked)), (":address", address), (":status", str(answer.status_code))]
                if answer.has_redirect_location:
                    url = str(asked.join(answer.headers["location"]))
                    continue
                _body(answer, url, body, limits, deadline)
                return (*said, *answer.headers.multi_items())
    raise trouble(
        f"It redirects more than {limits.hops} times.", url, "Open it in a browser and give the last address."
    )


def _body(answer: httpx.Response, url: str, body: BinaryIO, limits: Limits, deadline: float) -> None:
    if answer.status_code != 200:
        what = f"The server answered {answer.status_code} {answer.reason_phrase}.".replace(" .", ".")
        raise trouble(
            what,
            url,
            "Check the address in a browser; if only you may see the page, save it and add the file with --url.",
        )
    size = 0
    for chunk in answer.iter_bytes(1 << 16):
        size += len(chunk)
        if size > limits.max_bytes:
            todo = "Give a higher bound with --max-megabytes, or download it and add the file."
            raise trouble(f"It is larger than {limits.max_bytes // 1_000_000} MB.", url, todo)
        if time.monotonic() > deadline:
            raise trouble(
                f"It took longer than {limits.seconds:g} seconds.",
                url,
                "Try again later, or download it and add the file.",
            )
        body.write(chunk)


def _checked(url: httpx.URL, private: bool) -> str:
    """The address to connect to. Raises Trouble where the scheme, host or any of its addresses is refused."""
    if url.scheme not in ("http", "https") or not url.host:
        raise trouble(
            "Only http and https addresses can be fetched.", url, "Give an address that begins with https://."
        )
    if url.userinfo:
        raise trouble(
            "The address holds a name or password, which would be kept for good.",
            url.copy_with(userinfo=b""),
            "Give it without them.",
        )
    try:
        answers = socket.getaddrinfo(url.host, url.port or 0, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise trouble(
            "The host's name leads nowhere.", url, "Check the address, and whether this machine is online."
        ) from error
    addresses = [str(answer[4][0]) for answer in answers]
    inner = [address for address in addresses if not is_public(address)]
    if inner and not private:
        raise trouble(f"It leads to {inner[0]}, which is not a public address, so it was refused.", url, _OPTION)
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also where one is wrapped in another (IPv4 in IPv6)."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            wrapped.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(not is_public(str(inner)) for inner in wrapped if inner is not None):
            return False
    return ip.is_global and not ip.is_multicast
