"""The benchmarks are scripts, not part of the package: tests of them find them here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
