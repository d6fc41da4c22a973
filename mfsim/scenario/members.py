"""The members file: who is in the place at the start, one firm or association a row."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mfsim.errors import MOST_PROBLEMS, Problem, ScenarioError, shown
from mfsim.scenario.tables import Cell, Row, read_table
from mfsim.scenario.trades import Words

MOST_MEMBERS = 1_000
LONGEST_NAME = 200
ORIGINS = ("stated", "generated", "assumed")
REQUIRED = ("name", "trade")
OPTIONAL = (
    "people", "area_m2", "age_years", "skill", "rate_eur_per_hour", "cash_eur",
    "background", "learnt", "customers", "hours_per_month", "outside_income_eur_month", "income_weight", "generosity",
    "care", "satisfaction", "buys_near", "people_in_a_year", "people_in_five_years", "knows", "works_with",
    "site", "origin", "source",
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """One member as a scenario gives it; NaN means that the model draws the value in each run.

    Attributes
    ----------
    name
        Name, unique in the file.
    trade
        Number of the trade in the words.
    people
        People who work in it.
    area_m2
        Private area (m²).
    age_years
        Age of the firm at the start (years).
    skill
        Level in its own field, 0-1.
    rate_eur_per_hour
        Billing rate (EUR/h).
    cash_eur
        Cash at the start (EUR).
    background
        Number of the field of skill that its people worked in before; -1 for none given.
    learnt
        Numbers of the fields of skill learnt from others.
    customers
        Shares of the customer segments in what it sells, in their order, with the sum 1; empty where the model draws them.
    hours_per_month
        Hours that a person works in a month.
    outside_income_eur_month
        Income per person to be had without the business (EUR/month).
    income_weight
        Weight of income against time, learning and care, 0-1.
    generosity, care, satisfaction
        At the start, 0-1.
    buys_near
        Share bought nearby of what it does not buy from members, 0-1.
    people_in_a_year, people_in_five_years
        People up to whom it hires in its first year in the run, and after.
    knows, works_with
        Names of other members of whom it knows what they do, or with whom it works.
    site
        Number of its site, from 1; 0 where every site of a run has the members of the file.
    origin
        ``stated`` in the source, ``generated`` to fill up, or ``assumed``.
    source
        Where it comes from.
    """

    name: str
    trade: int
    people: float = math.nan
    area_m2: float = math.nan
    age_years: float = math.nan
    skill: float = math.nan
    rate_eur_per_hour: float = math.nan
    cash_eur: float = math.nan
    background: int = -1
    learnt: tuple[int, ...] = ()
    customers: tuple[float, ...] = ()
    hours_per_month: float = math.nan
    outside_income_eur_month: float = math.nan
    income_weight: float = math.nan
    generosity: float = math.nan
    care: float = math.nan
    satisfaction: float = math.nan
    buys_near: float = math.nan
    people_in_a_year: float = math.nan
    people_in_five_years: float = math.nan
    knows: tuple[str, ...] = ()
    works_with: tuple[str, ...] = ()
    site: int = 0
    origin: str = "assumed"
    source: str = ""


def load_members(path: Path, words: Words) -> tuple[Member, ...]:
    """Return the members in a CSV file, in its order.

    Parameters
    ----------
    path
        The file; columns ``name`` and ``trade``, and any of those in `Member`.
    words
        The trades and fields that it may name.

    Raises
    ------
    ScenarioError
        With every problem in the file: file, line, column, what was expected and the nearest valid name.
    """
    rows = read_table(path, "members file", REQUIRED, OPTIONAL)
    if not rows:
        raise ScenarioError(Problem("no members", "", "a row for each member", None, str(path)))
    if len(rows) > MOST_MEMBERS:
        raise ScenarioError(Problem(f"{len(rows):,} members", "", f"at most {MOST_MEMBERS:,}", None, str(path)))
    members: dict[str, Member] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    names = [row["name"].text for row in rows]
    for row in rows:
        member, found = _read_member(row, words, names)
        problems += found
        if len(problems) >= MOST_PROBLEMS:
            break
        if member.name and member.name in members:
            text = f"{shown(member.name)} is already in line {lines[member.name]}"
            problems.append(row["name"].problem(text, "a name of its own for each member"))
        lines.setdefault(member.name, row.line)
        members[member.name] = member
    problems += _strangers(members, lines, path)
    if problems:
        raise ScenarioError(*problems)
    return tuple(members.values())


def by_site(members: Sequence[Member]) -> tuple[tuple[Member, ...], ...]:
    """Return the members of each site, in the order of the file; of one site only, if all have the same."""
    last = max((member.site for member in members), default=0)
    if last == 0:
        return (tuple(members),)
    return tuple(tuple(member for member in members if member.site == site) for site in range(1, last + 1))


def _strangers(members: Mapping[str, Member], lines: Mapping[str, int], path: Path) -> Iterator[Problem]:
    """Find members without a site beside some with one, and members who name one of another site."""
    placed = any(member.site for member in members.values())
    used = {member.site for member in members.values()}
    for site in range(1, max(used, default=0) + 1):
        if site not in used:
            yield Problem(f"no members for site {site}", "", "sites numbered from 1 on", None, str(path))
    for name, member in members.items():
        if placed and member.site == 0:
            yield Problem(
                f"{shown(name)} has no site", "", "a site for each member, or for none", None, str(path), lines[name]
            )
        for other in (*member.knows, *member.works_with):
            if other in members and members[other].site != member.site:
                problem = f"{shown(name)} names {shown(other)}, who is on another site"
                yield Problem(problem, "", "a member of the same site", None, str(path), lines[name])


def _read_member(row: Row, words: Words, names: Sequence[str]) -> tuple[Member, list[Problem]]:
    """Read a row as far as possible, so that all its problems are found at once."""
    problems: list[Problem] = []

    def number(column: str, low: float, high: float, unit: str, whole: bool = False) -> float:
        try:
            return row[column].number(low, high, unit, whole)
        except ScenarioError as error:
            problems.extend(error.problems)
            return math.nan

    def name_of(cell: Cell, known: Sequence[str], what: str) -> str:
        try:
            return cell.one_of(known, what)
        except ScenarioError as error:
            problems.extend(error.problems)
            return known[0]

    def names_in(column: str, known: Sequence[str], what: str) -> list[str]:
        return [name_of(part, known, what) for part in row[column].parts()]

    def shares(column: str, known: Sequence[str]) -> tuple[float, ...]:
        try:
            return shares_of(row[column], known)
        except ScenarioError as error:
            problems.extend(error.problems)
            return ()

    name = row["name"].text
    if not name or len(name) > LONGEST_NAME:
        problems.append(row["name"].problem("too long" if name else "missing", f"1 to {LONGEST_NAME} characters"))
    background, origin, trades = row["background"], row["origin"], tuple(words.trades)
    others = [one for one in names if one != name]
    site = number("site", 1, MOST_MEMBERS, "(number of the site)", whole=True)
    member = Member(
        name=name,
        trade=trades.index(name_of(row["trade"], trades, "a known trade")),
        people=number("people", 1, 1_000, "people", whole=True),
        area_m2=number("area_m2", 0.1, 1e6, "m²"),
        age_years=number("age_years", 0, 500, "years"),
        skill=number("skill", 0, 1, "(level)"),
        rate_eur_per_hour=number("rate_eur_per_hour", 0.01, 1e6, "EUR/h"),
        cash_eur=number("cash_eur", 0, 1e9, "EUR"),
        background=words.fields.index(name_of(background, words.fields, "a field of skill")) if background.text else -1,
        learnt=tuple(words.fields.index(field) for field in names_in("learnt", words.fields, "a field of skill")),
        customers=shares("customers", words.segments),
        hours_per_month=number("hours_per_month", 1, 700, "h"),
        outside_income_eur_month=number("outside_income_eur_month", 0, 1e6, "EUR/month"),
        income_weight=number("income_weight", 0, 1, ""),
        generosity=number("generosity", 0, 1, ""),
        care=number("care", 0, 1, ""),
        satisfaction=number("satisfaction", 0, 1, ""),
        buys_near=number("buys_near", 0, 1, ""),
        people_in_a_year=number("people_in_a_year", 1, 1_000, "people"),
        people_in_five_years=number("people_in_five_years", 1, 1_000, "people"),
        knows=tuple(names_in("knows", others, "another member")),
        works_with=tuple(names_in("works_with", others, "another member")),
        site=0 if math.isnan(site) else int(site),
        origin=name_of(origin, ORIGINS, "an origin") if origin.text else "assumed",
        source=row["source"].text,
    )
    return member, problems


def shares_of(cell: Cell, known: Sequence[str]) -> tuple[float, ...]:
    """Return the shares of what a list names, in the order of `known`: ``shops 60 | households 40``; alike without numbers.

    Raises
    ------
    ScenarioError
        If a name is unknown or comes twice, some parts have a number and others do not, or a number is not above 0.
    """
    weights: dict[str, float] = {}
    for part in cell.parts():
        text, _, last = part.text.rpartition(" ")
        has_number = bool(text) and last[:1].isdigit()
        name = replace(part, text=text if has_number else part.text).one_of(known, "a customer segment")
        weight = replace(part, text=last).number(0.001, 1e9, "(weight)") if has_number else math.nan
        if name in weights:
            raise ScenarioError(part.problem(f"{shown(name)} comes twice", "each once"))
        weights[name] = weight
    without = [name for name, weight in weights.items() if math.isnan(weight)]
    if without and len(without) < len(weights):
        raise ScenarioError(cell.problem(f"'{without[0]}' has no number", "a number after each name, or after none"))
    if without:
        weights = dict.fromkeys(weights, 1.0)
    total = math.fsum(weights.values())
    return tuple(weights.get(name, 0.0) / total for name in known) if weights else ()
