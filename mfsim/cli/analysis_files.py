"""The folder of an analysis: tables and figures, written as a whole."""

from __future__ import annotations

import math
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mfsim.cli.app import Figures
from mfsim.errors import MfsimError
from mfsim.study.sensitivity import Analysis

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

FEW_OUTCOMES = 6
"""As many have a figure of their own without being asked for."""
MOST_PANELS, MOST_LEVERS = 9, 3
"""Outcomes in one figure unless all are asked for, and levers that it can tell apart."""
MOST_BARS = 2
"""Indices beside one another in a figure."""


def write_analysis(found: Analysis, title: str, target: Path, figures: Figures, *, replaces: bool) -> list[Path]:
    """Write an analysis into a folder of its own; see `write_folder`."""

    def write(folder: Path) -> list[str]:
        return [*_write_tables({"indices": found.table(), "noise": found.noise_table()}, folder),
                *_write_figures(_drawn(found, title, figures == "all"), figures, folder)]  # fmt: skip

    return write_folder(target, write, replaces=replaces)


def write_levers(
    means: pd.DataFrame, effects: pd.DataFrame, target: Path, figures: Figures, *, replaces: bool
) -> list[Path]:
    """Write what levers do into a folder of its own; see `write_folder`."""

    def drawn() -> Iterator[tuple[str, Figure]]:
        from mfsim.report.levers import draw_effects, draw_means

        outcomes = list(dict.fromkeys(means["outcome"]))[: None if figures == "all" else MOST_PANELS]
        yield "effects", draw_effects(effects, outcomes)
        yield "means", draw_means(means, list(means.columns[: means.columns.get_loc("outcome")])[:MOST_LEVERS], outcomes)

    def write(folder: Path) -> list[str]:
        tables = {"means": means, "effects": effects}
        return [*_write_tables(tables, folder), *_write_figures(drawn(), figures, folder)]

    return write_folder(target, write, replaces=replaces)


def write_folder(target: Path, write: Callable[[Path], list[str]], *, replaces: bool) -> list[Path]:
    """Write files into a folder of their own, which has its name only when it is whole.

    Raises
    ------
    MfsimError
        If there is another folder of that name which is not to be replaced, or it cannot be written.
    """
    if target.exists() and not replaces and any(target.iterdir()):
        raise MfsimError(f"--out {target}: is not empty; expected a new folder")
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        partial.mkdir(parents=True)
        names = write(partial)
        if target.exists():
            shutil.rmtree(target)
        partial.rename(target)
    except OSError as error:
        raise MfsimError(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return [target / name for name in names]


def _write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> Iterator[str]:
    import pyarrow as pa
    from pyarrow import csv, parquet

    for name, frame in tables.items():
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
        csv.write_csv(table, str(folder / f"{name}.csv"))
        parquet.write_table(table, str(folder / f"{name}.parquet"))
        yield from (f"{name}.csv", f"{name}.parquet")


def _write_figures(drawn: Iterator[tuple[str, Figure]], figures: Figures, folder: Path) -> Iterator[str]:
    from mfsim.report.files import write_figure

    for name, figure in () if figures == "none" else drawn:
        yield from (write_figure(figure, folder / f"{name}{ending}").name for ending in (".png", ".svg"))


def _drawn(found: Analysis, title: str, every: bool) -> Iterator[tuple[str, Figure]]:
    from mfsim.report.sensitivity import draw_effects, draw_indices, draw_noise, draw_overview

    if any(not math.isnan(about["noise_share"]) for about in found.noise):
        yield "noise", draw_noise(found.noise, title)
    there = [about for about in found.noise if about["outcome"] in {row["outcome"] for row in found.indices}]
    if len(there) > 1:
        yield "overview", draw_overview(found.indices, found.main, title)
    for about in there if every or len(there) <= FEW_OUTCOMES else ():
        name = f"{title}: {about['outcome']}"
        file = "indices_" + re.sub(r"\W+", "_", about["outcome"])
        rows = [row for row in found.indices if row["outcome"] == about["outcome"]]
        if found.main == "mu_star":
            yield file, draw_effects(rows, name, about)
        else:
            bars = list(dict.fromkeys(row["index"] for row in rows if row["other"] is None))[:MOST_BARS]
            yield file, draw_indices(rows, found.main, bars, name, about)
