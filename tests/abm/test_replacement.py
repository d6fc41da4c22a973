"""A process replaced by a user's own: the same in the Mesa face and in the batch, compiled or not."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from hashlib import sha256
from pathlib import Path

import pytest
from worlds import assert_equal_records, equal

from mfsim.abm.multifactory import Multifactory
from mfsim.compiling import ENABLED, plain_python
from mfsim.draws import purpose, uniform
from mfsim.engine.calendar import SlowProcessWarning
from mfsim.engine.run import run_batch
from mfsim.errors import MfsimError
from mfsim.processes.finance import finance
from mfsim.processes.mutual_help import mutual_help
from mfsim.scenario.load import load
from mfsim.world.invariants import broken

MONTHS = 36 if ENABLED else 3
GIFT = purpose(128, 1)
OPPOSITE = {**os.environ, "MFSIM_COMPILE": "0" if ENABLED else "1"}
needs_compiler = pytest.mark.skipif(not ENABLED, reason="says something of compiled rules")


def nobody_helps(world, now):
    pass


def help_and_care(world, now):
    """Call the shipped rule, and draw from a purpose of one's own."""
    mutual_help(world, now)
    for site in range(world.firms.shape[0]):
        for unit in range(world.firms.shape[1]):
            firm = world.firms[site, unit]
            if firm.serial >= 0 and uniform(now, GIFT, firm.serial) < 0.2:
                firm.care = 0.5 * (firm.care + 1.0)


def made_slow(rule):
    """Return the same rule in a form that cannot be compiled."""

    def slow(world, now):
        if {"anything": object()}:
            rule(world, now)

    return slow


def batch(replace, name="mage", months=MONTHS):
    return run_batch(load(name), runs=range(2, 3), months=months, seed=9, workers=1, panel=True, replace=replace)


def stepped(replace, name="mage", months=MONTHS, model=Multifactory):
    made = model(name, seed=9, run=2, panel=True, collect=False, replace=replace)
    made.run_for(months)
    return made.records


@pytest.mark.parametrize("rule", [nobody_helps, help_and_care])
def test_model_and_batch_agree(rule):
    own = stepped({"mutual_help": rule})
    assert_equal_records(own, batch({"mutual_help": rule}))
    assert not equal(own.series, batch(None).series)


def test_replaced_by_itself_changes_nothing():
    assert_equal_records(batch({"mutual_help": mutual_help, "finance": finance}), batch(None))


def test_only_what_is_replaced_changes():
    assert (stepped({"mutual_help": nobody_helps}).series.help_hours == 0.0).all()
    switched_off = run_batch(
        load("mage", {"processes.mutual_help": False}), runs=range(2, 3), months=MONTHS, seed=9, workers=1, panel=True
    )
    assert_equal_records(stepped({"mutual_help": nobody_helps}), switched_off)


def test_a_process_that_is_off_stays_off_when_replaced():
    scenario = load("mage", {"processes.mutual_help": False})
    model = Multifactory(scenario, seed=9, run=2, replace={"mutual_help": help_and_care})
    model.run_for(3)
    off = Multifactory(scenario, seed=9, run=2)
    off.run_for(3)
    assert equal(model.records.series, off.records.series)


@needs_compiler
def test_a_rule_that_cannot_be_compiled_gives_the_same():
    slow = made_slow(help_and_care)
    with pytest.warns(SlowProcessWarning, match="mutual_help could not be compiled"):
        own = stepped({"mutual_help": slow})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_equal_records(own, batch({"mutual_help": slow}))
    assert_equal_records(own, batch({"mutual_help": help_and_care}))


def unknown_array(world, now):
    world.nothing[0] = 1.0


def unknown_function(world, now):
    vars(world)


def impossible_operation(world, now):
    world.trust + "words"


@needs_compiler
@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (unknown_array, "Unknown attribute 'nothing'"),
        (unknown_function, "Untyped global name 'vars'"),
        (impossible_operation, "no such operation: add"),
    ],
)
def test_the_warning_says_what_is_wrong_and_where(rule, reason):
    with pytest.warns(SlowProcessWarning, match=rf"slower: {reason}.*test_replacement\.py\", line \d+") as caught:
        Multifactory("base", seed=0, replace={"mutual_help": rule})
    assert len(str(caught[0].message)) < 350


@needs_compiler
def test_a_compiled_rule_is_quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Multifactory("base", seed=0, replace={"mutual_help": nobody_helps})


SCRIPT = """
import hashlib, sys
sys.path[:0] = sys.argv[1].split(":")
from abm.test_replacement import batch, help_and_care
from mfsim.compiling import plain_python
with plain_python():
    records = batch({"mutual_help": help_and_care}, "base", 3)
print(hashlib.sha256(records.series.tobytes() + records.panel.tobytes()).hexdigest())
"""


def test_compiled_or_not_the_history_is_the_same():
    """Two processes: whether rules are compiled is settled when they are imported."""
    tests = str(Path(__file__).resolve().parents[1])
    there = subprocess.run([sys.executable, "-c", SCRIPT, tests], env=OPPOSITE, check=True, capture_output=True, text=True)
    with plain_python():
        here = batch({"mutual_help": help_and_care}, "base", 3)
    assert there.stdout.strip() == sha256(here.series.tobytes() + here.panel.tobytes()).hexdigest()


class Static(Multifactory):
    @staticmethod
    def mutual_help(world, now):
        help_and_care(world, now)


class Grants(Multifactory):
    """A method that reads and writes through the agents."""

    granted = 0.0

    def finance(self, world, now):
        finance(world, now)
        for firm in self.firms:
            if firm.cash < 5_000.0:
                firm.cash += 100.0
                self.granted += 100.0


def test_a_static_method_is_a_rule():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        own = stepped(None, model=Static)
    assert_equal_records(own, batch({"mutual_help": help_and_care}))


def test_a_method_sees_the_agents_of_its_own_model():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SlowProcessWarning)
        models = [Grants("base", seed=seed) for seed in (0, 1)]
    for _ in range(6):
        for model in models:
            model.step()
    assert models[0].granted != models[1].granted > 0.0
    for model in models:
        assert broken(model.world) == []
        alone = Grants("base", seed=model.seed)
        alone.run_for(6)
        assert alone.granted == model.granted
        assert equal(alone.records.series, model.records.series)


def test_what_is_handed_over_comes_before_a_method():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SlowProcessWarning)
        own = stepped({"mutual_help": nobody_helps}, model=Static)
    assert_equal_records(own, batch({"mutual_help": nobody_helps}))


@pytest.mark.parametrize(
    ("replace", "message"),
    [
        ({"mutual_hepl": nobody_helps}, "did you mean 'mutual_help'"),
        ({"mutual_help": 3}, "must be a function of"),
    ],
)
def test_bad_replacements_are_refused(replace, message):
    with pytest.raises(MfsimError, match=message):
        Multifactory("base", seed=0, replace=replace)
    with pytest.raises(MfsimError, match=message):
        batch(replace)
