"""How quick the workbench is, and whether it loses anything under load: ``python benchmarks/load.py``.

1. Pages: a case of ``--reports`` invented reports is read. Its incidents are repeated under other ids, days and places
   until there are ``--incidents`` of them (20,000), and its reports under other ids until there are ``--held`` of them
   (100,000), all of which searching looks through. Printed are the median and the slowest of each page as the server
   makes it anew, what it takes of the processor (others may be at work on the machine), how long it takes as it was
   kept, and its weight. Wanted: 150 ms at the median for a page, 200 ms for a filtered list, 400 kB at most.
2. Load: the workbench is served, and for ``--seconds`` ``--readers`` look at pages and ``--analysts`` decide, each with
   half a second between. Wanted: no error, and every decision that was acknowledged stands in the log.
"""

import argparse
import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
from invented import PRACTICE, Invented, reports
from starlette.testclient import TestClient

import isnad
from isnad.casebook import Casebook
from isnad.pipeline import Results
from isnad.records.dossier import Dossier
from isnad.web.app import workbench
from isnad.web.bench import Bench
from isnad.web.door import Door
from isnad.web.standing import Standing

HOST = "127.0.0.1:8642"
LISTS = {
    "list": "/",
    "list, page 200": "/?page=200",
    "list by place": "/?place=samrun",
    "list by days and grade": "/?since=2018-03-01&until=2019-09-01&grade=Weak&grade=Contested",
    "list by words": "/?words=warplanes+market",
    "list by words in Arabic": "/?words=%D8%BA%D8%A7%D8%B1%D8%A9",
    "list by counts": "/?killed=20&order=killed",
    "list in a box of the map": "/?box=20,18,24,22",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=2_000)
    parser.add_argument("--held", type=int, default=100_000)
    parser.add_argument("--incidents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--analysts", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        os.environ["ISNAD_HOME"] = str(root / "home")
        _fill(root, list(reports(given.reports)))
        _pages(root / "case", given.incidents, given.held, given.rounds)
        _load(root / "case", given)


def _fill(root: Path, made: list[Invented]) -> None:
    folder = root / "reports"
    folder.mkdir()
    rows = ["file,publisher,published,url"]
    for each in made:
        (folder / each.file).write_text(each.text, encoding="utf-8")
        rows.append(f"{each.file},{each.publisher},{each.published},{each.url}")
    (folder / "manifest.csv").write_text("\n".join(rows), encoding="utf-8")
    tables = {"gazetteers": [PRACTICE / "gazetteer.csv"], "belligerents": PRACTICE / "belligerents.csv"}
    isnad.new_case(root / "case", **tables).add(folder)


def _pages(root: Path, number: int, held: int, rounds: int) -> None:
    bench = Bench(root)
    began = time.perf_counter()
    standing = bench.reach(1, 3_600)
    assert standing is not None
    results = standing.results
    print(
        f"{len(results.reports)} reports and {len(results.incidents)} incidents in {time.perf_counter() - began:.1f} s"
    )
    many = _held(_repeated(results, number), held)
    began = time.perf_counter()
    standing.search.take(many.reports)
    print(f"{len(many.reports)} reports made ready to be searched in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    bench._standing = Standing(standing.title, standing.lines, many, standing.judgements, standing.search)
    print(f"{len(many.dossiers)} incidents made ready in {time.perf_counter() - began:.1f} s")
    door = Door(8642, name="Ada")
    client = TestClient(workbench(bench, door, [HOST]), base_url=f"http://{HOST}")
    client.get("/enter", params={"key": door.key})
    most = many.dossiers[0]
    named = LISTS | {
        "incident, the most reported": f"/incident/{most.incident.id}",
        "incident, of one report": f"/incident/{many.dossiers[-1].incident.id}",
        "report": f"/report/{most.reports[0].id}",
        "claim": f"/claim/{most.claims[0].id}",
        "case": "/case",
    }
    for name, path in named.items():
        _measure(client, bench, name, path, rounds)
    bench.close()


def _repeated(results: Results, number: int) -> Results:
    """The same with so many incidents: those there are, under other ids, days and places."""
    chance = random.Random(3)
    made: list[Dossier] = []
    for turn in range(-(-number // len(results.dossiers))):
        made += (
            [_moved(each, turn, chance) for each in results.dossiers[: number - len(made)]]
            if turn
            else [*results.dossiers[:number]]
        )
    incidents = tuple(d.incident for d in made)
    assessments = {d.incident.id: d.assessment for d in made}
    return replace(results, dossiers=tuple(made), incidents=incidents, assessments=assessments)


def _held(results: Results, number: int) -> Results:
    """The same with so many reports and their captures: those there are, under other ids, in no incident."""
    readings, captures = list(results.readings), list(results.captures)
    known = {capture.id: capture for capture in captures}
    for turn in range(1, -(-number // len(results.readings))):
        for reading in results.readings[: number - len(readings)]:
            if reading.report is None:
                continue
            capture = replace(known[reading.capture], id=f"{turn:04x}{reading.capture[4:]}")
            report = replace(reading.report, id=f"{turn:04x}{reading.report.id[4:]}", capture=capture.id)
            claims = tuple(
                replace(c, id=f"{turn:04x}{c.id[4:]}", quote=replace(c.quote, report=report.id)) for c in reading.claims
            )
            captures.append(capture)
            readings.append(replace(reading, capture=capture.id, report=report, claims=claims))
    reports = tuple(r.report for r in readings if r.report is not None)
    claims = tuple(claim for reading in readings for claim in reading.claims)
    return replace(results, readings=tuple(readings), captures=tuple(captures), reports=reports, claims=claims)


def _moved(dossier: Dossier, turn: int, chance: random.Random) -> Dossier:
    incident, days = dossier.incident, timedelta(days=chance.randrange(-700, 700))
    where, when = incident.where, incident.when
    if where is not None and where.latitude is not None and where.longitude is not None:
        where = replace(
            where, latitude=where.latitude + chance.uniform(-4, 4), longitude=where.longitude + chance.uniform(-4, 4)
        )
    when = replace(when, start=when.start + days, end=when.end + days) if when else None
    moved = replace(incident, id=f"{turn:04x}{incident.id[4:]}", where=where, when=when)
    return replace(dossier, incident=moved)


def _measure(client: TestClient, bench: Bench, name: str, path: str, rounds: int) -> None:
    took, worked, kept, weight = [], [], [], 0
    for _ in range(rounds):
        assert bench.standing is not None
        bench.standing.pages.clear()
        began, busy = time.perf_counter(), time.process_time()
        answer = client.get(path)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - busy) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
        began = time.perf_counter()
        client.get(path)
        kept.append((time.perf_counter() - began) * 1000)
        weight = len(answer.content)
    anew, busy, again = (statistics.median(each) for each in (took, worked, kept))
    print(
        f"{name:30} median {anew:6.1f} ms   slowest {max(took):7.1f} ms   "
        f"of the processor {busy:6.1f} ms   kept {again:6.1f} ms   {weight / 1000:6.1f} kB"
    )


def _load(root: Path, given: argparse.Namespace) -> None:
    command = [sys.executable, "-m", "isnad", "serve", str(root), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as it:
        assert it.stdout is not None
        try:
            link = next(found[0] for line in it.stdout if (found := re.search(r"http://\S+", line)))
            asyncio.run(_crowd(root, link, given, it.pid))
        finally:
            it.terminate()


def _busy(pid: int) -> float:
    """Seconds of the processor that a process took so far, where the system tells it."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _crowd(root: Path, link: str, given: argparse.Namespace, server: int) -> None:
    base = link.split("/enter")[0]
    found = Casebook(root)
    claims = [c.id for c in isnad.open_case(root).results().claims]
    paths: list[str] = []
    took: list[float] = []
    wrong: list[str] = []
    kept: list[str] = []
    before = len(found.judgements)
    limits = httpx.Limits(max_connections=None)

    async def enter() -> httpx.AsyncClient:
        client = httpx.AsyncClient(base_url=base, timeout=30, limits=limits, headers={"Origin": base})
        await client.get(link)
        return client

    async def look(number: int, until: float) -> None:
        chance, client = random.Random(number), await enter()
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                answer = await client.get(chance.choice(paths))
                if answer.status_code not in (200, 303):
                    wrong.append(f"{answer.status_code} {answer.url}")
                took.append(time.monotonic() - began)
            except httpx.HTTPError as error:
                wrong.append(repr(error))
            await asyncio.sleep(chance.uniform(0.2, 0.8))
        await client.aclose()

    async def decide(number: int, until: float) -> None:
        chance, client = random.Random(1_000 + number), await enter()
        while time.monotonic() < until:
            claim, why = chance.choice(claims), f"{number}-{time.monotonic_ns()}"
            try:
                text = (await client.get(f"/claim/{claim}")).text
                fields = {n: re.findall(rf'name="{n}" value="([^"]*)"', text) for n in ("token", "seen")}
                said = {"token": fields["token"][0], "seen": fields["seen"][:1], "decision": "accept", "subject": claim}
                answer = await client.post("/decide", data={**said, "by": f"analyst {number}", "why": why, "back": "/"})
                if answer.status_code == 303:
                    kept.append(why)
                elif answer.status_code != 409:
                    wrong.append(f"{answer.status_code} {answer.url}")
            except (httpx.HTTPError, IndexError) as error:
                wrong.append(repr(error))
            await asyncio.sleep(chance.uniform(0.2, 0.8))
        await client.aclose()

    client = await enter()
    while True:
        text = (await client.get("/")).text
        if paths := re.findall(r'href="(/incident/[^"]+)"', text):
            break
        await asyncio.sleep(1)
    paths = ["/", "/?place=samrun", "/?words=market", *paths[:20]]
    until, busy = time.monotonic() + given.seconds, _busy(server)
    tasks = [look(n, until) for n in range(given.readers)] + [decide(n, until) for n in range(given.analysts)]
    await asyncio.gather(*tasks)
    busy = _busy(server) - busy
    await client.aclose()
    found.refresh()
    written = {j.why for j in found.judgements[before:]}
    print(f"{given.readers} readers and {given.analysts} analysts for {given.seconds:.0f} s:")
    print(f"  {len(took)} pages, median {statistics.median(took) * 1000:.0f} ms, {_share(took):.0f} ms for 95 in 100")
    asked = len(took) + 2 * len(kept)
    print(f"  the server took {busy:.1f} s of the processor, {busy / max(asked, 1) * 1000:.0f} ms for each request")
    print(f"  {len(kept)} decisions acknowledged, {len(set(kept) - written)} of them not in the log")
    print(f"  {len(wrong)} errors", *sorted(set(wrong))[:5])


def _share(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)] * 1000 if took else 0.0


if __name__ == "__main__":
    main()
