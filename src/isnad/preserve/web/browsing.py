"""Browsing: the child process that drives a browser; ``python -m isnad.preserve.web.browsing``.

What may live here: what happens between starting the browser and its last byte. It reads an order (JSON) from its
input and writes files of fixed names into the order's folder. Its parent gives it the proxy, and ends it by a deadline.
"""

import contextlib
import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOM, PICTURE, SAID = "dom.html", "picture.png", "said.json"
_NO_WAY_ROUND = "<-loopback>"  # Chromium would go to loopback without any proxy
_MOST = 5_000  # requests that are listed
_QUIET = 5_000  # milliseconds that are waited for the page to come to rest
FLAGS = (
    "--disable-gpu",
    "--disable-quic",  # nothing goes out but through the proxy
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # names are resolved by the proxy alone
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
)


def main() -> int:
    """Carry out the order; 0 where a page was met."""
    from playwright.sync_api import Error, sync_playwright

    order = json.load(sys.stdin)
    folder = Path(order["folder"])
    said: dict[str, Any] = {"requests": [], "version": "", "url": "", "status": 0, "cut": False, "error": ""}
    try:
        with sync_playwright() as drivers, _nowhere() as nowhere:
            chromium = drivers.chromium.launch(
                executable_path=order["browser"],
                chromium_sandbox=os.geteuid() != 0,
                proxy={"server": nowhere, "bypass": _NO_WAY_ROUND},
                args=list(FLAGS),
                timeout=order["milliseconds"],
            )
            said["version"] = f"Chromium/{chromium.version}"
            page = chromium.new_context(
                accept_downloads=False,
                service_workers="block",
                ignore_https_errors=order["unverified_tls"],
                viewport={"width": 1280, "height": 1024},
                proxy={"server": order["proxy"], "bypass": _NO_WAY_ROUND},
            ).new_page()
            page.on("request", lambda request: _note(said["requests"], request))
            _visit(page, order, said, folder)
            chromium.close()
    except Error as error:
        said["error"] = said["error"] or str(error).splitlines()[0]
    (folder / SAID).write_text(json.dumps(said), encoding="utf-8")
    return 0 if (folder / DOM).exists() else 1


def _visit(page: Any, order: dict[str, Any], said: dict[str, Any], folder: Path) -> None:
    """Open the page, let it come to rest, and write down what it then is."""
    from playwright.sync_api import Error, TimeoutError

    page.set_default_timeout(order["milliseconds"])
    try:
        answer = page.goto(order["url"], wait_until="load", timeout=order["milliseconds"] * 0.6)
        said["status"] = answer.status if answer is not None else 0
        page.wait_for_load_state("networkidle", timeout=_QUIET)
    except TimeoutError:
        said["cut"] = not said["status"]  # a page that never rests is whole all the same, one that never loads is not
    said["url"] = page.url
    (folder / DOM).write_text(page.content(), encoding="utf-8", errors="replace")
    for whole in (True, False):
        try:
            page.screenshot(path=str(folder / PICTURE), full_page=whole, animations="disabled")
            return
        except Error as error:  # too long for one picture: then what is seen first
            said["picture"] = str(error).splitlines()[0]


@contextlib.contextmanager
def _nowhere() -> Iterator[str]:
    """The browser's own way out, beside that of the page: a port that is taken and never answers.

    No flag keeps Chromium from asking after its updates and accounts; what a context asks goes by the context's proxy.
    """
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def _note(requests: list[dict[str, str]], request: Any) -> None:
    if len(requests) < _MOST and not request.url.startswith("data:"):
        requests.append({"method": request.method, "url": request.url, "for": request.resource_type})


if __name__ == "__main__":
    sys.exit(main())
