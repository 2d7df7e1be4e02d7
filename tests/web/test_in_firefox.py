"""The workbench in a real Firefox, driven by WebDriver BiDi: axe finds nothing against WCAG 2.2 AA, the list follows
its filters, a decision is kept, and nothing is asked of anybody else."""

import itertools
import json
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from web.browsing import RULES
from web.test_in_browser import case, link  # noqa: F401 (fixtures)

client = pytest.importorskip("websockets.sync.client", reason="websockets is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
pytestmark = pytest.mark.skipif(FIREFOX is None, reason="there is no Firefox on this machine")
AXE = Path(axe.__file__).with_name("axe.min.js")


class Firefox:
    """One window of a Firefox, and everything it asked for and complained of."""

    def __init__(self, folder):
        command = [FIREFOX, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        found = None
        while found is None and (line := self.process.stderr.readline()):
            found = re.search(r"WebDriver BiDi listening on (ws://\S+)", line)
        assert found, "Firefox does not speak WebDriver BiDi"
        self.line = client.connect(f"{found[1]}/session", max_size=None)
        self.numbers, self.asked, self.wrong = itertools.count(1), [], []
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        (context, *_) = self.ask("browsingContext.getTree")["contexts"]
        self.context = context["context"]

    def ask(self, method, **params):
        number = next(self.numbers)
        self.line.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            said = json.loads(self.line.recv(timeout=120))
            if said.get("id") == number:
                assert said["type"] == "success", said
                return said["result"]
            self._hear(said)

    def _hear(self, said):
        if said.get("method") == "network.beforeRequestSent":
            self.asked.append(said["params"]["request"]["url"])
        elif said.get("method") == "log.entryAdded" and said["params"]["level"] == "error":
            self.wrong.append(said["params"]["text"])

    def open(self, address):
        self.ask("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def do(self, script):
        """What an expression of the page comes to; a promise is waited for."""
        target = {"context": self.context}
        expression = f"(async () => JSON.stringify(await ({script})))()"
        said = self.ask("script.evaluate", expression=expression, target=target, awaitPromise=True)
        assert said["type"] == "success", said
        return json.loads(said["result"].get("value") or "null")

    def wait(self, script, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := self.do(script):
                return found
            time.sleep(0.2)
        raise AssertionError(f"this did not come: {script}")

    def close(self):
        self.line.close()
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    made = Firefox(tmp_path_factory.mktemp("firefox"))
    yield made
    made.close()


@pytest.fixture
def page(firefox, link):  # noqa: F811
    firefox.open(link)
    firefox.wait("!!document.querySelector('table[data-list]') && document.readyState === 'complete'")
    firefox.asked.clear()
    firefox.wrong.clear()
    yield firefox
    base = link.split("/enter")[0]
    assert {re.match(r"\w+://[^/]+", each)[0] for each in firefox.asked if each.startswith("http")} <= {base}
    assert firefox.wrong == []


def reached(page, link, view):  # noqa: F811
    base = link.split("/enter")[0]
    page.open(f"{base}/")
    incident = page.do("document.querySelector('table[data-list] td a').getAttribute('href')")
    if view.startswith("/"):
        page.open(f"{base}{view}")
        return
    page.open(f"{base}{incident}")
    if view in ("report", "claim"):
        kind = "#reports td a" if view == "report" else "#claims tr td a"
        page.open(base + page.do(f"document.querySelector('{kind}').getAttribute('href')"))


@pytest.mark.parametrize("view", ["/", "incident", "report", "claim", "/queue", "/add", "/case"])
def test_axe_finds_nothing_and_nothing_runs_over(page, link, view):  # noqa: F811
    reached(page, link, view)
    page.do(f"(() => {{ {AXE.read_text(encoding='utf-8')}; return 1 }})()")
    options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})
    found = page.do(
        f"axe.run(document, {options}).then(r => r.violations.map(v => [v.id, v.nodes[0].html.slice(0, 200)]))"
    )
    assert found == []
    assert page.do("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_the_list_follows_its_filters_and_a_decision_is_kept(page, link):  # noqa: F811
    page.do(
        "(() => { const f = document.querySelector('input[name=place]'); f.value = 'zarjun';"
        " f.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    page.wait("document.querySelectorAll('table[data-list] tbody tr').length === 1")
    reached(page, link, "claim")
    page.do(
        "(() => { document.querySelector('#accept').open = true;"
        " document.querySelector('#accept textarea').value = 'looked at in Firefox';"
        " document.querySelector('#accept button').click(); })()"
    )
    page.wait("!!document.querySelector('.notice.done')")
    assert "looked at in Firefox" in page.do("document.querySelector('#judged').textContent")
