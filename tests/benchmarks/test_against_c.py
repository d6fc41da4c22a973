"""The C version of the benchmark writes the same bits as the engine."""

import shutil

import pytest

from mfsim.compiling import ENABLED

pytestmark = [
    pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc"),
    pytest.mark.skipif(not ENABLED, reason="a comparison of machine code; the rules run uncompiled here"),
]


def compared(**changes):
    """Return the base scenario with the processes that C has."""
    from benchmarks.compared import WITHOUT
    from mfsim.scenario.load import load

    return load("base", {**WITHOUT, **changes})


@pytest.mark.parametrize("optimisation", ["-O2", "-O3"])
def test_layouts_are_those_of_the_records(optimisation):
    from benchmarks.c.build import CWorkspace

    world = CWorkspace(compared(), 1, optimisation=optimisation)
    assert world.library.run_chunk is not None


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [
        "base",
        "mage",
        "three sites, random asking",
        "letting by hazard, a term",
        "direct accounts",
        "protected ideas, copied",
        "rents that follow the area, troubles together",
        "members of two sites, given",
    ],
)
def test_c_equals_the_engine_bit_for_bit(case):
    from benchmarks.c.check_equal import CASES, differences

    source, settings = CASES[case]
    assert differences(source, settings, range(3), 120) == []


def test_a_changed_setting_is_seen_by_the_comparison():
    from benchmarks.c.build import CWorkspace

    one = CWorkspace(compared(), 6).run(0, range(1)).series
    other = CWorkspace(compared(**{"demand.rivalry": 0.4}), 6).run(0, range(1)).series
    assert (one != other).any()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("processes.joint_projects", True),
        ("processes.norms", True),
        ("processes.commons", True),
        ("processes.governance", True),
        ("processes.founding", True),
        ("processes.events", True),
        ("processes.machines", True),
        ("processes.local_chain", True),
        ("processes.growth", True),
        ("processes.network", True),
        ("lease.kind", "operator"),
        ("lease.negotiation", "joint"),
        ("knowledge.exchange", "barter"),
        ("membership.admission", "diverse"),
    ],
)
def test_what_c_leaves_out_is_refused(setting, value):
    from benchmarks.c.build import CWorkspace

    with pytest.raises(ValueError, match=f"C version leaves out {setting}"):
        CWorkspace(compared(**{setting: value}), 1)
