"""Run a scenario many times and look at what happened: what ``mfsim.run`` returns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mfsim.engine.month import Process
from mfsim.engine.records import Records
from mfsim.engine.run import run_batch
from mfsim.errors import MfsimError
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.outcomes.rules_in_force import rules_at_the_end
from mfsim.outcomes.summary import summary_row
from mfsim.outcomes.surplus import surplus_rows
from mfsim.outcomes.surplus_summary import SHARES, by_run, certainty_rows
from mfsim.outcomes.tables import (
    firm_table,
    norm_table,
    panel_table,
    site_table,
    summary_table,
    surplus_table,
    tie_table,
)
from mfsim.report.files import Which, draw, figure_names
from mfsim.report.notebook import showable
from mfsim.report.paint import Painters
from mfsim.report.shown import Shown, shown
from mfsim.report.watched import watch
from mfsim.saving import manifest_of, save
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.rules import book_text
from mfsim.writing import write_file

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from matplotlib.figure import Figure


def run(
    scenario: LoadedScenario | str | Path | Mapping[str, object],
    *,
    runs: int = 100,
    months: int = 120,
    seed: int = 0,
    workers: int | None = None,
    panel: bool = False,
    replace: Mapping[str, Process] | None = None,
    with_isolated: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Run a scenario many times, each time with draws of its own.

    Parameters
    ----------
    scenario : LoadedScenario, str, Path or mapping
        A loaded scenario, the name of a shipped one, a file, or settings by section.
    runs : int
        Number of runs; run r is the same whatever the number of runs.
    months : int
        Months of each run.
    seed : int
        Seed of the study; 0 is a seed like any other.
    workers : int, optional
        Threads; by default one for each processor. The results do not depend on it.
    panel : bool
        Whether to keep every firm's state in every month, and the ties at the end.
    replace : mapping from the name of a process to a function, optional
        Processes replaced by functions ``rule(world, now)`` of your own.
    with_isolated : bool
        Whether to run the founding members each for itself as well (`mfsim.isolated`), with the same draws, for the
        surplus of being together: `Result.surplus`, `Result.surplus_summary`.
    progress : function of (done, total), optional
        Called as runs are done.

    Returns
    -------
    Result
        Tables of sites and firms, summary, figures.

    Raises
    ------
    MfsimError
        If a number is out of range, or there is no process of that name.
    ScenarioError
        If the scenario cannot be used.
    """
    loaded = scenario if isinstance(scenario, LoadedScenario) else load(scenario)
    if not loaded.settings.processes.record:
        raise MfsimError("processes.record: is off, so there would be nothing to show; expected true for a run")
    numbers = range(runs) if isinstance(runs, int) and not isinstance(runs, bool) and 0 < runs < 10**8 else runs
    records = run_batch(
        loaded,
        runs=_numbers(numbers),
        months=months,
        seed=seed,
        workers=workers,
        panel=panel,
        replace=replace,
        progress=_part(progress, 0, 2 if with_isolated else 1),
    )
    pairs = None
    if with_isolated:
        again = _part(progress, 1, 2)
        pairs = surplus_rows(loaded, records, seed=seed, workers=workers, replace=replace, progress=again)
    return Result(loaded, records, seed, replace, pairs)


def _part(progress: Callable[[int, int], None] | None, before: int, parts: int) -> Callable[[int, int], None] | None:
    """Count the runs of one of several batches of the same size as part of all."""
    if progress is None:
        return None
    return lambda done, total: progress(before * total + done, parts * total)


def _numbers(runs: Any) -> range:
    if isinstance(runs, range):
        return runs
    raise MfsimError(f"runs: expected a whole number from 1 to 10,000,000, not {runs!r}")


@dataclass(frozen=True)
class Result:
    """What runs of a scenario have shown.

    Attributes
    ----------
    scenario : LoadedScenario
        What was run.
    records : Records
        The records as arrays.
    seed : int
        Seed of the study.
    replace : mapping, optional
        Processes that were replaced.
    pairs : record array, optional
        Founding members together and alone (`mfsim.outcomes.surplus.SURPLUS_COLUMNS`), after ``with_isolated=True``.
    """

    scenario: LoadedScenario
    records: Records
    seed: int
    replace: Mapping[str, Process] | None = None
    pairs: Any = None

    @property
    def runs(self) -> int:
        """Number of runs."""
        return int(self.records.series.shape[0])

    @property
    def months(self) -> int:
        """Months of each run."""
        return int(self.records.series.shape[1])

    @property
    def site(self) -> pd.DataFrame:
        """A row for each run, site and month; columns of `mfsim.world.series.SITE_COLUMNS`."""
        return site_table(self.records).to_pandas()  # type: ignore[no-any-return]

    @property
    def firms(self) -> pd.DataFrame:
        """A row for each firm that was there in a run; columns of `mfsim.world.series.FIRM_COLUMNS`."""
        return firm_table(self.records, self.scenario).to_pandas()  # type: ignore[no-any-return]

    @property
    def norms(self) -> pd.DataFrame:
        """A row for each shared rule that was in force in a run; columns of `mfsim.world.series.NORM_COLUMNS`."""
        return norm_table(self.records, self.scenario).to_pandas()  # type: ignore[no-any-return]

    def save_book(self, file: str | Path, *, run: int = 0, site: int = 0) -> Path:
        """Write the rules in force at the end of a run as a book of rules, which a scenario can copy (`norms.book`).

        Parameters
        ----------
        file : path
            A CSV file, kind and resolution; replaced if it is there.
        run : int
            Number of the run.
        site : int
            Number of the site.

        Raises
        ------
        MfsimError
            If there is no such run or site here, no rule was in force, or the file cannot be written.
        """
        rules = rules_at_the_end(self.records, self.scenario.vocabulary, run, site)
        text = book_text(rules, f"run {run}, site {site} of {self.scenario.name}, seed {self.seed}")
        return write_file(Path(file), text)

    @property
    def panel(self) -> pd.DataFrame:
        """A row for each run, site, month and firm (only after ``panel=True``)."""
        return panel_table(self.records, self.scenario).to_pandas()  # type: ignore[no-any-return]

    @property
    def ties(self) -> pd.DataFrame:
        """A row for each ordered pair of members at the end: trust, and hours of help (only after ``panel=True``)."""
        return tie_table(self.records).to_pandas()  # type: ignore[no-any-return]

    def surplus(self) -> pd.DataFrame:
        """A row for each founding member and run: what it has together less what it has alone, discounted.

        Columns of `mfsim.outcomes.surplus.SURPLUS_COLUMNS`, which say what is compared, and the name. The prices of an hour
        and of a level, and the rate, are the settings of the table ``surplus``.

        Raises
        ------
        MfsimError
            Unless the run was made with ``with_isolated=True``.
        """
        return surplus_table(self._paired(), self.scenario).to_pandas()  # type: ignore[no-any-return]

    def surplus_summary(self) -> pd.DataFrame:
        """Mean surplus over runs, its standard error and its 90 % bootstrap interval.

        For all founding members, for those still there at the horizon, and for those who are so in both worlds. The unit
        drawn anew is the run: members of a run share its economy and one another.

        Raises
        ------
        MfsimError
            Unless the run was made with ``with_isolated=True``.
        """
        import pandas as pd

        return pd.DataFrame(self.surplus_summary_rows())

    def surplus_summary_rows(self) -> list[dict[str, Any]]:
        """Return the rows of the summary of the surplus as plain dictionaries."""
        return certainty_rows(self._paired())

    def _paired(self) -> Any:
        if self.pairs is None:
            raise MfsimError("surplus: the members have not been run alone; expected mfsim.run(..., with_isolated=True)")
        return self.pairs

    def outcomes(self) -> dict[str, NDArray[np.float64]]:
        """Return every outcome of the catalogue, and the surplus if asked for, an array of one number for each run."""
        return {name: values for _, name, _, values in self._measured()}

    def _measured(self) -> Iterator[tuple[str, str, str, NDArray[np.float64]]]:
        """Group, name, unit and values of every outcome."""
        for outcome in OUTCOMES:
            yield outcome.group, outcome.name, outcome.unit, outcome.measure(self.records)
        if self.pairs is not None:
            for share in SHARES:
                yield "surplus", share.name, share.unit, by_run(self.pairs, share)

    def summary(self) -> pd.DataFrame:
        """Return mean, 90 % interval and bimodality over runs of every outcome; runs where it is undefined are left out.

        Bimodality is Sarle's coefficient (`mfsim.outcomes.shape.bimodality`): above 5/9, as for satisfaction where some
        places end in a good climate and some in a bad one, a mean may describe no run at all.
        """
        import pandas as pd

        return pd.DataFrame(self.summary_rows())

    def summary_rows(self) -> list[dict[str, Any]]:
        """Return the rows of the summary as plain dictionaries."""
        return [dict(row) for row in self._rows_of_summary]

    @cached_property
    def _rows_of_summary(self) -> list[dict[str, Any]]:
        return [summary_row(*measured) for measured in self._measured()]

    def plot(self, kind: str = "history", run: int | None = None) -> Figure:
        """Draw a figure; a notebook shows it.

        Parameters
        ----------
        kind : str
            ``"history"``: livelihood, members, help, knowledge, community, norms, commons and landlord, month by month,
            over all runs.
            ``"members"``: what became of each founding member, over all runs.
            ``"floor_plan"``: rooms, ties and help early in one run and at its end.
            ``"one_run"``: the history of one run on a page: floor plans, livelihood, members, help, knowledge, norms, what
            is common, the association, the landlord.
            ``"norm_book"``: the rules of one run over time, and how often all runs have a rule for each kind of case.
        run : int, optional
            Number of the run that is looked at closely, the first by default.

        Raises
        ------
        MfsimError
            If there is no such kind of figure, or no run of that number.
        """
        if kind not in figure_names():
            raise MfsimError(f"plot: there is no figure '{kind}'; expected one of {', '.join(figure_names())}")
        return showable(draw(kind, self._shown(run)))

    def _shown(self, run: int | None = None) -> Shown:
        first = self.records.first_run
        number = first if run is None else run
        if number not in range(first, first + self.runs):
            raise MfsimError(f"run: expected a whole number from {first} to {first + self.runs - 1}, not {run!r}")
        watched = watch(self.scenario, number, self.months, self.seed, self.replace)
        return shown(self.records, self.scenario, watched)

    def save(self, folder: str | Path, painters: Painters | None = None, figures: Which = "all") -> list[Path]:
        """Write tables (Parquet and CSV), figures (PNG, SVG) and what was run (JSON) into a folder.

        Each file is written under another name first and then renamed, so that none is ever half-written.

        Parameters
        ----------
        folder : path
            Made if it is not there; files of the same names are replaced.
        painters : Painters, optional
            Processes that draw meanwhile; without them the figures are drawn here.
        figures : str
            ``"few"``: those of all runs, history and members, as PNG; ``"all"``: also those that look at one run, and
            each as SVG too; ``"none"``.

        Returns
        -------
        list of Path
            The files written.
        """
        return save(Path(folder), self._manifest, self._tables, self._shown(), painters, figures)

    def _manifest(self) -> str:
        first = self.records.first_run
        runs = range(first, first + self.runs)
        return manifest_of(self.scenario, runs, self.months, self.seed, tuple(self.replace or ()))

    def _tables(self) -> dict[str, pa.Table]:
        tables = {
            "summary": summary_table(self.summary_rows()),
            "site": site_table(self.records),
            "firms": firm_table(self.records, self.scenario),
            "norms": norm_table(self.records, self.scenario),
        }
        if self.pairs is not None:
            tables["surplus"] = surplus_table(self.pairs, self.scenario)
            tables["surplus_summary"] = summary_table(self.surplus_summary_rows())
        if self.records.panel.shape[1]:
            tables["panel"] = panel_table(self.records, self.scenario)
            tables["ties"] = tie_table(self.records)
        return tables
