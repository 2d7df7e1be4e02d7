"""The day that a text says it is of."""

from datetime import UTC, date, datetime

import pytest

from isnad.read.formats.written import day_stamped, day_written, year_of

CAPTURED = datetime(2024, 6, 1, tzinfo=UTC)
STORY = "قصفت طائرة بلدة تل الورد.\nوقال شهود إن السوق احترق."


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Sedge Post\nMarch 2, 2021 · Shared with Public\nA mill burned.", "2021-03-02"),
        ("Mill burns\nPublished: 2 March 2021 at noon\nIt was hit on 1 March 2021.", "2021-03-02"),
        ("الرئيسية\nأخبار\nتاريخ النشر: 02.03.2021 | 10:00\n" + STORY, "2021-03-02"),
        ("قسم\n" * 90 + "تاريخ النشر: 02.03.2021 | 10:00\n" + STORY, "2021-03-02"),  # below a long menu
        ("وكالة النهر\nالأحد, ٢ أيار ٢٠٢١, ٢٢:٥٣\n" + STORY, "2021-05-02"),
        ("شبكة النهر\n02/03/2021\n" + STORY, "2021-03-02"),  # in an Arabic page the day comes first
        ("Sedge Post\n02/03/2021\nA mill burned.", None),  # in another it may be either of two
        ("أصيب طفل، اليوم الخميس 5 تشرين الأول، بقصف على بلدة تل الورد.", "2023-10-05"),
        ("أصيب طفل، اليوم الخميس5تشرين الأول، بقصف على بلدة تل الورد.", "2023-10-05"),  # without any blank
        ("أصيب طفل، يوم الجمعة 14 تموز/ يوليو، بقصف على بلدة تل الورد.", "2023-07-14"),
        ("A mill burned on Thursday, October 5, the mayor said.", "2023-10-05"),
        ("A mill burned on Thursday, October 5th, the mayor said.", "2023-10-05"),
        ("A mill burned. — Sedge Rescue (@sedgerescue) September 7, 2021\nTwo died.", "2021-09-07"),
        ("أصيب طفل أمس الأربعاء.\n— شبكة النهر (@river) November 2, 2022\n" + STORY, "2022-11-03"),
        ("A mill burned today, Friday.\n— Sedge Rescue (@sedgerescue) September 7, 2021\n", "2021-09-10"),
        ("A mill burned on Friday.\n— Sedge Rescue (@sedgerescue) September 7, 2021\n", "2021-09-07"),
        (
            "A mill burned on Thursday, October 5, 2017, and nobody was hurt, the mayor of Sedge said.",
            None,
        ),  # that is when it burned
        ("A mill burned on Thursday.", None),
        ("Sedge Post\nMarch 2, 2031\nA mill burned.", None),  # after it was captured
        ("", None),
    ],
)
def test_the_day_a_text_says_it_is_of(text, edtf):
    found = day_written(text, CAPTURED)
    assert (found.edtf() if found else None) == edtf


def test_the_surest_sign_counts():
    text = "Sedge Post\n3 March 2021\nMarch 2, 2021 · Shared with Public\nToday, Thursday 5 October, a mill burned."
    assert day_written(text, CAPTURED).edtf() == "2021-03-02"


def test_a_platform_prints_a_day():
    assert day_stamped("Sedge Verified accountMarch 2, 2021 · Shared with Public A mill burned.").edtf() == "2021-03-02"
    assert day_stamped("A mill burned on March 2, 2021.") is None


@pytest.mark.parametrize(
    ("weekday", "day", "month", "year"), [(3, 5, 10, 2023), (0, 1, 4, 2024), (0, 29, 2, 2016), (0, 31, 2, None)]
)
def test_the_weekday_tells_the_year(weekday, day, month, year):
    assert year_of(weekday, day, month, date(2024, 6, 1)) == year
