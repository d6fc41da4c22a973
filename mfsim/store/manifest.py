"""What lies beside results so that they can be made again: with what they were made, and all that went in."""

from __future__ import annotations

import base64
import datetime
import hashlib
import os
import platform
import shlex
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mfsim.compiling import source_hash
from mfsim.errors import MfsimError
from mfsim.scenario.load import NAMING_FILES, LoadedScenario, load
from mfsim.scenario.shipped import shipped_books
from mfsim.version import __version__

LIBRARIES = ("numba", "numpy", "pyarrow", "SALib", "scipy")
DECIDING = ("mfsim", "rules", "python", "system", "processor", "numba", "numpy")
"""What can change a number."""


def surroundings() -> dict[str, Any]:
    """Return with what results are made: versions, machine, command, time."""
    from llvmlite.binding import get_host_cpu_name

    command = [Path(sys.argv[0]).name, *sys.argv[1:]] if sys.argv else []
    return {
        "mfsim": __version__,
        "rules": source_hash(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": get_host_cpu_name(),
        "processors": os.cpu_count(),
        "versions": {name: version(name) for name in LIBRARIES},
        "command": shlex.join(command),
        "begun": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }


def changes(manifest: Mapping[str, Any]) -> list[str]:
    """Return in what the surroundings differ from those in which results were made, as far as it can change a number."""
    now = surroundings()
    then = {**manifest, **manifest.get("versions", {})}
    here = {**now, **now["versions"]}
    return [f"{name}: {then[name]} then, {here[name]} now" for name in DECIDING if name in then and then[name] != here[name]]


def inputs_of(scenario: LoadedScenario) -> dict[str, Any]:
    """Return all that a scenario was made of: the settings that were given, and the files that they name, whole."""
    files = {name: kept_of(path) for name, path in zip(NAMING_FILES, scenario.files, strict=True) if path is not None}
    return {
        "scenario": scenario.name,
        "scenario_file": None if scenario.path is None else _named(scenario.path),
        "scenario_hash": scenario.hash,
        "given": dict(scenario.document.values),
        "files": files,
    }


def _named(path: Path) -> dict[str, str]:
    return {"file": str(path), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def kept_of(path: Path) -> dict[str, str]:
    """Return a file as a manifest keeps it: its name, a hash, and all that is in it."""
    content = path.read_bytes()
    try:
        return {**_named(path), "text": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {**_named(path), "base64": base64.b64encode(content).decode()}


def scenario_from(inputs: Mapping[str, Any]) -> LoadedScenario:
    """Return the scenario that inputs were kept of, whatever has become of its files.

    Raises
    ------
    MfsimError
        If this version of mfsim makes another scenario of them.
    """
    given = dict(inputs["given"])
    with TemporaryDirectory() as folder:
        for name, kept in inputs["files"].items():
            if name == "norms.book" and given.get(name) in shipped_books():
                continue
            path = Path(folder) / f"{name}.csv"
            path.write_bytes(kept["text"].encode() if "text" in kept else base64.b64decode(kept["base64"]))
            given[name] = str(path)
        scenario = load(given)
    if scenario.hash != inputs["scenario_hash"]:
        raise MfsimError(
            f"{inputs['scenario']}: this mfsim, {__version__}, makes another scenario of what was given: defaults or "
            f"shipped tables have changed; expected the version with which it was run"
        )
    return scenario


def changed_files(inputs: Mapping[str, Any]) -> list[str]:
    """Return the files that are still there but not what they were; what was kept of them is used all the same."""
    named = [*inputs["files"].values(), *filter(None, (inputs["scenario_file"],))]
    return [f"{one['file']} has changed since" for one in named if _is_another(Path(one["file"]), one["sha256"])]


def files_in(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the hashes of the files that went into a study, by name."""
    inputs = manifest.get("inputs", {})
    named = [*inputs.get("files", {}).values(), *manifest.get("level_files", {}).values()]
    return {one["file"]: one["sha256"] for one in named}


def _is_another(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() != sha256
    except OSError:
        return False
