"""What can be taken home from the page: the tables of what is on screen, and the scenario file that gives them again."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pyarrow import csv

from mfsim.abm.multifactory import Multifactory
from mfsim.dashboard.levers import as_given, checked
from mfsim.outcomes.tables import firm_table, norm_table, site_table
from mfsim.scenario.shipped import shipped_names
from mfsim.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

    from mfsim.dashboard.shown_world import ShownWorld

TABLES = ("site", "firms", "norms")
"""As `mfsim run` names them: months of the place, firms that were there, rules that were in force."""


def table_csv(world: ShownWorld, name: str, months: int) -> bytes:
    """Return a table of the first months of a world as CSV: the rows of run 0 in what ``mfsim run --seed`` writes."""
    model = Multifactory(world.case, world.asked.seed, collect=False)
    model.run_for(months)
    text = io.BytesIO()
    csv.write_csv(_table(model, name), text)
    return text.getvalue()


def _table(model: Multifactory, name: str) -> pa.Table:
    if name == "site":
        return site_table(model.records)
    return (firm_table if name == "firms" else norm_table)(model.records, model.case)


def scenario_toml(world: ShownWorld, months: int) -> str:
    """Return the scenario file of a world: the scenario that it began with, and the levers that were changed."""
    asked = world.asked
    base = "a scenario that comes with mfsim" if asked.source in shipped_names() else "this file must stay where it is"
    lines = [
        f"# {' '.join(world.case.settings.about.title.split())}, as it was on the page (mfsim {__version__}).",
        f"# The same history: mfsim run FILE --runs 1 --seed {asked.seed} --months {max(1, months)}",
        f"extends = {_toml(asked.source)} # {base}",
    ]
    for section, names in groupby(
        sorted(changes := as_given(checked(asked.changes))), key=lambda name: name.partition(".")[0]
    ):
        lines += ["", f"[{section}]", *_settings(changes, list(names))]
    return "\n".join([*lines, ""])


def _settings(changes: Mapping[str, Any], names: list[str]) -> list[str]:
    return [f"{name.partition('.')[2]} = {_toml(changes[name])}" for name in names]


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
