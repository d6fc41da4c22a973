"""Worlds for property-based tests: any settings that the schema allows, small sites, short histories."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from mfsim.engine.month import CALENDAR
from mfsim.scenario.checking import RANGES
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.schema import Scenario
from mfsim.scenario.settings import all_settings

SMALL = {"place.sites": (1, 3), "place.units": (1, 12), "place.buildings": (1, 5)}
"""Ranges of sizes, so that a world is quick."""
APART = {"about", "principles", "processes", "sources"}


def _bounds(field: Any) -> tuple[float, float]:
    low = next(one.ge for one in field.metadata if hasattr(one, "ge"))
    high = next(one.le for one in field.metadata if hasattr(one, "le"))
    return low, high


def _numbers(name: str, field: Any) -> st.SearchStrategy[float | int] | None:
    if field.annotation not in (float, int):
        return None
    low, high = SMALL.get(name) or _bounds(field)
    if field.annotation is int:
        return st.integers(low, high)
    plausible = field.json_schema_extra["plausible"]
    return st.one_of(
        st.sampled_from([float(low), float(high), float(plausible[0]), float(plausible[1])]),
        st.floats(plausible[0], plausible[1]),
        st.floats(low, high),
    )


def _choices(field: Any) -> st.SearchStrategy[Any] | None:
    if field.annotation is bool:
        return st.booleans()
    return st.sampled_from(get_args(field.annotation)) if get_origin(field.annotation) is Literal else None


def settings_by_name() -> dict[str, st.SearchStrategy[Any]]:
    """A strategy for every number, choice and switch of the schema, by dotted name."""
    found: dict[str, st.SearchStrategy[Any]] = {}
    for section, outer in Scenario.model_fields.items():
        kind = outer.annotation
        if section in APART or not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            continue
        for name, field in kind.model_fields.items():
            strategy = _numbers(f"{section}.{name}", field)
            if strategy is None:
                strategy = _choices(field)
            if strategy is not None:
                found[f"{section}.{name}"] = strategy
    return found


SETTINGS = settings_by_name()


@st.composite
def scenarios(draw: st.DrawFn, at_most: int = 25) -> LoadedScenario:
    """Any scenario with generated members: up to `at_most` settings anywhere in their range, any processes on."""
    names = draw(st.lists(st.sampled_from(sorted(SETTINGS)), unique=True, max_size=at_most))
    values = {name: draw(SETTINGS[name]) for name in (*SMALL, *names)}
    for low, high in RANGES:
        if low in values or high in values:
            ends = (values.get(name, all_settings()[name].default) for name in (low, high))
            values[low], values[high] = sorted(ends)
    if values.get("norms.origin") == "copied":
        values["norms.book"] = "house"
    off = draw(st.sets(st.sampled_from(sorted(CALENDAR)), max_size=4))
    values.update({f"processes.{name}": False for name in off})
    if "governance" in off and values.get("commons.upkeep") == "staff":
        del values["commons.upkeep"]
    values |= _without_a_decider(values)
    while idle := [name for name in values if not all_settings()[name].applies(values)]:
        values = {name: value for name, value in values.items() if name not in idle}
    return load({}, values)


def _without_a_decider(values: dict[str, Any]) -> dict[str, Any]:
    """What becomes of rules and sanctions where nobody makes them."""
    director = values.get("governance.catalyst") == "director" and values.get("governance.catalyst_months", 24) > 0
    decided = values.get("governance.decision") != "none" or director
    if decided and values.get("processes.governance", True):
        return {}
    imposed = values.get("norms.origin") in ("statutory", "mixed")
    return {"norms.sanctions": "none"} | ({"norms.origin": "copied", "norms.book": "house"} if imposed else {})
