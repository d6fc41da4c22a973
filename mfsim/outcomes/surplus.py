"""The surplus of being together: each founding member, against itself in like premises of its own, with the same draws.

Equation::

    V = Σ_t δ^t · (income − hour_eur · hours + level_eur · levels learnt from colleagues),   δ^t = (1 + rate)^(−t / 12)
    surplus = V together − V alone, in EUR of the month before the first, for each founding member and run

Both worlds are followed to the same horizon. Whose business has ended has its outside income and the hours that go with it
from the next month on. Who has left the place with its business (moved away, term over, expelled) goes on as its twin alone
does, from the next month on: from then on being together makes no difference.

The founding members are those of month 0: of an open place those in their units, of a founding group who answered the call.

Source: book 3.1, 3.9 (what a place of one's own is compared with); common random numbers: Law (2015), Simulation Modeling
and Analysis, ch. 11.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.engine.month import Process
from mfsim.engine.records import Records
from mfsim.engine.run import run_batch
from mfsim.errors import MfsimError
from mfsim.scenario.alone import isolated
from mfsim.scenario.load import LoadedScenario
from mfsim.world.records import CAUSES
from mfsim.world.series import PANEL_COLUMNS, Column

Floats = NDArray[np.float64]

DEATHS = tuple(CAUSES.index(cause) for cause in ("insolvent", "gave_up", "other_closing"))
MOST_BYTES = 2**29
"""Memory for the months of the firms alone, which are looked at in parts."""

SURPLUS_COLUMNS = (
    Column("run", "-", "Run."),
    Column("site", "-", "Site."),
    Column("serial", "-", "Serial number of the founding member."),
    Column("people", "people", "People at entry."),
    Column("surplus_eur", "EUR", "What it has together less what it has alone, all months to the horizon, discounted."),
    Column("income_eur", "EUR", "Difference in discounted income, after tax, rent and fees."),
    Column("hours", "h", "Difference in discounted hours, for work, colleagues and the place."),
    Column("learned", "level", "Discounted levels learnt from colleagues; alone there are none."),
    Column("value_together_eur", "EUR", "Discounted income less hours plus learning, together."),
    Column("value_alone_eur", "EUR", "The same alone."),
    Column("surplus_month_eur", "EUR/person month", "The surplus as an even amount for each person and month."),
    Column("months_together", "months", "Months in the place."),
    Column("months_alone", "months", "Months of the business alone."),
    Column("survived_together", "0/1", "Whether it is still in the place at the horizon."),
    Column("survived_alone", "0/1", "Whether its business alone is still there at the horizon."),
)
SURPLUS_ROW: np.dtype[Any] = np.dtype([(column.name, "f8") for column in SURPLUS_COLUMNS])


def discount(rate: float, months: int) -> Floats:
    """Worth at the start of one unit in month 0, 1, … `months`; shape (months + 1,)."""
    return np.asarray(np.exp(-np.arange(months + 1.0) / 12.0 * np.log1p(rate)))


def surplus_rows(
    scenario: LoadedScenario,
    together: Records,
    *,
    seed: int,
    workers: int | None = None,
    replace: Mapping[str, Process] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Any:
    """Run the founding members of a batch each for itself, and compare.

    Parameters
    ----------
    scenario : LoadedScenario
        What was run.
    together : Records
        What it gave; with rows of firms.
    seed, workers, replace, progress
        As in `mfsim.engine.run.run_batch`; seed and replacements must be those of the batch.

    Returns
    -------
    record array, shape (founding members · runs,)
        Columns of `SURPLUS_COLUMNS`, by run, site and serial number.

    Raises
    ------
    MfsimError
        If nobody is there in month 0, or the months of one run alone do not fit in the memory set aside.
    """
    runs, months, sites = together.series.shape
    if scenario.settings.founding.start == "space_first":
        raise MfsimError('with_isolated: nobody is there in month 0; expected another founding.start than "space_first"')
    alone = isolated(scenario)
    bytes_of_a_run = 8 * len(PANEL_COLUMNS) * months * sites * scenario.settings.place.units
    if bytes_of_a_run > MOST_BYTES:
        most = MOST_BYTES // (bytes_of_a_run // sites)
        raise MfsimError(f"with_isolated: too many sites, units and months; expected {most:,} sites at most of this size")
    size = max(1, MOST_BYTES // bytes_of_a_run)
    parts = []
    for start in range(0, runs, size):
        part = range(together.first_run + start, together.first_run + min(runs, start + size))
        records = run_batch(
            alone, runs=part, months=months, seed=seed, workers=workers, panel=True, replace=replace,
            progress=_after(start, runs, progress),
        )  # fmt: skip
        parts.append(_compare(scenario, together, records, months))
    return np.concatenate(parts).view(np.recarray)


def _after(before: int, runs: int, progress: Callable[[int, int], None] | None) -> Callable[[int, int], None] | None:
    """Count the runs of one part as part of all."""
    return None if progress is None else lambda done, _: progress(before + done, runs)


def _founders(records: Records, runs: range) -> tuple[Any, Any]:
    """Return the rows of who was there in month 0, of some runs, and their keys (run, site, serial) in ascending order."""
    here = (records.firm_rows["entry_month"] == 0.0) & (records.firm_run >= runs.start) & (records.firm_run < runs.stop)
    serial = records.firm_rows["serial"][here]
    order = np.lexsort((serial, records.firm_site[here], records.firm_run[here]))
    keys = np.stack([records.firm_run[here], records.firm_site[here], serial.astype(np.int64)])
    return records.firm_rows[here][order], keys[:, order]


def _compare(scenario: LoadedScenario, together: Records, alone: Records, months: int) -> Any:
    runs = range(alone.first_run, alone.first_run + alone.series.shape[0])
    (ones, keys), (others, other_keys) = _founders(together, runs), _founders(alone, runs)
    if not np.array_equal(keys, other_keys):
        raise MfsimError("with_isolated: the founding members are not the same alone; does a replaced process add some?")
    p = scenario.settings.surplus
    factor = discount(p.discount_rate_year, months)
    months_left = np.concatenate([np.cumsum(factor[::-1])[::-1][1:], [0.0]])  # after month t
    income_alone, hours_alone = _to_the_end(others, months_left, p.outside_hours_month, months)
    income, hours = _to_the_end(ones, months_left, p.outside_hours_month, months)
    moved = np.flatnonzero((ones["cause"] >= 0) & ~np.isin(ones["cause"], DEATHS))
    for place in moved:
        month = int(ones["months"][place])  # its last here: a place that ends lets go of all before they work
        income[place], hours[place] = ones["income_discounted_eur"][place], ones["hours_discounted"][place]
        if others["cause"][place] >= 0 and others["exit_month"][place] <= month:  # the twin is at its outside option
            left = months_left[month] * others["owners"][place]
            income[place] += left * others["outside_income_eur"][place]
            hours[place] += left * p.outside_hours_month
        else:
            before = _until(alone, keys[:, place], int(others["unit"][place]), factor[1 : month + 1])
            income[place] += income_alone[place] - before[0]
            hours[place] += hours_alone[place] - before[1]
    rows: Any = np.zeros(len(ones), SURPLUS_ROW).view(np.recarray)
    rows.run, rows.site, rows.serial = keys
    rows.people = ones["entry_people"]
    rows.income_eur, rows.hours = income - income_alone, hours - hours_alone
    rows.learned = ones["learned_discounted"] - others["learned_discounted"]
    rows.value_together_eur = income - p.hour_eur * hours + p.level_eur * ones["learned_discounted"]
    rows.value_alone_eur = income_alone - p.hour_eur * hours_alone + p.level_eur * others["learned_discounted"]
    rows.surplus_eur = rows.value_together_eur - rows.value_alone_eur
    rows.surplus_month_eur = rows.surplus_eur / (rows.people * months_left[0])
    rows.months_together, rows.months_alone = ones["months"], others["months"]
    rows.survived_together, rows.survived_alone = ones["cause"] < 0, others["cause"] < 0
    return rows


def _to_the_end(rows: Any, months_left: Floats, outside_hours: float, months: int) -> tuple[Floats, Floats]:
    """Discounted income and hours: of the months in the place, then at the outside option."""
    gone = rows["cause"] >= 0
    left = months_left[np.where(gone, rows["exit_month"], months).astype(np.int64)] * rows["owners"]
    income = rows["income_discounted_eur"] + left * rows["outside_income_eur"]
    return income, rows["hours_discounted"] + left * outside_hours


def _until(alone: Records, key: Any, unit: int, factor: Floats) -> tuple[float, float]:
    """Discounted income and hours of a firm alone in its first months."""
    run, site, _ = key
    past = alone.panel[run - alone.first_run, : len(factor), site, unit]
    return float((factor * past["income_eur"]).sum()), float((factor * past["own_hours"]).sum())
