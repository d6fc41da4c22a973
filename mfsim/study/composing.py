"""Reading compositions from an experiment file, each part checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mfsim.errors import nearest, shown
from mfsim.scenario.load import LoadedScenario
from mfsim.scenario.settings import all_settings
from mfsim.study.compositions import Composition
from mfsim.study.levels import Wrong

WORDS = ("shares_of", "parts")
"""Either tells a composition from other factors."""
ENTRIES = (*WORDS, "concentration", "when")
TRADES = "members.trades"


def composition_of(value: Mapping[str, Any]) -> Composition | Wrong:
    """Return the composition that a table of an experiment file describes, or what is wrong with it."""
    unknown = next((key for key in value if key not in ENTRIES), None)
    if unknown is not None:
        near = nearest(str(unknown), ENTRIES)
        return f"there is no {shown(unknown)} here", "" if near else ", ".join(ENTRIES), near
    of, concentration = value.get("shares_of", ""), value.get("concentration", 1.0)
    if of and (of not in all_settings() or all_settings()[of].kind != "table"):
        near = nearest(of, [TRADES]) if isinstance(of, str) else None
        return f"shares_of: {shown(of)} is not allowed", f'"{TRADES}", or no shares_of where parts are settings', near
    if isinstance(concentration, bool) or not isinstance(concentration, int | float) or not 0.01 <= concentration <= 1_000:
        return f"concentration: {shown(concentration)} is not allowed", "a number from 0.01 to 1,000", None
    parts = _parts(value.get("parts"))
    if parts is None:
        expected = "a list of two names or more, or a table of parts that each have a name or a list of names"
        return f"parts: {shown(value.get('parts'))} is not allowed", expected, None
    every = [entry for some in parts.values() for entry in some]
    twice = next((entry for entry in every if every.count(entry) > 1), None)
    if twice is not None:
        return f"parts: {shown(twice)} is there twice", "each in one part", None
    return (None if of else _no_share(every)) or Composition(of, parts, float(concentration))


def _parts(given: Any) -> dict[str, tuple[str, ...]] | None:
    table = {one: one for one in given} if isinstance(given, list) and all(isinstance(one, str) for one in given) else given
    if not isinstance(table, Mapping) or len(table) < 2:
        return None
    parts = {
        str(name): (some,) if isinstance(some, str) else tuple(some) if isinstance(some, list) else ()
        for name, some in table.items()
    }
    return parts if all(some and all(isinstance(one, str) for one in some) for some in parts.values()) else None


def _no_share(names: list[str]) -> Wrong | None:
    for name in names:
        setting = all_settings().get(name)
        if setting is None:
            return f"parts: there is no setting {shown(name)}", "", nearest(name, all_settings())
        if setting.kind != "float" or (setting.low or 0.0) > 0.0 or (setting.high is not None and setting.high < 1.0):
            return f"parts: {name} cannot be every share from 0 to 1", setting.expectation, None
    return None


def in_words_of(composition: Composition, scenario: LoadedScenario) -> Composition | Wrong:
    """Return a composition of trades with each sector that it names spelt out in trades, or what is wrong with it."""
    if composition.of != TRADES:
        return composition
    trades = scenario.words.trades
    known = enumerate(scenario.words.sectors)
    sectors = {sector: [name for name, one in trades.items() if one.sector == number] for number, sector in known}
    parts: dict[str, tuple[str, ...]] = {}
    for part, entries in composition.parts.items():
        for entry in entries:
            if entry not in trades and not sectors.get(entry):
                near = nearest(entry, [*sectors, *trades])
                return f"parts: there is no trade or sector {shown(entry)}", "" if near else "one of the vocabulary", near
        parts[part] = tuple(dict.fromkeys(one for entry in entries for one in sectors.get(entry) or [entry]))
    every = [one for some in parts.values() for one in some]
    twice = next((one for one in every if every.count(one) > 1), None)
    if twice is not None:
        return f"parts: the trade {shown(twice)} is there twice, once with its sector", "each trade in one part", None
    return replace(composition, parts=parts)
