# ruff: noqa: E501 (a message is easier to read whole)
"""The command line as a user meets it: what it prints, its exit codes, and that bad input writes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import types
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfsim.cli import main
from mfsim.report.files import endings, figure_names
from mfsim.scenario.load import load
from mfsim.scenario.settings import all_settings
from mfsim.scenario.shipped import shipped_names
from mfsim.version import __version__


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """Make an empty folder the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def process(*arguments: str, code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    program = f"import sys\nfrom mfsim.cli import main\n{code or 'sys.exit(main())'}"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **environment},
    )  # fmt: skip


# --- help and version


@pytest.mark.parametrize("arguments", [[], ["--help"], ["run", "--help"], ["explain", "--help"], ["validate", "--help"]])
def test_help(arguments, capsys):
    assert main(arguments) == 0
    assert "Usage: mfsim" in capsys.readouterr().out


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == __version__


def test_help_imports_nothing_slow():
    heavy = "('numpy', 'pandas', 'numba', 'matplotlib', 'pyarrow', 'mesa', 'pydantic', 'scipy')"
    found = process(code=f"main(['--help']); print([one for one in {heavy} if one in sys.modules])")
    assert found.stdout.strip().endswith("[]"), found


def test_validate_imports_nothing_slow():
    heavy = "('numpy', 'pandas', 'numba', 'matplotlib', 'pyarrow', 'mesa', 'scipy')"
    found = process(code=f"main(['validate', 'mage']); print([one for one in {heavy} if one in sys.modules])")
    assert "mage is valid" in found.stdout
    assert found.stdout.strip().endswith("[]"), found


# --- the commands


@pytest.mark.parametrize("name", shipped_names())
def test_validate_shipped(name, here, capsys):
    assert main(["validate", name]) == 0
    assert f"{name} is valid" in capsys.readouterr().out


def test_scenarios_lists_places_and_kinds_with_their_figures(capsys):
    assert main(["scenarios"]) == 0
    listed = capsys.readouterr().out
    lines = [line for line in listed.split("\n") if line.startswith("  ") and line.split()[0] in shipped_names()]
    assert [line.split()[0] for line in lines] == list(shipped_names())
    assert all(line in listed for line in ("To begin with\n", "\nPlaces\n"))
    (mage,) = (line.split() for line in lines if line.split()[0] == "mage")
    assert mage[:5] == ["mage", "17", "1,700", "5", "2010"]
    assert mage[5:8] == ["MAGE,", "Sesto", "San"]


@pytest.mark.parametrize("width", [80, 120])
def test_scenarios_fit_the_terminal(width, capsys, monkeypatch):
    from rich.console import Console

    monkeypatch.setattr(Console, "is_terminal", property(lambda console: True))
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["scenarios"]) == 0
    listed = capsys.readouterr().out
    assert max(map(len, listed.split("\n"))) <= width
    assert all(load(name).settings.about.title in listed for name in shipped_names())


def test_new_makes_a_folder_that_is_valid_and_refuses_to_do_it_twice(here, capsys):
    assert main(["new", "ours"]) == 0
    assert main(["validate", "ours/scenario.toml"]) == 0
    (here / "ours" / "members.csv").write_text("name,trade\nAnna,artist\n")
    assert main(["new", "ours"]) == 2
    assert "ours: exists already" in capsys.readouterr().err
    assert (here / "ours" / "members.csv").read_text() == "name,trade\nAnna,artist\n"


def test_schema_is_printed_and_written(here, capsys):
    assert main(["schema"]) == 0
    printed = capsys.readouterr().out
    assert set(json.loads(printed)["properties"]) >= {"extends", "place", "sources"}
    assert main(["schema", "--out", "s.json"]) == 0
    assert (here / "s.json").read_text(encoding="utf-8") == printed
    assert main(["schema", "--out", "missing/s.json"]) == 2
    assert [path.name for path in here.iterdir()] == ["s.json"]


# --- explain


@pytest.mark.parametrize("name", ["demand.rivalry", "rivalry", "RIVALRY"])
def test_explain_a_setting(name, capsys):
    assert main(["explain", name]) == 0
    text = capsys.readouterr().out
    setting = all_settings()["demand.rivalry"]
    for part in (
        "demand.rivalry",
        setting.meaning,
        "from 0 to 10",
        "0.3",
        "0 to 1",
        setting.confidence,
        setting.source,
    ):
        assert part in text


def test_explain_every_setting(capsys):
    for name in all_settings():
        assert main(["explain", name]) == 0
    assert main(["explain"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in all_settings())


def test_explain_every_outcome(capsys):
    from mfsim.outcomes.catalogue import OUTCOMES

    for outcome in OUTCOMES:
        assert main(["explain", outcome.name]) == 0
        text = capsys.readouterr().out
        assert f"{outcome.name} (outcome)\n  {outcome.definition}" in text
        assert outcome.unit in text


def test_explain_a_table(capsys):
    assert main(["explain", "lease"]) == 0
    switch, table = capsys.readouterr().out.strip().split("\n\n")
    assert switch.startswith("processes.lease (setting)")
    assert [line.split()[0] for line in table.split("\n")] == [name for name in all_settings() if name.startswith("lease.")]


def test_explain_lists_the_trades(capsys):
    assert main(["explain", "members.trades"]) == 0
    assert "ceramicist" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("demand.rivalri", "did you mean 'demand.rivalry'?"),
        ("standing_", "names with it: demand.standing_spread"),
        ("qqqqqq", "`mfsim explain` lists all"),
        ("", "`mfsim explain` lists all"),
    ],
)
def test_explain_what_is_unknown(name, message, capsys):
    assert main(["explain", name]) == 2
    assert message in capsys.readouterr().err


# --- bad input


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rnu", "mage"], 'Unknown command "rnu". Did you mean "run"?'),
        (["run"], "requires an argument"),
        (["run", "mage", "r84"], "Too many arguments: r84"),
        (["run", "mage", "--rusn", "3"], "Did you mean --runs?"),
        (["run", "mage", "--runs", "0"], "Must be >= 1"),
        (["run", "mage", "--runs", "many"], 'unable to convert "many" into int'),
        (["run", "mage", "--months", "-3"], "--months"),
        (["run", "mage", "--seed", "-1"], "Must be >= 0"),
        (["run", "mage", "--workers", "0"], "Must be >= 1"),
        (["run", "mgae"], "mgae: no such file or shipped scenario; did you mean 'mage'?"),
        (["run", "mage", "--set", "demand.rivalri=1"], "demand.rivalri: there is no such setting; did you mean 'demand.rivalry'?"),
        (["run", "mage", "--set", "demand.rivalry"], "expected setting=value"),
        (["run", "mage", "--set", "demand.rivalry="], "expected setting=value"),
        (["run", "mage", "--set", "demand.rivalry=high"], "'high' is not allowed; expected a number from 0 to 10"),
        (["run", "mage", "--set", "demand.rivalry=1\nplace.units=3"], "is not allowed"),
        (["run", "mage", "--set", "demand.rivalry=nan"], "nan is not allowed"),
        (["run", "mage", "--set", "place.units=1000000000"], "1,000,000,000 is not allowed"),
        (["run", "mage", "--set", "members.file=none.csv"], "members.file: no such file: none.csv"),
        (["run", "mage", "--out", "file/below"], "is a file; expected a folder"),
        (["run", "bad.toml"], "bad.toml:2: place.units: 0 is not allowed"),
        (["validate", "bad.toml"], "bad.toml:2: place.units: 0 is not allowed"),
        (["validate", "."], "this is a folder"),
        (["new"], "requires an argument"),
        (["new", "file"], "file: exists already"),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_nothing_is_written(arguments, message, here, capsys):
    (here / "bad.toml").write_text("[place]\nunits = 0\n")
    (here / "file").write_text("mine")
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert message in printed.err, printed.err
    assert "Traceback" not in printed.err + printed.out
    assert printed.out == ""
    assert sorted(path.name for path in here.rglob("*")) == ["bad.toml", "file"]


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from([*all_settings(), ""]) | st.text(max_size=9), value=st.text(max_size=9))
def test_any_assignment_is_taken_or_refused(name, value):
    assert main(["validate", "base", f"--set={name}={value}"]) in (0, 2)


def test_several_errors_are_counted(here, capsys):
    (here / "bad.toml").write_text("[place]\nunits = 0\nsites = 0\n")
    assert main(["validate", "bad.toml"]) == 2
    assert capsys.readouterr().err.startswith("mfsim: 2 errors:\n  bad.toml:2: place.units")


def test_the_process_ends_with_the_exit_code(tmp_path):
    found = process("validate", str(tmp_path / "none.toml"))
    assert (found.returncode, found.stdout) == (2, "")
    assert "no such file" in found.stderr


def test_a_closed_pipe_is_no_error():
    program = "import sys; from mfsim.cli import main; sys.exit(main(['explain']))"
    shell = f'{sys.executable} -c "{program}" | head -n 1; exit ${{PIPESTATUS[0]}}'
    found = subprocess.run(
        ["bash", "-c", shell], capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )  # fmt: skip
    assert (found.returncode, found.stderr) == (0, "")


# --- run, with the simulation itself replaced


class Result:
    """Stands for the result of a run."""

    def summary_rows(self) -> list[dict[str, object]]:
        return [
            {"group": "a", "outcome": "x[1]", "mean": 0.51234, "low": 0.25, "high": 0.75},
            {"group": "a", "outcome": "y", "mean": 12345.6, "low": 1.0, "high": 2.0},
            {"group": "b", "outcome": "nothing", "mean": float("nan"), "low": 0.0, "high": float("nan")},
        ]

    def surplus_summary_rows(self) -> list[dict[str, object]]:
        return [{"outcome": "surplus_x", "mean": -3.5}]

    def save(self, out: Path, painters: object, figures: str) -> list[Path]:
        out.mkdir(parents=True)
        (out / "site.csv").write_text("month\n")
        return [out / "site.csv"]


@pytest.fixture
def simulated(monkeypatch) -> dict[str, object]:
    """Replace the simulation; return what it was called with."""
    called: dict[str, object] = {}

    def run(scenario, *, progress, **options):
        progress(1, 2)
        progress(2, 2)
        called.update(options, scenario=scenario)
        if "fault" in called:
            raise called["fault"]
        return Result()

    module = types.ModuleType("mfsim.results")
    module.run = run
    monkeypatch.setitem(sys.modules, "mfsim.results", module)
    return called


def test_run_hands_on_every_option(here, simulated, capsys):
    options = "--runs 7 --months 24 --seed 3 --panel --with-isolated --workers 2 --out there --set demand.rivalry=0.5"
    assert main(["run", "mage", *options.split(), "--set", "mutual_help.asking=random"]) == 0
    scenario = simulated.pop("scenario")
    assert simulated == {"runs": 7, "months": 24, "seed": 3, "panel": True, "with_isolated": True, "workers": 2}
    assert (scenario.settings.demand.rivalry, scenario.settings.mutual_help.asking) == (0.5, "random")
    printed = capsys.readouterr().out
    for part in (
        "MAGE, Sesto San Giovanni",
        "x[1]",
        "0.512",
        "12,346",
        "Surplus",
        "surplus_x",
        "left out, as 0 or undefined in all runs: 1 outcomes",
        "wrote there/site.csv",
    ):
        assert part in printed
    assert "nothing" not in printed


def test_run_has_defaults(here, simulated):
    assert main(["run", "mage"]) == 0
    assert simulated.pop("scenario").hash == load("mage").hash
    assert simulated == {"runs": 100, "months": 120, "seed": 0, "panel": False, "with_isolated": False, "workers": None}
    assert (here / "results" / "mage" / "site.csv").exists()


def test_what_cannot_be_written_is_told(here, simulated, monkeypatch, capsys):
    monkeypatch.setattr(
        Result, "save", lambda self, out, painters, figures: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    )
    assert main(["run", "mage"]) == 2
    assert "--out results/mage: cannot write there: Permission denied" in capsys.readouterr().err


def test_a_fault_of_ours_is_told_as_such(here, simulated, monkeypatch, capsys):
    simulated["fault"] = ZeroDivisionError("oh")
    assert main(["run", "mage"]) == 1
    told = capsys.readouterr().err
    assert "ZeroDivisionError: oh" in told
    assert "MFSIM_TRACEBACK=1" in told
    assert "Traceback" not in told
    monkeypatch.setenv("MFSIM_TRACEBACK", "1")
    assert main(["run", "mage"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_has_its_own_code(here, simulated, capsys):
    simulated["fault"] = KeyboardInterrupt()
    assert main(["run", "mage"]) == 130
    assert capsys.readouterr().err.strip().endswith("interrupted")


def test_the_entry_point_is_that_of_the_package():
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"]["mfsim"] == "mfsim.cli:main"


# --- run, with the simulation itself


@pytest.mark.parametrize("which", ["few", "all", "none"])
def test_run_writes_tables_and_figures_and_shows_a_summary(here, capsys, which):
    size = ["--runs", "4", "--months", "14", "--panel", "--set", "demand.rivalry=0.4"]
    assert main(["run", "mage", *size, *([] if which == "few" else ["--figures", which])]) == 0
    printed = capsys.readouterr().out
    for part in ("MAGE, Sesto San Giovanni", "livelihood", "survival_1_year", "gaps_met", "rent_worst", "EUR/month"):
        assert part in printed
    folder = here / "results" / "mage"
    tables = {
        f"{name}.{ending}"
        for name in ("summary", "site", "firms", "norms", "panel", "ties")
        for ending in ("csv", "parquet")
    }
    figures = {f"{name}{ending}" for name in figure_names(which) for ending in endings(which)}
    assert {path.name for path in folder.iterdir()} == tables | figures | {"run.json"}
    for name in tables | figures:
        assert f"wrote results/mage/{name}" in printed or f"results/mage/{name}" in printed
    assert ("--figures all" in printed) == (which == "few")


@pytest.mark.parametrize("options", ["--runs 0", "--months 70000", "--seed -1", "--workers 0"])
def test_numbers_out_of_range_write_nothing(here, capsys, options):
    assert main(["run", "mage", *options.split()]) == 2
    assert options.split()[1] in capsys.readouterr().err
    assert not any(here.iterdir())


EXPERIMENT = """[experiment]
scenario = "base"
runs = 2
months = 6
outcomes = ["income"]
[settings]
"place.units" = 3
[levers]
"norms.origin" = ["emergent", "copied"]
[design]
method = "grid"
"""


def test_a_sweep_says_what_is_done_and_what_failed(here, capsys):
    (here / "x.toml").write_text(EXPERIMENT)
    assert main(["sweep", "x.toml"]) == 0
    printed = capsys.readouterr().out
    assert "4 of 4 runs done, 2 of them failed, 0 missing" in printed
    assert "--set norms.origin=copied" in printed
    assert main(["status", "results/x"]) == 0
    assert "2 points of 2 runs of 6 months (grid)" in capsys.readouterr().out


def test_what_cannot_be_swept_is_told(here, capsys):
    (here / "x.toml").write_text(EXPERIMENT.replace("grid", "gird"))
    assert main(["sweep", "x.toml"]) == 2
    assert "x.toml:11: design.method: 'gird' is not allowed" in capsys.readouterr().err
    assert not (here / "results").exists()
    assert main(["status", "nowhere"]) == 2
    assert "there is no study here" in capsys.readouterr().err


def test_a_comparison_prints_and_writes_its_table(here, capsys):
    (here / "a.toml").write_text('extends = "base"\n[place]\nunits = 3\n[about]\ntitle = "A"\n')
    (here / "b.toml").write_text('extends = "a.toml"\n[demand]\nrivalry = 0.9\n')
    words = "compare a.toml b.toml --runs 4 --months 6 --outcome income --outcome occupancy --out there"
    assert main(words.split()) == 0
    printed = capsys.readouterr().out
    assert "b less a: 4 runs of 6 months" in printed
    assert "income" in printed
    assert (here / "there" / "comparison.csv").read_text().count("\n") == 3
    assert main(["compare", "a.toml", "b.toml", "--outcome", "incom"]) == 2
    assert "did you mean 'income'" in capsys.readouterr().err
