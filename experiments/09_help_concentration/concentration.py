"""How concentrated a site's help is, over ordered pairs and over givers, and what chance alone would make of it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Hours = NDArray[np.float64]
TOP = 0.1


class Site(NamedTuple):
    """One run's members at the end (n of them).

    helped : (n, n), hours that the row's firm has given the column's since the later of the two came
    known : (n, n), whether either has come to know the other
    together : (n, n), months that both have been there
    event_hours : mean hours of one help, over the whole run
    """

    helped: Hours
    known: NDArray[np.bool_]
    together: Hours
    event_hours: float


class Concentration(NamedTuple):
    """Averages over runs; pairs are ordered pairs of members who are there at the end."""

    helps: float
    """Number of helps among them, per run (hours over mean hours)."""
    pairs_used: float
    """Share of pairs with any help."""
    top_tenth: float
    """Share of the hours carried by the tenth of the pairs that carries most."""
    half_by: float
    """Smallest share of pairs that carries half of the hours."""
    gini_pairs: float
    gini_givers: float


def gini(values: Hours) -> float:
    """Gini coefficient of numbers that are not negative, not all 0."""
    ordered = np.sort(values)
    place = 2.0 * np.arange(1, len(ordered) + 1) - len(ordered) - 1.0
    return float((place * ordered).sum() / (len(ordered) * ordered.sum()))


def off_diagonal(table: NDArray[Any]) -> NDArray[Any]:
    return table[~np.eye(len(table), dtype=bool)]


def of_site(helped: Hours, event_hours: float) -> Concentration:
    """Measure one site; the number of pairs in the top tenth is rounded up."""
    pairs = np.sort(off_diagonal(helped))[::-1]
    share = pairs.cumsum() / pairs.sum()
    return Concentration(
        helps=pairs.sum() / event_hours,
        pairs_used=float((pairs > 0.0).mean()),
        top_tenth=float(share[int(np.ceil(TOP * len(pairs))) - 1]),
        half_by=float((np.searchsorted(share, 0.5) + 1) / len(pairs)),
        gini_pairs=gini(pairs),
        gini_givers=gini(helped.sum(axis=1)),
    )


def by_chance(site: Site, variation: float, rng: np.random.Generator) -> Hours:
    """Spread as many helps at random over the pairs that know one another, in proportion to months together.

    Each has gamma-distributed hours of the same mean and the orders' coefficient of variation.
    """
    weight = site.known * site.together
    helps = max(1, round(site.helped.sum() / site.event_hours))
    pairs = rng.choice(weight.size, helps, p=weight.ravel() / weight.sum())
    hours = rng.gamma(1.0 / variation**2, site.event_hours * variation**2, helps)
    return np.bincount(pairs, hours, weight.size).reshape(weight.shape)


def sites_of(records: Any) -> list[Site]:
    """Return each run with at least three members at the end and any help among them (one site a run)."""
    sites = []
    for run in range(len(records.helped)):
        rows = records.firm_rows[(records.firm_run == run + records.first_run) & (records.firm_rows.cause == -1)]
        units, months = rows.unit.astype(int), rows.months
        helped = records.helped[run, 0][np.ix_(units, units)]
        trust = records.trust[run, 0][np.ix_(units, units)]
        series = records.series[run, :, 0]
        if len(units) < 3 or helped.sum() == 0.0:
            continue
        known = (trust > 0.0) | (trust.T > 0.0) | (helped > 0.0)
        np.fill_diagonal(known, False)
        together = np.minimum(months[:, None], months[None, :])
        sites.append(Site(helped, known, together, series.help_hours.sum() / series.gaps_met.sum()))
    return sites


def mean(measured: list[Concentration]) -> Concentration:
    return Concentration(*(float(np.mean(column)) for column in zip(*measured, strict=True)))


def observed_and_by_chance(records: Any, variation: float, seed: int = 0) -> tuple[Concentration, Concentration] | None:
    """Measure the runs and their null; None if there was no help in any."""
    sites, rng = sites_of(records), np.random.default_rng(seed)
    if not sites:
        return None
    found = mean([of_site(site.helped, site.event_hours) for site in sites])
    null = mean([of_site(by_chance(site, variation, rng), site.event_hours) for site in sites])
    return found, null
