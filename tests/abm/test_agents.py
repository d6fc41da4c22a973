"""Agents are the firms that are there; each is a view of its row."""

from __future__ import annotations

import numpy as np
import pytest

from mfsim.abm.firm import Firm
from mfsim.abm.landlord import Landlord
from mfsim.abm.multifactory import Multifactory
from mfsim.compiling import ENABLED
from mfsim.errors import MfsimError
from mfsim.world.invariants import broken

RESTLESS = {
    "membership__exogenous_closing": 0.2,
    "membership__turnaround_months": 0,
    "membership__applicants_per_unit_month": 0.3,
    "place__sites": 2,
    "place__units": 7,
}
MONTHS = 24 if ENABLED else 6


def restless(**settings):
    return Multifactory("base", seed=0, run=1, **RESTLESS, **settings)


def assert_agents_are_the_firms(model):
    firms = [agent for agent in model.agents if isinstance(agent, Firm)]
    there = np.argwhere(model.world.firms.serial >= 0).tolist()
    assert [[firm.site, firm.unit] for firm in firms] == there
    assert firms == model.firms == list(model.agents_by_type[Firm])
    assert [firm.serial for firm in firms] == model.world.firms.serial[model.world.firms.serial >= 0].tolist()
    assert [type(agent) for agent in model.agents][len(firms) :] == [Landlord] * len(model.landlords)
    for site, unit in np.ndindex(model.world.firms.shape):
        assert model.space[site, unit].agents == [firm for firm in firms if (firm.site, firm.unit) == (site, unit)]


def test_agents_enter_and_leave_as_firms_do():
    model = restless()
    ever, left = set(model.firms), 0
    assert_agents_are_the_firms(model)
    for _ in range(MONTHS):
        before = model.firms
        model.step()
        assert_agents_are_the_firms(model)
        gone = [firm for firm in before if firm not in model.agents]
        assert all(not firm.is_present for firm in gone)
        left += len(gone)
        ever |= set(model.firms)
    rows = model.firm_history()
    assert left == rows.exit_month.notna().sum() > 5
    assert {(firm.site, firm.serial) for firm in ever} == set(zip(rows.site, rows.serial, strict=True))
    assert len({agent.unique_id for agent in (*ever, *model.landlords)}) == len(ever) + 2


def test_a_firm_that_left_says_so():
    model = restless()
    firms = model.firms
    model.run_for(MONTHS)
    firm = next(firm for firm in firms if not firm.is_present)
    for read in (lambda: firm.cash, lambda: firm.trade, lambda: firm.skills["wood"], lambda: len(firm.ties())):
        with pytest.raises(MfsimError, match=r"has left unit \d"):
            read()
    with pytest.raises(MfsimError, match="has left"):
        firm.cash = 1.0
    assert "left" in repr(firm)
    assert firm not in model.space.agents


def test_attributes_are_the_arrays():
    model = Multifactory("mage", seed=0)
    model.run_for(5)
    world, words = model.world, model.vocabulary
    for firm in model.firms:
        row = world.firms[0, firm.unit]
        assert (firm.cash, firm.people, firm.care, firm.help_given) == (row.cash, row.people, row.care, row.hours_given)
        assert (firm.trade, firm.sector) == (words.trades[row.trade], words.sectors[row.sector])
        assert (firm.kind, firm.own_field) == (words.kinds[row.kind], words.fields[row.own_field])
        assert firm.area == world.units.area[firm.unit]
        assert dict(firm.skills) == dict(zip(words.fields, world.skill[0, :, firm.unit], strict=True))
        assert dict(firm.markets) == dict(zip(words.segments, row.market, strict=True))
        assert {one.unit: trust for one, trust in firm.ties().items()} == {
            unit: trust for unit, trust in enumerate(world.trust[0, firm.unit]) if trust > 0.0
        }
        assert firm.founder is (firm.entry_month == 0)


def test_founding_members_have_their_names():
    model = Multifactory("mage", seed=0)
    assert [firm.name for firm in model.firms] == [member.name for member in model.case.members]
    model.run_for(MONTHS)
    names = model.firm_history().set_index("serial").name
    assert {firm.name for firm in model.firms} == {names[firm.serial] for firm in model.firms}
    assert any(firm.name.startswith("firm ") for firm in model.firms)


def test_help_received_is_help_given():
    model = Multifactory("mage", seed=0)
    received = dict.fromkeys(model.firms, 0.0)
    for _ in range(MONTHS):
        model.step()
        given = sum(firm.help_given for firm in model.firms)
        gone = model.history().help_hours.iloc[-1] - given
        assert sum(firm.help_received for firm in model.firms) <= given + gone + 1e-9
        for firm in model.firms:
            received[firm] = received.get(firm, 0.0) + firm.help_received
    assert sum(received.values()) > 0.0
    for firm in model.firms:
        assert received[firm] == pytest.approx(firm.help_received_total)
        assert firm.help_given_total == pytest.approx(model.world.firms.given_total[0, firm.unit])


@pytest.mark.parametrize("name", ["cash", "receivable", "arrears", "open_hours"])
def test_what_is_set_goes_through_the_ledger(name):
    model = Multifactory("mage", seed=0)
    model.run_for(3)
    firm = model.firms[2]
    for value in (12_345.5, 1.0, 700.0):
        setattr(firm, name, value)
        assert getattr(firm, name) == value == model.world.firms[name][0, firm.unit]
        assert broken(model.world) == []
    model.world.firms[name][0, firm.unit] += 500.0
    assert broken(model.world) != [], "the invariants would not see money from nowhere"


@pytest.mark.parametrize("name", ["generosity", "reputation", "care", "fatigue", "satisfaction", "value", "rate", "people"])
def test_what_can_be_set_is_written(name):
    model = Multifactory("mage", seed=0)
    firm = model.firms[4]
    setattr(firm, name, 0.25)
    assert getattr(firm, name) == model.world.firms[name][0, firm.unit] == 0.25


def test_standing_is_a_factor():
    model = Multifactory("mage", seed=0)
    model.firms[1].standing = 2.0
    assert model.world.firms.standing[0, 1] == pytest.approx(np.log(2.0), abs=1e-15)
    assert model.firms[1].standing == pytest.approx(2.0)


def test_what_is_set_counts_in_the_next_month():
    rich, usual = (Multifactory("mage", seed=0) for _ in range(2))
    firm, same = rich.firms[5], usual.firms[5]
    firm.people, firm.cash = 10.0, 1e6
    rich.step()
    usual.step()
    assert firm.capacity == pytest.approx(same.capacity * 10.0 / same.people)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("cash", float("nan"), "a finite number"),
        ("cash", "much", "a finite number"),
        ("arrears", -1.0, "at least 0"),
        ("care", 1.1, "from 0 to 1"),
        ("people", 0.0, "at least 0.01"),
        ("standing", 0.0, "at least 1e-09"),
        ("income", 5.0, "the rules work it out"),
    ],
)
def test_bad_values_are_refused(name, value, expected):
    firm = Multifactory("base", seed=0).firms[0]
    before = firm.row.tobytes()
    with pytest.raises(MfsimError, match=f"{name}: .*{expected}"):
        setattr(firm, name, value)
    assert firm.row.tobytes() == before


def test_skills_and_ties_are_written():
    model = Multifactory("mage", seed=0)
    one, other = model.firms[0], model.firms[5]
    one.skills["wood"] = 0.9
    one.ties()[other] = 0.4
    assert model.world.skill[0, model.vocabulary.fields.index("wood"), 0] == one.skills["wood"] == 0.9
    assert model.world.trust[0, 0, 5] == one.ties()[other] == 0.4
    one.ties()[other] = 0.0
    assert other not in one.ties()
    with pytest.raises(KeyError, match="did you mean 'wood'"):
        one.skills["wod"]
    with pytest.raises(MfsimError, match=r"skills\['wood'\].*0 to 1"):
        one.skills["wood"] = 2.0
    with pytest.raises(MfsimError, match="another firm"):
        one.ties()[one] = 0.5
    with pytest.raises(MfsimError, match="another firm"):
        one.ties()[Multifactory("mage", seed=0).firms[1]] = 0.5
    assert broken(model.world) == []


def test_a_firm_can_be_removed():
    model = Multifactory("mage", seed=0)
    model.run_for(2)
    firm = model.firms[3]
    firm.remove("moved_away")
    assert firm not in model.agents
    assert_agents_are_the_firms(model)
    assert broken(model.world) == []
    row = model.firm_history().set_index("serial").loc[firm.serial]
    assert (row.cause, row.exit_month) == ("moved_away", 2)
    firm.remove()
    with pytest.raises(MfsimError, match="did you mean 'gave_up'"):
        model.firms[0].remove("gave-up")
    model.run_for(2)
    assert broken(model.world) == []


def test_the_landlord_sees_the_rent():
    model = Multifactory("mage", seed=0)
    (landlord,) = model.landlords
    paid = lost = 0.0
    for _ in range(MONTHS):
        model.step()
        row = model.history().iloc[-1]
        assert (landlord.rent_received, landlord.rent_due) == (row.rent_paid_eur, row.rent_due_eur)
        assert landlord.single_tenant_rent == row.single_tenant_eur
        assert landlord.single_tenant == (row.single_tenant_eur > 0.0)
        paid += landlord.rent_received
        lost = landlord.rent_lost_total
    due = model.history().rent_due_eur.sum()
    assert landlord.rent_received_total == pytest.approx(paid)
    assert landlord.arrears + lost + paid == pytest.approx(due)


def test_the_space_is_the_floor_plan():
    model = Multifactory("r84", seed=0)
    units, place = model.world.units, model.case.settings.place
    cells = [model.space[0, unit] for unit in range(len(units))]
    step = np.sqrt(place.total_area_m2 / place.units)
    for number, cell in enumerate(cells):
        assert (cell.area, cell.building) == (units.area[number], units.building[number])
        beside = {
            other
            for other in range(len(units))
            if other != number
            and units.building[other] == units.building[number]
            and max(abs(units.x[other] - units.x[number]), abs(units.y[other] - units.y[number])) < 1.5 * step
        }
        assert {coordinate[1] for coordinate in cell.connections} == beside
    places = np.array([cell.position for cell in cells])
    gaps = np.linalg.norm(places[:, None] - places[None, :], axis=2) + 1e9 * np.eye(len(cells))
    assert gaps.min() == pytest.approx(step), "no two units are drawn on one another"


def test_a_firm_keeps_its_unit():
    model = Multifactory("base", seed=0, members__occupied_at_start=0.5)
    with pytest.raises(ValueError, match="Cannot move"):
        model.firms[0].cell = model.space[0, 15]
    assert model.firm_in(0, 15) is None
    assert model.firm_in(0, 0) is model.firms[0]
