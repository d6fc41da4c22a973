"""Quantities of a firm as attributes: read from its row in the world, and some written back within their bounds."""

from __future__ import annotations

import math
from typing import Any, Protocol, Self, overload

from mfsim.errors import MfsimError


class Seated(Protocol):
    """Whoever has a row in the world, and an account in the ledger of its site."""

    @property
    def row(self) -> Any:
        """The row of the firm (`mfsim.world.records.FIRM`)."""

    @property
    def ledger(self) -> Any:
        """The ledger of its site (`mfsim.world.records.LEDGER`)."""


class Shown:
    """A quantity that only the rules change.

    Parameters
    ----------
    field : str
        Name in the row of the firm.
    meaning : str
        Definition and unit.
    """

    def __init__(self, field: str, meaning: str) -> None:
        self.field = field
        self.__doc__ = meaning

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, firm: None, owner: type) -> Self: ...
    @overload
    def __get__(self, firm: Seated, owner: type) -> Any: ...
    def __get__(self, firm: Seated | None, owner: type) -> Any:
        """Read from the row; on the class, return the quantity itself."""
        return self if firm is None else firm.row[self.field].item()

    def __set__(self, firm: Seated, value: float) -> None:
        """Refuse: the rules work it out anew each month."""
        raise MfsimError(f"{self.name}: the rules work it out; it can be read, not set")


class Settable(Shown):
    """A quantity that can be set; where it is money or hours, the difference goes through the ledger.

    Parameters
    ----------
    low, high : float
        Bounds.
    account : str, optional
        Account of `mfsim.world.records.LEDGER` to which what is added is posted, so that the ledger still closes.
    """

    def __init__(
        self, field: str, meaning: str, low: float = -math.inf, high: float = math.inf, account: str | None = None
    ) -> None:
        super().__init__(field, meaning)
        self.low, self.high, self.account = low, high, account

    def __set__(self, firm: Seated, value: float) -> None:
        """Write into the row, and what is added into the ledger."""
        new = checked(self.name, value, self.low, self.high)
        if self.account is not None:
            firm.ledger[self.account] += new - firm.row[self.field]
        firm.row[self.field] = new


def checked(name: str, value: Any, low: float, high: float) -> float:
    """Return a number if it is finite and within bounds.

    Raises
    ------
    MfsimError
        If it is not.
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not (math.isfinite(number) and low <= number <= high):
        bounds = {(0.0, 1.0): " from 0 to 1", (0.0, math.inf): " of at least 0"}.get((low, high), "")
        if not bounds and low > -math.inf:
            bounds = f" of at least {low:g}"
        raise MfsimError(f"{name}: expected a finite number{bounds}, not {value!r}")
    return number
