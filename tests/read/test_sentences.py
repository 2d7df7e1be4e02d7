"""Where sentences end, and the laws of their offsets."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from isnad.read.sentences import LONGEST, sentences


def _cut(text: str, language: str = "en") -> list[str]:
    return [text[s.start : s.end] for s in sentences(text, language)]


# Each case is written with | where a sentence ends.
ENGLISH = [
    "Mr. Kala spoke.|U.N. envoys left.",
    "Lt. Gen. Igor K. Ruk said on Oct. 26 that No. 7 was hit.|Then he left.",
    "It fell at 11.30 a.m. Tuesday.|It ended at 6 p.m.|The group said so.",
    "The U.N. Council met.|The U.S. Army came.|He was in the U.S.|The rest stayed.",
    "It came (as said by A. B. Kolo).|450.000 people fled 2.5 km.",
    "They live in St. Ora.|“Stop,” he said.|“Go.”|She left.",
    "He said: “It is over.”|Then he left.",
    "“We saw it. They fell. We ran,” said Ora.|It ended.",
    '"Really?" he asked.|Wait... what?|It fell … and went on.|Yes!',
    "He fled.|The group said 26 died.|Another said more.",
    "3 schools hit pic.twitter.com/aBc9|— Ora Watch (@orawatch) October 26, 2016|The group said no.",
    "See http://a.example/X.Yes for more.|Write to ora@kol.example.|Thanks.",
    "Vitamin C. Ruk died.|Is it No.?|No.|He said no.",
    "Ora Co. said vs. Kala Inc. men.|It ended.",
]
ARABIC = [
    "قال د. سامي: نعم؛ ثم ذهب، وعاد.|كم عددهم؟|لا نعلم.",
    "قال الناشط أ. سليم إن القصف وقع ليلاً.|وأضاف المصدر ذلك!|انتهى",
]


@pytest.mark.parametrize("marked", ENGLISH)
def test_english(marked):
    assert _cut(marked.replace("|", " ")) == marked.split("|")


@pytest.mark.parametrize("marked", ARABIC)
def test_arabic(marked):
    assert _cut(marked.replace("|", " "), "ar") == marked.split("|")


def test_a_missing_blank_after_a_full_stop():
    assert _cut("He fled.The group said 26 died.Another said more.") == [
        "He fled.",
        "The group said 26 died.",
        "Another said more.",
    ]
    assert _cut("وقع القصف.وقال الناشط ذلك؟نعم", "ar") == ["وقع القصف.", "وقال الناشط ذلك؟", "نعم"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n\t", "\u2028", "\x85"])
def test_a_line_break_always_ends_one(end):
    text = f"Strike on Kol{end}12 dead, Mr.{end}— Ora Watch (@orawatch) 26 Oct 2031{end}• one{end}1. First"
    assert _cut(text) == ["Strike on Kol", "12 dead, Mr.", "— Ora Watch (@orawatch) 26 Oct 2031", "• one", "1. First"]
    assert [s.paragraph for s in sentences(text)] == [0, 1, 2, 3, 4]


def test_sentences_of_a_line_share_its_paragraph():
    assert [s.paragraph for s in sentences("\n\nOne. Two.\n \nThree.\n")] == [0, 0, 1]


def test_list_marks_within_a_line():
    assert _cut("Hit today: • the school • the clinic 🔴 the market") == [
        "Hit today:",
        "• the school",
        "• the clinic",
        "🔴 the market",
    ]


def test_a_long_sentence_is_cut_at_clause_punctuation():
    text = "and the next town, " * 400
    parts = _cut(text)
    assert max(map(len, parts)) <= LONGEST
    assert all(part.endswith(",") for part in parts)


def test_an_open_quotation_mark_does_not_swallow_the_report():
    text = 'He said "it is so. ' + "Then the men of the town left for the hills. " * 40
    assert len(_cut(text)) > 30


_PIECES = st.sampled_from(
    [
        "Kol",
        " ",
        " ",
        ". ",
        ".",
        "? ",
        "؟ ",
        "؛",
        "، ",
        "\n",
        "\r\n",
        "“",
        "”",
        '"',
        "Mr. ",
        "U.N. ",
        "No. 7",
        "a.m. ",
        "…",
        "• ",
        "قال",
        "— Ora (@ora) ",
        "🔴",
        "450.000",
        "http://a.b/C.Dee",
        "(",
        ")",
        "\u2028",
        "\x1c",
        "\u00a0",
        "e\u0301",
        "\ufeff",
        "x" * 700,
        "He left. ",
    ]
)


@settings(deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=60).map("".join)),
    st.sampled_from(["en", "ar", "und", "tr", "zz"]),
)
@example("a" * 120_000, "en")
@example("Kol. " * 30_000, "ar")
def test_sentences_tile_the_text(text, language):
    found = sentences(text, language)
    covered = 0
    for sentence in found:
        assert covered <= sentence.start < sentence.end <= len(text)
        assert not text[covered : sentence.start].strip()
        words = text[sentence.start : sentence.end]
        assert words == words.strip()
        assert not re.search(r"[\n\r\u2028]", words)
        assert len(words) <= LONGEST
        covered = sentence.end
    assert not text[covered:].strip()
    assert [s.paragraph for s in found] == sorted(s.paragraph for s in found)
