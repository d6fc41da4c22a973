"""What the labels in a study's table of points stand for: settings, as they were when the study was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mfsim.study.compositions import Composition
from mfsim.study.experiment import Experiment
from mfsim.study.factors import Factor, Levels


def varies_of(experiment: Experiment) -> list[dict[str, Any]]:
    """Return what an analysis has to know of each factor: its group, how it is sampled, its levels and its parts."""
    return [
        {
            "name": one.name, "group": experiment.group_of(one), "kind": one.kind, "width": one.width, "levels": one.count,
            "parts": list(one.parts),
        }
        for one in experiment.factors
    ]  # fmt: skip


def labels_of(factors: Sequence[Factor]) -> dict[str, dict[str, Any]]:
    """Return what labels stand for where they are not the value of the setting itself: of each factor, label → settings."""
    labels: dict[str, dict[str, Any]] = {}
    for factor in factors:
        if isinstance(factor.domain, Levels):
            for level in factor.domain.levels:
                labels.setdefault(factor.name, {})[str(level.label)] = dict(level.settings)
    return labels


def compositions_of(factors: Sequence[Factor]) -> dict[str, dict[str, Any]]:
    """Return of what each composition has the shares: of each factor, the setting and the entries of each part."""
    return {
        one.name: {"of": one.domain.of, "parts": {part: list(some) for part, some in one.domain.parts.items()}}
        for one in factors
        if isinstance(one.domain, Composition)
    }


def settings_at(manifest: Mapping[str, Any], point: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a point sets.

    Parameters
    ----------
    manifest : mapping
        Of the study.
    point : mapping
        A row of its table of points.
    """
    compositions: Mapping[str, Any] = manifest.get("compositions", {})
    of_parts = {f"{name}.{part}" for name, one in compositions.items() for part in one["parts"]}
    settings: dict[str, Any] = {}
    for name, label in point.items():
        if name in ("point", *of_parts) or label is None:
            continue
        if name in compositions:
            made = Composition(compositions[name]["of"], compositions[name]["parts"])
            settings |= made.settings({part: point[f"{name}.{part}"] for part in made.parts})
        else:
            settings |= manifest["labels"].get(name, {}).get(str(label), {name: label})
    return settings
