"""Write figures whole or not at all, and without a date, so that the same results give the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mfsim.report.shown import Shown
from mfsim.writing import write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure


Which = Literal["few", "all", "none"]


def _writer(figure: Figure) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        from matplotlib import rc_context

        if path.suffix == ".svg":
            with rc_context({"svg.fonttype": "none", "svg.hashsalt": "mfsim"}):
                figure.savefig(path, metadata={"Date": None})
        else:
            figure.savefig(path, pil_kwargs={"compress_level": 3})

    return write


def write_figure(figure: Figure, path: Path) -> Path:
    """Write a figure; the ending of the name is its format."""
    return write_whole(path, _writer(figure))


def figure_names(which: Which = "all") -> tuple[str, ...]:
    """Return the names of figures: the few that show all runs, all with those that look at one run closely, or none."""
    few = ("history", "members")
    return {"few": few, "all": (*few, "floor_plan", "one_run", "norm_book"), "none": ()}[which]


def draw(name: str, shown: Shown) -> Figure:
    """Draw the figure of this name."""
    module = import_module(f"mfsim.report.{name}")
    return getattr(module, f"draw_{name}")(shown)  # type: ignore[no-any-return]


def endings(which: Which) -> tuple[str, ...]:
    """Return the formats in which figures are written: the few as PNG alone, so that a short run is not spent on drawing."""
    return (".png",) if which == "few" else (".png", ".svg")


def save_figure(name: str, shown: Shown, folder: Path, which: Which = "all") -> list[Path]:
    """Draw a figure and write it."""
    writer = _writer(draw(name, shown))
    return [write_whole(folder / f"{name}{ending}", writer) for ending in endings(which)]
