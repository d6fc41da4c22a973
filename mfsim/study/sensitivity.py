"""From a stored study to its sensitivity indices: noise taken out, with intervals over design and runs, and ranks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mfsim.errors import MfsimError, nearest, shown
from mfsim.store.folder import StudyFolder
from mfsim.study.indices.setting_up import method_of
from mfsim.study.one_outcome import Row, of_outcome
from mfsim.study.responses import read_outcomes, responses_of

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Analysis:
    """What a study says of its factors.

    Attributes
    ----------
    indices : tuple of mapping
        A row for each outcome, index and factor; see `table`.
    noise : tuple of mapping
        A row for each outcome: its seed noise, what could not be used, and what its intervals do not tell.
    method, main : str
        The method, and the index by which factors are ranked.
    resamples : int
        Over blocks of the design; 0 where it is taken as it is.
    """

    indices: tuple[Row, ...]
    noise: tuple[Row, ...]
    method: str
    main: str
    resamples: int

    def table(self) -> pd.DataFrame:
        """Return the indices.

        ``corrected`` is the index with seed noise taken out, ``low`` to ``high`` its 95 % interval, ``se_design`` and
        ``se_runs`` the standard errors that it comes from; ``uncorrected`` the index as it comes. With one run of each point
        noise is not known: ``corrected`` is missing, and the interval is that of ``uncorrected``. ``rank``, ``rank_best``,
        ``rank_worst``, ``above_noise`` and ``from_next`` are given for the index by which factors are ranked; with fewer
        than three runs what is resolved is so ``in these runs only``, and whether it is above noise is not known.
        """
        import pandas as pd

        return pd.DataFrame(list(self.indices), columns=list(COLUMNS))

    def noise_table(self) -> pd.DataFrame:
        """Return a row for each outcome: the shares of `mfsim.study.noise` with intervals, blocks, runs, note, caution."""
        import pandas as pd

        return pd.DataFrame(list(self.noise))


COLUMNS = (
    "outcome", "index", "factor", "other", "corrected", "low", "high", "uncorrected", "se_design", "se_runs",
    "rank", "rank_best", "rank_worst", "above_noise", "from_next",
)  # fmt: skip


def analyse(
    store: StudyFolder,
    outcomes: Sequence[str] | None = None,
    *,
    method: str | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Analyse a stored study.

    Parameters
    ----------
    store : StudyFolder
        The study.
    outcomes : sequence of str, optional
        All of the study's if not given.
    method : str, optional
        Another method than the design's, of those that take any sample.
    progress : function of (done, total), optional
        Called with the outcomes that are done.

    Raises
    ------
    MfsimError
        If an outcome or a method does not fit the study, or nothing of it is computed.
    """
    what = store.manifest
    if "varies" not in what:
        raise MfsimError(f"{store.folder}: was made by an mfsim that kept no design; expected the sweep to be made again")
    chosen = _chosen(what["outcomes"], outcomes)
    design = store.design()
    places = design["point"].to_numpy()
    shares = np.column_stack([one.to_numpy() for one in design.drop_columns("point").columns])
    used = method_of(what, shares, store.points().take(places), method)
    indices: list[Row] = []
    noise: list[Row] = []
    if progress is not None:
        progress(0, len(chosen))
    for name, values, computed in read_outcomes(store, chosen):
        found = responses_of(values[places], computed[places], used.members, drawn=used.drawn)
        whole = len(found.blocks) == len(used.members)
        about, rows = of_outcome(name, found, used if whole else used.keeping(found.blocks))
        noise.append(about)
        indices += rows
        if progress is not None:
            progress(len(noise), len(chosen))
    return Analysis(tuple(indices), tuple(noise), method or what["method"], used.main, used.resamples if used.drawn else 0)


def _chosen(known: Sequence[str], outcomes: Sequence[str] | None) -> list[str]:
    for name in outcomes or ():
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean '{near}'?" if near else "it has " + ", ".join(known)
            raise MfsimError(f"outcome: the study has no {shown(name)}; {hint}")
    return list(dict.fromkeys(outcomes or known))
