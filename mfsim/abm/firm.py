"""A firm as a Mesa agent: a view of its row in the world, which holds no copy of anything."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from mesa.discrete_space import FixedAgent

from mfsim.abm.mappings import Markets, Skills, Ties
from mfsim.abm.quantities import Settable, Shown, checked
from mfsim.errors import MfsimError, nearest
from mfsim.world.departure import vacate
from mfsim.world.records import CAUSES
from mfsim.world.serials import member_name

if TYPE_CHECKING:
    from mfsim.abm.multifactory import Multifactory


class Firm(FixedAgent):  # type: ignore[misc]
    """A firm in its unit.

    Attributes read the arrays of ``model.world`` and, where it is said, write them. Cash, what customers owe, rent owed
    and open hours go through the ledger of the site when they are set: what is added counts as brought in by newcomers,
    billed, charged, or accepted. After the firm has left, ``site``, ``unit``, ``serial`` and ``is_present`` remain; every
    other quantity raises `MfsimError` (what became of the firm is in ``model.firm_history()``).

    Attributes
    ----------
    site, unit : int
        Where it is; a firm keeps its unit.
    serial : int
        Serial number, the same in every variant of a scenario.
    """

    model: Multifactory

    cash = Settable("cash", "Cash (EUR); can be set.", account="newcomers")
    receivable = Settable("receivable", "What customers owe (EUR); can be set.", 0.0, account="billed")
    arrears = Settable("arrears", "Rent owed (EUR); can be set.", 0.0, account="charged")
    open_hours = Settable("open_hours", "Hours of open orders (h); can be set.", 0.0, account="accepted")
    rate = Settable("rate", "Billing rate (EUR/h); can be set.", 0.01)
    generosity = Settable("generosity", "Generosity, 0 to 1; can be set.", 0.0, 1.0)
    reputation = Settable("reputation", "Reputation, 0 to 1; can be set.", 0.0, 1.0)
    care = Settable("care", "Care for the place, 0 to 1; can be set.", 0.0, 1.0)
    fatigue = Settable("fatigue", "Fatigue, 0 to 1; can be set.", 0.0, 1.0)
    satisfaction = Settable("satisfaction", "Satisfaction, 0 to 1; can be set.", 0.0, 1.0)
    value = Settable("value", "Values, a position from 0 to 1; can be set.", 0.0, 1.0)

    founder = Shown("founder", "Whether it is a founding member.")
    entry_month = Shown(
        "entry_month", "Month of entry into the place or its founding group; 0 for those there at the start."
    )
    months_in_place = Shown("months_in_place", "Months in the place or its founding group.")
    months_outside = Shown("months_outside", "Of these, months in which it worked outside, its unit not being open.")
    age_months = Shown("age_months", "Age (months).")
    employees = Shown("employees", "People whom it has hired.")
    income = Shown("income", "Profit of the month after tax, wages and rent (EUR).")
    smoothed_income = Shown("smoothed_income", "Smoothed income (EUR per owner and month).")
    billed = Shown("billed", "Billing of the month (EUR).")
    rent = Shown("rent", "Rent paid in the month (EUR).")
    rent_per_m2 = Shown("rent_per_m2", "Rent by its contract (EUR per m² and month).")
    capacity = Shown("capacity", "Hours that it could work this month (h).")
    hours_worked = Shown("hours_worked", "Hours worked for its own orders this month (h).")
    project_hours = Shown("project_hours", "Hours spent on joint projects this month (h).")
    project_billed = Shown("project_billed", "Its part of what joint projects brought this month (EUR).")
    help_given = Shown("hours_given", "Hours given to colleagues this month (h).")
    help_given_total = Shown("given_total", "Hours given to colleagues since it came (h).")
    help_received_total = Shown("received_total", "Hours received from colleagues since it came (h).")
    development = Shown(
        "development", "Stage of development: 0 start-up, 1 surviving, 2 established, 3 grown; 0 where growth is off."
    )
    nomad = Shown("nomad", "Whether one of its people is semi-nomadic, in a network of sites.")
    away_at = Shown("away_at", "Partner site where this one will be next month, counted from 1; 0: at home.")
    crowded = Shown("crowded", "Share of its hours for which it lacks room to work this month.")
    machine_charge = Shown("machine_charge", "Paid this month for the association's machines and for area booked (EUR).")
    inputs_bought = Shown("inputs_bought", "Paid this month for inputs from who is no member, transport included (EUR).")
    chain_hours = Shown("chain_hours", "Hours worked this month for inputs and orders of colleagues (h).")
    chain_money = Shown("chain_money", "Paid to it this month for such orders, less what it paid for its own (EUR).")
    innovations = Shown("innovations", "Recombinations of distant fields since it came.")
    learned = Shown("learned", "Levels gained from colleagues this month, over all fields.")
    rivals = Shown("rivals", "Summed overlap of its market with those of the others.")
    noise_heard = Shown("noise_heard", "Noise heard from the others.")

    def __init__(self, model: Multifactory, site: int, unit: int) -> None:
        super().__init__(model)
        self.site, self.unit = site, unit
        self._row = model.world.firms[site, unit]
        self.serial = int(self._row["serial"])
        self.cell = model.space[site, unit]

    def __repr__(self) -> str:
        return f"<Firm {self.name}, {self.trade}>" if self.is_present else f"<Firm {self.name}, left>"

    @property
    def is_present(self) -> bool:
        """Whether it is still in its unit."""
        return bool(self._row["serial"] == self.serial)

    @property
    def row(self) -> Any:
        """Its row in ``model.world.firms`` (fields of `mfsim.world.records.FIRM`), for what has no attribute here.

        Raises
        ------
        MfsimError
            If the firm has left.
        """
        if self._row["serial"] != self.serial:
            raise MfsimError(
                f"{self.name} (serial {self.serial}) has left unit {self.unit} of site {self.site}: "
                "model.firm_history() says when and why"
            )
        return self._row

    @property
    def ledger(self) -> Any:
        """The ledger of its site."""
        return self.model.world.ledger[self.site]

    def here(self, table: str) -> Any:
        """Return its site's part of an array of the world, if the firm is there."""
        assert self.row is not None
        return getattr(self.model.world, table)[self.site]

    @property
    def name(self) -> str:
        """Name in the members file; a number for those who came later or are not named."""
        return member_name(self.model.case, self.serial)

    @property
    def trade(self) -> str:
        """Trade."""
        return str(self.model.vocabulary.trades[self.row["trade"]])

    @property
    def sector(self) -> str:
        """Sector of its trade."""
        return str(self.model.vocabulary.sectors[self.row["sector"]])

    @property
    def kind(self) -> str:
        """Kind of firm."""
        return str(self.model.vocabulary.kinds[self.row["kind"]])

    @property
    def own_field(self) -> str:
        """Its own field of skill."""
        return str(self.model.vocabulary.fields[self.row["own_field"]])

    @property
    def area(self) -> float:
        """Area of its unit and its annexes (m²)."""
        return float(self.row["area"])

    @property
    def annexes(self) -> list[int]:
        """Units that it has taken beside its own."""
        return [int(unit) for unit in np.flatnonzero(self.here("firms")["tenant"] == self.unit)]

    @property
    def people(self) -> float:
        """People, owners and hired; can be set, which changes the number of owners."""
        return float(self.row["people"])

    @people.setter
    def people(self, number: float) -> None:
        self.row["people"] = checked("people", number, float(self.row["employees"]) + 0.01, math.inf)

    @property
    def is_inside(self) -> bool:
        """Whether its unit is open; else it works outside."""
        return bool(self.row is not None and self.unit < self.here("sites")["open_units"])

    @property
    def standing(self) -> float:
        """Standing with customers, a factor on its orders (the row holds the logarithm); can be set."""
        return math.exp(self.row["standing"])

    @standing.setter
    def standing(self, factor: float) -> None:
        self.row["standing"] = math.log(checked("standing", factor, 1e-9, math.inf))

    @property
    def help_received(self) -> float:
        """Hours received from colleagues this month (h): those of its gaps that a colleague has met."""
        gaps = self.here("gaps")[self.unit, : self.row["gap_count"]]
        return float(gaps["hours"][gaps["met"]].sum())

    @property
    def skills(self) -> Skills:
        """Level in each field of skill, by name; ``firm.skills["wood"] = 0.8`` sets one."""
        return Skills(self, "field of skill", self.model.vocabulary.fields)

    @property
    def markets(self) -> Markets:
        """Share of its customers in each segment, by name."""
        return Markets(self, "customer segment", self.model.vocabulary.segments)

    def ties(self) -> Ties:
        """Return its trust in each colleague that it knows; ``firm.ties()[colleague] = 0.5`` sets it."""
        return Ties(self)

    def helped(self, colleague: Firm) -> float:
        """Return the hours it has given a colleague since both are there (h)."""
        return float(self.here("helped")[self.unit, colleague.unit]) if colleague.site == self.site else 0.0

    def remove(self, cause: str = "other_closing") -> None:
        """Let the firm go: its unit stands empty, its books are closed, its ties end.

        The month in which the rules let it go is counted in that month's row; a firm removed between two months has its
        row in ``model.firm_history()`` and is counted in no month.

        Parameters
        ----------
        cause : str
            One of `mfsim.world.records.CAUSES`.
        """
        if cause not in CAUSES:
            raise MfsimError(f"remove: unknown cause '{cause}'; expected one of {', '.join(CAUSES)}" + _hint(cause))
        if self.is_present:
            vacate(self.model.world, self.site, self.unit, self.model.month, CAUSES.index(cause))
            self.model.follow()
        elif self.cell is not None and self in self.cell.agents:
            super().remove()


def _hint(cause: str) -> str:
    near = nearest(cause, CAUSES)
    return f"; did you mean '{near}'?" if near else ""
