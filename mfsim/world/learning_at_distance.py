"""Working at a distance: what the leader of a joint project and a firm of a partner site that works on it learn.

Equation::

    Δk = s · α · (1 − protection) · absorb(d) · kind · max(0, k_other − k)   both ways, each in the other's own field,
                                                                             for a month of work in time

s is what working together at a distance teaches, against working on the same site.

Source: book 1.6 and 3.18 (working with others elsewhere brings new ideas); `mfsim.processes.knowledge`.
"""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled
from mfsim.world.project_records import AT_PARTNER, UNDER_WAY
from mfsim.world.stays import Site, teach_one_another
from mfsim.world.teams import is_there


@compiled
def worked_in_time(project: Any, part: int, month: int) -> bool:
    """Whether a firm of a partner site has worked on a part this month, before the deadline, and the job goes on."""
    return bool(
        project.stage == UNDER_WAY
        and project.worker[part] == AT_PARTNER
        and project.host_worked[part] > 0.0
        and month <= project.deadline
    )


@compiled
def learn_at_work(parameters: Any, kinds: Any, project: Any, part: int, home: Site, away: Site) -> None:
    """The leader and the partner's firm teach one another, if both are still there.

    Parameters
    ----------
    home, away : Site
        The project's site, and that of the firm.
    """
    host = project.host[part]
    if not is_there(project, home.firms, project.lead) or away.firms[host].serial != project.host_serial[part]:
        return
    share = parameters.network.work_teaches
    teach_one_another(parameters.knowledge, kinds, home, project.unit[project.lead], away, host, share)
