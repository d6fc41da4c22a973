"""What is missing is compiled before it runs, by two at once; what is off is not; a user is told, once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import mfsim
from mfsim.compiling import ENABLED
from mfsim.engine import ahead
from mfsim.engine.ahead import ENTRIES, entries_of, prepare
from mfsim.engine.month import CALENDAR
from mfsim.scenario.load import load

ROOT = Path(mfsim.__file__).parents[1]
FIRST = ["begin", "open_month", "end"]
SMALL = ("open_month", "commons", "production")
SCRIPT = f"""
from mfsim.engine.ahead import ENTRIES, prepare
from mfsim.engine.month import one_month
prepare({SMALL!r})
print(*sorted(name for name, entry in ENTRIES.items() if entry.signatures))
"""


def test_what_a_scenario_calls():
    assert entries_of(load("base")) == [*FIRST, *(name for name in CALENDAR if name != "network")]
    off = load("base", {"processes.demand": False, "processes.network": True})
    assert entries_of(off, replaced=("finance",)) == [
        *FIRST,
        *(name for name in CALENDAR if name not in ("demand", "finance")),
    ]


def test_nothing_is_said_when_all_is_there(capsys):
    prepare([name for name in ENTRIES if ahead.is_ready(ENTRIES[name])])
    assert capsys.readouterr().err == ""


def _in_another_process(cache, script=SCRIPT):
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "MFSIM_CACHE": str(cache), "MFSIM_COMPILE": "1"}
    return subprocess.run([sys.executable, "-c", script], env=settings, capture_output=True, text=True, check=True)


@pytest.mark.skipif(not ENABLED, reason="nothing is compiled")
def test_compiled_once_for_all_and_only_what_is_asked_for(tmp_path):
    first = _in_another_process(tmp_path)
    assert first.stderr == f"{ahead.MESSAGE}\n"
    kept = {path.name.split(".")[1].split("-")[0] for path in tmp_path.rglob("*.nbc")}
    assert set(SMALL) <= kept <= {*SMALL, "run_stages"}
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nbc")}
    again = _in_another_process(tmp_path)
    assert again.stderr == ""
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nbc")} == times


@pytest.mark.skipif(not ENABLED, reason="nothing is compiled")
def test_what_a_helper_cannot_do_is_done_here(tmp_path):
    """A helper that dies at its first task loses that one, which is compiled when it is called."""
    dying = f"import mfsim.engine.ahead as ahead\nahead.COMMAND = [ahead.sys.executable, '-c', 'print(1)']\n{SCRIPT}"
    _in_another_process(tmp_path, dying)
    missing = f"from mfsim.engine.ahead import ENTRIES, is_ready\nprint(*(n for n in {SMALL!r} if not is_ready(ENTRIES[n])))"
    assert len(_in_another_process(tmp_path, missing).stdout.split()) <= 1, "the one that was handed to it"
