"""The calendar: the processes of a month in their order, in one place; and how a month runs them.

The numbers are those of the model's description. Compiled, a month is the addresses of the processes that are switched on,
which are called one after another; what is switched off is neither compiled nor loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from mfsim.calling import Process as Compiled
from mfsim.calling import run_stages, stages_for
from mfsim.compiling import ENABLED
from mfsim.draws import Now
from mfsim.processes.commons import commons
from mfsim.processes.community import community
from mfsim.processes.demand import demand
from mfsim.processes.events import events
from mfsim.processes.finance import finance
from mfsim.processes.founding import founding
from mfsim.processes.governance import governance
from mfsim.processes.growth import growth
from mfsim.processes.joint_projects import joint_projects
from mfsim.processes.knowledge import knowledge
from mfsim.processes.lease import lease
from mfsim.processes.local_chain import local_chain
from mfsim.processes.machines import machines
from mfsim.processes.membership import membership
from mfsim.processes.mutual_help import mutual_help
from mfsim.processes.network import network
from mfsim.processes.norms import norms
from mfsim.processes.production import production
from mfsim.processes.record import record
from mfsim.world.opening import begin, end, open_month
from mfsim.world.state import World

Process = Callable[[World, Now], None]

CALENDAR = {
    "founding": founding,  # 15, first
    "events": events,  # 16
    "demand": demand,  # 1
    "joint_projects": joint_projects,  # 2
    "mutual_help": mutual_help,  # 3
    "machines": machines,  # 17
    "production": production,  # 4
    "local_chain": local_chain,  # 18
    "knowledge": knowledge,  # 5
    "norms": norms,  # 6
    "commons": commons,  # 7
    "governance": governance,  # 8
    "finance": finance,  # 9
    "community": community,  # 10
    "growth": growth,  # 19, before members leave and enter
    "membership": membership,  # 11
    "lease": lease,  # 12
    "network": network,  # 13
    "record": record,  # 14
}
"""The processes by name, in the order in which a month runs them."""


class Stages(NamedTuple):
    """What a run calls: addresses of processes, or functions where nothing is compiled.

    begin, end (one each: the world is begun, and closed), month (stages of a month in their order).
    """

    begin: Any
    month: Any
    end: Any


class Month:
    """What runs a month, as a function of (world, now): every process that is switched on in the world, in order.

    Parameters
    ----------
    own : mapping from the name of a process to a function, optional
        Processes that stand in the place of those of the calendar, compiled or not.
    """

    def __init__(self, own: Mapping[str, Process] | None = None) -> None:
        self.rules: dict[str, Process] = {**CALENDAR, **(own or {})}
        self._parts: dict[bytes, list[Any]] = {}

    def __call__(self, world: World, now: Now) -> None:
        """Run one month."""
        for part in self._made(world, now):
            if callable(part):
                part(world, now)
            else:
                run_stages(world, now, part)

    def stages(self, world: World, now: Now) -> Stages | None:
        """Return what a run of this world calls; None if not all of it is compiled."""
        parts = self._made(world, now)
        if len(parts) > 1:
            return None
        (first,), (last,) = stages_for((begin,), world, now), stages_for((end,), world, now)
        return Stages(first, parts[0], last)

    def _made(self, world: World, now: Now) -> list[Any]:
        """Return the parts of the month: stages that run at once, and between them functions that are not compiled."""
        switches = world.parameters["processes"]
        key = switches.tobytes()
        if key not in self._parts:
            rules = [open_month, *(rule for name, rule in self.rules.items() if switches[name])]
            self._parts[key] = list(_parts(rules, world, now))
        return self._parts[key]


def _parts(rules: list[Any], world: World, now: Now) -> Iterator[Any]:
    for at_once, group in groupby(rules, lambda rule: isinstance(rule, Compiled) or not ENABLED):
        if at_once:
            yield stages_for(tuple(group), world, now)
        else:
            yield from group


one_month = Month()
"""The standard month."""
