"""Every module says what may live there, and none is called after nothing."""

import ast
from pathlib import Path

import pytest
from house.tree import PACKAGE, modules

NAMELESS = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc", "stuff", "tools", "lib"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_says_what_may_live_there(path: Path):
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert "What may live here:" in said, f"{path.relative_to(PACKAGE)}: {said[:80]!r}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_is_named_for_its_subject(path: Path):
    assert not NAMELESS & {path.stem, *path.relative_to(PACKAGE).parts}


@pytest.mark.parametrize("path", modules("records"), ids=lambda p: p.stem)
def test_records_are_frozen(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        made = [
            d
            for d in getattr(node, "decorator_list", ())
            if isinstance(d, ast.Call) and ast.unparse(d.func) == "dataclass"
        ]
        for decorator in made:
            said = {k.arg: ast.unparse(k.value) for k in decorator.keywords}
            assert said == {"frozen": "True", "slots": "True", "kw_only": "True"}, node.name
