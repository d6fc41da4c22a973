"""`mfsim compare`: scenarios against the first of them, on the same random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mfsim.cli.showing import progress_bar, show_table
from mfsim.errors import MfsimError

SHOWN = ("outcome", "first", "other", "difference", "low", "high", "chance", "effect", "resolved", "runs_saved", "unit")
"""Columns that are printed; the table in a file has the others."""


def compare_and_show(
    scenarios: Sequence[str],
    out: Path | None,
    *,
    runs: int | None,
    budget: int,
    narrow: float,
    outcomes: Sequence[str] | None,
    months: int,
    seed: int,
    workers: int | None,
) -> None:
    """Compare, print a table for each other scenario, and write one if a folder is given."""
    from mfsim.study.compare import compare

    with progress_bar(" / ".join(map(str, scenarios))) as progress:
        found = compare(
            *scenarios, runs=runs, budget=budget, narrow=narrow, outcomes=outcomes, months=months, seed=seed,
            workers=workers, progress=progress,
        )  # fmt: skip
    rows = found.rows()
    for name in found.names[1:]:
        title = f"{name} less {found.names[0]}: {found.runs:,} runs of {months:,} months, 95 % intervals"
        show_table([{key: row[key] for key in SHOWN} for row in rows if row["scenario"] == name], title)
    print("chance: that the second has more in a world; effect: in standard deviations of the first; resolved: 0 left out")
    print("runs_saved: how many times more runs independent draws would have taken for an interval as narrow")
    if runs is None and not found.narrow:
        print(f"not all intervals are within {narrow:g} standard deviations after {found.runs:,} runs: --budget")
    if out is not None:
        try:
            for path in found.save(out):
                print(f"wrote {path}")
        except OSError as error:
            raise MfsimError(f"--out {out}: cannot write there: {error.strerror or error}") from error
