"""The world: everything that exists while a scenario runs, in arrays that a month never allocates."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.scenario.load import LoadedScenario
from mfsim.world import layout
from mfsim.world.parameters import flatten
from mfsim.world.records import (
    DEALING,
    DEALINGS_PER_UNIT,
    FIRM,
    FOUNDER,
    GAP,
    GAPS,
    KIND,
    LEDGER,
    SEGMENTS,
    SITE,
    TALLY,
    TRADE,
)
from mfsim.world.series import FIRM_ROW, PANEL_ROW, SITE_ROW

SERIALS_PER_SITE = 65_536
"""Serial numbers set aside for each site: generated founders and applicants first, then those of named members."""
FIRST_NAMED = 49_152
"""First of the serial numbers of named members."""

LONG_EMPTY = -1_000_000
"""Month in which a unit became empty that nobody has held yet."""


class World(NamedTuple):
    """Arrays of a world; S sites, N units a site, K fields of skill, T trades.

    Fixed while it runs
        parameters (record), trades (T), kinds, trade_skill (T, K), trade_shares (T, cumulative), order_hours (4096 equally
        likely sizes, h), units (N), contact and contact_shares (N, N), founders (N, and a last row of which nothing is
        given), vacancy (words of an empty unit).
    Changing
        economy (1 + sectors: logarithm of the macro index, then of each sector's), firms (S, N), skill (S, K, N), trust,
        account (h), helped (h) and overlap (S, N, N: row towards column), sites, tally (of this month) and ledger (S),
        gaps (S, N, 12), dealings (S, 36 N), scratch (N). The same memory as whole words, to blank a row at once:
        firm_words, tally_words, ledger_words.
    Written
        series (months, S), firm_rows (S, rows), firm_row_count (S), panel (months, S, N): records of numbers.
    """

    parameters: Any
    trades: Any
    kinds: Any
    trade_skill: NDArray[np.float64]
    trade_shares: NDArray[np.float64]
    order_hours: NDArray[np.float64]
    units: Any
    contact: NDArray[np.float64]
    contact_shares: NDArray[np.float64]
    founders: Any
    economy: NDArray[np.float64]
    firms: Any
    skill: NDArray[np.float64]
    trust: NDArray[np.float64]
    account: NDArray[np.float64]
    helped: NDArray[np.float64]
    overlap: NDArray[np.float64]
    sites: Any
    tally: Any
    ledger: Any
    firm_words: NDArray[np.int64]
    tally_words: NDArray[np.int64]
    ledger_words: NDArray[np.int64]
    vacancy: NDArray[np.int64]
    gaps: Any
    dealings: Any
    scratch: NDArray[np.float64]
    series: Any
    firm_rows: Any
    firm_row_count: NDArray[np.int64]
    panel: Any


def _trades(scenario: LoadedScenario) -> Any:
    vocabulary = scenario.vocabulary
    trades = np.zeros(len(vocabulary.trades), TRADE).view(np.recarray)
    if vocabulary.trade_market.shape[1] != SEGMENTS:
        raise ValueError(f"the vocabulary must have {SEGMENTS} customer segments")
    for name in ("sector", "kind", "own_field", "noise", "rate_factor", "market", "goods"):
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
    vacancy.met = -1
    vacancy.entry_month = LONG_EMPTY
    return vacancy


def serials_by_name(names: Sequence[str]) -> dict[str, int]:
    """Give each named member a serial number by its name, so that others come and go without changing its draws.

    The number is a checksum of the name (CRC-32); of two names with the same, the later in the alphabet takes the next.
    """
    room = SERIALS_PER_SITE - FIRST_NAMED
    taken: dict[int, str] = {}
    for name in sorted(names):
        place = zlib.crc32(name.encode()) % room
        while place in taken:
            place = (place + 1) % room
        taken[place] = name
    return {name: FIRST_NAMED + place for place, name in taken.items()}


def member_name(scenario: LoadedScenario, serial: int) -> str:
    """Return the name of the member with this serial number; a number for who is not named."""
    place = serial % SERIALS_PER_SITE
    serials = serials_by_name([member.name for member in scenario.members]) if place >= FIRST_NAMED else {}
    return next((name for name, own in serials.items() if own == place), f"firm {place}")


def _founders(scenario: LoadedScenario, units: int) -> Any:
    founders = np.zeros(units + 1, FOUNDER).view(np.recarray)
    founders.serial = np.arange(units + 1)
    founders.trade = -1
    founders.background = -1
    for name in ("people", "age_years", "skill", "rate", "cash"):
        founders[name] = np.nan
    settings = scenario.settings
    if settings.members.file is None:
        founders.present[: round(settings.members.occupied_at_start * units)] = True
    serials = serials_by_name([member.name for member in scenario.members])
    for row, member in enumerate(scenario.members):
        founders[row] = (
            True,
            serials[member.name],
            member.trade,
            member.background,
            member.people,
            member.age_years,
            member.skill,
            member.rate_eur_per_hour,
            member.cash_eur,
        )
    return founders


def _trade_shares(scenario: LoadedScenario) -> NDArray[np.float64]:
    names = scenario.vocabulary.trades
    wanted = scenario.settings.members.trades
    weights = np.array([wanted.get(name, 0.0) for name in names]) if wanted else np.ones(len(names))
    return np.asarray(np.cumsum(weights) / weights.sum())


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
    from mfsim.draws import size_table

    settings = scenario.settings
    sites, units = settings.place.sites, settings.place.units
    areas = np.full(units, np.nan)
    areas[: len(scenario.members)] = [member.area_m2 for member in scenario.members]
    people = np.full(units, settings.members.people_mean)
    people[: len(scenario.members)] = [member.people for member in scenario.members]
    people = np.where(np.isnan(people), settings.members.people_mean, people)
    plan = layout.lay_out(settings.place, areas, people)
    contact = layout.contact_between(settings.place, plan)
    fields = len(scenario.vocabulary.fields)
    pair = (sites, units, units)
    rows = units * (months + 1) if firm_rows else 0
    firms = np.zeros((sites, units), FIRM).view(np.recarray)
    tally = np.zeros(sites, TALLY).view(np.recarray)
    ledger = np.zeros(sites, LEDGER).view(np.recarray)
    return World(
        parameters=flatten(settings),
        trades=_trades(scenario),
        kinds=_kinds(scenario),
        trade_skill=np.ascontiguousarray(scenario.vocabulary.trade_skill),
        trade_shares=_trade_shares(scenario),
        order_hours=size_table(settings.demand.order_hours_mean, settings.demand.order_hours_variation),
        units=plan,
        contact=contact,
        contact_shares=layout.cumulate(contact),
        founders=_founders(scenario, units),
        economy=np.zeros(1 + len(scenario.vocabulary.sectors)),
        firms=firms,
        skill=np.zeros((sites, fields, units)),
        trust=np.zeros(pair),
        account=np.zeros(pair),
        helped=np.zeros(pair),
        overlap=np.zeros(pair),
        sites=np.zeros(sites, SITE).view(np.recarray),
        tally=tally,
        ledger=ledger,
        firm_words=words(firms),
        tally_words=words(tally),
        ledger_words=words(ledger),
        vacancy=words(_vacancy())[0],
        gaps=np.zeros((sites, units, GAPS), GAP).view(np.recarray),
        dealings=np.zeros((sites, DEALINGS_PER_UNIT * units), DEALING).view(np.recarray),
        scratch=np.zeros(units),
        series=np.zeros((months if record else 0, sites), SITE_ROW).view(np.recarray),
        firm_rows=np.zeros((sites, rows), FIRM_ROW).view(np.recarray),
        firm_row_count=np.zeros(sites, np.int64),
        panel=np.zeros((months if panel else 0, sites, units), PANEL_ROW).view(np.recarray),
    )
