"""`mfsim run` and `mfsim validate`: load, run with a progress bar, show the summary, name the files."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import toml_rs

from mfsim.cli.showing import progress_bar, show_table
from mfsim.errors import MfsimError, in_full
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.settings import all_settings

if TYPE_CHECKING:
    from mfsim.report.files import Which


def load_with(source: str, assignments: Sequence[str]) -> LoadedScenario:
    """Return the scenario with ``key=value`` assignments from the command line.

    Raises
    ------
    ScenarioError
        If the scenario or a setting cannot be used.
    MfsimError
        If an assignment has no ``=``.
    """
    return load(source, settings_of(assignments) or None)


def settings_of(assignments: Sequence[str]) -> dict[str, object]:
    """Return ``key=value`` assignments as settings by name.

    Raises
    ------
    MfsimError
        If an assignment has no ``=``.
    """
    settings: dict[str, object] = {}
    for assignment in assignments:
        name, equals, value = (part.strip() for part in assignment.partition("="))
        if not equals or not name or not value:
            raise MfsimError(f"--set {assignment}: expected setting=value, such as demand.rivalry=0.5")
        settings[name] = _value(value)
    return settings


def _value(text: str) -> object:
    """Return a TOML value, or the text itself, so that quotes are not needed."""
    try:
        parsed = toml_rs.loads(f"value = {text}")
    except toml_rs.TOMLDecodeError:
        return text
    return parsed["value"] if len(parsed) == 1 else text


def describe(scenario: LoadedScenario) -> str:
    """Return a scenario in a few lines."""
    place, values = scenario.settings.place, scenario.document.values
    changed = sum(value != all_settings()[name].default for name, value in values.items() if name in all_settings())
    who = f"{len(scenario.members)} members" if scenario.members else "generated members"
    sites = "" if place.sites == 1 else f", {place.sites:,} such sites"
    return "\n".join([
        f"{scenario.name} is valid: {scenario.settings.about.title}",
        f"  {who} in {place.units:,} units, {in_full(place.total_area_m2)} m²{sites}",
        f"  {changed} settings differ from their defaults, {len(all_settings()) - changed} do not",
    ])  # fmt: skip


SHOWN = ("group", "outcome", "mean", "low", "high", "unit")
"""Columns of the summary that are printed; the tables have the others."""
FIGURES = ("mean", "low", "high")


def run_and_show(
    source: str,
    assignments: Sequence[str],
    out: Path | None,
    *,
    runs: int,
    months: int,
    seed: int,
    panel: bool,
    with_isolated: bool,
    workers: int | None,
    figures: Which,
) -> None:
    """Run a scenario, print its summary, write tables and figures and say where they are."""
    scenario = load_with(source, assignments)
    folder = Path("results") / scenario.name if out is None else out
    check_writable(folder)
    from mfsim.report.paint import Painters

    with Painters(figures) as painters:
        from mfsim.results import run

        with _without_blas(), progress_bar(f"{scenario.name}: {runs:,} runs of {months:,} months") as progress:
            result = run(
                scenario, runs=runs, months=months, seed=seed, workers=workers, panel=panel, with_isolated=with_isolated,
                progress=progress,
            )  # fmt: skip
        try:
            written = result.save(folder, painters, figures)
        except OSError as error:
            raise MfsimError(f"--out {folder}: cannot write there: {error.strerror or error}") from error
    rows = [{name: row[name] for name in SHOWN if name in row} for row in result.summary_rows()]
    told = [row for row in rows if any(row[name] not in (0.0, None) and row[name] == row[name] for name in FIGURES)]
    show_table(told or rows, f"{scenario.settings.about.title}: {runs:,} runs of {months:,} months")
    if with_isolated:
        title = "Surplus of being together: founding members here less the same alone, mean and its 90 % interval"
        show_table([{name: row[name] for name in SHOWN if name in row} for row in result.surplus_summary_rows()], title)
    if len(told) < len(rows):
        print(f"left out, as 0 or undefined in all runs: {len(rows) - len(told)} outcomes (summary.csv has them)")
    for path in written:
        print(f"wrote {path}")
    if figures == "few":
        print("more figures (floor plan, one run on a page, norm book), and each as SVG too: --figures all")
    gc.freeze()  # the process ends here: looking through all that numba has made would take a third of a second


@contextmanager
def _without_blas() -> Iterator[None]:
    """Keep numba from importing scipy.linalg, to look for a BLAS that no rule uses: an eighth of a short command."""
    name = "scipy.linalg"
    blocked = name not in sys.modules
    if blocked:
        sys.modules[name] = None  # type: ignore[assignment] # so that importing it fails at once
    try:
        yield
    finally:
        if blocked:
            del sys.modules[name]


def check_writable(folder: Path) -> None:
    """Refuse a place for results before the work is done rather than after."""
    try:
        nearest_there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    except (OSError, ValueError) as error:
        raise MfsimError(f"--out {str(folder)[:100]}: not a folder name ({error})") from error
    if not nearest_there.is_dir():
        raise MfsimError(f"--out {folder}: {nearest_there} is a file; expected a folder")
    if not os.access(nearest_there, os.W_OK):
        raise MfsimError(f"--out {folder}: no permission to write in {nearest_there}")
