"""R4: opinions by bounded confidence alone: the number of clusters falls with the tolerance of the members.

Everybody has contact with everybody (complete graph), two who meet and differ by less than ε meet half-way (μ = ½), and
nothing else happens: of all processes only community runs, one meeting a member and month. Opinions begin uniform on 0-1.
A cluster is a group in which neighbouring opinions are closer than 0.02; a major one has at least a tenth of the members.

Expected (Deffuant et al. 2000; N = 1,000, 200 meetings a member): one major cluster at ε = .5, two at .2, about three at
.15. That their number were floor(1 / 2ε) is a rule of thumb which is not claimed, least of all below .15.
"""

from __future__ import annotations

import numpy as np
import pytest
from worlds import live, only, opened

from mfsim.compiling import ENABLED

MEMBERS, MONTHS, RUNS = (1_000, 200, 10) if ENABLED else (60, 60, 1)
APART, MAJOR = 0.02, 0.1
ALONE = {
    **only("community"),
    "place.units": MEMBERS,
    "place.contact": "complete",
    "community.meetings_per_month": 1,
    "community.value_step": 0.5,
}


def major_clusters(opinions):
    """Sizes of the clusters that have at least a tenth of the members, and opinions that are in none."""
    ordered = np.sort(opinions)
    sizes = np.diff(np.flatnonzero(np.concatenate(([True], np.diff(ordered) > APART, [True]))))
    return sizes[sizes >= MAJOR * len(opinions)] / len(opinions)


def test_clusters_are_counted_as_said():
    opinions = np.concatenate([np.full(60, 0.2), np.full(35, 0.6), np.full(5, 0.9)])
    assert list(major_clusters(opinions)) == [0.6, 0.35]


def _final(tolerance, run):
    world = opened("base", {**ALONE, "community.value_tolerance": tolerance}, run=run)
    start = world.firms.value[0].copy()
    live(world, MONTHS, run=run)
    return start, world.firms.value[0]


@pytest.mark.parametrize(("tolerance", "clusters"), [(0.5, {1}), (0.2, {2}), (0.15, {2, 3, 4})])
def test_major_clusters(tolerance, clusters):
    counts = []
    for run in range(RUNS):
        start, opinions = _final(tolerance, run)
        assert opinions.mean() == pytest.approx(start.mean(), abs=1e-9), "who meets half-way keeps the mean"
        counts.append(len(major_clusters(opinions)))
    if ENABLED:
        most = np.bincount(counts).argmax()
        assert set(counts) <= clusters, counts
        assert most == round(np.mean(list(clusters))), counts
