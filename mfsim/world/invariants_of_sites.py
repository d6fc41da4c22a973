"""What holds of a site at the end of every month: accounts, projects, the list of who waits, norms, founding, the owner.

The checks of `mfsim.world.invariants`, in plain numpy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.world.parameters import choice
from mfsim.world.phases import FORMING, MOVING, OPEN, STAGES, WORKS, is_gone
from mfsim.world.project_records import FREE
from mfsim.world.records import LEDGER
from mfsim.world.serials import SERIALS_PER_SITE
from mfsim.world.state import World

RELATIVE = 1e-10
"""Tolerance of an account, as a share of all that ever flowed: a sum of n terms is off by at most n · 1.1e-16 of the
sum of their sizes, and a site's ledger has fewer than 900,000 terms in all that the tests run."""

INFLOWS = (
    "customers", "newcomers", "suppliers", "households", "state", "landlord", "funders", "operators", "partners",
)  # fmt: skip
"""Accounts that are positive for money coming in; `departed` is positive for cash that firms take with them."""


def broken_of_sites(world: World, site: int) -> Iterator[str]:
    """Say what does not hold of a site, a sentence each."""
    firms = world.firms[site]
    present = np.asarray(firms.serial >= 0)
    for check in (_accounts, _projects, _waiting, _norms, _founding, _owner):
        yield from check(world, site, firms, present)


def _accounts(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """Money, claims on customers, rent claims and hours of orders: what is there is what came in less what went out."""
    ledger: dict[str, float] = {name: float(world.ledger[site][name]) for name in LEDGER.names or ()}
    owner = world.owners[site]
    cash = firms.cash[present].sum() + world.sites[site].association_cash + owner.cash
    flows = [ledger[name] for name in INFLOWS] + [-ledger["departed"]]
    claims = [ledger["billed"], -ledger["collected"], -ledger["written_off"]]
    rent = [ledger["charged"], -ledger["rent_paid"], -ledger["rent_written_off"]]
    whole = [ledger["lease_charged"], -ledger["lease_paid"], -ledger["lease_written_off"]]
    orders = [ledger["accepted"], -ledger["done"], -ledger["dropped"]]
    held = (
        ("cash", cash, flows),
        ("receivables", firms.receivable[present].sum(), claims),
        ("arrears", firms.arrears[present].sum(), rent),
        ("open hours", firms.open_hours[present].sum(), orders),
        ("money from customers", ledger["customers"], [ledger["collected"]]),
        ("owed for the whole", owner.owed, whole),
        ("money to the landlord", -ledger["landlord"], [ledger["rent_direct"], ledger["lease_paid"]]),
    )
    for name, stock, terms in held:
        if abs(stock - sum(terms)) > RELATIVE * (1.0 + sum(map(abs, terms))):
            yield f"{name}: {stock!r} there, {sum(terms)!r} by the ledger"


def _projects(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """Jobs are taken or not; a project has a leader and a team, each member once, and no more hours left than it needs."""
    tally = world.tally[site]
    outcomes = ("passed", "uncovered", "refused", "taken")
    if tally.projects_offered != sum(tally[f"projects_{outcome}"] for outcome in outcomes):
        yield "a job that was offered has no end, or two"
    for project in world.projects[site]:
        if project.stage == FREE:
            continue
        serials = project.serial[project.serial >= 0]
        if project.serial[project.lead] < 0:
            yield "a project without a leader"
        if len(np.unique(serials)) != len(serials):
            yield "a firm is twice in a team"
        parts = slice(0, project.parts)
        if np.any((project.left[parts] < 0.0) | (project.left[parts] > project.part_hours * (1.0 + RELATIVE))):
            yield "a part of a project with more hours left than it has, or fewer than none"
        workers = project.worker[parts]
        if np.any(project.serial[workers[workers >= 0]] < 0):
            yield "nobody works on a part of a project"
        for name in ("spent", "value", "advanced"):
            if np.any(project[name][project.serial >= 0] < 0.0):
                yield f"projects: {name} below 0"


def _waiting(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """Who waits has applied, once, and has no unit."""
    state, p = world.sites[site], world.parameters.membership
    if not 0 <= state.waiting <= p.waiting_places:
        yield f"{state.waiting} wait in a list of {p.waiting_places}"
    serials = state.waiting_serial[: state.waiting]
    first = state.number * SERIALS_PER_SITE + firms.shape[0]
    if np.any((serials < first) | (serials >= first + state.next_applicant)):
        yield "a firm waits that has not applied"
    if np.any(np.diff(serials) <= 0) or np.any(np.isin(serials, firms.serial[present])):
        yield "a firm waits twice, out of order, or has a unit"


def _norms(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """Rules and precedents are of resolutions in use; open cases are between two firms that are, or were, there."""
    norms, p = world.norms[site], world.parameters.norms
    for name in ("legitimacy", "breached", "quality", "security"):
        if np.any((norms[name] < 0.0) | (norms[name] > 1.0)):
            yield f"{name} of a rule outside 0-1"
    for name in ("rule", "null_rule", "resolution", "null_resolution"):
        if np.any((norms[name] < -1) | (norms[name] >= p.resolutions)):
            yield f"{name}: no such resolution"
    if np.any((norms["count"] > p.window) | (norms["next"] >= p.window)):
        yield "more precedents than the window has"
    share = world.case_weights[norms["rule"] >= 0].sum()
    if world.parameters.processes.norms and abs(world.sites[site].regulated - share) > RELATIVE:
        yield "the share of cases under rules is not that of the rules"
    cases = world.cases[site][: world.sites[site].open_cases]
    if np.any(cases.unit == cases.other_unit) or np.any(cases.serial == cases.other_serial):
        yield "a firm has an open case with itself"
    if np.any((cases.age < 0) | (cases.age >= p.grudge_months)) or np.any((cases.kind < 0) | (cases.kind >= p.kinds)):
        yield "an open case that is too old, or of no kind"
    tally = world.tally[site]
    if tally.settled_by_parties + tally.breaches > tally.cases or tally.sanctions > tally.breaches:
        yield "more cases settled, breached or sanctioned than there were"


def _founding(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """A place that is not open charges nobody; one that has gone is empty."""
    state, tally = world.sites[site], world.tally[site]
    if not 0 <= state.open_units <= len(firms) or (state.open_units > 0) != (state.stage == OPEN):
        yield f"{state.open_units} units are open in a place that is {STAGES[state.stage]}"
    if is_gone(state) and (present.any() or state.waiting or state.association_cash != 0.0):
        yield "a place that has gone has members, applicants or money"
    if state.stage in (FORMING, WORKS, MOVING) and (
        tally.fees or tally.rent_due or tally.upkeep_hours or tally.association_cost
    ):
        yield "a place that is not open takes rent or fees, or spends hours or money"
    if np.any(firms.months_outside[present] > firms.months_in_place[present]) or np.any(firms.months_outside < 0):
        yield "more months outside than months"


def _owner(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """The owner has what was paid, and not more; a company or association owes for the whole only where it has its lease."""
    owner, p, ledger = world.owners[site], world.parameters.lease, world.ledger[site]
    for name in ("rent", "quote", "value", "owed", "received", "works", "decay", "upkeep", "lone_owed"):
        if owner[name] < 0.0:
            yield f"owner: {name} below 0"
    whole = owner.kind in (choice("lease", "kind", "joint"), choice("lease", "kind", "operator"))
    if not whole and (owner.owed != 0.0 or owner.cash != 0.0):
        yield "rent is owed for the whole, or a company has cash, without such a lease"
    if p.kind != choice("lease", "kind", "single_tenant"):
        paid = -ledger["landlord"]
        if abs(owner.received - paid) > RELATIVE * (1.0 + paid):
            yield f"the owner has received {owner.received!r}, of {paid!r} paid"
    elif present.any():
        yield "a member beside the single tenant"
    if p.kind == choice("lease", "kind", "none") and (owner.quote != 0.0 or ledger["charged"] != 0.0):
        yield "rent is charged where there is no building"
