"""Factors that move together: read from the table ``[groups]`` of an experiment file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mfsim.errors import Problem, nearest, shown
from mfsim.scenario.document import Document
from mfsim.study.factors import Factor

TABLE = "groups."


def without(groups: Mapping[str, tuple[str, ...]], factors: Sequence[Factor]) -> dict[str, tuple[str, ...]]:
    """Return the groups of those factors alone; what is left alone is none."""
    known = {one.name for one in factors}
    kept = {name: tuple(one for one in members if one in known) for name, members in groups.items()}
    return {name: members for name, members in kept.items() if len(members) > 1}


def groups_of(document: Document, factors: Sequence[Factor]) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """Return the names of each group's factors, and what is wrong with them."""
    known = [one.name for one in factors]
    groups: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for where, members in document.values.items():
        if not where.startswith(TABLE):
            continue
        name = where[len(TABLE) :]
        if not isinstance(members, list) or len(members) < 2 or not all(isinstance(one, str) for one in members):
            problems.append(document.problem(where, f"{shown(members)} is not allowed", "a list of two factors or more"))
            continue
        for one in members:
            taken = [other for other, theirs in groups.items() if one in theirs]
            if one not in known:
                problems.append(document.problem(where, f"there is no factor {shown(one)}", "", nearest(one, known)))
            elif taken or members.count(one) > 1:
                again = f"{shown(one)} is in {taken[0] if taken else name} already"
                problems.append(document.problem(where, again, "each factor in one group at most"))
        if name in known:
            problems.append(document.problem(where, "a factor has that name already", "another name"))
        groups[name] = tuple(members)
    return groups, problems
