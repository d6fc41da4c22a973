"""Write layouts.h: C structs of the same bytes as the engine's records, made from their numpy types, so that none drifts.

``python -m benchmarks.c.layouts`` prints it; `benchmarks.c.build` compiles with a fresh one every time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mfsim import draws
from mfsim.processes import community, demand, knowledge, membership, mutual_help, production, record
from mfsim.world import (
    agreeing,
    arrival,
    building,
    help_draws,
    lease_draws,
    lease_terms,
    machine_records,
    norm_draws,
    norm_records,
    owner_records,
    phases,
    project_records,
    records,
    rulebook,
    serials,
    series,
    state,
)
from mfsim.world.parameters import PARAMETERS

STRUCTS: dict[str, np.dtype[Any]] = {
    "Firm": records.FIRM,
    "Unit": records.UNIT,
    "Trade": records.TRADE,
    "Kind": records.KIND,
    "Founder": records.FOUNDER,
    "Gap": records.GAP,
    "Dealing": records.DEALING,
    "Site": records.SITE,
    "Tally": records.TALLY,
    "Ledger": records.LEDGER,
    "Owner": owner_records.OWNER,
    "Machine": machine_records.MACHINE,
    "Project": project_records.PROJECT,
    "Norm": norm_records.NORM,
    "Case": norm_records.CASE,
    "NormRow": series.NORM_ROW,
    "SiteRow": series.SITE_ROW,
    "FirmRow": series.FIRM_ROW,
    "PanelRow": series.PANEL_ROW,
}
C_TYPES = {"f8": "double", "i8": "int64_t", "i1": "int8_t", "i2": "int16_t", "b1": "uint8_t", "u8": "uint64_t"}
CONSTANTS = {
    records: ("GAPS", "MEETINGS", "GUIDE_STEPS", "SEGMENTS", "SLOTS", "NEUTRAL_CONDITION", "KNOWS", "WORKS_WITH"),
    project_records: ("FREE",),
    norm_records: ("RESOLUTIONS",),
    rulebook: ("NO_RULE",),
    knowledge: ("NOTHING_PASSES",),
    serials: ("SERIALS_PER_SITE",),
    arrival: ("BACKGROUND_LEVEL", "LEARNT_LEVEL", "NO_LIMIT"),
    record: ("COVERED_LEVEL",),
    membership: ("INCOME_SCALE_EUR", "BY_HAZARD", "MOVES"),
    mutual_help: ("AT_RANDOM", "NOBODY_ASKS"),
    agreeing: ("DIRECT", "TIME_BANK", "PAID"),
    phases: ("OPEN", "NO_PHASE"),
    lease_terms: ("INDIVIDUAL", "NO_BUILDING", "YEAR"),
    draws: ("LARGEST_INVERTED_MEAN",),
}
DRAWING = (arrival, demand, help_draws, production, knowledge, community, membership, lease_draws, norm_draws)


def c_type(kind: np.dtype[Any]) -> str:
    """Return the C name of a scalar or record type."""
    if kind.names is None:
        return C_TYPES[kind.str[1:]]
    return next(name for name, known in STRUCTS.items() if known.fields == kind.fields)


def struct(name: str, kind: np.dtype[Any]) -> str:
    """Return a struct, with assertions that every field lies where numpy has it."""
    lines, checks = ["typedef struct {"], []
    assert kind.fields is not None
    assert kind.names is not None
    for field in kind.names:
        part, offset = kind.fields[field][:2]
        base, shape = part.subdtype if part.subdtype is not None else (part, ())
        lines.append(f"    {c_type(base)} {field}{''.join(f'[{length}]' for length in shape)};")
        checks.append(f'_Static_assert(offsetof({name}, {field}) == {offset}, "{name}.{field}");')
    checks.append(f'_Static_assert(sizeof({name}) == {kind.itemsize}, "{name}");')
    return "\n".join([*lines, f"}} {name};", *checks])


def world_struct(world: state.World) -> str:
    """Return the world as pointers in the order of its fields."""
    lines = []
    for field in state.World._fields:
        kind = getattr(world, field).dtype
        lines.append(f"    {'Parameters' if field == 'parameters' else c_type(kind)} *{field};")
    return "\n".join(["typedef struct {", *lines, "} Arrays;"])


def constants() -> str:
    """Return the constants and the purposes of drawing (DEMAND_MACRO is MACRO in mfsim/processes/demand.py)."""
    lines = [f"#define {name} {getattr(module, name)!r}" for module, names in CONSTANTS.items() for name in names]
    for module in DRAWING:
        place = module.__name__.rsplit(".", 1)[1].upper()
        for name, value in vars(module).items():
            if isinstance(value, np.int64) and value >= 0 and name.isupper() and name != "NOBODY":
                lines.append(f"#define {place}_{name} {int(value)}")
    lines += [f"#define CAUSE_{cause.upper()} {number}" for number, cause in enumerate(records.CAUSES)]
    return "\n".join(lines)


def header(world: state.World) -> str:
    """Return the whole of layouts.h."""
    parts = ["#include <stddef.h>", "#include <stdint.h>", constants()]
    for section in PARAMETERS.names or ():
        STRUCTS[f"P_{section}"] = PARAMETERS[section]
    parts += [struct(name, kind) for name, kind in STRUCTS.items()]
    parts += [struct("Parameters", PARAMETERS), world_struct(world)]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    from mfsim.scenario.load import load

    print(header(building.build(load("base"), 1)))
