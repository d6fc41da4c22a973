"""A month of a world as the page shows it: firms in their units, ties, charts, rules, what happened."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from mfsim.dashboard.charts import values
from mfsim.dashboard.happenings import comings_and_goings, rules_made, state_of
from mfsim.report.plan import holders, seen, strongest
from mfsim.report.smoothing import YEAR
from mfsim.world.development import STAGES
from mfsim.world.norm_records import ORIGINS
from mfsim.world.serials import member_name

if TYPE_CHECKING:
    from mfsim.abm.multifactory import Multifactory

GENERATED = "generated:"
"""How names of shipped members files begin that nobody bears."""


class Fact(NamedTuple):
    """A quantity of a firm that the page shows: field of `mfsim.world.records.FIRM`, what it is, its unit, decimals."""

    field: str
    label: str
    unit: str
    decimals: int


FACTS = (
    Fact("people", "people", "", 1),
    Fact("months_in_place", "here for", "months", 0),
    Fact("cash", "cash", "EUR", 0),
    Fact("smoothed_income", "income", "EUR a month, an owner", 0),
    Fact("arrears", "rent owed", "EUR", 0),
    Fact("open_hours", "open orders", "h", 0),
    Fact("satisfaction", "satisfaction", "", 2),
    Fact("care", "care for the place", "", 2),
    Fact("fatigue", "fatigue", "", 2),
    Fact("reputation", "reputation", "", 2),
    Fact("given_total", "help given", "h in all", 0),
    Fact("received_total", "help received", "h in all", 0),
)


class Teller:
    """Makes the frames of one model, month by month.

    Parameters
    ----------
    model : Multifactory
        Read after each of its steps; never changed.
    """

    def __init__(self, model: Multifactory) -> None:
        self.model = model
        self.names: dict[int, str] = {}

    def frame(self) -> bytes:
        """Return the month that the model has reached, as JSON."""
        records = self.model.records
        sites = range(self.model.case.settings.place.sites)
        told = {"month": self.model.month, "sites": [self._site(records, site) for site in sites]}
        return json.dumps(told, separators=(",", ":"), allow_nan=False).encode()

    def _site(self, records: Any, site: int) -> dict[str, Any]:
        model, words = self.model, self.model.vocabulary
        norms = np.asarray(records.norm_rows)[records.norm_site == site]
        firms = np.asarray(records.firm_rows)[records.firm_site == site]
        for serial in firms["serial"].astype(int).tolist():
            self._name(serial)
        series = np.asarray(records.series)[0, max(0, model.month - YEAR) :, site]
        settings = model.case.settings
        return {
            "firms": self._firms(site),
            "annexes": _annexes(model, site),
            "open": int(model.world.sites[site]["open_units"]),
            "ties": _ties(model, site),
            "charts": without_nan(values(series, settings)) if model.month else None,
            "state": state_of(series[-1]) if model.month else "",
            "crisis": bool(model.month and series["crisis"][-1] > 0.0),
            "innovations": int(series["innovations"][-1]) if model.month else 0,
            "rules": [_rule(row) for row in norms],
            "happened": [
                *comings_and_goings(firms, model.month, self.names, words.trades),
                *rules_made(norms, model.month, words.cases, words.case_resolutions),
            ],
        }

    def _firms(self, site: int) -> list[dict[str, Any]]:
        model, words = self.model, self.model.vocabulary
        there = np.flatnonzero(model.world.firms[site]["serial"] >= 0)
        rows = np.asarray(model.world.firms[site])[there]
        facts = [np.round(rows[fact.field].astype(float), fact.decimals).tolist() for fact in FACTS]
        told = zip(*without_nan(facts), strict=True)
        months = _months_of_living(rows, model.case.settings.finance.living_eur_month)
        return [
            {
                "unit": unit,
                "serial": int(row["serial"]),
                "name": self._name(int(row["serial"])),
                "trade": words.trades[row["trade"]],
                "kind": words.kinds[row["kind"]],
                "stage": STAGES[row["development"]].replace("_", "-"),
                "sector": int(row["sector"]),
                "field": words.fields[row["own_field"]],
                "level": round(float(model.world.skill[site, row["own_field"], unit]), 2),
                "founder": bool(row["founder"]),
                "lasts": round(lasts, 1),
                "care": round(float(row["care"]), 2),
                "facts": own,
            }
            for unit, row, lasts, own in zip(there.tolist(), rows, months, told, strict=True)
        ]

    def _name(self, serial: int) -> str:
        """Return the name of a member that the scenario names; empty for all others, who go by their trade."""
        if serial not in self.names:
            name = member_name(self.model.case, serial)
            named = any(member.name == name for member in self.model.case.members) and not name.startswith(GENERATED)
            self.names[serial] = name if named else ""
        return self.names[serial]


def _months_of_living(rows: Any, living: float) -> list[float]:
    """Return for how many months a firm's cash would pay its owners' living; negative in debt."""
    owners = np.maximum(rows["people"] - rows["employees"], 1e-9)
    return (rows["cash"] / np.maximum(owners * living, 1e-9)).tolist()  # type: ignore[no-any-return]


def _ties(model: Multifactory, site: int) -> list[list[float]]:
    """Return the strongest ties, weakest first: both units, mean trust, hours of help a month each way."""
    view = seen(model.world.firms[site], model.world.trust[site], model.world.helped[site])
    first, second, trust = strongest(view.trust, int((view.firms["serial"] >= 0).sum()))
    there = zip(first.tolist(), second.tolist(), trust.tolist(), strict=True)
    return [
        [one, other, round(mutual, 3), round(float(view.help[one, other]), 2), round(float(view.help[other, one]), 2)]
        for one, other, mutual in there
    ]


def _annexes(model: Multifactory, site: int) -> list[list[int]]:
    """Return the units that a firm has taken beside its own, each with the firm's unit."""
    firms = model.world.firms[site]
    holder = holders(firms)
    taken = np.flatnonzero((firms["serial"] < 0) & (holder >= 0))
    return np.column_stack([taken, holder[taken]]).tolist()  # type: ignore[no-any-return]


def _rule(row: Any) -> list[Any]:
    """Return kind, resolution, origin, first month, last month (None: in force), and how well it fits the place."""
    until = None if math.isnan(row["to_month"]) else int(row["to_month"])
    origin = ORIGINS[int(row["origin"])]
    return [int(row["kind"]), int(row["resolution"]), origin, int(row["from_month"]), until, round(float(row["quality"]), 2)]


def without_nan(value: Any) -> Any:
    """Return what JSON can say: None for a number that is not defined."""
    if isinstance(value, dict):
        return {key: without_nan(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
