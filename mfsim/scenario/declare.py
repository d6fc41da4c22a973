"""How a setting is declared: default, unit, admissible and plausible range, confidence and source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Confidence = Literal["stated", "measured", "literature", "assumed"]
P1 = "calibrated on pattern P1 (experiments/00_survival)"
PROTOTYPE = "range tried on a prototype of the model"
JUDGEMENT = "judgement; swept by default"


class Section(BaseModel):
    """A part of a scenario: immutable, without unknown keys, without coercion of types, without NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def quantity(
    default: Any,
    unit: str,
    low: float,
    high: float,
    plausible: tuple[float, float],
    confidence: Confidence = "assumed",
    source: str = JUDGEMENT,
    when: Mapping[str, Any] | None = None,
) -> Any:
    """Declare a number: its default, unit, admissible range, plausible range, confidence and source.

    Parameters
    ----------
    when
        What it takes for the number to have any effect: the values of other settings (a list where several do). Elsewhere
        anything but the default is refused.
    """
    extra: dict[str, Any] = {"unit": unit, "plausible": list(plausible), "confidence": confidence, "source": source}
    return Field(default, ge=low, le=high, json_schema_extra=extra | ({"when": dict(when)} if when else {}))


def setting(
    default: Any,
    confidence: Confidence = "assumed",
    source: str = "a lever of the scenario",
    when: Mapping[str, Any] | None = None,
) -> Any:
    """Declare a choice, a switch, a text or a table; `when` as for `quantity`."""
    extra: dict[str, Any] = {"unit": "-", "plausible": None, "confidence": confidence, "source": source}
    return Field(default, json_schema_extra=extra | ({"when": dict(when)} if when else {}))
