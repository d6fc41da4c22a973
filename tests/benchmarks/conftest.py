"""The benchmarks lie beside the package and are not installed: put the root of the repository on the path."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
