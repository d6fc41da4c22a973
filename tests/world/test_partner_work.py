"""Work by firms of partner sites: who is asked, what it costs whom, hours that are really spent, trust that moves."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import live, only, opened

from mfsim.world.invariants import broken
from mfsim.world.project_records import AT_PARTNER, FREE, OUTLASTED, OUTSIDE

UNITS = 4
PLAIN = {
    **only("joint_projects", "finance", "record"),
    "processes.network": True,
    "place.sites": 2,
    "place.units": UNITS,
    "community.initial_tie": 0.9,
    "members.people_mean": 1.0,
    "joint_projects.overhead": 0.0,
    "joint_projects.rate_month": 50.0,
    "joint_projects.public_share": 0.0,
    "joint_projects.fields_least": 2,
    "joint_projects.fields_most": 2,
    "joint_projects.hours_mean": 200.0,
    "joint_projects.hours_variation": 0.0,
    "joint_projects.failure": 0.0,
    "joint_projects.level_low": 0.5,
    "joint_projects.level_high": 0.5,
    "network.nomad_share": 0.0,
    "network.guesthouse_beds": 0,
    "network.tie_fading": 0.0,
}
"""One job of 200 hours in two fields, which only the first and the second site's first firm have."""
PAID = {"network.partner_terms": "paid"}
PRICE, INVESTED, WAYS = 28.0 * 1.15 * 200.0, 28.0 * 1.15 * 200.0 * 0.1, 3 * 120.0
"""Of that job; two months of 46 hours and one of 8 are three ways."""


def _opened(changes, months=24):
    """Two sites; only the first has room for a project, for one."""
    world = opened("base", {**PLAIN, **changes}, months=months)
    world.firms.rate[:] = 28.0
    world.firms.cash[:] = 50_000.0
    world.ledger.newcomers[:] = 50_000.0 * UNITS
    world.projects.stage[:] = OUTLASTED
    world.projects.until[:], world.projects.lead[:] = 1_000, 0
    world.projects.serial[:, :, 0] = world.firms.serial[:, :1]
    world.projects.stage[0, 0] = FREE
    return world


def _started(**changes):
    """The first site at the end of the month in which it took its only job; its second field only the other site has."""
    able = _opened(changes)
    able.skill[:] = 0.9  # so that the job is taken, whatever its fields
    first, second = live(able, 1).projects[0, 0].field[:2]
    world = _opened(changes)
    world.skill[:] = 0.3
    world.skill[0, first], world.skill[1, second, 2] = 0.9, 0.8
    live(world, 1)
    world.parameters.joint_projects.rate_month = 0.0
    world.projects.stage[0, 1:], world.projects.stage[1] = FREE, FREE
    return world


def test_a_missing_field_is_found_at_the_partner_site():
    world = _started()
    project = world.projects[0, 0]
    assert list(project.worker[:2]).count(AT_PARTNER) == 1
    assert project.host[1] == 2
    assert project.host_serial[1] == world.firms.serial[1, 2]
    assert world.series["partner_parts"][0].tolist() == [1.0, 0.0]
    assert world.firms.partner_due[1, 2] == 100.0
    assert broken(world) == []


@pytest.mark.parametrize("change", [{"network.initial_tie": 0.0}, {"network.partners": 1, "place.sites": 3}])
def test_without_trust_or_partner_the_job_is_refused(change):
    """Of three sites with one partner each, the first two are partners; the third is not asked."""
    world = _started(**change)
    if "place.sites" in change:
        assert world.projects[0, 0].worker[1] == AT_PARTNER
        assert world.partners.tolist() == [[1], [0], [-1]]
    else:
        assert world.series["projects_taken"][0, 0] == 0
        assert world.series["projects_uncovered"][0, 0] > 0


def test_a_prime_contractor_prefers_a_partner_that_is_not_dearer_than_bought_work():
    prime = {"joint_projects.agreement": "prime_contractor", "joint_projects.premium": 1.0}
    assert _started(**prime).projects[0, 0].worker[1] == AT_PARTNER
    dear = _started(**prime, **{"production.outside_markup": 0.0, "demand.rate_eur_per_hour": 27.0})
    assert dear.projects[0, 0].worker[1] == OUTSIDE


def test_hours_and_money_of_a_month():
    """40 % of 140 hours, less 10 for the way: 46 of the 100; the leader pays 28 EUR for each and 120 EUR for the way."""
    world = _started(**PAID)
    leader, host = int(world.projects[0, 0].unit[0]), 2
    live(world, 1, first=2)
    firms = world.firms
    assert firms.project_hours[1, host] == pytest.approx(56.0)
    assert firms.partner_money[1, host] == pytest.approx(46.0 * 28.0)
    assert firms.partner_money[0, leader] == pytest.approx(-46.0 * 28.0)
    assert world.projects[0, 0].left[1] == pytest.approx(54.0)
    assert world.ledger.partners.tolist() == pytest.approx([-46.0 * 28.0, 46.0 * 28.0])
    assert world.series["partner_hours"][1].tolist() == pytest.approx([46.0, 0.0])
    assert world.series["project_hours"][1, 1] == pytest.approx(56.0)
    assert world.series["travel_eur"][1, 0] == pytest.approx(120.0)
    assert world.link_tie[0, 0] == pytest.approx(0.3 + 0.05 * 0.7)
    assert world.link_tie[1, 0] == 0.3
    assert broken(world) == []


def test_all_is_paid_in_the_end():
    """The leader gets back what it advanced; the partner's firm its rate for 100 hours in three months, and nothing else."""
    world = _started(**PAID)
    for month in range(2, 12):
        live(world, 1, first=month)
        assert broken(world) == []
    assert world.series["projects_delivered"].sum() == 1
    assert world.series["partner_pay_eur"].sum() == pytest.approx(2_800.0)
    assert world.series["travel_eur"].sum() == pytest.approx(3 * 120.0)
    income = world.series["project_income_eur"].sum(axis=0)
    assert income == pytest.approx([PRICE - INVESTED - WAYS - 2_800.0, 2_800.0])
    assert np.all(world.firms.partner_due == 0.0)


def test_a_way_longer_than_the_hours_makes_the_job_late_and_costs_trust():
    world = _started(**{"network.travel_hours": 60.0, "joint_projects.deadline_months": 2})
    live(world, 9, first=2)
    assert world.series["projects_failed"].sum() == 1
    assert world.series["partner_hours"].sum() == 0.0
    assert world.link_tie[0, 0] < 0.3


def test_who_drops_out_is_replaced_and_trusted_less():
    world = _started()
    world.parameters.joint_projects.failure = 1.0
    world.skill[1, world.projects[0, 0].field[1], 0] = 0.8
    live(world, 1, first=2)
    project = world.projects[0, 0]
    assert (project.worker[1], project.host[1]) == (AT_PARTNER, 0)
    assert world.link_tie[0, 0] == pytest.approx(0.3 * 0.8 + 0.05 * (1.0 - 0.3 * 0.8))
    world.skill[1, :, :] = 0.0
    live(world, 1, first=3)
    assert world.projects[0, 0].worker[1] == OUTSIDE


def test_promises_elsewhere_leave_less_time_at_home():
    world = _started()
    assert world.firms.project_due[1, 2] == 0.0
    assert world.firms.partner_due[1, 2] == 100.0
    live(world, 1, first=2)
    assert world.firms.partner_due[1, 2] == 100.0  # as counted at the beginning of the month
    live(world, 1, first=3)
    assert world.firms.partner_due[1, 2] == pytest.approx(54.0)


# Of the team


@pytest.mark.parametrize("shares", ["equal", "by_hours", "shapley", "prime_keeps_margin"])
def test_a_partner_of_the_team_has_its_share_of_the_price_when_it_is_paid(shares):
    """Each does one of two parts: what is left after costs is halved, or the margin stays with who found the job."""
    world = _started(**{"joint_projects.shares": shares})
    for month in range(2, 12):
        live(world, 1, first=month)
        assert broken(world) == []
        if world.series["projects_delivered"].sum() == 0:
            assert np.all(world.firms.partner_money == 0.0), "nobody is paid before the customer pays"
    share = 2_800.0 if shares == "prime_keeps_margin" else 0.5 * (PRICE - INVESTED - WAYS)
    income = world.series["project_income_eur"].sum(axis=0)
    assert income == pytest.approx([PRICE - INVESTED - WAYS - share, share])
    assert world.series["partner_pay_eur"].sum(axis=0) == pytest.approx([share, 0.0])
    assert world.series["travel_eur"].sum() == pytest.approx(WAYS)
    assert world.series["project_net_eur"].sum() == pytest.approx(PRICE - INVESTED - WAYS)
    assert world.ledger.partners.sum() == pytest.approx(0.0)


def test_a_partner_of_the_team_bears_its_part_of_a_failure():
    """Its hours are lost, where one who is paid has had its pay."""
    incomes = []
    for terms in ({}, PAID):
        world = _started(**terms, **{"joint_projects.deadline_months": 2, "joint_projects.abandon_months": 1})
        live(world, 1, first=2)
        for month in range(3, 8):
            world.firms.common_hours[:] = 1_000.0  # no hour is left for anybody
            live(world, 1, first=month)
        assert world.series["projects_failed"].sum() == 1
        incomes.append(float(world.series["project_income_eur"][:, 1].sum()))
    assert incomes == pytest.approx([0.0, 46.0 * 28.0])


def test_who_has_gone_has_no_share():
    world = _started()
    for month in (2, 3, 4):
        world.firms.common_hours[0] = 1_000.0  # the leader has no hour for its own part yet
        live(world, 1, first=month)
    assert world.projects[0, 0].left[:2].tolist() == [100.0, 0.0]
    world.firms.serial[1, 2] += 1  # another firm in its unit
    for month in range(5, 12):
        live(world, 1, first=month)
    assert world.series["projects_delivered"].sum() == 1
    assert world.series["partner_pay_eur"].sum() == 0.0
    assert world.series["project_income_eur"][:, 1].sum() == 0.0


def test_a_dear_firm_of_the_team_is_asked_all_the_same():
    dear = {"production.outside_markup": 0.0, "demand.rate_eur_per_hour": 27.0}
    assert _started(**dear).projects[0, 0].worker[1] == AT_PARTNER
    assert _started(**dear, **PAID).series["projects_taken"][0, 0] == 0


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_who_works_together_at_a_distance_learns_by_a_share(share):
    """The leader in the field of the partner's firm, and that in the leader's, as long as the job goes on in time."""
    seen = {"processes.knowledge": True, "knowledge.distance_effect": 0.0, "knowledge.forgetting": 0.0,
            "knowledge.doing": 0.0, "network.work_teaches": share}  # fmt: skip
    world = _started(**seen)
    project = world.projects[0, 0]
    first, second = (int(field) for field in project.field[:2])
    leader = world.firms[0, project.unit[project.lead]]
    leader.own_field, world.firms[1, 2].own_field = first, second
    before = world.skill.copy()
    live(world, 1, first=2)
    gained = world.skill - before
    rate = share * world.parameters.knowledge.learning_rate
    expected = np.zeros_like(gained)
    expected[0, second, project.unit[project.lead]] = rate * world.kinds.learning[leader.kind] * (0.8 - 0.3)
    expected[1, first, 2] = rate * world.kinds.learning[world.firms[1, 2].kind] * (0.9 - 0.3)
    assert gained == pytest.approx(expected)
    assert world.series["learned_abroad"][1].tolist() == pytest.approx(expected.sum(axis=(1, 2)).tolist())
    live(world, 2, first=3)
    assert world.series["projects_delivered"].sum() == 1
    after = world.skill.copy()
    live(world, 1, first=5)
    assert np.array_equal(world.skill, after), "the job is done"
