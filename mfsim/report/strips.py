"""The strips of one run's page: each a quantity of the run over its months, its lines named at the right."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.report.shown import Shown
from mfsim.report.smoothing import YEAR, last_year, share_of, yearly
from mfsim.report.style import BLUE, GREEN, GREY, ORANGE, RED, counted, sector_style, tint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]
OPEN_HIGH = 0.3
"""Height of the shade of open cases, as a share of that of the rules."""
MOST_HATCHED = 60
"""Rooms with which rows are tall enough for hatches."""


class Line(NamedTuple):
    """A line to be named at its right end; with an empty style it is drawn otherwise."""

    values: Any
    name: str
    colour: str
    style: str = "-"


def titled(axes: Axes, title: str, unit: str) -> None:
    """Write a strip's title into its upper left corner, outside of the data, and its unit beside it."""
    axes.set_title(title, loc="left", fontsize=8.5, fontweight="bold", pad=2, y=1.0)
    axes.set_title(unit, loc="right", fontsize=7, color=GREY, pad=2, y=1.0)


def draw_lines(axes: Axes, lines: Sequence[Line]) -> None:
    """Draw lines and name each at the right, names moved apart where lines end close together."""
    for line in lines:
        if line.style:
            axes.plot(np.arange(1, len(line.values) + 1), line.values, line.style, color=line.colour, linewidth=1.3)
    name_ends(axes, [(last_of(line.values), line.name, line.colour) for line in lines])


def last_of(values: Any) -> float:
    """Return the last defined value; NaN if there is none."""
    defined = np.asarray(values)[~np.isnan(values)]
    return float(defined[-1]) if len(defined) else np.nan


def name_ends(axes: Axes, ends: Sequence[tuple[float, str, Any]]) -> None:
    """Write names at heights (values of the axis), moved apart so that none covers another; what is NaN has no name."""
    there = [end for end in ends if not np.isnan(end[0])]
    low, high = axes.get_ylim()
    line = 7.8 / (axes.bbox.height * 72.0 / axes.figure.dpi)
    wanted = [(value - low) / (high - low) for value, _, _ in there]
    for place, (_, name, colour) in zip(apart(wanted, line), there, strict=True):
        axes.text(1.012, place, name, transform=axes.transAxes, color=colour, fontsize=7, va="center")


def apart(wanted: Sequence[float], least: float) -> list[float]:
    """Move places in [0, 1] apart, in their order, so that at least this much lies between any two."""
    order = sorted(range(len(wanted)), key=lambda one: wanted[one])
    places = [min(1.0, max(0.0, place)) for place in wanted]
    for below, above in itertools.pairwise(order):
        places[above] = max(places[above], places[below] + least)
    if order and places[order[-1]] > 1.0:
        places[order[-1]] = 1.0
        for above, below in itertools.pairwise(order[::-1]):
            places[below] = min(places[below], places[above] - least)
    return places


def shares(axes: Axes, title: str, unit: str, lines: Sequence[Line]) -> None:
    """Draw lines from 0 to a round number above them all, such as shares."""
    highest = max((float(np.nanmax(line.values, initial=0.0)) for line in lines), default=0.0)
    axes.set_ylim(0.0, next((limit for limit in (0.25, 0.5, 0.75) if highest <= limit), 1.02 * max(1.0, highest)))
    axes.locator_params(axis="y", nbins=4)
    titled(axes, title, unit)
    draw_lines(axes, lines)


def livelihood(axes: Axes, shown: Shown) -> None:
    """Income over members: the median and the band that holds 80 % of them, a year's mean, against the living."""
    income = yearly(shown.watched.income)
    income[np.isnan(shown.watched.income)] = np.nan
    low, middle, high = (_quantile(income, share) for share in (0.1, 0.5, 0.9))
    titled(axes, "Livelihood", "EUR per person and month, mean of the last year")
    axes.fill_between(np.arange(1, len(middle) + 1), low, high, color=BLUE, alpha=0.2, linewidth=0.0)
    axes.axhline(shown.living, color=GREY, linewidth=0.9, linestyle="--")
    axes.plot(np.arange(1, len(middle) + 1), middle, color=BLUE, linewidth=1.4)
    axes.locator_params(axis="y", nbins=4)
    ends: list[tuple[float, str, Any]] = [(last_of(middle), "median member", BLUE), (shown.living, "the living", GREY)]
    if last_of(high) > last_of(middle):
        ends.append((last_of(high), "8 in 10 members", tint(BLUE, 0.65)))
    name_ends(axes, ends)


def _quantile(values: Floats, share: float) -> Floats:
    """Return a quantile over members (second axis), of those that are defined; NaN where none is."""
    ordered = np.sort(values, axis=1)  # NaN goes to the end
    count = (~np.isnan(values)).sum(axis=1)
    place = np.maximum(count - 1, 0) * share
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, np.maximum(count - 1, 0))
    rows = np.arange(len(values))
    return np.asarray(ordered[rows, low] + (place - low) * (ordered[rows, high] - ordered[rows, low]))


def members(axes: Axes, shown: Shown) -> None:
    """A row for each room: who was there when, by sector; a cross where a firm closed, a dot where it moved away."""
    from matplotlib.collections import PolyCollection

    from mfsim.report.plan import corners

    rows, months = shown.watched.rows, len(shown.watched.series)
    units = len(shown.watched.units)
    starts = rows["entry_month"]
    ends = np.where(rows["cause"] < 0.0, months, rows["exit_month"])
    bars = np.column_stack([starts, rows["unit"] + 0.08, ends - starts, np.full(len(rows), 0.84)])
    sectors = [shown.sector_of[int(trade)] for trade in rows["trade"]]
    for hatch in sorted({sector_style(sector)[1] for sector in sectors}):
        group = np.array([sector_style(sector)[1] == hatch for sector in sectors], bool)
        colours = [tint(sector_style(sector)[0], 0.75) for sector, own in zip(sectors, group, strict=True) if own]
        axes.add_collection(
            PolyCollection(
                corners(bars[group]),
                facecolors=colours,
                hatch=(hatch if units <= MOST_HATCHED else "") or None,
                edgecolor="white",
                linewidth=0.2,
            )
        )
    closed = np.isin(rows["cause"], shown.deaths)
    moved = (rows["cause"] >= 0.0) & ~closed
    size = max(1.5, min(4.0, 110.0 / units))
    middle = rows["unit"] + 0.5
    axes.plot(ends[closed], middle[closed], "x", color=RED, markersize=size, markeredgewidth=0.35 * size, clip_on=False)
    axes.plot(ends[moved], middle[moved], "o", color="black", markersize=0.7 * size, markeredgewidth=0.0, clip_on=False)
    axes.set_ylim(units, 0)
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    titled(axes, "Members", "a row for each room, coloured by sector")
    last = shown.watched.series["members"][-1]
    for place, text, colour in (
        (0.85, f"{last:.0f} of {units} rooms let", "black"),
        (0.55, "x  closed", RED),
        (0.25, "•  moved away", "black"),
    ):
        axes.text(1.012, place, text, transform=axes.transAxes, fontsize=7, va="center", color=colour)


def help_and_ties(axes: Axes, shown: Shown) -> None:
    """How many gaps a colleague meets, how far members trust one another, how content they are."""
    series = shown.watched.series
    shares(
        axes,
        "Help and ties",
        "shares, 0 to 1",
        [
            Line(share_of(series["gaps_met"], series["gaps"]), "gaps met by colleagues", GREEN),
            Line(series["satisfaction"], "satisfaction", BLUE),
            Line(series["care"], "care for the place", ORANGE),
            Line(series["ties"], "trust, mean of pairs", RED),
        ],
    )


def knowledge(axes: Axes, shown: Shown) -> None:
    """Mean level, fields that somebody masters, what is learned from other sectors in a year, and innovations as stars."""
    series = shown.watched.series
    across = last_year(series["learned_across"]) / np.maximum(series["members"], 1.0)
    shares(
        axes,
        "Knowledge",
        "shares, levels from 0 to 1",
        [
            Line(series["fields_covered"] / shown.fields, f"of {shown.fields} fields covered", BLUE),
            Line(across, "cross-sector learning", GREEN),
            Line(series["knowledge"], "mean level", ORANGE),
            Line(np.zeros(1), f"*  innovation ({series['innovations'].sum():.0f})", "black", ""),
        ],
    )
    events = np.flatnonzero(series["innovations"] > 0.0) + 1
    axes.plot(events, np.full(len(events), 0.07), "*", color="black", markersize=4, transform=axes.get_xaxis_transform())


def norms(axes: Axes, shown: Shown) -> None:
    """A row for each kind of case with the rules that were in force; below them the open cases, to a scale of their own."""
    from mfsim.report.rules import draw_rules

    watched = shown.watched
    kinds, months = len(shown.kinds), len(watched.series)
    height = OPEN_HIGH * kinds
    axes.set_ylim(kinds + height, 0.0)
    draw_rules(axes, watched.norms, months, 2.5)
    most = float(watched.series["open_cases"].max())
    base = kinds + height
    shade = base - height * 0.9 * watched.series["open_cases"] / max(most, 1.0)
    axes.fill_between(np.arange(1, months + 1), base, shade, step="mid", color=GREY, alpha=0.5, linewidth=0.0)
    axes.set_yticks(np.arange(kinds) + 0.5, shown.kinds)
    axes.tick_params(axis="y", labelsize=5, length=0)
    axes.grid(visible=False, axis="y")
    axes.set_axisbelow(True)
    titled(axes, "Norms", "a row for each kind of case; the darker a rule, the better it fits")
    in_force = f"{counted(int(watched.series['rules'][-1]), 'rule')} in force"
    for place, text, colour in (
        (0.85, in_force, BLUE),
        (0.6, "x  struck out", RED),
        (0.35 * OPEN_HIGH, f"open cases (most: {most:.0f})", GREY),
    ):
        axes.text(1.012, place, text, transform=axes.transAxes, fontsize=7, va="center", color=colour)


def commons(axes: Axes, shown: Shown) -> None:
    """Condition of what is common, how tired its initiators are, and hours given to it, to a scale of their own."""
    series = shown.watched.series
    months = np.arange(1, len(series) + 1)
    hours = series["upkeep_hours"] / np.maximum(series["members"], 1.0)
    most = float(hours.max())
    axes.fill_between(months, 0.0, hours / max(most, 1e-9), step="mid", color=GREY, alpha=0.25, linewidth=0.0)
    axes.set_ylim(0.0, 1.02)
    axes.locator_params(axis="y", nbins=4)
    titled(axes, "Commons", "shares, 0 to 1")
    draw_lines(
        axes,
        [
            Line(series["condition"], "condition", BLUE),
            Line(series["initiators_fatigue"], "initiators' fatigue", RED),
            Line(hours / max(most, 1e-9), f"upkeep (1: {most:.1f} h/firm)", GREY, ""),
        ],
    )


def association(axes: Axes, shown: Shown) -> None:
    """The association's cash, what comes in and goes out; months in crisis as ticks, a line where it dissolved."""
    series = shown.watched.series
    months = np.arange(1, len(series) + 1)
    cash = series["association_cash_eur"] / 1e3
    axes.fill_between(months, 0.0, cash, step="mid", color=BLUE, alpha=0.3, linewidth=0.0)
    axes.locator_params(axis="y", nbins=4)
    titled(axes, "Association", "thousand EUR")
    crisis = months[series["crisis"] > 0.0]
    axes.plot(crisis, np.full(len(crisis), 0.03), "|", color=RED, markersize=5, transform=axes.get_xaxis_transform())
    if series["dissolved"].any():
        end = int(months[np.argmax(series["dissolved"] > 0.0)])
        axes.axvline(end, color="black", linewidth=1.2, linestyle=":")
        axes.text(end, 0.98, " dissolved", fontsize=6.5, va="top", transform=axes.get_xaxis_transform())
    income = yearly(series["fees_eur"] + series["event_income_eur"] + series["grant_eur"]) / 1e3
    draw_lines(
        axes,
        [
            Line(income, "income a month", GREEN),
            Line(yearly(series["association_cost_eur"]) / 1e3, "cost a month", ORANGE),
            Line(cash, "cash", BLUE, ""),
            Line(np.full(1, min(0.0, float(cash.min()))), f"|  in crisis ({counted(len(crisis), 'month')})", RED, ""),
        ],
    )


def landlord(axes: Axes, shown: Shown) -> None:
    """Rent that the landlord received, against the full rent and what a single tenant would have paid."""
    series = shown.watched.series
    months = np.arange(1, len(series) + 1)
    full = float(series["rent_full_eur"].max())
    titled(axes, "Landlord", "thousand EUR a month")
    axes.fill_between(months, 0.0, series["rent_paid_eur"] / 1e3, step="mid", color=BLUE, alpha=0.35, linewidth=0.0)
    axes.step(months, series["single_tenant_eur"] / 1e3, where="mid", color=ORANGE, linewidth=1.3)
    axes.axhline(full / 1e3, color=GREY, linewidth=0.9, linestyle="--")
    axes.set_ylim(0.0, max(1e-3, 1.12 * full / 1e3, 1.05 * float(series["rent_paid_eur"].max()) / 1e3))
    axes.locator_params(axis="y", nbins=4)
    name_ends(
        axes,
        [
            (full / 1e3, "full rent", GREY),
            (float(np.median(series["rent_paid_eur"][-YEAR:])) * 0.5e-3, "received", BLUE),
            (float(series["single_tenant_eur"][-1]) / 1e3, "a single tenant", ORANGE),
        ],
    )


STRIPS: tuple[tuple[float, Callable[[Axes, Shown], None]], ...] = (
    (1.1, livelihood),
    (1.5, members),
    (0.95, help_and_ties),
    (0.85, knowledge),
    (1.9, norms),
    (0.85, commons),
    (0.85, association),
    (0.9, landlord),
)
"""The strips from top to bottom, with their relative heights."""
