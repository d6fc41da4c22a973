"""`mfsim mix`: the consultant's report on a proposed mix of members."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mfsim.cli.running import check_writable, settings_of
from mfsim.cli.showing import progress_bar
from mfsim.errors import MfsimError
from mfsim.report.pdf import check_pdf, write_pdf

if TYPE_CHECKING:
    from mfsim.consulting.recruiting import Goal


def mix_and_write(
    members: str,
    out: Path,
    assignments: Sequence[str],
    *,
    site: str | None,
    area: float | None,
    rent: float | None,
    candidates: str | None,
    rooms: int | None,
    goal: Goal,
    design: int | None,
    most_of_a_trade: int | None,
    pdf: bool,
    runs: int,
    months: int,
    seed: int,
    workers: int | None,
) -> None:
    """Simulate with a bar of progress, write the report, and say in a few lines what it finds."""
    from mfsim.consulting.answer import mix

    if out.suffix.lower() not in (".html", ".htm"):
        raise MfsimError(f"--out {out}: expected a name that ends in .html")
    check_writable(out.parent)
    if pdf:
        check_pdf()
    with progress_bar(f"{Path(members).name}: about {runs:,} runs of {months:,} months") as progress:
        answer = mix(
            members, site=site, area=area, rent=rent, candidates=candidates, rooms=rooms, settings=settings_of(assignments),
            goal=goal, design=design, most_of_a_trade=most_of_a_trade, runs=runs, months=months, seed=seed, workers=workers,
            progress=progress,
        )  # fmt: skip
    given: dict[str, object] = {
        "site": site, "area": area, "rent": rent, "candidates": candidates, "rooms": rooms, "goal": goal, "design": design,
        "most-of-a-trade": most_of_a_trade, "runs": runs,
        "months": months, "seed": seed,
    }  # fmt: skip
    command = command_of(members, given, assignments, out)
    written = [answer.save(out, command)]
    if pdf:
        written.append(write_pdf(answer.html(command), out.with_suffix(".pdf")))
    holding = answer.holding
    print(f"the association ends every year without debts in {holding.broke_even.mean:.0%} of the worlds")
    print(f"a third of the members is missing at the end in {holding.lost_third_at_end.mean:.0%}")
    if answer.design is not None:
        print(f"chosen: {', '.join(answer.design.names)}")
        written.append(answer.save_members(out.with_suffix(".csv")))
    for path in written:
        print(f"wrote {path}")


def command_of(members: str, given: Mapping[str, object], assignments: Sequence[str], out: Path) -> str:
    """Return the command that makes the same report."""
    words = ["mfsim", "mix", members]
    for name, value in given.items():
        if value is True:
            words.append(f"--{name}")
        elif value is not None and value is not False:
            shown = f"{value:g}" if isinstance(value, float) else str(value)
            words += [f"--{name.replace('_', '-')}", shown]
    for assignment in assignments:
        words += ["--set", assignment]
    return shlex.join([*words, "-o", str(out)])
