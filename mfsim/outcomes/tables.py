"""Records as tidy tables: a row for each observation, named columns, no pickles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from mfsim.engine.records import Records
from mfsim.scenario.load import LoadedScenario
from mfsim.world.norm_records import ORIGINS, RESOLUTIONS
from mfsim.world.records import CAUSES
from mfsim.world.serials import SERIALS_PER_SITE, member_name

WHOLE = frozenset(
    (
        "run",
        "site",
        "serial",
        "unit",
        "founder",
        "entry_month",
        "months",
        "months_outside",
        "innovations",
        "from_month",
        "cases",
    )
)


def _columns(records: Any, keep: Any) -> dict[str, Any]:
    return {
        name: records[name].reshape(-1)[keep].astype(np.int64 if name in WHOLE else np.float64)
        for name in records.dtype.names
    }


def _indices(shape: tuple[int, ...], names: tuple[str, ...], first: tuple[int, ...]) -> dict[str, Any]:
    grids = np.indices(shape)
    return {name: grids[axis].reshape(-1) + first[axis] for axis, name in enumerate(names)}


def _numbers(values: Any, missing: Any = None) -> pa.Array:
    """Hand numbers to Arrow as they lie in memory: `pyarrow.array` would import pandas first, for a quarter of a second."""
    kind = pa.int64() if values.dtype.kind == "i" else pa.float64()
    valid = None if missing is None else pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(np.ascontiguousarray(values))])


def _words(words: Sequence[str]) -> pa.Array:
    encoded = [word.encode() for word in words]
    offsets = np.concatenate(([0], np.cumsum([len(word) for word in encoded]))).astype(np.int32)
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded)))


def _table(columns: Mapping[str, Any]) -> pa.Table:
    arrays = [values if isinstance(values, pa.Array) else _numbers(values) for values in columns.values()]
    return pa.Table.from_arrays(arrays, names=list(columns))


def site_table(records: Records) -> pa.Table:
    """Return a row for each run, site and month (months from 1)."""
    series = np.swapaxes(records.series, 1, 2)
    keys = _indices(series.shape, ("run", "site", "month"), (records.first_run, 0, 1))
    return _table(keys | _columns(series, slice(None)))


def _labels(codes: Any, words: Sequence[str]) -> pa.Array:
    """Return words for codes; null where the code is negative."""
    return _words(words).take(_numbers(codes.astype(np.int64), codes < 0))


def _names(serials: Any, scenario: LoadedScenario) -> pa.Array:
    """Return the names of founding members, and numbers for the others."""
    found, codes = np.unique(serials % SERIALS_PER_SITE, return_inverse=True)
    return _labels(codes, [member_name(scenario, int(place)) for place in found])


def firm_table(records: Records, scenario: LoadedScenario) -> pa.Table:
    """Return a row for each firm that was there in a run, with name, trade and cause of exit as words."""
    rows = records.firm_rows
    columns = {"run": records.firm_run, "site": records.firm_site} | _columns(rows, slice(None))
    there = rows["cause"] < 0
    columns["exit_month"] = _numbers(rows["exit_month"].astype(np.int64), there)
    columns["trade"] = _labels(rows["trade"], scenario.vocabulary.trades)
    columns["cause"] = _labels(rows["cause"], CAUSES)
    columns["name"] = _names(columns["serial"], scenario)
    order = [
        "run",
        "site",
        "serial",
        "name",
        *(name for name in columns if name not in {"run", "site", "serial", "name"}),
    ]
    return _table({name: columns[name] for name in order})


def norm_table(records: Records, scenario: LoadedScenario) -> pa.Table:
    """Return a row for each rule that was in force in a run, with kind, resolution and origin as words."""
    rows, words = records.norm_rows, scenario.vocabulary
    columns = {"run": records.norm_run, "site": records.norm_site} | _columns(rows, slice(None))
    struck = rows["to_month"]
    columns["to_month"] = _numbers(np.nan_to_num(struck).astype(np.int64), np.isnan(struck))
    columns["kind"] = _labels(rows["kind"], words.cases)
    resolutions = [name for names in words.case_resolutions for name in names]
    columns["resolution"] = _labels(RESOLUTIONS * rows["kind"] + rows["resolution"], resolutions)
    columns["origin"] = _labels(rows["origin"], ORIGINS)
    return _table(columns)


def panel_table(records: Records, scenario: LoadedScenario) -> pa.Table:
    """Return a row for each run, site, month and firm present."""
    panel = np.moveaxis(records.panel, 1, 2)
    there = ~np.isnan(panel["serial"].reshape(-1))
    keys = _indices(panel.shape, ("run", "site", "month", "unit"), (records.first_run, 0, 1, 0))
    columns = {name: values[there] for name, values in keys.items()} | _columns(panel, there)
    return _table(columns | {"name": _names(columns["serial"], scenario)})


def tie_table(records: Records) -> pa.Table:
    """Return a row for each ordered pair that knows or has helped one another, at the end of each run."""
    keys = _indices(records.trust.shape, ("run", "site", "unit", "other_unit"), (records.first_run, 0, 0, 0))
    trust, helped = records.trust.reshape(-1), records.helped.reshape(-1)
    there = (trust > 0.0) | (helped > 0.0)
    columns = {name: values[there] for name, values in keys.items()}
    return _table(columns | {"trust": trust[there], "hours_helped": helped[there]})


def surplus_table(pairs: Any, scenario: LoadedScenario) -> pa.Table:
    """Return a row for each founding member and run: together against alone."""
    columns = _columns(pairs, slice(None))
    ahead = {name: columns.pop(name) for name in ("run", "site", "serial")}
    return _table(ahead | {"name": _names(ahead["serial"], scenario)} | columns)


def summary_table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return the rows of a summary as a table."""
    columns: dict[str, Any] = {}
    for name, value in rows[0].items():
        values = [row[name] for row in rows]
        columns[name] = _words(values) if isinstance(value, str) else np.array(values)
    return _table(columns)
