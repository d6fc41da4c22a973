"""Common random numbers: remove one firm or one process, and nobody else's draws move."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from worlds import ALONE, at, equal, live, numbers, opened, without

import mfsim
from mfsim.compiling import ENABLED
from mfsim.draws import FIRST_USER_PROCESS
from mfsim.engine.batch import begin_run, end_run
from mfsim.engine.month import CALENDAR
from mfsim.scenario.load import load
from mfsim.world.building import build
from mfsim.world.serials import SERIALS_PER_SITE

MONTHS = 36 if ENABLED else 6
OFF = ("norms", "joint_projects", "mutual_help", "knowledge", "commons", "governance", "community", "local_chain", "growth")
APART = {**ALONE, "machines.access": "owner_only", "machines.flexible_share": 0.0, **without(*OFF)}
"""Firms that have nothing to do with one another."""
BY_CHANCE_ALONE = {
    "membership.give_up_rate": 0.0,
    "membership.moving_threshold": 1.0,
    "membership.moving_threshold_spread": 0.0,
    "membership.exogenous_closing": 0.03,
    "finance.credit_line_eur": 1e9,
    "knowledge.innovation": 0.0,
    "processes.growth": False,
}
"""Nothing but chance makes a firm leave, and standing is a matter of draws alone."""


def _history(settings, *, absent=(), months=MONTHS, seed=0):
    world = build(load("base", settings), months, panel=True)
    world.founders.present[list(absent)] = False
    begin_run(world, at(0, seed=seed))
    live(world, months, seed=seed)
    end_run(world, months)
    return world


def _by_serial(world, serial, column):
    """A column of a firm's panel rows: its months and values."""
    panel = world.panel
    months, _, _ = np.nonzero(panel.serial == serial)
    return months, panel[column][panel.serial == serial]


@pytest.mark.parametrize("absent", [0, 7, 19])
def test_without_one_firm_all_others_live_the_same_life(absent):
    settings = {**APART, "membership.applicants_per_unit_month": 0.0}
    whole, reduced = _history(settings), _history(settings, absent=[absent])
    others = [unit for unit in range(20) if unit != absent]
    assert equal(numbers(whole.panel[:, 0, others]), numbers(reduced.panel[:, 0, others]))
    assert absent in whole.firm_rows.serial[0, : whole.firm_row_count[0]]
    assert absent not in reduced.firm_rows.serial[0, : reduced.firm_row_count[0]]


def test_with_interactions_the_others_react_but_draw_the_same():
    """Standing is made of draws alone; it stays, while cash shows that the others did react."""
    settings = {**BY_CHANCE_ALONE, "demand.rivalry": 2.0, "demand.market_spread": 1.0}
    whole, reduced = _history(settings), _history(settings, absent=[4])
    reacted = 0
    for serial in (serial for serial in range(20) if serial != 4):
        (months, values), (others, reduced_values) = (_by_serial(world, serial, "standing") for world in (whole, reduced))
        assert np.array_equal(months, others)
        assert equal(values, reduced_values)
        reacted += not equal(_by_serial(whole, serial, "cash_eur")[1], _by_serial(reduced, serial, "cash_eur")[1])
    assert reacted > 10


@pytest.mark.parametrize("process", [name for name in CALENDAR if name != "record"])
def test_without_one_process_the_draws_of_the_others_stay(process):
    settings = {**BY_CHANCE_ALONE, "demand.rivalry": 0.0, "processes.growth": process == "growth"}
    whole, reduced = _history(settings), _history({**settings, f"processes.{process}": False})
    if process != "demand":
        assert equal(whole.series.macro_index, reduced.series.macro_index)
        assert whole.series.orders[0, 0] == reduced.series.orders[0, 0]
        for serial in range(20):
            (months, values), (others, reduced_values) = (
                _by_serial(world, serial, "standing") for world in (whole, reduced)
            )
            shared = min(len(months), len(others))
            assert equal(values[:shared], reduced_values[:shared])
    if process not in ("growth", "membership"):
        for column in ("serial", "unit", "trade", "people", "entry_month", "exit_month", "cause"):
            assert equal(whole.firm_rows[column], reduced.firm_rows[column]), column
        for column in ("applicants", "entries", "closed_other"):
            assert equal(whole.series[column], reduced.series[column])
    if process != "lease":
        assert equal(whole.series.single_tenant_eur, reduced.series.single_tenant_eur)


def test_without_record_the_same_happens_unwritten():
    whole, reduced = _history({}), _history({"processes.record": False})
    assert equal(whole.firms, reduced.firms)
    assert equal(whole.trust, reduced.trust)
    assert equal(whole.firm_rows, reduced.firm_rows)
    assert np.all(reduced.series.members == 0.0)


def test_the_same_applicants_come_to_every_variant():
    """The k-th applicant is the same firm, in whatever month it comes and whichever unit it takes."""
    early = _history({"members.occupied_at_start": 0.2, "membership.applicants_per_unit_month": 0.1}, months=36)
    closing = {"membership.exogenous_closing": 0.05, "processes.community": False}
    late = _history({"members.occupied_at_start": 0.9, "lease.rent_eur_per_m2_month": 9.0, **closing}, months=36)
    met, moved = 0, 0
    for serial in range(20, 60):
        if not all(np.any(world.panel.serial == serial) for world in (early, late)):
            continue
        met += 1
        entries = [_by_serial(world, serial, "generosity")[0][0] for world in (early, late)]
        moved += entries[0] != entries[1]
        for column in ("generosity", "value", "own_skill", "rate_eur_per_hour", "standing"):
            one, other = (_by_serial(world, serial, column)[1][0] for world in (early, late))
            assert equal(one, other), column
        rows = [world.firm_rows[world.firm_rows.serial == serial][0] for world in (early, late)]
        assert rows[0].trade == rows[1].trade
        assert rows[0].entry_people == rows[1].entry_people
    assert met >= 4
    assert moved >= 2


def _rearrange(world, order):
    """Put the firms, as they are, into other units."""
    world.firms[0] = world.firms[0][order].copy()
    world.skill[0] = world.skill[0][:, order].copy()
    for name in ("trust", "helped"):
        table = getattr(world, name)
        table[0] = table[0][np.ix_(order, order)].copy()


def test_draws_belong_to_the_firm_and_not_to_its_unit():
    settings = {**APART, "membership.applicants_per_unit_month": 0.0}
    usual, moved = (opened("base", settings, months=MONTHS, panel=True) for _ in range(2))
    order = np.roll(np.arange(20)[::-1], 3)
    _rearrange(moved, order)
    live(usual, MONTHS)
    live(moved, MONTHS)
    assert equal(numbers(usual.panel[:, 0][:, order]), numbers(moved.panel[:, 0]))


def test_a_site_is_the_same_with_another_beside_it():
    one = _history({})
    two = _history({"place.sites": 2})
    for column in one.series.dtype.names:
        assert equal(one.series[column][:, 0], two.series[column][:, 0]), column
    for column in ("orders", "cash_eur", "satisfaction", "ties", "knowledge"):
        assert not equal(two.series[column][:, 0], two.series[column][:, 1]), column
    present = two.panel.serial[:, 1][~np.isnan(two.panel.serial[:, 1])]
    assert present.min() >= SERIALS_PER_SITE


def _purposes():
    """Every purpose of drawing, found in the source: module, name and number."""
    package = Path(mfsim.__file__).parent
    for path in sorted((*package.glob("world/*.py"), *package.glob("processes/*.py"), *package.glob("engine/*.py"))):
        module = import_module(".".join(("mfsim", *path.relative_to(package).with_suffix("").parts)))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
                continue
            if getattr(node.value.func, "id", "") == "purpose":
                name = node.targets[0].id
                yield module, name, int(getattr(module, name))


def test_no_two_decisions_share_their_draws():
    found = list(_purposes())
    assert len(found) >= 25
    assert len({number for _, _, number in found}) == len(found)
    processes = {module.PROCESS: module.__name__ for module, _, _ in found}
    assert len(processes) == len({module.__name__ for module, _, _ in found})
    for module, name, number in found:
        assert number // 256 == module.PROCESS < FIRST_USER_PROCESS, (module.__name__, name)
