"""Pools drawn by lot: many short reports of few attacks, with all that makes comparing them hard.

What may live here: one way to draw a pool, and how it may grow. The same number gives the same.
"""

import random
from collections.abc import Iterator
from dataclasses import replace

from isnad.records.claim import Claim, Outcome
from isnad.records.judgement import Decision, Judgement
from isnad.records.report import Report
from isnad.records.where import Place
from link.invented import DALUN, KESMAR, MAY, MEERVELD, MIRVELD, OSKARRA, Item, Pool, judged, on, people

UNKNOWN = (Place(name="Ust Harrow", words="Ust-Harrow"), Place(name="Mirvelt"), Place(name="Ost", words="Ust"))
PLACES = (MIRVELD, MEERVELD, OSKARRA, DALUN, KESMAR, replace(OSKARRA, where_prec=2), *UNKNOWN, None)
WORDS = (
    "market",
    "school",
    "jets",
    "shell",
    "road",
    "widow",
    "baker",
    "Sela",
    "Orrin family",
    "Takesh family",
    "bridge",
    "dawn",
    "harvest",
    "flour",
    "lorry",
    "ward",
    "nurse",
    "Sunday",
    "Monday",
)
FIRST, LAST = ("Dovan", "Ilse", "Marek", "Tuva"), ("Hask", "Lorn", "Quill", "Vesh")
Stand = tuple[list[Claim], list[Report], list[Judgement]]  # what a case holds
ACTS = ("airstrike", "shelling", "shooting")


def drawn(number: int, reports: int = 60) -> Pool:
    """A pool of so many reports, some of which are near-copies of others."""
    chance = random.Random(number)
    items: list[Item] = []
    for n in range(reports):
        day = chance.choice(MAY[:12])
        item = Item(f"{n}", f"Post {chance.randint(1, 5)}", chance.choice((day, day, None)))
        item.language = chance.choice(("en", "en", "ar"))
        if items and chance.random() < 0.3:
            item.text = chance.choice(items).text[: chance.randint(30, 200)]
        for event in range(chance.choice((1, 1, 1, 2))):
            _tell(item, chance, event)
        items.append(item)
    return Pool(*items)


def _tell(item: Item, chance: random.Random, event: int) -> None:
    where, when = chance.choice(PLACES), chance.choice((None, on(chance.choice(MAY[:12]))))
    told = " ".join(chance.choices(WORDS, k=chance.randint(2, 14)))
    if chance.random() < 0.25:
        told += f", {chance.choice(FIRST)} {chance.choice(LAST)} among them"
    dead = chance.sample((1, 2, 3, 5, 8, 13, 21), chance.randint(1, 6))
    counts = [people(n, outcome=chance.choice((Outcome.KILLED, Outcome.INJURED))) for n in dead]
    target = chance.choice(("", "market", "school"))
    sentence = f"{where.words or where.name if where else 'There'} saw {told}."
    item.tells(sentence, act=chance.choice(ACTS), target=target, where=where, when=when, event=event)
    if chance.random() < 0.7:
        item.counts(f"{dead[0]} are said dead {told}.", *counts, where=where, when=when, event=event)


def growing(number: int, reports: int = 30) -> Iterator[Stand]:
    """What a case holds after each of the batches in which a pool drawn by lot is added, and after each judgement."""
    pool, chance = drawn(number, reports), random.Random(number)
    parts = [(report, [c for c in pool.claims if c.quote.report == report.id]) for report in pool.reports]
    chance.shuffle(parts)
    held: Stand = ([], [], [])
    while parts:
        for report, claims in [parts.pop() for _ in range(min(len(parts), chance.choice((1, 1, 2, 9))))]:
            held[0].extend(claims)
            held[1].append(report)
        yield held
        if len(held[0]) > 1 and chance.random() < 0.4:
            held[2].append(_judged(chance, held))
            yield held


def _judged(chance: random.Random, held: Stand) -> Judgement:
    decision = chance.choice((Decision.SAME, Decision.DIFFERENT, Decision.REJECT, Decision.ACCEPT, Decision.CORRECT))
    pair = decision in (Decision.SAME, Decision.DIFFERENT)
    corrected = {"field": "event", "value": "1"} if decision is Decision.CORRECT else {}
    return judged(decision, *chance.sample(held[0], 1 + pair), hour=len(held[2]) % 24, **corrected)
