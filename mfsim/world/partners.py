"""What the projects of a site touch at its partner sites, and whose place in a team is whose."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled


class Partners(NamedTuple):
    """What a site's projects touch elsewhere.

    A way in hours and EUR; what trust gains and loses; whether partners' firms are of the team, with a share in price and
    risk, or are paid by the hour; firms (S, N) and skill (S, K, N) of all sites; the site's partners and its trust in
    them (P).
    """

    travel_hours: float
    travel_eur: float
    gain: float
    loss: float
    in_team: bool
    firms: Any
    skill: NDArray[np.float64]
    links: NDArray[np.int64]
    ties: NDArray[np.float64]


@compiled
def member_of(project: Any, firms: Any, partners: Partners, place: int) -> Any:
    """Return the firm that has a place in a team, of this site or of a partner site.

    Parameters
    ----------
    firms : records, shape (N,)
        The site's own.
    """
    if project.abroad[place] > 0:
        return partners.firms[partners.links[project.abroad[place] - 1], project.unit[place]]
    return firms[project.unit[place]]
