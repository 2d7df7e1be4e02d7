"""At: the check of a case that is not open yet.

What may live here: beginning with what takes longest. The digests of the objects are computed by other processes from
the start, while the rest of isnad is loaded and the log is read.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from isnad.checking.objects import Objects
from isnad.preserve.folder import about
from isnad.preserve.progress import Progress, silent

if TYPE_CHECKING:
    from isnad.checking.answer import Check


def check_at(
    root: Path,
    progress: Progress | None = None,
    *,
    jobs: int | None = None,
    deep: bool = False,
    against: Sequence[bytes] = (),
) -> "Check":
    """Check the case at ``root``, as ``whole.check_case`` does an open one. Raises Trouble where there is no case."""
    about(root)  # or whatever lies there would be read
    tell = progress or silent
    preserved = Objects(root)
    with preserved.begin(tell, jobs) as digests:
        from isnad.casebook import Casebook
        from isnad.checking.survey import Survey
        from isnad.checking.whole import checked

        survey = Survey(tell)
        book = Casebook(root, hearers=(survey.take,))
        digests.finish()
    return checked(book, preserved, survey, tell, deep=deep, jobs=jobs, against=against)
