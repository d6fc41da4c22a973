"""Which processes a model replaces: those handed to it, and the methods of its class that bear the name of a process."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mfsim.draws import Now
from mfsim.engine.month import CALENDAR, Process
from mfsim.world.state import World

if TYPE_CHECKING:
    from mfsim.abm.multifactory import Multifactory

stepping = threading.local()
"""``stepping.model`` is the model that runs a month in this thread."""


def replaced_in(model_class: type[Multifactory], handed: Mapping[str, Process] | None) -> dict[str, Process]:
    """Return the processes to replace; what is handed to the model comes before a method of its class.

    A static method is a rule like any other and is compiled if it can be. An ordinary method is called with the model
    as ``self``, in ordinary Python.
    """
    return {**{name: rule for name in CALENDAR if (rule := _method(model_class, name)) is not None}, **(handed or {})}


def _method(model_class: type[Multifactory], name: str) -> Process | None:
    owner: Any = model_class  # to mypy, a class is not hashable
    found = inspect.getattr_static(owner, name, None)
    if found is None:
        return None
    return found.__func__ if isinstance(found, staticmethod) else _called_on_the_model(owner, name)


@lru_cache
def _called_on_the_model(model_class: Any, name: str) -> Process:
    """Make one function for all models of a class, so that their month is made only once."""

    def rule(world: World, now: Now) -> None:
        model = stepping.model
        model.follow()
        getattr(model_class, name)(model, world, now)

    rule.__name__ = name
    return rule
