"""The calendar: the processes of a month in their order, in one place.

The numbers are those of the model's description.
"""

from __future__ import annotations

from mfsim.compiling import inlined, stored
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
from mfsim.world.opening import open_month
from mfsim.world.state import World

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


@inlined
def month(world: World, now: Now) -> None:  # noqa: PLR0912 - a branch for each process
    """Run one month: every process that is switched on, in order."""
    on = world.parameters.processes
    open_month(world)
    if on.founding:
        founding(world, now)
    if on.events:
        events(world, now)
    if on.demand:
        demand(world, now)
    if on.joint_projects:
        joint_projects(world, now)
    if on.mutual_help:
        mutual_help(world, now)
    if on.machines:
        machines(world, now)
    if on.production:
        production(world, now)
    if on.local_chain:
        local_chain(world, now)
    if on.knowledge:
        knowledge(world, now)
    if on.norms:
        norms(world, now)
    if on.commons:
        commons(world, now)
    if on.governance:
        governance(world, now)
    if on.finance:
        finance(world, now)
    if on.community:
        community(world, now)
    if on.growth:
        growth(world, now)
    if on.membership:
        membership(world, now)
    if on.lease:
        lease(world, now)
    if on.network:
        network(world, now)
    if on.record:
        record(world, now)


@stored
def one_month(world: World, now: Now) -> None:
    """Run one month; the entry that is kept compiled on disk."""
    month(world, now)
