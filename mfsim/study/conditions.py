"""Where a factor has no effect: its condition is not met by the other factors and the scenario.

Whether conditions are met depends on few settings, switches mostly. So it is worked out once for each combination of them
that occurs, and not for each of a million points.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import Any

from mfsim.scenario.resolving import COMMUNITY_OFF
from mfsim.scenario.settings import all_settings
from mfsim.study.experiment import PRINCIPLE, Experiment
from mfsim.study.factors import Factor, Level, Levels, Range

NOT_READ = Level("", {})
"""Stands for the level of a factor on which no condition depends."""


def _is_conditional(factor: Factor) -> bool:
    """Whether there may be points at which it has no effect."""
    setting = all_settings().get(factor.name)
    return bool(factor.when) or (setting is not None and bool(setting.when))


class Conditions:
    """Tells at which points of an experiment which factors have no effect.

    Attributes
    ----------
    judges : list of Factor
        Those on whose levels it depends, in the order of the experiment.
    """

    def __init__(self, experiment: Experiment) -> None:
        self._base = experiment.scenario.document.values
        self._conditional = [one for one in experiment.factors if _is_conditional(one)]
        reads = {name for one in self._conditional for name in _read_by(one)}
        self.judges = [one for one in experiment.factors if self._conditional and not reads.isdisjoint(_set_by(one))]
        self._names = [one.name for one in (*self._conditional, *self.judges)]
        self._found: dict[str, frozenset[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._conditional)

    def idle(self, levels: Sequence[Level]) -> frozenset[str]:
        """Return the names of the factors without an effect, where the judges are at these levels."""
        case = repr([(level.label, level.settings) for level in levels])
        if case not in self._found:
            self._found[case] = self._worked_out(levels)
        return self._found[case]

    def _worked_out(self, of_judges: Sequence[Level]) -> frozenset[str]:
        """Leave out, until nothing changes, each factor whose condition is not met by the others and the scenario."""
        levels = dict.fromkeys(self._names, NOT_READ)
        levels |= {one.name: level for one, level in zip(self.judges, of_judges, strict=True)}
        while True:
            settings = {name: value for level in levels.values() for name, value in level.settings.items()}
            values: ChainMap[str, Any] = ChainMap(settings, self._base)  # type: ignore[arg-type] # it is only read
            if values.get(PRINCIPLE) is False:
                values = values.new_child(COMMUNITY_OFF)
            labels = {name: level.label for name, level in levels.items()}
            idle = {one.name for one in self._conditional if one.name in levels and not _holds(one, values, labels)}
            if not idle:
                return frozenset(self._names) - frozenset(levels)
            levels = {name: level for name, level in levels.items() if name not in idle}


def _read_by(factor: Factor) -> set[str]:
    """Return the names of settings and factors on which it depends whether a factor has an effect."""
    setting = all_settings().get(factor.name)
    return {PRINCIPLE, *factor.when, *(name for name, _ in setting.when)} if setting else {PRINCIPLE, *factor.when}


def _set_by(factor: Factor) -> set[str]:
    """Return its name and those of the settings that it may set."""
    if isinstance(factor.domain, Levels):
        return {factor.name, *(name for level in factor.domain.levels for name in level.settings)}
    if isinstance(factor.domain, Range):
        return {factor.name}
    return {factor.name, *factor.domain.settings(dict.fromkeys(factor.parts, 0.0))}


def _holds(factor: Factor, values: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    for name, allowed in factor.when.items():
        known = all_settings().get(name)
        if labels.get(name, values.get(name, known.default if known else None)) not in allowed:
            return False
    setting = all_settings().get(factor.name)
    return setting is None or setting.applies(values)
