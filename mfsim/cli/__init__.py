"""The command line: ``mfsim run``, ``validate``, ``scenarios``, ``new``, ``survey``, ``explain`` and ``schema``."""

from mfsim.cli.entry import main

__all__ = ["main"]
