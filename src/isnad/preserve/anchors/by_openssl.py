"""By openssl: the verdict of the openssl command on a time-stamp response, where that command is on the machine.

What may live here: finding the command and running the very line that the README gives to a court's expert.
"""

import os
import re
import shutil
import subprocess
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

SECONDS = 20.0  # it needs some 10 ms
VERIFY = ("ts", "-verify", "-data", "checkpoint", "-in", "x.tsr", "-CAfile", "chain.pem", "-attime")
_REASON = re.compile(r"error:[0-9A-F]+:([^:]+):[^:]*:([^:\n]*)(?::[^\n]*?:\d+:([^\n]*))?")


@cache
def openssl() -> str:
    """The path of an OpenSSL that can check a time stamp at its own time; empty where there is none.

    LibreSSL, which macOS ships under the same name, has no ``-attime``.
    """
    found = shutil.which("openssl")
    if not found:
        return ""
    try:
        said = subprocess.run([found, "version"], capture_output=True, check=False, timeout=SECONDS, env=_env())
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found if said.stdout.startswith(b"OpenSSL ") else ""


def verdict(command: str, response: bytes, data: bytes, chain: bytes, at: datetime) -> str:
    """Empty where openssl accepts the response for the data under the chain (PEM), else what it says.

    Raises OSError where it cannot be run, and subprocess.TimeoutExpired.
    """
    with tempfile.TemporaryDirectory(prefix="isnad-") as folder:
        for name, held in (("checkpoint", data), ("x.tsr", response), ("chain.pem", chain)):
            (Path(folder) / name).write_bytes(held)
        done = subprocess.run(
            [command, *VERIFY, str(int(at.timestamp()))],
            cwd=folder,
            env=_env(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode == 0 and "Verification: OK" in said:
        return ""
    found = _REASON.search(said)
    words = [part for part in found.groups()[1:] if part] if found else []
    return ": ".join(words).strip(" :")[:200] or f"exit code {done.returncode}"


def _env() -> dict[str, str]:
    """No settings of the user, which could trust or distrust more than the pinned chain."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENSSL_", "SSL_"))}
    return {**kept, "LC_ALL": "C", "SSL_CERT_FILE": os.devnull, "SSL_CERT_DIR": os.devnull}
