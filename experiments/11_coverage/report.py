"""Write what is measured into the marked parts of docs/sensitivity.md and of the README here.

python experiments/11_coverage/report.py
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import fmean

from measure import COVERAGE, KEY, RANKINGS, SHARES, read
from simulate import SECOND_ORDER

HERE = Path(__file__).parent
PAGES = (HERE / "README.md", HERE.parents[1] / "docs" / "sensitivity.md")
BLOCK = re.compile(r"(<!-- measured: (.*?) -->\n).*?(<!-- end -->)", re.DOTALL)
SETTINGS = {
    ("none", "1"): "no noise, 1 run", ("own", "1"): "own noise, 1", ("own", "2"): "2", ("own", "3"): "3",
    ("own", "10"): "10", ("common", "2"): "common noise, 2", ("common", "3"): "3", ("common", "10"): "10",
}  # fmt: skip
NAMES = {SECOND_ORDER: "sobol, second order", "crossed": "lhs, crossed"}
METHODS = ("morris", "sobol", SECOND_ORDER, "fast", "rbd_fast", "crossed", "delta", "pawn", "grid")
NOTHING = "\N{EN DASH}"
Row = dict[str, str]


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def percent(share: float) -> str:
    return f"{100.0 * share:.0f}"


def held(row: Row) -> float | None:
    """Return how often the truth is within the interval, of studies that give one; nothing if most give none."""
    inside, outside = float(row["held"]), float(row["too_high"]) + float(row["too_low"])
    return inside / (inside + outside) if inside + outside > 0.5 else None


def groups(rows: list[Row], of: Callable[[Row], tuple[str, ...]]) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[of(row)].append(row)
    return found


def in_order(keys: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Sort by method as the page has them, then by points; indices as they come."""
    return sorted(keys, key=lambda key: (METHODS.index(key[0]), int(key[1])))


def coverage() -> str:
    """Return a table of how often intervals hold the truth: mean over functions and factors, and the lowest of these."""
    rows = read(COVERAGE)
    found = groups(rows, lambda row: (row["method"], row["points"], row["index"]))
    told = [
        [NAMES.get(key[0], key[0]), key[1], key[2], *_cells(found[key])]
        for key in in_order(list(found))
        if key[2] not in SHARES
    ]
    shares = _cells([row for row in rows if row["index"] in SHARES and row["method"] in OWN_NOISE])
    return markdown(["method", "points", "index", *SETTINGS.values()], [*told, ["all but fast", "", "seed noise", *shares]])


OWN_NOISE = tuple(one for one in METHODS if one != "fast")


def _cells(rows: list[Row]) -> Iterator[str]:
    for noise, runs in SETTINGS:
        known = [one for row in rows if (row["noise"], row["runs"]) == (noise, runs) and (one := held(row)) is not None]
        yield f"{percent(fmean(known))} ({percent(min(known))})" if known else NOTHING


def rankings() -> str:
    """Return a table of what is said of ranks from three runs on, and how often it is wrong."""
    rows = [row for row in read(RANKINGS) if int(row["runs"]) >= 3]
    found = groups(rows, lambda row: (row["method"], "0", row["noise"]))
    told = []
    for key in in_order(list(found)):
        total = {name: sum(int(row[name]) for row in found[key]) for name in found[key][0] if name not in KEY}
        told.append([NAMES.get(key[0], key[0]), key[2], _share(total, "resolved", "pairs"),
                     _share(total, "resolved_wrong", "resolved"), _share(total, "inert_above", "inert"),
                     _share(total, "active_above", "active")])  # fmt: skip
    head = [
        "method",
        "noise",
        "neighbours resolved, %",
        "of these wrong, %",
        "inert above noise, %",
        "with effect above noise, %",
    ]
    return markdown(head, told)


def _share(total: dict[str, int], part: str, whole: str) -> str:
    return f"{100.0 * total[part] / total[whole]:.1f}" if total[whole] else NOTHING


def errors() -> str:
    """Return a table of bias and width beside the truth, for Ishigami's function."""
    wanted = [("none", "1"), ("own", "3"), ("own", "10")]
    rows = [row for row in read(COVERAGE) if row["function"] == "ishigami" and (row["noise"], row["runs"]) in wanted]
    found = groups([row for row in rows if row["factor"] and " x " not in row["factor"]],
                   lambda row: (row["method"], row["points"], row["index"], row["factor"]))  # fmt: skip
    told = []
    for key in in_order(list(found)):
        by = {(row["noise"], row["runs"]): row for row in found[key]}
        cells = [
            f"{float(row['bias']):+.2f}, {float(row['width']):.2f}" if (row := by.get(one)) else NOTHING for one in wanted
        ]
        told.append([NAMES.get(key[0], key[0]), *key[1:], f"{float(found[key][0]['truth']):.2f}", *cells])
    return markdown(
        ["method", "points", "index", "factor", "truth", "no noise, 1 run", "own noise, 3 runs", "10 runs"], told
    )


MADE = {"coverage": coverage, "rankings": rankings, "errors": errors}


def filled(text: str) -> str:
    """Return a text with its marked parts made from the stored tables."""
    return BLOCK.sub(lambda found: f"{found[1]}\n{MADE[found[2]]()}\n\n{found[3]}", text)


def main() -> None:
    for page in PAGES:
        before = page.read_text(encoding="utf-8")
        if (text := filled(before)) != before:
            page.write_text(text, encoding="utf-8")
            print(f"wrote {page}")


if __name__ == "__main__":
    main()
