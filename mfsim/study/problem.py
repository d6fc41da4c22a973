"""SALib's `problem`, in and out: an experiment of one, and one of an experiment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mfsim.errors import MfsimError, nearest, shown
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.scenario.document import Document
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.settings import all_settings
from mfsim.study.designs import METHODS, NUMBERS, Design, Method, unfit
from mfsim.study.experiment import Experiment
from mfsim.study.factors import Factor, Range
from mfsim.study.functions import Model

ENDS = 8.0
"""Standard deviations at which a normal distribution without bounds is cut off: what lies beyond has a chance of 1e-15."""
DISTRIBUTIONS = {"unif": 2, "logunif": 2, "triang": 3, "norm": 2, "truncnorm": 4}
"""Numbers that SALib's `bounds` have for each distribution that is understood here."""


def experiment_of(
    problem: Mapping[str, Any] | Sequence[Factor],
    *,
    outcomes: Sequence[str] | None = None,
    method: Method = "sobol",
    points: int | None = None,
    levels: int = 4,
    curves: int = 4,
    second_order: bool = False,
    design_seed: int = 0,
    runs: int = 10,
    months: int = 120,
    seed: int = 0,
    scenario: LoadedScenario | str = "base",
    model: Model | None = None,
    name: str = "experiment",
) -> Experiment:
    """Return the experiment that a SALib `problem`, or some factors, describe.

    Parameters
    ----------
    problem : mapping or sequence of Factor
        SALib's ``names``, ``bounds`` and, if wanted, ``dists`` (``unif``, ``logunif``, ``triang``, ``norm``, ``truncnorm``)
        and ``groups``. Names are settings such as ``demand.rivalry``; with a `model` they are anything.
    outcomes : sequence of str, optional
        Names of the catalogue, all if not given; of what the model returns, ``y`` if not given and a name is no setting.
    method, points, levels, curves, second_order, design_seed
        The design, as in an experiment file.
    runs, months, seed, scenario
        As in an experiment file; months and scenario have no effect on a model of one's own.
    model : function of (settings, seed), optional
        What is run instead of the multifactory, as in `mfsim.sweep`.
    name : str
        Of the experiment, and of its folder under ``results`` if no other is given.

    Raises
    ------
    MfsimError
        If the problem, or a design for it, cannot be used.
    """
    if method not in METHODS:
        raise MfsimError(f"method: {shown(method)} is not known; expected one of {', '.join(METHODS)}")
    factors, groups = (_factors(problem), _groups(problem)) if isinstance(problem, Mapping) else (tuple(problem), {})
    default = 129 if method == "fast" else NUMBERS["points"][0]
    design = Design(method, points or default, levels, design_seed, second_order=second_order, curves=curves)
    wrong = [f"{where}: {what}; expected {expected}" for where, what, expected in unfit(design, factors, groups)]
    foreign = model is not None or any(one.name not in all_settings() for one in factors if isinstance(one.domain, Range))
    chosen = tuple(outcomes or (("y",) if foreign else tuple(one.name for one in OUTCOMES)))
    made = Experiment(
        name, name, "", load(scenario) if isinstance(scenario, str) else scenario, factors, design, runs, months, seed,
        chosen, Document({}), groups, model,
    )  # fmt: skip
    if wrong:
        raise MfsimError("\n".join(wrong))
    return made


def problem_of(experiment: Experiment) -> dict[str, Any]:
    """Return SALib's `problem` of an experiment, with which SALib can sample and analyse by itself.

    A number is a variable with its distribution. A choice is a variable from 0 to its number of levels, whose whole part
    says which level it is; of a composition there is one variable less than parts, from 0 to 1, in a group of its own.
    """
    names: list[str] = []
    bounds: list[list[float]] = []
    dists: list[str] = []
    groups: list[str] = []
    for factor in experiment.factors:
        for place in range(factor.width):
            dist, ends = _in_salib(factor)
            names.append(factor.name if factor.width == 1 else f"{factor.name}:{place + 1}")
            bounds.append(ends)
            dists.append(dist)
            groups.append(experiment.group_of(factor))
    problem: dict[str, Any] = {
        "num_vars": len(names),
        "names": names,
        "bounds": bounds,
        "outputs": list(experiment.outcomes),
    }
    problem |= {"dists": dists} if set(dists) != {"unif"} else {}
    return problem | ({"groups": groups} if groups != names else {})


def _in_salib(factor: Factor) -> tuple[str, list[float]]:
    domain = factor.domain
    if not isinstance(domain, Range):
        return "unif", [0.0, float(max(1, factor.count))]
    low, high = float(domain.low), float(domain.high)
    if domain.distribution == "triangular":
        return "triang", [low, high, (domain.mode - low) / (high - low)]
    if domain.distribution == "normal":
        return "truncnorm", [low, high, domain.mean, domain.sd]
    return ("logunif" if domain.distribution == "log_uniform" else "unif"), [low, high]


def check_known(experiment: Experiment) -> None:
    """Check that what varies and what is measured is known to the multifactory, if that is what is run.

    Raises
    ------
    MfsimError
        With every name that is not.
    """
    wrong = [] if experiment.model else list(_unknown(experiment))
    if wrong:
        raise MfsimError("\n".join(wrong))


def _unknown(experiment: Experiment) -> Iterator[str]:
    """Yield what keeps an experiment from being run on the multifactory: names that are none of its own."""
    known = all_settings()
    for factor in experiment.factors:
        wrong = [] if not isinstance(factor.domain, Range) or factor.name in known else [factor.name]
        for one in wrong:
            yield f"{one}: there is no such setting{_hint(one, known)}, or model = the function that has it"
        setting = known.get(factor.name)
        if setting is not None and isinstance(factor.domain, Range):
            low, high = setting.low, setting.high
            if (low is not None and factor.domain.low < low) or (high is not None and factor.domain.high > high):
                ends = f"from {factor.domain.low:g} to {factor.domain.high:g}"
                yield f"{factor.name}: {ends} is too wide; expected {setting.expectation}"
    for one in experiment.outcomes:
        if one not in (names := [outcome.name for outcome in OUTCOMES]):
            yield f"outcomes: {shown(one)} is no outcome{_hint(one, names)}, or model = the function that returns it"


def _hint(name: str, known: Any) -> str:
    near = nearest(name, known)
    return f"; did you mean '{near}'?" if near else "; expected one of mfsim"


def _factors(problem: Mapping[str, Any]) -> tuple[Factor, ...]:
    names, bounds = problem.get("names"), problem.get("bounds")
    if not names or bounds is None or len(names) != len(bounds):
        raise MfsimError("problem: expected names, and bounds for each of them, as SALib has them")
    twice = [one for one in names if list(names).count(one) > 1]
    if twice:
        raise MfsimError(f"problem: '{twice[0]}' is there twice; expected each name once")
    dists = problem.get("dists") or ["unif"] * len(names)
    if len(dists) != len(names):
        raise MfsimError(f"problem: {len(dists)} dists for {len(names)} names; expected one for each")
    return tuple(
        Factor(str(name), "uncertainty", _range(str(name), str(dist), list(map(float, ends))))
        for name, ends, dist in zip(names, bounds, dists, strict=True)
    )


def _range(name: str, dist: str, ends: list[float]) -> Range:
    if dist not in DISTRIBUTIONS:
        raise MfsimError(f"problem: {name}: {shown(dist)} is not understood; expected one of {', '.join(DISTRIBUTIONS)}")
    if len(ends) != DISTRIBUTIONS[dist]:
        raise MfsimError(f"problem: {name}: {len(ends)} bounds for {dist}; expected {DISTRIBUTIONS[dist]}")
    known = all_settings().get(name)
    whole = known is not None and known.kind == "int"
    low, high = (ends[0] - ENDS * ends[1], ends[0] + ENDS * ends[1]) if dist == "norm" else ends[:2]
    if not low < high or (dist == "logunif" and low <= 0):
        raise MfsimError(f"problem: {name}: bounds {shown(ends)} are not allowed; expected the lower before the higher")
    middle, quarter = (low + high) / 2, (high - low) / 4
    if dist == "triang":
        return Range(low, high, "triangular", low + ends[2] * (high - low), middle, quarter, whole)
    if dist in ("norm", "truncnorm"):
        return Range(low, high, "normal", middle, ends[-2], ends[-1], whole)
    return Range(low, high, "log_uniform" if dist == "logunif" else "uniform", middle, middle, quarter, whole)


def _groups(problem: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    names, groups = list(problem["names"]), problem.get("groups")
    if not groups:
        return {}
    if len(groups) != len(names):
        raise MfsimError(f"problem: {len(groups)} groups for {len(names)} names; expected one for each")
    members = {group: tuple(n for n, g in zip(names, groups, strict=True) if g == group) for group in dict.fromkeys(groups)}
    return {str(group): some for group, some in members.items() if some != (group,)}
