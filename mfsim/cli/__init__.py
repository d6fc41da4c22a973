"""The command line: ``mfsim run``, ``validate``, ``scenarios``, ``new``, ``explain`` and ``schema``."""

from mfsim.cli.entry import main

__all__ = ["main"]
