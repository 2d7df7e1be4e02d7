"""What a page shows: its story's pictures, by the names its markup gives them."""

import pytest
from read.formats.invented_pages import ENGLISH, SHAPES, capture_of, page

from isnad.read.formats.html import Html

URL = "https://dara.example/news/kol.html"


def shown(markup: str, head: str = "", url: str = URL) -> tuple[str, ...]:
    data = page(SHAPES["p"](ENGLISH) + markup, head=head).encode()
    report, _ = Html().read(capture_of(data, url=url), data)
    assert report is not None
    return report.media


@pytest.mark.parametrize(
    ("markup", "media"),
    [
        ("<img src='kol_files/a%20b.jpg'>", ("kol_files/a%20b.jpg",)),
        ("<img src='/pics/a.jpg'>", ("https://dara.example/pics/a.jpg",)),
        ("<img src='//cdn.example/a.jpg'>", ("https://cdn.example/a.jpg",)),
        ("<img src='https://cdn.example/a.jpg?w=300'>", ("https://cdn.example/a.jpg?w=300",)),
        ("<img src='data:image/gif;base64,R0lG' data-src='b.jpg'>", ("b.jpg",)),
        ("<img srcset='s.jpg 1x,m.jpg 2x, l,1.jpg 900w'>", ("s.jpg", "m.jpg", "l,1.jpg")),
        ("<video poster='p.jpg'><source src='v.mp4' type='video/mp4'></video>", ("p.jpg", "v.mp4")),
        ("<picture><source srcset='x.webp 2x'><img src='x.jpg'></picture>", ("x.webp", "x.jpg")),
        ("<img src='a.jpg'><img src='a.jpg'>", ("a.jpg",)),
        ("<img src='javascript:x()'><img src=''><img>", ()),
        ("<img src='//[broken/a.jpg'>", ()),
        ("<nav><img src='n.png'></nav><footer><img src='f.png'></footer><aside><img src='s.png'></aside>", ()),
    ],
)
def test_names_and_addresses_as_the_markup_gives_them(markup, media):
    assert shown(markup) == media


def test_what_a_page_tells_other_sites_to_show():
    head = '<meta property="og:image" content="/o.jpg"><meta property="og:video" content="https://v.example/1.mp4">'
    assert shown("", head=head) == ("https://dara.example/o.jpg", "https://v.example/1.mp4")


def test_without_an_address_names_stay_as_they_are():
    assert shown("<img src='/a.jpg'><img src='b.jpg'>", url="") == ("/a.jpg", "b.jpg")


def test_a_gallery_of_everything_is_bounded():
    assert len(shown("".join(f"<img src='{n}.jpg'>" for n in range(900)))) == 200
    assert shown(f"<img srcset='{'a.jpg 1x, ' * 90_000}'>") == ("a.jpg",)
