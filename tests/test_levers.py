"""Each lever does something: every setting of the schema, turned to the ends of its range or to any choice, shows.

The list is the schema's own: a setting that is added without effect fails here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mfsim.compiling import ENABLED
from mfsim.engine.run import run_batch
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.scenario.load import load
from mfsim.scenario.settings import Setting, all_settings
from mfsim.scenario.shipped import shipped_folder

pytestmark = pytest.mark.skipif(not ENABLED, reason="thousands of months, too slow uncompiled")

RUNS, MONTHS = range(8), 96
NAMES_AND_TEXTS = ("str", "table")
"""Settings of these kinds name files, trades and sources; they have tests of their own."""
PLACES: tuple[dict[str, Any], ...] = (
    {},
    {"demand.orders_per_person_month": 6.0, "lease.rent_eur_per_m2_month": 9.0},
    {"membership.exogenous_closing": 0.03, "membership.applicants_per_unit_month": 0.2},
    {"place.buildings": 2, "demand.second_field_share": 0.3},
    {"lease.rent_eur_per_m2_month": 40.0},
    {"joint_projects.rate_month": 1.0, "joint_projects.failure": 0.15, "joint_projects.rework": 0.6},
    {"place.enclosure": 0.3},
    {"governance.events": True, "governance.event_optimism": 2.0, "governance.event_income_eur_month": 700.0},
    {"membership.exogenous_closing": 0.05, "membership.applicants_per_unit_month": 0.005, "governance.credit_eur": 2e4},
    {"commons.initiator_hours": 15.0, "commons.voluntary_hours": 2.0, "commons.initial_hours": 8.0},
    {"members.file": str(shipped_folder() / "members" / "mage.csv")},
    {"members.file": str(Path(__file__).with_name("acquainted.csv"))},
    {
        "norms.origin": "statutory",
        "norms.cases_per_member_month": 1.0,
        "norms.compliance_base": 0.3,
        "norms.strike_share": 1.0,
    },
    {"governance.decision": "manager"},
    {"place.units": 40},
    {"place.sites": 12, "place.units": 12, "processes.network": True},
    {"place.sites": 3, "processes.network": True, "joint_projects.rate_month": 2.0, "norms.cases_per_member_month": 0.6},
    {
        "members.occupied_at_start": 0.5,
        "founding.start": "community_first",
        "founding.call_months": 1,
        "founding.group_months": 0,
        "founding.association_months": 0,
        "founding.contract_months": 0,
        "founding.keys_months": 0,
        "founding.statutes_drop_out": 0.25,
        "founding.recall": False,
    },
    {"lease.inflation": 0.05, "lease.passed_on": 1.0, "lease.area_uplift": 0.5},
    {"lease.lone_vacancy_months": 24.0, "lease.operator_guarantee": 1.0},
    {"events.heating_failure": True, "events.crisis": True},
)
"""A lever need not show everywhere: as it is, among poor firms, with much coming and going, where help is much needed, where
the rent takes all, where partners drop out of many jobs, where units are open, where the association counts on more than it
gets, where few are left, where much is done for the place, where units differ in area, where members name one another, where
rules are imposed and broken, under a manager, where members are many, with partner sites, where a small group founds the
place or fails, where rents rise, where a company guarantees more than it takes in, and in a crisis with
cold rooms."""


def turned(setting: Setting) -> list[Any]:
    """Values to which a lever is turned."""
    if setting.kind == "bool":
        return [not setting.default]
    if setting.kind == "choice":
        return [choice for choice in setting.choices if choice != setting.default]
    if setting.plausible is None:
        return []
    ends = [round(end) if setting.kind == "int" else float(end) for end in setting.plausible]
    return [end for end in ends if end != setting.default]


ELSEWHERE = {name for name in all_settings() if name.startswith("surplus.")}
"""Levers of the comparison with the members alone, turned in tests/outcomes/test_surplus.py."""
LEVERS = [
    (name, value)
    for name, setting in all_settings().items()
    if setting.kind not in NAMES_AND_TEXTS and name not in ELSEWHERE
    for value in turned(setting)
]


TEXTS_NEEDED = {("norms.origin", "copied"): {"norms.book": "house"}}
"""Files that a choice asks for."""


def needed(name: str) -> dict[str, Any]:
    """Settings that a lever needs beside it, and what those need."""
    found: dict[str, Any] = {}
    for other, allowed in all_settings()[name].when:
        if all_settings()[other].default not in allowed:
            found |= needed(other) | {other: allowed[0]}
    return found


@cache
def measured(settings: tuple[tuple[str, Any], ...]) -> Any:
    """Return every outcome of every run; shape (outcomes, runs)."""
    records = run_batch(load("base", dict(settings)), runs=RUNS, months=MONTHS, workers=1)
    return np.array([outcome.measure(records) for outcome in OUTCOMES])


def differs(one: Any, other: Any) -> bool:
    """Say whether an outcome is another, beyond rounding."""
    return not np.allclose(one, other, rtol=1e-9, atol=1e-12, equal_nan=True)


@pytest.mark.parametrize(("name", "value"), LEVERS)
def test_a_lever_that_is_turned_moves_an_outcome(name, value):
    for place in PLACES:
        around = {other: one for other, one in (place | needed(name)).items() if other != name}
        around = {other: one for other, one in around.items() if all_settings()[other].applies({**around, name: value})}
        if differs(
            measured(tuple(around.items())),
            measured((*around.items(), *TEXTS_NEEDED.get((name, value), {}).items(), (name, value))),
        ):
            return
    pytest.fail(f"{name} = {value} moves no outcome")


def test_the_list_has_every_lever():
    numbers_and_choices = {name for name, one in all_settings().items() if one.kind not in NAMES_AND_TEXTS}
    assert {name for name, _ in LEVERS} | ELSEWHERE == numbers_and_choices
