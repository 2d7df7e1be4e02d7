"""Languages told from invented sentences."""

import pytest

from isnad.read.tongue import language_of, languages_in


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "At least 26 people were killed in Kol, the group said."),
        ("en", "BREAKING: Airstrike Kol market, 12 killed"),
        ("tr", "Kol köyünde en az on iki kişi öldü, kurtarma ekipleri açıkladı"),
        ("fr", "Au moins douze personnes ont été tuées à Kol"),
        ("de", "Mindestens zwölf Menschen wurden in Kol getötet"),
        ("ar", "قال ناشطون إن الغارة على قرية كول أدت إلى مقتل تسعة"),
        ("ar", "قصف على كول، قتيل واحد http://dara.example/a-long-latin-address-of-many-letters @darawatch"),
        ("ar", "أعلنت شركة گول أن الغارة على البلدة أدت إلى مقتل تسعة أشخاص"),
        ("fa", "حمله هوایی به روستای کول نه نفر را کشت و چند خانه ویران شد"),
        ("ku", "هێرشی ئاسمانی بۆ سەر گوندی کۆل نۆ کەس کوژران"),
        ("ku", "Di êrîşa li ser gundê Kol de neh kes hatin kuştin"),
        ("ur", "گاؤں پر فضائی حملے میں نو افراد ہلاک ہو گئے"),
        ("he", "תשעה נהרגו בהפצצה על הכפר קול"),
        ("ru", "Ракета попала в школу в деревне Коль, погибли девять человек"),
        ("uk", "Ракета влучила у школу в селі Коль, загинули дев'ять людей"),
        ("und", ""),
        ("und", "26+ 🔴 12:30"),
        ("und", "@darawatch #Kol https://dara.example/some/long/path/of/words"),
    ],
)
def test_language(code, text):
    assert language_of(text) == code


def test_in_a_mixed_text_the_script_with_more_letters_decides():
    arabic, english = "قال ناشطون إن الغارة على كول ", "the group said that nine people were killed "
    assert language_of(arabic + english * 3) == "en"
    assert language_of(arabic * 4 + english) == "ar"


def test_a_post_in_arabic_on_a_page_in_latin_letters_is_read_as_arabic_too():
    page = "Copy link to post. Loading seems to be taking a while. Try again or visit the status page for more."
    post = "مقتل سيدة وإصابة أخرى بقصف صاروخي على التجمعات السكنية في بلدة تل الورد"
    assert languages_in(f"{page} {post}", "en") == ("en", "ar")
    assert languages_in(f"{page} تل الورد", "en") == ("en",)
    assert languages_in(f"{page} هێرشی ئاسمانی بۆ سەر گوندی کۆل نۆ کەس کوژران و دوو", "en") == ("en",)
    assert languages_in(post, "ar") == ("ar",)
