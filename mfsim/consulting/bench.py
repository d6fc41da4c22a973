"""The bench on which variants are tried: the same draws for all, every run counted, nothing run twice."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from mfsim.consulting.alone import RUNS_AT_ONCE, Alone, alone_scenario, run_alone
from mfsim.consulting.proposal import Proposal, Variant
from mfsim.consulting.trial import Trial, measure
from mfsim.engine.run import check_size, run_batch
from mfsim.scenario.load import LoadedScenario

FRESH = 5_000_000
"""Number of the first of the runs in which a winner is tried again: draws by which nothing was chosen."""
RISK_MONTHS = 36
OTHER_LETTING = (
    "single_tenant_rent_eur_per_m2_month", "single_tenant_stay_months", "single_tenant_vacancy_months", "lone_stay_months",
    "lone_vacancy_months", "operator_guarantee", "operator_margin", "operator_cost_eur_per_m2_month",
    "operator_capital_months", "operator_vacancy_months", "works_eur_per_m2", "works_elsewhere",
    "owner_upkeep_eur_per_m2_month", "empty_decay_eur_per_m2_month", "capitalisation",
)  # fmt: skip
COMING_AND_MOVING = (
    "patience_months", "applicants_per_unit_month", "admission", "waiting_places", "waiting_months", "turnaround_months",
)  # fmt: skip
NO_EFFECT: Any = {
    "about": True, "sources": True, "lease": set(OTHER_LETTING), "membership": set(COMING_AND_MOVING),
}  # fmt: skip
"""Settings without effect on who is alone: the owner's other lettings; nobody comes, and nobody moves."""


class Bench:
    """Runs variants of a proposal and keeps what they have shown.

    Parameters
    ----------
    proposal : Proposal
        What is proposed.
    months, seed : int
        Of each run.
    workers : int, optional
        Variants that run at the same time; by default one for each processor. The results do not depend on it.
    progress : function of (done, total), optional
        Called as runs are done; `expect` says how many there will be.
    """

    def __init__(
        self,
        proposal: Proposal,
        months: int,
        seed: int,
        workers: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        check_size(proposal.scenario, 1, months, seed)
        self.proposal, self.months, self.seed = proposal, months, seed
        self.risk_months = min(RISK_MONTHS, months)
        self.workers = workers or os.cpu_count() or 1
        self.spent: dict[str, int] = {}
        self._progress = progress
        self._expected = 0
        self._trials: dict[tuple[Variant, int], Trial] = {}
        self._alone: dict[tuple[str, int], Alone] = {}
        self._scenarios: dict[Variant, LoadedScenario] = {}
        self._keys: dict[tuple[tuple[str, Any], ...], str] = {}

    @property
    def total(self) -> int:
        """All runs so far."""
        return sum(self.spent.values())

    def expect(self, runs: int) -> None:
        """Say how many runs there will be in all."""
        self._expected = runs

    def run(self, variants: Iterable[Variant], runs: int, stage: str, start: int = 0) -> list[Trial]:
        """Return the first runs of each variant, from a number on; those that are known are not run again."""
        asked = list(variants)
        wanted = list(dict.fromkeys(asked))
        self._ensure_alone(wanted, runs, start, stage)
        missing = [one for one in wanted if self._done(one, start) < runs]
        with ThreadPoolExecutor(min(self.workers, max(1, len(missing)))) as pool:
            for variant, more in zip(missing, pool.map(lambda one: self._more(one, runs, start), missing), strict=True):
                known = self._trials.get((variant, start))
                self._trials[variant, start] = more if known is None else known.joined(more)
                self._count(stage, more.runs)
        return [self._trials[one, start].first(runs) for one in asked]

    def _done(self, variant: Variant, start: int) -> int:
        known = self._trials.get((variant, start))
        return 0 if known is None else known.runs

    def scenario_of(self, variant: Variant) -> LoadedScenario:
        """Return what is run for a variant.

        Raises
        ------
        ScenarioError
            If its settings do not go together.
        """
        if variant not in self._scenarios:
            self._scenarios[variant] = self.proposal.scenario_of(variant)
        return self._scenarios[variant]

    def _more(self, variant: Variant, runs: int, start: int) -> Trial:
        scenario = self.scenario_of(variant)
        numbers = range(start + self._done(variant, start), start + runs)
        records = run_batch(scenario, runs=numbers, months=self.months, seed=self.seed, workers=1)
        alone = self._alone[self._key(variant), start]
        return measure(scenario, records, alone.part(numbers.start - start, runs), self.risk_months)

    def _key(self, variant: Variant) -> str:
        """What the members' businesses alone depend on: many settings of a place have no effect there."""
        if variant.settings not in self._keys:
            alone = self._scenario_alone(variant)
            self._keys[variant.settings] = f"{len(alone.members)} {alone.settings.model_dump_json(exclude=NO_EFFECT)}"
        return self._keys[variant.settings]

    def _scenario_alone(self, variant: Variant) -> LoadedScenario:
        proposal, settings = self.proposal, Variant(settings=variant.settings)
        candidates = () if variant.settings else proposal.candidates
        return alone_scenario(self.scenario_of(settings), (*proposal.members, *candidates))

    def _ensure_alone(self, variants: Iterable[Variant], runs: int, start: int, stage: str) -> None:
        """Run alone whom these variants need and who has not been run yet, several at the same time."""
        tasks: list[tuple[str, LoadedScenario, range]] = []
        for key, variant in {self._key(one): one for one in variants}.items():
            known = self._alone.get((key, start))
            done = 0 if known is None else known.runs
            scenario = self._scenario_alone(variant) if done < runs else None
            tasks += [(key, scenario, part) for part in _pieces(range(start + done, start + runs)) if scenario is not None]
        with ThreadPoolExecutor(min(self.workers, max(1, len(tasks)))) as pool:
            for (key, _, part), more in zip(tasks, pool.map(self._run_alone, tasks), strict=True):
                known = self._alone.get((key, start))
                self._alone[key, start] = more if known is None else known.joined(more)
                self._count(stage, len(part))

    def _run_alone(self, task: tuple[str, LoadedScenario, range]) -> Alone:
        _, scenario, part = task
        return run_alone(scenario, part, self.months, self.seed, self.risk_months)

    def _count(self, stage: str, runs: int) -> None:
        self.spent[stage] = self.spent.get(stage, 0) + runs
        gc.collect(0)  # batches leave arrays in cycles, which the command line looks through too rarely for so many
        if self._progress is not None:
            self._progress(self.total, max(self._expected, self.total))


def _pieces(runs: range) -> list[range]:
    return [runs[start : start + RUNS_AT_ONCE] for start in range(0, len(runs), RUNS_AT_ONCE)]
