"""Commands on many runs of many settings: sweep, compare, analyse, reproduce."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Group

from mfsim.cli.app import Figures, Months, Outcomes, Seed, Workers, app, count

GROUP = Group.create_ordered("Studies")


@app.command(group=GROUP)
def sweep(
    experiment: str,
    /,
    *,
    out: Path | None = None,
    executor: str = "threads",
    workers: Workers | None = None,
    budget: Annotated[int | None, count(10**12)] = None,
) -> None:
    """Run an experiment: many points, each many times. Stopped, it goes on where it was when it is called again.

    Parameters
    ----------
    experiment
        An experiment file, or the name of a shipped experiment.
    out
        Folder of the study; results/NAME of the experiment if not given.
    executor
        Who computes: threads, processes, or dask://host:port.
    workers
        How many threads or processes; one for each processor if not given.
    budget
        Runs to compute at most this time.
    """
    from mfsim.cli.studying import run_sweep

    run_sweep(experiment, out, executor=executor, workers=workers, budget=budget)


@app.command(group=GROUP)
def status(folder: Path, /) -> None:
    """Say what of a study is done, failed and missing.

    Parameters
    ----------
    folder
        The folder of the study.
    """
    from mfsim.cli.studying import show_status

    show_status(folder)


@app.command(group=GROUP)
def analyze(
    folder: Path,
    /,
    *,
    outcomes: Outcomes | None = None,
    method: Literal["rbd_fast", "delta", "pawn"] | None = None,
    out: Path | None = None,
    figures: Figures = "few",
) -> None:
    """Say which factors of a study matter, with intervals over design and runs, and how much of it all is seed noise.

    Parameters
    ----------
    folder
        The folder of the study.
    method
        Another method than the design's: rbd_fast, delta or pawn, of designs lhs, rbd_fast, delta and pawn.
    out
        A new folder for tables and figures; FOLDER/analysis, which is replaced, if not given.
    figures
        Which figures to draw: few (noise and overview, and those of outcomes that were asked for or are few), all, or none.
    """
    from mfsim.cli.analysing import analyse_and_show

    analyse_and_show(folder, out, outcomes, method, figures)


@app.command(group=GROUP)
def levers(
    folder: Path,
    /,
    *,
    outcomes: Outcomes | None = None,
    out: Path | None = None,
    figures: Figures = "few",
) -> None:
    """Say what the levers of a study do over all that is not known: of a grid, or a design crossed with levers.

    Parameters
    ----------
    folder
        The folder of the study.
    out
        A new folder for tables and figures; FOLDER/levers, which is replaced, if not given.
    figures
        Draw few outcomes, all, or none.
    """
    from mfsim.cli.analysing import levers_and_show

    levers_and_show(folder, out, outcomes, figures)


@app.command(group=GROUP)
def compare(
    scenarios: list[str],
    /,
    *,
    runs: Annotated[int | None, count(10_000_000)] = None,
    budget: Annotated[int, count(10_000_000)] = 2_000,
    narrow: float = 0.1,
    outcomes: Outcomes | None = None,
    months: Months = 120,
    seed: Seed = 0,
    workers: Workers | None = None,
    out: Path | None = None,
) -> None:
    """Compare scenarios with the first of them, run by run on the same random numbers.

    Parameters
    ----------
    scenarios
        Two or more scenario files, or names of shipped ones.
    runs
        Runs of each; if not given, as many as it takes for narrow intervals, within the budget.
    budget
        Most runs of each.
    narrow
        Half of an interval's width that is narrow enough, in standard deviations of the first scenario's outcome.
    out
        Folder for the table, as CSV and Parquet; none is written if not given.
    """
    from mfsim.cli.comparing import compare_and_show

    compare_and_show(
        scenarios, out, runs=runs, budget=budget, narrow=narrow, outcomes=outcomes, months=months, seed=seed, workers=workers
    )


@app.command(group=GROUP)
def reproduce(folder: Path, /, *, rows: str = "20") -> None:
    """Run a sample of stored results again, and say whether every number is the same, bit for bit.

    Exit code 0 if so, 1 if not. Only what lies in the folder is used.

    Parameters
    ----------
    folder
        The folder of a study, of `mfsim run`, or of `mfsim compare --out`.
    rows
        How many, chosen at random; which (3,17,18; a comma makes one number a list: 3,); or all.
    """
    from mfsim.cli.reproducing import show_reproduction

    show_reproduction(folder, rows)


@app.command(group=GROUP)
def experiments() -> None:
    """List the shipped experiments, which `mfsim sweep NAME` runs, each with its question."""
    from mfsim.cli.studying import show_experiments

    show_experiments()
