"""Addresses: which hosts may be reached, and the very IP addresses that a connection then goes to.

What may live here: reading of URLs' hosts, resolving them, and judging addresses. A name is resolved once, every
answer is judged, and what is handed on is the address itself, so that no second answer (rebinding) is ever asked for.
"""

import ipaddress
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from isnad.preserve.item import Limits
from isnad.preserve.trouble import shown, trouble

if TYPE_CHECKING:
    import httpx

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_Found = tuple[socket.AddressFamily, tuple[Any, ...]]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# What the IANA special-purpose registry of IPv4 holds (RFC 6890 and its successors), written out so that the answer
# does not depend on the version of Python; with multicast, and one address at which a cloud tells its secrets.
_REFUSED_4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
    )
)  # fmt: skip
_UNICAST_6 = ipaddress.IPv6Network("2000::/3")  # all that was ever given out of IPv6 (RFC 4291 section 2.4, IANA)
_REFUSED_6 = tuple(
    ipaddress.IPv6Network(net)
    for net in (
        "2001::/23",  # protocol assignments, Teredo and ORCHID among them (RFC 2928, 4380, 7343)
        "2001:db8::/32",  # documentation (RFC 3849)
        "2002::/16",  # 6to4: an IPv4 address in disguise, withdrawn (RFC 7526)
        "3fff::/20",  # documentation (RFC 9637)
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # the open internet seen from a network of IPv6 only (RFC 6052)
_ISATAP = (0x00005EFE, 0x02005EFE)  # upper half of an interface id that ends in an IPv4 address (RFC 5214)
_OPTION = "If it is a server of your own, allow it by name: --allow-address {}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One checked address: ``socket_address`` is handed to ``connect`` as it is."""

    family: socket.AddressFamily
    socket_address: tuple[Any, ...]
    address: str


def parsed(text: str) -> "httpx.URL":
    """The http or https URL, with host and port fit to be resolved, and without its fragment.

    Raises Trouble where the scheme is another, where a name or password stands in it, or where the host is spelled so
    that people and programs may read it differently (the numbers of an IPv4 address other than four decimals).
    """
    import httpx

    try:
        url = httpx.URL(text)
        port, host = url.port, url.host  # the host is decoded only here: "xn--" and nothing after it is no name
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise trouble(
            f"The address cannot be read: {error}.", without_secret(text), "Check it for typing errors."
        ) from (error)
    where = without_secret(text)
    if url.scheme not in ("http", "https") or not host:
        raise trouble("Only http and https addresses can be fetched.", where, "Give one that begins with https://.")
    if url.userinfo:
        what = "The address holds a name or password, which would be kept for good."
        raise trouble(what, where, "Give it without them.")
    if port is not None and not 0 < port < 65536:
        raise trouble(f"There is no port {port}.", where, "Check the address for typing errors.")
    _check_spelling(host, where)
    return url.copy_with(fragment=None)


def without_secret(text: str) -> str:
    """An address as it may be shown: what stands before an '@' in its host is left out."""
    head, slashes, rest = text.partition("//")
    authority = rest.replace("\\", "/").split("/")[0].split("?")[0].split("#")[0]
    name, at, _ = authority.rpartition("@")
    return shown(head + slashes + rest[len(name) + len(at) :])


def _check_spelling(host: str, where: str) -> None:
    """Refuse hosts that end in a number, and so are an IPv4 address to some (WHATWG URL, section 3.5), if not plain."""
    if "%" in host:
        raise trouble("The host holds a '%'.", where, "Write the host's name or address plainly.")
    if ":" in host:
        ipaddress.IPv6Address(host)  # httpx has read it as one
        return
    last = host.rstrip(".").rpartition(".")[2]
    if not (last.isdigit() or last.lower().startswith("0x")):
        return
    try:
        plain = str(ipaddress.IPv4Address(host))
    except ValueError:
        plain = ""
    if plain != host:
        try:
            meant = socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
        except (OSError, UnicodeError):
            meant = ""
        what = f"The host is an unusual spelling of an IP address{f' ({meant})' if meant else ''}."
        raise trouble(what, where, "Write it as four decimal numbers, and only if you know whose server it is.")


def resolve(host: str, port: int, limits: Limits, seconds: float, where: str) -> tuple[Target, ...]:
    """The addresses of a host, each of them judged; to be tried in this order.

    Waits for the name service no longer than ``seconds``. Raises Trouble where there is none, or where even one
    is not public and was not allowed: a name with one inner address is no name of the open internet.
    """
    targets = []
    for family, place in _looked_up(host, port, seconds, where):
        if family not in (socket.AF_INET, socket.AF_INET6):
            continue
        address = str(place[0])
        if not permitted(host, address, limits):
            what = f"It leads to {shown(address)}, which is not a public address, so it was refused."
            raise trouble(what, where, _OPTION.format(host))
        targets.append(Target(family=family, socket_address=place, address=address))
    if not targets:
        raise trouble("The host's name leads nowhere.", where, "Check the address for typing errors.")
    return tuple(targets)


@dataclass(slots=True)
class _Answer:
    found: list[_Found] = field(default_factory=list)
    error: Exception | None = None


def _looked_up(host: str, port: int, seconds: float, where: str) -> list[_Found]:
    """Asked in a thread of its own: the system's resolver knows no deadline."""
    answer = _Answer()

    def ask() -> None:
        try:
            answer.found = [(found[0], found[4]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError, ValueError) as error:
            answer.error = error

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if thread.is_alive():
        raise trouble("The name service does not answer.", where, "Check whether this machine is online.")
    if answer.error is not None:
        todo = "Check the address, and whether this machine is online."
        raise trouble("The host's name leads nowhere.", where, todo) from answer.error
    return answer.found


def permitted(host: str, address: str, limits: Limits) -> bool:
    """Whether an address may be reached: public, or allowed as a host, an address or a network (``limits.allowed``)."""
    if limits.private or is_public(address):
        return True
    ip = _plain(address)
    for allowed in limits.allowed:
        network = _network(allowed)
        if network is None:
            if allowed.casefold().rstrip(".") == host.casefold().rstrip("."):
                return True
        elif ip is not None and ip.version == network.version and ip in network:
            return True
    return False


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also where one is wrapped in another (IPv4 in IPv6).

    Of IPv6 only what was given out for global unicast counts, so every other wrapping (IPv4-compatible, SIIT, local
    NAT64 such as 64:ff9b:1::/48, site-local) is refused without being named. Text that is no address is not public.
    """
    ip = _plain(address)
    if ip is None:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _REFUSED_4)
    inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip in _NAT64:
        return is_public(str(inner))
    if ip not in _UNICAST_6 or any(ip in network for network in _REFUSED_6):
        return False
    return (int(ip) >> 32) & 0xFFFFFFFF not in _ISATAP or is_public(str(inner))


def _plain(address: str) -> IPAddress | None:
    """The address without its scope; an IPv4 address written as IPv6 (::ffff:a.b.c.d) is that IPv4 address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (ip.ipv4_mapped or ip) if isinstance(ip, ipaddress.IPv6Address) else ip


def _network(allowed: str) -> Network | None:
    try:
        return ipaddress.ip_network(allowed.strip("[]"), strict=False)
    except ValueError:
        return None
