"""Processes that draw figures while the main one computes and writes tables: most of a short run is matplotlib's start.

Each reads a line with the folder and a bundle (`Shown`) from standard input, draws one figure and prints its files.
"""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from mfsim.report.files import figure_names, save_figure
from mfsim.report.shown import Shown


class Painters:
    """A drawing process for each figure, started at once and given its work later; used in a ``with`` block."""

    def __init__(self) -> None:
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        for name in figure_names():
            try:
                self._processes[name] = subprocess.Popen(
                    [sys.executable, "-m", "mfsim.report.paint", name],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            except OSError:
                return  # where no process can be started, the figures are drawn here

    def __enter__(self) -> Painters:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        for process in self._processes.values():
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def paint(self, shown: Shown, folder: Path) -> None:
        """Begin to draw; the figures go to the folder."""
        work = str(folder.absolute()).encode() + b"\n" + shown.to_bytes()
        for process in self._processes.values():
            if process.stdin is None:
                continue
            try:
                process.stdin.write(work)
                process.stdin.close()
            except BrokenPipeError:
                process.wait()

    def finish(self) -> dict[str, list[Path]]:
        """Wait for the figures and return the files of each that could be drawn."""
        files = {}
        for name, process in self._processes.items():
            printed = process.stdout.read() if process.stdout is not None else b""
            if process.wait() == 0:
                files[name] = [Path(line) for line in printed.decode().splitlines()]
        return files


def _warm_up() -> None:
    """Import and load fonts before there is anything to draw."""
    from io import BytesIO

    from matplotlib.figure import Figure

    figure = Figure(figsize=(1, 1))
    figure.subplots().set_title("0", fontweight="bold")
    for kind in ("png", "svg"):
        figure.savefig(BytesIO(), format=kind)


def main(name: str) -> None:
    """Warm up, read the work, draw one figure, and print its files."""
    gc.disable()  # a short life: collecting garbage took a third of it
    _warm_up()
    folder = Path(sys.stdin.buffer.readline().decode().rstrip("\n"))
    data = sys.stdin.buffer.read()
    if data:
        for path in save_figure(name, Shown.from_bytes(data), folder):
            print(path)


if __name__ == "__main__":
    main(sys.argv[1])
