"""The commands and their options; each imports what it needs when called, so that help comes at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from mfsim.version import __version__

HELP = """Simulate multifactories: shared workspaces of small firms, craftspeople, artists and freelancers.

Try `mfsim run mage`, then `mfsim new my-place` for a scenario of your own."""

app = App(name="mfsim", help=HELP, version=__version__, suppress_keyboard_interrupt=False)

Settings = Annotated[list[str], Parameter(name="--set", negative="", consume_multiple=False)]
Flag = Parameter(negative="")


def _count(most: int, least: int = 1) -> Parameter:
    return Parameter(validator=Number(gte=least, lte=most))


@app.command
def run(
    scenario: str,
    /,
    *,
    runs: Annotated[int, _count(10_000_000)] = 100,
    months: Annotated[int, _count(12_000)] = 120,
    seed: Annotated[int, _count(2**63 - 1, least=0)] = 0,
    settings: Settings | None = None,
    out: Path | None = None,
    panel: Annotated[bool, Flag] = False,
    with_isolated: Annotated[bool, Flag] = False,
    workers: Annotated[int | None, _count(4_096)] = None,
    figures: Literal["few", "all", "none"] = "few",
) -> None:
    """Simulate a scenario many times and show what happened.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a shipped scenario (see `mfsim scenarios`).
    runs
        Number of runs; they differ by their random numbers only.
    months
        Months in each run.
    seed
        The same seed gives the same runs.
    settings
        Change a setting for these runs: --set demand.rivalry=0.5. May be repeated.
    out
        Folder for tables and figures; results/NAME of the scenario if not given.
    panel
        Record every firm in every month as well.
    with_isolated
        Run the founding members each for itself as well, with the same draws, and show the surplus of being together.
    workers
        Runs computed at the same time; one for each processor if not given.
    figures
        Which figures to draw: few (history and members, over all runs, as PNG), all (also the floor plan, the history on a
        page and the norm book of the first run, each as PNG and SVG), or none.
    """
    from mfsim.cli.running import run_and_show

    run_and_show(
        scenario, settings or [], out, runs=runs, months=months, seed=seed, panel=panel, with_isolated=with_isolated,
        workers=workers, figures=figures,
    )  # fmt: skip


@app.command
def sweep(
    experiment: str,
    /,
    *,
    out: Path | None = None,
    executor: str = "threads",
    workers: Annotated[int | None, _count(4_096)] = None,
    budget: Annotated[int | None, _count(10**12)] = None,
) -> None:
    """Run an experiment: many points, each many times. Stopped, it goes on where it was when it is called again.

    Parameters
    ----------
    experiment
        An experiment file, or the name of a shipped experiment.
    out
        Folder of the study; results/NAME of the experiment if not given.
    executor
        Who computes: threads, processes, or dask://host:port.
    workers
        How many threads or processes; one for each processor if not given.
    budget
        Runs to compute at most this time.
    """
    from mfsim.cli.studying import run_sweep

    run_sweep(experiment, out, executor=executor, workers=workers, budget=budget)


@app.command
def compare(
    scenarios: list[str],
    /,
    *,
    runs: Annotated[int | None, _count(10_000_000)] = None,
    budget: Annotated[int, _count(10_000_000)] = 2_000,
    narrow: float = 0.1,
    outcomes: Annotated[list[str] | None, Parameter(name="--outcome", negative="", consume_multiple=False)] = None,
    months: Annotated[int, _count(12_000)] = 120,
    seed: Annotated[int, _count(2**63 - 1, least=0)] = 0,
    workers: Annotated[int | None, _count(4_096)] = None,
    out: Path | None = None,
) -> None:
    """Compare scenarios with the first of them, run by run on the same random numbers.

    Parameters
    ----------
    scenarios
        Two or more scenario files, or names of shipped ones.
    runs
        Runs of each; if not given, as many as it takes for narrow intervals, within the budget.
    budget
        Most runs of each.
    narrow
        Half of an interval's width that is narrow enough, in standard deviations of the first scenario's outcome.
    outcomes
        Look at this outcome; may be repeated. All of them if not given.
    months
        Months in each run.
    seed
        The same seed gives the same runs.
    workers
        Runs computed at the same time; one for each processor if not given.
    out
        Folder for the table, as CSV and Parquet; none is written if not given.
    """
    from mfsim.cli.comparing import compare_and_show

    compare_and_show(
        scenarios, out, runs=runs, budget=budget, narrow=narrow, outcomes=outcomes, months=months, seed=seed, workers=workers
    )


@app.command
def mix(
    members: str,
    /,
    *,
    site: str | None = None,
    area: Annotated[float | None, Parameter(validator=Number(gt=0))] = None,
    rent: Annotated[float | None, Parameter(validator=Number(gte=0))] = None,
    candidates: str | None = None,
    rooms: Annotated[int | None, _count(1_000)] = None,
    goal: Literal["members", "landlord"] = "members",
    design: Annotated[int | None, _count(1_000, least=2)] = None,
    most_of_a_trade: Annotated[int | None, _count(1_000)] = None,
    runs: Annotated[int, _count(10_000_000, least=200)] = 20_000,
    months: Annotated[int, _count(1_200, least=12)] = 60,
    seed: Annotated[int, _count(2**63 - 1, least=0)] = 0,
    settings: Settings | None = None,
    workers: Annotated[int | None, _count(4_096)] = None,
    out: Annotated[Path, Parameter(name=("--out", "-o"))] = Path("report.html"),
    pdf: Annotated[bool, Flag] = False,
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
    seed
        The same seed gives the same report.
    settings
        Change a setting of the place: --set demand.rivalry=0.5. May be repeated.
    workers
        Runs computed at the same time; one for each processor if not given.
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


@app.command
def analyze(
    folder: Path,
    /,
    *,
    outcomes: Annotated[list[str] | None, Parameter(name="--outcome", negative="", consume_multiple=False)] = None,
    method: Literal["rbd_fast", "delta", "pawn"] | None = None,
    out: Path | None = None,
    figures: Literal["few", "all", "none"] = "few",
) -> None:
    """Say which factors of a study matter, with intervals over design and runs, and how much of it all is seed noise.

    Parameters
    ----------
    folder
        The folder of the study.
    outcomes
        Analyse this outcome; may be repeated. All of the study's if not given.
    method
        Another method than the design's: rbd_fast, delta or pawn, of designs lhs, rbd_fast, delta and pawn.
    out
        A new folder for tables and figures; FOLDER/analysis, which is replaced, if not given.
    figures
        Which figures to draw: few (noise and overview, and those of outcomes that were asked for or are few), all, or none.
    """
    from mfsim.cli.analysing import analyse_and_show

    analyse_and_show(folder, out, outcomes, method, figures)


@app.command
def dashboard(
    scenario: str = "mage",
    /,
    *,
    months: Annotated[int, _count(600)] = 120,
    port: Annotated[int, _count(65_535, least=0)] = 8_765,
    host: str | None = None,
    open_to_network: Annotated[bool, Flag] = False,
    no_browser: Annotated[bool, Flag] = False,
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


@app.command
def report(folder: Path, /, *, out: Annotated[Path | None, Parameter(name=("--out", "-o"))] = None) -> None:
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


@app.command
def levers(
    folder: Path,
    /,
    *,
    outcomes: Annotated[list[str] | None, Parameter(name="--outcome", negative="", consume_multiple=False)] = None,
    out: Path | None = None,
    figures: Literal["few", "all", "none"] = "few",
) -> None:
    """Say what the levers of a study do over all that is not known: of a grid, or a design crossed with levers.

    Parameters
    ----------
    folder
        The folder of the study.
    outcomes
        This outcome; may be repeated. All of the study's if not given.
    out
        A new folder for tables and figures; FOLDER/levers, which is replaced, if not given.
    figures
        Draw few outcomes, all, or none.
    """
    from mfsim.cli.analysing import levers_and_show

    levers_and_show(folder, out, outcomes, figures)


@app.command
def status(folder: Path, /) -> None:
    """Say what of a study is done, failed and missing.

    Parameters
    ----------
    folder
        The folder of the study.
    """
    from mfsim.cli.studying import show_status

    show_status(folder)


@app.command
def reproduce(folder: Path, /, *, rows: str = "20") -> None:
    """Run a sample of stored results again, and say whether every number is the same, bit for bit.

    Exit code 0 if so, 1 if not. Only what lies in the folder is used.

    Parameters
    ----------
    folder
        The folder of a study, of `mfsim run`, or of `mfsim compare --out`.
    rows
        How many, chosen at random; which (3,17,18; a comma makes one number a list: 3,); or all.
    """
    from mfsim.cli.reproducing import show_reproduction

    show_reproduction(folder, rows)


@app.command
def validate(scenario: str, /, *, settings: Settings | None = None) -> None:
    """Check a scenario and all the files it names, without running it.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a shipped scenario.
    settings
        Change a setting first: --set demand.rivalry=0.5. May be repeated.
    """
    from mfsim.cli.running import describe, load_with

    print(describe(load_with(scenario, settings or [])))


@app.command
def scenarios() -> None:
    """List the shipped scenarios: places, kinds of space, networks, each with its figures."""
    from mfsim.cli.listing import show_scenarios

    show_scenarios()


@app.command
def experiments() -> None:
    """List the shipped experiments, which `mfsim sweep NAME` runs, each with its question."""
    from mfsim.cli.studying import show_experiments

    show_experiments()


@app.command
def new(name: str, /) -> None:
    """Make a folder with a commented scenario and members file that run as they are.

    Parameters
    ----------
    name
        The folder to be made.
    """
    from mfsim.scenario.template import write_template

    for path in write_template(Path(name)):
        print(f"wrote {path}")
    print(f"Try: mfsim run {Path(name) / 'scenario.toml'}")


@app.command
def survey(answers: str | None = None, /, *, out: Path | None = None, template: Path | None = None) -> None:
    """Make a scenario of interviews, or write the form of the interview.

    Parameters
    ----------
    answers
        A CSV file of answers, a row for each member; `example` for those that come with mfsim.
    out
        The folder to be made; the name of the file of answers if not given.
    template
        Write the form with its 37 questions to this file instead.
    """
    from mfsim.cli.surveying import make_scenario

    make_scenario(answers, out, template)


@app.command
def explain(name: str | None = None, /) -> None:
    """Explain a setting or an outcome: meaning, unit, range, default, source.

    Parameters
    ----------
    name
        A name such as demand.rivalry or rivalry, or a table such as demand; without it, all are listed.
    """
    from mfsim.cli.explaining import explanation

    print(explanation(name))


@app.command
def schema(*, out: Path | None = None) -> None:
    """Give the JSON schema of scenario files, with which editors check and complete them.

    Parameters
    ----------
    out
        File to write; printed if not given.
    """
    from mfsim.scenario.json_schema import scenario_json_schema
    from mfsim.scenario.text import write_text

    if out is None:
        print(scenario_json_schema(), end="")
    else:
        write_text(out, scenario_json_schema())
        print(f"wrote {out}")
