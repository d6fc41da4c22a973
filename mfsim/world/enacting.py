"""How a site's book of rules begins: the fit of resolutions is drawn, and some rules are in force from the first day."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, uniform_pair
from mfsim.world.norm_draws import GUESS, QUALITY
from mfsim.world.norm_records import ORIGINS, RESOLUTIONS
from mfsim.world.parameters import choice
from mfsim.world.rulebook import NO_RULE, seems_best, set_rule

EMERGENT = choice("norms", "origin", "emergent")
MIXED = choice("norms", "origin", "mixed")
BY_STATUTE = ORIGINS.index("statutory")
BY_COPY = ORIGINS.index("copied")
BY_INSTITUTIONS = ORIGINS.index("basic")


@compiled
def begin_book(p: Any, now: Now, norms: Any, site: int) -> None:
    """Draw how well each resolution of each kind of case fits the site; no rules, no precedents (month 0).

    Parameters
    ----------
    p : record
        Parameters of norms.
    norms : records of type `mfsim.world.norm_records.NORM`, shape (kinds,)
        All at zero.
    """
    for kind in range(norms.shape[0]):
        norm = norms[kind]
        norm.rule, norm.null_rule = NO_RULE, NO_RULE
        for r in range(RESOLUTIONS):
            fit, alone = uniform_pair(now, QUALITY, site, 0, RESOLUTIONS * kind + r)
            norm.quality[r], norm.security[r] = fit, p.security * alone


@compiled
def _basic_rules(p: Any, now: Now, norms: Any, site: int, order: NDArray[np.int64]) -> None:
    made = 0
    for place in range(order.shape[0]):
        kind = order[place]
        if kind < p.kinds and made < p.basic_rules:
            norm = norms[kind]
            set_rule(
                norm,
                seems_best(p.resolutions, now, GUESS, norm, site, kind, p.statute_noise),
                BY_INSTITUTIONS,
                p.imposed_legitimacy,
                now.month,
            )
            norm.protected = True
            made += 1


@compiled
def enact(p: Any, now: Now, norms: Any, site: int, book: NDArray[np.int64], order: NDArray[np.int64], decided: bool) -> None:
    """Put the rules of the first day in force: those of institutions, then copied or statutory ones.

    Parameters
    ----------
    book : array, shape (kinds,)
        Resolution of each kind of case in the book that is copied, -1 for none; without a book, no entries.
    order : array, shape (kinds,)
        Kinds in the order in which institutions care about them.
    decided : bool
        Whether there is somebody who decides.
    """
    _basic_rules(p, now, norms, site, order)
    if p.origin == EMERGENT:
        return
    imposed = min(p.kinds, p.imposed_kinds) if p.origin == MIXED else p.kinds
    for kind in range(imposed):
        norm = norms[kind]
        if norm.rule != NO_RULE:
            continue
        if book.shape[0] > 0:
            if 0 <= book[kind] < p.resolutions:
                set_rule(norm, book[kind], BY_COPY, p.imposed_legitimacy, now.month)
        elif decided:
            set_rule(
                norm,
                seems_best(p.resolutions, now, GUESS, norm, site, kind, p.statute_noise),
                BY_STATUTE,
                p.imposed_legitimacy,
                now.month,
            )
