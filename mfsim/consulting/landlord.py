"""What does the landlord get? Mean, bad year and months short, against one tenant and small tenants without a community."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mfsim.consulting.intervals import Estimate, Floats, mean_of, paired
from mfsim.consulting.proposal import Proposal
from mfsim.consulting.trial import Trial

ONE_IN = 20
"""A bad run of luck is what is undercut in one world out of so many."""
KINDS = (
    ("the proposed mix", "rent_paid", "months_short"),
    ("one tenant for the whole", "single_tenant", "single_tenant_empty"),
    ("tenants without a community", "lone_tenants", "lone_short"),
)


@dataclass(frozen=True)
class Letting:
    """What one way of letting pays.

    Attributes
    ----------
    rent : Estimate
        EUR a month.
    worst_year : float
        Rent a month in the worst year of a world, mean over worlds.
    bad_luck : float
        Rent a month of a worst year that is undercut in one world out of twenty.
    months_short : Estimate
        Share of months with less than 80 % of the full rent.
    """

    who: str
    rent: Estimate
    worst_year: float
    bad_luck: float
    months_short: Estimate


@dataclass(frozen=True)
class Landlord:
    """The landlord's view.

    Attributes
    ----------
    lettings : tuple of Letting
        The mix, one tenant, tenants without a community.
    against_one, against_lone : Estimate
        Rent of the mix less theirs, EUR a month.
    net, net_of_one : Estimate
        After works, upkeep and decay of what is empty, EUR a month.
    net_against_one : Estimate
        The difference of these.
    """

    lettings: tuple[Letting, ...]
    against_one: Estimate
    against_lone: Estimate
    net: Estimate
    net_of_one: Estimate
    net_against_one: Estimate

    def rows(self) -> list[dict[str, object]]:
        """Return the table."""
        return [
            {
                "letting": one.who, "rent_eur_month": one.rent.mean, "rent_low": one.rent.low, "rent_high": one.rent.high,
                "worst_year_eur_month": one.worst_year, "bad_luck_eur_month": one.bad_luck,
                "months_short": one.months_short.mean,
            }
            for one in self.lettings
        ]  # fmt: skip


def landlord_of(proposal: Proposal, trial: Trial) -> Landlord | None:
    """Return the landlord's view; None where there is no building."""
    if proposal.scenario.settings.lease.kind == "none" or not proposal.scenario.settings.processes.lease:
        return None
    rent = {column: trial.monthly[column] for _, column, _ in KINDS}
    mean = {column: values.mean(axis=1) for column, values in rent.items()}
    lettings = tuple(_letting(who, rent[column], trial.site[short]) for who, column, short in KINDS)
    return Landlord(
        lettings,
        paired(mean["single_tenant"], mean["rent_paid"]),
        paired(mean["lone_tenants"], mean["rent_paid"]),
        mean_of(trial.site["owner_net"]),
        mean_of(trial.site["single_tenant_net"]),
        paired(trial.site["single_tenant_net"], trial.site["owner_net"]),
    )


def _letting(who: str, rent: Floats,
             short: Floats) -> Letting:  # fmt: skip
    years = max(1, rent.shape[1] // 12)
    by_year = [part.mean(axis=1) for part in np.array_split(rent[:, : 12 * years], years, axis=1)]
    worst = np.min(by_year, axis=0)
    return Letting(
        who, mean_of(rent.mean(axis=1)), float(worst.mean()), float(np.quantile(worst, 1 / ONE_IN)), mean_of(short)
    )
