"""isnad: who says so, and from whom do they have it?

>>> import isnad
>>> case = isnad.new_case("my-case", gazetteers=["places.csv"])
>>> case.add("reports/")
>>> case.incidents()
>>> dossier = case.dossier("1")
>>> case.export("html", to="dossiers")

What may live here: the names offered, and no code but what loads them when they are asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isnad.case import Case, new_case, open_case
    from isnad.preserve.trouble import Trouble
    from isnad.records.assessment import Assessment
    from isnad.records.claim import Claim
    from isnad.records.dossier import Dossier
    from isnad.records.incident import Incident
    from isnad.records.judgement import Judgement
    from isnad.records.problem import Problem
    from isnad.records.report import Quote, Report

    __version__: str

_OFFERED = {
    "new_case": "isnad.case",
    "open_case": "isnad.case",
    "Case": "isnad.case",
    "Report": "isnad.records.report",
    "Quote": "isnad.records.report",
    "Claim": "isnad.records.claim",
    "Incident": "isnad.records.incident",
    "Assessment": "isnad.records.assessment",
    "Dossier": "isnad.records.dossier",
    "Judgement": "isnad.records.judgement",
    "Problem": "isnad.records.problem",
    "Trouble": "isnad.preserve.trouble",
}

__all__ = [
    "Assessment",
    "Case",
    "Claim",
    "Dossier",
    "Incident",
    "Judgement",
    "Problem",
    "Quote",
    "Report",
    "Trouble",
    "__version__",
    "new_case",
    "open_case",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("isnad.casebook").isnad_version()
    if name in _OFFERED:
        return getattr(import_module(_OFFERED[name]), name)
    raise AttributeError(f"module 'isnad' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
