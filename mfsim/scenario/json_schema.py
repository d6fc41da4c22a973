"""The JSON schema of scenario files, made from the settings, for editors."""

from __future__ import annotations

import json
from typing import Any

from mfsim.scenario.declare import Section
from mfsim.scenario.meanings import meanings
from mfsim.scenario.schema import Scenario


def scenario_json_schema() -> str:
    """Return the JSON schema of a scenario file, as text that ends with a line end."""
    schema = Scenario.model_json_schema()
    _add_meanings(schema, Scenario)
    for field in Scenario.model_fields.values():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            _add_meanings(schema["$defs"][field.annotation.__name__], field.annotation)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "A scenario of mfsim"
    schema["properties"] = {
        "extends": {
            "type": "string",
            "description": "A shipped scenario, or a file, whose values hold where this one is silent.",
        },
        **schema["properties"],
    }
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _add_meanings(part: dict[str, Any], section: type[Section]) -> None:
    for name, meaning in meanings(section).items():
        given = {**part["properties"][name], "description": meaning}
        part["properties"][name] = dict(sorted(given.items()))
