"""How outcomes are measured: from the records of R runs to one number a run.

Each function takes `Records` and returns an array of shape (R,); several sites of a run count together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.engine.records import Records

Values = NDArray[np.float64]
Measure = Callable[[Records], Values]

SHORT = 0.8
"""Share of the full rent below which a month is short."""
WORST = 0.05
"""Share of the months that count as the worst."""
LAST = 12
"""Months at the end over which a final state is averaged."""
LEAST_MONTHS = 12
"""Months in the place from which on a firm's monthly rates are compared."""
FEWEST_TO_COMPARE = 3
"""Firms of which a correlation says something."""


def _ratio(above: Any, below: Any) -> Values:
    """Sum over months and sites, then divide; NaN where there is nothing to divide by."""
    top = np.nansum(above, axis=(1, 2))
    bottom = np.nansum(below, axis=(1, 2))
    return np.asarray(np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0.0))


def mean_by(column: str, weight: str) -> Measure:
    """Return the mean of a column over months and sites, each weighted by another column."""

    def measure(records: Records) -> Values:
        values, weights = records.series[column], records.series[weight]
        return _ratio(values * weights, np.where(np.isnan(values), 0.0, weights))

    return measure


def final(column: str) -> Measure:
    """Return the mean of a column over the last year and the sites; NaN where no site has members."""

    def measure(records: Records) -> Values:
        values = records.series[column][:, -LAST:]
        there = ~np.isnan(values)
        return _ratio(np.where(there, values, 0.0), there.astype(float))

    return measure


def rate(column: str, per: str, times: float = 1.0) -> Measure:
    """Return the sum of a column over months and sites per sum of another."""
    return lambda records: times * _ratio(records.series[column], records.series[per])


def yearly(column: str) -> Measure:
    """Return the sum of a column a year and site."""
    return lambda records: np.asarray(12.0 * records.series[column].mean(axis=(1, 2)))


def highest(column: str) -> Measure:
    """Return the largest value of a column in any month and site."""
    return lambda records: np.asarray(records.series[column].max(axis=(1, 2)))


def mean_of_months(column: str) -> Measure:
    """Return the mean of a column over months and sites."""
    return lambda records: np.asarray(records.series[column].mean(axis=(1, 2)))


def at_the_end(column: str) -> Measure:
    """Return the mean of a column over the sites in the last month."""
    return lambda records: np.asarray(records.series[column][:, -1].mean(axis=1))


def months_to_opening(records: Records) -> Values:
    """Months until a site opens, mean over those that do; NaN if none does. A place that is open from the start takes 0."""
    there = records.series["open_units"] > 0.0
    months = np.where(there.any(axis=1), there.argmax(axis=1), 0)
    return _ratio(months[:, None, :], there.any(axis=1)[:, None, :].astype(float))


def opened(records: Records) -> Values:
    """Share of the sites that have opened."""
    return np.asarray((records.series["open_units"] > 0.0).any(axis=1).mean(axis=1))


def founders_kept(records: Records) -> Values:
    """Share of those there at the start who are still there when their site opens; NaN where nobody was, or none opens."""
    there = records.series["open_units"] > 0.0
    opens = np.where(there.any(axis=1), there.argmax(axis=1), -1)
    rows = records.firm_rows
    month = opens[records.firm_run - records.first_run, records.firm_site]
    first = (rows["entry_month"] == 0) & (month >= 0)
    kept = first & (np.isnan(rows["exit_month"]) | (rows["exit_month"] > month))
    runs = len(records.series)
    counts = (np.bincount(records.firm_run[which] - records.first_run, minlength=runs) for which in (kept, first))
    above, below = (count.astype(float) for count in counts)
    return np.asarray(np.divide(above, below, out=np.full(runs, np.nan), where=below > 0.0))


def empty_share(records: Records) -> Values:
    """Share of the private area that is not let, over months and sites."""
    series = records.series
    return _ratio(series["empty_area_m2"], series["empty_area_m2"] + series["occupied_m2"])


def share_of_inputs(where: str) -> Measure:
    """Return what was paid for inputs inside, near or far over all that was paid for inputs."""

    def measure(records: Records) -> Values:
        series = records.series
        total = sum(series[f"inputs_{one}_eur"] for one in ("inside", "near", "far"))
        return _ratio(series[f"inputs_{where}_eur"], total)

    return measure


def local_multiplier(records: Records) -> Values:
    """Local income for each EUR that members billed, over three rounds: 1 + c + c².

    c is what members paid for inputs inside and nearby over what they billed; who is paid is taken to spend alike.
    Households' spending is not counted.

    Source: the three rounds of LM3 (Sacks 2002, The Money Trail, New Economics Foundation).
    """
    series = records.series
    spent = _ratio(series["inputs_inside_eur"] + series["inputs_near_eur"], series["billed_eur"])
    return 1.0 + spent + spent * spent


def other_income(records: Records) -> Values:
    """Monthly income of the associations from events and grants, a site."""
    series = records.series
    return np.asarray((series["event_income_eur"] + series["grant_eur"]).mean(axis=(1, 2)))


DEPARTURES = (
    "closed_insolvent", "closed_gave_up", "closed_other", "moved_away", "term_over", "expelled", "displaced", "lease_ended",
    "too_big",
)  # fmt: skip
"""Columns of the series: firms that left, by cause."""


def turnover(records: Records) -> Values:
    """Departures per member and year."""
    series = records.series
    exits = sum(series[name] for name in DEPARTURES)
    return 12.0 * _ratio(exits, series["members"])


def _of_all_sites(records: Records, column: str) -> Values:
    return np.asarray(records.series[column].sum(axis=2))


def jobs_created(records: Records) -> Values:
    """People hired less people dismissed, a year and site."""
    series = records.series
    return np.asarray(12.0 * (series["hired"] - series["dismissed"]).mean(axis=(1, 2)))


def grown(records: Records) -> Values:
    """Share of the firms that had more people when they left, or at the end, than when they came."""
    rows = records.firm_rows
    grew, all_rows = _sums(records, rows["people"] > rows["entry_people"], np.ones(len(rows)))
    return _share(grew, all_rows)


def monthly(column: str) -> Measure:
    """Return the mean a month of a column, all sites together."""
    return lambda records: np.asarray(_of_all_sites(records, column).mean(axis=1))


def variation(column: str) -> Measure:
    """Return the standard deviation over the mean of a column, over the months of a run; NaN if the mean is not above 0."""

    def measure(records: Records) -> Values:
        values = _of_all_sites(records, column)
        mean = values.mean(axis=1)
        return np.asarray(np.divide(values.std(axis=1), mean, out=np.full(len(mean), np.nan), where=mean > 0.0))

    return measure


def short(column: str, full: str) -> Measure:
    """Return the share of the months in which a column is below 80 % of another."""
    return lambda records: np.asarray((_of_all_sites(records, column) < SHORT * _of_all_sites(records, full)).mean(axis=1))


def worst(column: str) -> Measure:
    """Return the mean of a column over the worst twentieth of the months (conditional value at risk)."""

    def measure(records: Records) -> Values:
        values = np.sort(_of_all_sites(records, column), axis=1)
        return np.asarray(values[:, : max(1, round(WORST * values.shape[1]))].mean(axis=1))

    return measure


def payback(works: str) -> Measure:
    """Return the first month in which rent less upkeep and decay has paid for works; NaN if none has, or there are none."""

    def measure(records: Records) -> Values:
        running = _of_all_sites(records, "owner_net_eur") + _of_all_sites(records, "works_eur")
        paid = _of_all_sites(records, works).sum(axis=1, keepdims=True)
        covered = (running.cumsum(axis=1) >= paid) & (paid > 0.0)
        return np.where(covered.any(axis=1), covered.argmax(axis=1) + 1.0, np.nan)

    return measure


def single_tenant_empty(records: Records) -> Values:
    """Share of the months in which the single tenant's building stands empty, over the sites."""
    return np.asarray((records.series["single_tenant_eur"] == 0.0).mean(axis=(1, 2)))


def _sums(records: Records, *values: Any) -> list[Values]:
    """Sum values of the rows of firms, each over the rows of a run."""
    run, runs = records.firm_run - records.first_run, records.series.shape[0]
    return [np.bincount(run, weights=value, minlength=runs).astype(np.float64) for value in values]


def _share(part: Values, whole: Values) -> Values:
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0.0))


def survival(years: int) -> Measure:
    """Return the Kaplan-Meier estimate that a business lives so many years after entry; moving away is no death."""
    from mfsim.outcomes.survival import kaplan_meier_by_group
    from mfsim.world.records import CAUSES

    deaths = [CAUSES.index(cause) for cause in ("insolvent", "gave_up", "other_closing")]

    def measure(records: Records) -> Values:
        runs, months, _ = records.series.shape
        if months < 12 * years:
            return np.full(runs, np.nan)
        rows, run = records.firm_rows, records.firm_run - records.first_run
        died = np.isin(rows["cause"], deaths)
        return kaplan_meier_by_group(rows["months"], died, run, runs, np.array([12.0 * years]))[:, 0]

    return measure


def reciprocity(records: Records) -> Values:
    """Share of the hours received that were given back to the same colleagues; pairs of whom one has left do not count."""
    rows = records.firm_rows
    months = rows["months"]
    received, exchanged = _sums(records, rows["hours_received"] * months, rows["hours_exchanged"] * months)
    return _share(exchanged, received)


def giving_receiving_correlation(records: Records) -> Values:
    """Correlation over firms of hours given and received, as monthly rates; firms there for a year at least."""
    rows, run = records.firm_rows, records.firm_run - records.first_run
    stayed = (rows["months"] >= LEAST_MONTHS).astype(float)
    given, received = np.ascontiguousarray(rows["hours_given"]), np.ascontiguousarray(rows["hours_received"])
    count, mean_given, mean_received = _sums(records, stayed, stayed * given, stayed * received)
    with np.errstate(invalid="ignore", divide="ignore"):
        given = given - (mean_given / count)[run]
        received = received - (mean_received / count)[run]
        both, one, other = _sums(records, stayed * given * received, stayed * given**2, stayed * received**2)
        correlation = both / np.sqrt(one * other)
    return np.where((count >= FEWEST_TO_COMPARE) & (one > 0.0) & (other > 0.0), correlation, np.nan)


def by_top_tenth(column: str) -> Measure:
    """Return the share of all hours of a kind that the tenth of the firms with most of them gave; NaN without any."""

    def measure(records: Records) -> Values:
        rows, run = records.firm_rows, records.firm_run - records.first_run
        given = rows[column] * rows["months"]
        order = np.lexsort((-given, run))
        count = np.bincount(run, minlength=records.series.shape[0])
        rank = np.empty(len(run), np.int64)
        rank[order] = np.arange(len(run)) - (np.cumsum(count) - count)[run[order]]
        top = np.where(rank < np.maximum(1.0, np.rint(0.1 * count))[run], given, 0.0)
        return _share(*_sums(records, top, given))

    return measure


def months_to_half_settled(records: Records) -> Values:
    """Months until half of the cases fall under a shared rule, mean over sites; NaN where one never gets there."""
    there = records.series["regulated"] >= 0.5
    first = np.where(there.any(axis=1), there.argmax(axis=1) + 1.0, np.nan)
    return np.asarray(first.mean(axis=1))


def excess_over_null(records: Records) -> Values:
    """Share of cases under a shared rule less that of the null model, mean of the last year and over the sites."""
    return final("regulated")(records) - final("null_regulated")(records)
