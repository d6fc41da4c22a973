"""The program and the options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Group, Parameter
from cyclopts.validators import Number

from mfsim.version import __version__

HELP = """Simulate multifactories: shared workspaces of small firms, craftspeople, artists and freelancers.

Try `mfsim run mage`, then `mfsim new my-place` for a scenario of your own."""

app = App(name="mfsim", help=HELP, version=__version__, suppress_keyboard_interrupt=False)
app["--help"].group = app["--version"].group = Group("Help", sort_key=99)


def count(most: int, least: int = 1) -> Parameter:
    """Return what an option must be that counts something."""
    return Parameter(validator=Number(gte=least, lte=most))


Flag = Annotated[bool, Parameter(negative="")]
Figures = Literal["few", "all", "none"]
Page = Annotated[Path, Parameter(name=("--out", "-o"))]
Runs = Annotated[int, count(10_000_000)]
Months = Annotated[int, count(12_000), Parameter(help="Months in each run.")]
Seed = Annotated[int, count(2**63 - 1, least=0), Parameter(help="The same seed gives the same runs.")]
Workers = Annotated[
    int, count(4_096), Parameter(help="Runs computed at the same time; one for each processor if not given.")
]
Settings = Annotated[
    list[str],
    Parameter(
        name="--set", negative="", consume_multiple=False,
        help="Change a setting first: --set demand.rivalry=0.5. May be repeated.",
    ),
]  # fmt: skip
Outcomes = Annotated[
    list[str],
    Parameter(
        name="--outcome", negative="", consume_multiple=False, help="Only this outcome; may be repeated. All if not given."
    ),
]  # fmt: skip
