"""Who is let in, what is taken, and what every answer tells the browser."""

import pytest
from web.conftest import HOST, visitor

from isnad.web.app import ROUTES
from isnad.web.door import TRIES

SHOWN = sorted(r.path for r in ROUTES if "GET" in r.methods and "{" not in r.path and r.path != "/enter")
TAKEN = sorted(r.path for r in ROUTES if "POST" in r.methods and r.path != "/login")


def test_without_the_key_nothing_is_shown(looked_at):
    stranger = visitor(looked_at, enters=False)
    for path in (*SHOWN, "/incident/x", "/report/x", "/claim/x"):
        answer = stranger.client.get(path)
        if path.startswith("/static/"):
            continue
        assert answer.status_code in (403, 404), path
        assert "Ain Zarjun" not in answer.text
        assert "practice" not in answer.text


def test_a_wrong_key_opens_nothing_and_is_not_tried_for_long(looked_at):
    stranger = visitor(looked_at, enters=False)
    for _ in range(TRIES):
        assert stranger.client.get("/enter", params={"key": "x"}).status_code == 403
    assert stranger.client.get("/enter", params={"key": stranger.door.key}).status_code == 429


def test_the_cookie_is_for_this_server_alone(looked_at):
    stranger = visitor(looked_at, enters=False)
    said = stranger.client.get("/enter", params={"key": stranger.door.key}).headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=strict" in said


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", f"{HOST}.evil.example", "[::1]:8642", ""])
def test_another_host_is_not_answered(reader, host):
    answer = reader.client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "Ain" not in answer.text


@pytest.mark.parametrize("path", TAKEN)
def test_a_form_without_our_token_does_nothing(reader, path):
    for token in ("", "0" * 64):
        assert reader.post(path, token=token).status_code == 403


@pytest.mark.parametrize("path", TAKEN)
@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"https://{HOST}", "http://127.0.0.1:1", ""])
def test_a_form_of_another_page_does_nothing(reader, path, origin):
    said = {"token": reader.token}
    assert reader.client.post(path, data=said, headers={"Origin": origin}).status_code == 403


def test_a_form_without_an_origin_needs_the_browser_to_say_whose_it_is(reader):
    said = {"token": reader.token, "name": "B"}
    assert reader.client.post("/settings", data=said).status_code == 403
    assert reader.client.post("/settings", data=said, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert reader.client.post("/settings", data=said, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_the_token_of_another_session_does_not_fit(looked_at):
    one, other = visitor(looked_at), visitor(looked_at)
    assert one.post("/settings", token=other.token).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_refused(reader, method):
    assert reader.client.request(method, "/").status_code == 405


def test_every_answer_forbids_what_is_not_ours(reader):
    for path in ("/", "/enter", "/static/workbench.js", "/static/style-dark.css", "/nowhere", "/incident/nowhere"):
        headers = reader.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert "server" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/style-..%2f..%2fdoor.css",
        "/report/..%2f..%2fcase.toml",
        "/incident/%00",
        "/claim/%ff",
        "/report/" + "x" * 5000,
        "/static/style-x\\y.css",
    ],
)
def test_paths_lead_nowhere(reader, path):
    answer = reader.client.get(path)
    assert answer.status_code in (200, 404, 421)
    if answer.status_code == 200:
        assert answer.headers["content-type"].startswith("text/css")
    assert "class Door" not in answer.text
    assert "format = 2" not in answer.text


@pytest.mark.parametrize("back", ["http://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", "/x\ny"])
def test_no_way_back_leads_out(reader, back):
    assert reader.post("/settings", back=back).headers["location"] == "/"


def test_what_is_too_large_is_not_read(reader, monkeypatch):
    monkeypatch.setattr("isnad.web.guard.MOST_SENT", 1000)
    assert reader.post("/settings", name="x" * 2000).status_code == 413
    many = (b"x" * 100 for _ in range(100))
    headers = {"Origin": f"http://{HOST}", "Content-Type": "application/x-www-form-urlencoded"}
    assert reader.client.post("/settings", content=many, headers=headers).status_code == 413
