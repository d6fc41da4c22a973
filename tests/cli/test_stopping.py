"""Ctrl-C and SIGTERM, sent for real: the command ends within two seconds, says how to go on, and what is done is stored."""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import mfsim
from mfsim.compiling import ENABLED
from mfsim.store.folder import StudyFolder

pytestmark = pytest.mark.skipif(not ENABLED or os.name == "nt", reason="too slow uncompiled; signals of POSIX")
FILE = """[experiment]
scenario = "base"
runs = 20
months = 60
outcomes = ["income", "help_hours"]
[settings]
"place.units" = 10
[uncertainties]
"demand.rivalry" = [0.0, 0.6]
[design]
points = 1000
"""
PROGRAM = """import sys
from mfsim.cli import main
if __name__ == "__main__":
    sys.exit(main())
"""
LONGEST_SECONDS = 2.0
LONGEST_START_SECONDS = 300.0


def begin(folder: Path, *words: str, **environment: str) -> subprocess.Popen[bytes]:
    """Begin the command in a session of its own, as nobody else is to hear the signals."""
    (folder / "m.py").write_text(PROGRAM)
    (folder / "x.toml").write_text(FILE)
    variables = {**os.environ, "PYTHONPATH": str(Path(mfsim.__file__).parents[1]), **environment}
    return subprocess.Popen([sys.executable, "m.py", *words], cwd=folder, env=variables, start_new_session=True,
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # fmt: skip


def stopped(process: subprocess.Popen[bytes], *signals: int) -> tuple[int, str, float]:
    """Send signals to the command and all that it started; return its exit code, what it said and how long it took."""
    begun = time.monotonic()
    for number in signals:
        os.killpg(process.pid, number)
        time.sleep(0.02)
    error = process.communicate(timeout=60)[1].decode()
    return process.returncode, error, time.monotonic() - begun


def wait_for(there, process):
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while not there():
        assert process.poll() is None, process.stderr.read().decode()
        if time.monotonic() > deadline:
            os.killpg(process.pid, signal.SIGKILL)
            pytest.fail("the sweep has not begun")
        time.sleep(0.01)


@pytest.mark.parametrize(("executor", "signals", "code"), [
    ("threads", (signal.SIGINT,), 130),
    ("processes", (signal.SIGINT, signal.SIGINT), 130),
])  # fmt: skip
def test_a_sweep_ends_soon_and_goes_on_later(tmp_path, executor, signals, code):
    process = begin(tmp_path, "sweep", "x.toml", "--out", "of mine", "--executor", executor, "--workers", "2")
    wait_for(lambda: any((tmp_path / "of mine" / "parts").glob("0*.parquet")), process)
    returned, error, seconds = stopped(process, *signals)
    assert returned == code, error
    assert seconds < LONGEST_SECONDS
    assert "Traceback" not in error
    assert "warning" not in error.lower()
    go_on = shlex.split(error.strip().split("To go on: mfsim ")[1])
    assert go_on == ["sweep", "x.toml", "--out", "of mine", "--executor", executor, "--workers", "2"]
    study = mfsim.Study(StudyFolder(tmp_path / "of mine"))
    done = study.status().done
    assert 0 < done < 20_000
    assert list((tmp_path / "of mine" / "parts").glob(".*")) == []
    again = mfsim.sweep(tmp_path / "x.toml", tmp_path / "of mine", budget=1).status().done
    assert done < again < 20_000


def test_asked_to_end_it_says_so_to_who_asked(tmp_path):
    process = begin(tmp_path, "sweep", "x.toml", "--out", "out")
    wait_for((tmp_path / "out" / "study.json").exists, process)
    returned, error, seconds = stopped(process, signal.SIGTERM)
    assert returned == 143, error
    assert seconds < LONGEST_SECONDS
    assert "To go on" in error


def test_it_ends_while_rules_are_compiled(tmp_path):
    process = begin(tmp_path, "sweep", "x.toml", "--out", "out", MFSIM_CACHE=str(tmp_path / "cache"))
    assert process.stderr is not None
    assert b"compiling" in process.stderr.readline()
    time.sleep(0.5)
    returned, _, seconds = stopped(process, signal.SIGINT)
    assert returned == 130
    assert seconds < LONGEST_SECONDS
    assert mfsim.Study(StudyFolder(tmp_path / "out")).status().done == 0


STUBBORN = """import time
from mfsim.cli.stopping import end_when_told
end_when_told(["sweep", "x.toml"])
while True:
    try:
        while True:
            try:
                print("begun", flush=True)
                time.sleep(60)
            except KeyboardInterrupt:
                pass
    except KeyboardInterrupt:  # on the way back to the inner loop
        pass
"""


@pytest.mark.parametrize(("times", "longest"), [(1, LONGEST_SECONDS), (2, 0.9)])
def test_what_does_not_end_by_itself_is_ended_and_at_once_when_told_twice(times, longest):
    variables = {**os.environ, "PYTHONPATH": str(Path(mfsim.__file__).parents[1])}
    process = subprocess.Popen([sys.executable, "-c", STUBBORN], env=variables, start_new_session=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    returned, error, seconds = stopped(process, *[signal.SIGINT] * times)
    assert (returned, error) == (130, "mfsim: interrupted; what is done is stored. To go on: mfsim sweep x.toml\n")
    assert seconds < longest
