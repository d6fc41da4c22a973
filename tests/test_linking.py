"""Rules that are compiled as fragments: no machine code of their own, the same numbers, callable from Python."""

import subprocess
import sys

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
    (made,) = inner.overloads.values()
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
