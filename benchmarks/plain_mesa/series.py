"""What the DataCollector reports each month, under the names of mfsim.world.series."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

COUNTED = (
    "orders",
    "orders_refused",
    "gaps",
    "gaps_met",
    "gaps_bought",
    "gaps_lost",
    "help_hours",
    "refusals",
    "learned",
    "learned_across",
    "innovations",
    "copies",
    "applicants",
    "entries",
)


def at_work(model):
    """Return the people who were there all month."""
    return model.agents.select(lambda firm: firm.entry_month < model.steps).agg("people", sum)


def income(model):
    people = at_work(model)
    return model.agents.agg("income", sum) / people if people else math.nan


def per_person(model, attribute):
    people = model.agents.agg("people", sum)
    return model.agents.agg(attribute, sum) / people if people else math.nan


def mean_of(attribute):
    return lambda model: model.agents.agg(attribute, np.mean) if len(model.agents) else math.nan


def spread_of(attribute):
    return lambda model: model.agents.agg(attribute, np.std) if len(model.agents) else math.nan


def counted(name):
    return lambda model: model.tally[name]


def left(cause):
    return lambda model: model.exits[cause]


def below_living(model):
    living = model.settings.finance.living_eur_month
    poor = model.agents.select(lambda firm: firm.smoothed_income < living)
    people = model.agents.agg("people", sum)
    return poor.agg("people", sum) / people if people else math.nan


def income_gini(model):
    incomes = np.sort(np.maximum(0.0, model.agents.get("smoothed_income")))
    if not incomes.size or not incomes.sum():
        return 0.0 if incomes.size else math.nan
    count = incomes.size
    return float((2.0 * np.arange(count) + 1.0 - count) @ incomes / (count * incomes.sum()))


def hours_used(model):
    return model.agents.agg("hours_worked", sum) + model.agents.agg("hours_given", sum)


def hours_per_person(model):
    people = at_work(model)
    return hours_used(model) / people if people else math.nan


def load(model):
    capacity = model.agents.agg("capacity", sum)
    return hours_used(model) / capacity if capacity else math.nan


def per_pair(model, total):
    pairs = len(model.agents) * (len(model.agents) - 1)
    return total / pairs if pairs else math.nan


def ties(model):
    return per_pair(model, sum(sum(trust.values()) for trust in model.agents.get("trust")))


def acquaintance(model):
    return per_pair(model, sum(len(trust) for trust in model.agents.get("trust")))


def knowledge(model):
    return float(np.mean(model.agents.get("skill"))) if len(model.agents) else math.nan


def fields_covered(model):
    return int((np.max(model.agents.get("skill"), axis=0) >= 0.5).sum()) if len(model.agents) else 0


def hill_sectors(model):
    counts = Counter(model.agents.get("sector")).values()
    total = sum(counts)
    return math.exp(-sum(n / total * math.log(n / total) for n in counts)) if total else math.nan


def rao(model):
    counts = np.bincount(model.agents.get("trade"), minlength=len(model.trade_distance)) if len(model.agents) else None
    return math.nan if counts is None else float(counts @ model.trade_distance @ counts) / counts.sum() ** 2


def running(model):
    tally = model.tally
    return tally["rent_paid"] - tally["owner_upkeep"] - tally["decay"]


def empty_area(model):
    return sum(unit.area for unit in model.units if unit.firm is None)


def single_tenant_net(model):
    p, total = model.settings.lease, model.settings.place.total_area_m2
    decay = 0.0 if model.single_tenant else p.empty_decay_eur_per_m2_month
    return model.tally["single_tenant_rent"] - (p.owner_upkeep_eur_per_m2_month + decay) * total


SERIES = {
    "members": lambda model: len(model.agents),
    "people": lambda model: model.agents.agg("people", sum),
    "occupied_m2": lambda model: sum(firm.unit.area for firm in model.agents),
    "income_eur": income,
    "below_living": below_living,
    "income_gini": income_gini,
    "cash_eur": lambda model: per_person(model, "cash"),
    "hours_per_person": hours_per_person,
    "load": load,
    "satisfaction": mean_of("satisfaction"),
    "satisfaction_sd": spread_of("satisfaction"),
    "care": mean_of("care"),
    "ties": ties,
    "acquaintance": acquaintance,
    "values_sd": spread_of("value"),
    "fatigue": mean_of("fatigue"),
    "billed_eur": lambda model: model.agents.agg("billed", sum),
    "knowledge": knowledge,
    "fields_covered": fields_covered,
    "rivals": mean_of("rivals"),
    "hill_sectors": hill_sectors,
    "rao": rao,
    "waiting": lambda model: len(model.waiting),
    "association_cash_eur": "association_cash",
    "macro_index": lambda model: math.exp(model.macro),
    "rent_due_eur": counted("rent_due"),
    "rent_paid_eur": counted("rent_paid"),
    "single_tenant_eur": counted("single_tenant_rent"),
    "empty_area_m2": empty_area,
    "single_tenant_net_eur": single_tenant_net,
    "lone_tenants_eur": counted("lone_rent"),
    "lone_operator_eur": counted("lone_operator_rent"),
    "owner_net_eur": lambda model: running(model) - model.tally["works"],
    "building_value_eur": lambda model: 12.0 * running(model) / model.settings.lease.capitalisation,
    "area_value": "area_value",
    **{name: counted(name) for name in COUNTED},
    "closed_insolvent": left("insolvent"),
    "closed_gave_up": left("gave_up"),
    "closed_other": left("other_closing"),
    "moved_away": left("moved_away"),
    "term_over": left("term_over"),
}
