"""The answer to a consultant's questions on a proposed mix: tables, figures and a report, all from the same runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mfsim.consulting.bench import Bench
from mfsim.consulting.designing import Design
from mfsim.consulting.designing import design as choose
from mfsim.consulting.flipping import flipping_of
from mfsim.consulting.holding import Holding, holding_of
from mfsim.consulting.landlord import Landlord, landlord_of
from mfsim.consulting.levers import Levers, levers_of
from mfsim.consulting.members_file import members_text
from mfsim.consulting.missing import Missing, missing_of
from mfsim.consulting.people import People, people_of
from mfsim.consulting.plan import FEWEST, FEWEST_AT_ENDS, FLIPPING, LEVERS, SINGLE, TEAMS, Plan
from mfsim.consulting.pool import Pool, make_pool
from mfsim.consulting.proposal import AS_PROPOSED, Proposal, propose
from mfsim.consulting.recruiting import Goal, Recruiting, recruit
from mfsim.consulting.trial import Trial
from mfsim.consulting.turning import Flipping
from mfsim.errors import MfsimError, shown
from mfsim.scenario.load import LoadedScenario
from mfsim.writing import write_file

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

RUNS = 20_000
FEWEST_RUNS = 200
MONTHS = 60


@dataclass(frozen=True)
class Answer:
    """What a proposed mix leads to.

    Attributes
    ----------
    proposal : Proposal
        What was proposed.
    months, seed : int
        Of each run.
    spent : mapping from a question to its runs
        Where the runs went.
    trial : Trial
        The runs of the mix as proposed.
    holding, people, missing, recruiting, landlord, levers, flipping
        The findings; recruiting is None without candidates, landlord where there is no building.
    design, pool
        How the mix was chosen, and from what; None if it was given.
    """

    proposal: Proposal
    months: int
    seed: int
    spent: Mapping[str, int]
    trial: Trial
    holding: Holding
    people: People
    missing: Missing
    recruiting: Recruiting | None
    landlord: Landlord | None
    levers: Levers
    flipping: Flipping
    design: Design | None = None
    pool: Pool | None = None

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        import pandas as pd

        found: dict[str, Any] = {
            "holding": self.holding.rows(), "people": self.people.rows(), "fields": self.missing.rows(),
            "absences": self.missing.absence_rows(), "levers": self.levers.rows(), "flipping": self.flipping.rows(),
        }  # fmt: skip
        if self.design is not None:
            found["design"] = self.design.rows()
        if self.recruiting is not None:
            found["candidates"] = self.recruiting.rows()
        if self.landlord is not None:
            found["landlord"] = self.landlord.rows()
        found["runs"] = [{"question": name, "runs": runs} for name, runs in self.spent.items()]
        return {name: pd.DataFrame(rows) for name, rows in found.items() if rows}

    def figure(self, name: str) -> Figure:
        """Return a figure: one of `figures`.

        Raises
        ------
        MfsimError
            If there is no figure of that name.
        """
        from mfsim.consulting.figures import figures_of

        drawing = figures_of(self)
        if name not in drawing:
            raise MfsimError(f"figure: there is no {shown(name)}; expected one of {', '.join(drawing)}")
        return drawing[name]()

    def html(self, command: str = "") -> str:
        """Return the report as one HTML page that needs nothing else.

        Parameters
        ----------
        command : str
            What reproduces it, for its last section.
        """
        from mfsim.consulting.telling import report

        return report(self, command)

    def save(self, file: str | Path, command: str = "") -> Path:
        """Write the report, whole or not at all.

        Raises
        ------
        MfsimError
            If it cannot be written.
        """
        return write_file(Path(file), self.html(command))

    def save_members(self, file: str | Path) -> Path:
        """Write the mix as a members file, with what was given of each member.

        Raises
        ------
        MfsimError
            If it cannot be written.
        """
        names = {one.name for one in self.proposal.members}
        given = self.proposal.members if self.pool is None else self.pool.firms
        return write_file(
            Path(file), members_text([one for one in given if one.name in names], self.proposal.scenario.words)
        )


def mix(
    members: str | Path,
    *,
    site: str | Path | LoadedScenario | None = None,
    area: float | None = None,
    rent: float | None = None,
    candidates: str | Path | None = None,
    rooms: int | None = None,
    settings: Mapping[str, object] | None = None,
    goal: Goal = "members",
    design: int | None = None,
    most_of_a_trade: int | None = None,
    runs: int = RUNS,
    months: int = MONTHS,
    seed: int = 0,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Answer:
    """Say what a proposed mix of members leads to, and what would change that.

    Parameters
    ----------
    members : path
        The members file.
    site : str, path or LoadedScenario, optional
        The place; or only its `area` (m²) and `rent` (EUR per m² of private area and month).
    candidates : path, optional
        Who else could be recruited; a file like the members file.
    rooms : int, optional
        Private rooms in all; one for each member, and three more with candidates, if not given.
    settings : mapping, optional
        Other settings of the place, by dotted name.
    goal : str
        By whose gain candidates are ranked and mixes chosen: ``members`` or ``landlord``.
    design : int, optional
        Propose the best mix of so many: `members` is the pool to choose from, without candidates or rooms.
    most_of_a_trade : int, optional
        Members of one trade that such a mix may have.
    runs : int
        Runs in all, shared out among the questions.
    months, seed, workers, progress
        As in `mfsim.run`.

    Raises
    ------
    ScenarioError
        If a file or a setting cannot be used.
    MfsimError
        If a number is out of range, or no report can be made of such a place.
    """
    if isinstance(runs, bool) or not isinstance(runs, int) or not FEWEST_RUNS <= runs <= 10**7:
        raise MfsimError(f"runs: expected a whole number from {FEWEST_RUNS:,} to 10,000,000, not {runs!r}")
    if design is None:
        if most_of_a_trade is not None:
            raise MfsimError("most_of_a_trade: limits the mixes of a design; expected design= (--design) as well")
        proposal = propose(
            members, site=site, area=area, rent=rent, candidates=candidates, rooms=rooms, settings=settings
        )  # fmt: skip
        return _answer(Bench(proposal, months, seed, workers, progress), goal, runs, {})
    if candidates is not None or rooms is not None:
        raise MfsimError("design: the mix is made of the members file alone; expected neither candidates nor rooms")
    return _designed(
        make_pool(members, design, most_of_a_trade=most_of_a_trade, site=site, area=area, rent=rent, settings=settings),
        goal, runs, months, seed, workers, progress,
    )  # fmt: skip


def _designed(
    pool: Pool,
    goal: Goal,
    runs: int,
    months: int,
    seed: int,
    workers: int | None,
    progress: Callable[[int, int], None] | None,
) -> Answer:
    """Choose the best mix with one half of the runs and report on it with the other."""
    first = Bench(pool.proposal, months, seed, workers, progress)
    first.expect(runs)
    chosen = choose(pool, first, goal, runs // 2)
    done = first.total
    later = None if progress is None else lambda more, total: progress(done + more, done + total)
    second = Bench(pool.proposed(chosen.names), months, seed, workers, later)
    return replace(_answer(second, goal, runs // 2, first.spent), design=chosen, pool=pool)


def _answer(bench: Bench, goal: Goal, runs: int, before: Mapping[str, int]) -> Answer:
    proposal = bench.proposal
    plan = Plan(runs, len(proposal.members), len(proposal.candidates))
    bench.expect(runs)
    (trial,) = bench.run([AS_PROPOSED], plan.proposed, "the mix as proposed")
    return Answer(
        proposal=proposal,
        months=bench.months,
        seed=bench.seed,
        trial=trial,
        holding=holding_of(trial, bench.months),
        people=people_of(proposal, trial, bench.risk_months),
        missing=missing_of(bench, plan.without_each),
        recruiting=recruit(bench, goal, plan.share(SINGLE), plan.share(TEAMS), FEWEST),
        landlord=landlord_of(proposal, trial),
        levers=levers_of(bench, plan.share(LEVERS), FEWEST),
        flipping=flipping_of(bench, plan.share(FLIPPING), FEWEST_AT_ENDS),
        spent={**before, **bench.spent},
    )
