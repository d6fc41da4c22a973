"""The bench on which variants are tried: the same draws for all, every run counted, nothing run twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from mfsim.consulting.alone import Alone, alone_scenario, run_alone
from mfsim.consulting.proposal import Proposal, Variant
from mfsim.consulting.trial import Trial, measure
from mfsim.engine.run import check_size, run_batch
from mfsim.scenario.load import LoadedScenario

FRESH = 5_000_000
"""Number of the first of the runs in which a winner is tried again: draws by which nothing was chosen."""
RISK_MONTHS = 36


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
        wanted = list(dict.fromkeys(variants))
        for variant in wanted:
            self._ensure_alone(variant, runs, start, stage)
        missing = [one for one in wanted if self._done(one, start) < runs]
        with ThreadPoolExecutor(min(self.workers, max(1, len(missing)))) as pool:
            for variant, more in zip(missing, pool.map(lambda one: self._more(one, runs, start), missing), strict=True):
                known = self._trials.get((variant, start))
                self._trials[variant, start] = more if known is None else known.joined(more)
                self._count(stage, more.runs)
        return [self._trials[one, start].first(runs) for one in wanted]

    def _done(self, variant: Variant, start: int) -> int:
        known = self._trials.get((variant, start))
        return 0 if known is None else known.runs

    def _more(self, variant: Variant, runs: int, start: int) -> Trial:
        scenario = self.proposal.scenario_of(variant)
        numbers = range(start + self._done(variant, start), start + runs)
        records = run_batch(scenario, runs=numbers, months=self.months, seed=self.seed, workers=1)
        alone = self._alone[self._key(variant), start]
        return measure(scenario, records, alone.part(numbers.start - start, runs), self.risk_months)

    def _key(self, variant: Variant) -> str:
        """What the members' businesses alone depend on: many settings of a place have no effect there."""
        if variant.settings not in self._keys:
            self._keys[variant.settings] = self._scenario_alone(variant).hash
        return self._keys[variant.settings]

    def _scenario_alone(self, variant: Variant) -> LoadedScenario:
        proposal = self.proposal
        settings = Variant(settings=variant.settings)
        return alone_scenario(proposal.scenario_of(settings), (*proposal.members, *proposal.candidates))

    def _ensure_alone(self, variant: Variant, runs: int, start: int, stage: str) -> None:
        key = (self._key(variant), start)
        known = self._alone.get(key)
        done = 0 if known is None else known.runs
        if done >= runs:
            return
        pieces = _pieces(range(start + done, start + runs), self.workers)
        scenario = self._scenario_alone(variant)

        def work(piece: range) -> Alone:
            return run_alone(scenario, piece, self.months, self.seed, self.risk_months)

        with ThreadPoolExecutor(self.workers) as pool:
            for more in pool.map(work, pieces):
                known = more if known is None else known.joined(more)
                self._count(stage, more.runs)
        if known is not None:
            self._alone[key] = known

    def _count(self, stage: str, runs: int) -> None:
        self.spent[stage] = self.spent.get(stage, 0) + runs
        if self._progress is not None:
            self._progress(self.total, max(self._expected, self.total))


def _pieces(runs: range, count: int) -> list[range]:
    size = max(1, -(-len(runs) // count))
    return [runs[start : start + size] for start in range(0, len(runs), size)]
