"""The commands and their options; each imports what it needs when called, so that help comes at once."""

from mfsim.cli.app import app
from mfsim.cli.commands import places, showing, studies

__all__ = ["app", "places", "showing", "studies"]
