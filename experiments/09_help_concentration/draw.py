"""Draw concentration.csv: what the tenth of the pairs that helps most carries, against as many helps at random."""

from __future__ import annotations

import csv
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt

HERE = Path(__file__).parent
STYLES = {
    "hypercube": ("#9bb7c9", 18, "hypercube of help and community"),
    "ensemble": ("#1b5e88", 18, "fits of P1"),
    "base": ("#b3401f", 60, "base"),
    "mage": ("#d98e32", 60, "MAGE"),
    "r84": ("#5b8c3e", 60, "R84"),
}


def read(path: Path) -> dict[tuple[str, str], dict[str, dict[str, float]]]:
    """Return the figures by setting and reading."""
    found: dict[tuple[str, str], dict[str, dict[str, float]]] = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            numbers = {key: float(value) for key, value in row.items() if key not in ("setting", "number", "reading")}
            found.setdefault((row["setting"], row["number"]), {})[row["reading"]] = numbers
    return found


def main() -> None:
    found = read(HERE / "concentration.csv")
    figure, panels = plt.subplots(1, 2, figsize=(9, 4.2), constrained_layout=True)
    titles = {"top_tenth": "hours on the busiest tenth of pairs", "gini_givers": "Gini of hours given, over firms"}
    for axes, (name, title) in zip(panels, titles.items(), strict=True):
        for setting, (colour, size, label) in STYLES.items():
            both = [one for (kind, _), one in found.items() if kind == setting and "model" in one]
            across, up = [one["chance"][name] for one in both], [one["model"][name] for one in both]
            axes.scatter(across, up, s=size, color=colour, label=label, zorder=3 if size > 18 else 2)
        axes.axline((0.5, 0.5), slope=1, color="#888888", lw=0.8, ls=":")
        axes.set(xlabel="as many helps at random", ylabel="model", title=title)
        axes.spines[["top", "right"]].set_visible(False)
    panels[0].legend(frameon=False, fontsize=8)
    figure.savefig(HERE / "concentration.png", dpi=120)


if __name__ == "__main__":
    main()
