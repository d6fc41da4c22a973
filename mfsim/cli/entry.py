"""From the command line to an exit code: 0 well, 1 our fault, 2 the user's input, 130 interrupted (143: asked to end)."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Sequence

from cyclopts import CycloptsError
from cyclopts.exceptions import UnusedCliTokensError

from mfsim.cli.commands import app
from mfsim.cli.stopping import code_of, end_when_told, how_to_go_on, leave_at_once, tell
from mfsim.errors import MfsimError, NotReproducedError

OBJECTS_BETWEEN_COLLECTIONS = 200_000
"""Starting makes that many objects, which stay: looking through them after every 700 took a tenth of a short command."""

WELL, DIFFERENT, OUR_FAULT, USERS_INPUT = 0, 1, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name and return its exit code.

    Parameters
    ----------
    arguments
        Words after ``mfsim``; None for those of the process.
    """
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    words = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:
        end_when_told(words)
    try:
        app(words, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except NotReproducedError as error:
        return _fail(str(error), DIFFERENT)
    except MfsimError as error:
        problems = str(error).split("\n")
        head = "error: " if len(problems) == 1 else f"{len(problems)} errors:\n  "
        return _fail(head + "\n  ".join(problems), USERS_INPUT)
    except CycloptsError as error:
        return _fail(f"error: {_usage(error)}\nSee: mfsim {_command(words)}--help", USERS_INPUT)
    except KeyboardInterrupt as error:
        if arguments is None:
            tell(f"mfsim: {how_to_go_on(words)}\n")
            leave_at_once(code_of(error))
        return _fail(how_to_go_on(words), code_of(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read the output has seen enough
    except Exception as error:
        return _report(error)
    return WELL


def _usage(error: CycloptsError) -> str:
    if isinstance(error, UnusedCliTokensError):
        return "Too many arguments: " + " ".join(error.unused_tokens or ())
    return str(error)


def _command(words: Sequence[str]) -> str:
    return f"{words[0]} " if words and words[0] in app else ""


def _report(error: Exception) -> int:
    if os.environ.get("MFSIM_TRACEBACK"):
        traceback.print_exc()
    hint = "This is a fault of mfsim. Please report it with what MFSIM_TRACEBACK=1 in the environment shows."
    return _fail(f"internal error: {type(error).__name__}: {error}\n{hint}", OUR_FAULT)


def _fail(message: str, code: int) -> int:
    print(f"mfsim: {message}", file=sys.stderr)
    return code
