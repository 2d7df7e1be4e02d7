"""Footage: the same picture never makes two origins of one, and no match never means independent."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from link.invented import AGENCY, CROWD, MAY, MIRVELD, PERSON, Item, Pool, chain, on, people, voice

from isnad.link import link
from isnad.records.assessment import Assessment
from isnad.records.claim import Relation
from isnad.records.media import NO_MATCH, Footage, Likeness, Sighting
from isnad.weigh import weigh
from isnad.weigh.grade import reporting
from isnad.weigh.origins import origins_of

SENTENCES = (
    "Our people counted nine bodies at the clinic gate.",
    "By nightfall nine graves were dug, we saw.",
    "Nine died there; this paper has the list.",
    "On the road lay nine who had been queueing for bread.",
)
ACTIVISTS = chain(voice("Overland", AGENCY), voice("activists", CROWD), opened="activists")


def item(n: int, *narrators: object, **more: object) -> Item:
    made = more.pop("chain", None) or chain(*narrators)  # type: ignore[arg-type]
    return Item(f"{n}", f"Paper {'ABCDEFGH'[n]}", MAY[3 + n]).counts(
        SENTENCES[n % 4], people(9), where=MIRVELD, when=on(MAY[3]), chain=made, **more
    )


def shown(pool: Pool, *pictures: tuple[str, str], like: tuple[Likeness, ...] = ()) -> Footage:
    """What reports (by name) show which pictures."""
    return Footage(
        sightings=tuple(Sighting(report=pool.report(name).id, medium=medium) for name, medium in pictures),
        likenesses=like,
    )


def weighed(pool: Pool, footage: Footage | None = None) -> Assessment:
    (incident,) = link(pool.claims, pool.reports)
    return weigh(incident, pool.claims, pool.reports, (), footage or Footage())


def near(one: str, other: str, distance: int = 12, **more: object) -> Likeness:
    return Likeness(one=one, other=other, method="PDQ", distance=distance, **more)  # type: ignore[arg-type]


def test_own_voices_with_the_same_bytes_are_one_origin_and_it_says_why() -> None:
    pool = Pool(item(0), item(1), item(2))
    assert len(weighed(pool).independent) == 3
    found = weighed(pool, shown(pool, ("0", "p"), ("1", "p"), ("2", "q")))
    assert {o.name for o in found.independent} == {"Paper A", "Paper C"}
    (joined,) = (o for o in found.origins if o.name == "Paper A")
    first, second = pool.report("0").id, pool.report("1").id
    assert joined.reports == (first, second)
    why = f"its report {second} shows the same picture as report {first}: the same bytes"
    assert any(why in reason for reason in joined.because)
    assert found.tallies[0].origins == 2


def test_a_likeness_is_told_with_its_distance_and_turn() -> None:
    pool = Pool(item(0), item(1))
    like = near("p", "q", 12, turn="mirrored")
    found = weighed(pool, shown(pool, ("0", "p"), ("1", "q"), like=(like,)))
    (origin,) = found.independent
    assert "the same picture (PDQ distance 12 of 256, mirrored)" in " ".join(origin.because)


def test_a_picture_like_two_others_joins_all_three() -> None:
    pool = Pool(item(0), item(1), item(2))
    like = (near("p", "q"), near("q", "r"))
    found = weighed(pool, shown(pool, ("0", "p"), ("1", "q"), ("2", "r"), like=like))
    assert len(found.independent) == 1
    assert "by way of another" in " ".join(found.independent[0].because)


def test_named_speakers_beneath_one_picture_stay_two_and_it_is_noted() -> None:
    pool = Pool(item(0, voice("Dora Lind", PERSON)), item(1, voice("Ilmar Sodek", PERSON)), item(2))
    before = weighed(pool)
    found = weighed(pool, shown(pool, ("0", "p"), ("1", "p"), ("2", "p")))
    assert {o.id for o in found.independent} == {o.id for o in before.independent}
    assert all(any("independence not established: same footage" in r for r in o.because) for o in found.independent)


def test_an_outlet_that_others_cite_is_joined_whole() -> None:
    """Cited by a fourth report, Paper B is still the voice that showed the picture: it must not count again."""
    pool = Pool(item(0), item(1), item(2, "Paper B"))
    assert len(weighed(pool).independent) == 2
    found = weighed(pool, shown(pool, ("0", "p"), ("1", "p")))
    assert [len(o.reports) for o in found.independent] == [3]


def test_the_unnamed_are_joined_with_each_other_and_with_an_outlet_that_gives_a_figure() -> None:
    residents = chain(opened="residents")
    pool = Pool(item(0, chain=ACTIVISTS), item(1, chain=residents), item(2))
    assert len(weighed(pool).origins) == 3
    both = weighed(pool, shown(pool, ("0", "p"), ("1", "p")))
    assert [o.open for o in both.origins] == [False, True]
    every = weighed(pool, shown(pool, ("0", "p"), ("1", "p"), ("2", "p")))
    assert [(o.name, o.open) for o in every.origins] == [("Paper C", False)]
    assert every.tallies[0].origins == 1


def test_an_outlet_without_a_figure_does_not_lend_its_name_to_the_nameless() -> None:
    silent = Item("1", "Paper B", MAY[4]).tells("A shell hit Mirveld on Saturday.", where=MIRVELD, when=on(MAY[3]))
    pool = Pool(item(0, chain=ACTIVISTS), silent)
    before = weighed(pool)
    found = weighed(pool, shown(pool, ("0", "p"), ("1", "p")))
    assert len(found.independent) == len(before.independent) == 0
    assert any("not established" in r for o in found.origins for r in o.because)


def test_pictures_that_nobody_else_shows_change_nothing() -> None:
    pool = Pool(item(0), item(1), item(2, chain=ACTIVISTS))
    footage = shown(pool, ("0", "p"), ("1", "q"), ("2", "r"), ("2", "s"))
    assert weighed(pool, footage) == weighed(pool)
    elsewhere = replace(footage, likenesses=(near("p", "not in any report"),))
    assert weighed(pool, elsewhere) == weighed(pool)
    assert "not established" in NO_MATCH
    assert "independent" not in NO_MATCH.replace("independence", "")


voices = st.sampled_from(("own", "named", "unnamed", "blames", "tells", "cited"))
reports = st.lists(voices, min_size=2, max_size=6)
media = st.sampled_from("pqr")


def pool_of(kinds: list[str]) -> Pool:
    items = [item(7).tells("A shell hit Mirveld on Saturday.", where=MIRVELD, when=on(MAY[3]))]
    for n, kind in enumerate(kinds):
        made = Item(f"{n}", f"Paper {'ABCDEF'[n // 2]}", MAY[3 + n])
        told = {"where": MIRVELD, "when": on(MAY[3])}
        if kind == "tells":
            made.tells(f"Shells fell on Mirveld, {n} of them.", **told)
        elif kind == "blames":
            made.blames(f"It was Avar, page {n} says.", Relation.ALLEGES, "Avar", **told)
        else:
            links = {
                "own": chain(),
                "named": chain(voice(f"Speaker {'XYZ'[n % 3]}oran", PERSON)),
                "unnamed": ACTIVISTS if n % 2 else chain(opened="residents"),
                "cited": chain("Paper A"),
            }
            made.counts(f"{n + 5} were counted on page {n}.", people(n + 5), chain=links[kind], **told)
        items.append(made)
    return Pool(*items)


def counts(pool: Pool, footage: Footage) -> dict[str, int]:
    """Every number of origins that an assessment gives."""
    found = weighed(pool, footage)
    told = {f"tally {t.group} {t.outcome}": t.origins for t in found.tallies}
    for h in found.hypotheses:
        told |= {
            f"{h.statement} {f}": len(getattr(h, f)) for f in ("alleged_by", "hedged_by", "one_of_by", "denied_by")
        }
    return told | {"independent": len(found.independent), "origins": len(found.origins)}


@settings(max_examples=150, deadline=None)
@example(kinds=["tells", "unnamed"], seen=[(0, "p"), (1, "p")], likes=[], more=("p", "q"))
@example(kinds=["named", "own", "own"], seen=[(0, "q"), (1, "p"), (2, "p")], likes=[], more=("p", "q"))
@example(kinds=["blames", "unnamed", "own", "cited"], seen=[(0, "p"), (1, "q"), (2, "r")], likes=[], more=("p", "q"))
@given(
    kinds=reports,
    seen=st.lists(st.tuples(st.integers(0, 5), media), min_size=2, max_size=8),
    likes=st.lists(st.tuples(media, media, st.integers(0, 31)), max_size=4),
    more=st.tuples(media, media),
)
def test_a_match_never_raises_any_number_of_origins(
    kinds: list[str], seen: list[tuple[int, str]], likes: list[tuple[str, str, int]], more: tuple[str, str]
) -> None:
    pool = pool_of(kinds)
    sightings = tuple(Sighting(report=pool.report(str(n % len(kinds))).id, medium=m) for n, m in seen)
    like = tuple(near(one, other, d) for one, other, d in likes if one != other)
    without = counts(pool, Footage(sightings=sightings[:0]))
    some = counts(pool, Footage(sightings=sightings, likenesses=like))
    extra = counts(pool, Footage(sightings=sightings, likenesses=(*like, near(*more)) if more[0] != more[1] else like))
    assert all(some[k] <= without[k] for k in without)
    assert all(extra[k] <= some[k] for k in some)


@settings(max_examples=30, deadline=None)
@given(kinds=reports, seen=st.lists(st.tuples(st.integers(0, 5), media), max_size=8), data=st.data())
def test_the_order_in_which_media_are_told_does_not_matter(
    kinds: list[str], seen: list[tuple[int, str]], data: st.DataObject
) -> None:
    pool = pool_of(kinds)
    footage = Footage(
        sightings=tuple(Sighting(report=pool.report(str(n % len(kinds))).id, medium=m) for n, m in seen),
        likenesses=(near("p", "q"), near("q", "r", 9)),
    )
    mixed = Footage(sightings=tuple(data.draw(st.permutations(footage.sightings))), likenesses=footage.likenesses[::-1])
    assert weighed(pool, mixed) == weighed(pool, footage)


@pytest.mark.parametrize("shared", [False, True])
def test_the_grade_counts_a_shared_picture_once(shared: bool) -> None:
    pool = Pool(item(0), item(1))
    found = weighed(pool, shown(pool, ("0", "p"), ("1", "p" if shared else "q")))
    known = {r.id: r for r in pool.reports}
    assert len(reporting(pool.claims, origins_of(pool.claims, known))) == 2
    assert ("a single source" in found.grade.clause) is shared
