"""What is missing? Fields of skill that nobody or only one member covers, and members whom the others could not spare."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mfsim.consulting.bench import Bench
from mfsim.consulting.intervals import Estimate, mean_of, paired, row_mean
from mfsim.consulting.proposal import AS_PROPOSED, Proposal, Variant
from mfsim.consulting.trial import Trial


@dataclass(frozen=True)
class Field:
    """Who covers a field of skill.

    Attributes
    ----------
    own, second : tuple of str
        Members whose trade is of this field; for whom it is the second.
    """

    name: str
    own: tuple[str, ...]
    second: tuple[str, ...]


@dataclass(frozen=True)
class Absence:
    """What it would mean if a member were not there from the start, and its room went to whoever applies.

    Attributes
    ----------
    others : Estimate
        Change for the other proposed members, EUR per person and month.
    landlord : Estimate
        Change of the rent, EUR a month.
    help : Estimate
        Change of the hours of help that the others receive, h a month each.
    """

    name: str
    others: Estimate
    landlord: Estimate
    help: Estimate


@dataclass(frozen=True)
class Missing:
    """What is missing.

    Attributes
    ----------
    fields : tuple of Field
        All fields of skill.
    absences : tuple of Absence
        Of each member, the greatest loss to the others first; all intervals of a column hold together.
    gaps_met : Estimate
        Share of the gaps of skill that a colleague fills.
    runs : int
        Runs without each member.
    """

    fields: tuple[Field, ...]
    absences: tuple[Absence, ...]
    gaps_met: Estimate
    runs: int

    @property
    def uncovered(self) -> list[Field]:
        """Fields that no member's trade is of."""
        return [one for one in self.fields if not one.own]

    @property
    def by_one(self) -> list[Field]:
        """Fields that hang on one member."""
        return [one for one in self.fields if len(one.own) == 1]

    @property
    def key_members(self) -> list[Absence]:
        """Members without whom the others would be worse off, beyond chance."""
        return [one for one in self.absences if one.others.below_zero]

    @property
    def spared(self) -> list[Absence]:
        """Members without whom the others would be better off, beyond chance."""
        return [one for one in self.absences if one.others.above_zero]

    @property
    def keepers_of_help(self) -> list[Absence]:
        """Members without whom the others would get less help, beyond chance."""
        return [one for one in self.absences if one.help.below_zero]

    def rows(self) -> list[dict[str, object]]:
        """Return the table of fields."""
        return [{"field": one.name, "own": " | ".join(one.own), "second": " | ".join(one.second)} for one in self.fields]

    def absence_rows(self) -> list[dict[str, object]]:
        """Return the table of members who are not there."""
        return [
            {
                "without": one.name, "others_eur": one.others.mean, "others_low": one.others.low,
                "others_high": one.others.high, "landlord_eur": one.landlord.mean, "landlord_low": one.landlord.low,
                "landlord_high": one.landlord.high, "help_hours": one.help.mean, "help_low": one.help.low,
                "help_high": one.help.high,
            }
            for one in self.absences
        ]  # fmt: skip


def missing_of(bench: Bench, runs: int) -> Missing:
    """Return what is missing, with so many runs without each member in turn."""
    proposal = bench.proposal
    names = [one.name for one in proposal.members]
    absences: list[Absence] = []
    base = bench.run([AS_PROPOSED], runs, "each member in turn left out")[0]
    if len(names) > 1:
        trials = bench.run([Variant(without=(name,)) for name in names], runs, "each member in turn left out")
        absences = [_absence(place, name, base, trial, len(names))
                    for place, (name, trial) in enumerate(zip(names, trials, strict=True))]  # fmt: skip
    order = sorted(absences, key=lambda one: one.others.mean)
    gaps = mean_of(base.site["gaps_met"])
    return Missing(_fields(proposal), tuple(order), gaps, runs)


def _fields(proposal: Proposal) -> tuple[Field, ...]:
    words = proposal.scenario.words
    trades = list(words.trades.values())
    return tuple(
        Field(
            field,
            tuple(one.name for one in proposal.members if trades[one.trade].own_field == place),
            tuple(one.name for one in proposal.members if trades[one.trade].second_field == place),
        )
        for place, field in enumerate(words.fields)
    )


def _absence(place: int, name: str, base: Trial, without: Trial, count: int) -> Absence:
    kept = [one for one in range(count) if one != place]

    def change(measure: str) -> Estimate:
        difference = without.each[measure][:, : count - 1] - base.each[measure][:, kept]
        return mean_of(row_mean(np.asarray(difference)), count)

    return Absence(name, change("value"), paired(base.site["rent"], without.site["rent"], count), change("received"))
