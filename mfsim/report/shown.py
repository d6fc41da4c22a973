"""What figures show of a batch: a small bundle of arrays that can be handed to another process."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mfsim.report.rules import share_with_rule
from mfsim.report.watched import Watched

if TYPE_CHECKING:
    from mfsim.engine.records import Records
    from mfsim.scenario.load import LoadedScenario

DEATHS = ("insolvent", "gave_up", "other_closing")
WORDS = (
    "title",
    "living",
    "total_area",
    "fields",
    "labels",
    "sectors",
    "sector_of",
    "deaths",
    "kinds",
    "resolutions",
    "names",
)
ARRAYS = ("series", "founders", "rules")
DRAWN = (
    "members", "income_eur", "gaps", "gaps_met", "knowledge", "satisfaction", "care", "ties", "regulated", "null_regulated",
    "condition", "crisis", "dissolved", "rent_full_eur", "rent_paid_eur", "single_tenant_eur",
)  # fmt: skip
"""Columns of the series that figures show: a tenth of all, as all would take longer to hand over than to draw."""


@dataclass(frozen=True)
class Shown:
    """What is drawn of R runs, and of one of them more closely.

    Attributes
    ----------
    title : str
        Title of the scenario.
    living : float
        What a person draws for a living, EUR a month.
    total_area : float
        Area of a site with all that is common, m².
    fields : int
        Number of fields of skill.
    labels : list of str
        A label for each founding member of the first site, by unit.
    sectors : list of str
        Names of the sectors.
    sector_of : list of int
        Sector of each trade.
    deaths : list of int
        Causes of exit that are deaths of the firm.
    kinds : list of str; resolutions : list of lists of str
        Kinds of case, and how each can be resolved.
    names : dict from serial number to str
        A short label for each firm of the watched run: the name of a named member, the trade of others.
    series : record array, shape (R, months, sites)
        Those of `mfsim.world.series.SITE_COLUMNS` that are drawn.
    founders : array, shape (rows, 3)
        For each row of a founding member of the first site: unit, mean income (EUR per person and month), and where it was
        at the end (0 still there, 1 moved away, 2 closed).
    rules : array, shape (kinds of case, months)
        Share of runs (and sites) that have a rule at the end of the month.
    watched : Watched
        One run, looked at closely.
    """

    title: str
    living: float
    total_area: float
    fields: int
    labels: list[str]
    sectors: list[str]
    sector_of: list[int]
    deaths: list[int]
    kinds: list[str]
    resolutions: list[list[str]]
    names: dict[int, str]
    series: Any
    founders: NDArray[np.float64]
    rules: NDArray[np.float64]
    watched: Watched

    def to_bytes(self) -> bytes:
        """Return the bundle as an uncompressed npz archive."""
        words = {name: getattr(self, name) for name in WORDS}
        arrays: dict[str, Any] = {name: np.asarray(getattr(self, name)) for name in ARRAYS} | {
            f"watched_{name}": np.asarray(array) for name, array in self.watched._asdict().items()
        }
        store = io.BytesIO()
        np.savez(store, words=np.frombuffer(json.dumps(words).encode(), np.uint8), **arrays)
        return store.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Shown:
        """Return the bundle that `to_bytes` made."""
        with np.load(io.BytesIO(data), allow_pickle=False) as store:
            words = json.loads(store["words"].tobytes())
            words["names"] = {int(serial): name for serial, name in words["names"].items()}
            watched = Watched(*(store[f"watched_{name}"] for name in Watched._fields))
            return cls(**words, **{name: store[name] for name in ARRAYS}, watched=watched)


def shown(records: Records, scenario: LoadedScenario, watched: Watched) -> Shown:
    """Take from records, scenario and the run that was watched what the figures show."""
    from mfsim.scenario.members import by_site
    from mfsim.world.records import CAUSES

    rows = records.firm_rows[(records.firm_site == 0) & (records.firm_rows["entry_month"] == 0.0)]
    deaths = [CAUSES.index(cause) for cause in DEATHS]
    dead = np.isin(rows["cause"], deaths)
    end = np.where(rows["cause"] < 0, 0.0, np.where(dead, 2.0, 1.0))
    names, trades = by_site(scenario.members)[0], scenario.vocabulary.trades
    labels = [f"{member.name} ({trades[member.trade]})"[:48] for member in names]
    labels += [f"generated member {unit + 1}" for unit in range(len(names), scenario.settings.place.units)]
    settings = scenario.settings
    runs, months, sites = records.series.shape
    return Shown(
        title=settings.about.title,
        living=settings.finance.living_eur_month,
        total_area=settings.place.total_area_m2,
        fields=len(scenario.vocabulary.fields),
        labels=labels,
        sectors=list(scenario.vocabulary.sectors),
        sector_of=scenario.vocabulary.trade_sector.tolist(),
        deaths=deaths,
        kinds=list(scenario.vocabulary.cases),
        resolutions=[list(names) for names in scenario.vocabulary.case_resolutions],
        names=_short_names(watched, scenario),
        series=_drawn(records.series),
        founders=np.column_stack([rows["unit"], rows["income_eur"], end]),
        rules=share_with_rule(records.norm_rows, len(scenario.vocabulary.cases), months, runs * sites),
        watched=watched,
    )


def _drawn(series: Any) -> Any:
    """Return the columns that are drawn, side by side."""
    taken = np.empty(series.shape, [(name, series.dtype[name]) for name in DRAWN])
    for name in DRAWN:
        taken[name] = series[name]
    return taken


def _short_names(watched: Watched, scenario: LoadedScenario) -> dict[int, str]:
    """Return names of named members, trades of all others."""
    from mfsim.world.serials import serials_by_name

    named = {serial: name for name, serial in serials_by_name([member.name for member in scenario.members]).items()}
    named = {serial: name for serial, name in named.items() if not name.startswith("generated:")}
    trades = scenario.vocabulary.trades
    return {int(row["serial"]): named.get(int(row["serial"]), trades[int(row["trade"])]) for row in watched.rows}
