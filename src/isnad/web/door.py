"""The door: who may come in, and which requests are taken to be theirs.

What may live here: the key that is printed where the workbench starts, log-in by name and password where it is served
to others, sessions, and the tokens of forms. Sessions live in memory only: none is valid any more once the workbench
has ended, and each can be ended while it runs.
"""

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from isnad.web import passwords
from isnad.web.people import People, Person
from isnad.web.roles import Role
from isnad.web.tries import Tries

SESSIONS = 500  # that are kept; the one unused for longest goes first
TRIES, TRY_SECONDS = 10, 60.0  # wrong keys that are looked at within so many seconds
OF_ONE, OF_ALL, NAME_SECONDS = 5, 30, 900.0  # wrong passwords for a name from one address, for it or from there at all
IDLE, LONGEST = 3_600.0, 12 * 3_600.0  # seconds for which an account's session lasts unused, and in all
LANGUAGES = ("en", "ar")
THEMES = ("auto", "light", "dark")


class Tired(Exception):
    """So many wrong tries came of late that none is looked at now."""


@dataclass(slots=True)
class Session:
    """One browser that came in, and how it likes its pages. ``name`` is who decides there; with an ``account`` it is
    the account's. ``stands_for`` is what was kept of the password it came in by: a new one ends it."""

    token: str
    name: str = ""
    language: str = "en"
    theme: str = "auto"
    keys: bool = True  # whether single letters are shortcuts (WCAG 2.1.4: they can be turned off)
    names: bool = False  # whether people said killed or hurt are named on pages
    said: list[str] = field(default_factory=list)  # to be shown on the next page, once
    account: str = ""
    role: Role = Role.KEEPER
    first: bool = False  # whether a password has to be chosen before all else
    stands_for: str = ""
    began: float = 0.0
    used: float = 0.0


class Door:
    """How one run of the workbench lets people in: by a key that it prints, or, with ``people``, by their accounts.

    ``scheme`` is that of the address under which browsers see it.
    """

    def __init__(self, port: int, *, name: str = "", people: People | None = None, scheme: str = "http") -> None:
        self.key = "" if people else secrets.token_urlsafe(24)
        self.people, self.scheme = people, scheme
        # Cookies do not know ports: each workbench of a machine has its own. The prefix binds it to this very host.
        self.cookie = f"{'__Host-' if self.secure else ''}isnad-{port}"
        self._name = name
        self._secret = secrets.token_bytes(32)
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._keys = Tries(TRIES, TRY_SECONDS)
        self._both, self._each = Tries(OF_ONE, NAME_SECONDS), Tries(OF_ALL, NAME_SECONDS)

    @property
    def secure(self) -> bool:
        """Whether all that browsers send goes encrypted."""
        return self.scheme == "https"

    def enter(self, key: str) -> Session | None:
        """A new session for the one who has the key; None for who has not."""
        if not self.key or not hmac.compare_digest(key.encode(), self.key.encode()):
            self._keys.count("key")
            return None
        return self._opened(Session(token=secrets.token_urlsafe(32), name=self._name))

    @property
    def tired(self) -> bool:
        """Whether so many wrong keys came of late that none is looked at now."""
        return self._keys.spent("key")

    def log_in(self, name: str, password: str, address: str) -> Session | None:
        """A new session for who gives the password of an account; None where it is wrong or there is none such, which
        takes as long. Raises Tired, and looks at nothing, where too many were wrong."""
        if self.people is None:
            return None
        whose = " ".join(name.split()).casefold()
        abouts = (f"name {whose}", f"address {address}")
        if self._both.spent(f"{whose} {address}") or any(self._each.spent(each) for each in abouts):
            raise Tired
        person = self.people.find(name)
        if not passwords.fits(person.password if person else "", password) or person is None:
            self._both.count(f"{whose} {address}")
            for each in abouts:
                self._each.count(each)
            return None
        now = time.monotonic()
        return self._opened(
            Session(
                token=secrets.token_urlsafe(32),
                name=person.name,
                account=person.name,
                role=person.role,
                first=person.first,
                stands_for=person.password,
                began=now,
                used=now,
            )
        )

    def renewed(self, session: Session) -> Session:
        """A session in the place of one whose account has another password now."""
        person = self.people.find(session.account) if self.people else None
        kept, now = (person.password if person else ""), time.monotonic()
        token = secrets.token_urlsafe(32)
        return self._opened(replace(session, token=token, stands_for=kept, first=False, began=now, used=now, said=[]))

    def leave(self, session: Session) -> None:
        """End a session."""
        self._sessions.pop(session.token, None)

    def end(self, account: str) -> int:
        """End all sessions of an account; how many they were."""
        ended = [each for each in list(self._sessions.values()) if each.account == account]
        for each in ended:
            self.leave(each)
        return len(ended)

    def sessions(self, account: str) -> int:
        """How many sessions of an account are open."""
        return sum(each.account == account and self._stands(each) for each in list(self._sessions.values()))

    def session(self, token: str, *, unasked: bool = False) -> Session | None:
        """The session of a cookie, unless it has ended. ``unasked``: a page asks by itself, and nobody used it."""
        found = self._sessions.get(token)
        if found is None:
            return None
        if not self._stands(found):
            self.leave(found)
            return None
        self._sessions.move_to_end(token)
        if not unasked:
            found.used = time.monotonic()
        return found

    def form_token(self, session: Session) -> str:
        """What every form of this session must bring along."""
        return hmac.new(self._secret, session.token.encode(), hashlib.sha256).hexdigest()

    def fits(self, session: Session, token: str) -> bool:
        """Whether a form was handed out by this door to this session."""
        return hmac.compare_digest(self.form_token(session).encode(), token.encode())

    def _opened(self, session: Session) -> Session:
        self._sessions[session.token] = session
        while len(self._sessions) > SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def _stands(self, session: Session) -> bool:
        """Whether a session has not run out, and its account is there with the same password; its role is followed."""
        if self.people is None:
            return True
        now, person = time.monotonic(), self.people.find(session.account)
        if person is None or person.password != session.stands_for:
            return False
        _follow(session, person)
        return now - session.used < IDLE and now - session.began < LONGEST


def _follow(session: Session, person: Person) -> None:
    session.role, session.first = person.role, person.first
