"""Accounts: who may what, how long, and that nothing tells whether there is somebody of a name."""

import json
import os
import stat
import statistics
import time
from pathlib import Path

import pytest
from casework import isnad
from lxml import html
from starlette.testclient import TestClient
from web.conftest import HOST, Visitor

from isnad.casebook import Casebook
from isnad.preserve.trouble import Trouble
from isnad.web import door as door_module
from isnad.web import passwords
from isnad.web.app import ROUTES, workbench
from isnad.web.door import OF_ONE, Door
from isnad.web.people import People
from isnad.web.roles import Role
from isnad.web.serving import Where, serve

OWN = "a password of their own {}"
# What each role may; a route that is not here, or a line without a route, fails.
ALL, DECIDES, KEEPS, NOBODY = ("reader", "analyst", "keeper"), ("analyst", "keeper"), ("keeper",), ()
MAY = {
    ("GET", "/"): ALL,
    ("GET", "/incident/{incident}"): ALL,
    ("GET", "/incident/{incident}/{part}"): ALL,
    ("GET", "/incident/{incident}/at/{anchor}"): ALL,
    ("GET", "/report/{report}"): ALL,
    ("GET", "/report/{report}/{what}"): ALL,
    ("GET", "/claim/{claim}"): ALL,
    ("GET", "/picture/{what}/{capture}"): ALL,
    ("GET", "/queue"): ALL,
    ("GET", "/case"): ALL,
    ("GET", "/standing"): ALL,
    ("GET", "/static/ground/{zoom}/{column}/{row}.svg"): ALL,
    ("GET", "/password"): ALL,
    ("POST", "/password"): ALL,
    ("POST", "/settings"): ALL,
    ("POST", "/leave"): ALL,
    ("GET", "/same"): DECIDES,
    ("GET", "/add"): DECIDES,
    ("POST", "/add"): DECIDES,
    ("POST", "/decide"): DECIDES,
    ("GET", "/export/{form}"): DECIDES,
    ("POST", "/case/rate"): DECIDES,
    ("GET", "/withheld"): DECIDES,
    ("GET", "/withheld/{rule}"): DECIDES,
    ("POST", "/withheld/decide"): DECIDES,
    ("POST", "/case/check"): KEEPS,
    ("POST", "/case/table"): KEEPS,
    ("POST", "/case/rule"): KEEPS,
    ("GET", "/people"): KEEPS,
    ("POST", "/people"): KEEPS,
}
OPEN = {("GET", "/enter"), ("GET", "/login"), ("POST", "/login"), *(("GET", f"/static/{e}") for e in (
    "style-{theme}.css", "{name}.js", "icon.svg"))}  # fmt: skip


@pytest.fixture(scope="module")
def people(practice_case):
    """Accounts of the practice case, one of each role, each with a password of its own."""
    held = People(Casebook(practice_case))
    for role in Role:
        held.add(f"R. {role.value}", role, by="test")
        held.change_password(f"R. {role.value}", OWN.format(role.value))
    yield held
    held._path.unlink()


@pytest.fixture
def door(people):
    return Door(8642, people=people)


def visitor(bench, door):
    return Visitor(
        TestClient(workbench(bench, door, [HOST]), base_url=f"http://{HOST}", follow_redirects=False), bench, door
    )


def logs_in(visitor, name, password, **more):
    said = {"name": name, "password": password, **more}
    return visitor.client.post("/login", data=said, headers={"Origin": f"http://{HOST}"})


@pytest.fixture
def enters(looked_at, door):
    """Somebody of a role, logged in."""

    def made(role, bench=looked_at):
        found = visitor(bench, door)
        answer = logs_in(found, f"r. {role}", OWN.format(role))
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        return found

    return made


def test_every_route_says_who_may():
    routes = {(method, r.path) for r in ROUTES for method in r.methods - {"HEAD"}}
    assert routes == set(MAY) | OPEN


def asks(visitor, method, path, bench):
    dossier = bench.standing.results.dossiers[0]
    path = path.format(
        incident=dossier.incident.id,
        report=dossier.reports[0].id,
        claim=dossier.claims[0].id,
        form="json",
        rule="victims",
    )
    if method == "GET":
        return visitor.client.get(path).status_code
    return visitor.post(path).status_code


@pytest.mark.parametrize("role", [each.value for each in Role])
def test_each_role_against_each_route(enters, looked_at, role, monkeypatch):
    monkeypatch.setattr(looked_at.checker, "begin", lambda *_, **__: None)
    for (method, path), may in MAY.items():
        if path == "/leave":
            continue
        path = path.replace("{what}/{capture}", "x/x").replace("{zoom}/{column}/{row}", "0/0/0")
        path = (
            path.replace("{report}/{what}", "{report}/names").replace("{part}", "log").replace("{anchor}", "origin-A")
        )
        status = asks(enters(role), method, path, looked_at)
        if role in may:
            assert status in (200, 303, 422) or (path, status) in (
                ("/people", 400),
                ("/same", 404),
                ("/picture/x/x", 404),
                ("/static/ground/0/0/0.svg", 404),  # where this copy was built without npm
            ), (
                method,
                path,
                status,
            )
        else:
            assert status == 403, (method, path, status)


def test_who_did_not_log_in_is_shown_nothing(looked_at, door):
    stranger = visitor(looked_at, door)
    for method, path in MAY:
        if method == "GET":
            answer = stranger.client.get(path.replace("{form}", "json"))
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/login?back=")
        else:
            assert stranger.post(path, token="x").status_code == 403
    page = stranger.client.get("/login")
    assert page.status_code == 200
    assert "practice" not in page.text
    assert stranger.client.get("/enter", params={"key": ""}).status_code == 403


def test_a_reader_is_offered_nothing_that_changes(enters, looked_at):
    reader, dossier = enters("reader"), looked_at.standing.results.dossiers[0]
    for path in ("/", "/case", "/queue", f"/incident/{dossier.incident.id}", f"/claim/{dossier.claims[0].id}"):
        page = reader.get(path)
        assert {f.get("action") for f in page.forms if f.get("method") == "post"} <= {"/settings", "/leave"}, path
        assert not page.xpath("//a[starts-with(@href, '/export') or @href='/add' or @href='/people']")


def test_a_decision_bears_the_name_of_the_account(analyst, people, door):
    here = visitor(analyst.bench, door)
    logs_in(here, "R. analyst", OWN.format("analyst"))
    claim = analyst.bench.standing.results.claims[0].id
    assert not here.get(f"/claim/{claim}").xpath("//input[@name='by']")
    assert here.post("/decide", decision="accept", subject=claim, why="read", by="Somebody Else").status_code == 303
    assert [j.by for j in Casebook(analyst.bench.root).judgements] == ["R. analyst"]
    here.post("/settings", name="Somebody Else")
    here.post(
        "/decide",
        decision="reject",
        subject=claim,
        why="again",
        seen=f"{claim}:{Casebook(analyst.bench.root).judgements[0].id}",
    )
    assert {j.by for j in Casebook(analyst.bench.root).judgements} == {"R. analyst"}


def test_the_same_is_said_of_a_wrong_name_as_of_a_wrong_password(looked_at, door):
    answers = [logs_in(visitor(looked_at, door), name, "wrong") for name in ("R. reader", "Nobody")]
    assert {each.status_code for each in answers} == {403}
    assert len({each.text for each in answers}) == 1


def test_a_wrong_name_takes_as_long_as_a_wrong_password(people):
    took = {"R. reader": [], "Nobody": []}
    for turn in range(6):
        for name, times in took.items():
            door, began = Door(1, people=people), time.process_time()
            assert door.log_in(name, f"wrong {turn}", "a") is None
            times.append(time.process_time() - began)
    one, other = (statistics.median(each) for each in took.values())
    assert 0.5 < one / other < 2


def test_after_some_wrong_tries_none_is_looked_at_be_there_somebody_or_not(looked_at, door):
    for name in ("R. reader", "Nobody"):
        for _ in range(OF_ONE):
            assert logs_in(visitor(looked_at, door), name, "wrong").status_code == 403
        tired = logs_in(visitor(looked_at, door), name.upper(), OWN.format("reader"))
        assert tired.status_code == 429
        assert "set-cookie" not in tired.headers
    assert logs_in(visitor(looked_at, door), "R. keeper", OWN.format("keeper")).status_code == 303


def test_a_form_of_another_page_logs_nobody_in(looked_at, door):
    said = {"name": "R. reader", "password": OWN.format("reader")}
    for headers in ({"Origin": "http://evil.example"}, {}):
        answer = visitor(looked_at, door).client.post("/login", data=said, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


def test_the_cookie_is_bound_to_this_host_where_there_is_tls(looked_at, people):
    secure = Door(8642, people=people, scheme="https")
    client = TestClient(
        workbench(looked_at, secure, ["c.example:443"]), base_url="https://c.example", follow_redirects=False
    )
    said = {"name": "R. reader", "password": OWN.format("reader")}
    answer = client.post("/login", data=said, headers={"Origin": "https://c.example"})
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-isnad")
    for each in ("secure", "httponly", "samesite=strict", "path=/"):
        assert each in cookie
    assert "strict-transport-security" in answer.headers
    assert client.post("/login", data=said, headers={"Origin": "http://c.example"}).status_code == 403


def test_a_session_ends_unused_and_in_the_end(enters, monkeypatch):
    here, now = enters("reader"), time.monotonic()
    clock = {"now": now}
    monkeypatch.setattr(door_module.time, "monotonic", lambda: clock["now"])
    clock["now"] = now + door_module.IDLE - 5
    assert here.client.get("/").status_code == 200
    clock["now"] += door_module.IDLE - 10
    assert here.client.get("/standing").status_code == 200  # a page asks that by itself: it is no use of the session
    clock["now"] += 20
    assert here.client.get("/").status_code == 303
    there, began = enters("reader"), clock["now"]
    while clock["now"] < began + door_module.LONGEST - door_module.IDLE:
        clock["now"] += door_module.IDLE / 2
        assert there.client.get("/").status_code == 200
    clock["now"] = began + door_module.LONGEST + 1
    assert there.client.get("/").status_code == 303


def test_logging_out_ends_the_session_on_the_server(enters, looked_at, door):
    here = enters("reader")
    cookies = dict(here.client.cookies)
    assert here.post("/leave").headers["location"] == "/login"
    again = visitor(looked_at, door)
    again.client.cookies.update(cookies)
    assert again.client.get("/").status_code == 303


def test_a_log_in_gives_another_token_than_was_there(enters, looked_at, door):
    here = enters("reader")
    before = dict(here.client.cookies)
    logs_in(here, "R. analyst", OWN.format("analyst"))
    assert dict(here.client.cookies) != before
    old = visitor(looked_at, door)
    old.client.cookies.update(before)
    assert old.client.get("/").status_code == 303


def test_a_keeper_makes_an_account_and_its_owner_chooses_a_password(enters, looked_at, door, people):
    keeper = enters("keeper")
    page = html.document_fromstring(keeper.post("/people", what="add", name="Nour  Example", role="analyst").text)
    (first,) = page.xpath("//code[@class='first']/text()")
    assert first not in keeper.client.get("/people").text
    nour = visitor(looked_at, door)
    assert logs_in(nour, "nour example", first).headers["location"] == "/password"
    assert nour.client.get("/").headers["location"] == "/password"
    token = nour.get("/password").xpath("//input[@name='token']/@value")[0]
    assert nour.post("/decide", token=token).status_code == 403
    for now, new, again in (
        (first, "short", "short"),
        ("wrong", OWN, OWN),
        (first, OWN, "other"),
        (first, first, first),
    ):
        assert nour.post("/password", token=token, now=now, new=new, again=again).status_code == 422
    assert nour.post("/password", token=token, now=first, new=OWN, again=OWN).headers["location"] == "/"
    assert "Nour Example" in nour.get("/add").text_content()
    assert keeper.post("/people", what="role", name="Nour Example", role="reader").status_code == 303
    assert nour.client.get("/add").status_code == 403  # at once, in the session that was open
    assert keeper.post("/people", what="end", name="Nour Example").status_code == 303
    assert nour.client.get("/").status_code == 303
    assert keeper.post("/people", what="remove", name="Nour Example").status_code == 303
    assert logs_in(nour, "Nour Example", OWN).status_code == 403


def test_the_page_of_the_case_says_who_may_work_there(enters, reader):
    for role in Role:
        section = enters(role.value).get("/case").xpath("//section[@id='people']")[0]
        said = [each.text_content() for each in section.xpath(".//li")]
        assert {f"R. {each.value} {each.value}" for each in Role} <= set(said)
        assert bool(section.xpath(".//a[@href='/people']")) == (role is Role.KEEPER)
    alone = reader.get("/case").xpath("//section[@id='people']")[0]
    assert "Whoever has the link" in alone.text_content()
    assert not alone.xpath(".//li | .//a")


def test_somebody_must_be_left_to_keep_the_case(enters, people):
    keeper = enters("keeper")
    for said in ({"what": "remove"}, {"what": "role", "role": "reader"}):
        answer = keeper.post("/people", name="R. keeper", **said)
        assert answer.status_code == 422
        assert "left to keep the case" in answer.text
    assert people.find("R. keeper").role is Role.KEEPER


def test_accounts_lie_outside_the_case_and_only_their_owner_can_read_them(practice_case, people):
    path = people._path
    assert Path(os.environ["ISNAD_HOME"]) in path.parents
    assert practice_case not in path.parents
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    plain = json.loads(path.read_text())
    assert all(each["password"].startswith("$argon2id$") for each in plain["people"])
    assert OWN.format("reader") not in path.read_text()


def test_what_is_no_password():
    for word in ("short", "aaaaaaaaaaaaaaaa", "my name is lina yes", "x1" * 101):
        assert passwords.refusal(word, "Lina")
    assert not passwords.refusal(passwords.first_password(), "Lina")
    assert not passwords.refusal("كلمة مرور طويلة جداً", "لينا")


def test_a_password_is_the_same_however_a_keyboard_writes_it():
    assert passwords.fits(passwords.hashed("caf\u00e9 au lait"), "cafe\u0301 au lait")
    assert not passwords.fits("not a hash", "x")


def test_the_command_makes_lists_and_takes_away(tmp_path):
    isnad("new", tmp_path / "case")
    nobody = isnad("serve", tmp_path / "case", "--host", "0.0.0.0", "--clear", "--port", "0")
    assert nobody.returncode == 1
    assert f"isnad people {tmp_path / 'case'} add NAME --role keeper" in nobody.stderr
    made = isnad("--by", "Ada", "people", tmp_path / "case", "add", "Lina", "--role", "keeper")
    assert made.returncode == 0
    assert "shown this once" in made.stderr
    assert "Lina" in isnad("people", tmp_path / "case").stdout
    assert isnad("people", tmp_path / "case", "add", "LINA", "--role", "reader").returncode == 1
    assert isnad("people", tmp_path / "case", "add", "Omar").returncode == 2
    assert isnad("people", tmp_path / "case", "role", "Lina", "--role", "reader").returncode == 1
    assert "password" in isnad("people", tmp_path / "case", "password", "Lina").stdout
    assert isnad("people", tmp_path / "case", "remove", "Lina").returncode == 0
    assert isnad("people", tmp_path / "case", "password", "Lina").returncode == 1


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (Where(host="0.0.0.0", port=0), "unencrypted"),
        (Where(port=0, address="http://cases.example.org"), "unencrypted"),
        (Where(port=0, address="cases.example.org"), "no address"),
        (Where(port=0, address="https://cases.example.org/a"), "no address"),
        (Where(port=0, certificate=Path("a.pem")), "belong together"),
    ],
)
def test_what_would_not_be_safe_is_refused(practice_case, people, where, said):
    with pytest.raises(Trouble, match=said):
        serve(practice_case, where, ready=lambda link: None)


def test_a_certificate_that_is_none_is_refused(practice_case, people, tmp_path):
    (tmp_path / "a.pem").write_text("no certificate")
    where = Where(host="127.0.0.1", port=0, certificate=tmp_path / "a.pem", key=tmp_path / "a.pem")
    with pytest.raises(Trouble, match="cannot be used"):
        serve(practice_case, where, ready=lambda link: None)


def test_hosts_of_a_case_that_is_served_to_others(looked_at, people):
    door = Door(8642, people=people)
    app = workbench(looked_at, door, Where(host="0.0.0.0", clear=True).names(8642), anywhere=True)
    client = TestClient(app, base_url="http://192.0.2.7:8642", follow_redirects=False)
    assert client.get("/login").status_code == 200  # the address that this connection came to
    assert client.get("/login", headers={"Host": "evil.example:8642"}).status_code == 421
    proxied = workbench(
        looked_at, Door(8642, people=people, scheme="https"), Where(address="https://c.example").names(8642)
    )
    client = TestClient(proxied, base_url="https://c.example", follow_redirects=False)
    assert client.get("/login").status_code == 200
    assert client.get("/login", headers={"Host": "c.example:444"}).status_code == 421


def test_a_broken_file_of_accounts_lets_nobody_in(tmp_path, people):
    copy = tmp_path / "people.json"
    copy.write_text("{}")
    broken = object.__new__(People)
    broken._path, broken._turn, broken._read = copy, people._turn, None
    with pytest.raises(Trouble, match="cannot be read"):
        broken.find("R. reader")
