"""Answers: what was answered, kept so that nothing need be sent twice.

An answer is found again by what was asked: the text, the prompt and the model. It is believed only in the folder in
which this user asked for it, as all that is derived: who passes a case on could write there what no model said.

What may live here: those files, in ``derived/second-reader``.
"""

import contextlib
import hashlib
import json
import os
from pathlib import Path

from isnad.casebook import Casebook
from isnad.preserve.people.own import must_be_own, own_mark
from isnad.preserve.store import write_whole
from isnad.preserve.trouble import Trouble, problem_of
from isnad.records.codec import canonical
from isnad.second.endpoint import LARGEST, Answer
from isnad.second.question import Portion, version

_FOLDER = "second-reader"


class Answers:
    """The answers of one model that are kept in a case."""

    def __init__(self, book: Casebook, model: str) -> None:
        """Raises Trouble where a part of the case leads out of it."""
        must_be_own(book.root)
        self._folder = book.derived / _FOLDER
        self._model = model
        self._derived, self._home = book.derived, book.ring.root

    def get(self, portion: Portion) -> Answer | None:
        """The answer that is kept on this portion; None where there is none that can be read."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            handle = os.open(self._path(portion), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with open(handle, "rb") as stream:
                kept = json.loads(stream.read(8 * LARGEST))
            if isinstance(kept["said"], str):
                return Answer(kept["said"], bool(kept["whole"]))
        return None

    def put(self, portion: Portion, answer: Answer) -> None:
        """Keep an answer. Raises Trouble."""
        said = answer.said.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be written
        asked = {"model": self._model, "prompt": version(), "text": portion.digest}
        kept = {**asked, "said": said, "whole": answer.whole}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._path(portion), canonical(kept), mode=0o600)
        except OSError as error:
            raise Trouble(problem_of(error, self._folder)) from error

    def drop(self, portion: Portion) -> None:
        """Let go of an answer, to ask anew. Raises OSError."""
        self._path(portion).unlink(missing_ok=True)

    def _path(self, portion: Portion) -> Path:
        self._derived.mkdir(exist_ok=True)  # the mark is that of a folder that is there
        asked = [own_mark(self._derived, self._home), portion.digest, version(), self._model]
        return self._folder / f"{hashlib.sha256(canonical(asked)).hexdigest()}.json"
