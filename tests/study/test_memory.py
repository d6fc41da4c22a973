"""What a study takes of memory does not depend on its runs, and little on its points."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import mfsim

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="measured as POSIX does")]
SCRIPT = """import resource, sys
import mfsim

def model(settings, seed):
    return {"x": settings["a"] + settings["b"], "y": seed % 7, "z": settings["a"]}

problem = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0.0, 1.0]] * 2}
points, runs = map(int, sys.argv[2:])
experiment = mfsim.experiment_of(problem, outcomes=["x", "y", "z"], method="lhs", points=points, runs=runs, model=model)
study = mfsim.sweep(experiment, sys.argv[1], workers=2)
assert study.status().done == points * runs
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""


def peak(folder, points, runs):
    """Return the most bytes that a process held which ran such a study and asked for its status."""
    environment = {**os.environ, "PYTHONPATH": str(Path(mfsim.__file__).parents[1])}
    command = [sys.executable, "-c", SCRIPT, str(folder), str(points), str(runs)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_ten_times_as_many_rows_take_hardly_more_memory(tmp_path):
    few = peak(tmp_path / "few", 2_000, 10)
    assert peak(tmp_path / "runs", 2_000, 100) - few < 30e6
    assert peak(tmp_path / "points", 200_000, 1) - peak(tmp_path / "some", 20_000, 1) < 100e6
