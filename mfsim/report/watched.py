"""One run looked at closely: who was in which room, what they earned, what ties they had, at its first site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.world.records import UNIT
from mfsim.world.series import FIRM_ROW, NORM_ROW, SITE_ROW

if TYPE_CHECKING:
    from mfsim.engine.month import Process
    from mfsim.scenario.load import LoadedScenario

LOOKED_AT: np.dtype[Any] = np.dtype([
    ("serial", "i8"), ("trade", "i8"), ("sector", "i8"), ("tenant", "i8"), ("founder", "?"), ("months_in_place", "i8"),
    ("satisfaction", "f8"), ("care", "f8"),
])  # fmt: skip
"""What is kept of a firm at the months that are looked at; serial -1: nobody has its unit, or as an annex the firm of the
unit that `tenant` says (-1: nobody)."""


class Watched(NamedTuple):
    """One run at its first site: N units, M months, S months that are looked at.

    Attributes
    ----------
    number : array, shape (1,)
        Number of the run.
    units : record array of `UNIT`, shape (N,)
    months : array, shape (S,)
        Months that are looked at.
    firms : record array of `LOOKED_AT`, shape (S, N)
    trust, helped : arrays, shape (S, N, N)
        Trust of the row's firm in the column's; hours that the row's has given the column's since both are there.
    income : array, shape (M, N)
        Income of the firm in the unit, EUR per person and month; NaN if there is none or it entered this month.
    series : record array of `SITE_ROW`, shape (M,)
    rows : record array of `FIRM_ROW`
        Every firm that was there.
    norms : record array of `NORM_ROW`
        Every rule that was in force.
    """

    number: NDArray[np.int64]
    units: Any
    months: NDArray[np.int64]
    firms: Any
    trust: NDArray[np.float32]
    helped: NDArray[np.float32]
    income: NDArray[np.float64]
    series: Any
    rows: Any
    norms: Any


def months_looked_at(months: int) -> tuple[int, ...]:
    """Return an early, a middle and the last month: of ten years, the months 12, 60 and 120."""
    return tuple(sorted({max(1, months // 10), max(1, months // 2), months}))


def watch(
    scenario: LoadedScenario, run: int, months: int, seed: int, replace: Mapping[str, Process] | None = None
) -> Watched:
    """Run one run again and look at its first site.

    Draws depend on the run and the month alone, so the first months of a run are the same however long it is: the world
    is looked at after an early, a middle and the last month by running that long.

    Parameters
    ----------
    run : int
        Number of the run, with the same draws as in the batch.
    """
    from mfsim.draws import run_keys
    from mfsim.engine.blocks import of_sites
    from mfsim.engine.workspace import Workspace

    if not replace and not scenario.settings.processes.network:  # the first site is the same alone
        scenario = of_sites(scenario, 1)
    space = Workspace(scenario, months, firm_rows=True, panel=True, replace=replace)
    firms, trust, helped = [], [], []
    for month in months_looked_at(months):
        space.months = month
        space.run(run_keys(seed, range(run, run + 1)))
        firms.append(_look(space.world.firms[0]))
        trust.append(space.world.trust[0].astype(np.float32))
        helped.append(space.world.helped[0].astype(np.float32))
    world = space.world
    return Watched(
        number=np.array([run]),
        units=np.array(world.units, UNIT),
        months=np.array(months_looked_at(months)),
        firms=np.stack(firms),
        trust=np.stack(trust),
        helped=np.stack(helped),
        income=_income(world.panel[:, 0]),
        series=np.array(world.series[:, 0], SITE_ROW),
        rows=np.array(world.firm_rows[0, : world.firm_row_count[0]], FIRM_ROW),
        norms=np.array(world.norm_rows[0, : world.norm_row_count[0]], NORM_ROW),
    )


def _look(there: Any) -> Any:
    firms = np.zeros(there.shape, LOOKED_AT)
    for name in LOOKED_AT.names or ():
        firms[name] = there[name]
    return firms


def _income(panel: Any) -> NDArray[np.float64]:
    """Return income per person of those who were there all month, by month and unit."""
    serial = panel["serial"]
    income = panel["income_eur"] / np.where(np.isnan(serial), np.nan, panel["people"] - panel["employees"])
    income[1:][serial[1:] != serial[:-1]] = np.nan
    return np.asarray(income)
