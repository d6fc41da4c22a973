"""What commands show while they work and when they are done: a bar, a table."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

NOT_A_TERMINAL = 200
"""Columns of what is written to a file or a pipe."""
SECONDS_BETWEEN_LINES = 60.0


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far a work is, and give the function that is told (done, total).

    On a terminal it is a bar with rate and time left; elsewhere, as in the log of a job, a line a minute.
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _line_a_minute(title)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(escape(title), total=None, rate="")
        begun = False

        def update(done: int, total: int) -> None:
            nonlocal begun
            if not begun:
                bar.reset(task, completed=done, total=total)  # what was there before is no work of now
                begun = True
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=total, rate=f"{speed:,.0f}/s" if speed else "")

        yield update


def _line_a_minute(title: str) -> Callable[[int, int], None]:
    begun: list[tuple[float, int]] = []
    last = time.monotonic()

    def update(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if not begun:
            begun.append((now, done))
        (start, before), passed = begun[0], now - last
        if passed < SECONDS_BETWEEN_LINES or done <= before:
            return
        last, rate = now, (done - before) / (now - start)
        left = (total - done) / rate / 60.0
        print(f"{title}: {done:,} of {total:,}, {rate:,.1f}/s, {left:,.0f} min left", file=sys.stderr, flush=True)

    return update


def show_table(rows: Sequence[Mapping[str, object]], title: str) -> None:
    """Print a table, on a terminal as wide as that is; a column called `group` names each group once."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name, value in rows[0].items():
        table.add_column(Text(name), justify="right" if isinstance(value, int | float) else "left", no_wrap=True)
    before = None
    for row in rows:
        group = row.get("group")
        shown = {**row, "group": "" if group == before else group} if "group" in row else row
        table.add_row(*(Text(_cell(value)) for value in shown.values()))
        before = group
    console = Console()
    (console if console.is_terminal else Console(width=NOT_A_TERMINAL)).print(table)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "-" if math.isnan(value) else f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"
    return str(value)
