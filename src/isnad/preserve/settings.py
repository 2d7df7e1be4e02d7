"""Settings: with what a case is written: the versions of isnad, Python and the libraries that shape its evidence.

What may live here: that one object. Every entry names it by its digest (``config``), so that years later one can tell
which code took a capture. It names no host, user or path.
"""

import contextlib
import os
import re
import sys
from functools import cache

from isnad.records.capture import digest_of
from isnad.records.codec import canonical

EXPLAINS = {"README.txt": "case_readme.txt", "verify.py": "case_verify.py"}  # in a case; in this package
_DIST_INFO = re.compile(r"isnad-([0-9][0-9a-z.]*)\.dist-info")  # a version with a local part is written otherwise
_LIBRARIES = ("warcio", "cryptography", "pyrage", "rfc3161-client", "opentimestamps", "pillow", "pdqhash", "httpx")


@cache
def settings(isnad: str) -> bytes:
    """The canonical JSON of the versions that run, and of the digests of the files that explain a case's folder."""
    import platform
    from importlib.resources import files

    here = files("isnad.preserve")
    said = {
        "explains": {name: digest_of(here.joinpath(own).read_bytes()) for name, own in EXPLAINS.items()},
        "isnad": isnad,
        "python": platform.python_version(),
        "system": sys.platform,
        "libraries": {name: _version(name) for name in _LIBRARIES},
    }
    return canonical(said) + b"\n"


@cache
def own_version() -> str:
    """The version of the isnad that runs, as ``importlib.metadata`` gives it, which takes 20 ms to load.

    An installer names a folder ``isnad-VERSION.dist-info`` (PyPA, Recording installed projects). Where there is none
    by that name, or more than one, the library is asked.
    """
    for place in sys.path:
        with contextlib.suppress(OSError):
            if found := [name for name in os.listdir(place or ".") if name.startswith("isnad-")]:
                said = _DIST_INFO.fullmatch(found[0])
                if said and len(found) == 1:
                    return said[1]
                break
    return _version("isnad")


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
