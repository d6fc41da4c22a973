"""Figures in notebooks: Jupyter shows by itself what pyplot has drawn, and ours are drawn without pyplot."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def showable(figure: Figure) -> Figure:
    """Give a figure the method by which Jupyter asks an object for its picture; return the figure."""

    def png() -> bytes:
        buffer = BytesIO()
        figure.savefig(buffer, format="png", bbox_inches="tight")
        return buffer.getvalue()

    figure._repr_png_ = png  # type: ignore[attr-defined]
    return figure
