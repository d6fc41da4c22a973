"""Every setting of the schema by its dotted name: meaning, unit, range, default, plausible range, source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from mfsim.errors import in_full
from mfsim.scenario.declare import Section
from mfsim.scenario.meanings import meanings
from mfsim.scenario.schema import Scenario

Kind = Literal["int", "float", "bool", "str", "choice", "table"]


@dataclass(frozen=True)
class Setting:
    """What is known about one setting.

    Attributes
    ----------
    name
        Dotted name, as in ``demand.rivalry``.
    unit
        Its unit; "-" for none.
    kind
        ``int``, ``float``, ``bool``, ``str``, ``choice`` or ``table``.
    optional
        May be left without a value.
    low, high
        Admissible range of a number.
    choices
        What may be chosen.
    default
        Its value when a scenario does not set it.
    plausible
        Range that studies sweep by default.
    confidence, source
        How well the default is founded (``stated``, ``measured``, ``literature``, ``assumed``) and on what.
    when
        What it takes to have any effect: the values that other settings must have one of.
    section
        Part of the scenario that declares it.
    """

    name: str
    unit: str
    kind: Kind
    optional: bool
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    default: Any
    plausible: tuple[float, float] | None
    confidence: str
    source: str
    when: tuple[tuple[str, tuple[Any, ...]], ...]
    section: type[Section]

    @property
    def meaning(self) -> str:
        """Its definition."""
        return " ".join(meanings(self.section).get(self.name.rpartition(".")[2], "").split())

    @property
    def condition(self) -> str:
        """What it takes to have any effect, in words; empty if it always has."""
        return " and ".join(f"{name} = {' or '.join(map(_word, allowed))}" for name, allowed in self.when)

    def applies(self, values: Mapping[str, Any]) -> bool:
        """Whether it has an effect beside these values of other settings; settings not named are at their defaults."""
        return all(values.get(name, all_settings()[name].default) in allowed for name, allowed in self.when)

    @property
    def expectation(self) -> str:
        """What may be written, in words."""
        if self.kind in ("int", "float"):
            kind = "a whole number" if self.kind == "int" else "a number"
            unit = "" if self.unit in ("-", "0-1") else f" ({self.unit})"
            return f"{kind} from {in_full(self.low)} to {in_full(self.high)}{unit}"
        if self.kind == "choice":
            return "one of " + ", ".join(f'"{choice}"' for choice in self.choices)
        return {"bool": "true or false", "str": "text in quotes", "table": "a table of name = value"}[self.kind]


@cache
def all_settings() -> dict[str, Setting]:
    """Return every setting of a scenario by its dotted name, in the order of the schema."""
    return dict(_walk(Scenario, ""))


def sections() -> tuple[str, ...]:
    """Return the names of the parts of a scenario."""
    return tuple(Scenario.model_fields)


def _word(value: Any) -> str:
    return (
        str(value).lower() if isinstance(value, bool) else in_full(value) if isinstance(value, int | float) else f'"{value}"'
    )


def _walk(model: type[Section], prefix: str) -> list[tuple[str, Setting]]:
    found: list[tuple[str, Setting]] = []
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            found += _walk(field.annotation, f"{prefix}{name}.")
        else:
            found.append((prefix + name, _describe(prefix + name, field, model)))
    return found


def _describe(name: str, field: FieldInfo, section: type[Section]) -> Setting:
    extra: Any = field.json_schema_extra
    kind, choices, optional = _kind(field.annotation)
    plausible = extra["plausible"]
    return Setting(
        name=name,
        unit=extra["unit"],
        kind=kind,
        optional=optional,
        low=next((float(str(limit.ge)) for limit in field.metadata if isinstance(limit, Ge)), None),
        high=next((float(str(limit.le)) for limit in field.metadata if isinstance(limit, Le)), None),
        choices=choices,
        default=field.get_default(),
        plausible=None if plausible is None else (plausible[0], plausible[1]),
        confidence=extra["confidence"],
        source=extra["source"],
        when=tuple((other, tuple(v) if isinstance(v, list | tuple) else (v,)) for other, v in extra.get("when", {}).items()),
        section=section,
    )


def _kind(annotation: Any) -> tuple[Kind, tuple[str, ...], bool]:
    if get_origin(annotation) is Literal:
        return "choice", get_args(annotation), False
    if get_origin(annotation) is UnionType:
        inner = next(one for one in get_args(annotation) if one is not type(None))
        return (*_kind(inner)[:2], True)
    kinds: dict[Any, Kind] = {int: "int", float: "float", bool: "bool", str: "str"}
    return kinds.get(annotation, "table"), (), False
