"""What a firm has by name: levels in fields of skill, shares of customer segments, trust in colleagues."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mfsim.abm.quantities import checked
from mfsim.errors import MfsimError, nearest

if TYPE_CHECKING:
    from mfsim.abm.firm import Firm


class Named(Mapping[str, float]):
    """Numbers by name, read from an array that is looked up at each use.

    Parameters
    ----------
    firm : Firm
        Whose they are.
    what : str
        What the names name, for messages.
    names : tuple of str
        Names in the order of the array.
    """

    def __init__(self, firm: Firm, what: str, names: tuple[str, ...]) -> None:
        self._firm, self._what, self._names = firm, what, names

    @abstractmethod
    def _array(self) -> Any:
        """Return the firm's row of numbers, in the order of the names."""

    def _place(self, name: str) -> int:
        if name not in self._names:
            near = nearest(str(name), self._names)
            hint = f"; did you mean '{near}'?" if near else f"; expected one of {', '.join(self._names)}"
            raise KeyError(f"there is no {self._what} '{name}'{hint}")
        return self._names.index(name)

    def __getitem__(self, name: str) -> float:
        return float(self._array()[self._place(name)])

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return repr(dict(self))


class Markets(Named):
    """Share of a firm's customers in each segment; sums to 1."""

    def _array(self) -> Any:
        return self._firm.row["market"]


class Skills(Named):
    """Level of a firm in each field of skill, 0 to 1; ``firm.skills["wood"] = 0.8`` sets it."""

    def _array(self) -> Any:
        return self._firm.here("skill")[:, self._firm.unit]

    def __setitem__(self, name: str, level: float) -> None:
        self._array()[self._place(name)] = checked(f"skills['{name}']", level, 0.0, 1.0)


class Ties(Mapping["Firm", float]):
    """Trust of a firm in the colleagues that it knows, 0 to 1; ``firm.ties()[colleague] = 0.5`` sets it, 0 ends it."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm

    def _trust(self) -> Any:
        return self._firm.here("trust")[self._firm.unit]

    def __getitem__(self, colleague: Firm) -> float:
        trust = float(self._trust()[colleague.unit]) if self._is_colleague(colleague) else 0.0
        if trust == 0.0:
            raise KeyError(f"{self._firm.name} does not know {colleague}")
        return trust

    def __setitem__(self, colleague: Firm, trust: float) -> None:
        if not self._is_colleague(colleague):
            raise MfsimError(f"ties: expected another firm of the same place, not {colleague}")
        self._trust()[colleague.unit] = checked("ties", trust, 0.0, 1.0)

    def _is_colleague(self, other: Firm) -> bool:
        me = self._firm
        return other is not me and other.model is me.model and other.site == me.site and other.is_present

    def __iter__(self) -> Iterator[Firm]:
        trust, site = self._trust(), self._firm.site
        return iter([firm for firm in self._firm.model.firms if firm.site == site and trust[firm.unit] > 0.0])

    def __len__(self) -> int:
        return int((self._trust() > 0.0).sum())

    def __repr__(self) -> str:
        return repr({colleague.name: trust for colleague, trust in self.items()})
