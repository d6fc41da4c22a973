"""The network: stays at partner sites, what they cost and teach, rules that are told, and what stays at home."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest
from contract import MONTHS, ProcessContract
from worlds import at, equal, live, only, opened, without

from mfsim.engine.run import run_batch
from mfsim.processes.network import destination, is_worth_taking
from mfsim.scenario.load import load
from mfsim.world.invariants import broken
from mfsim.world.rulebook import remember_told

ON = {"place.sites": 3, "processes.network": True}
NOMADS = {**only("network", "record"), **ON, "place.units": 6, "network.nomad_share": 1.0, "network.months_away": 12.0}


class TestContract(ProcessContract):
    process = "network"
    columns = ("stays", "guests", "travel_eur", "learned_abroad", "partner_parts", "partner_tie")
    settings: ClassVar = {**ON, "place.units": 16, "joint_projects.rate_month": 6.0}

    def test_sites_do_not_touch_one_another(self):
        """These do: it is what the process is for. With one site, or a partner less, the first site is another."""
        one, three = self._world({"place.sites": 1}), self._world({"place.sites": 3})
        assert not equal(one.firms[0], three.firms[0])

    @pytest.mark.parametrize("units", [1, 2])
    @pytest.mark.parametrize("occupied", [0.0, 1.0])
    def test_it_runs_on_the_smallest_and_on_empty_sites(self, units, occupied):
        sizes = {"place.units": units, "members.occupied_at_start": occupied, "network.nomad_share": 1.0}
        for sites in (1, 2):
            world = opened("base", {**self.settings, **sizes, "place.sites": sites}, months=MONTHS)
            for month in range(1, MONTHS + 1):
                live(world, 1, first=month)
                assert broken(world) == []


def test_with_one_site_it_changes_nothing():
    """Bit for bit, whatever its settings."""
    settings = {"joint_projects.rate_month": 3.0, "norms.cases_per_member_month": 0.4, "place.units": 10}
    off = live(opened("base", settings, months=12), 12)
    on = live(opened("base", {**settings, "processes.network": True, "network.nomad_share": 1.0}, months=12), 12)
    for name in off.firms.dtype.names:
        if name != "nomad":
            assert equal(off.firms[name], on.firms[name]), name
    assert equal(off.trust, on.trust)
    assert all(equal(off.series[name], on.series[name]) for name in off.series.dtype.names)


def test_everybody_sets_out_once_and_comes_home():
    world = live(opened("base", NOMADS, months=3), 1)
    assert np.all(world.firms.away_at > 0)
    assert world.series["stays"][0].sum() == 0
    live(world, 1, first=2)
    assert world.series["stays"][1].sum() == 18


def test_what_a_stay_costs_and_who_gets_it():
    """Six firms a site go; two find a bed at each partner, the rest pay for a room elsewhere."""
    beds = {"network.guesthouse_beds": 2, "network.bed_cost_eur_month": 50.0}
    world = opened("base", {**NOMADS, **beds}, months=1)
    before, income = world.firms.cash.copy(), world.firms.income_total.copy()
    live(world, 1)
    cost = np.where(world.firms.lodged, 120.0 + 250.0, 120.0 + 600.0)
    assert world.firms.lodged.sum() == 6
    assert np.allclose(before - world.firms.cash, cost)
    assert np.allclose(income - world.firms.income_total, cost)
    assert np.allclose(world.sites.association_cash, 2 * 250.0 - 2 * 50.0)
    assert world.series["travel_eur"].sum() == pytest.approx(cost.sum())
    assert abs(world.ledger.partners.sum()) < 1e-9
    assert broken(world) == []


def test_who_cannot_pay_stays_and_so_does_who_is_no_nomad():
    world = opened("base", NOMADS, months=1)
    world.ledger.newcomers[0] -= world.firms.cash[0].sum() - 6 * 369.0
    world.firms.cash[0] = 369.0  # a euro less than the way and a bed
    live(world, 1)
    assert np.all(world.firms.away_at[0] == 0)
    assert np.all(world.firms.away_at[1:] > 0)
    settled = live(opened("base", {**NOMADS, "network.nomad_share": 0.0}, months=1), 1)
    assert np.all(settled.firms.away_at == 0)


def test_nobody_hosts_in_a_dissolved_site():
    world = opened("base", {**NOMADS, "network.guesthouse_beds": 1000}, months=1)
    world.sites.dissolved[1] = True
    live(world, 1)
    assert world.sites.guests[1] == 0
    assert not np.any(world.firms.lodged[world.firms.away_at == 2])
    assert np.any(world.firms.away_at == 2)
    assert np.all(world.firms.lodged[world.firms.away_at == 1])


def test_guest_and_host_learn_in_the_others_field():
    """Two sites of one firm each: the guest is ahead in its own field, the host in its own."""
    world = opened("base", {**NOMADS, "place.units": 1, "place.sites": 2, "processes.knowledge": True,
                            "network.encounters": 1, "network.months_away": 1.0}, months=4)  # fmt: skip
    world.firms.own_field[0, 0], world.firms.own_field[1, 0] = 0, 1
    world.skill[:] = 0.0
    world.skill[0, 0, 0], world.skill[1, 1, 0] = 0.8, 0.6
    world.firms.away_at[0, 0], world.firms.lodged[0, 0], world.sites.guests[1] = 2, True, 1
    p = world.parameters.knowledge
    p.distance_effect, p.forgetting, p.doing = 0.0, 0.0, 0.0
    live(world, 1)
    kinds = world.kinds.learning[world.firms.kind[:, 0]]
    assert world.skill[0, 1, 0] == pytest.approx(p.learning_rate * kinds[0] * 0.6)
    assert world.skill[1, 0, 0] == pytest.approx(p.learning_rate * kinds[1] * 0.8)
    gained = 0.05 * (1.0 - 0.3 * 0.99)
    assert world.link_tie[:, 0] == pytest.approx(0.3 * 0.99 + gained)


def test_a_room_elsewhere_tires_and_a_bed_does_not():
    world = opened("base", {**NOMADS, "network.months_away": 0.0}, months=1)
    world.firms.away_at[0, :2], world.firms.lodged[0, 1], world.sites.guests[1] = 2, True, 1
    live(world, 1)
    assert world.firms.fatigue[0, 0] == pytest.approx(0.15 / world.firms.people[0, 0])
    assert np.all(world.firms.fatigue[0, 1:] == 0.0)


def test_who_is_away_with_all_its_people_is_missing():
    """It meets nobody, helps nobody, gives no hours to the place and attends no meeting; its work goes on."""
    settings = {**without("network", "membership"), "place.units": 8, "members.people_mean": 1.0,
                "community.initial_care": 1.0, "community.initial_tie": 0.5, "demand.second_field_share": 1.0}  # fmt: skip
    world = opened("base", settings, months=3)
    world.firms.absent[0, :4] = True
    live(world, 1)
    firms = world.firms[0]
    assert np.all(firms.met[:4] == -1)
    assert not np.any(np.isin(firms.met[4:], range(4)))
    assert np.all(firms.hours_given[:4] == 0.0)
    assert np.any(firms.hours_given[4:] > 0.0)
    assert np.all(firms.upkeep_hours[:4] == 0.0)
    assert np.all(firms.upkeep_hours[4:] > 0.0)
    assert world.tally.invited[0] == 8
    assert world.tally.attended[0] == 4
    assert np.any(firms.hours_worked[:4] > 0.0)


def test_hours_are_missing_in_the_month_away():
    """The way and what cannot be done from there, within the limit of hours for the place."""
    settings = {**NOMADS, "processes.demand": True, "processes.production": True, "members.people_mean": 1.0}
    world = live(opened("base", settings, months=2), 2)
    assert world.firms.common_due == pytest.approx(min(10.0 + 0.15 * 140.0, 0.15 * 140.0))
    near = live(opened("base", {**settings, "network.work_away": 1.0}, months=2), 2)
    assert near.firms.common_due == pytest.approx(10.0)


def _norms_of(world):
    return world.parameters.norms, world.norms[1, 0], world.norms[0, 0]


def test_a_rule_is_taken_if_it_does_well_there_and_there_is_none_here():
    world = opened("base", {**ON, "place.units": 4})
    p, theirs, ours = _norms_of(world)
    assert not is_worth_taking(p, theirs, ours)
    theirs.rule, theirs.count = 1, 6
    theirs.resolution[:6], theirs.seen[:6] = 1, 0.8
    assert is_worth_taking(p, theirs, ours)
    theirs.seen[:6] = p.adopt_quality - 0.01
    assert not is_worth_taking(p, theirs, ours)
    theirs.seen[:6], ours.rule = 0.8, 2
    assert not is_worth_taking(p, theirs, ours)


def test_what_is_told_counts_as_precedent_here_and_in_the_null_model():
    world = opened("base", {**ON, "place.units": 4})
    p, _, ours = _norms_of(world)
    remember_told(p, ours, 2, 0.9, 0.0)
    assert (ours["count"], ours["null_count"], ours["next"]) == (1, 1, 1)
    assert (ours.resolution[0], ours.seen[0], ours.accepted[0]) == (2, 0.9, p.imposed_legitimacy)
    assert ours.null_resolution[0] == 0


def test_rules_are_told_only_where_somebody_decides():
    settings = {**ON, "place.units": 6, "network.rules_told": 1.0, "network.initial_tie": 1.0, "network.tie_fading": 0.0,
                "norms.cases_per_member_month": 0.0}  # fmt: skip
    for decision, told in (("assembly", True), ("none", False)):
        world = opened("base", {**settings, "governance.decision": decision}, months=12)
        for norm in world.norms[1]:
            norm.rule, norm.count, norm.origin = 1, 10, 0
            norm.resolution[:10], norm.seen[:10], norm.accepted[:10], norm.quality[:] = 1, 0.9, 1.0, 0.9
        live(world, 12)
        assert (world.series["rules_told"][:, 0].sum() > 0) == told
        assert np.any(world.norms["count"][0] > 0) == told
        if told:  # what is told often enough becomes a rule here
            assert np.any(world.norms["rule"][0] == 1)


def test_where_one_goes_depends_on_its_serial_number_alone():
    world = opened("base", {**NOMADS, "network.months_away": 6.0}, months=1)
    gone = [destination(world.parameters.network, at(3), firm, world.partners[0]) for firm in world.firms[0]]
    world.firms[0, 0].serial = -1
    again = [destination(world.parameters.network, at(3), firm, world.partners[0]) for firm in world.firms[0]]
    assert again == [-1, *gone[1:]]
    assert len(set(gone)) > 1


def test_runs_with_partners_are_the_same_on_any_threads():
    scenario = load("base", {**ON, "place.units": 6, "network.nomad_share": 0.5, "joint_projects.rate_month": 3.0})
    one = run_batch(scenario, runs=range(4), months=6, seed=1, workers=1)
    two = run_batch(scenario, runs=range(4), months=6, seed=1, workers=2)
    assert equal(one.series, two.series)
    assert np.ptp(one.series["stays"].sum(axis=(1, 2))) > 0


def test_watching_a_run_keeps_the_partners():
    """The page of one run looks at the first site; with a network it is not the same without the others."""
    from mfsim.report.watched import watch

    scenario = load("base", {**ON, "place.units": 6, "network.nomad_share": 0.5})
    watched = watch(scenario, run=0, months=6, seed=0)
    batch = run_batch(scenario, runs=range(1), months=6, seed=0, workers=1)
    assert equal(np.asarray(watched.series), np.asarray(batch.series[0, :, 0]))
    assert watched.series["stays"].sum() > 0
