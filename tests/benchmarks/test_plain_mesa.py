"""The plain-Mesa version of the benchmark has the engine's outcomes, up to chance."""

import pytest

from benchmarks.compared import WITHOUT, site
from benchmarks.plain_mesa.check_equal import LARGEST_Z, compare, with_engine, with_mesa
from benchmarks.plain_mesa.model import run
from mfsim.scenario.load import load


def test_money_and_units_add_up_in_plain_mesa():
    model = run(site(20), 24, seed=0)
    held = [unit.firm for unit in model.units if unit.firm is not None]
    assert set(held) == set(model.agents)
    assert len(model.departures) == sum(
        sum(model.datacollector.model_vars[name])
        for name in ("closed_insolvent", "closed_gave_up", "closed_other", "moved_away", "term_over")
    )


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("processes.lease", False),
        ("processes.norms", True),
        ("processes.founding", True),
        ("processes.growth", True),
        ("lease.kind", "operator"),
        ("lease.correlation", 0.2),
        ("mutual_help.accounting", "paid"),
        ("membership.admission", "diverse"),
        ("knowledge.exchange", "none"),
        ("place.enclosure", 0.5),
    ],
)
def test_what_plain_mesa_leaves_out_is_refused(setting, value):
    with pytest.raises(ValueError, match="plain_mesa"):
        run(load("base", {**WITHOUT, setting: value}), 1, seed=0)


def test_the_comparison_finds_a_difference():
    """A learning rate half as high again must show, or agreement would mean nothing."""
    ours = with_mesa(site(20), range(12), 24)
    theirs = with_mesa(load("base", {**WITHOUT, "knowledge.learning_rate": 0.15}), range(12), 24)
    z = {row["outcome"]: row["z"] for row in compare(ours, theirs)}
    assert abs(z["learned"]) > LARGEST_Z


@pytest.mark.slow
def test_plain_mesa_has_the_outcomes_of_the_engine():
    scenario = site(40)
    rows = compare(with_engine(scenario, range(120), 120), with_mesa(scenario, range(120), 120))
    far = {row["outcome"]: row["z"] for row in rows if not abs(row["z"]) < LARGEST_Z}
    assert not far
