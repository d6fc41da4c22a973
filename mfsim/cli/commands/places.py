"""Commands on one place: run it, describe it, explain what is in it."""

from __future__ import annotations

from pathlib import Path

from cyclopts import Group

from mfsim.cli.app import Figures, Flag, Months, Runs, Seed, Settings, Workers, app

GROUP = Group.create_ordered("Places")


@app.command(group=GROUP)
def run(
    scenario: str,
    /,
    *,
    runs: Runs = 100,
    months: Months = 120,
    seed: Seed = 0,
    settings: Settings | None = None,
    out: Path | None = None,
    panel: Flag = False,
    with_isolated: Flag = False,
    workers: Workers | None = None,
    figures: Figures = "few",
) -> None:
    """Simulate a scenario many times and show what happened.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a shipped scenario (see `mfsim scenarios`).
    runs
        Number of runs; they differ by their random numbers only.
    out
        Folder for tables and figures; results/NAME of the scenario if not given.
    panel
        Record every firm in every month as well.
    with_isolated
        Run the founding members each for itself as well, with the same draws, and show the surplus of being together.
    figures
        Which figures to draw: few (history and members, over all runs, as PNG), all (also the floor plan, the history on a
        page and the norm book of the first run, each as PNG and SVG), or none.
    """
    from mfsim.cli.running import run_and_show

    run_and_show(
        scenario, settings or [], out, runs=runs, months=months, seed=seed, panel=panel, with_isolated=with_isolated,
        workers=workers, figures=figures,
    )  # fmt: skip


@app.command(group=GROUP)
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


@app.command(group=GROUP)
def validate(scenario: str, /, *, settings: Settings | None = None) -> None:
    """Check a scenario and all the files it names, without running it.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a shipped scenario.
    """
    from mfsim.cli.running import describe, load_with

    print(describe(load_with(scenario, settings or [])))


@app.command(group=GROUP)
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


@app.command(group=GROUP)
def scenarios() -> None:
    """List the shipped scenarios: places, kinds of space, networks, each with its figures."""
    from mfsim.cli.listing import show_scenarios

    show_scenarios()


@app.command(group=GROUP)
def explain(name: str | None = None, /) -> None:
    """Explain a setting or an outcome: meaning, unit, range, default, source.

    Parameters
    ----------
    name
        A name such as demand.rivalry or rivalry, or a table such as demand; without it, all are listed.
    """
    from mfsim.cli.explaining import explanation

    print(explanation(name))


@app.command(group=GROUP)
def schema(*, out: Path | None = None) -> None:
    """Give the JSON schema of scenario files, with which editors check and complete them.

    Parameters
    ----------
    out
        File to write; printed if not given.
    """
    from mfsim.scenario.json_schema import scenario_json_schema
    from mfsim.writing import write_file

    if out is None:
        print(scenario_json_schema(), end="")
    else:
        print(f"wrote {write_file(out, scenario_json_schema())}")
