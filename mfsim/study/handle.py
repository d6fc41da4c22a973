"""A study as it lies on disk: its points, its outcomes, and what of it is done, failed or missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import compute, parquet

from mfsim.errors import MfsimError, nearest, shown
from mfsim.store.folder import StudyFolder
from mfsim.writing import write_whole

if TYPE_CHECKING:
    import pandas as pd

    from mfsim.study.again import Reproduction, Rows
    from mfsim.study.functions import Model
    from mfsim.study.sensitivity import Analysis


@dataclass(frozen=True)
class Status:
    """How far a study is: numbers of runs, and the points that failed with what reproduces them."""

    total: int
    done: int
    failed: int
    failures: tuple[dict[str, Any], ...]

    @property
    def missing(self) -> int:
        """Runs that are still to be computed."""
        return self.total - self.done


@dataclass(frozen=True)
class Study:
    """A handle on a stored study.

    Attributes
    ----------
    store : StudyFolder
        The folder.
    """

    store: StudyFolder

    @property
    def manifest(self) -> dict[str, Any]:
        """What the study is: title, scenario, factors, seed, versions."""
        return self.store.manifest

    def points(self) -> pd.DataFrame:
        """Return a row for each point that is run; a factor that has no effect there is missing."""
        frame: pd.DataFrame = self.store.points().to_pandas()
        return frame

    def tables(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yield `table` a part after the other, so that a study of any size can be gone through.

        Raises
        ------
        MfsimError
            If there is no column of a name.
        """
        points, outcomes = self.store.points(), self.manifest["outcomes"]
        factors = points.column_names[1:]
        names = ["point", "run", *factors, *outcomes, "error"] if columns is None else list(columns)
        for name in names:
            if name not in ("point", "run", "error", *factors, *outcomes):
                near = nearest(name, ("point", "run", "error", *factors, *outcomes))
                hint = f"did you mean '{near}'?" if near else f"there are {', '.join(factors)} and the outcomes"
                raise MfsimError(f"columns: there is no {shown(name)}; {hint}")
        of_part = list(dict.fromkeys(["point", *(name for name in names if name not in factors)]))
        for number in self.store.done(self.manifest["chunks"]):
            rows = self.store.read(number, of_part)
            yield pa.table({
                name: points[name].take(rows["point"]) if name in factors else rows[name] for name in names
            })  # fmt: skip

    def table(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Return a row for each run that is stored, with the factors of its point, in the order of points and runs.

        Parameters
        ----------
        columns : sequence of str, optional
            ``point``, ``run``, factors, outcomes, ``error``; all if not given.
        """
        parts = list(self.tables(columns))
        return pa.concat_tables(parts) if parts else self.store.points().slice(0, 0)

    def outcomes(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return a row for each run: point, run, factors, outcomes; runs that failed have an error and no outcomes.

        Parameters
        ----------
        columns : sequence of str, optional
            What of it is read; all if not given.
        """
        frame: pd.DataFrame = self.table(columns).to_pandas()
        return frame

    def to_parquet(self, file: str | Path, columns: Sequence[str] | None = None) -> Path:
        """Write `table` as one file, part by part, whatever its size.

        Parameters
        ----------
        file : path
            Replaced if it is there.
        columns : sequence of str, optional
            What of it is written; all if not given.

        Raises
        ------
        MfsimError
            If nothing is stored yet, or there is no column of a name.
        """
        tables = self.tables(columns)
        first = next(tables, None)
        if first is None:
            raise MfsimError(f"{self.store.folder}: nothing is stored yet")

        def write(path: Path) -> None:
            with parquet.ParquetWriter(path, first.schema, compression="zstd") as writer:
                for table in chain((first,), tables):
                    writer.write_table(table)

        return write_whole(Path(file), write)

    def effects(self, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
        """Return what levers do, against their first levels, over all worlds: see `mfsim.study.effects.effects`."""
        from mfsim.study.effects import effects

        return effects(self, outcomes)

    def means(self, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the mean of each combination of levers over all worlds: see `mfsim.study.effects.means`."""
        from mfsim.study.effects import means

        return means(self, outcomes)

    def sensitivity(self, outcome: str | Sequence[str] | None = None, *, method: str | None = None) -> pd.DataFrame:
        """Return sensitivity indices: a row for each outcome, index and factor.

        Parameters
        ----------
        outcome : str or sequence of str, optional
            All of the study's if not given.
        method : str, optional
            ``rbd_fast``, ``delta`` or ``pawn``, of any design that is a sample: ``lhs``, ``rbd_fast``, ``delta``,
            ``pawn``. That of the design if not given.

        Returns
        -------
        DataFrame
            See `mfsim.study.sensitivity.Analysis.table`; what could not be analysed, and why, is in `analysis`.
        """
        return self.analysis(outcome, method=method).table()

    def analysis(
        self,
        outcome: str | Sequence[str] | None = None,
        *,
        method: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Analysis:
        """Return sensitivity indices with the noise of each outcome; see `sensitivity` for the parameters."""
        from mfsim.study.sensitivity import analyse

        chosen = [outcome] if isinstance(outcome, str) else outcome
        return analyse(self.store, chosen, method=method, progress=progress)

    def reproduce(self, rows: Rows = None, model: Model | None = None) -> Reproduction:
        """Run a sample again and compare every number with what is stored.

        Parameters
        ----------
        rows : int or sequence of int, optional
            How many rows of `outcomes`, at random, or which; 20 if not given.
        model : function of (settings, seed), optional
            The function that the study was made with in place of the multifactory.
        """
        from mfsim.study.reproduce import reproduce

        return reproduce(self.store.folder, rows, model=model)

    def status(self) -> Status:
        """Return what is done, failed and missing.

        Raises
        ------
        StoreError
            If the folder holds no study, or a part of it is damaged.
        """
        what = self.manifest
        done = failed = 0
        failures: dict[int, dict[str, Any]] = {}
        for number in self.store.done(what["chunks"]):
            rows = self.store.read(number, ["point", "run", "error"])
            done += rows.num_rows
            if rows["error"].null_count < rows.num_rows:
                wrong = rows.filter(compute.is_valid(rows["error"])).to_pylist()
                failed += len(wrong)
                for row in wrong:
                    failures.setdefault(row["point"], row)
        return Status(what["points"] * what["runs"], done, failed, tuple(self._with_settings(failures)))

    def _with_settings(self, failures: Mapping[int, dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Add to each failure what its point varies."""
        if failures:
            points = self.store.points().take(list(failures)).to_pylist()
            for row, point in zip(failures.values(), points, strict=True):
                varied = {key: value for key, value in point.items() if value is not None and key != "point"}
                yield {**row, "settings": varied}
