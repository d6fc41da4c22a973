"""The experiments that come with the package, by name."""

from __future__ import annotations

from pathlib import Path

from mfsim.errors import Problem, ScenarioError, nearest

_PACKAGE = Path(__file__).parents[1]
FILE = "experiment.toml"
TABLE = "[experiment]"
"""What an experiment file has, and a scenario beside it has not."""


def experiments_folder() -> Path:
    """Return the folder of the shipped experiments: inside the installed package, or in the source checkout."""
    installed = _PACKAGE / "shipped" / "experiments"
    return installed if installed.is_dir() else _PACKAGE.parent / "experiments"


def shipped_experiments() -> dict[str, Path]:
    """Return the files of the shipped experiments by name: that of the folder, with that of the file if it has several."""
    files = sorted(experiments_folder().glob("*/*.toml"), key=lambda path: (path.parent.name, path.name != FILE, path.name))
    named = {path.parent.name if path.name == FILE else f"{path.parent.name}/{path.stem}": path for path in files}
    return {name: path for name, path in named.items() if TABLE in path.read_text(encoding="utf-8")}


def experiment_path(source: str | Path) -> Path:
    """Return the file that a user means by a path, or by the name of a shipped experiment.

    Raises
    ------
    ScenarioError
        If there is neither such a file nor such an experiment.
    """
    path, name = Path(source), str(source)
    if path.is_file():
        return path
    if name in shipped_experiments():
        return shipped_experiments()[name]
    is_name = not name.endswith(".toml")
    beside = [other.name for other in path.parent.glob("*.toml")] if path.parent.is_dir() else []
    near = nearest(name, shipped_experiments()) if is_name else nearest(path.name, beside)
    expected = "a TOML file, or one of those that `mfsim experiments` lists"
    raise ScenarioError(Problem("no such experiment file", "", "" if near else expected, near, name))
