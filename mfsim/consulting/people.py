"""For whom? What each member earns, risks, gives, gets and learns, here and against premises of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mfsim.consulting.intervals import Estimate, Floats, mean_of, row_mean, share_of
from mfsim.consulting.proposal import Proposal
from mfsim.consulting.trial import Trial

CLOSED_IN_ITALY = {36: 0.42, 12: 0.20}
"""Share of Italian micro firms that close within so many months (births of 2010; the first year from other sources)."""


@dataclass(frozen=True)
class Person:
    """What becomes of one member.

    Attributes
    ----------
    income_eur : float
        Mean income per owner and month while there.
    surplus : Estimate
        What it has here less what it has in premises of its own, EUR per person and month; together with the others'.
    closing, closing_alone : Estimate
        Chance that its business ends within `risk_months`; in premises of its own.
    gave_hours, received_hours : float
        Help a month while there.
    learned_a_year : float
        Levels learnt from colleagues in a year while there.
    gaps_met : float
        Share of its gaps of skill that a colleague filled; NaN without any.
    exposed : bool
        Whether its chance of closing is above the usual one, whatever the luck of the draw.
    """

    name: str
    trade: str
    people: float
    income_eur: float
    surplus: Estimate
    closing: Estimate
    closing_alone: Estimate
    gave_hours: float
    received_hours: float
    learned_a_year: float
    gaps_met: float
    exposed: bool


@dataclass(frozen=True)
class People:
    """All members.

    Attributes
    ----------
    everybody : tuple of Person
        In the order of the file.
    surplus : Estimate
        Mean over the members.
    risk_months : int
        Months within which a business that ends counts as closed.
    usual_closing : float
        Share of micro firms that close within these months; NaN where no figure is known.
    """

    everybody: tuple[Person, ...]
    surplus: Estimate
    risk_months: int
    usual_closing: float

    @property
    def exposed(self) -> list[Person]:
        """Those with a higher risk than usual."""
        return [one for one in self.everybody if one.exposed]

    @property
    def better(self) -> list[Person]:
        """Those who are better off here, whatever the luck of the draw."""
        return [one for one in self.everybody if one.surplus.above_zero]

    @property
    def worse(self) -> list[Person]:
        """Those who are worse off here."""
        return [one for one in self.everybody if one.surplus.below_zero]

    def rows(self) -> list[dict[str, object]]:
        """Return the table."""
        return [
            {
                "member": one.name, "trade": one.trade, "people": one.people, "income_eur": one.income_eur,
                "surplus_eur": one.surplus.mean, "surplus_low": one.surplus.low, "surplus_high": one.surplus.high,
                "closing": one.closing.mean, "closing_low": one.closing.low, "closing_high": one.closing.high,
                "closing_alone": one.closing_alone.mean, "gave_hours": one.gave_hours,
                "received_hours": one.received_hours, "learned_a_year": one.learned_a_year, "gaps_met": one.gaps_met,
                "exposed": one.exposed,
            }
            for one in self.everybody
        ]  # fmt: skip


def people_of(proposal: Proposal, trial: Trial, risk_months: int) -> People:
    """Return what becomes of each member."""
    count = len(proposal.members)
    usual = CLOSED_IN_ITALY.get(risk_months, float("nan"))
    everybody = [_person(proposal, trial, place, count, usual) for place in range(count)]
    return People(tuple(everybody), mean_of(mean_over(trial, "surplus", count)), risk_months, usual)


def mean_over(trial: Trial, measure: str, count: int) -> Floats:
    """Return the mean over the first firms that were there; NaN in runs in which none of them was."""
    return row_mean(trial.each[measure][:, :count])


def _person(proposal: Proposal, trial: Trial, place: int, count: int, usual: float) -> Person:
    member = proposal.members[place]
    each = {name: values[:, place] for name, values in trial.each.items()}
    there = np.nansum(each["months"])
    closing = share_of(each["closed"], count)

    def a_month(name: str) -> float:
        return float(np.nansum(each[name] * each["months"]) / there) if there > 0.0 else float("nan")

    gaps = a_month("gaps")
    return Person(
        name=member.name,
        trade=proposal.trade(member),
        people=float(np.nanmean(each["people"])) if there > 0.0 else float("nan"),
        income_eur=a_month("income"),
        surplus=mean_of(each["surplus"], count),
        closing=closing,
        closing_alone=share_of(each["closed_alone"], count),
        gave_hours=a_month("gave"),
        received_hours=a_month("received"),
        learned_a_year=12.0 * float(np.nansum(each["learned"]) / there) if there > 0.0 else float("nan"),
        gaps_met=a_month("gaps_met") / gaps if gaps > 0.0 else float("nan"),
        exposed=bool(closing.low > usual),
    )
