"""The door: who may come in, and which requests are taken to be theirs.

What may live here: the key that is printed where the workbench starts, sessions, and the tokens of forms. All of it is
random and lives in memory only: nothing is valid any more once the workbench has ended.
"""

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field

SESSIONS = 500  # that are kept; the one unused for longest goes first
TRIES = 10  # wrong keys that are looked at within TRY_SECONDS
TRY_SECONDS = 60.0
LANGUAGES = ("en", "ar")
THEMES = ("auto", "light", "dark")


@dataclass(slots=True)
class Session:
    """One browser that came in by the key, and how it likes its pages. ``name`` is who decides there."""

    token: str
    name: str = ""
    language: str = "en"
    theme: str = "auto"
    keys: bool = True  # whether single letters are shortcuts (WCAG 2.1.4: they can be turned off)
    names: bool = False  # whether people said killed or hurt are named on pages
    said: list[str] = field(default_factory=list)  # to be shown on the next page, once


class Door:
    """The key of one run of the workbench and the sessions that were opened with it."""

    def __init__(self, port: int, *, name: str = "") -> None:
        self.key = secrets.token_urlsafe(24)
        self.cookie = f"isnad-{port}"  # cookies do not know ports: each workbench of a machine has its own
        self._name = name
        self._secret = secrets.token_bytes(32)
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._wrong: deque[float] = deque()

    def enter(self, key: str) -> Session | None:
        """A new session for the one who has the key; None for who has not."""
        if not hmac.compare_digest(key.encode(), self.key.encode()):
            self._wrong.append(time.monotonic())
            return None
        session = Session(token=secrets.token_urlsafe(32), name=self._name)
        self._sessions[session.token] = session
        while len(self._sessions) > SESSIONS:
            self._sessions.popitem(last=False)
        return session

    @property
    def tired(self) -> bool:
        """Whether so many wrong keys came of late that none is looked at now."""
        now = time.monotonic()
        while self._wrong and now - self._wrong[0] > TRY_SECONDS:
            self._wrong.popleft()
        return len(self._wrong) >= TRIES

    def session(self, token: str) -> Session | None:
        """The session of a cookie."""
        found = self._sessions.get(token)
        if found is not None:
            self._sessions.move_to_end(token)
        return found

    def form_token(self, session: Session) -> str:
        """What every form of this session must bring along."""
        return hmac.new(self._secret, session.token.encode(), hashlib.sha256).hexdigest()

    def fits(self, session: Session, token: str) -> bool:
        """Whether a form was handed out by this door to this session."""
        return hmac.compare_digest(self.form_token(session).encode(), token.encode())
