"""What it costs to add one report, or one judgement, to a pool that was computed before: ``linking.py --near``.

What may live here: the steps of ``isnad.pipeline`` from what was read to dossiers, over a folder of what is kept. They
are measured with nothing kept but the readings (full); when nothing has changed; with a report more and with a
judgement more, as another process would do it that knows what the folder keeps (opened), and as the one that did it
before would, which holds what came of it (held). Loading is what of it goes into taking in the readings that are kept.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from isnad.computed import Computed
from isnad.index import Index, Reading
from isnad.link import Remembered, link
from isnad.pool import Pool
from isnad.preserve.garbage import few_collections
from isnad.preserve.progress import silent
from isnad.records.capture import Capture
from isnad.records.claim import Claim
from isnad.records.codec import canonical, to_plain, with_id
from isnad.records.dossier import Dossier
from isnad.records.judgement import Decision, Judgement
from isnad.records.media import Footage
from isnad.records.report import Report
from isnad.weighed import Weighing

SCOPE = "benchmark"


class Bench:
    """One who computes a pool over a folder; ``holding`` what came of it for the next time."""

    def __init__(self, folder: Path, *, holding: bool) -> None:
        self._folder, self._holding = folder, holding
        self._readings: dict[str, Reading] = {}
        self._mentions = Remembered() if holding else None
        self._assessments: dict[bytes, Any] = {}
        self.loading = 0.0

    @few_collections()
    def computed(self, captures: Sequence[str], judgements: Sequence[Judgement]) -> tuple[Dossier, ...]:
        """The dossiers of these captures; ``loading`` are then the processor seconds of taking in readings."""
        began = time.process_time()
        readings = self._loaded(captures)
        self.loading = time.process_time() - began
        pool = Pool("pool", [_capture(each.capture) for each in readings], readings, judgements)
        incidents = link(pool.claims, pool.reports, judgements, before=self._mentions)
        kept = Computed(self._folder, SCOPE)
        weighing = Weighing(pool, {r.id: r for r in pool.reports}, judgements, Footage(), "")
        held = self._assessments if self._holding else {}
        made = weighing.assessments(incidents, kept, silent, held)
        kept.close()
        return tuple(pool.dossier(incident, made[incident.id]) for incident in incidents)

    def _loaded(self, captures: Sequence[str]) -> list[Reading]:
        index = Index(self._folder, SCOPE)
        found = index.get(each for each in captures if each not in self._readings)
        index.close()
        whole = self._readings | found
        if self._holding:
            self._readings = whole
        return [whole[each] for each in captures]


def measured(told: Sequence[tuple[Report, Sequence[Claim]]]) -> dict[str, float]:
    """Processor seconds of each computation of a pool, the last of whose reports is the one that is added."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        index = Index(folder, SCOPE)
        readings = (Reading(capture=report.capture, report=report, claims=tuple(claims)) for report, claims in told)
        index.put((each.capture, canonical(to_plain(each))) for each in readings)
        index.close()
        captures = [report.capture for report, _ in told]
        judged = [_rejecting(next(claims[0] for _, claims in reversed(told) if claims))]
        spent: dict[str, float] = {}
        holds = Bench(folder, holding=True)
        spent["full"] = _spent(lambda: holds.computed(captures[:-1], ()))
        for name, known, judgements in (
            ("again", captures[:-1], []),
            ("report", captures, []),
            ("judged", captures, judged),
        ):
            if name != "again":
                spent[f"{name} held"] = _spent(lambda: holds.computed(known, judgements))  # noqa: B023
                Computed(folder, SCOPE).close()
            opens = Bench(folder, holding=False)
            spent[f"{name} opened"] = _spent(lambda: opens.computed(known, judgements))  # noqa: B023
            spent[f"{name} loading"] = opens.loading
    return spent


def _capture(ident: str) -> Capture:
    digest = "sha256:" + "0" * 64
    at = datetime(2030, 1, 1, tzinfo=UTC)
    return Capture(
        id=ident, digest=digest, size=0, origin=ident, captured=at, tool="benchmark", media_type="text/plain"
    )


def _rejecting(claim: Claim) -> Judgement:
    at = datetime(2030, 1, 1, tzinfo=UTC)
    return with_id(
        Judgement(id="", by="A. Reader", why="misread", at=at, decision=Decision.REJECT, subjects=(claim.id,))
    )


def _spent(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began
