"""The C version of the benchmark writes the same bits as the engine."""

import shutil

import pytest

from mfsim.compiling import ENABLED

pytestmark = [
    pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc"),
    pytest.mark.skipif(not ENABLED, reason="a comparison of machine code; the rules run uncompiled here"),
]


@pytest.mark.parametrize("optimisation", ["-O2", "-O3"])
def test_layouts_are_those_of_the_records(optimisation):
    from benchmarks.c.build import CWorkspace
    from mfsim.scenario.load import load

    world = CWorkspace(load("base"), 1, optimisation=optimisation)
    assert world.library.run_chunk is not None


@pytest.mark.slow
@pytest.mark.parametrize(
    "case", ["base", "mage", "three sites, random asking", "letting by hazard, a term", "direct accounts", "paid help"]
)
def test_c_equals_the_engine_bit_for_bit(case):
    from benchmarks.c.check_equal import CASES, differences

    source, settings = CASES[case]
    assert differences(source, settings, range(3), 120) == []


def test_a_changed_setting_is_seen_by_the_comparison():
    from benchmarks.c.build import CWorkspace
    from mfsim.scenario.load import load

    one = CWorkspace(load("base"), 6).run(0, range(1)).series
    other = CWorkspace(load("base", {"demand.rivalry": 0.4}), 6).run(0, range(1)).series
    assert (one != other).any()
