"""The workbench as people run it, and a real Chromium to look at it with."""

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PORT = "18643"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def served(case, *more):
    """Run the command, and give what it prints that leads in."""
    command = [
        sys.executable,
        "-m",
        "isnad",
        "--by",
        "Ada",
        "serve",
        str(case / "case"),
        "--port",
        PORT if more else "0",
        *more,
    ]
    path = os.pathsep.join([str(Path(__file__).resolve().parents[2] / "src"), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "ISNAD_HOME": str(case / "home"), "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) as server:
        timer = threading.Timer(1_800, server.kill)  # whatever becomes of the tests
        timer.start()
        try:
            found = None
            while found is None and (line := server.stdout.readline()):
                found = re.search(r"http://\S+", line)
            assert found, server.stderr.read()
            yield found[0]
        finally:
            timer.cancel()
            server.terminate()
            server.wait(timeout=20)


class Window:
    """A page that came in by the link, and everything it asked for and complained of."""

    def __init__(self, chromium, link, **look):
        self.base = link.split("/enter")[0]
        self.context = chromium.new_context(**{"viewport": {"width": 1400, "height": 1000}, **look})
        self.page = self.context.new_page()
        self.asked, self.wrong = [], []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        self.page.goto(link)
        self.page.wait_for_selector("table[data-list]", timeout=60_000)
        self.page.wait_for_load_state()  # its script has run by then

    @classmethod
    def looking(cls, chromium, link, look):
        """A window that looks as ``look`` says, by words between hyphens: dark, phone, arabic."""
        words, wide = look.split("-"), {"width": 1400, "height": 900}
        theme = "dark" if "dark" in words else "light"
        made = cls(chromium, link, color_scheme=theme, viewport={**wide, "width": 390 if "phone" in words else 1400})
        if "arabic" in words:
            made.page.click(".menu summary")
            made.page.select_option("select[name=language]", "ar")
            made.page.click(".menu button")
            made.page.wait_for_selector("html[dir=rtl]")
        return made

    def open(self, path):
        self.page.goto(self.base + path)
        return self.page

    def idents(self):
        """The ids of the first two incidents of the list."""
        return self.page.eval_on_selector_all(
            "tr[data-incident]", "rows => rows.slice(0, 2).map(r => r.dataset.incident)"
        )

    def incident(self):
        """Open the most reported incident from the list, as one does."""
        self.open("/")
        self.page.click("table[data-list] td a >> nth=0")
        self.page.wait_for_selector("section#log")
        return self.page


def looks_well(page, name, folder):
    """Keep a picture of a page in a folder, or in the one that ISNAD_SHOTS names; axe finds nothing in it, and nothing
    runs over its width."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    shots = Path(os.environ.get("ISNAD_SHOTS") or folder)
    shots.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=shots / f"{name.replace(' ', '-')}.png", full_page=True)
    found = axe.Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    assert [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found] == [], name
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, name
