"""`mfsim sweep` and `mfsim status`: run what is missing of a study, and say how far it is."""

from __future__ import annotations

import sys
from pathlib import Path

from mfsim.cli.failing import command_of
from mfsim.cli.showing import progress_bar
from mfsim.store.folder import StudyFolder
from mfsim.study.handle import Study

MOST_FAILURES = 10


def run_sweep(experiment: str, out: Path | None, *, executor: str, workers: int | None, budget: int | None) -> None:
    """Run what is missing, with a bar of progress, and say what is where."""
    from mfsim.study.experiment import load_experiment
    from mfsim.study.sweep import sweep

    loaded = load_experiment(experiment)
    folder = Path("results") / loaded.name if out is None else out
    far = [0, 0]
    try:
        with progress_bar(loaded.title) as progress:

            def note(done: int, total: int) -> None:
                far[:] = done, total
                progress(done, total)

            study = sweep(loaded, folder, executor=executor, workers=workers, budget=budget, progress=note)
    except KeyboardInterrupt:
        print(f"{far[0]:,} of {far[1]:,} runs are stored in {folder}", file=sys.stderr)
        raise
    _say(study, folder)


def show_experiments() -> None:
    """List the shipped experiments by name."""
    from mfsim.study.experiment import load_experiment
    from mfsim.study.shipped import shipped_experiments

    for name, path in shipped_experiments().items():
        loaded = load_experiment(path)
        print(f"{name}\n    {loaded.title}\n    {' '.join(loaded.question.split())}")


def show_status(folder: Path) -> None:
    """Say what is done, failed and missing of a study."""
    study = Study(StudyFolder(folder))
    what = study.manifest
    size = f"{what['points']:,} points of {what['runs']:,} runs of {what['months']:,} months"
    print(f"{what['title']}: {size} ({what['method']})")
    _say(study, folder)


def _say(study: Study, folder: Path) -> None:
    status = study.status()
    print(f"{status.done:,} of {status.total:,} runs done, {status.failed:,} of them failed, {status.missing:,} missing")
    for one in status.failures[:MOST_FAILURES]:
        print(f"  point {one['point']}, run {one['run']}: {one['error']}\n    {command_of(study.manifest, one)}")
    if len(status.failures) > MOST_FAILURES:
        print(f"  and {len(status.failures) - MOST_FAILURES:,} more points that failed")
    if status.missing:
        print("Try: the same command again, which computes what is missing")
    print(f"stored in {folder}")
