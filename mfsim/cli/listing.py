"""`mfsim scenarios`: what comes with the package, a line each with its figures."""

from __future__ import annotations

from mfsim.errors import in_full
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.shipped import shipped_groups

COLUMNS = ("members", "m²", "EUR/m²", "since")


def figures(scenario: LoadedScenario) -> tuple[str, ...]:
    """Return members at the start (on so many sites, or so many on each), area of a site, rent and since when, as shown."""
    settings = scenario.settings
    place = settings.place
    count = len(scenario.members) or round(settings.members.occupied_at_start * place.units)
    apart = any(member.site for member in scenario.members)
    members = f"{count:,} on {place.sites:,}" if apart else f"{place.sites:,} x {count:,}"
    return (
        f"{count:,}" if place.sites == 1 else members,
        in_full(place.total_area_m2),
        "-" if settings.lease.kind == "none" else in_full(settings.lease.rent_eur_per_m2_month),
        settings.about.since or "-",
    )


def show_scenarios() -> None:
    """Print the shipped scenarios by group; as wide as the terminal, or 120 columns where there is none."""
    from rich.console import Console

    console = Console()
    width = console.width if console.is_terminal else 120
    print("\n\n".join(_group(title, names, width) for title, names in shipped_groups().items()))


def _group(title: str, names: tuple[str, ...], width: int) -> str:
    """Return a group as a table: its title, its head, and a row or two for each scenario."""
    loaded = {name: load(name) for name in names}
    rows = [COLUMNS, *(figures(one) for one in loaded.values())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    longest = max(map(len, names))
    lines = [title, _row("  " + " " * longest, COLUMNS, widths)]
    for name, scenario in loaded.items():
        line = _row(f"  {name:<{longest}}", figures(scenario), widths)
        about = scenario.settings.about.title
        lines += [f"{line}  {about}"] if len(line) + len(about) + 2 <= width else [line, f"    {about}"]
    return "\n".join(lines)


def _row(start: str, cells: tuple[str, ...], widths: list[int]) -> str:
    numbers = "  ".join(f"{cell:>{width}}" for cell, width in zip(cells[:-1], widths, strict=False))
    return f"{start}  {numbers}  {cells[-1]:<{widths[-1]}}".rstrip()
