"""What the number of its members makes of what reaches a site."""

from __future__ import annotations

import math
from typing import Any

from mfsim.compiling import compiled


@compiled
def drawing_power(firms: Any, open_units: int, reference: float, exponent: float) -> float:
    """Drawing power of a site by its members: (members in it / reference)^exponent; 1 for an empty site."""
    members = 0.0
    for unit in range(open_units):
        members += 1.0 if firms[unit].serial >= 0 else 0.0
    return math.exp(exponent * math.log(members / reference)) if members > 0.0 else 1.0
