"""People: who may work in a case that is served to others, each with a role and a password.

What may live here: the accounts of a case and the file they are kept in. That lies with this user's keys and never in
the case's folder, which is passed on; what a person decides stands in the case's log under the account's name.
"""

import contextlib
import json
import os
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from isnad.casebook import Casebook
from isnad.preserve.custody.keys import home
from isnad.preserve.trouble import Trouble, problem_of, trouble
from isnad.web import passwords
from isnad.web.roles import Role

NAME = 100  # characters
LOCK_SECONDS = 10.0
_FORM = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account. ``first`` says that its password was given by somebody else, and must be changed before all else."""

    name: str
    role: Role
    password: str
    first: bool
    made: str
    by: str


class People:
    """The accounts of one case. What another process writes is seen with the next question."""

    def __init__(self, book: Casebook) -> None:
        """Raises Trouble where the case has no name by which its accounts could be found."""
        if not book.origin:
            todo = "An older isnad made it. Any command that writes to it gives it one: isnad add, isnad judge."
            raise trouble("This case has no name yet, so accounts cannot be kept for it.", book.root, todo)
        self._path = home() / "people" / f"{book.origin.rsplit('/', 1)[-1]}.json"
        self._turn = threading.Lock()
        self._read: tuple[tuple[int, int], dict[str, Person]] | None = None

    def all(self) -> list[Person]:
        """Everybody, by name."""
        return sorted(self._known().values(), key=lambda p: _key(p.name))

    def find(self, name: str) -> Person | None:
        """The account of a name, however it is capitalised."""
        return self._known().get(_key(name))

    def add(self, name: str, role: Role, *, by: str) -> str:
        """Make an account; the password to begin with, which is kept nowhere. Raises Trouble."""
        name = " ".join(name.split())
        if not name or len(name) > NAME or not name.isprintable():
            raise trouble("This is no name.", name[:NAME] or "(empty)", "Give a name of 100 characters at most.")
        word = passwords.first_password()
        made = Person(
            name=name, role=role, password=passwords.hashed(word), first=True, by=by,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
        )  # fmt: skip
        with self._writing() as known:
            if _key(name) in known:
                raise trouble("There is somebody of that name already.", name, "Give another name.")
            known[_key(name)] = made
        return word

    def give_role(self, name: str, role: Role) -> None:
        """Give somebody another role. Raises Trouble where nobody would be left to keep the case."""
        with self._writing() as known:
            known[_key(name)] = replace(_of(known, name), role=role)
            _must_have_keeper(known)

    def new_password(self, name: str) -> str:
        """A new password to begin with, for who forgot theirs. Raises Trouble."""
        word = passwords.first_password()
        kept = passwords.hashed(word)
        with self._writing() as known:
            known[_key(name)] = replace(_of(known, name), password=kept, first=True)
        return word

    def change_password(self, name: str, password: str) -> None:
        """Keep the password that somebody chose. Raises Trouble where it is none."""
        if refused := passwords.refusal(password, name):
            raise trouble(refused, name, "Choose another one.")
        kept = passwords.hashed(password)
        with self._writing() as known:
            known[_key(name)] = replace(_of(known, name), password=kept, first=False)

    def remove(self, name: str) -> None:
        """Take an account away; what was decided under its name stays. Raises Trouble where no keeper would be left."""
        with self._writing() as known:
            del known[_key(_of(known, name).name)]
            _must_have_keeper(known)

    def _known(self) -> dict[str, Person]:
        with self._turn:
            try:
                found = self._path.stat()
            except FileNotFoundError:
                return {}
            except OSError as error:
                raise Trouble(problem_of(error, self._path)) from error
            state = (found.st_mtime_ns, found.st_ino)
            if self._read is None or self._read[0] != state:
                self._read = (state, _people_in(self._path))
            return self._read[1]

    @contextlib.contextmanager
    def _writing(self) -> Iterator[dict[str, Person]]:
        """The accounts to be changed, one writer at a time; they are kept where nothing is raised."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with FileLock(f"{self._path}.lock", timeout=LOCK_SECONDS):
                known = dict(self._known())
                yield known
                fresh = self._path.with_suffix(".new")
                plain = {"format": _FORM, "people": [asdict(each) for each in known.values()]}
                fresh.unlink(missing_ok=True)
                with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
                    json.dump(plain, out, ensure_ascii=False, indent=1)
                    out.flush()
                    os.fsync(out.fileno())
                fresh.replace(self._path)
        except Timeout as error:
            raise trouble("Somebody else is changing the accounts.", self._path, "Try it again.") from error
        except OSError as error:
            raise Trouble(problem_of(error, self._path)) from error


def _people_in(path: Path) -> dict[str, Person]:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        if plain["format"] != _FORM:
            raise ValueError("another form")
        people = [Person(**(each | {"role": Role(each["role"])})) for each in plain["people"]]
    except (ValueError, KeyError, TypeError) as error:
        todo = "Nobody is let in meanwhile. Put the file back from a copy, or delete it and make the accounts anew."
        raise trouble("The file of the accounts cannot be read.", path, todo) from error
    return {_key(person.name): person for person in people}


def _of(known: dict[str, Person], name: str) -> Person:
    found = known.get(_key(name))
    if found is None:
        raise trouble("There is nobody of that name.", name, "See who there is: isnad people CASE")
    return found


def _must_have_keeper(known: dict[str, Person]) -> None:
    if known and not any(person.role is Role.KEEPER for person in known.values()):
        raise trouble("Nobody would be left to keep the case.", "people", "Make somebody else a keeper first.")


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()
