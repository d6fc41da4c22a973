"""The tables of `by_size.csv` and `over_sample.csv`, as they stand in docs/patterns.md."""

from __future__ import annotations

import csv
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """Read a table."""
    with (HERE / name).open(newline="") as file:
        return list(csv.DictReader(file))


def percent(text: str) -> str:
    """Write a share in per cent."""
    return f"{100.0 * float(text):.1f}"


def by_size() -> None:
    """Print months short by size and correlation, each lease apart."""
    print("| units | correlation | individual | joint | operator | single tenant | lone tenants |\n" + "|---" * 7 + "|")
    found = {(row["units"], row["correlation"], row["lease"]): row for row in rows("by_size.csv")}
    for units, correlation in dict.fromkeys((key[0], key[1]) for key in found):
        own = [percent(found[units, correlation, lease]["months_short"]) for lease in ("individual", "joint", "operator")]
        beside = found[units, correlation, "individual"]
        others = [percent(beside[name]) for name in ("single_tenant_empty", "lone_short")]
        print("| " + " | ".join((units, correlation, *own, *others)) + " |")


def over_sample() -> None:
    """Print the share of points at which members are short less often than a single tenant, and the medians."""
    table = rows("over_sample.csv")
    print("\n| lease | less often short than one tenant, % of points | median % of months | one tenant | nothing received |")
    print("|---" * 5 + "|")
    for lease in ("individual", "joint", "operator"):
        own = [row for row in table if row["lease"] == lease]
        less = sum(float(row["months_short"]) < float(row["single_tenant_empty"]) for row in own) / len(own)
        medians = [
            median(100.0 * float(row[name]) for row in own) for name in ("months_short", "single_tenant_empty", "nothing")
        ]
        print(f"| {lease} | {100.0 * less:.0f} | " + " | ".join(f"{one:.1f}" for one in medians) + " |")


def account() -> None:
    """Print the owner's account at 20 units without correlation."""
    print("\n| lease | received, % of full | CV | worst 5 %, EUR | net, EUR | payback, months | elsewhere | never, % |")
    print("|---" * 8 + "|")
    for row in rows("by_size.csv"):
        if (row["units"], float(row["correlation"])) == ("20", 0.0):
            numbers = [
                float(row[name]) for name in ("rent_variation", "rent_worst", "owner_net", "payback", "payback_elsewhere")
            ]
            shown = [f"{numbers[0]:.3f}", *(f"{one:,.0f}" for one in numbers[1:])]
            print(
                f"| {row['lease']} | {percent(row['received'])} | "
                + " | ".join(shown)
                + f" | {percent(row['never_paid_back'])} |"
            )


if __name__ == "__main__":
    by_size()
    over_sample()
    account()
