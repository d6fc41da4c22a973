"""How a setting is declared: default, unit, admissible and plausible range, confidence and source."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Confidence = Literal["stated", "measured", "literature", "assumed"]
P1 = "calibrated on pattern P1 (experiments/00_survival)"
PROTOTYPE = "range tried on a prototype of the model"
JUDGEMENT = "judgement; swept by default"


class Section(BaseModel):
    """A part of a scenario: immutable, without unknown keys, without coercion of types, without NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True)


def quantity(
    default: Any,
    unit: str,
    low: float,
    high: float,
    plausible: tuple[float, float],
    confidence: Confidence = "assumed",
    source: str = JUDGEMENT,
) -> Any:
    """Declare a number: its default, unit, admissible range, plausible range, confidence and source."""
    extra: dict[str, Any] = {"unit": unit, "plausible": list(plausible), "confidence": confidence, "source": source}
    return Field(default, ge=low, le=high, json_schema_extra=extra)


def setting(default: Any, confidence: Confidence = "assumed", source: str = "a lever of the scenario") -> Any:
    """Declare a choice, a switch, a text or a table."""
    extra: dict[str, Any] = {"unit": "-", "plausible": None, "confidence": confidence, "source": source}
    return Field(default, json_schema_extra=extra)
