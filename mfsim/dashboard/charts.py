"""The charts of the page: what each line is, as a quantity of the last year's months of a site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from mfsim.report.smoothing import last_year, share_of, yearly
from mfsim.report.style import BLUE, GREEN, GREY, ORANGE, RED
from mfsim.scenario.schema import Scenario

Quantity = Callable[[Any, Scenario], float]
"""From the rows of the last twelve months of a site (fields of `mfsim.world.series.SITE_ROW`) to a number."""


class Line(NamedTuple):
    """A line of a chart; one that is a reference is thin, grey and dashed."""

    name: str
    of: Quantity
    colour: str = BLUE
    reference: bool = False


class Chart(NamedTuple):
    """A chart; with two worlds side by side only its first line and its references are drawn, of both.

    Attributes
    ----------
    top : float
        Upper end of the axis at least.
    """

    key: str
    title: str
    unit: str
    meaning: str
    lines: tuple[Line, ...]
    top: float


def now(column: str) -> Quantity:
    """Return a column of this month."""
    return lambda rows, _: float(rows[column][-1])


def over_a_year(column: str) -> Quantity:
    """Return the mean of a column over the last year, of the months in which it is defined."""
    return lambda rows, _: float(yearly(rows[column])[-1])


def ratio(above: str, below: str) -> Quantity:
    """Return the ratio of two columns, both summed over the last year."""
    return lambda rows, _: float(share_of(rows[above], rows[below])[-1])


def _living(_: Any, settings: Scenario) -> float:
    return settings.finance.living_eur_month


def _learned_across(rows: Any, _: Scenario) -> float:
    """Levels gained in a year from firms of other sectors, a member."""
    return float(last_year(rows["learned_across"])[-1] / max(rows["members"][-1], 1.0))


CHARTS = (
    Chart(
        "livelihood", "Livelihood", "EUR/month",
        "What an owner has in a month of the firm after tax, wages and rent, mean of members over the last year; dashed: "
        "what a person needs for a living.",
        (Line("income", over_a_year("income_eur")), Line("the living", _living, GREY, reference=True)), 100.0,
    ),
    Chart(
        "members", "Members", "firms",
        "Firms that are there at the end of the month; dashed: units that are open.",
        (Line("members", now("members")), Line("open units", now("open_units"), GREY, reference=True)), 4.0,
    ),
    Chart(
        "help", "Help", "share of gaps met",
        "Orders often need a field of skill that the firm lacks: the share of these gaps that a colleague filled, over the "
        "last year.",
        (Line("gaps met", ratio("gaps_met", "gaps"), GREEN),), 0.25,
    ),
    Chart(
        "ties", "Ties and climate", "0-1",
        "Mean satisfaction of the firms, their care for the place, and mean trust over all pairs of members.",
        (
            Line("satisfaction", now("satisfaction")),
            Line("care", now("care"), ORANGE),
            Line("trust", now("ties"), GREEN),
        ), 0.5,
    ),
    Chart(
        "knowledge", "Knowledge", "level, 0-1",
        "Mean level over members and fields of skill; levels that a member gained from firms of other sectors in a year.",
        (Line("mean level", now("knowledge")), Line("learned across", _learned_across, GREEN)), 0.25,
    ),
    Chart(
        "rules", "Rules", "share of cases",
        "Share of the cases of living together that fall under a shared rule; dashed: what it would be by chance, with as "
        "many cases resolved at random.",
        (Line("under a rule", now("regulated")), Line("by chance", now("null_regulated"), GREY, reference=True)), 1.0,
    ),
    Chart(
        "commons", "What is common", "0-1",
        "Condition of kitchen, corridors, heating and yard; how tired those are who take it on themselves. A month is in "
        "crisis when this condition is bad, half of them are worn out, or the association is in debt.",
        (Line("condition", now("condition")), Line("fatigue", now("initiators_fatigue"), RED)), 1.0,
    ),
    Chart(
        "landlord", "Landlord", "EUR/month",
        "Rent received, mean of the last year, against what a single tenant of the whole would have paid in the same "
        "months; dashed: the rent if all units were let and all paid.",
        (
            Line("received", over_a_year("rent_paid_eur")),
            Line("single tenant", over_a_year("single_tenant_eur"), ORANGE),
            Line("full rent", now("rent_full_eur"), GREY, reference=True),
        ), 100.0,
    ),
)  # fmt: skip


def described() -> list[dict[str, Any]]:
    """Return what the page needs to know of the charts."""
    return [
        chart._asdict()
        | {"lines": [{"name": line.name, "colour": line.colour, "reference": line.reference} for line in chart.lines]}
        for chart in CHARTS
    ]


def values(rows: Any, settings: Scenario) -> list[list[float]]:
    """Return the value of each line of each chart at the end of these months."""
    return [[line.of(rows, settings) for line in chart.lines] for chart in CHARTS]
