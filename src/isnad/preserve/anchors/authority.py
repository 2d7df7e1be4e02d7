"""Authority: whom the user chose to ask for the time, and how far to trust them.

What may live here: the record of an authority, its plain form in the log, and what makes one acceptable.
"""

import re
from dataclasses import dataclass
from typing import Any

from isnad.preserve.trouble import Trouble, trouble

RFC3161, OTS, HEADERS = "rfc3161", "ots", "headers"
FORMS = (RFC3161, OTS, HEADERS)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_POLICY = re.compile(r"[0-2](\.\d{1,20}){1,20}")
LARGEST_CHAIN = 1 << 20  # bytes; a bundle of every root that a browser knows has some 200,000


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """One that may be asked. ``form`` is "rfc3161" (signs), "ots" (a calendar) or "headers" (gives block headers).

    ``chain`` is the digest of the pinned certificates (PEM, an object of the case) and ``policy`` the only policy
    taken, both for "rfc3161"; ``lists`` says to ask for its revocation list too. ``follow`` are other addresses that
    a calendar may send us on to.
    """

    name: str
    form: str
    url: str
    chain: str = ""
    policy: str = ""
    lists: bool = False
    follow: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As the log keeps it; what is empty is left out."""
        every = {name: getattr(self, name) for name in self.__slots__}
        return {name: list(held) if isinstance(held, tuple) else held for name, held in every.items() if held}


def authority_of(payload: dict[str, Any]) -> Authority:
    """The authority that the log keeps so. Raises ValueError."""
    fields = {name: payload[name] for name in Authority.__slots__ if name in payload}
    if "follow" in fields:
        fields["follow"] = tuple(fields["follow"])
    texts = [held for name, held in fields.items() if name not in ("follow", "lists")] + list(fields.get("follow", ()))
    if not {"name", "form", "url"} <= set(fields) or not all(isinstance(held, str) for held in texts):
        raise ValueError("an authority has name, form and url")
    return acceptable(Authority(**fields))


def acceptable(one: Authority) -> Authority:
    """The authority itself. Raises ValueError where its name, form, address or policy cannot be used."""
    from isnad.preserve.web.addresses import parsed

    if not _NAME.fullmatch(one.name):
        raise ValueError(f"the name {one.name!r} is not made of small letters, digits and '-', 40 at most")
    if one.form not in FORMS:
        raise ValueError(f"there is no form {one.form!r}; there are {', '.join(FORMS)}")
    if one.policy and not _POLICY.fullmatch(one.policy):
        raise ValueError(f"the policy {one.policy!r} is no object identifier such as 1.2.3.4")
    for url in (one.url, *one.follow):
        try:
            parsed(url)
        except Trouble as error:
            raise ValueError(f"{url}: {error.problem.what.rstrip('.')}") from error
    return one


def must_be_usable(chain: bytes, where: str) -> None:
    """Raises Trouble where a pinned chain cannot be one."""
    from isnad.preserve.anchors.rfc3161 import pinned

    try:
        if len(chain) > LARGEST_CHAIN:
            raise ValueError(f"it has more than {LARGEST_CHAIN:,} bytes")
        if b"-----BEGIN CERTIFICATE-----" not in chain:
            raise ValueError("there is no certificate in PEM in it")
        pinned(chain)
    except ValueError as error:
        todo = "Give the authority's root certificate, and those between, in PEM (openssl x509 -inform DER makes it)."
        raise trouble(f"It is no chain to pin: {error}.", where, todo) from error
