"""How a world is built from a scenario: what never changes, what changes as it runs, and what is written down."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.draws import size_table
from mfsim.scenario.load import LoadedScenario
from mfsim.scenario.members import by_site
from mfsim.world import fixed_tables, founding_members, layout
from mfsim.world.links import partner_sites
from mfsim.world.machine_records import MACHINE
from mfsim.world.norm_records import CASE, NORM, OPEN_PER_UNIT
from mfsim.world.owner_records import OWNER
from mfsim.world.parameters import flatten
from mfsim.world.project_records import COALITIONS, DEALINGS_PER_PROJECT, PROJECT, project_room
from mfsim.world.records import DEALING, DEALINGS_PER_UNIT, FIRM, GAP, GAPS, LEDGER, SITE, TALLY
from mfsim.world.series import FIRM_ROW, NORM_ROW, PANEL_ROW, SITE_ROW
from mfsim.world.state import World

LONG_EMPTY = -1_000_000
"""Month in which a unit became empty that nobody has held yet."""
CACHE_LINE = 64
"""Bytes that the processor fetches from memory at once."""
NUMBER = 8
"""Bytes of a number."""
Arrays = dict[str, Any]
"""Arrays of a world by their names in `mfsim.world.state.World`."""


def build(
    scenario: LoadedScenario, months: int, *, firm_rows: bool = True, panel: bool = False, record: bool = True
) -> World:
    """Build the empty world of a scenario; `mfsim.world.opening.begin` puts the founding members in.

    Parameters
    ----------
    months : int
        Months that can be recorded.
    firm_rows, panel, record : bool
        Whether to keep a row for every firm that was there; a row a month and unit; the series of the sites.
    """
    month_rows, firm_months = months if record else 0, months + 1 if firm_rows else 0
    fixed = {name: array for part in FIXED for name, array in part(scenario).items()}
    return put_together(scenario, fixed, room_of(scenario, month_rows, firm_months, months if panel else 0))


def put_together(scenario: LoadedScenario, fixed: Arrays, room: Arrays) -> World:
    """Put a world together of what `FIXED` and `room_of` return."""
    ties, born = np.zeros(fixed["partners"].shape), founding_members.newborn()
    world = World(parameters=flatten(scenario.settings), link_tie=ties, newborn=born, **fixed, **room)
    number_sites(world)
    return world


def room_of(scenario: LoadedScenario, months: int, firm_months: int, panel_months: int) -> Arrays:
    """Return room for what changes as a world runs, and for what is written down of so many months: all zero."""
    return {**_firms(scenario), **_dealings(scenario), **_sites(scenario),
            **_records(scenario, months, firm_months, panel_months)}  # fmt: skip


def number_sites(world: World) -> None:
    """Let the sites be those from the first on."""
    world.sites.number[:] = np.arange(len(world.sites))


def words(records: Any) -> NDArray[np.int64]:
    """View records as rows of 64-bit words: copying a record of a kilobyte field by field takes a compiler a minute."""
    return np.asarray(records).view(np.int64).reshape((*records.shape, records.dtype.itemsize // 8))


def _by_cache_lines(shape: tuple[int, ...], filled_with: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return a table that begins with a line of the cache, so that none of the processor's wide reads spans two."""
    size = math.prod(shape)
    room = np.zeros(size + CACHE_LINE // NUMBER)
    begin = -room.ctypes.data % CACHE_LINE // NUMBER
    table = room[begin : begin + size].reshape(shape)
    if filled_with is not None:
        table[...] = filled_with
    return table


def _empty(shape: int | tuple[int, ...], dtype: np.dtype[Any]) -> Any:
    return np.zeros(shape, dtype).view(np.recarray)


def _words(scenario: LoadedScenario) -> Arrays:
    """What the words of the scenario mean."""
    vocabulary = scenario.vocabulary
    return {
        "trades": fixed_tables.trades_of(scenario),
        "kinds": fixed_tables.kinds_of(scenario),
        "trade_skill": np.ascontiguousarray(vocabulary.trade_skill),
        "trade_distance": fixed_tables.trade_distance(scenario),
        "book": np.array(scenario.book, np.int64),
        "institutions": np.array(vocabulary.case_institutions),
        "machine_of": np.array(vocabulary.field_machine),
        "sector_inputs": np.array(vocabulary.sector_inputs),
    }


def _trade_shares(scenario: LoadedScenario) -> Arrays:
    return {"trade_shares": fixed_tables.trade_shares(scenario)}


def _case_weights(scenario: LoadedScenario) -> Arrays:
    return {"case_weights": fixed_tables.case_weights(scenario)}


@lru_cache(maxsize=64)
def _sizes(mean: float, variation: float) -> NDArray[np.float64]:
    """Return a table of sizes; the last ones are kept, as each of a million points of a study may have its own."""
    return size_table.__wrapped__(mean, variation)


def _order_hours(scenario: LoadedScenario) -> Arrays:
    demand = scenario.settings.demand
    return {"order_hours": _sizes(demand.order_hours_mean, demand.order_hours_variation).copy()}


def _project_sizes(scenario: LoadedScenario) -> Arrays:
    projects = scenario.settings.joint_projects
    return {"project_sizes": _sizes(projects.hours_mean, projects.hours_variation).copy()}


def _floor(scenario: LoadedScenario) -> Arrays:
    """Floor plan and contact."""
    plan = _floor_plan(scenario)
    contact = layout.contact_between(scenario.settings.place, plan)
    shares = layout.cumulate(contact)
    return {
        "units": plan,
        "contact": _by_cache_lines(contact.shape, contact),
        "contact_shares": shares,
        "contact_guide": layout.guide_to(shares),
    }


def _founders(scenario: LoadedScenario) -> Arrays:
    """Who is there at the start, and what an empty unit is."""
    units = scenario.settings.place.units
    return {
        "founders": founding_members.founders_of(scenario, units),
        "acquainted": founding_members.acquainted_of(scenario, units),
        "vacancy": words(_vacancy())[0],
    }


def _floor_plan(scenario: LoadedScenario) -> Any:
    """Lay out the units; one that is cut for a member without an area is as large as its people need."""
    place, groups = scenario.settings.place, founding_members.groups_of(scenario)
    members = groups[0] if len(by_site(scenario.members)) == 1 else ()  # of unlike sites none has a plan of its own
    areas = np.full(place.units, np.nan)
    areas[: len(members)] = [member.area_m2 for member in members]
    people = np.full(place.units, scenario.settings.members.people_mean)
    people[: len(members)] = [member.people for member in members]
    people = np.where(np.isnan(people), scenario.settings.members.people_mean, people)
    return layout.lay_out(place, areas, people)


def _vacancy() -> Any:
    vacancy = _empty(1, FIRM)
    vacancy.serial = -1
    vacancy.met, vacancy.tenant = -1, -1
    vacancy.entry_month = LONG_EMPTY
    return vacancy


def _partners(scenario: LoadedScenario) -> Arrays:
    settings, sites = scenario.settings, scenario.settings.place.sites
    partners = partner_sites(settings.network, sites) if settings.processes.network else np.zeros((sites, 0), np.int64)
    return {"partners": partners}


FIXED = (_words, _trade_shares, _case_weights, _order_hours, _project_sizes, _floor, _founders, _partners)
"""What never changes as a world runs, part by part; each depends on nothing but what it reads of the scenario.

The arrays are the world's own, to be written over when it is built for another scenario, or may not be written to.
"""


def _firms(scenario: LoadedScenario) -> Arrays:
    """Firms, what they can, and what is between two of them; room for what a rule works out about them."""
    place, vocabulary = scenario.settings.place, scenario.vocabulary
    sites, units = place.sites, place.units
    pair = (sites, units, units)
    keeps_accounts = scenario.settings.mutual_help.accounting == "direct"
    firms = _empty((sites, units), FIRM)
    return {
        "firms": firms,
        "firm_words": words(firms),
        "skill": _by_cache_lines((sites, len(vocabulary.fields), units)),
        "trust": _by_cache_lines(pair),
        "account": _by_cache_lines(pair if keeps_accounts else (sites, 0, 0)),
        "helped": _by_cache_lines(pair),
        "scratch": np.zeros(max(units, 2 * len(vocabulary.trades), len(vocabulary.sectors))),
        "present": np.zeros(units, np.int64),
        "known": np.zeros(units, np.int64),
        "able": np.zeros(units, np.int64),
        "to_let": np.zeros(units, np.int64),
        "first_seller": np.zeros(len(vocabulary.sectors), np.int64),
    }


def _dealings(scenario: LoadedScenario) -> Arrays:
    """Gaps, requests for help, joint projects."""
    sites, units = scenario.settings.place.sites, scenario.settings.place.units
    projects = project_room(units)
    return {
        "gaps": _empty((sites, units, GAPS), GAP),
        "dealings": _empty((sites, DEALINGS_PER_UNIT * units + DEALINGS_PER_PROJECT * projects), DEALING),
        "projects": _empty((sites, projects), PROJECT),
        "coalitions": np.zeros(COALITIONS),
    }


def _sites(scenario: LoadedScenario) -> Arrays:
    """The economy, and of each site what is common: association, owner, norms, machines, accounts."""
    vocabulary, place = scenario.vocabulary, scenario.settings.place
    sites, units = place.sites, place.units
    state, tally, ledger = _empty(sites, SITE), _empty(sites, TALLY), _empty(sites, LEDGER)
    norms = _empty((sites, len(vocabulary.cases)), NORM)
    return {
        "economy": np.zeros(1 + len(vocabulary.sectors)),
        "sites": state,
        "tally": tally,
        "tally_words": words(tally),
        "ledger": ledger,
        "ledger_words": words(ledger),
        "norms": norms,
        "norm_words": words(norms),
        "cases": _empty((sites, OPEN_PER_UNIT * units), CASE),
        "machines": _empty((sites, len(vocabulary.fields)), MACHINE),
        "owners": _empty(sites, OWNER),
        "lone_tenants": np.zeros((sites, units), np.bool_),
    }


def _records(scenario: LoadedScenario, months: int, firm_months: int, panel_months: int) -> Arrays:
    """Room for so many months of the series, of firms and rules that come and go, and of the panel."""
    sites, units = scenario.settings.place.sites, scenario.settings.place.units
    kinds = len(scenario.vocabulary.cases)
    return {
        "series": _empty((months, sites), SITE_ROW),
        "firm_rows": _empty((sites, units * firm_months), FIRM_ROW),
        "firm_row_count": np.zeros(sites, np.int64),
        "norm_rows": _empty((sites, kinds * firm_months), NORM_ROW),
        "norm_row_count": np.zeros(sites, np.int64),
        "panel": _empty((panel_months, sites, units), PANEL_ROW),
    }
