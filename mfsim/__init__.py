"""Agent-based simulation of multifactories.

A multifactory is a workspace that small firms, craftspeople, artists and freelancers run together. In a few lines::

    import mfsim

    scenario = mfsim.load("mage")
    result = mfsim.run(scenario, runs=100, seed=0)
    result.summary()
    result.plot()

For Mesa: ``model = mfsim.Multifactory(scenario, seed=0); model.run_for(12)``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mfsim.version import __version__

if TYPE_CHECKING:
    from mfsim.abm.multifactory import Multifactory
    from mfsim.consulting.answer import Answer, mix
    from mfsim.draws import purpose
    from mfsim.errors import MfsimError, ScenarioError
    from mfsim.results import Result, run
    from mfsim.scenario.alone import isolated
    from mfsim.scenario.load import LoadedScenario, load
    from mfsim.study.compare import compare
    from mfsim.study.experiment import load_experiment
    from mfsim.study.handle import Study
    from mfsim.study.problem import experiment_of
    from mfsim.study.reproduce import reproduce
    from mfsim.study.sweep import sweep

_HOMES = {
    "Answer": "mfsim.consulting.answer",
    "mix": "mfsim.consulting.answer",
    "isolated": "mfsim.scenario.alone",
    "load": "mfsim.scenario.load",
    "LoadedScenario": "mfsim.scenario.load",
    "run": "mfsim.results",
    "Study": "mfsim.study.handle",
    "experiment_of": "mfsim.study.problem",
    "load_experiment": "mfsim.study.experiment",
    "compare": "mfsim.study.compare",
    "reproduce": "mfsim.study.reproduce",
    "sweep": "mfsim.study.sweep",
    "Result": "mfsim.results",
    "Multifactory": "mfsim.abm.multifactory",
    "MfsimError": "mfsim.errors",
    "ScenarioError": "mfsim.errors",
    "purpose": "mfsim.draws",
}

__all__ = [
    "Answer",
    "LoadedScenario",
    "MfsimError",
    "Multifactory",
    "Result",
    "ScenarioError",
    "Study",
    "__version__",
    "compare",
    "experiment_of",
    "isolated",
    "load",
    "load_experiment",
    "mix",
    "purpose",
    "reproduce",
    "run",
    "sweep",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: the command line starts without numpy, batch work without Mesa."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'mfsim' has no attribute '{name}'; it offers {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
