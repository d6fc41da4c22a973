"""A scenario's settings as one flat record that the rules read: ``world.parameters.demand.rivalry``.

Numbers and switches keep their names; a choice becomes its place in the list of choices (see `choice`);
texts and tables, which no rule reads, are left out.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, get_args, get_origin

import numpy as np
from pydantic import BaseModel

from mfsim.scenario.schema import Scenario

_TYPES: dict[Any, str] = {float: "f8", int: "i8", bool: "?"}


def _sections() -> dict[str, type[BaseModel]]:
    fields = Scenario.model_fields
    return {
        name: field.annotation
        for name, field in fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }


def _type_of(annotation: Any) -> str | None:
    if get_origin(annotation) is Literal:
        return "i8"
    return _TYPES.get(annotation)


def _section_dtype(section: type[BaseModel]) -> np.dtype[Any]:
    types = {name: _type_of(field.annotation) for name, field in section.model_fields.items()}
    return np.dtype([(name, kind) for name, kind in types.items() if kind is not None], align=True)


def parameter_dtype() -> np.dtype[Any]:
    """Return the record type of all parameters: one nested record for each section that has any."""
    sections = {name: _section_dtype(section) for name, section in _sections().items()}
    return np.dtype([(name, kind) for name, kind in sections.items() if kind.names], align=True)


PARAMETERS = parameter_dtype()


@cache
def choice(section: str, field: str, value: str) -> int:
    """Return the number by which the rules know a choice."""
    options = get_args(_sections()[section].model_fields[field].annotation)
    return options.index(value)


def flatten(scenario: Scenario) -> Any:
    """Return the scenario's settings as one ``numpy.record`` of type `PARAMETERS`."""
    assert PARAMETERS.names is not None
    values = tuple(_numbers(section, getattr(scenario, section)) for section in PARAMETERS.names)
    return np.array([values], PARAMETERS).view(np.recarray)[0]


def flatten_again(parameters: Any, before: Scenario, now: Scenario) -> None:
    """Write into the parameters of a scenario those of another, section by section where they are not the same."""
    assert PARAMETERS.names is not None
    for section in PARAMETERS.names:
        settings = getattr(now, section)
        if settings is not getattr(before, section):
            parameters[section] = _numbers(section, settings)


def _numbers(section: str, settings: BaseModel) -> tuple[Any, ...]:
    values = settings.__dict__
    return tuple(_number(section, name, values[name]) for name in PARAMETERS[section].names or ())


def _number(section: str, name: str, value: Any) -> Any:
    return choice(section, name, value) if isinstance(value, str) else value
