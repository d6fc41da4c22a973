"""Rules that are compiled as fragments: no machine code of their own, the same numbers, callable from Python."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import mfsim
from mfsim.compiling import ENABLED, Rule, compiled
from mfsim.linking import Fragment

pytestmark = pytest.mark.skipif(not ENABLED, reason="nothing is compiled")


def rules():
    """Return a rule and one that calls it, made anew."""
    factor = 3.0

    @compiled
    def _inner(values: np.ndarray, place: int) -> float:
        return factor * values[place]

    @compiled
    def _outer(values: np.ndarray) -> float:
        total = 0.0
        for place in range(values.shape[0]):
            total += _inner(values, place)
        return total

    return _inner, _outer


def test_a_fragment_has_no_machine_code():
    inner, outer = rules()
    outer(np.arange(4.0))
    (made,) = inner.fragment.overloads.values()
    assert isinstance(inner, Rule)
    assert isinstance(made.library, Fragment)
    assert made.library.get_pointer_to_function(made.fndesc.llvm_func_name) == 0


def test_called_from_python_it_gives_the_same():
    inner, outer = rules()
    values = np.array([0.5, 2.0, -1.25])
    assert inner(values, 1) == inner.py_func(values, 1) == 6.0
    assert outer(values) == 3.0 * values.sum()


def test_what_a_closure_holds_is_not_kept_on_disk():
    inner, outer = rules()
    assert outer.twin._cache.cache_path is None
    assert inner.twin._cache.cache_path is None


def test_what_is_on_disk_is_loaded_without_the_compiler():
    """Making numba's compiler ready imports what it knows of numpy, which takes longer than to load all rules."""
    program = (
        "import sys, mfsim\nmfsim.run(mfsim.load('base'), runs=1, months=1)\nprint('numba.np.arraymath' in sys.modules)"
    )
    mfsim.run(mfsim.load("base"), runs=1, months=1)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_what_calls_an_entry_that_was_loaded_is_linked_with_it_and_leaves_its_address_alone():
    program = """
import numba, numpy as np
from worlds import at, opened
from mfsim.calling import run_stages, stages_for
from mfsim.compiling import FLAGS
from mfsim.linking import EntryCompiler
from mfsim.keeping import Loaded
from mfsim.processes.lease import lease

def twice(world, now):
    lease(world, now)
    lease(world, now)

worlds = [opened("base") for _ in range(4)]
stages = stages_for((lease,), worlds[0], at(1))
(kinds,) = lease.overloads
library = lease.overloads[kinds].library
assert type(library) is Loaded and library.unread
for world, caller in zip(worlds, (numba.njit(pipeline_class=EntryCompiler, **FLAGS)(twice), numba.njit(**FLAGS)(twice))):
    caller(world, at(1))
    assert not library.unread
for world in worlds[2:]:
    for _ in range(2):
        run_stages(world, at(1), stages_for((lease,), world, at(1)))
assert stages == stages_for((lease,), worlds[0], at(1))
print(len({world.ledger.tobytes() for world in worlds}))
"""
    folders = os.pathsep.join(str(path) for path in (Path(mfsim.__file__).parents[1], Path(__file__).parent))
    mfsim.run("base", runs=1, months=1)  # so that it is on disk
    settings = {**os.environ, "PYTHONPATH": folders}
    done = subprocess.run([sys.executable, "-c", program], env=settings, capture_output=True, text=True, check=False)
    assert done.stdout == "1\n", done.stderr
