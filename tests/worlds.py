"""Small worlds for tests: begun, stepped month by month, and compared bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.draws import Now, run_key
from mfsim.engine.batch import begin_run
from mfsim.engine.month import CALENDAR, one_month
from mfsim.scenario.load import LoadedScenario, load
from mfsim.world.building import build
from mfsim.world.state import World

SHIPPED = ("base", "mage", "r84")
BUSY = {"joint_projects.rate_month": 3.0, "norms.cases_per_member_month": 0.4, "membership.applicants_per_unit_month": 0.1}
MIXES: dict[str, dict[str, Any]] = {
    "cells and contractors": {
        **BUSY,
        "joint_projects.agreement": "prime_contractor", "joint_projects.shares": "shapley",
        "mutual_help.accounting": "time_bank", "knowledge.exchange": "barter", "knowledge.idea_protection": 0.5,
        "membership.admission": "diverse", "place.enclosure": 0.3, "place.contact": "ring",
        "norms.origin": "mixed", "norms.book": "house", "norms.sanctions": "graduated", "norms.basic_rules": 1,
        "commons.upkeep": "rota", "commons.control": 0.5,
        "machines.access": "site_owned", "machines.paid_by": "users", "machines.site_types": 10, "machines.damage": 2.0,
        "machines.owned": 0.5, "machines.goods_m2_per_person": 25.0, "local_chain.inside_first": 0.9,
        "governance.decision": "cells", "governance.catalyst": "facilitator", "governance.fees": "by_revenue",
        "governance.events": True, "governance.grant": True,
        "events.heating_failure": True, "events.heating_month": 4, "events.crisis": True, "events.crisis_month": 2,
        "founding.start": "community_first", "founding.call_months": 1, "founding.group_months": 0,
        "founding.declaration_months": 1, "founding.statutes_months": 0, "founding.association_months": 0,
        "founding.contract_months": 0, "founding.keys_months": 0, "founding.works_months": 1,
        "place.sites": 3, "processes.network": True, "network.nomad_share": 0.5, "network.guesthouse_beds": 1,
        "network.rules_told": 1.0,
        "lease.kind": "joint", "lease.negotiation": "joint", "lease.term_months": 3, "lease.notice_chance": 0.3,
        "lease.inflation": 0.05, "lease.passed_on": 1.0,
        "growth.hire_after_months": 2, "growth.cash_months": 0.0, "growth.spin_off_rate": 0.02, "growth.stages": True,
    },
    "founders and paid work": {
        **BUSY,
        "joint_projects.shares": "shapley", "mutual_help.accounting": "paid", "membership.admission": "complementary",
        "norms.origin": "statutory", "norms.sanctions": "expulsion", "norms.expulsion_from": 2,
        "machines.access": "owner_only", "machines.flexible_share": 0.0, "local_chain.overflow_months": 0.5,
        "commons.upkeep": "staff", "governance.decision": "founders", "governance.handover_month": 3,
        "governance.legal_form": "founder_profit", "governance.fees": "equal", "place.buildings": 3,
        "founding.staged": True, "founding.first_units": 0.5, "founding.units_per_month": 2.5,
        "lease.kind": "operator", "lease.operator_margin": 0.0, "lease.operator_capital_months": 1.0,
        "lease.when_it_fails": "all_leave", "lease.eviction_months": 1.0, "lease.operator_vacancy_months": 2.0,
        "growth.hire_after_months": 1, "growth.cash_months": 0.5, "growth.outgrown": "crowd",
        "growth.area_per_person_m2": 15.0, "growth.stages": True, "growth.hires_from": "established",
        "growth.start_up_months": 60,
        "events.largest_leaves": True, "events.largest_month": 3, "events.boom": True, "events.boom_month": 2,
        "principles.diversity": False, "principles.sector": "arts",
    },
    "a director, then nobody": {
        **BUSY,
        "joint_projects.shares": "prime_keeps_margin", "joint_projects.investment_shared": False,
        "mutual_help.accounting": "direct", "membership.admission": "values", "place.contact": "complete",
        "governance.decision": "none", "governance.catalyst": "director", "governance.catalyst_months": 4,
        "machines.orders_goods": 0.8, "machines.damage": 5.0, "machines.repair_months": 3, "local_chain.commission": 0.2,
        "governance.budgeted_occupancy": 1.0, "governance.credit_eur": 0.0, "place.sites": 2,
        "founding.relocation": True, "founding.relocation_month": 3, "founding.relocation_months": 1,
        "founding.ending": "planned", "founding.end_month": 9,
        "processes.network": True, "network.nomad_share": 0.8, "network.encounters": 8,
        "lease.term_months": 2, "lease.area_uplift": 10.0, "lease.area_uplift_months": 1.0, "lease.passed_on": 1.0,
        "lease.correlation": 0.4, "lease.inflation": 0.1,
    },
    "an empty building for a while": {
        **BUSY,
        "membership.applicants_per_unit_month": 0.5, "founding.start": "space_first", "founding.works_months": 1,
        "founding.staged": True, "founding.units_per_month": 4.0,
        "founding.ending": "notice", "founding.end_month": 9, "founding.notice_months": 2,
        "lease.negotiation": "joint", "lease.term_months": 4, "lease.notice_chance": 0.0, "lease.passed_on": 0.5,
    },
}  # fmt: skip
"""Settings on `base` in which every mechanism runs, away from the defaults."""
PLACES = (*SHIPPED, *MIXES)
"""Names that `scenario_of` knows."""
ALONE = {"mutual_help.asks_at_most": 0, "demand.rivalry": 0.0, "place.sound_insulation": 1.0}
"""Settings with which members that neither meet nor learn from one another have no effect on one another."""


def scenario_of(name: str) -> LoadedScenario:
    """Return a shipped scenario or a mix of levers."""
    return load("base", MIXES[name]) if name in MIXES else load(name)


def at(month: int, *, seed: int = 0, run: int = 0) -> Now:
    return Now(*run_key(seed, run), month)


def only(*processes: str) -> dict[str, bool]:
    """Settings that switch off every process but these."""
    unknown = set(processes) - set(CALENDAR)
    assert not unknown, unknown
    return {f"processes.{name}": name in processes for name in CALENDAR}


def without(*processes: str) -> dict[str, bool]:
    return only(*(set(CALENDAR) - set(processes)))


def opened(
    scenario: LoadedScenario | str | Mapping[str, Any],
    settings: Mapping[str, Any] | None = None,
    *,
    months: int = 1,
    seed: int = 0,
    run: int = 0,
    panel: bool = False,
) -> World:
    """Return the world of a scenario with its founding members in."""
    loaded = scenario if isinstance(scenario, LoadedScenario) else load(scenario, settings)
    world = build(loaded, months, panel=panel)
    begin_run(world, at(0, seed=seed, run=run))
    return world


def live(world: World, months: int, *, first: int = 1, seed: int = 0, run: int = 0) -> World:
    """Run some months and return the same world."""
    for month in range(first, first + months):
        one_month(world, at(month, seed=seed, run=run))
    return world


def numbers(records: Any) -> NDArray[np.float64]:
    """Records of floats as plain numbers."""
    return np.ascontiguousarray(records).view(np.float64)


def equal(one: Any, other: Any) -> bool:
    """Say whether two arrays of floats are the same bit for bit; NaN equals NaN, 0 does not equal -0."""
    a, b = (np.ascontiguousarray(array) for array in (one, other))
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    if a.dtype.names:
        return all(equal(a[name], b[name]) for name in a.dtype.names)
    if a.dtype.kind != "f":
        return bool(np.array_equal(a, b))
    same = a.view(np.int64) == b.view(np.int64)
    return bool(np.all(same | (np.isnan(a) & np.isnan(b))))


def assert_equal_records(one: Any, other: Any) -> None:
    """Compare all that two batches have written; name what differs first."""
    for table in (
        "series", "firm_rows", "firm_run", "firm_site", "norm_rows", "norm_run", "norm_site", "panel", "trust", "helped",
    ):  # fmt: skip
        a, b = getattr(one, table), getattr(other, table)
        assert a.shape == b.shape, table
        for name in a.dtype.names or ():
            assert equal(a[name], b[name]), f"{table}.{name} differs"
        assert equal(a, b), table
