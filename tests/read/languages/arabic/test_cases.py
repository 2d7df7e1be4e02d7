"""Every sentence of cases/*.toml gives the claims written beside it, and no others."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from isnad.read.languages.arabic import Arabic

from .world import TABLES, plain, report

CASES = [
    pytest.param(case, id=f"{path.stem}-{number}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.toml"))
    for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"])
]


def test_there_are_cases() -> None:
    assert len(CASES) >= 165


@pytest.mark.parametrize("case", CASES)
def test_a_sentence_gives_its_claims(case: dict[str, Any]) -> None:
    read = report(case["text"], publisher=case.get("publisher", ""))
    claims = Arabic().read(read, TABLES)
    assert [plain(c) for c in claims] == case["claims"]
    assert all(read.holds(c.quote) for c in claims)
