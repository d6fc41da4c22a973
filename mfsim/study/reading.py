"""Reading what varies from an experiment file: ranges, distributions, levels and conditions, each checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from mfsim.errors import Problem, nearest, shown
from mfsim.scenario.document import Document
from mfsim.scenario.settings import Setting, all_settings, sections
from mfsim.study.composing import WORDS as COMPOSING
from mfsim.study.composing import composition_of
from mfsim.study.compositions import Composition
from mfsim.study.factors import DISTRIBUTIONS, Factor, Level, Levels, Range
from mfsim.study.levels import READERS, Wrong

Role = Literal["uncertainty", "lever"]
ROLES: dict[str, Role] = {"uncertainties": "uncertainty", "levers": "lever"}
PLAUSIBLE = "plausible"
EVERY_ASSUMED = "*"
"""Stands for every number whose default is assumed and that has an effect in the scenario's settings."""
OF_A_RANGE = ("low", "high", "distribution", "mode", "mean", "sd", "when")
OF_LEVELS = ("values", "when")


def factors_of(document: Document) -> tuple[tuple[Factor, ...], list[Problem]]:
    """Return what varies, uncertainties first, and what is wrong with it."""
    factors: dict[str, Factor] = {}
    problems: list[Problem] = []
    entries = list(_entries(document))
    for where, role, name, value in entries:
        if name == EVERY_ASSUMED:
            continue
        made = _factor(name, role, value, document.written_at(where).folder)
        if isinstance(made, Factor):
            if name in factors:
                problems.append(document.problem(where, "varies already", "each factor once"))
            factors.setdefault(name, made)
        else:
            problem, expectation, near = made
            problems.append(document.problem(where, problem, expectation, near))
    problems += _unknown_conditions(document, factors)
    for where, role, name, value in entries:
        if name == EVERY_ASSUMED:
            more, wrong = _every_assumed(role, value, _taken(document, factors))
            factors |= more
            problems += [document.problem(where, *one) for one in wrong]
    return tuple(sorted(factors.values(), key=lambda one: list(ROLES.values()).index(one.role))), problems


def names_of(document: Document) -> set[str]:
    """Return the names of all that varies by a name of its own."""
    return {name for _, _, name, _ in _entries(document)} - {EVERY_ASSUMED}


def _unknown_conditions(document: Document, factors: Mapping[str, Factor]) -> Iterator[Problem]:
    for factor in factors.values():
        for other in factor.when:
            if other not in factors and other not in all_settings():
                near = nearest(other, [*factors, *all_settings()])
                yield document.problem(f"{_table(factor.role)}.{factor.name}", f"when: no {shown(other)}", "", near)


def _taken(document: Document, factors: Mapping[str, Factor]) -> set[str]:
    """Return what the experiment sets by itself, or varies under a name of its own: every level of a factor sets it."""
    taken = {name.removeprefix("settings.") for name in document.values if name.startswith("settings.")}
    for factor in factors.values():
        taken.add(factor.name)
        if isinstance(factor.domain, Levels):
            taken |= set.intersection(*(set(level.settings) for level in factor.domain.levels))
    return taken


def _table(role: Role) -> str:
    return next(table for table, one in ROLES.items() if one == role)


def _entries(document: Document) -> Iterator[tuple[str, Role, str, Any]]:
    """Yield place, role, name and value of each factor, whether its dotted name was written in quotes or not."""
    for where, value in document.values.items():
        table, _, name = where.partition(".")
        if table not in ROLES or not name:
            continue
        if name in sections() and isinstance(value, Mapping):
            for key, inner in value.items():
                yield f"{where}.{key}", ROLES[table], f"{name}.{key}", inner
        else:
            yield where, ROLES[table], name, value


def _every_assumed(role: Role, value: Any, taken: set[str]) -> tuple[dict[str, Factor], list[Wrong]]:
    """Return a factor for each assumed number that is not varied or set otherwise."""
    factors: dict[str, Factor] = {}
    wrong: list[Wrong] = []
    for setting in all_settings().values():
        if setting.name in taken or setting.confidence != "assumed" or setting.kind not in ("int", "float"):
            continue
        if setting.plausible is None:
            continue
        when = {name: list(allowed) for name, allowed in setting.when}
        low, high = setting.plausible
        given = {"low": low, "high": high, "when": when} if value == PLAUSIBLE else value
        made = _factor(setting.name, role, given, Path())
        if isinstance(made, Factor):
            factors[setting.name] = made
        else:
            wrong.append(made)
    return factors, wrong


def _factor(name: str, role: Role, value: Any, folder: Path) -> Factor | Wrong:
    setting = all_settings().get(name)
    return _named(name, role, value, folder) if setting is None else _of_setting(setting, role, value)


def _named(name: str, role: Role, value: Any, folder: Path) -> Factor | Wrong:
    """Return a factor with a name of its own, which sets several settings."""
    if isinstance(value, Mapping) and "." not in name and value:
        if set(value) & set(READERS):
            return _from_elsewhere(name, role, value, folder)
        if set(value) & set(COMPOSING):
            made = composition_of(value)
            return Factor(name, role, made, _when(value)) if isinstance(made, Composition) else made
        if all(isinstance(one, Mapping) for one in value.values()):
            return _bundle(name, role, value)
    near = nearest(name, all_settings())
    return "there is no such setting", "" if near else "a setting, or a table of levels that each set some", near


def _of_setting(setting: Setting, role: Role, value: Any) -> Factor | Wrong:
    if value == PLAUSIBLE:
        if setting.plausible is None:
            return "it has no plausible range", "a range, or values", None
        value = {"low": setting.plausible[0], "high": setting.plausible[1]}
    if isinstance(value, list) and role == "uncertainty" and len(value) == 2 and all(map(_is_number, value)):
        value = {"low": value[0], "high": value[1]}
    if isinstance(value, list):
        value = {"values": value}
    if not isinstance(value, Mapping):
        return f"{shown(value)} is not allowed", f'a list, a table with low and high, or "{PLAUSIBLE}"', None
    return _levels(setting, role, value) if "values" in value else _range(setting, role, value)


def _when(value: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    given = value.get("when", {})
    return {str(k): tuple(v) if isinstance(v, list | tuple) else (v,) for k, v in given.items()}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _not_known(value: Mapping[str, Any], known: tuple[str, ...]) -> Wrong | None:
    wrong = next((key for key in value if key not in known), None)
    if wrong is None:
        return None
    near = nearest(str(wrong), known)
    return f"there is no {shown(wrong)} here", "" if near else ", ".join(known), near


def _range(setting: Setting, role: Role, value: Mapping[str, Any]) -> Factor | Wrong:
    wrong = _not_known(value, OF_A_RANGE) or _wrong_ends(setting, value) or _wrong_shape(value)
    if wrong:
        return wrong
    low, high = value["low"], value["high"]
    middle, quarter = (low + high) / 2, (high - low) / 4
    shape = (float(value.get("mode", middle)), float(value.get("mean", middle)), float(value.get("sd", quarter)))
    domain = Range(low, high, value.get("distribution", "uniform"), *shape, setting.kind == "int")
    return Factor(setting.name, role, domain, _when(value))


def _wrong_ends(setting: Setting, value: Mapping[str, Any]) -> Wrong | None:
    low, high = value.get("low"), value.get("high")
    if setting.kind not in ("int", "float"):
        return "only numbers have a range", f"a list: {setting.expectation}", None
    for end in (low, high):
        if not _allowed(setting, end):
            return f"{shown(end)} is not allowed as an end of the range", setting.expectation, None
    if not float(low or 0.0) < float(high or 0.0):
        return f"low, {shown(low)}, is not below high, {shown(high)}", "", None
    return None


def _wrong_shape(value: Mapping[str, Any]) -> Wrong | None:
    low, high, distribution = value["low"], value["high"], value.get("distribution", "uniform")
    if distribution not in DISTRIBUTIONS:
        near = nearest(distribution, DISTRIBUTIONS) if isinstance(distribution, str) else None
        return f"distribution: {shown(distribution)} is not known", "one of " + ", ".join(DISTRIBUTIONS), near
    if distribution == "log_uniform" and low <= 0:
        return "a logarithmic range begins above 0", "", None
    mode, mean, sd = value.get("mode", low), value.get("mean", low), value.get("sd", 1.0)
    if not (_is_number(mode) and low <= mode <= high):
        return f"mode: {shown(mode)} is not allowed", "a number from low to high", None
    if not (_is_number(mean) and _is_number(sd) and sd > 0):
        return f"mean and sd: {shown(mean)} and {shown(sd)} are not allowed", "numbers, sd above 0", None
    return None


def _levels(setting: Setting, role: Role, value: Mapping[str, Any]) -> Factor | Wrong:
    wrong = _not_known(value, OF_LEVELS)
    if wrong:
        return wrong
    values = value["values"]
    if not isinstance(values, list) or not values:
        return f"{shown(values)} is not allowed", "a list with at least one value", None
    for one in values:
        if not _allowed(setting, one):
            near = nearest(one, setting.choices) if isinstance(one, str) else None
            return f"{shown(one)} is not allowed", setting.expectation, near
        if values.count(one) > 1:
            return f"{shown(one)} is there twice", "", None
    levels = tuple(Level(one if isinstance(one, str | int | float) else str(one), {setting.name: one}) for one in values)
    return Factor(setting.name, role, Levels(levels), _when(value))


def _allowed(setting: Setting, value: Any) -> bool:
    if setting.kind in ("int", "float"):
        whole = isinstance(value, int) or setting.kind == "float"
        low, high = setting.low, setting.high
        return bool(_is_number(value) and whole and (low is None or value >= low) and (high is None or value <= high))
    if setting.kind == "choice":
        return value in setting.choices
    return isinstance(value, {"bool": bool, "str": str, "table": Mapping}[setting.kind])


def _bundle(name: str, role: Role, value: Mapping[str, Mapping[str, Any]]) -> Factor | Wrong:
    levels = []
    for label, settings in value.items():
        if label == "when":
            continue
        flat = dict(_flat(settings))
        for setting, one in flat.items():
            known = all_settings().get(setting)
            if known is None:
                return f"{label}: there is no setting {shown(setting)}", "", nearest(setting, all_settings())
            if not _allowed(known, one):
                return f"{label}: {setting}: {shown(one)} is not allowed", known.expectation, None
        levels.append(Level(label, flat))
    return Factor(name, role, Levels(tuple(levels)), _when(value))


def _from_elsewhere(name: str, role: Role, value: Mapping[str, Any], folder: Path) -> Factor | Wrong:
    """Return a factor whose levels are scenarios, or the rows of a table."""
    (source,) = set(value) & set(READERS) if len(set(value) & set(READERS)) == 1 else ("scenarios",)
    wrong = _not_known(value, (source, "when"))
    if wrong:
        return wrong
    levels = READERS[source](value[source], folder)
    if not isinstance(levels, list):
        return levels
    for level in levels:
        for setting, one in level.settings.items():
            if not _allowed(all_settings()[setting], one):
                problem = f"{level.label}: {setting}: {shown(one)} is not allowed"
                return problem, all_settings()[setting].expectation, None
    return Factor(name, role, Levels(tuple(levels)), _when(value))


def _flat(settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in settings.items():
        if key in sections() and isinstance(value, Mapping):
            yield from ((f"{key}.{inner}", one) for inner, one in value.items())
        else:
            yield key, value
