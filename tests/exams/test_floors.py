"""Floors: what is read, linked and weighed on real texts is never again worse than it was."""

import pytest
from floors import NAMES, SHARED, fallen, floors, lying_at, measured, raised


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_falls_below_its_floor(name: str) -> None:
    least = floors().get(name)
    assert least, f"floors.toml has no floors for {name}: run python benchmarks/raise_floors.py"
    if not lying_at(name).is_dir():
        pytest.skip(f"{SHARED} is not here, and with it the texts that {name} is measured on")
    fell = fallen(measured(name), least)
    assert not fell, (
        f"{name}: {len(fell)} figures fell below their floors:\n  "
        + "\n  ".join(fell)
        + f"\nto reproduce: python benchmarks/floors.py {name}"
    )


def test_a_fallen_figure_is_named_with_its_floor() -> None:
    assert fallen({"found": 0.7, "right": 0.5}, {"found": 0.71, "right": 0.5}) == ["found: 0.700, floor 0.71"]


def test_a_figure_that_is_no_longer_measured_has_fallen() -> None:
    assert fallen({}, {"found": 0.0}) == ["found: no longer measured"]


def test_raising_rounds_down_and_never_lowers() -> None:
    assert raised({"found": 0.789, "right": 0.3, "new": 0.29}, {"found": 0.7, "right": 0.4}) == {
        "found": 0.78,
        "right": 0.4,
        "new": 0.29,
    }
