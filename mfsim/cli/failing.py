"""The command that runs again what has failed in a study."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mfsim.scenario.shipped import shipped_files
from mfsim.study.labels import settings_at

OWN = "settings."
"""Names under which an experiment's own settings are kept."""


def command_of(manifest: Mapping[str, Any], failure: Mapping[str, Any]) -> str:
    """Return the command for a run of a point; it can be pasted where the study was begun."""
    settings = {name[len(OWN) :]: value for name, value in manifest["experiment"].items() if name.startswith(OWN)}
    settings |= settings_at(manifest, failure["settings"])
    words = ["mfsim", "run", _scenario(manifest["inputs"])]
    for name, value in settings.items():
        words += ["--set", f"{name}={_toml(value)}"]
    words += ["--runs", str(failure["run"] + 1), "--months", str(manifest["months"]), "--seed", str(manifest["seed"])]
    return shlex.join(words)


def _scenario(inputs: Mapping[str, Any]) -> str:
    name, file = inputs["scenario"], (inputs["scenario_file"] or {}).get("file", "")
    return str(name) if name in shipped_files() and Path(file).name == shipped_files()[name].name else file


def _toml(value: Any) -> str:
    """Return a value as TOML has it; text only in quotes where it would be taken for something else."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, str):
        return (
            value if value.replace("_", "").isalpha() and value not in ("true", "false", "inf", "nan") else json.dumps(value)
        )
    return json.dumps(value)
