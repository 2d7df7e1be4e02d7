"""The contracts on imports in pyproject.toml hold, and would notice if they did not."""

from house.tree import ROOT
from importlinter import cli as importlinter


def test_the_contracts_on_imports_hold(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    broken = importlinter.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    said = capsys.readouterr().out
    assert not broken, said
    assert "2 kept, 0 broken" in said  # a contract taken out, or never read, is no contract kept


def test_every_verb_stands_in_the_contracts():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for verb in ("preserve", "read", "link", "weigh", "publish"):
        assert f'"isnad.{verb}"' in text
    assert "preserve | read | link | weigh | publish" in text
