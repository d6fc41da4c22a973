"""Commands that make something to show to others: reports and the dashboard."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Group, Parameter
from cyclopts.validators import Number

from mfsim.cli.app import Flag, Page, Seed, Settings, Workers, app, count

GROUP = Group.create_ordered("Reports and pages")


@app.command(group=GROUP)
def mix(
    members: str,
    /,
    *,
    site: str | None = None,
    area: Annotated[float | None, Parameter(validator=Number(gt=0))] = None,
    rent: Annotated[float | None, Parameter(validator=Number(gte=0))] = None,
    candidates: str | None = None,
    rooms: Annotated[int | None, count(1_000)] = None,
    goal: Literal["members", "landlord"] = "members",
    design: Annotated[int | None, count(1_000, least=2)] = None,
    most_of_a_trade: Annotated[int | None, count(1_000)] = None,
    runs: Annotated[int, count(10_000_000, least=200)] = 20_000,
    months: Annotated[int, count(1_200, least=12)] = 60,
    seed: Seed = 0,
    settings: Settings | None = None,
    workers: Workers | None = None,
    out: Page = Path("report.html"),
    pdf: Flag = False,
) -> None:
    """Report on a proposed mix of members: will it hold, for whom, what does the landlord get, and what would change that.

    Parameters
    ----------
    members
        The members file: a CSV with a row for each proposed member (name, trade, and what else is known).
    site
        The place: a scenario file, or the name of a shipped one.
    area
        Area of the whole place in m²; with it a site is not needed.
    rent
        Rent in EUR per m² of private area and month.
    candidates
        A file of candidates, like the members file: whom to recruit next.
    rooms
        Private rooms in all; one for each member, and three more with candidates, if not given.
    goal
        By whose gain candidates are ranked, and a mix is designed: members or landlord.
    design
        Propose the best mix of so many from the members file, which is a pool then; also written as a members file.
    most_of_a_trade
        Members of one trade that a designed mix may have.
    runs
        Runs in all, shared out among the questions.
    months
        Months in each run.
    out
        The report, one HTML file that opens without a network.
    pdf
        Write the report as PDF beside it as well (needs the extra pdf).
    """
    from mfsim.cli.consulting import mix_and_write

    mix_and_write(
        members, out, settings or [], site=site, area=area, rent=rent, candidates=candidates, rooms=rooms, goal=goal,
        design=design, most_of_a_trade=most_of_a_trade, pdf=pdf, runs=runs, months=months, seed=seed, workers=workers,
    )  # fmt: skip


@app.command(group=GROUP)
def report(folder: Path, /, *, out: Page | None = None) -> None:
    """Make an HTML page of stored runs, of a comparison or of a study.

    Parameters
    ----------
    folder
        A folder that mfsim run, compare --out or sweep has written.
    out
        The page, one file that opens without a network; report.html in the folder if not given.
    """
    from mfsim.cli.reporting import write_report

    write_report(folder, out)


@app.command(group=GROUP)
def dashboard(
    scenario: str = "mage",
    /,
    *,
    months: Annotated[int, count(600)] = 120,
    port: Annotated[int, count(65_535, least=0)] = 8_765,
    host: str | None = None,
    open_to_network: Flag = False,
    no_browser: Flag = False,
) -> None:
    """Open a page in the browser to play with a place: floor plan, levers, charts, two worlds side by side.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a shipped scenario.
    months
        Months that can be played.
    port
        Port of the page; 0 takes one that is free.
    host
        Address to listen on; if not given 127.0.0.1, which only this machine can reach.
    open_to_network
        Let all who can reach this machine open the page, without a password: for a class on one network.
    no_browser
        Say where the page is, and do not open it.
    """
    from mfsim.cli.serving import show_page

    show_page(scenario, months=months, port=port, host=host, open_to_network=open_to_network, browser=not no_browser)
