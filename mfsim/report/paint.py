"""Processes that draw figures while the main one computes and writes tables: most of a short run is matplotlib's start.

Each reads a line with the folder and a bundle (`Shown`) from standard input, draws its figures and prints their files.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from mfsim.report.files import figure_names, save_figure
from mfsim.report.shown import Shown


class Painters:
    """Drawing processes, one a processor, that share the figures: started at once, given work later; in a ``with`` block.

    Parameters
    ----------
    names : sequence of str
        Figures to draw, names of `mfsim.report.files.figure_names`.
    """

    def __init__(self, names: Sequence[str] = figure_names()) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        count = min(len(names), os.cpu_count() or 1)
        for number in range(count):
            try:
                process = subprocess.Popen(
                    [sys.executable, "-m", "mfsim.report.paint", *names[number::count]],
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


def _warm_up() -> None:
    """Import and load fonts before there is anything to draw."""
    from io import BytesIO

    from matplotlib.figure import Figure

    figure = Figure(figsize=(1, 1))
    figure.subplots().set_title("0", fontweight="bold")
    for kind in ("png", "svg"):
        figure.savefig(BytesIO(), format=kind)


def main(names: list[str]) -> None:
    """Warm up, read the work, draw the figures of these names, and print the files of each when all of them are written."""
    gc.disable()  # a short life: collecting garbage took a third of it
    _warm_up()
    folder = Path(sys.stdin.buffer.readline().decode().rstrip("\n"))
    data = sys.stdin.buffer.read()
    if data:
        shown = Shown.from_bytes(data)
        for name in names:
            print(*save_figure(name, shown, folder), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
