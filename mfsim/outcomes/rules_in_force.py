"""The rules that are in force at one site when a run ends."""

from __future__ import annotations

import numpy as np

from mfsim.engine.records import Records
from mfsim.errors import MfsimError
from mfsim.scenario.vocabulary import Vocabulary


def rules_at_the_end(records: Records, words: Vocabulary, run: int, site: int) -> dict[str, str]:
    """Return the resolution that is the rule for each kind of case that has one.

    Parameters
    ----------
    records : Records
        What runs have left.
    words : Vocabulary
        Names of the kinds of case and of their resolutions.
    run, site : int
        Number of the run and of the site.

    Raises
    ------
    MfsimError
        If there is no such run or site, or no rule was in force.
    """
    runs, sites = records.series.shape[0], records.series.shape[2]
    first = records.first_run
    if not (first <= run < first + runs and 0 <= site < sites):
        raise MfsimError(f"save_book: there is no run {run} of site {site}; runs from {first} on: {runs}")
    rows = records.norm_rows
    here = (records.norm_run == run) & (records.norm_site == site) & np.isnan(rows["to_month"])
    rules = {}
    for row in rows[here]:
        kind = int(row["kind"])
        rules[words.cases[kind]] = words.case_resolutions[kind][int(row["resolution"])]
    if not rules:
        raise MfsimError(f"save_book: no rule is in force at the end of run {run}, site {site}")
    return rules
