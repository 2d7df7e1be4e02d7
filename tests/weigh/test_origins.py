"""Origins: who counts once, and why."""

import pytest
from link.invented import ACCOUNT, AGENCY, ANONYMOUS, CROWD, MAY, PERSON, STATE, Item, Pool, chain, people, voice

from isnad.records.assessment import Origin
from isnad.records.claim import Relation
from isnad.weigh.origins import Origins, origins_of
from isnad.weigh.publishers import own_voice

MONITOR = "Kesmar Monitor for Herders"


def origins(*items: Item) -> tuple[Pool, Origins]:
    pool = Pool(*items)
    return pool, origins_of(pool.claims, {r.id: r for r in pool.reports})


def names(found: Origins) -> set[str]:
    return {o.name for o in found.origins}


def nine(name: str, publisher: str, *narrators: object, day: int = 3, opened: str = "", **more: str) -> Item:
    words = f"At least nine people were reported dead, {name} wrote."
    link = chain(*narrators, opened=opened)  # type: ignore[arg-type]
    return Item(name, publisher, MAY[day], **more).counts(words, people(9, None), chain=link)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        voice("the Monitor"),
        voice("KMH"),
        voice("Kesmar Monitor"),
        voice("Kesmar Monitor for Herders (KMH)"),
        voice("KESMAR MONITOR FOR HERDERS"),
        voice("Ilmar Sodek", PERSON, speaks_for=MONITOR),
        voice("a spokeswoman", PERSON, speaks_for="the Monitor"),
        voice("مونيتور كسمار", speaks_for=MONITOR),
    ],
)
def test_one_speaker_under_several_names_is_one_origin(other: object) -> None:
    _, found = origins(nine("one", "Kesmar Post", MONITOR), nine("two", "Far News", voice("Overland", AGENCY), other))
    assert len(found.origins) == 1
    assert found.origins[0].name.startswith(MONITOR)
    assert len(found.origins[0].reports) == 2


def test_a_spokesman_met_alone_speaks_for_the_body_he_is_given_elsewhere() -> None:
    _, found = origins(
        nine("one", "Kesmar Post", voice("Ilmar Sodek", PERSON, speaks_for=MONITOR)),
        nine("two", "Far News", voice("Ilmaar Sodeq", PERSON)),
        nine("three", "Brenn Radio", MONITOR),
    )
    assert names(found) == {MONITOR}


def test_a_short_form_that_fits_two_bodies_joins_neither() -> None:
    _, found = origins(
        nine("one", "Kesmar Post", "Northern Relief Coalition"),
        nine("two", "Far News", "Southern Pilots Coalition"),
        nine("three", "Brenn Radio", "the Coalition"),
    )
    assert len(found.origins) == 3


def test_people_with_one_surname_stay_two() -> None:
    _, found = origins(
        nine("one", "Kesmar Post", voice("Ilmar Sodek", PERSON)), nine("two", "Far News", voice("Anna Sodek", PERSON))
    )
    assert len(found.origins) == 2


def test_a_surname_in_a_headline_is_the_person_whom_the_report_names_and_elsewhere_a_state() -> None:
    surname, minister = voice("Sodek", STATE), voice("Ilmar Sodek", PERSON)
    one = nine("one", "Kesmar Post", surname).counts(
        "Five are hurt, the minister said.", people(5), chain=chain(minister)
    )
    _, found = origins(one)
    assert names(found) == {"Ilmar Sodek"}
    _, found = origins(nine("one", "Kesmar Post", surname), nine("two", "Far News", minister))
    assert names(found) == {"Sodek", "Ilmar Sodek"}


def test_a_handle_is_an_account_however_it_is_written() -> None:
    _, found = origins(
        nine("one", "Kesmar Post", voice("@Sodek_Ilmar", ACCOUNT)),
        nine("two", "Far News", voice("Ilmar (@sodek_ilmar)", ACCOUNT)),
    )
    assert len(found.origins) == 1


def test_an_agency_in_the_publishers_name_is_the_origin_of_what_its_copies_say() -> None:
    _, found = origins(
        nine("one", "Kesmar Post (Overland)"), nine("two", "Far News (Overland)"), nine("three", "Overland")
    )
    assert names(found) == {"Overland"}


@pytest.mark.parametrize(
    ("publisher", "text", "name", "unnamed"),
    [
        ("Kesmar Post (Overland)", "x", "Overland", False),
        ("Kesmar Post (English)", "x", "Kesmar Post (English)", False),
        ("Kesmar Post", "MIRVELD (Overland) - Nine died.", "Overland", False),
        ("Kesmar Post", "Nine died. (Source: Herders Union)", "Herders Union", False),
        ("Kesmar Post and agencies", "x", "Kesmar Post and agencies", True),
        ("Kesmar Post (agencies)", "x", "Kesmar Post (agencies)", True),
    ],
)
def test_whose_words_a_reports_own_voice_is(publisher: str, text: str, name: str, unnamed: bool) -> None:
    (report,) = Pool(Item("one", publisher, MAY[3], head=text)).reports
    found = own_voice(report)
    assert (found.name, found.unnamed) == (name, unnamed)


def test_two_outlets_that_say_the_same_in_own_words_are_two_origins() -> None:
    _, found = origins(
        Item("one", "Kesmar Post", MAY[3]).counts("Our reporter counted nine bodies at the clinic today.", people(9)),
        Item("two", "Far News", MAY[3]).counts("Nine graves had been dug by nightfall, we saw.", people(9)),
    )
    assert len(found.origins) == 2


WORDS = "One shell hit the gate of the clinic as patients were leaving to walk home, and nine of them died"


@pytest.mark.parametrize("count", [2, 5, 40])
def test_near_identical_words_are_one_witness(count: int) -> None:
    items = [
        Item(f"{n}", f"Outlet {n}", MAY[3 + n % 3]).counts(
            WORDS + (" at once." if n % 2 else "."),
            people(9),
            chain=chain(voice("a nurse", ANONYMOUS), opened="a nurse"),
        )
        for n in range(count)
    ]
    _, found = origins(*items)
    assert len(found.origins) == 1
    assert found.origins[0].open
    assert any("near-identical" in reason for reason in found.origins[0].because)


def test_a_reprint_that_drops_the_attribution_keeps_the_origin() -> None:
    _, found = origins(
        Item("one", "Kesmar Post", MAY[3]).counts(WORDS, people(9), chain=chain(MONITOR)),
        Item("two", "Far News", MAY[4]).counts(WORDS, people(9)),
    )
    assert names(found) == {MONITOR}


def test_two_roots_in_one_reprinted_sentence_stay_two() -> None:
    both = "Both the Monitor and the Clinic Board of Mirveld have said that nine people died at the gate"
    items = [
        Item(name, f"Outlet {name}", MAY[3])
        .counts(both, people(9), chain=chain(MONITOR))
        .counts(both, people(9), chain=chain("Mirveld Clinic Board"))
        for name in ("one", "two")
    ]
    _, found = origins(*items)
    assert names(found) == {MONITOR, "Mirveld Clinic Board"}


def test_a_headline_has_the_origin_the_body_attributes() -> None:
    pool, found = origins(
        Item("one", "Kesmar Post", MAY[3])
        .counts("Nine dead in Mirveld.", people(9))
        .counts("At least nine died, the Monitor said.", people(9, None), chain=chain(MONITOR))
    )
    assert found.of[pool.claims[0].id] == found.of[pool.claims[1].id]


def test_nameless_activists_are_one_open_origin_for_each_agency_that_carries_them() -> None:
    activists = chain(voice("Overland", AGENCY), voice("activists", CROWD), opened="activists")
    _, found = origins(
        Item("one", "Kesmar Post", MAY[3]).counts("Activists counted nine dead.", people(9), chain=activists),
        Item("two", "Far News", MAY[3]).counts(
            "Nine were dead, some activists there said.", people(9), chain=activists
        ),
        Item("three", "Brenn Radio", MAY[3]).counts(
            "Residents told us of nine dead.", people(9), chain=chain(opened="residents")
        ),
    )
    assert [o.open for o in found.origins] == [True, True]
    assert found.named([o.id for o in found.origins]) == ()


def test_the_unnamed_behind_a_named_body_is_that_body() -> None:
    _, found = origins(
        nine("one", "Kesmar Post", MONITOR, voice("activists", CROWD), opened="activists"),
        nine("two", "Far News", MONITOR),
    )
    assert names(found) == {MONITOR}


def test_a_body_that_publishes_and_is_cited_is_one_origin() -> None:
    _, found = origins(nine("one", "Herders Union"), nine("two", "Far News", "Herders Union"))
    assert len(found.origins) == 1


def translation(second: str, *roots: object) -> Origins:
    _, found = origins(
        Item("one", second, MAY[3]).counts(
            "Nine people were killed, thirty hurt.",
            people(9),
            chain=chain(*roots[:1]),  # type: ignore[arg-type]
        ),
        Item("two", "أوفرلاند برس", MAY[3], language="ar").counts(
            "قتل تسعة أشخاص في القصف",
            people(9),
            chain=chain(*roots[1:]),  # type: ignore[arg-type]
        ),
    )
    return found


def test_a_translation_of_one_agencys_text_is_one_origin() -> None:
    assert len(translation("Overland Press").origins) == 1
    found = translation("Overland Press", "Halvar Conflict Monitor", "مرصد هلفار للنزاع")
    assert len(found.origins) == 1
    assert any("translation" in reason for reason in found.origins[0].because)


def test_the_same_figures_in_another_language_without_a_common_agency_are_not_established() -> None:
    found = translation("Kesmar Post")
    assert len(found.origins) == 2
    assert any("not established" in reason for o in found.origins for reason in o.because)


def test_every_claim_has_exactly_one_origin() -> None:
    pool, found = origins(
        nine("one", "Kesmar Post", MONITOR),
        Item("two", "", None).blames("Avar did it.", Relation.ALLEGES, "Avar").counts("x", people(1)),
    )
    listed = [c for o in found.origins for c in o.claims]
    assert sorted(listed) == sorted(c.id for c in pool.claims)
    assert all(isinstance(o, Origin) and o.name for o in found.origins)
