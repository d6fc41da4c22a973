"""What each setting means: the text under its declaration, read from the source when somebody asks.

pydantic reads all of them whenever mfsim starts, which takes longer than reading and checking a scenario.
"""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache
from itertools import pairwise

from mfsim.scenario.declare import Section


@cache
def meanings(section: type[Section]) -> dict[str, str]:
    """Return the text under the declaration of each setting of a section, by its name."""
    module = _source_of(section.__module__)
    lines = next(node.body for node in module.body if isinstance(node, ast.ClassDef) and node.name == section.__name__)
    found = {}
    for line, next_line in pairwise(lines):
        match line, next_line:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = inspect.cleandoc(text)
    return found


@cache
def _source_of(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(sys.modules[module]))
