"""Every decision in a real Chromium, as an analyst takes it: by pointer or keys, with a reason, seen at once, and taken
back by another. What is written is looked up in the case's log."""

import os
import shutil

import pytest
from web.browsing import CHROMIUM, Window, served

from isnad.casebook import Casebook

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


@pytest.fixture
def folder(practice_case, tmp_path):
    shutil.copytree(practice_case, tmp_path / "case")
    shutil.copytree(os.environ["ISNAD_HOME"], tmp_path / "home")
    return tmp_path


@pytest.fixture
def window(chromium, folder, monkeypatch):
    yield from _window(chromium, folder, monkeypatch)


def _window(chromium, folder, monkeypatch):
    for link in served(folder):
        made = Window(chromium, link)
        monkeypatch.setenv("ISNAD_HOME", str(folder / "home"))
        yield made
        assert made.wrong == []
        assert {each.split("/")[2] for each in made.asked} == {made.base.split("/")[2]}
        made.context.close()


def written(folder):
    """The decisions in the log, as they stand there."""
    return [(j.decision.value, j.why) for j in Casebook(folder / "case").judgements]


def gives(page, form, why):
    """Open a decision, give a reason, and send it."""
    page.evaluate("form => { document.querySelector(form).open = true; }", form)
    page.fill(f"{form} textarea[name=why]", why)
    page.click(f"{form} form:has(textarea[name=why]) button:not(.quiet)")
    page.wait_for_selector(".notice.done")
    page.wait_for_load_state()


def figure(window):
    """Open the first claim of the most reported incident that has a figure."""
    page = window.incident()
    page.click("#claims tr[data-claim] td a >> nth=0")
    page.wait_for_selector("#decide")
    page.wait_for_load_state()
    return page.url


def test_rejected_taken_back_and_corrected(window, folder):
    page = window.page
    claim = figure(window)
    before = page.inner_text("h1")
    gives(page, "#reject", "misread")
    window.open(claim.removeprefix(window.base))
    assert "misread" in page.inner_text("#judged")
    assert page.locator("#reject").count() == 0
    gives(page, "#accept", "read again")
    window.open(claim.removeprefix(window.base))
    page.evaluate("document.querySelector('#correct').open = true")
    page.fill("#correct input[inputmode=numeric] >> nth=0", "3")
    gives(page, "#correct", "a misprint")
    window.open(claim.removeprefix(window.base))
    assert page.inner_text("h1") != before
    assert written(folder)[-3:] == [("reject", "misread"), ("accept", "read again"), ("correct", "a misprint")]


def test_the_place_of_a_claim_is_corrected_by_what_the_gazetteers_offer(window, folder):
    page = window.page
    claim = figure(window)
    page.click("#place summary")
    page.fill("#place input[name=called]", "Tell Samrun")
    page.click("#place button.quiet")
    page.wait_for_selector("#place input[type=radio]")
    gives(page, "#place", "it is the other village")
    window.open(claim.removeprefix(window.base))
    assert "Tell Samrun" in page.inner_text("#place summary")
    assert ("correct", "it is the other village") in written(folder)


def test_a_grade_and_a_note_on_an_incident(window, folder):
    page = window.incident()
    page.wait_for_load_state()
    page.evaluate("document.querySelector('#regrade').open = true")
    page.select_option("#regrade select[name=value]", "Weak")
    gives(page, "#regrade", "one source only, after all")
    assert "one source only, after all" in page.inner_text("#grade")
    page.evaluate("document.querySelector('#note').open = true")
    page.fill("#note textarea[name=value]", "ask the council of Ain Zarjun")
    gives(page, "#note", "to follow")
    assert "ask the council of Ain Zarjun" in page.inner_text("main")
    assert written(folder)[-2:] == [("grade", "one source only, after all"), ("note", "to follow")]


def test_dragged_onto_another_two_become_one_and_are_parted_again(window, folder):
    page = window.page
    rows = page.locator("tr[data-incident]")
    number = rows.count()
    one, other = window.idents()
    rows.nth(1).drag_to(rows.nth(0))
    page.wait_for_url("**/same?one=**")
    page.wait_for_load_state()
    page.fill("form.plain textarea[name=why]", "one raid")
    page.click("form.plain button")
    page.wait_for_selector(".notice.done")
    window.open("/")
    assert page.locator("tr[data-incident]").count() == number - 1
    window.incident()
    page.evaluate("document.querySelector('#different').open = true")
    page.check("#different input[name=report] >> nth=0")
    gives(page, "#different", "another raid")
    first, *_, last = written(folder)
    assert (first, last[0]) == (("same", "one raid"), "different")
    window.open("/")
    assert page.locator("tr[data-incident]").count() >= number
    assert {one, other} & set(window.idents())


def test_a_question_of_the_queue_is_answered_with_no(window, folder):
    page = window.page
    window.open("/queue")
    for _ in range(60):
        if page.locator(".question").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    number = page.locator(".question").count()
    question = page.locator(".question", has=page.locator("input[value=same]")).first
    question.locator("summary", has_text="They are different").click()
    question.locator("form:has(input[value=different]) textarea").fill("two raids, hours apart")
    question.locator("form:has(input[value=different]) button").click()
    page.wait_for_selector(".notice.done")
    assert page.locator(".question").count() < number
    assert ("different", "two raids, hours apart") in written(folder)


def test_what_is_withheld_is_looked_through_allowed_and_withheld_again(window, folder):
    page = window.open("/case")
    page.click("#exports a[href='/withheld']")
    page.click("#rule-witnesses a")
    page.click("a.button[href*=clear]")
    thing = page.locator("tr[data-thing]").first
    name = thing.locator("th").inner_text()
    for button, standing, why in (("allow", "allowed", "she speaks openly"), ("withhold", "withheld", "no longer")):
        page.locator("tr[data-thing] input").first.check()
        page.fill("#decide textarea[name=why]", why)
        page.click(f"#decide button[value={button}]")
        page.wait_for_selector(".notice.done")
        assert standing in page.locator("tr[data-thing]", has_text=name).first.locator("td").last.inner_text()
        last = Casebook(folder / "case").judgements[-1]
        assert (last.decision.value, last.subjects, last.why) == (button, (name,), why)
    page.click(".kicker a")
    page.click("#name summary")
    page.fill("#name input[name=name]", "Merle Wending")
    gives(page, "#name", "heard by telephone")
    page.goto(f"{window.base}/withheld/witnesses?clear=1&find=merle")
    assert page.locator("tr[data-thing] th").all_inner_texts() == ["Merle Wending"]


def test_the_register_and_the_rule_of_the_case(window, folder):
    page = window.open("/case")
    page.wait_for_load_state()
    forms = page.eval_on_selector_all("main form", "all => all.map(each => each.getAttribute('action'))")
    assert {"/case/rate", "/case/rule", "/case/check"} <= set(forms)
    page.click("#rule summary")
    page.check("#rule input[value=median]")
    page.fill("#rule textarea[name=why]", "as the others reckon")
    page.click("#rule button")
    page.wait_for_selector(".notice.done")
    assert "median" in page.inner_text("main")
    with page.expect_download() as taken:
        page.click("a[href^='/export/json'] >> nth=0")
    assert taken.value.path().stat().st_size > 1_000


def test_a_source_is_rated_a_table_added_and_the_case_checked(window, folder):
    page = window.open("/case")
    page.wait_for_load_state()
    page.click("#rate summary")
    page.fill("#rate input[name=source]", page.get_attribute("#voices option >> nth=0", "value"))
    page.select_option("#rate select[name=letter]", "B")
    gives(page, "#rate", "it was right before")
    assert "it was right before" in page.inner_text("#sources")
    window.open("/case")
    page.click("#tables summary")
    (folder / "more.csv").write_text("name,latitude,longitude\nFar Dalun,20.5,22.5\n", encoding="utf-8")
    page.set_input_files("#tables input[type=file]", folder / "more.csv")
    page.click("#tables button")
    playwright.expect(page.locator("#tables")).to_contain_text("more.csv", timeout=60_000)
    window.open("/case")
    page.click("form[action='/case/check'] button >> nth=0")
    page.wait_for_selector("#check .verdict:not(.amber):not(.grey), #check table", timeout=120_000)
    page.wait_for_selector("#check table", timeout=120_000)
    assert "FAILS" not in page.inner_text("#check")
    failed = page.locator("#check tbody td.number:nth-child(3)").all_inner_texts()
    assert set(failed) == {"0"}
    assert [d.why for d in Casebook(folder / "case").judgements][-1] == "it was right before"


def test_who_decides_on_what_somebody_decided_meanwhile_is_told_and_may_keep_it(window, folder):
    page = window.page
    claim = figure(window)
    other = window.context.new_page()
    other.goto(claim)
    other.wait_for_load_state()
    gives(other, "#reject", "misread, the other says")
    page.evaluate("document.querySelector('#reject').open = true")
    page.fill("#reject textarea[name=why]", "another war")
    page.click("#reject form button:not(.quiet)")
    page.wait_for_selector("[role=alert]")
    assert "misread, the other says" in page.inner_text("main")
    assert ("reject", "another war") not in written(folder)
    page.click("button.quiet")
    page.wait_for_selector(".notice.done")
    assert written(folder)[-2:] == [("reject", "misread, the other says"), ("reject", "another war")]
    assert all("409" in each for each in window.wrong)  # the browser's own word on the answer that told of it
    window.wrong.clear()


def test_files_are_dropped_a_link_is_tried_and_one_goes_on_working_meanwhile(window):
    page = window.open("/add")
    page.wait_for_load_state()
    words = "Four hurt in Ain Zarjun\\n\\nFour people were wounded in Ain Zarjun on Monday, a nurse said."
    page.evaluate(
        f"""() => {{
            const held = new DataTransfer();
            held.items.add(new File(["{words}"], "dropped.txt", {{ type: "text/plain" }}));
            held.items.add(new File([""], "empty.txt", {{ type: "text/plain" }}));
            const form = document.querySelector("[data-drop]");
            form.dispatchEvent(new DragEvent("dragover", {{ dataTransfer: held, bubbles: true, cancelable: true }}));
            form.dispatchEvent(new DragEvent("drop", {{ dataTransfer: held, bubbles: true, cancelable: true }}));
        }}"""
    )
    page.fill("input[name=publisher]", "Sedge Post")
    page.fill("input[name=published]", "2019-05-21")
    page.fill("textarea[name=links]", "http://127.0.0.1:9/report")
    page.click(".adding button")
    page.wait_for_selector(".items", timeout=60_000)
    window.open("/")  # others go on meanwhile
    assert page.locator("tr[data-incident]").count()
    window.open("/add")
    page.wait_for_selector(".items a", timeout=60_000)
    playwright.expect(page.locator("body")).to_contain_text("It is empty.", timeout=60_000)
    playwright.expect(page.locator("body")).to_contain_text("127.0.0.1", timeout=60_000)
    page.click(".items a >> nth=0")
    page.wait_for_selector("#text mark")
