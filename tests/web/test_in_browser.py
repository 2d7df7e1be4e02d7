"""The workbench in a real Chromium: it is worked by keyboard and pointer, asks nothing of anybody else, and axe finds
nothing against WCAG 2.2 AA. Screenshots of every view go to the folder that ISNAD_SHOTS names, to be looked at."""

import os
import re
import shutil
from pathlib import Path

import pytest
from web.browsing import CHROMIUM, PORT, Window, looks_well, served

from isnad.casebook import Casebook
from isnad.web.people import People
from isnad.web.roles import Role

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
BUILT = (Path(__file__).resolve().parents[2] / "src/isnad/web/built/leaflet.js").is_file()


@pytest.fixture(scope="module")
def case(practice_case, tmp_path_factory):
    """A copy of the practice case, and a keyring of its own."""
    folder = tmp_path_factory.mktemp("browser")
    shutil.copytree(practice_case, folder / "case")
    shutil.copytree(os.environ["ISNAD_HOME"], folder / "home")
    return folder


@pytest.fixture(scope="module")
def link(case):
    """The link that the command prints; the command runs as people run it."""
    yield from served(case)


@pytest.fixture
def window(chromium, link):
    made = Window(chromium, link)
    yield made
    assert made.wrong == []
    assert {re.match(r"\w+://[^/]+", each)[0] for each in made.asked} == {made.base}
    made.context.close()


@pytest.fixture(scope="module")
def by_account(case):
    """The log-in page of the case served to others, with the first password of a keeper."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISNAD_HOME", str(case / "home"))
        first = People(Casebook(case / "case")).add("Lina", Role.KEEPER, by="test")
    for address in served(case, "--address", f"http://localhost:{PORT}"):
        yield address, first


def test_by_account_from_the_first_password_to_logging_out(chromium, case, by_account, tmp_path):
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    page, (address, first) = context.new_page(), by_account

    def log_in(password):
        page.fill("input[name=name]", "lina")
        page.fill("input[name=password]", password)
        page.click("main button")

    page.goto(address)
    looks_well(page, "login", tmp_path)
    log_in("wrong")
    page.wait_for_selector("[role=alert]")
    log_in(first)
    page.wait_for_selector("input[name=again]")
    looks_well(page, "password", tmp_path)
    for name, value in (("now", first), ("new", "eleven plus one"), ("again", "eleven plus one")):
        page.fill(f"input[name={name}]", value)
    page.click("main button")
    page.wait_for_selector("table[data-list]", timeout=60_000)
    page.click(".topbar nav a[href='/people']")
    page.fill("form.plain input[name=name]", "Omar")
    page.click("form.plain button")
    page.wait_for_selector("code.first")
    for look, width in (("people", 1400), ("people-phone", 390)):
        page.set_viewport_size({"width": width, "height": 900})
        looks_well(page, look, tmp_path)
    page.click(".topbar form[action='/leave'] button")
    page.wait_for_selector("input[name=password]")
    context.close()


VIEWS = {
    "incidents": lambda w: w.open("/"),
    "map": lambda w: w.open("/?box=0,0,60,50"),
    "incident": lambda w: w.incident(),
    "report": lambda w: (w.incident().click("#reports td a >> nth=0"), w.page.wait_for_selector("#text")),
    "list of a report": lambda w: w.open(w.incident().get_attribute("#reports td a >> nth=0", "href") + "/incidents"),
    "arabic report": lambda w: (w.incident().click("#reports a[lang=ar] >> nth=0"), w.page.wait_for_selector("#text")),
    "claim": lambda w: (w.incident().click("#claims tr td a >> nth=0"), w.page.wait_for_selector("#decide")),
    "queue": lambda w: w.open("/queue"),
    "same": lambda w: w.open("/same?one={}&other={}".format(*w.idents())),
    "place": lambda w: (
        w.incident().click("#claims tr td a >> nth=0"),
        w.page.wait_for_selector("#decide"),
        w.page.click("#place summary"),
        w.page.click("#place form button >> nth=0"),
        w.page.wait_for_selector("#place input[type=radio]"),
    ),
    "add": lambda w: w.open("/add"),
    "case": lambda w: w.open("/case"),
    "withheld": lambda w: (w.open("/withheld"), w.page.wait_for_selector("#rule-witnesses a")),
    "a rule": lambda w: (VIEWS["withheld"](w), w.open("/withheld/witnesses?clear=1")),
}


@pytest.mark.parametrize("look", ["light", "dark", "phone", "arabic", "arabic-dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_nothing_runs_over(chromium, link, view, look, tmp_path):
    window = Window.looking(chromium, link, look)
    VIEWS[view](window)
    looks_well(window.page, f"{view}-{look}", tmp_path)
    assert window.wrong == []
    window.context.close()


def test_the_list_follows_its_filters_without_a_click(window):
    page = window.page
    page.fill("input[name=place]", "zarjun")
    rows = page.locator("table[data-list] tbody tr")
    playwright.expect(rows).to_have_count(1)
    assert page.evaluate("document.querySelectorAll('.map a').length") == 1
    if BUILT:
        playwright.expect(page.locator("#moved-map .mark a")).to_have_count(1)
    assert "place=zarjun" in page.url
    assert page.evaluate("document.activeElement.name") == "place"
    page.fill("input[name=place]", "")
    playwright.expect(rows).not_to_have_count(1)


def test_the_map_and_the_bars_narrow_the_list(window):
    page = window.page
    page.click(".leaflet-control-zoom-out" if BUILT else ".moves a >> nth=1")
    page.wait_for_url("**box=**")
    assert page.locator("input[name=box]").count() == 1
    page.focus(".timeline a >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_url("**since=**")
    assert page.input_value("input[name=since]")


@pytest.mark.skipif(not BUILT, reason="this copy was built without npm, and its map is the server's alone")
def test_the_map_is_moved_by_pointer_wheel_and_keys_and_the_list_follows(window):
    page = window.page
    marks = page.locator("#moved-map .mark a")
    playwright.expect(marks).to_have_count(4)
    assert page.locator(".map svg").is_hidden()

    def boxed(move):
        before = page.url
        move()
        page.wait_for_function("before => location.href !== before", arg=before)
        west, south, east, north = (float(each) for each in re.search(r"box=([^&]*)", page.url)[1].split("%2C"))
        return (west + east) / 2, (south + north) / 2, east - west

    room = page.locator("#moved-map").bounding_box()
    x, y = room["x"] + room["width"] / 2, room["y"] + room["height"] / 2

    def drag():
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 60, y, steps=6)
        page.mouse.up()

    first = boxed(drag)
    page.wait_for_timeout(500)  # until it has come to rest
    page.focus("#moved-map")
    second = boxed(lambda: page.keyboard.press("ArrowLeft"))
    assert second[0] < first[0]
    closer = boxed(lambda: page.keyboard.press("+"))
    assert closer[2] < second[2]
    page.mouse.move(x, y)
    further = boxed(lambda: page.mouse.wheel(0, 400))
    assert further[2] > closer[2]
    assert page.evaluate("document.activeElement.id") == "moved-map"
    page.click(".moves a:has-text('everywhere')")
    playwright.expect(marks).to_have_count(4)
    assert "box=" not in page.url
    page.click("#moved-map .mark a >> nth=0")
    page.wait_for_selector("section#log")


@pytest.mark.skipif(not BUILT, reason="this copy was built without npm, and its map is the server's alone")
def test_the_map_is_moved_by_touch(chromium, link):
    window = Window(chromium, link, viewport={"width": 390, "height": 844}, has_touch=True)
    page = window.page
    page.locator("#moved-map").scroll_into_view_if_needed()
    room = page.locator("#moved-map").bounding_box()
    x, y = room["x"] + room["width"] / 2, room["y"] + room["height"] / 2
    touch = page.context.new_cdp_session(page)
    for kind, along in (("touchStart", 0), ("touchMove", 20), ("touchMove", 45), ("touchMove", 70), ("touchEnd", None)):
        points = [] if along is None else [{"x": x - along, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_url("**box=**")
    assert window.wrong == []
    window.context.close()


def test_a_tile_server_is_asked_only_where_the_case_names_one(chromium, case):
    if not BUILT:
        pytest.skip("this copy was built without npm, and its map is the server's alone")
    shutil.copytree(case / "case", case / "tiled" / "case", ignore=shutil.ignore_patterns("computed.*"))
    shutil.copytree(case / "home", case / "tiled" / "home")
    with (case / "tiled" / "case" / "case.toml").open("a") as settings:
        settings.write('tiles = "http://127.0.0.1:9/{z}/{x}/{y}.png"\n')
    for link in served(case / "tiled"):
        window = Window(chromium, link)
        window.page.wait_for_selector("#moved-map")
        window.page.wait_for_timeout(500)
        asked = {re.match(r"\w+://[^/]+", each)[0] for each in window.asked}
        assert asked == {window.base, "http://127.0.0.1:9"}
        assert "http://127.0.0.1:9" in window.page.inner_text(".where-all .key")
        assert [each for each in window.wrong if "Content Security Policy" in each] == []
        window.context.close()


def test_by_keyboard_from_the_list_to_a_decision(window, case, monkeypatch):
    monkeypatch.setenv("ISNAD_HOME", str(case / "home"))  # or the keyring of all tests would know the case as it grew
    page = window.page
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "words"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("section#claims")
    page.wait_for_load_state()
    page.locator("tr[data-claim] a").first.focus()
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.wait_for_selector("dialog[open] details#reject[open]")
    assert page.evaluate("document.activeElement.name") == "why"
    page.keyboard.type("a reason by keyboard")
    page.keyboard.press("Tab")
    assert page.input_value("dialog input[name=by] >> nth=0") == "Ada"
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice.done")
    page.wait_for_selector("table.rejected tr")
    assert "a reason by keyboard" in page.inner_text("#log")
    assert [j.why for j in Casebook(case / "case").judgements if "keyboard" in j.why]
    page.wait_for_load_state()
    page.keyboard.press("u")
    page.wait_for_selector("table[data-list]")


def test_one_incident_is_dropped_on_another_or_joined_by_keys(window):
    page = window.page
    rows = page.locator("tr[data-incident]")
    rows.nth(0).drag_to(rows.nth(1))
    page.wait_for_url("**/same?one=**")
    assert page.locator("form.plain input[name=subject]").count() == 2
    window.open("/")
    page.wait_for_load_state()
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("m")
    page.wait_for_url("**/same?one=**")


def test_letters_are_no_shortcuts_where_they_are_off(window):
    page = window.page
    page.click(".menu summary")
    page.select_option("select[name=keys]", "off")
    page.click(".menu button")
    page.wait_for_selector("body[data-keys=off]")
    page.wait_for_load_state()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_a_card_tells_of_marked_words_on_focus_and_goes_on_escape(window):
    window.incident().click("#reports td a >> nth=0")
    page = window.page
    page.wait_for_selector("#text mark[tabindex='0']")
    page.focus("#text mark[tabindex='0']")
    page.wait_for_selector("#card")
    assert page.inner_text("#card")
    page.keyboard.press("Escape")
    page.wait_for_selector("#card", state="detached")


def test_pasted_text_is_read_while_one_looks_on(window):
    page = window.open("/add")
    page.fill(
        "textarea[name=text]",
        "Four hurt in Ain Zarjun\n\nFour people were wounded in Ain Zarjun on Monday, a nurse said.",
    )
    page.fill("input[name=published]", "2019-05-21")
    page.fill("input[name=publisher]", "Sedge Post")
    page.click(".adding button")
    page.wait_for_selector(".items a", timeout=60_000)
    page.click(".items a")
    page.wait_for_selector("#text mark")


def test_a_check_turns_from_grey(window):
    page = window.open("/case")
    assert page.locator("#check .verdict.grey").count() == 1
    page.click("#check button")
    page.wait_for_selector("#check table", timeout=60_000)
    assert page.locator("#check .verdict.grey").count() == 0


def test_pages_work_without_script(chromium, link):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(link)
    page.wait_for_selector("table[data-list]")  # it leads there by itself
    page.fill("input[name=place]", "zarjun")
    page.click("#filters button")
    assert "place=zarjun" in page.url
    page.click("table[data-list] a")
    page.click("#claims tr td a >> nth=0")
    page.click("#accept summary")
    page.fill("#accept textarea", "looked at without script")
    page.click("#accept button")
    page.wait_for_selector(".notice.done")
    context.close()


def test_print_gives_a_clean_dossier(window, tmp_path):
    page = window.incident()
    page.emulate_media(media="print")
    assert page.locator(".topbar").is_hidden()
    assert page.locator("form").first.is_hidden()
    assert page.locator("#toll svg").first.is_visible()
    page.set_viewport_size({"width": 680, "height": 960})  # A4 less its margins is no phone
    rows = page.locator("#claims table.cards tbody tr")
    assert rows.first.evaluate("row => getComputedStyle(row).display") == "table-row"
    size = "each => parseFloat(getComputedStyle(each).fontSize)"
    assert page.locator(".why").first.evaluate(size) <= page.locator("body").evaluate(size)
    assert page.pdf(path=str(tmp_path / "dossier.pdf"))
