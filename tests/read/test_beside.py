"""What a page's text holds beside its story, told by the headings it stands under."""

import pytest

from isnad.read import beside as module
from isnad.read.beside import beside, within

STORY = (
    "Two men were hurt when a shell fell on the market of Tell Wardan, residents and a nurse of its clinic said, " * 2
)
MORE = (
    "The clinic treated both of them and sent one on to the hospital of the next town, a nurse there told the paper. "
    * 2
)


def left(text: str) -> str:
    """The lines of a text that are its story, in one."""
    spans = beside(text)
    lines = module._LINE.finditer(text)
    return "|".join(m[0][:12] for m in lines if not within(spans, m.start()))


@pytest.mark.parametrize(
    ("text", "story"),
    [
        (f"{STORY}\n\nPrev Post\n\n14 killed in Dayr Nuwar\n\nNext Post\n\n{MORE}", STORY[:12]),
        (f"{STORY}\n\nRead also:\n\n14 killed in Dayr Nuwar\n\n{MORE}", f"{STORY[:12]}|{MORE[:12]}"),
        (
            f"{STORY}\nمقالات ذات صلة\nمقتل 14 شخصا في دير نوار\nإصابة طفل في تل وردان\nالتعليقات (3)\n{MORE}",
            STORY[:12],
        ),
        (
            f"Latest news\n14 killed in Dayr Nuwar\n{STORY}\nrelated\n"
            "The nurse who treated both of them has left the town since then.",
            f"Latest news|14 killed in|{STORY[:12]}|The nurse wh",
        ),
    ],
)
def test_what_stands_under_a_heading_of_links_is_no_story(text: str, story: str) -> None:
    assert left(text) == story


def test_a_word_of_a_heading_within_a_sentence_is_none() -> None:
    assert beside(f"{STORY}\nThe next post of the army is empty.\n{MORE}") == ()
