"""Records as tidy tables: a row for each observation, named columns, no pickles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from mfsim.engine.run import Records
from mfsim.scenario.load import LoadedScenario
from mfsim.world.records import CAUSES
from mfsim.world.state import SERIALS_PER_SITE

WHOLE = frozenset(("serial", "unit", "founder", "entry_month", "months", "innovations"))


def _columns(records: Any, keep: Any) -> dict[str, Any]:
    return {
        name: records[name].reshape(-1)[keep].astype(np.int64 if name in WHOLE else np.float64)
        for name in records.dtype.names
    }


def _indices(shape: tuple[int, ...], names: tuple[str, ...], first: tuple[int, ...]) -> dict[str, Any]:
    grids = np.indices(shape)
    return {name: grids[axis].reshape(-1) + first[axis] for axis, name in enumerate(names)}


def site_table(records: Records) -> pa.Table:
    """Return a row for each run, site and month (months from 1)."""
    series = np.swapaxes(records.series, 1, 2)
    keys = _indices(series.shape, ("run", "site", "month"), (records.first_run, 0, 1))
    return pa.table(keys | _columns(series, slice(None)))


def _labels(codes: Any, names: tuple[str, ...] | list[str]) -> pa.Array:
    """Return names for codes; null where the code is negative."""
    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string())).cast(pa.string())


def _names(serials: Any, scenario: LoadedScenario) -> pa.Array:
    """Return the names of founding members, and numbers for the others."""
    places = serials % SERIALS_PER_SITE
    names = [member.name for member in scenario.members]
    return pa.array([names[place] if place < len(names) else f"firm {place}" for place in places], pa.string())


def firm_table(records: Records, scenario: LoadedScenario) -> pa.Table:
    """Return a row for each firm that was there in a run, with name, trade and cause of exit as words."""
    rows = records.firm_rows
    columns = {"run": records.firm_run, "site": records.firm_site} | _columns(rows, slice(None))
    there = rows["cause"] < 0
    columns["exit_month"] = pa.array(rows["exit_month"].astype(np.int64), mask=there)
    columns["trade"] = _labels(rows["trade"], scenario.vocabulary.trades)
    columns["cause"] = _labels(rows["cause"], CAUSES)
    columns["name"] = _names(columns["serial"], scenario)
    order = ["run", "site", "serial", "name", *(name for name in columns if name not in {"run", "site", "serial", "name"})]
    return pa.table({name: columns[name] for name in order})


def panel_table(records: Records, scenario: LoadedScenario) -> pa.Table:
    """Return a row for each run, site, month and firm present."""
    panel = np.moveaxis(records.panel, 1, 2)
    there = ~np.isnan(panel["serial"].reshape(-1))
    keys = _indices(panel.shape, ("run", "site", "month", "unit"), (records.first_run, 0, 1, 0))
    columns = {name: values[there] for name, values in keys.items()} | _columns(panel, there)
    return pa.table(columns | {"name": _names(columns["serial"], scenario)})


def tie_table(records: Records) -> pa.Table:
    """Return a row for each ordered pair that knows or has helped one another, at the end of each run."""
    keys = _indices(records.trust.shape, ("run", "site", "unit", "other_unit"), (records.first_run, 0, 0, 0))
    trust, helped = records.trust.reshape(-1), records.helped.reshape(-1)
    there = (trust > 0.0) | (helped > 0.0)
    columns = {name: values[there] for name, values in keys.items()}
    return pa.table(columns | {"trust": trust[there], "hours_helped": helped[there]})
