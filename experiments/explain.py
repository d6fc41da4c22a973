"""From a stored study to what its README says: tables, figures and the numbers in the text, none of them typed.

    mfsim sweep experiments/01_diversity_levels/experiment.toml
    python experiments/explain.py 01_diversity_levels

writes `study.json`, `means.csv`, `effects.csv` and the figures into the folder of the experiment and fills the marked parts
of its README and of the pages in docs/; of a second experiment in a folder, `04_landlord_risk/by_size`, the files begin
with its name. `--readmes` only fills the pages, from the tables that are there. Marks::

    <!-- generated: study -->                     what was run, with versions
    <!-- generated: means OUTCOME,OUTCOME -->     means, combinations of levers down
    <!-- generated: across LEVER OUTCOME -->      means of one outcome, levels of a lever across
    <!-- generated: effects OUTCOME,OUTCOME -->   main effects
    <!-- generated: within LEVER at LEVER OUTCOME,OUTCOME -->  effects of a lever at each level of another
    <!-- generated: interactions LEVER OUTCOME,OUTCOME -->     how much more it does at other levels of others
    <!-- generated: csv FILE -->                  a table of another script, as it is
    <!--= OUTCOME LEVER=LEVEL -->                 a main effect in the text; with "at LEVER=LEVEL" within that level
    <!--~ OUTCOME LEVER=LEVEL LEVER=LEVEL -->     a mean in the text

A mark that begins with `@NAME` means the experiment of that name; blanks in the name of a level are written `+`.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mfsim.report.files import write_figure
from mfsim.report.levers import draw_effects, draw_means
from mfsim.store.folder import StudyFolder
from mfsim.study.handle import Study
from mfsim.writing import write_file, write_whole

HERE = Path(__file__).parent
PAGES = ("shipped-experiments.md", "patterns.md")
"""Pages in docs/ that quote experiments."""
KEPT = (
    "name", "title", "scenario", "method", "points", "places", "combinations", "runs", "months", "seed", "factors",
    "outcomes", "mfsim", "rules", "key", "versions", "python", "system",
)  # fmt: skip
BLOCK = re.compile(r"(<!-- generated: (.*?) -->\n).*?(<!-- end -->)", re.DOTALL)
INLINE = re.compile(r"(<!--([=~]) (.*?) -->).*?(<!--/-->)", re.DOTALL)
NUMBERS = ("mean", "difference", "low", "high", "beside_low", "beside_high", "p5", "p95", "up", "noise")
BARE = ("0-1", "level", "ratio")
"""Units that say nothing in a sentence."""
NOTHING = "\N{EN DASH}"


def place_of(name: str) -> tuple[Path, str]:
    """Return the folder of an experiment, and what the names of its tables begin with."""
    folder, _, stem = name.partition("/")
    return HERE / folder, f"{stem}." if stem else ""


def store(name: str, study: Study) -> None:
    """Write the tables and figures of a study into the folder of its experiment."""
    (folder, prefix), what = place_of(name), study.manifest
    text = json.dumps({key: what[key] for key in KEPT if key in what}, indent=2) + "\n"
    write_file(folder / f"{prefix}study.json", text)
    if not what["combinations"]:
        return
    tables = {"means": study.means(), "effects": study.effects()}
    for table, frame in tables.items():
        path = folder / f"{prefix}{table}.csv"
        write_whole(path, lambda path, frame=frame: frame.to_csv(path, index=False, float_format="%.5g"))
    levers = [one for one, role in what["factors"].items() if role == "lever"]
    write_figure(draw_means(tables["means"], levers[:3], what["outcomes"][:9]), folder / f"{prefix}means.png")
    write_figure(draw_effects(tables["effects"], what["outcomes"][:9]), folder / f"{prefix}effects.png")


class Tables:
    """The tables that an experiment keeps, and what a page can quote from them."""

    def __init__(self, name: str) -> None:
        self.folder, prefix = place_of(name)
        self.what: dict[str, Any] = json.loads((self.folder / f"{prefix}study.json").read_text(encoding="utf-8"))
        self.levers = [one for one, role in self.what["factors"].items() if role == "lever"]
        self.means, self.effects = (self._read(f"{prefix}{table}.csv") for table in ("means", "effects"))

    def _read(self, name: str) -> pd.DataFrame:
        labels = dict.fromkeys([*self.levers, "kind", "lever", "level", "against", "at", "outcome", "unit"], str)
        path = self.folder / name
        if not path.exists():
            return pd.DataFrame()
        return pd.read_csv(path, dtype=labels, keep_default_na=False, na_values={key: ["", "nan"] for key in NUMBERS})

    def study(self) -> str:
        """Return what was run, in a paragraph."""
        what, versions, times = self.what, self.what["versions"], "\N{MULTIPLICATION SIGN}"
        uncertain = sum(role == "uncertainty" for role in what["factors"].values())
        size = f"{what['points']:,} points ({uncertain} uncertain factors, {what['method']})"
        if what["combinations"]:
            worlds = what.get("places", what["points"]) // what["combinations"]
            size = f"{worlds:,} worlds ({uncertain} uncertain factors, {what['method']}) {times} " if worlds > 1 else ""
            size += f"{what['combinations']} combinations of levers"
        places = what.get("places", what["points"])
        alike = f" (of {places:,} points {what['points']:,} differ)" if places != what["points"] else ""
        total = f"{what['points'] * what['runs']:,} runs of {what['months']} months"
        runs = f"{what['runs']} runs{alike} = {total}; seed {what['seed']}"
        versions = {"mfsim": what["mfsim"], "Python": what["python"], **versions}
        return (
            f"{size} {times} {runs}. Rules `{what['rules']}`, experiment `{what['key'][:12]}`; "
            + ", ".join(f"{name} {version}" for name, version in versions.items()) + "."
        )  # fmt: skip

    def table_of_means(self, outcomes: str) -> str:
        """Return a table: combinations down, outcomes across."""
        names = outcomes.split(",")
        combinations = self.means[self.levers].drop_duplicates()
        rows = []
        for _, one in combinations.iterrows():
            here = self.means[(self.means[self.levers] == one).all(axis=1)].set_index("outcome")
            rows.append([*map(words, one), *(_mean(here.loc[name]) for name in names)])
        units = self.means.drop_duplicates("outcome").set_index("outcome")["unit"]
        return table([*map(words, self.levers), *(f"{words(name)}, {units[name]}" for name in names)], rows)

    def table_across(self, lever: str, outcome: str) -> str:
        """Return a table of the means of one outcome: levels of a lever across, combinations of the others down."""
        others = [one for one in self.levers if one != lever]
        rows = self.means[self.means["outcome"] == outcome]
        levels = list(dict.fromkeys(rows[lever]))
        found = []
        for _, one in rows[others].drop_duplicates().iterrows():
            here = rows[(rows[others] == one).all(axis=1)].set_index(lever)
            found.append([*map(words, one), *(_mean(here.loc[level]) for level in levels)])
        return table([*map(words, others), *map(words, levels)], found)

    def csv(self, name: str) -> str:
        """Return the table in a file."""
        with (self.folder / name).open(newline="", encoding="utf-8") as file:
            heads, *rows = csv.reader(file)
        return table(heads, rows)

    def table_of_effects(self, outcomes: str) -> str:
        """Return a table of main effects: contrasts down, outcomes across."""
        return self._effects(self.effects[self.effects["kind"] == "main"], outcomes)

    def table_within(self, lever: str, other: str, outcomes: str) -> str:
        """Return a table of the effects of one lever at each level of another."""
        found = self.effects[(self.effects["kind"] == "within") & (self.effects["lever"] == lever)]
        return self._effects(found[found["at"].str.startswith(f"{other}=")], outcomes)

    def table_of_interactions(self, lever: str, outcomes: str) -> str:
        """Return a table of how much more each level of a lever does at other levels of others than at their first."""
        found = self.effects[(self.effects["kind"] == "interaction") & (self.effects["lever"] == lever)]
        return self._effects(found, outcomes)

    def _effects(self, found: pd.DataFrame, outcomes: str) -> str:
        names = outcomes.split(",")
        keys = ["lever", "level", "against", "at"]
        rows = []
        for _, one in found[keys].drop_duplicates().iterrows():
            here = found[(found[keys] == one).all(axis=1)].set_index("outcome")
            at = f", {words(one['at'])}" if one["at"] else ""
            title = f"{words(one['lever'])} {words(one['level'])} against {words(one['against'])}{at}"
            rows.append([title, *(_effect(here.loc[name]) for name in names)])
        units = found.drop_duplicates("outcome").set_index("outcome")["unit"]
        return table(["", *(f"{words(name)}, {units[name]}" for name in names)], rows)

    def quoted_effect(self, text: str) -> str:
        """Return a main effect, or with ``at LEVER=LEVEL`` one within that level, for the text."""
        what, _, at = text.partition(" at ")
        outcome, lever = what.split(" ", 1)
        name, level = lever.replace("+", " ").split("=")
        wanted = {
            "kind": "within" if at else "main",
            "outcome": outcome,
            "lever": name,
            "level": level,
            "at": at.replace("+", " "),
        }
        row = _only(self.effects[(self.effects[list(wanted)] == pd.Series(wanted)).all(axis=1)], text)
        return _effect(row, "" if row["unit"] in BARE else row["unit"])

    def quoted_mean(self, text: str) -> str:
        """Return the mean of a combination for the text."""
        outcome, *given = text.split(" ")
        rows = self.means[self.means["outcome"] == outcome]
        for one in given:
            name, level = one.split("=")
            rows = rows[rows[name] == level.replace("+", " ")]
        return _mean(_only(rows, text))


def _only(rows: pd.DataFrame, text: str) -> pd.Series:
    if len(rows) != 1:
        raise SystemExit(f"{text}: {len(rows)} rows in the table; expected one")
    return rows.iloc[0]


def _mean(row: pd.Series) -> str:
    half = (row["beside_high"] - row["beside_low"]) / 2.0
    return NOTHING if pd.isna(row["mean"]) else f"{number(row['mean'], half)} ± {number(half, half)}"


def _effect(row: pd.Series, unit: str = "") -> str:
    if pd.isna(row["difference"]):
        return NOTHING
    half = (row["high"] - row["low"]) / 2.0
    low, middle, high = (number(row[name], half, "+") for name in ("low", "difference", "high"))
    share = 100.0 * (row["up"] if row["difference"] >= 0.0 else 1.0 - row["up"])
    way = "up" if row["difference"] >= 0.0 else "down"
    return f"{middle}{unit and ' ' + unit} [{low}, {high}], {way} in {share:.0f} % of worlds"


def number(value: float, half: float, sign: str = "") -> str:
    """Write a number with the digits that half its interval leaves it."""
    digits = 0 if half <= 0.0 or half >= 10.0 else min(5, 1 - math.floor(math.log10(half)))
    return f"{value:{sign},.{digits}f}".replace("-", "\N{MINUS SIGN}")


def words(name: Any) -> str:
    """Return the name of a lever or a level as a reader wants it."""
    text = re.sub(r"\b\w+\.(?=[a-z])", "", str(name))
    return {"True": "on", "False": "off"}.get(text, re.sub(r"\.0$", "", text)).replace("_", " ").replace("=", " ")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def made(tables: Tables, mark: str) -> str:
    """Return the text for a mark on a line of its own."""
    kind, *words_of = mark.split(" ")
    if kind == "study":
        return tables.study()
    if kind == "within":
        return tables.table_within(words_of[0], words_of[2], words_of[3])
    makers: dict[str, Callable[..., str]] = {
        "means": tables.table_of_means, "effects": tables.table_of_effects, "across": tables.table_across, "csv": tables.csv,
        "interactions": tables.table_of_interactions,
    }  # fmt: skip
    return makers[kind](*words_of)


def filled(text: str, name: str | None) -> str:
    """Return a text with its marked parts made from tables, those of one experiment where a mark names no other."""

    def of_mark(mark: str) -> tuple[Tables, str]:
        if mark.startswith("@"):
            other, _, rest = mark[1:].partition(" ")
            return Tables(other), rest
        return Tables(str(name)), mark

    def inline(found: re.Match[str]) -> str:
        tables, mark = of_mark(found[3])
        return found[1] + (tables.quoted_effect if found[2] == "=" else tables.quoted_mean)(mark) + found[4]

    return INLINE.sub(inline, BLOCK.sub(lambda found: f"{found[1]}\n{made(*of_mark(found[2]))}\n\n{found[3]}", text))


def texts() -> dict[Path, str]:
    """Return every page with generated parts as it should be."""
    pages: dict[Path, str | None] = {path: path.parent.name for path in sorted(HERE.glob("*/README.md"))}
    pages |= {HERE.parent / "docs" / page: None for page in PAGES if (HERE.parent / "docs" / page).exists()}
    return {path: filled(path.read_text(encoding="utf-8"), name) for path, name in pages.items()}


def main() -> None:
    """Store tables and figures of the experiments named, and fill the pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", help="folders of experiments whose studies are in results/")
    parser.add_argument("--results", type=Path, default=Path("results"), help="where `mfsim sweep` stored them")
    parser.add_argument("--readmes", action="store_true", help="only fill the pages")
    arguments = parser.parse_args()
    for name in () if arguments.readmes else arguments.names:
        store(name, Study(StudyFolder(arguments.results / name.rpartition("/")[2])))
        print(f"wrote the tables of {name}")
    for path, text in texts().items():
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path}")


if __name__ == "__main__":
    main()
