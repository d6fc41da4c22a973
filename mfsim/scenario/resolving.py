"""What a principle that is off, or a mix of sectors, makes of a scenario: settings and trades, resolved when it is read.

Without the community project the settings of `COMMUNITY_OFF` hold. Without a productive vocation nobody makes goods and
nobody is an artisan. Without diversity all are of one sector, with the same share of goods makers where it has both. A
named member keeps its name, people, area, age, level, rate and cash, and has another trade.

Source: book 3.1 (all members manage the place and answer for it; different sectors, ages and histories; craftspeople among
them, so that there can be a local chain).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mfsim.errors import Problem, ScenarioError, shown
from mfsim.scenario.document import Document
from mfsim.scenario.members import Member
from mfsim.scenario.mixing import of_sectors
from mfsim.scenario.schema import Scenario
from mfsim.scenario.settings import all_settings
from mfsim.scenario.trades import Words

COMMUNITY_OFF: dict[str, Any] = {
    "governance.decision": "manager",
    "norms.origin": "statutory",
    "commons.upkeep": "staff",
    "mutual_help.accounting": "none",
    "joint_projects.agreement": "none",
}
"""What it is without the community project: no assembly, no rules that emerge, no help, no common jobs, no common upkeep."""


def resolved(
    document: Document, settings: Scenario, words: Words, members: tuple[Member, ...]
) -> tuple[Document, tuple[Member, ...]]:
    """Return the document and the members as they are without the principles that are off.

    Raises
    ------
    ScenarioError
        If a setting is neither at its default nor what it is without the principle, or no trade is left.
    """
    principles = settings.principles
    if not principles.community_project:
        document = _without_community(document)
    if principles.diversity and principles.productive_vocation and settings.members.mix == "trades":
        return document, members
    allowed = _allowed(settings, words)
    if not allowed:
        problem = f"{shown(principles.sector)} has no trade that only renders services"
        raise ScenarioError(document.problem("principles.sector", problem, "another sector, or productive_vocation = true"))
    weights = _weights(settings, words, allowed)
    if principles.diversity and settings.members.mix == "sectors":
        weights = of_sectors(document, settings.members, words, weights)
    values = {**document.values, "members.trades": weights}
    return replace(document, values=values), _with_other_trades(members, words, allowed)


def _without_community(document: Document) -> Document:
    problems: list[Problem] = []
    for name, value in COMMUNITY_OFF.items():
        given = document.values.get(name, value)
        if given not in (value, all_settings()[name].default):
            hint = f"it left out, {shown(value)}, or principles.community_project = true"
            problem = f"{shown(given)} does not go with principles.community_project = false"
            problems.append(document.problem(name, problem, hint))
    if problems:
        raise ScenarioError(*problems)
    return replace(document, values={**document.values, **COMMUNITY_OFF})


def _allowed(settings: Scenario, words: Words) -> tuple[str, ...]:
    """Return the trades that there can be, in the order of the words."""
    principles, kinds, sectors = settings.principles, tuple(words.kinds), tuple(words.sectors)
    return tuple(
        name
        for name, trade in words.trades.items()
        if (principles.diversity or sectors[trade.sector] == principles.sector)
        and (principles.productive_vocation or (not trade.goods and kinds[trade.kind] != "artisan"))
    )


def _weights(settings: Scenario, words: Words, allowed: Sequence[str]) -> dict[str, float]:
    """Weigh the trades that are left as the scenario does, or alike; of one sector keep the share of goods makers."""
    wanted = settings.members.trades or dict.fromkeys(words.trades, 1.0)
    if settings.principles.diversity:
        return _among(wanted, allowed)
    total = sum(wanted.values())
    goods = sum(weight for name, weight in wanted.items() if name in words.trades and words.trades[name].goods)
    share = goods / total if total > 0.0 else 0.0
    makers = [name for name in allowed if words.trades[name].goods]
    others = [name for name in allowed if name not in makers]
    if not makers or not others:
        return _among(wanted, allowed)
    weights = {
        name: part * weight / sum(group.values())
        for part, group in ((share, _among(wanted, makers)), (1.0 - share, _among(wanted, others)))
        for name, weight in group.items()
    }
    return {name: weights[name] for name in allowed if name in weights}


def _among(wanted: Mapping[str, float], names: Sequence[str]) -> dict[str, float]:
    found = {name: wanted[name] for name in names if wanted.get(name, 0.0) > 0.0}
    return found or dict.fromkeys(names, 1.0)


def _with_other_trades(members: tuple[Member, ...], words: Words, allowed: Sequence[str]) -> tuple[Member, ...]:
    """Give who has a trade that cannot be another, by turns: of its sector if there is one, and of what it makes."""
    numbers = {name: number for number, name in enumerate(words.trades)}
    by_number = list(words.trades.values())
    given = dict.fromkeys(allowed, 0)

    def other(member: Member) -> Member:
        old = by_number[member.trade]
        if any(numbers[name] == member.trade for name in allowed):
            return member
        near: Callable[[str], tuple[Any, ...]] = lambda name: (  # noqa: E731 - a key of three parts
            words.trades[name].sector != old.sector, words.trades[name].goods != old.goods, given[name],
        )  # fmt: skip
        chosen = min(allowed, key=near)
        given[chosen] += 1
        return replace(member, trade=numbers[chosen])

    return tuple(map(other, members))
