"""The pure rooms open no file, read no clock, print nothing and draw no lots."""

import ast
from pathlib import Path

import pytest
from house.tree import PACKAGE, modules

PURE = ("records", "read", "link", "weigh", "publish")
CALLS = {"open", "print", "input", "exec", "eval", "breakpoint"}
METHODS = {"now", "today", "utcnow", "open", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir"}
IMPORTS = {
    "os", "time", "random", "secrets", "socket", "subprocess", "tempfile", "shutil", "threading", "asyncio",
    "multiprocessing", "urllib.request", "http", "httpx", "requests", "uuid", "sqlite3", "logging", "glob",
}  # fmt: skip
OF_SYS = {"stdin", "stdout", "stderr", "argv", "exit", "path", "modules"}
PACKAGED = {"read_text", "read_bytes", "open"}  # allowed on what importlib.resources.files gives: data of the package


def impurities(source: str) -> list[str]:
    """What in this source touches the world, each with its line."""
    tree = ast.parse(source)
    resources = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _packaged(node.value, set())
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return [f"line {line}: {what}" for node in ast.walk(tree) for line, what in _impure(node, resources)]


def _impure(node: ast.AST, resources: set[str]) -> list[tuple[int, str]]:
    match node:
        case ast.Import(names=names):
            return [(node.lineno, f"import {n.name}") for n in names if _banned(n.name)]
        case ast.ImportFrom(module=str(module), names=names, level=0):
            whole = [(node.lineno, f"from {module} import")] if _banned(module) else []
            path = [n.name for n in names if module == "pathlib" and not n.name.startswith("Pure")]
            return whole + [(node.lineno, f"from pathlib import {name}") for name in path]
        case ast.Call(func=ast.Name(id=name)) if name in CALLS:
            return [(node.lineno, f"{name}()")]
        case ast.Call(func=ast.Attribute(attr=name, value=value)) if name in METHODS:
            return [] if name in PACKAGED and _packaged(value, resources) else [(node.lineno, f".{name}()")]
        case ast.Attribute(value=ast.Name(id="sys"), attr=name) if name in OF_SYS:
            return [(node.lineno, f"sys.{name}")]
    return []


def _banned(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in IMPORTS)


def _packaged(value: ast.expr, resources: set[str]) -> bool:
    """Whether a chain of calls begins with ``files(...)``, or with a name that was given such a chain."""
    match value:
        case ast.Name(id=name):
            return name in resources
        case ast.Call(func=ast.Name(id="files") | ast.Attribute(value=ast.Name(id="resources"), attr="files")):
            return True
        case ast.Call(func=inner) | ast.Attribute(value=inner) | ast.BinOp(left=inner):
            return _packaged(inner, resources)
    return False


@pytest.mark.parametrize("path", modules(*PURE), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_pure_rooms_touch_nothing(path: Path):
    assert impurities(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import os.path",
        "from time import sleep",
        "import urllib.request",
        "from random import choice",
        "from pathlib import Path",
        "def f():\n    open('x')",
        "print(1)",
        "from datetime import datetime\ndatetime.now()",
        "from datetime import date\ndate.today()",
        "x.read_text()",
        "data = elsewhere('a')\ndata.read_bytes()",
        "import sys\nsys.stdout.write('x')",
    ],
)
def test_the_test_of_purity_can_fail(source):
    assert impurities(source)


@pytest.mark.parametrize(
    "source",
    [
        "from importlib.resources import files\nfiles('isnad.read').joinpath('a.csv').read_text(encoding='utf-8')",
        "data = files('isnad.read') / 'a.bin'\ndata.read_bytes()",
        "from importlib import resources\nresources.files('isnad.read').joinpath('a').read_text()",
        "from pathlib import PurePosixPath",
        "from datetime import datetime\ndatetime.fromisoformat('2020-01-01')",
        "text = 'print(open(x))'",
    ],
)
def test_packaged_data_may_be_read(source):
    assert impurities(source) == []
