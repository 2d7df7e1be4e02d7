"""Invented reports in any number, for measuring speed: of one seed always the same.

What may live here: sentences in English and Arabic with gaps, and what fills the gaps. The country, its places,
parties and outlets are those of the practice case in ``examples/practice``; nothing here tells of a real attack.
"""
# ruff: noqa: E501 (a template is one sentence; broken up it could not be read)

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

PRACTICE = Path(__file__).resolve().parents[1] / "examples" / "practice"
FIRST_DAY, DAYS = date(2018, 1, 1), 730
TOLD_BY = 4  # reports of one incident, on average
_WEEKDAYS = (
    *(("Monday", "الاثنين"), ("Tuesday", "الثلاثاء"), ("Wednesday", "الأربعاء"), ("Thursday", "الخميس")),
    *(("Friday", "الجمعة"), ("Saturday", "السبت"), ("Sunday", "الأحد")),
)
_PARTIES = (("Halvari", "الهلفاري"), ("Kestovian", "الكيستوفي"))
_TARGETS = (("a market", "سوقاً"), ("a clinic", "مستوصفاً"), ("a flour mill", "مطحنة"), ("a school", "مدرسة"))
_SOURCES = (
    ("the Halvar Conflict Monitor", "مرصد هلفار للنزاع"),
    ("the Orsana Rescue Volunteers", "فرق الإنقاذ التطوعية في أورسانا"),
    ("the Balsum Health Directorate", "مديرية صحة بلسوم"),
    ("an activist from the village", "ناشط من القرية"),
)
_PEOPLE = (("Munir Tawqani", "منير طوقاني"), ("Jalal Berwan", "جلال بروان"), ("Selma Orvik", "سلمى أورفيك"))
_OUTLETS = (
    "Port Sennet Herald",
    "Castlemere Chronicle",
    "Vallonne Courier",
    "Quillon News",
    "Balsum Live",
    "Overland Press",
)

_ENGLISH = (
    (
        "{killed} killed in air strike on {village}, monitor says",
        "{village}: toll of air strike on {target} rises to {killed}",
        "Strike on {target} in {village} leaves {killed} dead",
    ),
    (
        "TERSUN (Overland Press) — An air strike on {target} in {village} killed at least {killed} people and wounded {injured} on {weekday}, {source} said.",
        "BALSUM (Quillon News) - {killed} people, among them {children} children, died when {party} warplanes bombed {target} in the village of {village} on {weekday}, according to {source}.",
        "{Source} said on {weekday} that {killed} civilians had been killed and {injured} wounded in {village}, where rockets hit {target}.",
    ),
    (
        "The raid hit the village in {district} district shortly before 11 a.m. and damaged the houses beside it, according to the Monitor, which relies on a network of contacts on the ground.",
        "Rescue workers were still pulling bodies from under the rubble in the evening, and the toll was likely to rise because several of the wounded were in critical condition.",
        "“The first rocket fell between the stalls, and the second came when people had run to help,” {person} told Overland Press, adding that {women} of the dead were women.",
    ),
    (
        "“The aircraft are believed to be {party},” said {person}, who heads the group.",
        "{person}, a spokesman for the volunteers, accused {party} forces of having carried out the raid.",
        "The {party} defence ministry denied that any of its planes had flown over {village} that day.",
        "Either the Halvari government or its Kestovian ally bombed {village}, the minister told reporters.",
    ),
    (
        "There was no immediate comment from the Halvari government or from Kestovia, its main foreign backer.",
        "In the past week {week} people have been killed in Orsana province, {source} said.",
        "Orsana is the last province held by the Northern Front. More than 85,000 people have been killed in the war.",
    ),
)
_ARABIC = (
    (
        "{killed} قتلى في غارة جوية على {village}، بحسب المرصد",
        "ارتفاع حصيلة قصف {village} إلى {killed} قتيلاً",
    ),
    (
        "ترسون (أوفرلاند برس) - قُتل {killed} أشخاص على الأقل وأصيب {injured} آخرون بجروح، {weekday}، في غارة جوية استهدفت {target} في قرية {village}، وفق ما أفاد {source}.",
        "استشهد {killed} مدنياً بينهم {children} أطفال وأصيب {injured} جراء قصف الطيران {party} {target} في {village} يوم {weekday}، بحسب {source}.",
    ),
    (
        "وطالت الغارة القرية الواقعة في قضاء {district} قبيل الساعة الحادية عشرة صباحاً، وألحقت أضراراً بالمنازل المجاورة، بحسب المرصد الذي يستند إلى شبكة من المصادر على الأرض.",
        "ولا تزال فرق الإنقاذ تنتشل الجثامين من تحت الأنقاض، والحصيلة مرشحة للارتفاع نظراً إلى وجود جرحى في حال حرجة.",
    ),
    (
        "وقال {person}: «يُعتقد أن الطائرات تابعة لسلاح الجو {party}»، مضيفاً أن بين القتلى {women} نساء.",
        "واتهم {source} الطيران {party} بتنفيذ الهجوم على {village}.",
        "ونفت وزارة الدفاع أن تكون طائراتها قد حلّقت فوق {village} في ذلك اليوم.",
    ),
    (
        "ولم يصدر تعليق فوري عن الحكومة الهلفارية أو عن كيستوفيا، داعمها الخارجي الأبرز.",
        "وأورسانا هي آخر محافظة تسيطر عليها الجبهة الشمالية. وأودت الحرب بحياة أكثر من 85 ألف شخص.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """One invented report and what a manifest would say of it."""

    file: str
    text: str
    publisher: str
    published: str
    url: str


def reports(number: int, seed: int = 7) -> Iterator[Invented]:
    """So many reports, two in five in Arabic, some four of one incident; the same for the same seed."""
    chance = random.Random(seed)
    villages = _villages()
    made = 0
    while made < number:
        village, day = chance.choice(villages), FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        killed, party, target = chance.randint(2, 40), chance.choice(_PARTIES), chance.choice(_TARGETS)
        for _ in range(min(number - made, chance.randint(1, 2 * TOLD_BY - 1))):
            arabic = chance.random() < 0.4
            filled = _gaps(chance, int(arabic), killed + chance.choice((0, 0, 0, 1, 3)), day, village, party, target)
            parts = [chance.choice(each).format(**filled) for each in (_ARABIC if arabic else _ENGLISH)]
            told = day + timedelta(days=chance.choice((0, 0, 1)))
            yield Invented(
                file=f"{made:06d}.txt",
                text="\n\n".join(parts) + "\n",
                publisher=chance.choice(_OUTLETS),
                published=told.isoformat(),
                url=f"https://news.example.org/{told:%Y/%m/%d}/{made}",
            )
            made += 1


def _gaps(
    chance: random.Random, tongue: int, killed: int, day: date, village: dict[str, str], *said: tuple[str, str]
) -> dict[str, str]:
    """What fills the gaps of one report, in English (0) or Arabic (1)."""
    party, target = said
    source = chance.choice(_SOURCES)[tongue]
    return {
        "killed": str(killed),
        "injured": str(killed + chance.randint(1, 30)),
        "children": str(chance.randint(3, 9)),
        "women": str(chance.randint(3, 9)),
        "week": str(killed + chance.randint(10, 90)),
        "village": village["name_ar" if tongue else "name"],
        "district": village["within_ar" if tongue else "within"].split(">")[-1].strip(),
        "weekday": _WEEKDAYS[day.weekday()][tongue],
        "party": party[tongue],
        "target": target[tongue],
        "source": source,
        "Source": source[:1].upper() + source[1:],
        "person": chance.choice(_PEOPLE)[tongue],
    }


def _villages() -> list[dict[str, str]]:
    with (PRACTICE / "gazetteer.csv").open(encoding="utf-8", newline="") as table:
        return [row for row in csv.DictReader(table) if ">" in row["within"]]
