"""What figures show of a batch: a small bundle of arrays that can be handed to another process."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mfsim.engine.records import Records
    from mfsim.scenario.load import LoadedScenario

DEATHS = ("insolvent", "gave_up", "other_closing")


@dataclass(frozen=True)
class Shown:
    """What is drawn of R runs.

    Attributes
    ----------
    title : str
        Title of the scenario.
    living : float
        What a person draws for a living, EUR a month.
    labels : list of str
        A label for each founding member of the first site, by unit.
    series : record array, shape (R, months, sites)
        Columns of `mfsim.world.series.SITE_COLUMNS`.
    founders : array, shape (rows, 3)
        For each row of a founding member of the first site: unit, mean income (EUR per person and month), and where it was
        at the end (0 still there, 1 moved away, 2 closed).
    """

    title: str
    living: float
    labels: list[str]
    series: Any
    founders: NDArray[np.float64]

    def to_bytes(self) -> bytes:
        """Return the bundle as an uncompressed npz archive."""
        words = json.dumps([self.title, self.living, self.labels]).encode()
        store = io.BytesIO()
        np.savez(store, words=np.frombuffer(words, np.uint8), series=np.asarray(self.series), founders=self.founders)
        return store.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Shown:
        """Return the bundle that `to_bytes` made."""
        with np.load(io.BytesIO(data), allow_pickle=False) as store:
            title, living, labels = json.loads(store["words"].tobytes())
            return cls(title, living, labels, store["series"], store["founders"])


def shown(records: Records, scenario: LoadedScenario) -> Shown:
    """Take from records and scenario what the figures show."""
    from mfsim.world.records import CAUSES

    rows = records.firm_rows[(records.firm_site == 0) & (records.firm_rows["founder"] == 1.0)]
    dead = np.isin(rows["cause"], [CAUSES.index(cause) for cause in DEATHS])
    end = np.where(rows["cause"] < 0, 0.0, np.where(dead, 2.0, 1.0))
    names, trades = scenario.members, scenario.vocabulary.trades
    labels = [f"{member.name} ({trades[member.trade]})"[:48] for member in names]
    labels += [f"generated member {unit + 1}" for unit in range(len(names), scenario.settings.place.units)]
    founders = np.column_stack([rows["unit"], rows["income_eur"], end])
    settings = scenario.settings
    return Shown(settings.about.title, settings.finance.living_eur_month, labels, records.series, founders)
