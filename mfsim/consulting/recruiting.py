"""Whom to recruit next? What each candidate adds for members and landlord, the best few together, and who would compete.

A candidate is tried in the next free room, against leaving that room to whoever applies next. What it adds for the members
is the change in what the *proposed* members have (as in their surplus), its own not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Literal

from mfsim.consulting.bench import FRESH, Bench
from mfsim.consulting.intervals import Estimate, Floats, mean_of, paired, row_mean
from mfsim.consulting.proposal import AS_PROPOSED, LEAST_ROOM_M2, Proposal, Variant
from mfsim.consulting.racing import Race, race
from mfsim.consulting.rivalry import overlap
from mfsim.consulting.trial import Trial
from mfsim.scenario.members import Member

Goal = Literal["members", "landlord"]
TOGETHER = 3
MOST_TEAMS = 36
ALIKE = 0.8
"""Overlap of markets from which on two are said to serve the same customers."""


@dataclass(frozen=True)
class Candidate:
    """What one candidate adds.

    Attributes
    ----------
    members, landlord : Estimate
        EUR per person and month for the proposed members; EUR a month of rent. Each column holds together.
    own : Estimate
        What it has here less in premises of its own, EUR per person and month.
    place : (int, int)
        Best and worst place that the figures allow.
    runs : int
        Runs that it got.
    competes_with : tuple of str
        Proposed members who serve much the same customers.
    hurts : str
        The proposed member who loses most, if beyond chance; else empty.
    hurts_by : float
        What it loses, EUR per person and month.
    """

    name: str
    trade: str
    members: Estimate
    landlord: Estimate
    own: Estimate
    place: tuple[int, int]
    runs: int
    competes_with: tuple[str, ...]
    hurts: str
    hurts_by: float


@dataclass(frozen=True)
class Team:
    """Some candidates together, tried on draws by which nothing was chosen.

    Attributes
    ----------
    gain : Estimate
        For the goal.
    other : Estimate
        For the other party.
    """

    names: tuple[str, ...]
    gain: Estimate
    other: Estimate


@dataclass(frozen=True)
class Recruiting:
    """Whom to recruit.

    Attributes
    ----------
    goal : str
        By whose gain candidates are ranked.
    candidates : tuple of Candidate
        The best mean first.
    leaders : tuple of str
        Those whom nobody is ahead of beyond chance.
    team, singles : Team, optional
        The best together; those that are best one by one. None if there is only one candidate or room.
    difference : Estimate, optional
        Gain of the first less that of the second; None if they are the same.
    teams_tried, considered : int
        How many teams were tried, made of so many candidates.
    too_large : tuple of str
        Candidates for whom there is no room.
    """

    goal: Goal
    candidates: tuple[Candidate, ...]
    leaders: tuple[str, ...]
    team: Team | None
    singles: Team | None
    difference: Estimate | None
    teams_tried: int
    considered: int
    too_large: tuple[str, ...]

    def rows(self) -> list[dict[str, object]]:
        """Return the table."""
        return [
            {
                "candidate": one.name, "trade": one.trade, "best_place": one.place[0], "worst_place": one.place[1],
                "members_eur": one.members.mean, "members_low": one.members.low, "members_high": one.members.high,
                "landlord_eur": one.landlord.mean, "landlord_low": one.landlord.low, "landlord_high": one.landlord.high,
                "own_eur": one.own.mean, "own_low": one.own.low, "own_high": one.own.high, "runs": one.runs,
                "competes_with": " | ".join(one.competes_with), "hurts": one.hurts, "hurts_eur": one.hurts_by,
            }
            for one in self.candidates
        ]  # fmt: skip


def gain(trial: Trial, base: Trial, goal: Goal, members: int) -> Floats:
    """Return what a variant adds to the proposal, run by run: EUR per person and month, or EUR a month of rent."""
    runs = min(trial.runs, base.runs)
    if goal == "landlord":
        return trial.site["rent"][:runs] - base.site["rent"][:runs]
    difference = trial.each["value"][:runs, :members] - base.each["value"][:runs, :members]
    return row_mean(difference)


def recruit(bench: Bench, goal: Goal, budget: int, team_budget: int, fewest: int) -> Recruiting | None:
    """Race the candidates, then teams of the best of them; None without candidates.

    Parameters
    ----------
    budget, team_budget : int
        Runs for single candidates, and for teams with their second trial.
    fewest : int
        Runs of each in the first round, at least.
    """
    proposal = bench.proposal
    names = [one.name for one in proposal.candidates]
    if not names:
        return None
    variants = [Variant(joining=(name,)) for name in names]
    found = _race(bench, variants, goal, budget, fewest, "each candidate")
    ranked = tuple(_candidate(bench, found, place, goal) for place in found.order)
    free = proposal.rooms - len(proposal.members)
    size = min(TOGETHER, free, len(names))
    order = [names[place] for place in found.order]
    considered = _considered(len(names), size)
    team = singles = difference = None
    tried: list[tuple[str, ...]] = []
    if size > 1:
        tried = [some for some in combinations(order[:considered], size) if fits(proposal, some)]
    if tried:
        team, singles, difference = _together(bench, tried, goal, team_budget, fewest)
    leaders = tuple(names[place] for place in found.leaders)
    return Recruiting(goal, ranked, leaders, team, singles, difference, len(tried), considered, proposal.too_large)


def _race(bench: Bench, variants: Sequence[Variant], goal: Goal, budget: int, fewest: int, stage: str) -> Race:
    members = len(bench.proposal.members)

    def sample(places: Sequence[int], runs: int) -> list[Floats]:
        base, *trials = bench.run([AS_PROPOSED, *(variants[place] for place in places)], runs, stage)
        return [gain(one, base, goal, members) for one in trials]

    return race(sample, len(variants), budget, fewest)


def _considered(candidates: int, size: int) -> int:
    """Return of how many of the best candidates all teams are tried."""
    most = size
    while most < candidates and comb(most + 1, size) <= MOST_TEAMS:
        most += 1
    return most


def fits(proposal: Proposal, names: Sequence[str]) -> bool:
    """Whether there is room for all of them at once."""
    area = sum(one.area_m2 for one in proposal.candidates if one.name in names)
    others = proposal.rooms - len(proposal.members) - len(names)
    return bool(area <= proposal.free_m2 - LEAST_ROOM_M2 * others + 1e-9)


def _candidate(bench: Bench, found: Race, place: int, goal: Goal) -> Candidate:
    proposal = bench.proposal
    one = proposal.candidates[place]
    runs, count = found.gains[place].runs, len(proposal.members)
    base, trial = bench.run([AS_PROPOSED, Variant(joining=(one.name,))], runs, "each candidate")
    together = len(proposal.candidates) * found.rounds
    gains = {name: mean_of(gain(trial, base, name, count), together) for name in ("members", "landlord")}
    loser, loss = _loser(proposal, trial, base, together)
    return Candidate(
        name=one.name,
        trade=proposal.trade(one),
        members=gains["members"],
        landlord=gains["landlord"],
        own=mean_of(trial.each["surplus"][:, count], together),
        place=found.places[place],
        runs=trial.runs,
        competes_with=_competitors(proposal, one),
        hurts=loser,
        hurts_by=loss,
    )


def _competitors(proposal: Proposal, one: Member) -> tuple[str, ...]:
    return tuple(other.name for other in proposal.members if overlap(proposal.scenario.words, one, other) >= ALIKE)


def _loser(proposal: Proposal, trial: Trial, base: Trial, together: int) -> tuple[str, float]:
    """Return the proposed member who loses most, and how much, if that is beyond chance for all who are looked at."""
    count = len(proposal.members)
    losses = [
        paired(base.each["value"][: trial.runs, place], trial.each["value"][:, place], together * count)
        for place in range(count)
    ]
    worst = min(range(count), key=lambda place: losses[place].mean if losses[place].known else 0.0)
    return (proposal.members[worst].name, -losses[worst].mean) if losses[worst].below_zero else ("", 0.0)


def _together(
    bench: Bench, teams: Sequence[tuple[str, ...]], goal: Goal, budget: int, fewest: int
) -> tuple[Team, Team, Estimate | None]:
    """Race the teams; try the winner, and who is best one by one, again on fresh draws."""
    found = _race(bench, [Variant(joining=some) for some in teams], goal, budget * 2 // 3, fewest, "teams of candidates")
    best, singles = teams[found.order[0]], teams[0]
    runs = max(fewest, budget // 3 // 4)
    base, one, other = bench.run(
        [AS_PROPOSED, Variant(joining=best), Variant(joining=singles)], runs, "the best team again", FRESH
    )
    difference = None if best == singles else paired(_gains(other, base, goal, bench), _gains(one, base, goal, bench))
    return _team(best, one, base, goal, bench), _team(singles, other, base, goal, bench), difference


def _gains(trial: Trial, base: Trial, goal: Goal, bench: Bench) -> Floats:
    return gain(trial, base, goal, len(bench.proposal.members))


def _team(names: tuple[str, ...], trial: Trial, base: Trial, goal: Goal, bench: Bench) -> Team:
    other: Goal = "landlord" if goal == "members" else "members"
    return Team(names, mean_of(_gains(trial, base, goal, bench)), mean_of(_gains(trial, base, other, bench)))
