"""Browser: a page as a real browser shows it, after its scripts have run.

What may live here: starting a browser apart from everything, and making a capture of what it saw. It has a profile of
its own for one page, and no way out but our proxy. This is no wire capture: what came over encrypted lines is unread.
"""

import contextlib
import importlib.util
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from isnad.preserve.item import Limits, Taken
from isnad.preserve.manifest import Told
from isnad.preserve.trouble import Trouble, shown, trouble
from isnad.preserve.warc.out import Placed, WarcOut
from isnad.preserve.web.addresses import parsed, without_secret
from isnad.preserve.web.browsing import DOM, PICTURE, SAID
from isnad.preserve.web.fetch import container, software, spool, within
from isnad.preserve.web.proxy import Passage, Proxy
from isnad.records.problem import Problem, Severity

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_BY_HAND = "Open it yourself, save the page and add the file with --url."
_SHOWN = 5  # refusals that are named one by one
_GRACE = 8.0  # seconds for the browser to be gone after its end was called


def browse(url: str, told: Told, limits: Limits) -> Iterator[Taken | Problem]:
    """A WARC of the rendered page, its picture and what it asked for; then the page, then what went wrong."""
    try:
        asked = str(parsed(url))
        program = _program(url)
    except Trouble as error:
        yield error.problem
        return
    began = datetime.now(UTC)
    with contextlib.ExitStack() as files:
        name = files.enter_context(tempfile.TemporaryDirectory(prefix="isnad-", ignore_cleanup_errors=True))
        folder = Path(name)
        try:
            said, passages = _browsed(asked, program, folder, limits)
            dom = _read(folder / DOM, limits.max_bytes, asked)
        except Trouble as error:
            yield error.problem
            return
        stream = spool(files)
        placed = _written(stream, asked, began, dom, folder, said, passages)
        kept = told.over(Told(url=url))
        whole, digest = container(url, stream, kept)
        yield whole
        if said["status"] in (0, 200, 203):
            yield Taken(
                origin=url,
                stream=io.BytesIO(dom),
                media_type="text/html",
                told=kept,
                headers=_headers(asked, said, passages),
                within=within(digest, placed),
                truncated="time" if said["cut"] else "",
            )
        yield from _problems(asked, said, passages)


def _program(url: str) -> str:
    """The browser's path. Raises Trouble that says how to install what is missing."""
    if importlib.util.find_spec("playwright") is None:
        todo = "Install it: pip install 'isnad[browser]'. Or leave --browser out."
        raise trouble("The Python package that drives a browser (playwright) is not installed.", url, todo)
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        todo = "Install Chromium (Debian and Ubuntu: apt install chromium). Or leave --browser out."
        raise trouble(f"No browser was found ({', '.join(NAMES)}).", url, todo)
    return found


def _browsed(url: str, program: str, folder: Path, limits: Limits) -> tuple[dict[str, Any], list[Passage]]:
    """Let a child process do it. Raises Trouble where it gave no page in time."""
    deadline = time.monotonic() + limits.seconds
    with Proxy(limits, deadline) as proxy:
        order = {
            "url": url,
            "browser": program,
            "proxy": proxy.address,
            "folder": str(folder),
            "milliseconds": int(limits.seconds * 900),
            "unverified_tls": limits.unverified_tls,
        }
        ended = _run(order, folder, limits.seconds)
        refused = next((p.refused for p in proxy.passages if p.refused), "")
        said = _said(folder)
        if proxy.exhausted:
            said["exhausted"] = True
        if not (folder / DOM).exists():
            what = "The browser took too long." if ended is None else "The browser could not show it."
            detail = refused or shown(said["error"])
            raise trouble(f"{what} {detail}".strip(), url, _BY_HAND)
        return said, list(proxy.passages)


def _run(order: dict[str, Any], folder: Path, seconds: float) -> int | None:
    """The child's exit code, None where it had to be ended. Its own child, the driver, then ends the browser."""
    home = {"HOME": str(folder), "TMPDIR": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV")}
    command = [sys.executable, "-m", "isnad.preserve.web.browsing"]
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=kept | home,
        start_new_session=True,
    )
    try:
        child.communicate(json.dumps(order).encode(), timeout=seconds)
        return child.returncode
    except subprocess.TimeoutExpired:
        return None
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGKILL)
            child.wait()
            _await_gone(folder)


def _await_gone(folder: Path) -> None:
    """Wait until the browser is gone: its driver then takes the profile away, the one kind of folder in the folder."""
    until = time.monotonic() + _GRACE
    while any(each.name.startswith("playwright") for each in folder.iterdir()) and time.monotonic() < until:
        time.sleep(0.1)


def _said(folder: Path) -> dict[str, Any]:
    empty: dict[str, Any] = {"requests": [], "version": "", "url": "", "status": 0, "cut": True, "error": ""}
    try:
        said: dict[str, Any] = json.loads((folder / SAID).read_bytes())
        return empty | _without_secrets(said)
    except (OSError, ValueError):
        return empty


def _without_secrets(said: dict[str, Any]) -> dict[str, Any]:
    """The same without the names and passwords in addresses, which a page may send the browser to: what is kept is
    kept for good. A fetch is not led to such an address at all; a browser goes there by itself."""
    requests = [{**each, "url": without_secret(str(each.get("url", "")))} for each in said.get("requests", ())]
    error = " ".join(without_secret(word) for word in str(said.get("error", "")).split(" "))
    return {**said, "url": without_secret(str(said.get("url", ""))), "requests": requests, "error": error}


def _read(path: Path, most: int, url: str) -> bytes:
    if path.stat().st_size > most:
        todo = "Give a higher bound with --max-megabytes."
        raise trouble(f"The rendered page is larger than {most / 1e6:g} MB.", url, todo)
    return path.read_bytes()


def _written(
    stream: Any, url: str, began: datetime, dom: bytes, folder: Path, said: dict[str, Any], passages: list[Passage]
) -> Placed:
    """The WARC; its record of the rendered page."""
    out = WarcOut(stream, f"{software()} {said['version']}")
    out.info(began)
    page = out.resource(io.BytesIO(dom), len(dom), began, media_type="text/html", uri=f"urn:dom:{url}")
    picture = folder / PICTURE
    if picture.exists():
        with picture.open("rb") as shot:
            size = picture.stat().st_size
            name = f"urn:fullPage:{url}"
            out.resource(shot, size, began, media_type="image/png", uri=name, concurrent=page.record)
    info = {
        **{name: said[name] for name in ("url", "status", "version", "requests")},
        "connections": [{"host": p.host, "port": p.port, "address": p.address, "refused": p.refused} for p in passages],
    }
    data = json.dumps(info, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    name = f"urn:pageinfo:{url}"
    out.resource(io.BytesIO(data), len(data), began, media_type="application/json", uri=name, concurrent=page.record)
    return page


def _headers(url: str, said: dict[str, Any], passages: list[Passage]) -> tuple[tuple[str, str], ...]:
    last = str(said["url"])
    host = ""
    with contextlib.suppress(Trouble):  # where the browser came to is told as it is; it is no reason to keep nothing
        host = parsed(last).host
    met = next((p.address for p in passages if p.host == host and p.address), "")
    return (
        (":url", url),
        *(((":url", last),) if last != url else ()),
        *(((":address", met),) if met else ()),
        (":status", str(said["status"])),
        (":browser", str(said["version"])),
        ("Content-Type", "text/html; charset=utf-8"),
    )


def _problems(url: str, said: dict[str, Any], passages: list[Passage]) -> Iterator[Problem]:
    if said["status"] not in (0, 200, 203):
        what = f"The server answered {said['status']}. What the browser showed is kept, as no report."
        yield Problem(what=what, where=url, todo=_BY_HAND)
    if said["cut"]:
        what = "The page had not come to its end when the time was over; what was there is kept, and marked so (time)."
        yield Problem(what=what, where=url, todo="Add it again.", severity=Severity.WARNING)
    if said.get("exhausted"):
        what = "The page brought in more than allowed, so what came last is missing from it."
        todo = "Give a higher bound with --max-megabytes."
        yield Problem(what=what, where=url, todo=todo, severity=Severity.WARNING)
    refused = {f"{p.host}:{p.port}": p.refused for p in passages if p.refused}
    for place, why in list(refused.items())[:_SHOWN]:
        what = f"The page asked for {shown(place)}: {why}"
        todo = "See whether something is missing from the picture; --allow-address NAME allows it."
        yield Problem(what=what, where=url, todo=todo, severity=Severity.WARNING)
    if len(refused) > _SHOWN:
        what = f"The page asked for {len(refused) - _SHOWN} more addresses that were refused."
        yield Problem(what=what, where=url, todo="They stand in the WARC's page info.", severity=Severity.NOTE)
    if os.geteuid() == 0:
        what = "The browser ran without its own sandbox, since root started it."
        yield Problem(what=what, where=url, todo="Run isnad as another user.", severity=Severity.NOTE)
