"""Copies: working copies of what stands in containers, taken out to be read.

What may live here: where such a copy lies, and making it anew. It is derived: only the container is evidence, and only
the digest in the log says what a copy has to be.
"""

import errno
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from isnad.preserve.folder import gone
from isnad.preserve.pieces import Pieces
from isnad.preserve.store import Store, is_digest
from isnad.preserve.trouble import trouble
from isnad.records.capture import Capture

if TYPE_CHECKING:
    import tempfile

_NOT_OURS_TO_WRITE = (errno.EROFS, errno.EACCES, errno.EPERM)


class WorkingCopies:
    """The working copies of the case at ``root``, whose containers are among the ``objects``."""

    def __init__(self, root: Path, objects: Store) -> None:
        self._root, self._objects = root, objects
        self.store = Store(root / "derived" / "working", lasting=False)
        self._elsewhere: tempfile.TemporaryDirectory[str] | None = (
            None  # once it was found out that none can be written
        )

    def path(self, capture: Capture) -> Path:
        """Where the copy of an item lies; it is made where there is none. Raises Trouble as ``take_out`` does."""
        path = self.store.path(capture.digest)
        if path.exists():
            return path
        if not self._place().path(capture.digest).exists():
            self.take_out(capture)
        return self._place().path(capture.digest)

    def take_out(self, capture: Capture) -> None:
        """Take an item's copy out of its container anew.

        Raises Trouble where the container is missing or holds other bytes now.
        """
        from isnad.preserve.containers.extract import extract

        assert capture.within is not None
        if not is_digest(capture.within.container):  # as a stranger's log may say
            todo = "Nothing to do: no bytes vouch for it. Run: isnad check CASE"
            raise trouble("The log does not say what it stands in.", capture.origin, todo)
        container = self._objects.path(capture.within.container)
        try:
            digest, _ = self._place().put(cast(BinaryIO, Pieces(extract(container, capture.within))))
        except OSError as error:
            if error.errno in _NOT_OURS_TO_WRITE and self._elsewhere is None and container.exists():
                import tempfile

                self._elsewhere = tempfile.TemporaryDirectory(prefix="isnad-")  # gone with this process
                return self.take_out(capture)
            raise gone(error, container, self._root) from error
        if digest != capture.digest:
            todo = "Run: isnad check CASE"
            raise trouble("What stands in its container is not what was captured.", capture.origin, todo)

    def _place(self) -> Store:
        """Where copies are made: a store of one's own each time, for readers do this side by side."""
        if self._elsewhere is not None:
            return Store(Path(self._elsewhere.name), lasting=False)
        return Store(self.store.root, lasting=False)
