"""HTML pages that need nothing else: text from templates, figures inside, all that comes from users escaped.

The same results give the same bytes: no dates, no names of machines.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TEMPLATES = Path(__file__).parent / "templates"
UNKNOWN = "\u2013"
"""What stands for a figure that there is none of."""
MINUS = "\u2212"
LEAST_SHOWN = 0.0005
"""Shares between 0 and this, or within this of 1, are not rounded to none or to all."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, lstrip_blocks=True
    )
    environment.filters |= {
        "euro": euro, "percent": percent, "number": number, "signed": signed, "interval": interval, "listed": listed,
        "signed1": lambda value: signed_to(value, 1), "signed_to": signed_to, "plain": plain, "unit": unit,
        "upperfirst": lambda text: text[:1].upper() + text[1:], "lowerfirst": lambda text: text[:1].lower() + text[1:],
    }  # fmt: skip
    environment.globals |= {"counted": counted}
    return environment


def page(template: str, content: Mapping[str, Any]) -> str:
    """Return the page that a template makes; whatever is in its content is escaped."""
    return _environment().get_template(template).render(**content).rstrip() + "\n"


def picture(figure: Figure, told: str) -> Markup:
    """Return a figure as an image inside the page.

    Parameters
    ----------
    told : str
        What it shows, for who cannot see it.
    """
    from matplotlib import rc_context

    buffer = io.BytesIO()
    with rc_context({"svg.fonttype": "path", "svg.hashsalt": "mfsim"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    code = base64.b64encode(buffer.getvalue()).decode()
    return Markup('<img class="figure" alt="{}" src="data:image/svg+xml;base64,{}">').format(told, code)


def _unknown(value: float | None) -> bool:
    return value is None or math.isnan(value)


def euro(value: float | None) -> str:
    """Return an amount, rounded as far as one would say it: 1,234 EUR."""
    return UNKNOWN if value is None or math.isnan(value) else f"{_whole(value):,} EUR".replace("-", MINUS)


def signed(value: float | None, unit: str = "EUR") -> str:
    """Return a difference with its sign."""
    if value is None or math.isnan(value):
        return UNKNOWN
    whole = _whole(value)
    return f"{'+' if whole > 0 else MINUS if whole < 0 else '±'}{abs(whole):,} {unit}".rstrip()


def _whole(value: float) -> int:
    return round(value)


def percent(value: float | None) -> str:
    """Return a share in per cent: never 0 % or 100 % unless it is none or all."""
    if value is None or math.isnan(value):
        return UNKNOWN
    if 0.0 < value < 0.005:
        return "under 1 %" if value >= LEAST_SHOWN else "under 0.1 %"
    if 0.995 <= value < 1.0:
        return "over 99 %"
    return f"{100.0 * value:.0f} %".replace("-0 %", "0 %")


def number(value: float | None, digits: int = 0) -> str:
    """Return a number with so many digits behind the point."""
    return UNKNOWN if value is None or math.isnan(value) else f"{value:,.{digits}f}".replace("-", MINUS)


def interval(estimate: Any, kind: str = "euro") -> str:
    """Return the interval of an estimate: 12 to 34 EUR."""
    if _unknown(estimate.low):
        return UNKNOWN
    if kind == "percent":
        low, high = percent(estimate.low), percent(estimate.high)
        return f"{low.removesuffix(' %')} to {high}" if low[0].isdigit() and high[0].isdigit() else f"{low} to {high}"
    if kind == "plain":
        return f"{signed_to(estimate.low, 1)} to {signed_to(estimate.high, 1)}"
    if kind == "signed":
        return f"{signed(estimate.low, '')} to {signed(estimate.high)}"
    return f"{euro(estimate.low).removesuffix(' EUR')} to {euro(estimate.high)}"


def signed_to(value: float | None, digits: int) -> str:
    """Return a difference with its sign and so many digits."""
    if value is None or math.isnan(value):
        return UNKNOWN
    text = f"{abs(value):,.{digits}f}"
    nothing = not text.strip("0.,")
    return text if nothing else f"{'+' if value > 0 else MINUS}{text}"


def plain(value: float | None) -> str:
    """Return a number as one writes it, three digits at least."""
    if value is None or math.isnan(value):
        return UNKNOWN
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}".replace("-", MINUS)


def unit(name: str) -> str:
    """Return a unit to stand after a number; none for a bare number."""
    return "" if name in ("-", "0-1", "ratio", "share", "logit", "exponent", "log") else f" {name}"


def listed(names: Any, joining: str = "and") -> str:
    """Return names as one says them: Anna, Bert and Carla."""
    words = [str(one) for one in names]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joining} {words[-1]}"


def counted(count: int, thing: str, things: str | None = None) -> str:
    """Return a number with what is counted: no member, one member, 12 members."""
    plural = things or f"{thing}s"
    if count == 0:
        return f"no {thing}"
    return f"one {thing}" if count == 1 else f"{count:,} {plural}"
