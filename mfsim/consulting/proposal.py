"""What is proposed: members in a place, rooms left free, candidates for these; and every variant of it that is tried."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mfsim.errors import MfsimError, Problem, ScenarioError, in_full, shown
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.members import Member, load_members
from mfsim.scenario.principles import Principles
from mfsim.scenario.schema import Scenario
from mfsim.world.building import build

FREE_ROOMS = 3
"""Rooms kept free where there are candidates: one for each of the next three."""
LEAST_ROOM_M2 = 4.0
"""What each free room has to keep when a candidate takes more than its share."""


@dataclass(frozen=True)
class Variant:
    """One thing that is tried: who comes in addition, who does not, and what is set otherwise.

    Attributes
    ----------
    joining : tuple of str
        Candidates, in the order of the free rooms that they take.
    without : tuple of str
        Proposed members who are not there; their rooms are free.
    settings : tuple of (name, value)
        Settings by dotted name.
    """

    joining: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()


AS_PROPOSED = Variant()


@dataclass(frozen=True)
class Proposal:
    """Members in a place, with the rooms that stay free and the candidates for them.

    Attributes
    ----------
    scenario : LoadedScenario
        The place with the proposed members, each with the area of its room.
    candidates : tuple of Member
        Those for whom there is room, each with the area that it would have.
    too_large : tuple of str
        Candidates who need more area than is free.
    free_m2 : float
        Private area of the free rooms.
    site : str
        The place as it was given, for what reproduces the report.
    """

    scenario: LoadedScenario
    candidates: tuple[Member, ...]
    too_large: tuple[str, ...]
    free_m2: float
    site: str

    @property
    def members(self) -> tuple[Member, ...]:
        """The proposed members."""
        return self.scenario.members

    @property
    def rooms(self) -> int:
        """Private rooms, free ones included."""
        return self.scenario.settings.place.units

    def trade(self, member: Member) -> str:
        """Return the name of a member's trade."""
        return tuple(self.scenario.words.trades)[member.trade]

    def scenario_of(self, variant: Variant) -> LoadedScenario:
        """Return what is run for a variant.

        Raises
        ------
        ScenarioError
            If its settings do not go together.
        """
        changed = self.scenario.with_settings(dict(variant.settings)) if variant.settings else self.scenario
        by_name = {one.name: one for one in self.candidates}
        there = [one for one in self.members if one.name not in variant.without]
        there += self._in_rooms([by_name[name] for name in variant.joining], free=self.rooms - len(self.members))
        return replace(changed, members=_acquainted_here(there), settings=_named_only(changed.settings))

    def _in_rooms(self, joining: Sequence[Member], free: int) -> list[Member]:
        """Cut rooms as those who join ask; if they take all rooms that are free, these share the free area in proportion."""
        asked = math.fsum(one.area_m2 for one in joining)
        if not self.members or len(joining) < free:
            return list(joining)
        return [replace(one, area_m2=one.area_m2 * self.free_m2 / asked) for one in joining]


def _named_only(settings: Scenario) -> Scenario:
    """Keep a place from filling empty rooms with generated members at the start, which it does without a members file."""
    if settings.members.file is not None:
        return settings
    return settings.model_copy(update={"members": settings.members.model_copy(update={"file": "proposed"})})


def _acquainted_here(members: Sequence[Member]) -> tuple[Member, ...]:
    """Leave out acquaintances who are not in the mix."""
    names = {one.name for one in members}

    def here(others: Collection[str]) -> tuple[str, ...]:
        return tuple(name for name in others if name in names)

    return tuple(replace(one, knows=here(one.knows), works_with=here(one.works_with)) for one in members)


def propose(
    members: str | Path,
    *,
    site: str | Path | LoadedScenario | None = None,
    area: float | None = None,
    rent: float | None = None,
    candidates: str | Path | None = None,
    rooms: int | None = None,
    settings: Mapping[str, object] | None = None,
) -> Proposal:
    """Read what is proposed and check that it goes together.

    Parameters
    ----------
    members : path
        The members file.
    site : str, path or LoadedScenario, optional
        A scenario; the base scenario if only an area is given.
    area : float, optional
        Area of the whole place (m²), instead of that of the scenario.
    rent : float, optional
        Rent per m² of private area and month (EUR), instead of that of the scenario.
    candidates : path, optional
        A file like the members file.
    rooms : int, optional
        Private rooms in all; by default one for each member, and three more if there are candidates.
    settings : mapping, optional
        Other settings of the place, by dotted name.

    Raises
    ------
    ScenarioError
        If a file or a setting cannot be used.
    MfsimError
        If there is no place, no room, or the place is one that members cannot be proposed for.
    """
    if site is None and area is None:
        raise MfsimError("site: expected a scenario, or the area of the place (--site, or --area and --rent)")
    placed = _placed(members, site, area, rent, settings)
    count = len(placed.members)
    units = count + (FREE_ROOMS if candidates is not None else 0) if rooms is None else rooms
    if units < count:
        raise MfsimError(f"rooms: {units} are too few; expected at least {count}, one for each member in {members}")
    placed = _with_rooms(placed, units)
    free_m2 = _areas(placed)[1]
    found = () if candidates is None else load_members(Path(candidates), placed.words)
    _check_candidates(found, placed.members, Path(candidates or ""), units - count)
    fitting, too_large = _fit(found, free_m2, units - count)
    name = str(site.name if isinstance(site, LoadedScenario) else site or "base")
    return Proposal(placed, fitting, too_large, free_m2, name)


def _placed(
    members: str | Path,
    site: str | Path | LoadedScenario | None,
    area: float | None,
    rent: float | None,
    settings: Mapping[str, object] | None,
) -> LoadedScenario:
    """Put the members into the place."""
    changes: dict[str, object] = {"members.file": str(members)}
    if area is not None:
        changes["place.total_area_m2"] = float(area)
    if rent is not None:
        changes["lease.rent_eur_per_m2_month"] = float(rent)
    changes |= settings or {}
    placed = site.with_settings(changes) if isinstance(site, LoadedScenario) else load(site or "base", changes)
    check_place(placed)
    return placed


def check_place(placed: LoadedScenario) -> None:
    """Refuse places for whose members no such report can be made.

    Raises
    ------
    MfsimError
        For several sites, a principle that is off, a place without members, or nothing to be recorded.
    """
    chosen = placed.settings
    if chosen.place.sites != 1 or any(one.site for one in placed.members):
        raise MfsimError(
            "place.sites: a mix is proposed for one place; expected 1, and no column `site` in the members file"
        )
    if chosen.principles != Principles():
        raise MfsimError("principles: one is off, which sets the trades of members aside; expected all of them on")
    if chosen.lease.kind == "single_tenant":
        raise MfsimError('lease.kind: with "single_tenant" there are no members; expected another kind of lease')
    if not chosen.processes.record:
        raise MfsimError("processes.record: is off, so there would be nothing to report; expected true")


def _with_rooms(placed: LoadedScenario, units: int) -> LoadedScenario:
    """Return the place with so many rooms, and each member with the area that its room has then."""
    sized = placed.with_settings({"place.units": units})
    areas, free = _areas(sized)
    if units > len(sized.members) and free < LEAST_ROOM_M2 * (units - len(sized.members)):
        taken, private = math.fsum(areas), sized.settings.place.total_area_m2 * sized.settings.place.private_share
        raise MfsimError(
            f"the members have {in_full(round(taken))} of {in_full(round(private))} m² of private area, which leaves "
            f"too little for {units - len(sized.members)} rooms more; expected a larger place, smaller areas, or fewer rooms"
        )
    with_area = [replace(one, area_m2=area) for one, area in zip(sized.members, areas, strict=True)]
    return replace(sized, members=tuple(with_area))


def _areas(placed: LoadedScenario) -> tuple[list[float], float]:
    """Return the area of each member's room, and that of all free rooms."""
    areas = build(placed, 1, firm_rows=False, record=False).units.area.tolist()
    count = len(placed.members)
    return areas[:count], math.fsum(areas[count:])


def _check_candidates(candidates: Sequence[Member], members: Sequence[Member], path: Path, free: int) -> None:
    if not candidates:
        return
    known = {one.name for one in members}
    problems = [
        Problem(f"{shown(one.name)} is a proposed member already", "name", "candidates only", None, str(path))
        for one in candidates
        if one.name in known
    ]
    if any(one.site for one in candidates):
        problems.append(Problem("candidates have a site", "site", "no such column: there is one place", None, str(path)))
    if problems:
        raise ScenarioError(*problems)
    if free == 0:
        raise MfsimError("rooms: none is free for a candidate; expected more rooms than members")


def _fit(candidates: Sequence[Member], free_m2: float, free: int) -> tuple[tuple[Member, ...], tuple[str, ...]]:
    """Give each candidate without an area an even share of what is free; say who needs more than there is."""
    if not candidates:
        return (), ()
    most = free_m2 - LEAST_ROOM_M2 * (free - 1)
    sized = [replace(one, area_m2=free_m2 / free) if math.isnan(one.area_m2) else one for one in candidates]
    return (
        tuple(one for one in sized if one.area_m2 <= most),
        tuple(one.name for one in sized if one.area_m2 > most),
    )
