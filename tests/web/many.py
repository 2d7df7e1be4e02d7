"""Reports in great number, and reports of great length, made up for the pages that must bear them."""

import random
from datetime import date, timedelta

REPORTS, NAMES = 150, ("Munir Tawqani", "Selma Orvik", "Jalal Berwan", "Rania Kestrel", "Tariq Vantor", "Hala Qassun")
TOWNS = ("Castlemere", "Vallonne", "Quillon", "Balsum", "Sennet", "Merrow", "Tersun", "Arlen", "Dorvik", "Haspel")


def report(number, chance):
    """A report of one strike on the market of Samrun, with voices of its own."""
    killed, name, town = chance.choice((9, 9, 11, 12, 14, 17, 20)), chance.choice(NAMES), chance.choice(TOWNS)
    party = chance.choice(("Halvari", "Kestovian"))
    return (
        f"Strike on a market in Samrun leaves {killed} dead\n\n"
        f"{killed} people, among them {chance.randint(3, 8)} children, died when {party} warplanes bombed a market in "
        f"the village of Samrun on Tuesday, said {name}, head of the {town} Relief Society.\n\n"
        f"{name} accused {party} forces of having carried out the raid. The {party} defence ministry denied that any "
        f"of its planes had flown over Samrun that day.\n\nAt least {killed + number % 5} people were wounded, the "
        "Halvar Conflict Monitor said.\n"
    )


ENGLISH = (
    "On day {n} of the survey, {k} people were killed and {m} wounded in Samrun when Halvari warplanes bombed a "
    "market, said the Halvar Conflict Monitor. Witness {n} accused Kestovian forces of the raid.\n\n"
)
ARABIC = (
    "وفي اليوم {n} قُتل {k} أشخاص وأصيب {m} آخرون بجروح في غارة جوية استهدفت سوقاً في قرية سامرون، بحسب مرصد "
    "هلفار للنزاع. واتهم الشاهد {n} الطيران الكيستوفي بتنفيذ الهجوم.\n\n"
)


def reports_into(folder):
    """Very many reports of one strike, with their manifest, in a new folder."""
    chance, day = random.Random(5), date(2018, 3, 6)
    folder.mkdir()
    rows = ["file,publisher,published,url"]
    for number in range(REPORTS):
        (folder / f"{number:04}.txt").write_text(report(number, chance), encoding="utf-8")
        told = day + timedelta(days=chance.choice((0, 1, 2)))
        rows.append(
            f"{number:04}.txt,{chance.choice(TOWNS)} News {number % 7},{told},https://news.example.org/{number}"
        )
    (folder / "manifest.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def survey(paragraph, bytes_of_it=200_000):
    """A long report: so many bytes of it."""
    parts, size = [], 0
    while size < bytes_of_it:
        parts.append(paragraph.format(n=len(parts) + 1, k=2 + len(parts) % 30, m=5 + len(parts) % 40))
        size += len(parts[-1].encode())
    return "A survey\n\n" + "".join(parts)


PARTIES = ("Ardan", "Belmoran", "Cassine", "Dorvane", "Esteran", "Falmari", "Gorland", "Hestian", "Ivorran", "Jastine",
           "Kelmar", "Lorvan", "Mirran", "Nostrian", "Ostvane", "Peltari", "Quessan", "Rostian", "Selvane", "Tarmund",
           "Ulvari", "Vestran", "Wendari", "Yarrow")  # fmt: skip


def accusers_into(folder):
    """Reports in which many accuse many of one strike, with their manifest and the table of those accused."""
    folder.mkdir()
    rows = ["file,publisher,published"]
    for number in range(60):
        party, other = PARTIES[number % len(PARTIES)], PARTIES[(number * 7 + 3) % len(PARTIES)]
        name, town = f"{NAMES[number % 6]}", TOWNS[number % 10]
        text = (
            "Strike on a market in Samrun\n\nNine people died on Tuesday when warplanes bombed a market in the village "
            f"of Samrun. {name}, head of the {town} Relief Society, accused {party} forces of having carried out the "
            f"raid. The {other} government denied that it had bombed Samrun.\n"
        )
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
        rows.append(f"{number}.txt,{town} News {number},2018-03-0{6 + number % 3}")
    (folder / "manifest.csv").write_text("\n".join(rows), encoding="utf-8")
    table = folder.parent / "belligerents.csv"
    held = [f"{each} government,state,,{each}|{each} forces|{each} army" for each in PARTIES]
    table.write_text("\n".join(["name,kind,alias_of,aliases", *held]), encoding="utf-8")
    return table
