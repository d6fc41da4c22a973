"""What holds in every world at the end of every month: accounts that close, quantities within bounds, symmetric tables.

Written apart from the rules, in plain numpy, so that a mistake in a rule is not repeated here.

Source: model.md section 6, R10 (money, hours and area are conserved in every month of every run).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.world.development import STAGES as STAGES_OF_DEVELOPMENT
from mfsim.world.parameters import choice
from mfsim.world.phases import FORMING, MOVING, OPEN, STAGES, WORKS, is_gone
from mfsim.world.project_records import FREE
from mfsim.world.records import LEDGER
from mfsim.world.serials import SERIALS_PER_SITE
from mfsim.world.state import World

RELATIVE = 1e-10
"""Tolerance of an account, as a share of all that ever flowed: a sum of n terms is off by at most n · 1.1e-16 of the
sum of their sizes, and a site's ledger has fewer than 900,000 terms in all that the tests run."""
SUMMED = 1e-9
"""Tolerance of sums that are kept up to date as firms come and go (rivals, noise heard), in units of the sum."""

INFLOWS = (
    "customers", "newcomers", "suppliers", "households", "state", "landlord", "funders", "operators", "partners",
)  # fmt: skip
"""Accounts that are positive for money coming in; `departed` is positive for cash that firms take with them."""
SHARES = (
    "generosity",
    "reputation",
    "care",
    "fatigue",
    "satisfaction",
    "value",
    "alone",
    "noise",
    "gift",
    "knows_rules",
    "crowded",
)
NEVER_NEGATIVE = (
    "rent_per_m2", "notice",
    "receivable", "arrears", "open_hours", "capacity", "hours_worked", "hours_given", "hours_done", "billed",
    "outside_cost", "rent", "learned", "rate", "age_months", "worked_total", "given_total", "received_total",
    "learned_total", "rent_total", "project_hours", "project_billed", "project_cost",
    "project_wages", "project_due", "common_hours", "common_due",
    "attachment", "strain", "upkeep_hours", "upkeep_total",
    "partner_due", "away_at", "breaches", "excluded", "settled", "disputes", "slights",
    "machine_work", "held", "spare", "machine_charge", "chain_hours", "chain_income", "inputs_bought",
    "employees", "asked", "severance", "learns", "teaches", "advised", "needs_share",
    "months_full", "months_slack", "months_cramped",
)  # fmt: skip
PAIRS = ("trust", "account", "helped")


def broken(world: World) -> list[str]:
    """Say which invariants do not hold.

    Parameters
    ----------
    world : World
        At the end of a month, or just begun.

    Returns
    -------
    list of str
        A sentence for each invariant and site where it is broken; empty if all is well.
    """
    found = [*_missing_numbers(world), *_areas(world), *_serials(world), *_between_sites(world)]
    for site in range(world.firms.shape[0]):
        firms = world.firms[site]
        present = np.asarray(firms.serial >= 0)
        for check in (
            _accounts, _bounds, _hours, _projects, _pairs, _neighbours, _vacancies, _waiting, _norms, _founding, _owner,
            _growth,
        ):  # fmt: skip
            found += [f"site {site}: {problem}" for problem in check(world, site, firms, present)]
    return found


def _missing_numbers(world: World) -> Iterator[str]:
    for name in ("economy", "skill", *PAIRS):
        if np.isnan(getattr(world, name)).any():
            yield f"{name} has NaN"
    for name in ("firms", "sites", "owners", "tally", "ledger", "norms"):
        records = getattr(world, name)
        for field in records.dtype.names:
            if records[field].dtype.kind == "f" and np.isnan(records[field]).any():
                yield f"{name}.{field} has NaN"


def _areas(world: World) -> Iterator[str]:
    """Private units, let or vacant, and what is common make up the whole."""
    place, areas = world.parameters.place, world.units.area
    private = place.total_area_m2 * place.private_share
    if not np.all(areas > 0.0):
        yield "a unit has no area"
    if areas.sum() > private * (1.0 + RELATIVE):
        yield f"units of {areas.sum()} m² in a private area of {private} m²"


def _serials(world: World) -> Iterator[str]:
    serials = world.firms.serial
    present = serials[serials >= 0]
    if len(np.unique(present)) != len(present):
        yield "two firms have the same serial number"
    site = world.sites.number[:, None]
    if np.any((serials >= 0) & (serials // SERIALS_PER_SITE != site)):
        yield "a firm has the serial number of another site"


def _between_sites(world: World) -> Iterator[str]:
    """What one site gets another pays; who is away is with a partner, and no more guests than beds have one."""
    money = world.ledger.partners
    if abs(money.sum()) > RELATIVE * (1.0 + np.abs(money).sum()):
        yield f"{money.sum()!r} EUR more came from other sites than went to them"
    if np.any((world.link_tie < 0.0) | (world.link_tie > 1.0)):
        yield "link_tie outside 0-1"
    if np.any(world.sites.guests > world.parameters.network.guesthouse_beds):
        yield "more guests than beds"
    for site, unit in zip(*np.nonzero(world.firms.away_at), strict=True):
        if world.firms.away_at[site, unit] - 1 not in world.partners[site]:
            yield f"site {site}: a firm is away at a site that is no partner"
    lodged = np.zeros(len(world.sites), np.int64)
    np.add.at(lodged, world.firms.away_at[world.firms.lodged] - 1, 1)
    if np.any(lodged != world.sites.guests):
        yield "a guest without a bed, or a bed without a guest"


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


def _bounds(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    for name in SHARES:
        values = firms[name][present]
        if np.any((values < 0.0) | (values > 1.0)):
            yield f"{name} outside 0-1"
    for name in ("skill", "trust"):
        table = getattr(world, name)[site]
        if table.min() < 0.0 or table.max() > 1.0:
            yield f"{name} outside 0-1"
    for name in NEVER_NEGATIVE:
        if np.any(firms[name][present] < 0.0):
            yield f"{name} below 0"
    if np.any(firms.people[present] <= 0.0):
        yield "a firm without people"


def _hours(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """Nobody works and gives more than there are hours; what is given is received."""
    if world.parameters.processes.production:
        spent = firms.hours_worked + firms.hours_given + firms.project_hours + firms.common_due
        if np.any(present & (spent > firms.capacity * (1.0 + RELATIVE))):
            yield "a firm works and gives more hours than it has"
    tally = world.tally[site]
    if tally.gaps_met + tally.gaps_bought + tally.gaps_lost > tally.gaps:
        yield "more gaps met, bought and lost than there were"
    if tally.orders_refused + tally.gaps > tally.orders:
        yield "more orders refused or with gaps than came"


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


def _pairs(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    for name in PAIRS:
        table = getattr(world, name)[site]
        if not table.size:
            continue
        if np.any(np.diagonal(table) != 0.0):
            yield f"{name}: a firm with itself"
        outlived = is_gone(world.sites[site])
        if outlived:
            continue
        if np.any(table[~present] != 0.0) or np.any(table[:, ~present] != 0.0):
            yield f"{name}: a tie with an empty unit"
    if np.any(world.account[site] != -world.account[site].T):
        yield "account: what one owes the other is not owed"
    if np.any(world.helped[site] < 0.0):
        yield "helped below 0"


def _neighbours(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """Rivals and noise heard are the sums that they stand for, over who is in; overlap of markets is the cosine."""
    inside = np.arange(len(firms)) < world.sites[site].open_units
    if np.any(firms.rivals[~inside] != 0.0) or np.any(firms.noise_heard[~inside] != 0.0):
        yield "a firm that works outside has rivals or hears noise in the place"
    present = present & inside
    market = firms.market[present]
    unit = market / np.sqrt((market * market).sum(axis=1, keepdims=True))
    cosine = unit @ unit.T
    np.fill_diagonal(cosine, 0.0)
    heard = 1.0 - world.parameters.place.sound_insulation * world.parameters.place.enclosure
    noise = heard * world.contact[np.ix_(present, present)] @ firms.noise[present]
    for name, expected in (("rivals", cosine.sum(axis=1)), ("noise_heard", noise)):
        if np.any(np.abs(firms[name][present] - expected) > SUMMED * (1.0 + expected)):
            yield f"{name} is not the sum over the others"


def _vacancies(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """Find what an empty unit has kept of who was there, but for the month in which it became empty."""
    if np.any(world.skill[site][:, ~present] != 0.0):
        yield "skill in an empty unit"
    if np.any(firms.met[~present] != -1) or np.any(firms.serial[~present] != -1):
        yield "an empty unit has met somebody"
    for name in firms.dtype.names:
        if name not in ("serial", "met", "entry_month", "tenant") and np.any(firms[name][~present] != 0):
            yield f"{name} in an empty unit"
    met = firms.met[present]
    if np.any(~present[met[met >= 0]]):
        yield "a firm has met an empty unit"


def _growth(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """Some of a firm's people own it; its area is that of its unit and its annexes; all area is let or empty."""
    if np.any(firms.employees[present] >= firms.people[present]):
        yield "a firm without owners"
    if np.any((firms.development < 0) | (firms.development >= len(STAGES_OF_DEVELOPMENT))):
        yield "a firm in a stage of development that is none"
    areas, tenants = world.units.area, np.asarray(firms.tenant)
    annexes = tenants >= 0
    if np.any(np.flatnonzero(annexes) >= world.sites[site].open_units):
        yield "an annex that is not open"
    if np.any(annexes & present) or np.any(~present[tenants[annexes]]):
        yield "an annex of nobody, or with a firm in it"
    held = np.where(present, areas, 0.0) + np.bincount(tenants[annexes], areas[annexes], len(areas))
    if np.any(np.abs(firms.area - held)[present] > RELATIVE * areas.sum()):
        yield "a firm's area is not that of its unit and its annexes"
    empty = areas[~present & ~annexes].sum()
    if abs(firms.area[present].sum() + empty - areas.sum()) > RELATIVE * areas.sum():
        yield "area let and empty is not all area"
    tally = world.tally[site]
    if tally.spin_offs > tally.entries or tally.hired < 0.0 or tally.dismissed < 0.0:
        yield "more spin-offs than entries, or fewer than nobody hired or dismissed"


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
