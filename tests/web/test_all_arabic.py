"""In Arabic everything that the workbench says is Arabic, in every state of a case: what stays English is a quote, a
name, an address or a command."""

import re
import time

import pytest
from lxml import html
from starlette.testclient import TestClient
from web.conftest import HOST, PORT, Visitor

from isnad.publish.withhold.rules import RULES
from isnad.web.app import workbench
from isnad.web.door import Door
from isnad.web.pages.report import LISTS
from isnad.web.people import People
from isnad.web.roles import Role

ITS_OWN = (  # what is said as it is
    "ancestor-or-self::*[self::q or self::code or self::bdi or self::blockquote or self::kbd or self::textarea"
    " or self::option or @id='text' or @class='asides' or contains(@class, 'url')]"
)
WORDS = re.compile(r"\b[a-z]{4,}\b")  # a name, and what is a command's, has capitals, dots or hyphens
HELD = re.compile("[\u2066\u2068][^\u2069]*\u2069")  # names and words of reports, within a sentence
COMMANDS = re.compile(r"isnad \w+.*|--[\w-]+|\S*[./:@_+]\S*")
ALSO = {"html", "json", "manifest", "file", "plain", "text"}


def _english(page):
    """What a page says in English of its own, to see and to hear."""
    found = []
    for element in page.xpath("//body//*[not(self::script)][not(ancestor-or-self::*[name()='svg'])]"):
        spoken = [element.get(name, "") for name in ("aria-label", "placeholder")]
        if element.xpath(ITS_OWN):
            continue
        lines = [element.text or "", *(child.tail or "" for child in element), *spoken]
        for line in lines:
            words = set(WORDS.findall(COMMANDS.sub(" ", HELD.sub(" ", line)))) - ALSO
            if words and not element.xpath("ancestor-or-self::*[@lang='en']"):
                found.append(line.strip()[:200])
    return found


def _marked(page):
    """What a page marks as English though it is no report's: sentences that are in no pattern."""
    return page.xpath("//span[@lang='en'][@dir='ltr'][not(ancestor::bdi)]/text()")


@pytest.fixture
def arabic(analyst):
    analyst.post("/settings", language="ar", name="Ada")
    return analyst


def _walk(reader):
    """Every page of the case."""
    results = reader.bench.standing.results
    first = results.dossiers[0].incident.id
    _waits(lambda: not reader.get("/withheld").xpath("//section[@data-busy]"))
    paths = ["/", "/?words=zzzz", "/queue", "/add", "/case", "/withheld", "/withheld/victims"]
    paths += [f"/withheld/{rule.name}?clear=1" for rule in RULES.values() if rule.each]
    paths += [f"/incident/{each.incident.id}" for each in results.dossiers]
    paths += [f"/incident/{first}/{name}" for name in ("toll", "origins", "matrix", "casualties", "reports", "log")]
    paths += [f"/report/{each.id}" for each in results.reports]
    paths += [f"/report/{results.reports[0].id}/{what}" for what in LISTS]
    paths += [f"/claim/{each.id}" for each in results.claims[::4]]
    for path in paths:
        yield path, reader.get(path)


def _waits(done, seconds=60):
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        time.sleep(0.1)
    assert done()


def _english_in(reader):
    """What is said in English, with the page that says it."""
    return [(path, line) for path, page in _walk(reader) for line in (*_english(page), *_marked(page)) if _own(line)]


def _own(line):
    """Whether it is a sentence of the workbench, and no name: those begin with a capital in each of their words."""
    return any(word[:1].islower() for word in re.findall(r"[A-Za-z]{4,}", COMMANDS.sub(" ", HELD.sub(" ", line))))


def test_every_page_of_a_case_speaks_arabic(arabic):
    assert "\n".join(sorted({line for _, line in _english_in(arabic)})) == ""


def test_every_page_speaks_arabic_where_things_went_wrong(arabic):
    bench = arabic.bench
    bad = [("a.txt", b""), ("b.txt", b"\xff\xfe\x00\x01bad"), ("c.html", b"<html><body></body></html>")]
    bad += [("d.txt", b"Nothing of note was said today."), ("manifest.csv", b"file,publisher\nnone.txt,A\n")]
    arabic.post("/add", files=[("files", each) for each in bad], by="Ada")
    arabic.post("/add", by="Ada", text="Five people were killed in Samrun on Tuesday.", published="one day")
    arabic.post("/add", by="Ada", links="http://127.0.0.1:9/x")
    _waits(lambda: not bench.intake.busy and not bench.unsettled)
    dossier = bench.standing.results.dossiers[0]
    for decision, subject, value in (
        ("reject", dossier.claims[0].id, ""),
        ("accept", dossier.claims[1].id, ""),
        ("grade", dossier.incident.id, "Fair"),
        ("note", dossier.incident.id, "ملاحظة"),
    ):
        arabic.post("/decide", decision=decision, subject=subject, value=value, by="Ada", why="سبب", back="/")
    assert "\n".join(sorted({line for _, line in _english_in(arabic)})) == ""


def test_what_a_check_tells_is_arabic(arabic):
    bench = arabic.bench
    for state in ("whole", "changed", "gone"):
        capture = bench.standing.results.captures[0]
        path = bench.book.store.path(capture.digest)
        if state == "changed":
            path.chmod(0o644)
            path.write_bytes(path.read_bytes() + b"x")
        elif state == "gone":
            path.parent.chmod(0o755)
            path.unlink()
        arabic.post("/case/check", deep="on")
        _waits(lambda: not bench.checker.running)
        page = arabic.get("/case")
        assert page.xpath("//section[@id='check']//p[contains(@class, 'verdict')]")
        lines = [*_english(page), *_marked(page)]
        assert "\n".join(each for each in lines if _own(each)) == "", state


@pytest.fixture
def by_account(analyst):
    """The case served to others in clear, and a keeper's first password."""
    people = People(analyst.bench.book)
    first = people.add("Lina", Role.KEEPER, by="Test")
    door = Door(PORT, people=people)
    client = TestClient(
        workbench(analyst.bench, door, [HOST]),
        base_url=f"http://{HOST}",
        follow_redirects=False,
        client=("10.0.0.9", 1),
    )
    return Visitor(client, analyst.bench, door), first


def test_what_accounts_are_told_is_arabic(by_account):
    visitor, first = by_account
    own, told = "a password of her own", []

    def hears(answer):
        page = html.document_fromstring(answer.text)
        assert page.get("lang") == "ar"
        told.extend(line for line in (*_english(page), *_marked(page)) if _own(line))
        return page

    def logs_in(password):
        said = {"name": "lina", "password": password, "language": "ar"}
        return visitor.client.post("/login", data=said, headers={"Origin": f"http://{HOST}"})

    page = hears(visitor.client.get("/login", params={"language": "ar"}))
    assert page.xpath("//div[contains(@class, 'wrong')]")  # that it is not encrypted
    assert hears(logs_in("wrong")).xpath("//p[@role='alert']")
    assert logs_in(first).headers["location"] == "/password"
    token = hears(visitor.client.get("/password")).xpath("//input[@name='token']/@value")[0]
    refused = [("wrong", own, own), (first, own, f"{own}s"), (first, "short", "short"), (first, first, first)]
    for now, new, again in [*refused, (first, "111111111111", "111111111111")]:
        assert hears(visitor.post("/password", token=token, now=now, new=new, again=again)).xpath("//p[@role='alert']")
    assert visitor.post("/password", token=token, now=first, new=own, again=own).status_code == 303
    hears(visitor.client.get("/password"))
    assert hears(visitor.post("/people", what="add", name="Omar", role="reader")).xpath("//code[@class='first']")
    refused = [("add", "Omar", "reader"), ("add", " ", ""), ("remove", "Lina", ""), ("role", "Lina", "reader")]
    for what, name, role in [*refused, ("password", "Nobody", "")]:
        assert hears(visitor.post("/people", what=what, name=name, role=role)).xpath("//p[@role='alert']"), name
    hears(visitor.client.get("/people"))
    for _ in range(40):
        answer = logs_in("wrong")
    assert answer.status_code == 429
    hears(answer)
    assert "\n".join(sorted(set(told))) == ""


def test_the_test_finds_english():
    page = html.document_fromstring("<p>ما وقع <b>what happened</b></p><p lang='en'>said</p><q>quoted words</q>")
    assert _english(page) == ["what happened"]
