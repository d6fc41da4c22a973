"""`mfsim explain`: what a setting or an outcome is."""

from __future__ import annotations

from typing import Any

from mfsim.errors import MfsimError, in_full, nearest
from mfsim.scenario.settings import Setting, all_settings, sections

MOST_LISTED = 15


def explanation(name: str | None) -> str:
    """Return the explanation of a setting or an outcome, by dotted or bare name, or a list of settings.

    Raises
    ------
    MfsimError
        If nothing has that name, with the nearest names.
    """
    settings = all_settings()
    if name is None:
        return "\n".join(_line(one) for one in settings.values())
    wanted = name.strip().lower()
    if wanted in settings:
        return _setting(settings[wanted])
    found = [_setting(one) for one in settings.values() if one.name.rpartition(".")[2] == wanted]
    found += [_outcome(one) for one in _outcomes() if one.name == wanted]
    if wanted in sections():
        found.append("\n".join(_line(one) for one in settings.values() if one.name.startswith(f"{wanted}.")))
    if found:
        return "\n\n".join(found)
    raise MfsimError(_unknown(wanted))


def _unknown(wanted: str) -> str:
    names = [*all_settings(), *(one.name for one in _outcomes())]
    parts = [one for one in names if wanted and wanted in one]
    near = nearest(wanted, names)
    message = f"no setting or outcome is called '{wanted[:60]}'"
    if parts:
        more = f" and {len(parts) - MOST_LISTED} more" if len(parts) > MOST_LISTED else ""
        return f"{message}; names with it: {', '.join(parts[:MOST_LISTED])}{more}"
    return f"{message}; did you mean '{near}'?" if near else f"{message}; `mfsim explain` lists all"


def _outcomes() -> tuple[Any, ...]:
    from mfsim.outcomes.catalogue import OUTCOMES
    from mfsim.outcomes.surplus_summary import SHARES

    return (*OUTCOMES, *SHARES)


def _line(setting: Setting) -> str:
    return f"{setting.name:<45} {setting.meaning}"


def _setting(setting: Setting) -> str:
    default = _value(setting)
    lines = {"may be": setting.expectation, "default": default}
    if setting.plausible is not None:
        low, high = setting.plausible
        lines["plausible"] = f"{in_full(low)} to {in_full(high)} (swept by default in studies)"
    if setting.when:
        lines["only when"] = setting.condition
    lines["confidence"] = setting.confidence
    lines["source"] = setting.source
    if setting.name == "members.trades":
        from mfsim.scenario.trades import load_words

        lines["trades"] = ", ".join(load_words().trades)
    return _block(f"{setting.name} (setting)", setting.meaning, lines)


def _value(setting: Setting) -> str:
    if setting.default in (None, "", {}):
        return "none"
    if isinstance(setting.default, bool):
        return str(setting.default).lower()
    if isinstance(setting.default, int | float):
        return in_full(setting.default) + ("" if setting.unit in ("-", "0-1") else f" {setting.unit}")
    return str(setting.default)


def _outcome(outcome: Any) -> str:
    lines = {"unit": outcome.unit, "group": outcome.group, "summary": outcome.summary}
    return _block(f"{outcome.name} (outcome)", outcome.definition, lines)


def _block(title: str, meaning: str, lines: dict[str, str]) -> str:
    width = max(map(len, lines))
    return "\n".join([title, f"  {meaning}", *(f"  {key:<{width}}  {text}" for key, text in lines.items())])
