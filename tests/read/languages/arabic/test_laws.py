"""What holds for any text: quotes prove themselves, reading is pure, noise gives nothing, letters keep their places."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from isnad.read.languages.arabic import Arabic
from isnad.read.languages.arabic.letters import fold, folded
from isnad.read.languages.arabic.lexicon import duals, lexicon
from isnad.read.languages.arabic.numbers import amount, cardinal
from isnad.read.languages.arabic.tokens import sentences
from isnad.records.claim import Casualties, Outcome, Responsibility, Scope

from .world import TABLES, report

WORDS = [
    "مقتل",
    "إصابة",
    "3",
    "مدنيين",
    "طفلان",
    "بينهم",
    "و5",
    "آخرين",
    "قالت",
    "مصادر",
    "إن",
    "أن",
    "في",
    "قرية",
    "تل",
    "الورد",
    "،",
    ".",
    ":",
    "روسيا",
]
WORDS += [
    "قصف",
    "تركي",
    "نفت",
    "أو",
    "بحسب",
    "اليوم",
    "أحد",
    "عشر",
    "عدد",
    "إلى",
    "بين",
    "قتيل",
    "وجريح",
    "\n",
    "#",
    '"',
    "(",
    "مـ.ـقتل",
    "لقي",
    "حتفه",
    "منذ",
    "12/5/2024",
    "تصحح",
    "حصيلة",
    "هو",
    "أسماء الشهداء",
    "1-",
    "2-",
    "يوم",
    "الأربعاء",
    "مدير المرصد",
    "بحياة",
    "نحن لا نملك",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_every_quote_of_any_jumble_holds_and_reading_is_pure(text: str) -> None:
    read = report(text)
    claims = Arabic().read(read, TABLES)
    assert all(read.holds(c.quote) for c in claims)
    assert all(read.holds(link.cue) for c in claims for link in c.chain.links if link.cue)
    assert claims == Arabic().read(read, TABLES)
    assert len({c.id for c in claims}) == len(claims)
    assert list(claims) == sorted(claims, key=lambda c: (c.quote.start, c.quote.end, c.id))


@given(st.text(alphabet="مقتل طفلـًّ.·*#_ ٣4\u200f\u202bﻗﺘﻞلا\n،", max_size=60))
@settings(max_examples=300, deadline=None)
def test_folding_keeps_the_place_of_every_letter(text: str) -> None:
    made = folded(text)
    assert len(made.text) == len(made.plain) == len(made.at)
    assert list(made.at) == sorted(made.at)
    for i in range(len(made.text)):
        start, end = made.span(i, i + 1)
        assert 0 <= start < end <= len(text)
    assert fold(fold(text)) == fold(text)


def test_broken_words_and_their_quotes() -> None:
    for written in ("مـ.ـقتل", "مـ ـقتل", "مـ/ـقـ.ـتل", "مَقْتَل", "م\u200fقتل", "مقـــتل", "م.قتل"):
        assert folded(written).text == "مقتل", written
    made = folded("قبل مـ.ـقتلٌ بعد")
    at = made.text.index("مقتل")
    assert "قبل مـ.ـقتلٌ بعد"[slice(*made.span(at, at + 4))] == "مـ.ـقتلٌ"


def test_a_stop_between_long_words_is_a_stop() -> None:
    assert folded("قوات النظام.وقال").text == "قوات النظام.وقال"


def test_numbers_in_words() -> None:
    known = {
        "أحد عشر": 11,
        "ثلاثة عشر": 13,
        "خمس عشرة": 15,
        "خمسة وعشرون": 25,
        "مئة وخمسة وعشرين": 125,
        "ثلاثمئة وخمسون": 350,
        "ثلاثة آلاف": 3000,
        "ألفين وثلاثمئة": 2300,
        "4 آلاف": 4000,
        "1,200": 1200,
        "٢٧": 27,
    }
    for words, number in known.items():
        tokens = sentences(folded(words), lexicon())[0].tokens
        assert cardinal(tokens, 0) == (number, len(tokens)), words
    bounds = {
        "أكثر من 5": (6, None),
        "ما لا يقل عن 5": (5, None),
        "نحو عشرين": (20, 20),
        "3 إلى 5": (3, 5),
        "بين 3 و5": (3, 5),
        "أقل من 9": (None, 9),
    }
    for words, (low, high) in bounds.items():
        found = amount(sentences(folded(words), lexicon())[0].tokens, 0)
        assert found is not None, words
        assert (found.low, found.high) == (low, high), words


def test_duals() -> None:
    assert duals("طفلة") == ("طفلتان", "طفلتين")
    assert duals("راعي أغنام")[0] == "راعيان أغنام"


def test_every_list_of_the_data_names_its_source_and_parses() -> None:
    data = lexicon().data
    for name, section in data.items():
        if name == "outcome":
            assert all(row["source"] for row in section.values())
            assert all(Outcome(o) for o in section)
        elif name == "people":
            assert section[0]["source"]
        else:
            assert section["source"], name


def test_a_bulletin_of_several_places_tells_of_several_events() -> None:
    text = "إصابة طفل بقصف على بلدة تل الورد.\nمقتل رجل بغارة على قرية عين الزهر.\n"
    text += "ارتفع عدد القتلى في بلدة تل الورد إلى 3."
    claims = Arabic().read(report(text), TABLES)
    harms = [(c.event, c.where.ident if c.where else "") for c in claims if isinstance(c.content, Casualties)]
    assert harms == [(0, "t1"), (1, "t2"), (0, "t1")]


def test_a_war_total_stays_out_of_the_incident() -> None:
    text = "قتل مدني بقصف على بلدة تل الورد. وأسفرت الهجمات عن مقتل 400 مدني منذ بداية العام."
    scopes = [c.scope for c in Arabic().read(report(text), TABLES) if isinstance(c.content, Casualties)]
    assert scopes == [Scope.INCIDENT, Scope.PERIOD]


def test_a_day_word_without_any_dateline_is_no_date_and_a_written_dateline_is_one() -> None:
    without = Arabic().read(report("قتل مدني اليوم بقصف.", published=None), TABLES)
    assert {c.when for c in without} == {None}
    stamped = Arabic().read(report("الأحد، 5 مايو 2024\nقتل مدني أمس بقصف.", published=None), TABLES)
    assert {c.when.first_day for c in stamped if c.when} == {date(2024, 5, 4)}


def test_an_outlet_that_cites_itself_speaks_in_its_own_voice() -> None:
    text = "قالت شبكة النهر إن طفلاً قتل بالقصف."
    own = Arabic().read(report(text, publisher="شبكة النهر"), TABLES)
    other = Arabic().read(report(text, publisher="وكالة الأفق"), TABLES)
    assert {c.chain.names for c in own} == {()}
    assert {c.chain.names for c in other} == {("شبكة النهر",)}


def test_a_party_named_as_place_or_victim_is_not_blamed() -> None:
    for text in ("قصف استهدف مواقع قوات النظام.", "مقتل عنصرين من قوات النظام في غارة.", "القصف طال مناطق سيطرة قسد."):
        assert not [c for c in Arabic().read(report(text), TABLES) if isinstance(c.content, Responsibility)], text


def test_what_is_not_harm_gives_nothing() -> None:
    for text in ("", "   ", "\n\n", "مرحبا بكم في موقعنا", "All reactions: 45", "افتتاح 3 مدارس في بلدة تل الورد"):
        assert Arabic().read(report(text), TABLES) == ()


def test_a_province_named_first_is_narrowed_to_the_town_within_it() -> None:
    text = "مقتل رجل بقصف على الميناء.\nوأصيب طفل بقصف استهدف بلدة تل الورد."
    claims = Arabic().read(report(text), TABLES)
    assert {c.event for c in claims} == {0}
    assert {c.where.ident for c in claims if c.where} == {"t1"}
