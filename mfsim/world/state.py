"""The world: everything that exists while a scenario runs, in arrays that a month never allocates."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.reference import by_reference


@by_reference
class World(NamedTuple):
    """Arrays of a world; S sites, N units and P projects a site, K fields of skill, T trades.

    Fixed while it runs
        parameters (record), trades (T), kinds, trade_skill (T, K), trade_distance (T, T), trade_shares (T, cumulative),
        order_hours (4096 equally likely sizes, h) and project_sizes likewise, units (N), contact and contact_shares (N, N),
        contact_guide (N, 65: where to look in the shares),
        founders (N, or N for each site, and a last row of which nothing is given), acquainted (as many rows, N: how
        the row's founding member is acquainted with the column's, `KNOWS` or `WORKS_WITH`; no units where nobody is
        named), vacancy (words of an empty unit), case_weights (12 kinds of case: shares, 0 for those not in use), book
        (12: resolution in the book of rules that is copied, -1 for none; no entries without a book), institutions (12:
        kinds in the order in which institutions care about them), partners (S, at most so many partners: their
        numbers, -1 for none; no columns without a network),
        machine_of (K: place of the field's machine in the table of machines, -1 for none), sector_inputs (sectors, sectors:
        share of what the row's buys that the column's makes).
    Changing
        economy (1 + sectors: logarithm of the macro index, then of each sector's), firms (S, N), skill (S, K, N), trust,
        account (h; no units unless help is kept account of directly) and helped (h) (S, N, N: row towards column), sites,
        tally (of this month) and ledger (S), owners (S), lone_tenants (S, N: whether a tenant
        without a community would be there), gaps (S, N, 12), dealings (S, 36 N + 64 P), projects (S, P), norms (S, 12: a
        kind of case each), cases (S, 8 N: open cases, the oldest first), machines (S, K: the association's), first_seller
        (sectors: units), link_tie (trust in each of `partners`), scratch (N, or two for each
        trade or one for each sector if these are more), present, known, able and to_let (N: units),
        coalitions (256: values in EUR), newborn (1: what is given of a spin-off). The same memory as whole words, to blank a
        row at once: firm_words, tally_words, ledger_words, norm_words.
    Written
        series (months, S), firm_rows (S, rows), firm_row_count (S), norm_rows (S, rows), norm_row_count (S), panel
        (months, S, N): records of numbers.
    """

    parameters: Any
    trades: Any
    kinds: Any
    trade_skill: NDArray[np.float64]
    trade_distance: NDArray[np.float64]
    trade_shares: NDArray[np.float64]
    order_hours: NDArray[np.float64]
    units: Any
    contact: NDArray[np.float64]
    contact_shares: NDArray[np.float64]
    contact_guide: NDArray[np.int16]
    founders: Any
    acquainted: NDArray[np.int8]
    case_weights: NDArray[np.float64]
    book: NDArray[np.int64]
    institutions: NDArray[np.int64]
    partners: NDArray[np.int64]
    link_tie: NDArray[np.float64]
    economy: NDArray[np.float64]
    firms: Any
    skill: NDArray[np.float64]
    trust: NDArray[np.float64]
    account: NDArray[np.float64]
    helped: NDArray[np.float64]
    sites: Any
    tally: Any
    ledger: Any
    owners: Any
    lone_tenants: NDArray[np.bool_]
    firm_words: NDArray[np.int64]
    tally_words: NDArray[np.int64]
    ledger_words: NDArray[np.int64]
    norm_words: NDArray[np.int64]
    newborn: Any
    vacancy: NDArray[np.int64]
    gaps: Any
    dealings: Any
    project_sizes: NDArray[np.float64]
    projects: Any
    coalitions: NDArray[np.float64]
    norms: Any
    cases: Any
    machine_of: NDArray[np.int64]
    machines: Any
    sector_inputs: NDArray[np.float64]
    first_seller: NDArray[np.int64]
    scratch: NDArray[np.float64]
    present: NDArray[np.int64]
    known: NDArray[np.int64]
    able: NDArray[np.int64]
    to_let: NDArray[np.int64]
    series: Any
    firm_rows: Any
    firm_row_count: NDArray[np.int64]
    norm_rows: Any
    norm_row_count: NDArray[np.int64]
    panel: Any
