"""Where the tree's files are, for the tests of the house."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "isnad"


def modules(*rooms: str) -> list[Path]:
    """The Python files of these rooms, or of the whole package."""
    folders = [PACKAGE / room for room in rooms] or [PACKAGE]
    return [path for folder in folders for path in sorted(folder.rglob("*.py"))]


def tracked() -> list[Path]:
    """The files in git; without git, those a source archive would have."""
    asked = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "-co", "--exclude-standard"], capture_output=True, check=False
    )
    if asked.returncode == 0:
        paths = [ROOT / name for name in asked.stdout.decode().split("\0") if name]
    else:
        paths = [p for p in ROOT.rglob("*") if not any(part.startswith(".") for part in p.relative_to(ROOT).parts[:-1])]
    return [path for path in paths if path.is_file()]
