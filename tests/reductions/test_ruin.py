"""R1: exponential orders against constant costs end in ruin with probability e^(−R·u), R = λ/c − 1/m.

Dual risk model in continuous time: reserves u, costs c a unit of time, orders at rate λ with exponential revenue of mean
m, λm > c. A firm here has no cash of its own and a credit line u; a month is a step of h units of time, with λh orders
and costs ch at its end.

Tolerance, without tuning. e^(−R·reserves) is a martingale of the stepped process too, whatever h, as orders in a step are
compound Poisson; so the probability is e^(−R·u) / E[e^(R·deficit at ruin)], and the deficit is at most ch:

    e^(−R·u) · e^(−R·c·h)  ≤  stepped probability  ≤  e^(−R·u)

What is left: the table of 4096 sizes in place of the exponential (its own R is solved for); the horizon (of those alive
at the end a mean of e^(−R·reserves) is ruined later at most); Monte Carlo error of n firms (`SIGMAS`).
Source: Avanzi, Gerber, Shiu (2007), Insurance: Mathematics and Economics 41 (dual model).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from mfsim.compiling import plain_python
from mfsim.draws import Now, run_keys, size_table
from mfsim.engine.batch import Written, run_chunk
from mfsim.engine.month import one_month
from mfsim.engine.records import written_by
from mfsim.scenario.load import load
from mfsim.world.building import build
from mfsim.world.records import CAUSES
from mfsim.world.series import FIRM_ROW

SIGMAS = 4.0
FIRMS = 8_000
SITES = 100
COST = 1.0
"""Cost a unit of time: sets the unit of money."""
RESERVES_RATE_SIZE = [(0.5, 1.0, 1.5), (2.0, 1.0, 1.5), (5.0, 1.0, 1.5), (2.0, 0.4, 4.0), (1.0, 2.0, 0.75), (4.0, 0.5, 4.0),
                      (3.0, 1.0, 1.25)]  # fmt: skip
OFF = ("joint_projects", "mutual_help", "machines", "local_chain", "knowledge", "commons", "governance", "community",
       "lease", "record")  # fmt: skip
TRADE, KIND = "furniture maker", "artisan"


def firm_at_risk(reserves: float, rate: float, size: float, step: float):
    """Parameters only: everything else in a firm's life is switched off or set to nothing."""
    base = load("base")
    kind = base.vocabulary.kinds.index(KIND)
    orders, fixed = base.vocabulary.kind_orders[kind], base.vocabulary.kind_fixed_cost[kind]
    trade = base.vocabulary.trade_rate_factor[base.vocabulary.trades.index(TRADE)]
    settings = {f"processes.{name}": False for name in OFF} | {
        "place.sites": SITES,
        "place.units": 1,
        "members.trades": {TRADE: 1.0},
        "members.people_mean": 1.0,
        "members.start_cash_months": 0.0,
        "demand.orders_per_person_month": rate * step / float(orders),
        "demand.order_hours_mean": size,
        "demand.order_hours_variation": 1.0,
        "demand.backlog_limit_months": 1e9,
        "demand.rate_eur_per_hour": 1.0 / float(trade),
        "demand.rate_spread": 0.0,
        "demand.standing_spread": 0.0,
        "demand.standing_shock": 0.0,
        "demand.newcomer_visibility": 1.0,
        "demand.rivalry": 0.0,
        "demand.macro_shock": 0.0,
        "demand.sector_shock": 0.0,
        "demand.second_field_share": 0.0,
        "production.hours_per_person_month": 1e9,
        "production.input_share_goods": 0.0,
        "finance.collected_share_month": 1.0,
        "finance.fixed_cost_eur_month": COST * step / float(fixed),
        "finance.tax_rate": 0.0,
        "finance.living_eur_month": 0.0,
        "finance.extra_draw": 0.0,
        "finance.credit_line_eur": reserves,
        "finance.fee_eur_per_m2_month": 0.0,
        "membership.give_up_rate": 0.0,
        "membership.exogenous_closing": 0.0,
        "membership.moving_threshold": 1.0,
        "membership.moving_threshold_spread": 0.0,
        "membership.applicants_per_unit_month": 0.0,
    }
    return load("base", settings)


def lives(reserves, rate, size, *, step, time, firms, seed):
    """A row for every firm; nobody enters, so a site of one unit writes just one."""
    months = round(time / step)
    world = build(firm_at_risk(reserves, rate, size, step), months, firm_rows=False, record=False)
    world = world._replace(firm_rows=np.zeros((SITES, 1), FIRM_ROW).view(np.recarray))
    written, keys = written_by(world, pairs=False), run_keys(seed, range(firms // SITES))
    kept = Written(*(np.zeros((len(keys), *array.shape[1:]), array.dtype) for array in written))
    with plain_python():
        run_chunk(world, written, keys, months, kept, one_month.stages(world, Now(*keys[0], 0)))
    assert np.all(kept.firm_row_count == 1)
    return kept.firm_rows.view(FIRM_ROW).view(np.recarray).ravel()


def ruin(reserves, rate, size, *, step, time, firms=FIRMS, seed=0):
    """Share of firms ruined, and the reserves of the others at the end."""
    rows = lives(reserves, rate, size, step=step, time=time, firms=firms, seed=seed)
    ruined = rows.cause == CAUSES.index("insolvent")
    assert np.all(ruined | (rows.cause == -1))  # nobody leaves for another reason
    assert np.all(rows.cash_eur[ruined] < -reserves)
    assert np.all(rows.cash_eur[ruined] >= -reserves - COST * step * (1 + 1e-9))  # the deficit is at most a step's cost
    return ruined.mean(), reserves + rows.cash_eur[~ruined]


def adjustment(rate: float, size: float) -> float:
    """R of the tabulated sizes: λ(E e^(−R·X) − 1) + R·c = 0; for exponential X this is λ/c − 1/m."""
    table = size_table(size, 1.0)
    exact = rate / COST - 1.0 / size
    found = brentq(lambda r: rate * (np.exp(-r * table).mean() - 1.0) + r * COST, 0.5 * exact, 1.5 * exact)
    assert found == pytest.approx(exact, rel=1e-3)
    return found


@pytest.mark.parametrize(("reserves", "rate", "size"), RESERVES_RATE_SIZE)
def test_ruin_probability(reserves, rate, size):
    step, exponent = 0.25, adjustment(rate, size)
    found, left = ruin(reserves, rate, size, step=step, time=100.0)
    high = math.exp(-exponent * reserves)
    low = high * math.exp(-exponent * COST * step)
    later = np.exp(-exponent * left).sum() / FIRMS
    noise = SIGMAS * math.sqrt(high * (1.0 - high) / FIRMS)
    assert later < 0.01
    assert low - later - noise <= found <= high + noise


def test_the_error_falls_with_the_step():
    """As costs are paid in smaller steps the probability comes up to the closed form."""
    reserves, rate, size, firms = 2.0, 1.0, 1.5, 16_000
    exact = math.exp(-(rate / COST - 1.0 / size) * reserves)
    coarse, middle, fine = (
        exact - ruin(reserves, rate, size, step=step, time=60.0, firms=firms, seed=1)[0] for step in (2.0, 1.0, 0.25)
    )
    noise = SIGMAS * math.sqrt(exact * (1.0 - exact) / firms)
    assert coarse > middle + noise > fine + 2.0 * noise
    assert abs(fine) < 0.1 * exact


def test_the_tolerance_notices_a_wrong_rate():
    """Orders a tenth rarer than the closed form is told are found out."""
    reserves, rate, size = 5.0, 1.0, 1.5
    found, _ = ruin(reserves, 0.9 * rate, size, step=0.25, time=100.0)
    high = math.exp(-adjustment(rate, size) * reserves)
    assert found > high + SIGMAS * math.sqrt(high * (1.0 - high) / FIRMS)
