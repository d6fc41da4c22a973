"""`mfsim analyze`: the sensitivity indices of a stored study, as tables and figures beside it and on the terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mfsim.cli.analysis_files import FEW_OUTCOMES, write_analysis, write_levers
from mfsim.cli.app import Figures
from mfsim.cli.showing import progress_bar, show_table
from mfsim.store.folder import StudyFolder
from mfsim.study.handle import Study
from mfsim.study.resampling import FEWEST_RUNS
from mfsim.study.sensitivity import Analysis

Row = Mapping[str, Any]
ROUNDING = 1e-12
"""Indices below are 0 but for rounding."""
MOST_SHOWN = 12
"""Factors of an outcome that are printed; the tables have all."""
BLOCKS = {"morris": "trajectories", "sobol": "rows of the base sample", "fast": "search curves", "grid": "whole grid"}
"""What is drawn again for an interval over the design; points, where nothing is said."""


def analyse_and_show(
    folder: Path, out: Path | None, outcomes: Sequence[str] | None, method: str | None, figures: Figures
) -> None:
    """Analyse a study, write tables and figures, and print what matters."""
    study = Study(StudyFolder(folder))
    title, blocks = study.manifest["title"], BLOCKS.get(study.manifest["method"], "points")
    with progress_bar(title) as progress:
        found = study.analysis(outcomes, method=method, progress=progress)
    _show(found, blocks)
    target = folder / "analysis" if out is None else out
    chosen = "all" if outcomes and figures == "few" else figures
    for path in write_analysis(found, title, target, chosen, replaces=out is None):
        print(f"wrote {path}")


def levers_and_show(folder: Path, out: Path | None, outcomes: Sequence[str] | None, figures: Figures) -> None:
    """Say what levers do where every combination of them was run in every world."""
    study, target = Study(StudyFolder(folder)), folder / "levers" if out is None else out
    means, effects = study.means(outcomes), study.effects(outcomes)
    main = effects[effects["kind"] == "main"]
    for name in list(dict.fromkeys(main["outcome"]))[:FEW_OUTCOMES]:
        rows = main[main["outcome"] == name]
        shown = [{"lever": row["lever"], "level": row["level"], "against": row["against"], "difference": row["difference"],
                  "low": row["low"], "high": row["high"], "worlds above 0": row["up"], "noise": row["noise"]}
                 for row in rows.to_dict("records")]  # fmt: skip
        show_table(shown, f"{name}, {rows['unit'].iloc[0]}")
    print("low to high: 95 % intervals over worlds and runs; effects.csv has interactions and effects within levels too")
    for path in write_levers(means, effects, target, figures, replaces=out is None):
        print(f"wrote {path}")


def _show(found: Analysis, blocks: str) -> None:
    told = [about for about in found.noise if about["outcome"] in {row["outcome"] for row in found.indices}]
    for about in told[:FEW_OUTCOMES]:
        _show_outcome(about, [row for row in found.indices if row["outcome"] == about["outcome"]], found.main, blocks)
    if len(told) > FEW_OUTCOMES:
        print(f"and {len(told) - FEW_OUTCOMES} more outcomes in the tables; --outcome NAME shows one")
    for note in dict.fromkeys(about["note"] for about in found.noise if about["note"]):
        print(f"{note}: {', '.join(about['outcome'] for about in found.noise if about['note'] == note)}")
    if told:
        design = [f"from {found.resamples:,} resamples of the {blocks}"] if found.resamples else []
        runs = ["from leaving out each run in turn"] if told[0]["runs"] >= FEWEST_RUNS else []
        how = " and ".join([*design, *runs]) or "not known: they come from three runs of each point or more"
        print(f"low to high: 95 % intervals, {how}; rank: those that a factor can have")


def _show_outcome(about: Row, rows: Sequence[Row], main: str, blocks: str) -> None:
    singles = {(row["index"], row["factor"]): row for row in rows if row["other"] is None}
    others = [name for name in dict.fromkeys(index for index, _ in singles) if name != main]
    ranked = sorted((row for row in rows if row["index"] == main), key=lambda row: int(row["rank"]))
    show_table([_line(row, singles, others) for row in ranked[:MOST_SHOWN]], f"{about['outcome']} by {main}")
    if len(ranked) > MOST_SHOWN:
        print(f"and {len(ranked) - MOST_SHOWN} more factors in the tables")
    left = [
        f"{about[key]:,} {what}"
        for key, what in (
            ("blocks_missing", "missing"),
            ("blocks_failed", "left out"),
            ("values_filled", "values filled in"),
        )
        if about[key]
    ]
    runs = "1 run" if about["runs"] == 1 else f"{about['runs']} runs"
    print("; ".join([f"{about['blocks']:,} {blocks}, {runs} of each point", *left, *_noise(about)]))
    print(f"{about['caution']}\n" if about["caution"] else "")


def _noise(about: Row) -> list[str]:
    if math.isnan(about["noise_share"]):
        return ["seed noise is not known"] if about["runs"] < 2 else []
    shares = [f"{100 * about[share]:.0f} %" for share in ("noise_share", "noise_in_means")]
    return [f"seed noise is {shares[0]} of the variance of single runs, {shares[1]} of that of means"]


def _line(row: Row, singles: Mapping[tuple[str, str], Row], others: Sequence[str]) -> dict[str, object]:
    first, last = row["rank_best"], row["rank_worst"]
    return {
        "rank": str(first) if first == last else f"{first}-{last}", "factor": row["factor"], row["index"]: _best(row),
        "low": row["low"], "high": row["high"], "uncorrected": _rounded(row["uncorrected"]),
        **{name: _best(singles[name, row["factor"]]) for name in others},
        "above noise": "unknown" if row["above_noise"] is None else row["above_noise"], "from the next": row["from_next"],
    }  # fmt: skip


def _best(row: Row) -> float:
    return _rounded(row["uncorrected"] if math.isnan(row["corrected"]) else row["corrected"])


def _rounded(value: float) -> float:
    """Return 0 for what only rounding has left."""
    return 0.0 if abs(value) < ROUNDING else float(value)
