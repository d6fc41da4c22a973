"""Processes that draw figures while the main one computes and writes tables: most of a short run is matplotlib's start.

Each reads a line with the folder and a bundle (`Shown`) from standard input, draws its figures and prints their files.
Where a process can be doubled (not on Windows), one that has started draws with as many as there are processors.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import cast

from mfsim.report.files import Which, endings, figure_names, save_figure
from mfsim.report.shown import Shown

CAN_DOUBLE = hasattr(os, "fork")
PROCESSORS = os.cpu_count() or 1


class Painters:
    """Drawing processes that share the figures: started at once, given work later; in a ``with`` block.

    Parameters
    ----------
    which : str
        Figures to draw, as for `mfsim.report.files.figure_names`.
    """

    def __init__(self, which: Which = "all") -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        names = figure_names(which)
        free = max(1, PROCESSORS - 1) if which == "few" else PROCESSORS  # a short run leaves the main process one
        count = 1 if CAN_DOUBLE else min(len(names), free)
        for number in range(count):
            try:
                process = subprocess.Popen(
                    [sys.executable, "-m", "mfsim.report.paint", which, *names[number::count]],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
                self._processes.append(process)
            except OSError:
                return  # where no process can be started, the figures are drawn here

    def __enter__(self) -> Painters:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        for process in self._processes:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def paint(self, shown: Shown, folder: Path) -> None:
        """Begin to draw; the figures go to the folder."""
        work = str(folder.absolute()).encode() + b"\n" + shown.to_bytes()
        for process in self._processes:
            if process.stdin is None:
                continue
            try:
                process.stdin.write(work)
                process.stdin.close()
            except BrokenPipeError:
                process.wait()

    def finish(self) -> dict[str, list[Path]]:
        """Wait for the figures and return the files of each that could be drawn."""
        files: dict[str, list[Path]] = {}
        for process in self._processes:
            printed = process.stdout.read() if process.stdout is not None else b""
            process.wait()
            for line in printed.decode().splitlines():
                path = Path(line)
                files.setdefault(path.stem, []).append(path)
        return files


def _warm_up(which: Which) -> None:
    """Import and load fonts before there is anything to draw."""
    from io import BytesIO

    from matplotlib.figure import Figure

    figure = Figure(figsize=(1, 1))
    figure.subplots().set_title("0", fontweight="bold")
    for ending in endings(which):
        figure.savefig(BytesIO(), format=ending[1:])


def main(which: Which, names: list[str]) -> None:
    """Warm up, read the work, draw the figures of these names, and print the files of each when all of them are written."""
    gc.disable()  # a short life: collecting garbage took a third of it
    _warm_up(which)
    folder = Path(sys.stdin.buffer.readline().decode().rstrip("\n"))
    data = sys.stdin.buffer.read()
    if data:
        shown = Shown.from_bytes(data)
        count = min(len(names), PROCESSORS) if CAN_DOUBLE else 1
        doubles = [_doubled(names[part::count], shown, folder, which) for part in range(1, count)]
        _draw(names[::count], shown, folder, which)
        for double in doubles:
            os.waitpid(double, 0)


def _doubled(names: list[str], shown: Shown, folder: Path, which: Which) -> int:
    """Double this process, which has all imported by now, to draw some of the figures; return the double's number."""
    double = os.fork()
    if double == 0:
        try:
            _draw(names, shown, folder, which)
        finally:
            os._exit(0)  # what is to be done at the end is left to the process that was doubled
    return double


def _draw(names: list[str], shown: Shown, folder: Path, which: Which) -> None:
    for name in names:
        print(*save_figure(name, shown, folder, which), sep="\n", flush=True)


if __name__ == "__main__":
    main(cast(Which, sys.argv[1]), sys.argv[2:])
