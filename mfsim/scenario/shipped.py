"""The scenarios that come with the package, by name."""

from __future__ import annotations

from pathlib import Path

from mfsim.errors import Problem, ScenarioError, nearest

_PACKAGE = Path(__file__).parents[1]
BOOKS = "rules"
"""Folder of the shipped books of rules."""
START = "base"
"""The scenario that others extend."""
GROUPS = {".": "Places", "kinds": "Kinds of space, on one building at one rent", "networks": "Networks"}
"""Folders of the shipped scenarios, and what is in them."""


def shipped_folder() -> Path:
    """Return the folder of the shipped scenarios: inside the installed package, or in the source checkout."""
    installed = _PACKAGE / "shipped"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenarios"


def shipped_files() -> dict[str, Path]:
    """Return the files of the shipped scenarios by name, group by group: the one that others extend, then places first."""
    groups = (sorted((shipped_folder() / folder).glob("*.toml"), key=lambda path: path.stem) for folder in GROUPS)
    files = {path.stem: path for group in groups for path in group}
    return {START: files.pop(START), **files}


def shipped_names() -> tuple[str, ...]:
    """Return the names of the shipped scenarios."""
    return tuple(shipped_files())


def shipped_groups() -> dict[str, tuple[str, ...]]:
    """Return the names of the shipped scenarios by what they are."""
    files = shipped_files()
    named = {
        title: tuple(name for name, path in files.items() if name != START and path.parent == shipped_folder() / folder)
        for folder, title in GROUPS.items()
    }
    return {"To begin with": (START,), **{title: names for title, names in named.items() if names}}


def shipped_books() -> tuple[str, ...]:
    """Return the names of the shipped books of rules."""
    return tuple(sorted(path.stem for path in (shipped_folder() / BOOKS).glob("*.csv")))


def scenario_path(source: str | Path, relative_to: Path | None = None) -> Path:
    """Return the file that a user means by the name of a shipped scenario or by a path.

    A name with neither a folder nor the ending ``.toml`` is that of a shipped scenario; anything else, and
    a name that is not shipped but exists as a file, is a path.

    Raises
    ------
    ScenarioError
        If there is neither such a scenario nor such a file.
    """
    name = str(source)
    is_name = isinstance(source, str) and Path(name).name == name and not name.endswith(".toml")
    if is_name and name in shipped_files():
        return shipped_files()[name]
    path = Path(name) if relative_to is None else relative_to / name
    try:
        if path.is_dir() and name:
            hint = f"a scenario file, such as {path / 'scenario.toml'}"
            raise ScenarioError(Problem("this is a folder", "", hint, None, name))
        exists = path.exists()
    except (OSError, ValueError):
        exists = False
    if exists:
        return path
    near = nearest(name, shipped_names()) if is_name else nearest(path.name, _neighbours(path))
    shipped = ", ".join(shipped_names())
    expectation = f"a file, or one of the shipped scenarios ({shipped})" if is_name and near is None else ""
    problem = "no such file or shipped scenario" if is_name else "no such file"
    raise ScenarioError(Problem(problem, "", expectation, near, name[:200] or '""'))


def _neighbours(path: Path) -> list[str]:
    try:
        return [other.name for other in path.parent.glob("*.toml")]
    except (OSError, ValueError):
        return []
