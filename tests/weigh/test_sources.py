"""Sources: gathered over incidents, with how each fared; and nothing weighed asks them."""

from link.invented import DALUN, MAY, MIRVELD, Item, Pool, chain, on, people

from isnad.link import link
from isnad.records.claim import Relation, Stance
from isnad.records.judgement import Decision, Judgement
from isnad.records.source import Record, Source
from isnad.weigh import weigh
from isnad.weigh.sources import register


def says(name: str, root: str, number: int, day: int, where=MIRVELD, hit: int = 3) -> Item:
    item = Item(name, f"{name} paper", MAY[day])
    return item.counts(
        f"In {name} {root} counts {number}.", people(number), where=where, when=on(MAY[hit]), chain=chain(root)
    )


def pool() -> Pool:
    """The Union is first with 9, then says 14; the Board gives 14 too; the Radio 30. The Union alone tells of Dalun."""
    blames = says("six", "Herders Union", 14, 7)
    blames.blames("Avar, the union said.", Relation.ALLEGES, "Avar", chain=chain("Herders Union"))
    early = says("one", "Herders Union", 9, 3)
    early.blames(
        "Bresk, it is believed.", Relation.ALLEGES, "Bresk", stance=Stance.HEDGED, chain=chain("Herders Union")
    )
    return Pool(
        early,
        says("two", "Herders Union", 14, 5),
        says("three", "Clinic Board", 14, 5),
        says("four", "Valley Radio", 30, 6),
        says("five", "Herders Union", 2, 10, DALUN, 9),
        blames,
    )


def found(pool: Pool, *judgements: Judgement) -> dict[str, Source]:
    incidents = link(pool.claims, pool.reports)
    weighed = [weigh(incident, pool.claims, pool.reports, judgements) for incident in incidents]
    return {s.name: s for s in register(weighed, {c.id: c for c in pool.claims}, judgements)}


def test_each_source_has_its_track_record() -> None:
    made = found(pool())
    union = made["Herders Union"]
    assert (union.incidents, union.reports) == (2, 4)
    assert union.record == Record(figures=3, first=1, corroborated=1, superseded=1, contradicted=1, withdrawn=1)
    assert made["Clinic Board"].record == Record(figures=1, first=0, corroborated=1, contradicted=1)
    assert made["Valley Radio"].record == Record(figures=1, contradicted=1)


def test_a_rating_is_a_judgement_and_changes_nothing_that_is_weighed() -> None:
    def rated(letter: str, hour: int) -> Judgement:
        from datetime import UTC, datetime

        at = datetime(2031, 6, 1, hour, tzinfo=UTC)
        return Judgement(
            id=f"r{hour}", by="R. Okvist", why="ten years", at=at, decision=Decision.RATE,
            subjects=("The Herders Union",), field="reliability", value=letter,
        )  # fmt: skip

    made = pool()
    after = found(made, rated("B", 2), rated("A", 1))
    rating = after["Herders Union"].rating
    assert rating is not None
    assert (rating.letter, rating.by) == ("B", "R. Okvist")
    assert after["Clinic Board"].rating is None
    (incident, *_) = link(made.claims, made.reports, [rated("E", 1)])
    assert weigh(incident, made.claims, made.reports, [rated("E", 1)]) == weigh(incident, made.claims, made.reports)


def test_an_unnamed_source_is_told_to_be_open() -> None:
    item = Item("one", "Kesmar Post", MAY[3])
    item.counts("Activists said nine died.", people(9), where=MIRVELD, when=on(MAY[3]), chain=chain(opened="Activists"))
    (source,) = found(Pool(item)).values()
    assert (source.open, source.rating) == (True, None)
