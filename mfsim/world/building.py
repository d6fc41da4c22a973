"""How a world is built from a scenario: its arrays, the tables that never change, the floor plan, the founding members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.draws import size_table
from mfsim.scenario.load import LoadedScenario
from mfsim.scenario.members import Member, by_site
from mfsim.world import layout
from mfsim.world.links import partner_sites
from mfsim.world.machine_records import MACHINE
from mfsim.world.norm_records import CASE, NORM, OPEN_PER_UNIT
from mfsim.world.owner_records import OWNER
from mfsim.world.parameters import flatten
from mfsim.world.project_records import COALITIONS, DEALINGS_PER_PROJECT, PROJECT, project_room
from mfsim.world.records import (
    DEALING,
    DEALINGS_PER_UNIT,
    FIRM,
    FOUNDER,
    GAP,
    GAPS,
    KIND,
    KNOWS,
    LEDGER,
    SEGMENTS,
    SITE,
    TALLY,
    TRADE,
    WORKS_WITH,
)
from mfsim.world.serials import serials_by_name
from mfsim.world.series import FIRM_ROW, NORM_ROW, PANEL_ROW, SITE_ROW
from mfsim.world.state import World

GIVEN = {
    "people": "people", "age_years": "age_years", "skill": "skill", "rate": "rate_eur_per_hour", "cash": "cash_eur",
    "hours": "hours_per_month", "outside_income": "outside_income_eur_month", "income_weight": "income_weight",
    "generosity": "generosity", "care": "care", "satisfaction": "satisfaction", "near_share": "buys_near",
    "people_soon": "people_in_a_year", "people_later": "people_in_five_years",
}  # fmt: skip
"""Numbers of a founding member, and their columns in the members file."""
LONG_EMPTY = -1_000_000
"""Month in which a unit became empty that nobody has held yet."""


def _trades(scenario: LoadedScenario) -> Any:
    vocabulary = scenario.vocabulary
    trades = np.zeros(len(vocabulary.trades), TRADE).view(np.recarray)
    if vocabulary.trade_market.shape[1] != SEGMENTS:
        raise ValueError(f"the vocabulary must have {SEGMENTS} customer segments")
    for name in ("sector", "kind", "own_field", "second_field", "noise", "rate_factor", "market", "goods"):
        trades[name] = getattr(vocabulary, f"trade_{name}")
    return trades


def _kinds(scenario: LoadedScenario) -> Any:
    vocabulary = scenario.vocabulary
    kinds = np.zeros(len(vocabulary.kinds), KIND).view(np.recarray)
    for name in ("orders", "order_size", "fixed_cost", "learning", "income_weight", "art"):
        kinds[name] = getattr(vocabulary, f"kind_{name}")
    return kinds


def words(records: Any) -> NDArray[np.int64]:
    """View records as rows of 64-bit words: copying a record of a kilobyte field by field takes a compiler a minute."""
    return np.asarray(records).view(np.int64).reshape((*records.shape, records.dtype.itemsize // 8))


def _vacancy() -> Any:
    vacancy = np.zeros(1, FIRM).view(np.recarray)
    vacancy.serial = -1
    vacancy.met, vacancy.tenant = -1, -1
    vacancy.entry_month = LONG_EMPTY
    return vacancy


def nothing_given(count: int) -> Any:
    """Return records of firms of which nothing is known, so that the model draws all."""
    records = np.zeros(count, FOUNDER).view(np.recarray)
    for name in ("trade", "background", "learnt"):
        records[name] = -1
    for name in (*GIVEN, "market"):
        records[name] = np.nan
    return records


def _groups(scenario: LoadedScenario) -> tuple[tuple[Member, ...], ...]:
    """Return the members of each site; of one only, if all sites have the same."""
    return by_site(scenario.members)[: scenario.settings.place.sites]


def _founders(scenario: LoadedScenario, units: int) -> Any:
    groups = _groups(scenario)
    founders = nothing_given(len(groups) * units + 1)
    founders.serial = np.arange(len(founders)) % units
    settings = scenario.settings
    if settings.members.file is None:
        founders.present[: round(settings.members.occupied_at_start * units)] = True
    serials = serials_by_name([member.name for member in scenario.members])
    for row, member in _placed(groups, units):
        founder = founders[row]
        founder.present, founder.serial = True, serials[member.name]
        founder.trade, founder.background = member.trade, member.background
        for name, column in GIVEN.items():
            founder[name] = getattr(member, column)
        if member.customers:
            founder.market = member.customers
        if member.learnt:
            founder.learnt = sum(1 << field for field in set(member.learnt))
    return founders


def _placed(groups: tuple[tuple[Member, ...], ...], units: int) -> Iterator[tuple[int, Member]]:
    """Go through the members with the rows of their units, site after site."""
    for site, members in enumerate(groups):
        for unit, member in enumerate(members):
            yield site * units + unit, member


def _acquainted(scenario: LoadedScenario, units: int) -> NDArray[np.int8]:
    """Whom founding members know and work with; empty where the members file names nobody."""
    groups = _groups(scenario)
    if not any(member.knows or member.works_with for member in scenario.members):
        return np.zeros((0, 0), np.int8)
    unit = {member.name: row % units for row, member in _placed(groups, units)}
    acquainted = np.zeros((len(groups) * units, units), np.int8)
    for row, member in _placed(groups, units):
        for names, how in ((member.knows, KNOWS), (member.works_with, WORKS_WITH)):
            acquainted[row, [unit[name] for name in names]] = how
    return acquainted


def _newborn() -> Any:
    """What is given of a firm that people of another found: one person, no age; the rest is written when it happens."""
    newborn = nothing_given(1)
    newborn.people, newborn.age_years = 1.0, 0.0
    return newborn


def trade_distance(scenario: LoadedScenario) -> NDArray[np.float64]:
    """How far two trades are apart: one minus the cosine of their skill profiles; 0 within a sector; shape (T, T)."""
    profiles = scenario.vocabulary.trade_skill
    unit = profiles / np.sqrt((profiles * profiles).sum(axis=1, keepdims=True))
    sectors = scenario.vocabulary.trade_sector
    apart = np.where(sectors[:, None] == sectors[None, :], 0.0, 1.0 - unit @ unit.T)
    return np.ascontiguousarray(np.clip(apart, 0.0, 1.0))


def _trade_shares(scenario: LoadedScenario) -> NDArray[np.float64]:
    names = scenario.vocabulary.trades
    wanted = scenario.settings.members.trades
    weights = np.array([wanted.get(name, 0.0) for name in names]) if wanted else np.ones(len(names))
    return np.asarray(np.cumsum(weights) / weights.sum())


def _case_weights(scenario: LoadedScenario) -> NDArray[np.float64]:
    """Zipf's law over the kinds of case in use."""
    norms, kinds = scenario.settings.norms, len(scenario.vocabulary.cases)
    weights = np.arange(1.0, kinds + 1.0) ** -norms.kind_exponent
    weights[norms.kinds :] = 0.0
    return np.asarray(weights / weights.sum())


def _floor_plan(scenario: LoadedScenario) -> Any:
    """Lay out the units; one that is cut for a member without an area is as large as its people need."""
    place, groups = scenario.settings.place, _groups(scenario)
    members = groups[0] if len(by_site(scenario.members)) == 1 else ()  # of unlike sites none has a plan of its own
    areas = np.full(place.units, np.nan)
    areas[: len(members)] = [member.area_m2 for member in members]
    people = np.full(place.units, scenario.settings.members.people_mean)
    people[: len(members)] = [member.people for member in members]
    people = np.where(np.isnan(people), scenario.settings.members.people_mean, people)
    return layout.lay_out(place, areas, people)


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
    settings = scenario.settings
    sites, units = settings.place.sites, settings.place.units
    plan = _floor_plan(scenario)
    contact = layout.contact_between(settings.place, plan)
    fields = len(scenario.vocabulary.fields)
    pair = (sites, units, units)
    no_pair = (sites, 0, 0)
    has_accounts = settings.mutual_help.accounting == "direct"
    rows = units * (months + 1) if firm_rows else 0
    projects = project_room(units)
    dealings = DEALINGS_PER_UNIT * units + DEALINGS_PER_PROJECT * projects
    firms = np.zeros((sites, units), FIRM).view(np.recarray)
    tally = np.zeros(sites, TALLY).view(np.recarray)
    ledger = np.zeros(sites, LEDGER).view(np.recarray)
    kinds = len(scenario.vocabulary.cases)
    norms = np.zeros((sites, kinds), NORM).view(np.recarray)
    state = np.zeros(sites, SITE).view(np.recarray)
    state.number = np.arange(sites)
    partners = partner_sites(settings.network, sites) if settings.processes.network else np.zeros((sites, 0), np.int64)
    return World(
        parameters=flatten(settings),
        trades=_trades(scenario),
        kinds=_kinds(scenario),
        trade_skill=np.ascontiguousarray(scenario.vocabulary.trade_skill),
        trade_distance=trade_distance(scenario),
        trade_shares=_trade_shares(scenario),
        order_hours=size_table(settings.demand.order_hours_mean, settings.demand.order_hours_variation),
        units=plan,
        contact=contact,
        contact_shares=layout.cumulate(contact),
        founders=_founders(scenario, units),
        acquainted=_acquainted(scenario, units),
        case_weights=_case_weights(scenario),
        book=np.array(scenario.book, np.int64),
        institutions=np.array(scenario.vocabulary.case_institutions),
        partners=partners,
        link_tie=np.zeros(partners.shape),
        economy=np.zeros(1 + len(scenario.vocabulary.sectors)),
        firms=firms,
        skill=np.zeros((sites, fields, units)),
        trust=np.zeros(pair),
        account=np.zeros(pair if has_accounts else no_pair),
        helped=np.zeros(pair),
        sites=state,
        tally=tally,
        ledger=ledger,
        owners=np.zeros(sites, OWNER).view(np.recarray),
        lone_tenants=np.zeros((sites, units), np.bool_),
        firm_words=words(firms),
        tally_words=words(tally),
        ledger_words=words(ledger),
        norm_words=words(norms),
        newborn=_newborn(),
        vacancy=words(_vacancy())[0],
        gaps=np.zeros((sites, units, GAPS), GAP).view(np.recarray),
        dealings=np.zeros((sites, dealings), DEALING).view(np.recarray),
        project_sizes=size_table(settings.joint_projects.hours_mean, settings.joint_projects.hours_variation),
        projects=np.zeros((sites, projects), PROJECT).view(np.recarray),
        coalitions=np.zeros(COALITIONS),
        norms=norms,
        cases=np.zeros((sites, OPEN_PER_UNIT * units), CASE).view(np.recarray),
        machine_of=np.array(scenario.vocabulary.field_machine),
        machines=np.zeros((sites, fields), MACHINE).view(np.recarray),
        sector_inputs=np.array(scenario.vocabulary.sector_inputs),
        first_seller=np.zeros(len(scenario.vocabulary.sectors), np.int64),
        scratch=np.zeros(max(units, len(scenario.vocabulary.trades))),
        known=np.zeros(units, np.int64),
        series=np.zeros((months if record else 0, sites), SITE_ROW).view(np.recarray),
        firm_rows=np.zeros((sites, rows), FIRM_ROW).view(np.recarray),
        firm_row_count=np.zeros(sites, np.int64),
        norm_rows=np.zeros((sites, kinds * (months + 1) if firm_rows else 0), NORM_ROW).view(np.recarray),
        norm_row_count=np.zeros(sites, np.int64),
        panel=np.zeros((months if panel else 0, sites, units), PANEL_ROW).view(np.recarray),
    )
