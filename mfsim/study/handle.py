"""A study as it lies on disk: its points, its outcomes, and what of it is done, failed or missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import compute

from mfsim.store.folder import StudyFolder

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
        """Return a row for each point of the design; a factor that has no effect there is missing."""
        frame: pd.DataFrame = self.store.points().to_pandas()
        return frame

    def table(self) -> pa.Table:
        """Return a row for each run that is stored, with the factors of its point, in the order of points and runs."""
        parts = [self.store.read(number) for number in self.store.done(self.manifest["chunks"])]
        if not parts:
            return self.store.points().slice(0, 0)
        rows, points = pa.concat_tables(parts), self.store.points()
        factors = points.drop_columns("point").take(rows["point"])
        names = ["point", "run", *factors.column_names, *(one for one in rows.column_names if one not in ("point", "run"))]
        columns = dict(zip(factors.column_names, factors.columns, strict=True))
        return pa.table({name: columns[name] if name in columns else rows[name] for name in names})

    def outcomes(self) -> pd.DataFrame:
        """Return a row for each run: point, run, factors, outcomes; runs that failed have an error and no outcomes."""
        frame: pd.DataFrame = self.table().to_pandas()
        return frame

    def effects(self) -> pd.DataFrame:
        """Return what levers do, against their first levels, over all worlds: see `mfsim.study.effects.effects`."""
        from mfsim.study.effects import effects

        return effects(self)

    def means(self) -> pd.DataFrame:
        """Return the mean of each combination of levers over all worlds: see `mfsim.study.effects.means`."""
        from mfsim.study.effects import means

        return means(self)

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
        points = self.store.points().to_pylist()
        done = failed = 0
        failures: dict[int, dict[str, Any]] = {}
        for number in self.store.done(what["chunks"]):
            rows = self.store.read(number)
            done += rows.num_rows
            wrong = rows.filter(compute.is_valid(rows["error"]))
            failed += wrong.num_rows
            for row in wrong.select(["point", "run", "error"]).to_pylist():
                settings = {
                    key: value for key, value in points[row["point"]].items() if value is not None and key != "point"
                }
                failures.setdefault(row["point"], {**row, "settings": settings})
        return Status(what["points"] * what["runs"], done, failed, tuple(failures.values()))
