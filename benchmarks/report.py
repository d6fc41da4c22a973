"""Figures as Markdown tables."""

from __future__ import annotations

from typing import Any


def markdown_table(head: list[str], rows: list[list[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _spread(ratio: dict[str, float]) -> str:
    return f"{ratio['median']:.4g} ({ratio['quartile_1']:.4g}-{ratio['quartile_3']:.4g})"


def _mesa(rows: list[dict[str, Any]]) -> str:
    head = [
        "firms",
        "in a batch",
        "engine, ms a run",
        "plain Mesa, ms a run",
        "Mesa / engine, processor time",
        "wall",
        "aim",
    ]
    aims = {40: "at least 60", 400: "at least 120"}
    return markdown_table(head, [
        [r["units"], r["batch"], r["engine_ms_a_run"], r["mesa_ms_a_run"], _spread(r["mesa_over_engine_cpu"]),
         _spread(r["mesa_over_engine_wall"]), aims.get(r["units"], "-")] for r in rows
    ])  # fmt: skip


def _c(rows: list[dict[str, Any]]) -> str:
    head = ["firms", "engine, ms a run", "C, ms a run", "compiled with", "engine / C, processor time", "wall",
            "bit for bit equal", "aim"]  # fmt: skip
    return markdown_table(head, [
        [r["units"], r["ms_a_run"]["engine"], r["ms_a_run"][r["fastest_c"]], r["fastest_c"], _spread(r["engine_over_c_cpu"]),
         _spread(r["engine_over_c_wall"]), "yes" if r["bit_equal"] else "NO", "at most 1.2"] for r in rows
    ])  # fmt: skip


def _by_process(by_units: dict[str, list[dict[str, Any]]]) -> str:
    head = ["process"]
    for units in by_units:
        head += [f"{units} firms: engine, µs a month", "share", "C, µs"]
    rows: list[list[object]] = []
    for number, first in enumerate(next(iter(by_units.values()))):
        row: list[object] = [first["process"]]
        for table in by_units.values():
            total, part = sum(r["engine_us"] for r in table), table[number]
            row += [part["engine_us"], f"{part['engine_us'] / total:.0%}", part["c_us"]]
        rows.append(row)
    return markdown_table(head, rows)


def _everything_on(result: dict[str, Any]) -> str:
    steps = result["by_process"]
    total = sum(step["engine_us"] for step in steps)
    table = markdown_table(
        ["process", "engine, µs a month", "share"],
        [[step["process"], step["engine_us"], f"{step['engine_us'] / total:.0%}"] for step in steps],
    )
    times = result["ms_a_run"]
    return (
        f"`{result['scenario']}`, {result['firms']} units, every process: {times['median']:.3g} ms a run (median of "
        f"{result['rounds']} rounds; best {times['best']:.3g}), on one processor; aim: under 4.\n\n{table}"
    )


def _threads(result: dict[str, Any]) -> str:
    head = ["batch", "one thread / two, wall", "best of each", "processor time of two / one", "aim"]
    row = [f"{result['runs']} runs of 40 firms", _spread(result["one_over_two_wall"]),
           result["best_one_over_best_two_wall"], _spread(result["two_over_one_cpu"]), "at least 1.85"]  # fmt: skip
    return markdown_table(head, [row])


def _sites(rows: list[dict[str, Any]]) -> str:
    head = ["sites of 40 firms", "ns a firm-month", "state, bytes a firm", "largest memory of the process, MB"]
    return markdown_table(
        head, [[r["sites"], r["ns_a_firm_month"], r["state_bytes_a_firm"], r["peak_rss_mb"]] for r in rows]
    )


def _start_up(rows: list[dict[str, Any]]) -> str:
    aims = {
        "--help": "under 0.5",
        "validate mage": "under 0.7",
        "--runs 100": "under 2",
        "nothing compiled yet": "compile in under 30",
    }
    head = ["command", "wall, s", "best wall, s", "processor time, s", "rounds", "aim, s"]
    return markdown_table(head, [
        [f"`{r['command']}`", r["wall_s"], r["best_wall_s"], r["cpu_s"], r["rounds"],
         next((aim for end, aim in aims.items() if r["command"].endswith(end)), "-")] for r in rows
    ])  # fmt: skip


def _machine(facts: dict[str, Any]) -> str:
    compilers = "; ".join(facts["compilers"].values()) or "no C compiler"
    return (
        f"{facts['processor']}, {facts['processors']} processors; {facts['system']}; Python {facts['python']}, numba "
        f"{facts['numba']}, numpy {facts['numpy']}, Mesa {facts['mesa']}; {compilers}; commit {facts['commit']}; load "
        f"average when it began {facts['load_average_before']}. Ratios: median of the rounds (quartiles)."
    )


def markdown(results: dict[str, Any]) -> str:
    """Return all tables."""
    parts = [
        _machine(results["machine"]),
        "### Against plain Mesa", _mesa(results["mesa"]),
        "### Against C", _c(results["c"]),
        "### By process", _by_process(results["by_process"]),
        "### Everything on", _everything_on(results["everything_on"]),
        "### Threads", _threads(results["threads"]),
        "### Many sites", _sites(results["sites"]),
        "### Start-up", _start_up(results["start_up"]),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"
