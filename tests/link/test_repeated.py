"""Lines that a site repeats are no part of what its pages tell."""

from dataclasses import replace

from isnad.link.repeated import Repeated
from isnad.records.report import Report
from link.invented import Item

MENU = "Home\nShelling of Oskarra kills two - see all news of the day"


def page(name: str, told: str, site: str = "https://www.kesmar-post.example/news/", title: str = "") -> Report:
    made, _ = Item(name, "Kesmar Post", None, title=title or told).made()
    return replace(made, id=name, text=f"{MENU}\n\n{told}\nRead more", url=f"{site}{name}")


TOLD = {"1": "A shell fell on Mirvelt.", "2": "The market of Dalun was hit.", "3": "Two died at the mill of Ust."}


def test_what_stands_on_three_pages_of_a_site_is_left_out() -> None:
    pages = [page(name, told) for name, told in TOLD.items()]
    repeated = Repeated(pages)
    assert [repeated.without(each).split() for each in pages] == [told.split() for told in TOLD.values()]
    assert Repeated(reversed(pages)).without(pages[0]) == repeated.without(pages[0])


def test_one_page_saved_thrice_keeps_its_words() -> None:
    pages = [page(name, TOLD["1"]) for name in TOLD]
    assert Repeated(pages).without(pages[0]) == pages[0].text


def test_what_three_sites_have_is_a_reprint() -> None:
    pages = [page(name, TOLD["1"], f"https://{name}.example/", title=f"As {name} has it") for name in TOLD]
    assert Repeated(pages).without(pages[0]) == pages[0].text


def test_an_address_that_is_none_stops_nothing() -> None:
    pages = [replace(page(name, told), url="http://[half") for name, told in TOLD.items()]
    assert Repeated(pages).without(pages[0]).split() == TOLD["1"].split()
