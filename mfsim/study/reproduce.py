"""Run a sample of a study, of the runs of a scenario or of a comparison again, from what lies beside the results alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute as select
from pyarrow import parquet

from mfsim.engine.run import run_batch
from mfsim.errors import MfsimError
from mfsim.outcomes.tables import firm_table, norm_table, site_table
from mfsim.store.folder import MANIFEST, StoreError, StudyFolder
from mfsim.store.manifest import changed_files, changes, scenario_from
from mfsim.study import compared
from mfsim.study.again import Difference, Reproduction, Rows, chosen, differences
from mfsim.study.chunks import Chunk, compute
from mfsim.study.compare import measured
from mfsim.study.design import Point
from mfsim.study.designs import Design
from mfsim.study.experiment import Experiment
from mfsim.study.factors import Level
from mfsim.study.functions import Model
from mfsim.study.labels import settings_at
from mfsim.study.level_files import laid_out

RUN = "run.json"
Progress = Callable[[int, int], None]


def reproduce(
    folder: str | Path, rows: Rows = None, progress: Progress | None = None, model: Model | None = None
) -> Reproduction:
    """Run a sample of what is stored in a folder again and compare every number.

    Only what lies in the folder is used: the settings and files that went in are kept in the manifest.

    Parameters
    ----------
    folder : path
        What `mfsim.sweep`, `Result.save` or ``mfsim compare --out`` have written.
    rows : int or sequence of int, optional
        How many runs, at random (the same ones each time), or which: of a study rows of ``study.outcomes()`` from 0 on; of
        the runs of a scenario their numbers. 20 if not given.
    progress : function of (done, total), optional
        Called after each run.
    model : function of (settings, seed), optional
        The function that a study was made with in place of the multifactory.

    Raises
    ------
    MfsimError
        If there is nothing to reproduce there, or the results were made with functions of one's own.
    StoreError
        If a file is damaged.
    """
    place = Path(folder)
    tell = progress or _nobody
    if (place / MANIFEST).is_file():
        return _study(place, _manifest(place / MANIFEST), rows, tell, model)
    for name, again in ((RUN, _runs), (compared.MANIFEST, _comparison)):
        if (place / name).is_file():
            return again(place, _manifest(place / name), rows, tell)
    raise MfsimError(
        f"{place}: there is nothing to reproduce; expected a folder with {MANIFEST}, {RUN} or {compared.MANIFEST}"
    )


def _nobody(done: int, total: int) -> None:
    """Tell nobody."""


def _manifest(path: Path) -> dict[str, Any]:
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{path}: cannot be read: {error}") from None
    if not isinstance(found, dict) or "inputs" not in found:
        raise StoreError(f"{path}: does not say what went in; expected the manifest of this version of mfsim")
    return found


def _read(path: Path) -> pa.Table:
    try:
        return parquet.read_table(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise StoreError(f"{path}: cannot be read: {str(error).splitlines()[0]}") from None


def _study(folder: Path, manifest: Mapping[str, Any], rows: Rows, progress: Progress, model: Model | None) -> Reproduction:
    if manifest["model"] is not None and model is None:
        what = f"a function of one's own, {manifest['model']}, which is not kept"
        raise MfsimError(f"{folder}: was made with {what}; expected mfsim.reproduce(folder, model=...)")
    store = StudyFolder(folder)
    experiment = replace(_experiment(manifest), model=model)
    points = store.points()
    parts = store.done(manifest["chunks"])
    ends = np.cumsum([store.read(number, ["run"]).num_rows for number in parts])
    total = int(ends[-1]) if parts else 0
    numbers = chosen(rows, total, manifest["seed"])
    stored = _rows_at(store, parts, ends, numbers)
    tables = []
    level_files = manifest.get("level_files", {})
    with laid_out(level_files) as with_files:
        for done in range(len(numbers)):
            point, run = (int(stored[name][done].as_py()) for name in ("point", "run"))
            settings = with_files(settings_at(manifest, points.slice(point, 1).to_pylist()[0]))
            levels = {"": Level("", settings)} if settings else {}
            tables.append(compute(experiment, Chunk(0, ((Point(point, levels), run, run + 1),))))
            progress(done + 1, len(numbers))
    count, found = differences(stored, pa.concat_tables(tables), ("point", "run"))
    what = f"{len(numbers):,} of {total:,} runs"
    of_levels = {"files": level_files, "scenario_file": None}
    return Reproduction(what, count, tuple(found), _changes(manifest, [manifest["inputs"], of_levels]))


def _rows_at(store: StudyFolder, parts: Sequence[int], ends: NDArray[np.int64], numbers: Sequence[int]) -> pa.Table:
    """Return some rows of all that is stored, from the parts that have them."""
    where = np.searchsorted(ends, numbers, side="right")
    begins = np.concatenate(([0], ends[:-1]))
    return pa.concat_tables(
        store.read(parts[place]).take(np.asarray(numbers)[where == place] - begins[place]) for place in np.unique(where)
    )


def _experiment(manifest: Mapping[str, Any]) -> Experiment:
    scenario = scenario_from(manifest["inputs"])
    return Experiment(
        manifest["name"], manifest["title"], manifest["question"], scenario, (), Design(), manifest["runs"],
        manifest["months"], manifest["seed"], tuple(manifest["outcomes"]), scenario.document,
    )  # fmt: skip


def _runs(folder: Path, manifest: Mapping[str, Any], rows: Rows, progress: Progress) -> Reproduction:
    if manifest["replaced"]:
        what = ", ".join(manifest["replaced"])
        raise MfsimError(f"{folder}: was made with processes of one's own ({what}), which are not kept")
    scenario = scenario_from(manifest["inputs"])
    numbers = [manifest["first_run"] + one for one in chosen(rows, manifest["runs"], manifest["seed"])]
    stored = {name: _read(folder / f"{name}.parquet") for name in ("site", "firms", "norms")}
    total = 0
    found: list[Difference] = []
    for done, run in enumerate(numbers):
        records = run_batch(scenario, runs=range(run, run + 1), months=manifest["months"], seed=manifest["seed"], workers=1)
        now = {"site": site_table(records), "firms": firm_table(records, scenario), "norms": norm_table(records, scenario)}
        for name, table in stored.items():
            count, wrong = differences(table.filter(select.equal(table["run"], run)), now[name], ("run",))
            total, found = total + count, [*found, *wrong]
        progress(done + 1, len(numbers))
    what = f"{len(numbers):,} of {manifest['runs']:,} runs (tables {', '.join(stored)})"
    return Reproduction(what, total, tuple(found), _changes(manifest, [manifest["inputs"]]))


def _comparison(folder: Path, manifest: Mapping[str, Any], rows: Rows, progress: Progress) -> Reproduction:
    stored = _read(folder / compared.RUNS)
    scenarios = {name: scenario_from(inputs) for name, inputs in manifest["inputs"].items()}
    numbers = chosen(rows, manifest["runs"], manifest["seed"])
    total = 0
    found: list[Difference] = []
    for done, run in enumerate(numbers):
        for name, scenario in scenarios.items():
            runs = range(run, run + 1)
            now = measured(scenario, runs, manifest["months"], manifest["seed"], 1, manifest["outcomes"])
            here = stored.filter(select.and_(select.equal(stored["run"], run), select.equal(stored["scenario"], name)))
            keys = {"scenario": pa.array([name]), "run": pa.array([run], pa.int64())}
            count, wrong = differences(here, pa.table(keys | now), ("scenario", "run"))
            total, found = total + count, [*found, *wrong]
        progress(done + 1, len(numbers))
    what = f"{len(numbers):,} of {manifest['runs']:,} runs of each of {len(scenarios)} scenarios"
    return Reproduction(what, total, tuple(found), _changes(manifest, list(manifest["inputs"].values())))


def _changes(manifest: Mapping[str, Any], inputs: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    files = [one for kept in inputs for one in changed_files(kept)]
    return tuple(dict.fromkeys([*changes(manifest), *files]))
