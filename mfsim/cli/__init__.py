"""The command line: `mfsim --help` lists the commands."""

from mfsim.cli.entry import main

__all__ = ["main"]
