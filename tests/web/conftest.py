"""The practice case behind a workbench: one that no test changes, and a copy for each test that does."""

import os
import shutil
from dataclasses import dataclass

import pytest
from lxml import html
from starlette.testclient import TestClient
from web.browsing import CHROMIUM
from web.many import reports_into

from isnad import new_case
from isnad.cli.demo import practice
from isnad.web.app import workbench
from isnad.web.bench import Bench
from isnad.web.door import Door

PORT = 8642
HOST = f"127.0.0.1:{PORT}"


@dataclass
class Visitor:
    """A browser that came in by the key."""

    client: TestClient
    bench: Bench
    door: Door

    def get(self, path, **more):
        """The page at a path, which must be there."""
        answer = self.client.get(path, **more)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return html.document_fromstring(answer.text)

    @property
    def token(self):
        """The token that this browser's forms carry."""
        return self.get("/").xpath("//input[@name='token']/@value")[0]

    def post(self, path, token=None, files=None, **fields):
        """Send a form as a page of ours does; redirects are not followed."""
        said = {"token": self.token if token is None else token, **fields}
        return self.client.post(path, data=said, files=files, headers={"Origin": f"http://{HOST}"})


def visitor(bench, *, enters=True):
    """A browser before a workbench over a bench."""
    door = Door(PORT, name="Ada")
    client = TestClient(workbench(bench, door, [HOST]), base_url=f"http://{HOST}", follow_redirects=False)
    if enters:
        assert client.get("/enter", params={"key": door.key}).status_code == 200
    return Visitor(client, bench, door)


@pytest.fixture(scope="session")
def practice_case(tmp_path_factory):
    """The folder of the practice case, read once."""
    source, root = practice(), tmp_path_factory.mktemp("web") / "case"
    case = new_case(
        root,
        "The practice case",
        gazetteers=sorted(source.glob("gazetteer*.csv")),
        belligerents=next(source.glob("belligerents*.csv")),
        actor="Ada",
    )
    case.jobs = 1
    case.add(source / "reports")
    assert case.incidents()
    return root


@pytest.fixture(scope="session")
def large_case(tmp_path_factory):
    """The folder of a case with one incident that very many reports tell of."""
    root = tmp_path_factory.mktemp("large")
    tables = {"gazetteers": [practice() / "gazetteer.csv"], "belligerents": practice() / "belligerents.csv"}
    case = new_case(root / "case", **tables)
    case.jobs = 1
    case.add(reports_into(root / "reports"))
    return root / "case"


@pytest.fixture(scope="session")
def looked_at(practice_case):
    """A bench over the practice case that no test changes."""
    bench = Bench(practice_case, jobs=1)
    assert bench.reach(1, 60)
    yield bench
    bench.close()


@pytest.fixture
def reader(looked_at):
    """A browser that only looks."""
    return visitor(looked_at)


@pytest.fixture
def analyst(practice_case, tmp_path, monkeypatch):
    """A browser over a copy of the practice case, to decide and to add. The keys are copied too: a keyring remembers
    how far it has seen a case, and would refuse the next copy as an older one."""
    shutil.copytree(os.environ["ISNAD_HOME"], tmp_path / "home")
    monkeypatch.setenv("ISNAD_HOME", str(tmp_path / "home"))
    shutil.copytree(practice_case, tmp_path / "case")
    bench = Bench(tmp_path / "case", actor="Ada", jobs=1)
    assert bench.reach(1, 60)
    yield visitor(bench)
    bench.close()


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield browser
        browser.close()
