"""Makes a pool of invented reports in English and Arabic, with the truth of which incident each tells of.

Usage: python benchmarks/make_pool.py FOLDER [--reports N] [--overlap 0..1] [--villages N] [--seed N]

Writes reports.jsonl (as an exam hands them out), truth.jsonl (for each report the incidents it tells of, the main one
first, and what kind of report it is) and gazetteer.csv. The same options give the same bytes, and a smaller pool is
the beginning of a larger one: the country and its three years stay, so a larger pool has more attacks on each day, and
more near each other.

``--overlap`` says how much gets in the way, from 0 (each report is of one attack, names its village as the gazetteer
does and its day rightly) to 1. It raises the share of reprints and translations, follow-ups with a higher toll,
round-ups of a day's attacks in one province, reports of a wrong day, other spellings, reports that name the district
alone, and reports that look back weeks later; the attacks that fall on one day and district; and villages that are hit
again within days.
"""

import argparse
import json
import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from made_country import Village, country, gazetteer

WORDS = tomllib.loads((Path(__file__).parent / "pool_words.toml").read_text(encoding="utf-8"))
FIRST_DAY, DAYS = date(2018, 1, 1), 1095
VILLAGES = 4_000
TONGUES = ("en", "ar")
NOISE = 0.05  # reports of no attack


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One incident, as it was."""

    id: str
    village: Village
    near: Village
    day: date
    killed: int
    injured: int
    act: int
    target: int
    party: int
    victims: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One report, the incidents it tells of, the main one first, and its kind."""

    id: str
    text: str
    publisher: str
    published: date
    tongue: int
    kind: str
    incidents: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """As an exam hands it out."""
        told = {"id": self.id, "text": self.text, "publisher": self.publisher, "published": self.published.isoformat()}
        return {**told, "language": TONGUES[self.tongue], "url": f"https://news.example.org/{self.id}", "title": ""}


@dataclass(slots=True)
class Maker:
    """Reports in the making; everything by chance is drawn here, in one order."""

    villages: Sequence[Village]
    overlap: float
    chance: random.Random
    attacks: int = 0
    reports: int = 0
    nearest: dict[int, list[int]] = field(default_factory=dict)

    def episode(self) -> Iterator[Made]:
        """The attacks of one day on villages near each other, each with its reports; what tells of several; and further
        attacks on the first of them in the days after."""
        day = FIRST_DAY + timedelta(days=self.chance.randrange(DAYS))
        first = int(len(self.villages) * self.chance.random() ** 2)  # some places are hit again and again
        many = 1 + (self.chance.randint(0, 6) if self.chance.random() < self.overlap else 0)
        hit = [first, *self.chance.sample(self._near(first), k=min(many - 1, 12))]
        attacks = [self._attack(n, day) for n in hit]
        for attack in attacks:
            yield from self._told(attack)
        while len(attacks) > 1 and self.chance.random() < self.overlap / 2:
            yield self._bulletin(attacks)
        if self.chance.random() < NOISE * 3:
            yield self._noise(attacks[0])
        while self.chance.random() < self.overlap * 0.4:
            day += timedelta(days=self.chance.randint(1, 3))
            yield from self._told(self._attack(first, day))

    def _near(self, number: int) -> list[int]:
        """The dozen villages that lie nearest."""
        if number not in self.nearest:
            here = self.villages[number]
            apart = (
                ((v.latitude - here.latitude) ** 2 + (v.longitude - here.longitude) ** 2, n)
                for n, v in enumerate(self.villages)
                if n != number
            )
            self.nearest[number] = [n for _, n in sorted(apart)[:12]]
        return self.nearest[number]

    def _attack(self, number: int, day: date) -> Attack:
        killed = min(120, 1 + int(self.chance.paretovariate(0.9)))
        self.attacks += 1
        family = self.villages[self.chance.randrange(len(self.villages))]
        names = tuple(self.chance.choice(WORDS["given"]) for _ in range(2))
        return Attack(
            id=f"a{self.attacks:06d}",
            village=self.villages[number],
            near=self.villages[self._near(number)[0]],
            day=day,
            killed=killed,
            injured=killed + self.chance.randint(0, 2 * killed + 4),
            act=self.chance.randrange(len(WORDS["acts"])),
            target=self.chance.randrange(len(WORDS["targets"])),
            party=self.chance.randrange(len(WORDS["parties"])),
            victims=tuple(
                (f"{name[0]} {family.name.split()[-1]}i", f"{name[1]} {family.arabic.split()[-1]}ي") for name in names
            ),
        )

    def _told(self, attack: Attack) -> Iterator[Made]:
        """The reports of one attack: first ones, then what follows and repeats them."""
        first = [self._report(attack, "first") for _ in range(min(8, int(self.chance.paretovariate(1.1))))]
        yield from first
        for report in first:
            while self.chance.random() < self.overlap * 0.6:
                yield self._reprint(report, attack)
        while self.chance.random() < self.overlap * 0.6:
            yield self._report(attack, "follow")
        for kind, share in (("vague", 0.15), ("look back", 0.1)):
            if self.chance.random() < self.overlap * share:
                yield self._report(attack, kind)

    def _report(self, attack: Attack, kind: str) -> Made:
        """A report of one attack: first ones come within a day, what follows within five, what looks back within 40."""
        tongue = int(self.chance.random() < 0.5)
        after = {"first": (0, 1), "vague": (0, 1), "follow": (1, 5), "look back": (10, 40)}[kind]
        published = attack.day + timedelta(days=self.chance.randint(*after))
        wrong = self.chance.random() < self.overlap * 0.1 and kind in ("first", "follow")
        told = attack.day + timedelta(days=self.chance.choice((-1, 1)) if wrong else 0)
        gaps = self._gaps(attack, tongue, told, published, attack.killed if kind == "follow" else self._early(attack))
        words = WORDS[TONGUES[tongue]]
        lead = {"first": "lead", "follow": "follow", "vague": "vague", "look back": "look_back"}[kind]
        lines = [self._pick(words[lead], gaps)]
        if kind in ("first", "follow"):
            lines.insert(0, self._pick(words["headline"], gaps))
        lines += [each.format(**gaps) for each in self.chance.sample(words["detail"], k=self.chance.randint(1, 4))]
        return self._made(lines, published, tongue, "wrong day" if wrong else kind, (attack.id,))

    def _early(self, attack: Attack) -> int:
        """A toll of the first hours: the later one, or less."""
        return max(1, attack.killed - (self.chance.randint(0, attack.killed // 3) if self.chance.random() < 0.4 else 0))

    def _reprint(self, report: Made, attack: Attack) -> Made:
        """The same in another outlet: under a headline of its own, and without its end; now and then translated."""
        published = report.published + timedelta(days=self.chance.choice((0, 0, 1)))
        if self.chance.random() < 0.25:
            gaps = self._gaps(attack, 1 - report.tongue, attack.day, published, attack.killed)
            words = WORDS[TONGUES[1 - report.tongue]]
            lines = [self._pick(words[name], gaps) for name in ("headline", "lead", "detail")]
            return self._made(lines, published, 1 - report.tongue, "translation", report.incidents)
        gaps = self._gaps(attack, report.tongue, attack.day, published, attack.killed)
        lines = report.text.strip().split("\n\n")
        kept = [self._pick(WORDS[TONGUES[report.tongue]]["headline"], gaps), *lines[1:]]
        return self._made(kept[: max(2, len(kept) - 1)], published, report.tongue, "reprint", report.incidents)

    def _bulletin(self, attacks: Sequence[Attack]) -> Made:
        """A round-up of a day's attacks, with villages where nobody was hurt between."""
        tongue, first = int(self.chance.random() < 0.6), attacks[0]
        published = first.day + timedelta(days=self.chance.choice((0, 1)))
        words = WORDS[TONGUES[tongue]]
        lines = [self._pick(words["bulletin"], self._gaps(first, tongue, first.day, published, first.killed))]
        order = self.chance.sample(list(attacks), k=len(attacks))
        for attack in order:
            lines.append(
                self._pick(words["item"], self._gaps(attack, tongue, attack.day, published, self._early(attack)))
            )
            if self.chance.random() < 0.5:
                gaps = self._gaps(attack, tongue, attack.day, published, 1)
                near = self.villages[self.chance.choice(self._near(self.villages.index(attack.village)))]
                bare = gaps | {"village": near.spelt(tongue, self.chance, self.overlap * 0.4)}
                lines.append(self._pick(words["bare_item"], bare))
        return self._made(lines, published, tongue, "bulletin", tuple(attack.id for attack in order))

    def _noise(self, attack: Attack) -> Made:
        tongue = int(self.chance.random() < 0.5)
        gaps = self._gaps(attack, tongue, attack.day, attack.day, 1)
        lines = [self._pick(WORDS[TONGUES[tongue]]["noise"], gaps) for _ in range(2)]
        return self._made(list(dict.fromkeys(lines)), attack.day, tongue, "noise", ())

    def _made(self, lines: Sequence[str], published: date, tongue: int, kind: str, told: tuple[str, ...]) -> Made:
        self.reports += 1
        return Made(
            id=f"r{self.reports:06d}",
            text="\n\n".join(line[:1].upper() + line[1:] for line in lines) + "\n",
            publisher=self.chance.choice(WORDS["outlets"]),
            published=published,
            tongue=tongue,
            kind=kind,
            incidents=told,
        )

    def _pick(self, templates: Sequence[str], gaps: dict[str, str]) -> str:
        return self.chance.choice(templates).format(**gaps)

    def _gaps(self, attack: Attack, tongue: int, told: date, published: date, killed: int) -> dict[str, str]:
        """What fills the gaps of one report, in English (0) or Arabic (1)."""
        source = self.chance.choice(WORDS["sources"])[tongue]
        variety = self.overlap * 0.5
        joint = (" and ", " و")[tongue]
        return {
            "village": attack.village.spelt(tongue, self.chance, variety),
            "other": attack.near.spelt(tongue, self.chance, variety),
            "district": attack.village.district[tongue],
            "province": attack.village.province[tongue],
            "day": self._day(told, published, tongue),
            "date": _dated(told, tongue),
            "killed": str(killed),
            "injured": str(attack.injured),
            "children": str(max(1, killed // 3)),
            "women": str(max(1, killed // 4)),
            "week": str(killed + self.chance.randint(10, 90)),
            "act": WORDS["acts"][attack.act][tongue],
            "target": WORDS["targets"][attack.target][tongue],
            "party": WORDS["parties"][attack.party][tongue],
            "source": source,
            "victims": joint.join(victim[tongue] for victim in attack.victims),
        }

    def _day(self, told: date, published: date, tongue: int) -> str:
        """A day in words: by its weekday within a week, else by its date; now and then by its date all the same."""
        if 0 <= (published - told).days < 7 and self.chance.random() < 0.7:
            weekday = WORDS["weekdays"][told.weekday()][tongue]
            return (f"on {weekday}", f"يوم {weekday}")[tongue]
        return ("on ", "بتاريخ ")[tongue] + _dated(told, tongue)


def _dated(day: date, tongue: int) -> str:
    return f"{day.day} {WORDS['months'][day.month - 1][tongue]} {day.year}"


def pool(number: int, overlap: float = 0.5, seed: int = 7, villages: int = VILLAGES) -> Iterator[Made]:
    """So many reports; the same for the same arguments, and the beginning of those of a larger number."""
    maker = Maker(villages=country(villages, seed), overlap=overlap, chance=random.Random(seed))
    made = 0
    while True:
        for report in maker.episode():
            if made == number:
                return
            made += 1
            yield report


def write(folder: Path, reports: Sequence[Made], villages: Sequence[Village]) -> None:
    """Writes a pool as an exam's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "reports.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(each.row(), ensure_ascii=False) + "\n" for each in reports)
    with (folder / "truth.jsonl").open("w", encoding="utf-8") as out:
        truth = ({"report": each.id, "kind": each.kind, "incidents": list(each.incidents)} for each in reports)
        out.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in truth)
    (folder / "gazetteer.csv").write_text(gazetteer(villages), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=10_000, metavar="N")
    parser.add_argument("--overlap", type=float, default=0.5)
    parser.add_argument("--villages", type=int, default=VILLAGES, metavar="N")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(arguments)
    made = list(pool(given.reports, given.overlap, given.seed, given.villages))
    write(given.folder, made, country(given.villages, given.seed))
    kinds: dict[str, int] = {}
    for each in made:
        kinds[each.kind] = kinds.get(each.kind, 0) + 1
    told = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    incidents = len({incident for each in made for incident in each.incidents})
    print(f"{len(made)} reports of {incidents} incidents: {told}")


if __name__ == "__main__":
    main()
