"""Settings of founding: how a place begins, opens its units, moves and ends."""

from __future__ import annotations

from typing import Any, Literal

from mfsim.scenario.declare import Section, quantity, setting

GROUP: dict[str, Any] = {"founding.start": "community_first"}
LATER: dict[str, Any] = {"founding.start": ["community_first", "space_first"]}
STAGED: dict[str, Any] = {"founding.staged": True}
MOVE: dict[str, Any] = {"founding.relocation": True}
END: dict[str, Any] = {"founding.ending": ["planned", "notice"]}
NOTICE: dict[str, Any] = {"founding.ending": "notice"}
R84 = "after R84 (book ch. 4): call in June, group in September, association on 31 January, contract and keys by 2 March"


def _months(default: int) -> Any:
    return quantity(default, "months", 0, 1_000, (0, 6), "assumed", R84, GROUP)


def _drop_out(default: float) -> Any:
    return quantity(default, "per month", 0.0, 1.0, (0.0, 0.1), when=GROUP)


class Founding(Section):
    """How a place begins, opens its units, moves and ends."""

    start: Literal["open", "community_first", "space_first"] = setting("open", source="book 3.4")
    """How it begins: with its founding members in; with a group of them before there is a place; or with an empty building
    that fills with applicants."""
    call_months: int = _months(3)
    """Months of the call: founding members have answered, and do not know one another yet."""
    group_months: int = _months(1)
    """Months in which the group is constituted; from here on it meets."""
    declaration_months: int = _months(1)
    """Months until the declaration of intents; who is far from it in values is more likely to leave."""
    statutes_months: int = _months(2)
    """Months of work on statutes and governance."""
    association_months: int = _months(1)
    """Months until the association is founded; from then on somebody decides and rules can be made."""
    contract_months: int = _months(1)
    """Months until the contract with the owner."""
    keys_months: int = _months(1)
    """Months until members receive the keys."""
    call_drop_out: float = _drop_out(0.01)
    """Monthly chance that a member of care 0.5 leaves during the call."""
    group_drop_out: float = _drop_out(0.02)
    """The same while the group is constituted."""
    declaration_drop_out: float = _drop_out(0.03)
    """The same until the declaration, for a member at the mean distance of any two values from the middle, 0.25."""
    statutes_drop_out: float = _drop_out(0.03)
    """The same while the statutes are written."""
    association_drop_out: float = _drop_out(0.02)
    """The same until the association is founded."""
    contract_drop_out: float = _drop_out(0.02)
    """The same until the contract."""
    keys_drop_out: float = _drop_out(0.01)
    """The same until the keys, and as long as works keep the building closed."""
    recall: bool = setting(True, when=GROUP)
    """Whether the call goes on, so that applicants take the places of those who have left the group."""
    least_members: int = quantity(5, "firms", 0, 1_000, (3, 12), when=GROUP)
    """Members of the group below whom the founding fails, once the call is over."""
    meeting_hours_month: float = quantity(6.0, "h/month", 0.0, 100.0, (2.0, 12.0), when=GROUP)
    """Hours of the group's meetings, for each firm that attends."""
    meeting_care: float = quantity(0.04, "share", 0.0, 1.0, (0.0, 0.1), when=GROUP)
    """Step of care towards 1 with a month's meetings attended."""
    contact_rate: float = quantity(0.5, "share", 0.0, 1.0, (0.1, 1.0))
    """Meetings of two, requests for help and cases of members who work outside, against those in the place."""
    outside_rent_eur_per_m2_month: float = quantity(7.0, "EUR/m² month", 0.0, 1e4, (4.0, 12.0))
    """Rent of a member who works outside, for as much area as its unit has."""
    works_months: int = quantity(6, "months", 0, 1_000, (0, 18), when=LATER)
    """Months of works from the first month on, before which nobody gets in."""
    staged: bool = setting(False)
    """Whether units are opened by stages; who has a unit that is not open yet works outside."""
    first_units: float = quantity(0.3, "share", 0.0, 1.0, (0.1, 0.6), when=STAGED)
    """Share of the units that open first, one at least."""
    units_per_month: float = quantity(1.0, "units/month", 0.0, 1_000.0, (0.5, 4.0), when=STAGED)
    """Units that open in each month after."""
    relocation: bool = setting(False, source="book 1.6: Agora moved in 2017")
    """Whether the place moves to another building, which is like the first."""
    relocation_month: int = quantity(36, "month", 1, 100_000, (12, 60), when=MOVE)
    """Month in which it moves, if it is open by then."""
    relocation_months: int = quantity(2, "months", 0, 1_000, (0, 6), when=MOVE)
    """Months between the old building and the new one, in which members work outside."""
    relocation_cost_eur: float = quantity(1_000.0, "EUR/firm", 0.0, 1e6, (200.0, 4_000.0), when=MOVE)
    """What moving costs a member."""
    relocation_lost: float = quantity(0.2, "share", 0.0, 1.0, (0.05, 0.5), when=MOVE)
    """Share of the members who do not come along."""
    ending: Literal["never", "planned", "notice"] = setting("never", source="book 1.6: Bigmagma dissolved")
    """Whether the use of the building ends: never, at the end of a contract for so long, or as the owner gives notice."""
    end_month: int = quantity(60, "month", 1, 100_000, (24, 84), when=END)
    """Month at whose beginning all leave; their ties outlive the place."""
    notice_months: int = quantity(6, "months", 0, 1_000, (1, 12), when=NOTICE)
    """Months of notice before, in which no unit is let any more."""
    notice_leaving: float = quantity(0.1, "per month", 0.0, 1.0, (0.0, 0.3), when=NOTICE)
    """Monthly chance that a member leaves during the notice, before all have to."""
