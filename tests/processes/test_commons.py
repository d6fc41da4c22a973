"""Commons: who keeps up the place, what it costs, and what becomes of it."""

from __future__ import annotations

import numpy as np
import pytest
from contract import ProcessContract
from worlds import live, only, opened

from mfsim.world.hours import spend_on_place
from mfsim.world.invariants import broken

ALONE = {**only("commons", "record"), "commons.initiator_share": 0.0, "commons.own_unit_hours": 0.0}
KEPT = {**ALONE, "community.initial_care": 0.5}
ROTA = {**only("commons", "record"), "commons.own_unit_hours": 0.0, "commons.upkeep": "rota"}
STAFF = {**ALONE, **only("commons", "governance", "record"), "commons.upkeep": "staff"}


class TestContract(ProcessContract):
    process = "commons"
    columns = ("upkeep_hours", "initiator_hours")


class TestContractRota(ProcessContract):
    process = "commons"
    columns = ("upkeep_hours",)
    settings = {"commons.upkeep": "rota"}  # noqa: RUF012


def _condition(hours, start=0.5, restore=0.08, use=0.06):
    """The recursion by hand, for hours per person of each month."""
    found, c = [], start
    for one in hours:
        c = c + min(1.0, restore * one) * (1.0 - c) - use * c
        found.append(c)
    return found


def test_condition_by_hand():
    series = live(opened("base", {**KEPT, "commons.initial_condition": 0.8}, months=6), 6).series[:, 0]
    assert series.condition == pytest.approx(_condition(series.upkeep_hours / series.people, start=0.8))


def test_without_hours_the_place_runs_down():
    quiet = {"commons.voluntary_hours": 0.0, "commons.initial_hours": 0.0}
    series = live(opened("base", {**KEPT, **quiet}, months=40), 40).series[:, 0]
    assert series.condition == pytest.approx(0.5 * 0.94 ** np.arange(1, 41))
    assert np.all(np.isnan(series.upkeep_top_tenth))
    assert np.array_equal(series.crisis, series.condition < 0.3)


def test_where_it_is_off_condition_has_no_effect():
    world = live(opened("base", {"processes.commons": False, "production.nuisance_loss": 0.0}, months=3), 3)
    assert np.all(world.series.condition == 0.5)


def test_a_better_place_is_worked_in_better():
    """At equal backlog, hours worked times productivity: 1 + effect · (condition − ½)."""
    done = []
    for condition in (0.0, 0.5, 1.0):
        settings = {**only("production", "commons"), "production.condition_effect": 0.2, "place.sound_insulation": 1.0}
        world = opened("base", {**settings, "commons.initial_condition": condition})
        world.firms.open_hours[0] = 1e5
        done.append(live(world, 1).firms.hours_done[0].copy())
    assert done[0] / done[1] == pytest.approx(0.9)
    assert done[2] / done[1] == pytest.approx(1.1)


def test_hours_cost_hours_in_the_month_after():
    world = opened("base", {**KEPT, "processes.production": True})
    world.firms.open_hours[0] = 1e6
    live(world, 1)
    given = world.firms.upkeep_hours[0].copy()
    assert np.all(given > 0.0)
    assert world.firms.hours_worked[0] == pytest.approx(world.firms.capacity[0])
    live(world, 1, first=2)
    assert world.firms.hours_worked[0] == pytest.approx(world.firms.capacity[0] - given)


def test_nobody_gives_more_than_the_limit():
    world = live(opened("base", {**KEPT, "commons.voluntary_hours": 100.0}), 1)
    assert world.firms.upkeep_hours[0] == pytest.approx(0.15 * 140.0 * world.firms.people[0])
    firm = world.firms[0, 0]
    assert spend_on_place(world.parameters, firm, 1.0) == 0.0


def test_fatigue_lowers_what_is_given():
    world = opened("base", {**KEPT, "commons.fatigue_loss": 0.4})
    world.firms.fatigue[0, :10] = 0.5
    firms = live(world, 1).firms[0]
    given = firms.upkeep_hours / firms.people
    assert given[:10] == pytest.approx(0.8 * given[10:])


def test_newcomers_see_what_the_others_give_and_are_not_counted_before_they_could():
    world = opened("base", {**KEPT, "place.units": 3}, months=3)
    live(world, 1)
    hours, people = world.firms.upkeep_hours[0].copy(), world.firms.people[0].copy()
    newcomer = world.firms[0, 2]
    newcomer.founder, newcomer.entry_month, newcomer.upkeep_hours = False, 1, 0.0
    live(world, 1, first=2)
    after = world.firms.upkeep_hours[0] / world.firms.people[0]
    assert after[2] == pytest.approx(1.0 + 0.6 * hours[:2].sum() / people[:2].sum())
    assert after[0] == pytest.approx(1.0 + 0.6 * hours[1] / people[1])


def test_founders_profit_costs_the_hours_of_who_is_no_founder():
    profit = {"processes.governance": True, "governance.legal_form": "founder_profit", "commons.founder_profit_hours": 0.25}
    world = opened("base", {**KEPT, **profit})
    world.firms.founder[0, :10], world.firms.entry_month[0, :10] = False, -5
    firms = live(world, 1).firms[0]
    given = firms.upkeep_hours / firms.people
    others = np.array([(3.0 * (firms.people.sum() - one)) / (firms.people.sum() - one) for one in firms.people])
    assert given[10:] == pytest.approx(1.0 + 0.6 * others[10:])
    assert given[:10] == pytest.approx(0.25 * (1.0 + 0.6 * others[:10]))


def _initiators(**changes):
    settings = {**KEPT, "commons.initiator_share": 1.0, "commons.initiator_hours": 4.0, "place.units": 10}
    return opened("base", {**settings, **changes}, months=12)


def test_initiators_give_more_and_with_no_gift_to_less_effect():
    effects = []
    for gift in (0.0, 0.5, 1.0):
        world = _initiators(**{"commons.misfit": 0.6})
        world.firms.gift[0] = gift
        series = live(world, 1).series[0, 0]
        assert series.initiator_hours == pytest.approx(4.0 * series.people)
        assert series.upkeep_hours == pytest.approx((1.0 + 0.6 * 3.0 + 4.0) * series.people)
        effects.append((series.condition - 0.5 + 0.03) / (0.08 * 0.5))
    assert effects == pytest.approx([2.8 + 4.0 * (1.0 - 0.6 * (1.0 - gift)) for gift in (0.0, 0.5, 1.0)])


def test_initiators_tire_more_the_less_gift_they_have():
    world = _initiators(**{"processes.community": True, "commons.misfit": 0.5, "commons.initiator_strain": 0.4})
    world.firms.gift[0] = np.linspace(0.0, 1.0, 10)
    firms = live(world, 1).firms[0]
    assert firms.strain == pytest.approx(0.4 * (1.0 + 0.5 * (1.0 - firms.gift)))
    assert firms.fatigue == pytest.approx(0.2 * firms.strain)


def test_who_is_worn_out_stops_until_it_has_recovered():
    """Fatigue goes up to .6, where giving more stops, and down to .2, where it begins again."""
    again = {"commons.worn_out": 0.6, "commons.recovered": 0.2, "commons.initiator_strain": 1.0, "commons.misfit": 0.0}
    world = _initiators(**{"processes.community": True, "community.comfortable_load": 0.99, **again})
    gave, fatigue = [], [0.0]
    for month in range(1, 25):
        live(world, 1, first=month)
        gave.append(world.firms.strain[0, 0] > 0.0)
        fatigue.append(world.firms.fatigue[0, 0])
    assert {True, False} == set(gave)
    stops = [month for month in range(1, 24) if gave[month - 1] and not gave[month]]
    starts = [month for month in range(1, 24) if not gave[month - 1] and gave[month]]
    assert len(starts) >= 2
    assert all(fatigue[month] >= 0.6 for month in stops)
    assert all(fatigue[month] <= 0.2 for month in starts)


def test_initiators_and_gifts_are_traits_at_their_shares():
    world = opened("base", {"place.sites": 60, "commons.initiator_share": 0.25})
    chosen, gifts = world.firms.initiator, world.firms.gift
    error = np.sqrt(0.25 * 0.75 / chosen.size)
    assert abs(chosen.mean() - 0.25) < 4.0 * error
    assert abs(gifts.mean() - 0.5) < 4.0 / np.sqrt(12.0 * gifts.size)
    more = opened("base", {"place.sites": 60, "commons.initiator_share": 0.5})
    assert np.all(more.firms.initiator[chosen])
    assert np.array_equal(more.firms.gift, gifts)


def test_free_riders_slight_somebody_or_are_called_to_account():
    """Half the firms have no care and give nothing: with no control one colleague each sees it, or an empty unit."""
    settings = {**KEPT, "commons.free_riding": 0.5, "processes.governance": True}
    for control in (0.0, 1.0):
        world = opened("base", {**settings, "commons.control": control})
        world.firms.care[0, ::2] = 0.0
        firms = live(world, 1).firms[0]
        if control:
            assert np.array_equal(firms.slights, [1, 0] * 10)
            assert firms.upkeep_hours[::2] == pytest.approx(3.0 * firms.people[::2])
        else:
            assert firms.slights.sum() == 10
            assert np.all(firms.upkeep_hours[::2] == 0.0)
            assert np.any(firms.slights[1::2] > 0)


def test_nobody_controls_where_nobody_decides():
    world = opened("base", {**ROTA, "processes.governance": True, "commons.control": 1.0, "commons.rota_compliance": 0.0,
                            "commons.rota_care": 0.0})  # fmt: skip
    world.sites[0].dissolved = True
    live(world, 1)
    assert np.all(world.firms.upkeep_hours[0] == 0.0)


@pytest.mark.parametrize("care", [0.0, 0.5, 1.0])
def test_turns_are_done_by_care(care):
    """4 standard errors over 50 months of 20 firms."""
    settings = {**ROTA, "commons.rota_compliance": 0.3, "commons.rota_care": 0.6, "community.initial_care": care}
    world = opened("base", settings)
    done, chance, count = 0, 0.3 + 0.6 * care, 0
    for month in range(1, 51):
        firms = live(world, 1, first=month).firms[0]
        turns = firms.upkeep_hours > 0.0
        assert firms.upkeep_hours[turns] == pytest.approx(1.5 * firms.people[turns])
        assert firms.slights.sum() == (~turns).sum()
        done, count = done + int(turns.sum()), count + 20
    assert abs(done / count - chance) < 4.0 * np.sqrt(chance * (1.0 - chance) / count)


def test_a_rota_with_control_is_done_by_all():
    settings = {**ROTA, "processes.governance": True, "commons.rota_compliance": 0.0, "commons.rota_care": 0.0}
    firms = live(opened("base", {**settings, "commons.control": 1.0}), 1).firms[0]
    assert firms.upkeep_hours == pytest.approx(1.5 * firms.people)
    assert np.all(firms.slights == 1)


def test_staff_is_paid_by_the_association():
    world = live(opened("base", {**STAFF, "commons.staff_hours": 2.0, "commons.staff_wage_eur": 10.0}), 1)
    row = world.series[0, 0]
    assert row.staff_hours == 40.0
    assert row.upkeep_hours == 0.0
    assert -world.ledger[0].households == pytest.approx(400.0)
    assert world.sites[0].association_cash == pytest.approx(-400.0)
    assert row.condition == pytest.approx(_condition([40.0 / row.people])[0])


def test_staff_works_as_far_as_money_and_credit_go():
    settings = {**STAFF, "commons.staff_hours": 2.0, "commons.staff_wage_eur": 10.0, "governance.credit_eur": 500.0}
    world = live(opened("base", settings, months=3), 3)
    assert world.series.staff_hours[:, 0] == pytest.approx([40.0, 10.0, 0.0])


def test_without_an_association_the_staff_goes_and_the_heating_is_off():
    world = opened("base", {**STAFF, "community.initial_care": 0.5, "commons.unheated_decay": 0.1}, months=2)
    live(world, 1)
    before = world.sites[0].condition
    world.sites[0].dissolved = True
    live(world, 1, first=2)
    row = world.series[1, 0]
    assert row.staff_hours == 0.0
    assert row.upkeep_hours == pytest.approx(1.0 * row.people)
    assert row.condition == pytest.approx(before + 0.08 * (1.0 - before) - 0.16 * before)


def test_care_of_ones_own_unit_ties_to_the_place():
    settings = {**KEPT, "commons.own_unit_hours": 2.0, "commons.attachment_rate": 0.05, "commons.attachment_most": 0.2}
    world = live(opened("base", settings, months=10), 10)
    assert world.firms.attachment[0] == pytest.approx(0.2 * (1.0 - 0.9**10))
    half_open = live(opened("base", {**settings, "place.enclosure": 0.5}, months=10), 10)
    assert half_open.firms.attachment[0] == pytest.approx(0.2 * (1.0 - 0.95**10))


def test_attached_firms_stay_longer():
    """The threshold for moving away is raised by the attachment."""
    stayed = []
    for most in (0.0, 1.0):
        settings = {"commons.attachment_most": most, "commons.attachment_rate": 0.5, "membership.moving_threshold": -0.2,
                    "membership.moving_threshold_spread": 0.0}  # fmt: skip
        world = live(opened("base", settings, months=30), 30)
        stayed.append(world.series.moved_away.sum())
    assert stayed[0] > 10
    assert stayed[1] == 0


def test_key_people_are_the_tenth_who_gave_most():
    world = opened("base", {**KEPT, "members.people_mean": 1.0}, months=1)
    world.firms.care[0] = np.linspace(0.05, 1.0, 20)
    series = live(world, 1).series[0, 0]
    given = np.sort(world.firms.upkeep_hours[0])
    assert series.upkeep_top_tenth == pytest.approx(given[-2:].sum() / given.sum())


@pytest.mark.parametrize("upkeep", ["voluntary", "rota", "staff"])
@pytest.mark.parametrize("end", [0, 1])
def test_the_ends_of_all_ranges_keep_the_invariants(upkeep, end):
    from mfsim.scenario.settings import all_settings

    chosen = {"commons.upkeep": upkeep}
    ends = {
        name: (one.low, one.high)[end]
        for name, one in all_settings().items()
        if name.startswith("commons.") and one.kind == "float" and one.applies(chosen)
    }
    world = opened("base", {**chosen, **ends}, months=30)
    for month in range(1, 31):
        live(world, 1, first=month)
        assert broken(world) == [], month
